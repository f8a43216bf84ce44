//! The admission statement of the receiving organisation, where the host demands one: `FILE.admission`.

use super::HostDemands;
use crate::words::host_policy as words;
use keys::{Admission, Clock};
use payloads::container::{Source, Trusted};
use payloads::refusal::trusted;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Said};

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
    let checking = || words::reading(&path.display());
    let Some(bytes) = read(&path).context(checking)? else {
        trusted(host.policy().check_admission(None)).context(checking)?;
        return Ok(Vec::new());
    };
    let judge = || {
        let statement = Admission::parse(&bytes)?;
        let signers = statement.judge(host.admitters(), release.authentic(), clock)?;
        host.policy().check_admission(Some(&signers))?;
        Ok((statement, signers))
    };
    let (statement, signers) = trusted(judge()).context(checking)?;
    let (note, on) = (&statement.body().note, voice::time::rfc3339(statement.body().admitted));
    let told = |signer: &keys::Signer| {
        let (who, key) = (&signer.user_id, signer.certificate);
        words::admitted_by(&who, &key, &on, &note)
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
    let source =
        Source::open(path).exit_with(Exit::Policy, || words::unreadable(&path.display()))?;
    let length = usize::try_from(source.length())?.min(Admission::MAX_LEN + 1);
    Ok(Some(source.read(0, length)?))
}
