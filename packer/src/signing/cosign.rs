//! Admission statements: the receiving organisation says with its own key, beside a file that never
//! changes, that the release in it may be used.

use crate::signing::signer::{OpenPgp, Signer, Signers};
use crate::signing::{self, SM2_ROOT_CERTIFICATE};
use crate::words::{build, signing as words};
use keys::{
    Admission, Admitters, Authentic, Certificate, Clock, FileDigests, Kind, Purpose, TrustMode, sm2,
};
use payloads::container::{Laid, Source};
use payloads::digest::BothHasher;
use payloads::refusal::trusted;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact, Voice};

/// What the name of a statement adds to the file's.
pub const SUFFIX: &str = ".admission";

/// Both digests of a whole file, as a portal shows them.
///
/// # Errors
/// The medium's; [`Exit::Damaged`] where it is no container any more.
pub fn digests(source: &Source) -> anyhow::Result<FileDigests> {
    let mut hasher = BothHasher::default();
    Laid::read(source)?.stream(source, |bytes| hasher.update(bytes))?;
    let both = hasher.finish();
    Ok(FileDigests { sha256: both.sha256.to_string(), sm3: both.sm3.to_string() })
}

/// Refuses a release whose root nobody compared: whoever admits it vouches for where it is from.
///
/// # Errors
/// [`Exit::Policy`].
pub fn refuse_first_use(release: &Authentic) -> anyhow::Result<()> {
    if release.mode() == TrustMode::Pinned {
        return Ok(());
    }
    let root = release.root().fingerprint();
    let fact = Fact::new(Exit::Policy, words::first_use(&root));
    Err(fact.help(words::first_use_help()).into())
}

/// `statement` signed by all of `signers` as of `at`, and every signature checked with the
/// certificates of `admitters`.
///
/// # Errors
/// The signers'; [`Exit::Usage`] where the certificate of one is not known; whatever a verifier
/// would refuse.
pub fn signed(
    statement: Admission,
    signers: &Signers,
    at: u64,
    admitters: &Admitters,
    release: &Authentic,
    clock: &Clock,
    voice: &Voice,
) -> anyhow::Result<Admission> {
    let mut statement = statement;
    for signer in signers.iter() {
        let at = if signer.kind() == Kind::Sm2 { statement.body().admitted } else { at };
        signer.may_sign_at(at)?;
        voice.note(&build::signing(&signer.name()));
        let signature = signer.sign(Purpose::Admission, at, statement.message())?;
        statement = trusted(statement.with_signature(signer.kind(), signature))?;
    }
    let read = trusted(Admission::parse(&statement.render()))?;
    let by = trusted(read.judge(admitters, release, clock))?;
    let checked = |signer: &&Signer| by.iter().any(|one| one.kind == signer.kind());
    match signers.iter().find(|signer| !checked(signer)) {
        None => Ok(read),
        Some(signer) => Err(unknown(signer).into()),
    }
}

/// The certificates by which `signers` are known: key files bring their own, an SM2 root lies beside
/// its release key; `named` ones are taken beside them.
///
/// # Errors
/// [`Exit::Usage`] for a signer whose certificate is not known; what `keys` refuses of one.
pub fn admitters(signers: &Signers, named: &[PathBuf]) -> anyhow::Result<Admitters> {
    let mut all = read(named)?;
    for signer in signers.iter() {
        match signer {
            Signer::OpenPgp(OpenPgp::KeyFile { key, .. }) => {
                all.openpgp.push(key.certificate().clone());
            }
            Signer::OpenPgp(OpenPgp::External(_)) if all.openpgp.is_empty() => {
                return Err(unknown(signer).into());
            }
            Signer::OpenPgp(OpenPgp::External(_)) => {}
            Signer::Sm2(_) => {
                let beside = signer.directory().map(|dir| dir.join(SM2_ROOT_CERTIFICATE));
                match beside.filter(|path| path.is_file() && all.sm2.is_empty()) {
                    Some(path) => all.sm2.extend(read(&[path])?.sm2),
                    None if all.sm2.is_empty() => return Err(unknown(signer).into()),
                    None => {}
                }
            }
        }
    }
    Ok(all)
}

/// Certificates of either kind, one a file.
///
/// # Errors
/// [`Exit::Usage`] where one cannot be read; [`Exit::Damaged`] where it is none.
pub fn read(paths: &[PathBuf]) -> anyhow::Result<Admitters> {
    let mut all = Admitters::default();
    for path in paths {
        let reading = || build::reading_key(&path.display());
        let bytes = std::fs::read(path).exit_with(Exit::Usage, reading)?;
        match is_x509(&bytes) {
            true => all.sm2.push(trusted(sm2::Certificate::parse(&bytes)).context(reading)?),
            false => all.openpgp.push(trusted(Certificate::parse(&bytes)).context(reading)?),
        }
    }
    Ok(all)
}

/// PEM, or DER, which begins with a SEQUENCE; an OpenPGP packet never does.
fn is_x509(bytes: &[u8]) -> bool {
    const PEM: &[u8] = b"-----BEGIN CERTIFICATE-----";
    bytes.first() == Some(&0x30) || bytes.windows(PEM.len()).any(|window| window == PEM)
}

fn unknown(signer: &Signer) -> Fact {
    let said = words::unknown_certificate(&signer.name());
    Fact::new(Exit::Usage, said).help(words::unknown_certificate_help())
}

/// Reads the statement at `path`.
///
/// # Errors
/// [`Exit::Usage`] where it cannot be read; [`Exit::Damaged`] where it is malformed.
pub fn open(path: &Path) -> anyhow::Result<Admission> {
    signing::read(path, Admission::parse)
}
