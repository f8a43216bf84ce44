//! Signing a finished file once more: signatures are added or replaced, every byte before them stays.

use crate::beside::stale;
use crate::beside::stale::Provenance;
use crate::signing::signer::{Signer, Signers};
use crate::words::{build, signing as words};
use keys::sm2::{self, Chain};
use keys::{Clock, Fingerprint, Kind, Packet, Purpose, Refusal, Roots, Signatures, Trust};
use payloads::container::{Laid, Source, Unfinished};
use payloads::refusal::{fact, trusted};
use payloads::sentences::{container, unpack};
use std::fs::{File, Permissions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::time::rfc3339;
use voice::{Context as _, Fact, Voice, best_effort};

/// Whose signatures count.
#[derive(Clone, Debug)]
pub struct TrustPolicy {
    /// The only root accepted, where one was named.
    pub root: Option<Fingerprint>,
    /// Instead of the file's own ROOTS, for the signatures that are added: a newer trust list, say.
    pub roots: Option<Roots>,
    /// What time it is.
    pub clock: Clock,
}

impl TrustPolicy {
    fn trust(&self, roots: &Roots) -> anyhow::Result<Trust> {
        let own = Trust::tofu(roots);
        trusted(match self.root {
            Some(root) => own.and_then(|own| own.require_root(root)),
            None => own,
        })
    }
}

/// A finished file, or one on its way from signer to signer, every byte of which was checked.
#[derive(Debug)]
pub struct Subject {
    source: Source,
    found: Unfinished,
    trust_policy: TrustPolicy,
}

/// What became of it.
#[derive(Debug)]
pub struct Resigned {
    /// The kinds that are required and still missing.
    pub missing: Vec<Kind>,
    /// `false` where the signatures were there already, to the byte.
    pub changed: bool,
    /// What lay beside it and spoke of its former bytes, and is gone.
    pub removed: Vec<PathBuf>,
}

impl Subject {
    /// Opens the file at `path`. It has to be authentic by its own ROOTS, or by the root that was
    /// named: nobody signs what somebody else changed.
    ///
    /// # Errors
    /// What the reader refuses, missing kinds apart.
    pub fn open(path: &Path, trust_policy: TrustPolicy, voice: &Voice) -> anyhow::Result<Subject> {
        let source = Source::open(path)?;
        let checking = || container::checking(&path.display());
        let found = Laid::read(&source).and_then(|laid| {
            laid.authenticate_unfinished(|roots| trust_policy.trust(roots), &trust_policy.clock)
        });
        let found = found.context(checking)?;
        verify(&found, &source, &container::verifying(), voice)?;
        Ok(Subject { source, found, trust_policy })
    }

    /// As the reader found it.
    pub fn found(&self) -> &Unfinished {
        &self.found
    }

    /// What an external signer has to sign: with SM2 the chain is part of it.
    pub fn to_sign(&self, chain: Option<&Chain>) -> Vec<u8> {
        match chain {
            Some(chain) => sm2::signed_input(Purpose::Manifest, chain, self.found.manifest()),
            None => Purpose::Manifest.signed_input(self.found.manifest()),
        }
    }

    /// Signatures by `signers` as of `at` (seconds since 1970) beside or instead of those there.
    ///
    /// # Errors
    /// The signers'; what the trust list has against them; [`Exit::Usage`] for a time before the
    /// manifest was sealed.
    pub fn signatures(
        &self,
        signers: &Signers,
        at: u64,
        voice: &Voice,
    ) -> anyhow::Result<Signatures> {
        let roots = self.trust_policy.roots.as_ref().unwrap_or(self.found.roots());
        let sealed = self.found.envelope().signing_time;
        let mut signatures = self.found.signatures().clone();
        for signer in signers.iter() {
            let at = self.time_of(signer, at, sealed)?;
            signer.may_sign_at(at)?;
            signer.counts_under(roots, at)?;
            voice.note(&build::signing(&signer.name()));
            let signature = signer.sign(Purpose::Manifest, at, self.found.manifest())?;
            signatures = trusted(signatures.with(signer.kind(), signature))?;
        }
        Ok(signatures)
    }

    /// An SM2 signature says no time: its certificates have to cover the manifest's.
    fn time_of(&self, signer: &Signer, at: u64, sealed: u64) -> Result<u64, Fact> {
        match signer {
            Signer::Sm2(_) => Ok(sealed),
            Signer::OpenPgp(_) if at < sealed => {
                let (at, sealed) = (rfc3339(at), rfc3339(sealed));
                let said = words::too_early(&at, &sealed);
                Err(Fact::new(Exit::Usage, said).help(words::too_early_help(&sealed)))
            }
            Signer::OpenPgp(_) => Ok(at),
        }
    }

    /// What a signer elsewhere answered, in any form, beside or instead of the signature of its kind:
    /// SM2 where there is a `chain`, else OpenPGP.
    ///
    /// # Errors
    /// [`Exit::BadSignature`] for an answer without a strict form or, with SM2, that does not hold.
    pub fn attached(&self, answer: &[u8], chain: Option<Chain>) -> anyhow::Result<Signatures> {
        let manifest = self.found.manifest();
        let (kind, signature) = match chain {
            Some(chain) => (Kind::Sm2, sm2::external(answer, Purpose::Manifest, chain, manifest)),
            None => (Kind::OpenPgp, keys::normalise(answer, Purpose::Manifest)),
        };
        trusted(self.found.signatures().clone().with(kind, trusted(signature)?))
    }

    /// Gives the file `signatures`. The one with its name is replaced only when the reader accepted
    /// the new one; required kinds may still be missing.
    ///
    /// # Errors
    /// Whatever the reader refuses; [`Exit::Untrusted`] for a new signature by somebody that no trust
    /// list names; the disk's.
    pub fn finish(&self, signatures: &Signatures, voice: &Voice) -> anyhow::Result<Resigned> {
        let path = self.source.name();
        if signatures == self.found.signatures() {
            let missing = self.found.missing().to_vec();
            return Ok(Resigned { missing, changed: false, removed: Vec::new() });
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let unfinished = path.with_file_name(format!(".{name}.unfinished-{}", std::process::id()));
        let writing = || build::writing(&path.display());
        let written = self.write_and_verify(signatures, &unfinished, voice).context(writing);
        let finished = written.and_then(|missing| {
            let provenance = Provenance::of(path)?;
            let mut removed = stale::remove(path)?;
            std::fs::rename(&unfinished, path).context(writing)?;
            stale::refresh(path)?;
            if let Some(provenance) = provenance {
                provenance.renew(path)?;
            }
            removed.retain(|path| !path.exists() || stale::is_checksums(path));
            Ok(Resigned { missing, changed: true, removed })
        });
        if finished.is_err() {
            best_effort(
                "the error on its way is the one that matters",
                std::fs::remove_file(&unfinished),
            );
        }
        finished
    }

    /// Gives the kinds that are still missing.
    fn write_and_verify(
        &self,
        signatures: &Signatures,
        unfinished: &Path,
        voice: &Voice,
    ) -> anyhow::Result<Vec<Kind>> {
        let mut file = self.create(unfinished)?;
        self.found.write_with(signatures, &self.source, &mut file)?;
        file.sync_all()?;
        let source = Source::open(unfinished)?;
        let trust_policy = &self.trust_policy;
        let trust = |own: &Roots| trust_policy.trust(trust_policy.roots.as_ref().unwrap_or(own));
        let found = Laid::read(&source)?.authenticate_unfinished(trust, &trust_policy.clock)?;
        for (kind, signature) in signatures.iter() {
            if self.found.signatures().get(kind) != Some(signature) && !found.counts(kind)? {
                return Err(unknown(kind, signature).into());
            }
        }
        let said = build::verifying_result(&self.source.name().display());
        verify(&found, &source, &said, voice)?;
        if found.missing().is_empty() {
            Laid::read(&source)?.authenticate(trust, &trust_policy.clock)?;
        }
        Ok(found.missing().to_vec())
    }

    /// A sibling with the same mode.
    fn create(&self, path: &Path) -> anyhow::Result<File> {
        use std::os::unix::fs::PermissionsExt;
        let creating = || unpack::creating_member(&path.display());
        let mode = std::fs::metadata(self.source.name()).context(creating)?.permissions().mode();
        let mut options = File::options();
        let file = options.write(true).create_new(true).mode(0o600).open(path).context(creating)?;
        file.set_permissions(Permissions::from_mode(mode & 0o777)).context(creating)?;
        Ok(file)
    }

    /// Whether the file's own ROOTS suffice for its signatures: what was judged by other ones may
    /// need a newer list than the file brings.
    pub fn needs_newer_list(&self) -> bool {
        let trust_policy = TrustPolicy { roots: None, ..self.trust_policy.clone() };
        let judged = Source::open(self.source.name()).and_then(|source| {
            let trust = |own: &Roots| trust_policy.trust(own);
            let found = Laid::read(&source)?.authenticate_unfinished(trust, &trust_policy.clock)?;
            let all: Vec<Kind> = found.signatures().iter().map(|(kind, _)| kind).collect();
            all.into_iter().try_fold(true, |all, kind| Ok(all && found.counts(kind)?))
        });
        !judged.unwrap_or(false)
    }
}

fn verify(
    found: &Unfinished,
    source: &Source,
    said: &voice::Said,
    voice: &Voice,
) -> anyhow::Result<()> {
    let progress = voice.progress(said, source.length());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    found.verify(source, threads, &progress)?;
    progress.done();
    Ok(())
}

/// The refusal of a signature whose signer no list names.
fn unknown(kind: Kind, signature: &[u8]) -> Fact {
    let signer = match kind {
        Kind::Sm2 => sm2::SealedSignature::parse(signature)
            .map(|sealed| sealed.chain().leaf().fingerprint())
            .ok(),
        _ => Packet::parse(signature).map(|packet| packet.issuer()).ok(),
    };
    let refusal =
        signer.map_or(Refusal::UnknownRoot(None), |signer| Refusal::UnknownSigner { kind, signer });
    fact(&refusal)
}
