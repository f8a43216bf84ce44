//! Who signs: a key file here, or an external command (a token, an HSM, a machine of its own); at most
//! one signer of each kind, which know nothing of each other.

mod command;
mod openpgp;
mod sm2;

use crate::words::{build as words, signing as signers};
use keys::{Kind, Purpose, Refusal, Roots, Signatures};
use payloads::refusal::trusted;
use std::path::Path;
use voice::Exit;
use voice::time::rfc3339;
use voice::{Context as _, Fact, Voice};

pub use command::Program;
pub use openpgp::OpenPgp;
pub use sm2::{CHAIN, Sm2, read_chain};

/// Asks for the passphrase of the key file at a path; called only where the key needs one.
pub type Passphrase<'a> = &'a mut dyn FnMut(&Path) -> anyhow::Result<Vec<u8>>;

/// What `--sign-openpgp` or `--sign-sm2` names.
pub enum Signer {
    /// Kind 1.
    OpenPgp(OpenPgp),
    /// Kind 2.
    Sm2(Box<Sm2>),
}

impl Signer {
    /// What it signs with.
    pub fn kind(&self) -> Kind {
        match self {
            Signer::OpenPgp(_) => Kind::OpenPgp,
            Signer::Sm2(_) => Kind::Sm2,
        }
    }

    /// The key file or command, as the user typed it.
    pub fn name(&self) -> String {
        match self {
            Signer::OpenPgp(signer) => signer.name(),
            Signer::Sm2(signer) => signer.name(),
        }
    }

    /// The key file's directory; `None` for a command.
    pub fn directory(&self) -> Option<&Path> {
        match self {
            Signer::OpenPgp(signer) => signer.directory(),
            Signer::Sm2(signer) => signer.directory(),
        }
    }

    /// Finds out early, as far as that is possible without a signature of a command, whether this
    /// signer may sign as of `at` (seconds since 1970).
    ///
    /// # Errors
    /// [`Exit::Usage`] where key or certificate were made later; whatever else keeps it from signing.
    pub fn may_sign_at(&self, at: u64) -> anyhow::Result<()> {
        early(match self {
            Signer::OpenPgp(signer) => signer.may_sign_at(at),
            Signer::Sm2(signer) => signer.may_sign_at(at),
        })
    }

    /// Finds out early whether a release signed as of `at` counts under the trust list of `roots`.
    ///
    /// # Errors
    /// What the list has against this signer.
    pub fn counts_under(&self, roots: &Roots, at: u64) -> anyhow::Result<()> {
        let Some(list) = roots.trust_list() else { return Ok(()) };
        early(match self {
            Signer::OpenPgp(OpenPgp::KeyFile { key, .. }) => {
                list.precheck_openpgp(key.certificate().fingerprint(), at)
            }
            Signer::OpenPgp(OpenPgp::External(_)) => Ok(()),
            Signer::Sm2(signer) => list.precheck_sm2(signer.chain(), at),
        })
        .context(|| signers::asking_list(&self.name()))
    }

    /// Signs `message` for `purpose` (any but [`Purpose::Sidecar`]) as of `at`: one entry of
    /// [`Signatures`].
    ///
    /// # Errors
    /// The key's or the command's; [`Exit::BadSignature`] for an answer without a strict form or,
    /// with SM2, one that does not hold.
    pub fn sign(&self, purpose: Purpose, at: u64, message: &[u8]) -> anyhow::Result<Vec<u8>> {
        match self {
            Signer::OpenPgp(signer) => signer.sign(purpose, at, &mut &message[..]),
            Signer::Sm2(signer) => signer.sign(purpose, at, message),
        }
    }

    /// Signs the file at `path` as it is: the bytes of an `.asc` (armoured) or an `.sm2sig` (DER).
    ///
    /// # Errors
    /// Those of [`sign`](Self::sign); the file cannot be read; with SM2 [`Exit::Usage`] for a file
    /// that begins like a statement of ours.
    pub fn sign_file(&self, at: u64, path: &Path) -> anyhow::Result<Vec<u8>> {
        match self {
            Signer::OpenPgp(signer) => signer.sign_file(at, path),
            Signer::Sm2(signer) => signer.sign_file(at, path),
        }
    }

    /// What the name of a file's detached signature ends in.
    pub fn suffix(&self) -> &'static str {
        match self {
            Signer::OpenPgp(_) => ".asc",
            Signer::Sm2(_) => ".sm2sig",
        }
    }
}

/// At least one signer, at most one of each kind, kinds ascending.
pub struct Signers(Vec<Signer>);

impl Signers {
    /// The signers given.
    ///
    /// # Errors
    /// [`Exit::Usage`]: there is none.
    pub fn new(openpgp: Option<OpenPgp>, sm2: Option<Sm2>) -> anyhow::Result<Signers> {
        let openpgp = openpgp.map(Signer::OpenPgp);
        let sm2 = sm2.map(|signer| Signer::Sm2(Box::new(signer)));
        let signers: Vec<Signer> = openpgp.into_iter().chain(sm2).collect();
        if signers.is_empty() {
            let fact = Fact::new(Exit::Usage, words::no_signer());
            return Err(fact.help(words::no_signer_help()).into());
        }
        Ok(Signers(signers))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Signer> {
        self.0.iter()
    }

    /// The kinds they sign with, ascending.
    pub fn kinds(&self) -> Vec<Kind> {
        self.iter().map(Signer::kind).collect()
    }

    /// The directory `--roots` defaults to: the first key file's.
    pub fn directory(&self) -> Option<&Path> {
        self.iter().find_map(Signer::directory)
    }

    /// As [`Signer::may_sign_at`], for each.
    ///
    /// # Errors
    /// The first refusal.
    pub fn may_sign_at(&self, at: u64) -> anyhow::Result<()> {
        self.iter().try_for_each(|signer| signer.may_sign_at(at))
    }

    /// As [`Signer::counts_under`], for each; and whether every kind is there that the list requires,
    /// but for those that others add `later`.
    ///
    /// # Errors
    /// The first refusal; [`Exit::Usage`] for a kind that nobody signs with.
    pub fn count_under(&self, roots: &Roots, at: u64, later: &[Kind]) -> anyhow::Result<()> {
        let required = roots.trust_list().map_or(&[][..], |list| &list.body().required);
        let comes = |kind: &&Kind| self.kinds().contains(kind) || later.contains(kind);
        if let Some(kind) = required.iter().find(|kind| !comes(kind)) {
            let said = signers::kind_required(&kind);
            let help = signers::kind_required_help(&String::from(*kind));
            return Err(Fact::new(Exit::Usage, said).help(help).into());
        }
        self.iter().try_for_each(|signer| signer.counts_under(roots, at))
    }

    /// The signatures of all over `message`, for `purpose` and as of `at`.
    ///
    /// # Errors
    /// Those of [`Signer::sign`].
    pub fn sign(
        &self,
        purpose: Purpose,
        at: u64,
        message: &[u8],
        voice: &Voice,
    ) -> anyhow::Result<Signatures> {
        self.iter().try_fold(Signatures::default(), |signatures, signer| {
            voice.note(&words::signing(&signer.name()));
            trusted(signatures.with(signer.kind(), signer.sign(purpose, at, message)?))
        })
    }
}

/// A signer that is too young is the signing time's fault: a usage error with a way out.
fn early(verdict: Result<(), Refusal>) -> anyhow::Result<()> {
    let Err(Refusal::NotBorn { signer, born, signed }) = verdict else { return trusted(verdict) };
    let (born, signed) = (rfc3339(born), rfc3339(signed));
    let said = words::key_too_young(&signed, &signer, &born);
    Err(Fact::new(Exit::Usage, said).help(words::key_too_young_help(&born)).into())
}

/// Reads a key file, asking for its passphrase only where `load` says that it needs one.
///
/// # Errors
/// [`Exit::Usage`] where it cannot be read or opened.
pub fn load<K>(
    path: &Path,
    passphrase: Passphrase,
    load: impl Fn(&[u8], Option<&[u8]>) -> Result<K, Refusal>,
) -> anyhow::Result<K> {
    let step = || words::reading_key(&path.display());
    let bytes = std::fs::read(path).exit_with(Exit::Usage, step)?;
    match load(&bytes, None) {
        Err(Refusal::PassphraseNeeded) => {
            let word = passphrase(path)?;
            trusted(load(&bytes, Some(&word))).context(step)
        }
        other => trusted(other).context(step),
    }
}

#[cfg(test)]
mod tests;
