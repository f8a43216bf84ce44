//! The admission statement of the receiving organisation, where the host demands one: `FILE.admission`.

use super::HostDemands;
use keys::{Admission, Clock};
use payloads::container::{Source, Trusted};
use payloads::words::trust::trusted;
use payloads::words::{Doing, Said, host_policy as words};
use payloads::{Exit, say};
use std::path::{Path, PathBuf};

/// Judges the statement beside `file`, and says who admitted the release; nobody is asked where the host does
/// not demand it.
///
/// # Errors
/// [`Exit::Policy`] where it is missing, about another release, or not by those who have to admit;
/// [`Exit::Damaged`], [`Exit::BadSignature`] and [`Exit::Untrusted`] for the statement itself.
pub(super) fn check(
    file: &Source,
    release: &Trusted,
    host: &HostDemands,
    clock: &Clock,
) -> anyhow::Result<Vec<Said>> {
    if !host.policy().requires_admission() {
        return Ok(Vec::new());
    }
    let path = beside(file.name());
    let checking = || say!(words::READING, path = path.display());
    let Some(bytes) = read(&path).doing(checking)? else {
        trusted(host.policy().check_admission(None)).doing(checking)?;
        return Ok(Vec::new());
    };
    let judge = || {
        let statement = Admission::parse(&bytes)?;
        let signers = statement.judge(host.admitters(), release.authentic(), clock)?;
        host.policy().check_admission(Some(&signers))?;
        Ok((statement, signers))
    };
    let (statement, signers) = trusted(judge()).doing(checking)?;
    let (note, on) = (&statement.body().note, payloads::time::rfc3339(statement.body().admitted));
    let told = |signer: &keys::Signer| {
        let (who, key) = (&signer.user_id, signer.certificate);
        say!(words::ADMITTED_BY, signer = who, key = key, on = on, note = note)
    };
    Ok(signers.iter().map(told).collect())
}

/// `FILE.admission`.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".admission");
    name.into()
}

/// As much of it as can be one; longer ones are refused for their length.
fn read(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    if path.symlink_metadata().is_err_and(|e| e.kind() == std::io::ErrorKind::NotFound) {
        return Ok(None);
    }
    let source = Source::open(path)
        .meaning(Exit::Policy, || say!(words::UNREADABLE, path = path.display()))?;
    let length = usize::try_from(source.length())?.min(Admission::MAX_LEN + 1);
    Ok(Some(source.read(0, length)?))
}
