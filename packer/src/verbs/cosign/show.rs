//! What an admission statement says, and, with a file and certificates, whether it holds.

use super::said;
use crate::session::Session;
use crate::signing::cosign as admitting;
use crate::verbs::inspect::open;
use crate::verbs::values;
use clap::ArgMatches;
use keys::{Admission, Signer};
use voice::Table;

use crate::words::cosign as words;
use payloads::refusal::trusted;
use payloads::sentences::inspect;
use serde_json::json;
use std::path::{Path, PathBuf};
use voice::Context as _;
use voice::time::rfc3339;

/// `cosign show STATEMENT [--of FILE --admitter CERTIFICATE...]`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let path = values::path(matches, "statement").unwrap_or(Path::new(""));
    let admission = admitting::open(path)?;
    let signers = judged(matches, &admission, path, session)?;
    if signers.is_none() {
        session.voice.warn(&words::not_checked());
    }
    table(&admission, signers.as_deref().unwrap_or_default(), session).show(&session.voice)?;
    let mut report = said(&admission)?;
    report["checked"] = signers.is_some().into();
    let named = |signer: &Signer| {
        json!({ "kind": String::from(signer.kind),
        "certificate": signer.certificate, "user_id": signer.user_id })
    };
    report["signers"] = signers.iter().flatten().map(named).collect();
    session.voice.json(&report)
}

/// Whose signatures hold; `None` where neither file nor certificates were named.
fn judged(
    matches: &ArgMatches,
    admission: &Admission,
    path: &Path,
    session: &Session,
) -> anyhow::Result<Option<Vec<Signer>>> {
    if values::path(matches, "file").is_none() {
        return Ok(None);
    }
    let (source, release) = open(matches, session)?;
    let named: Vec<PathBuf> = values::all(matches, "admitter").map(PathBuf::from).collect();
    let admitters = admitting::read(&named)?;
    let checking = || words::checking(&path.display());
    let verdict = admission.judge(&admitters, release.authentic(), &session.clock());
    let signers = trusted(verdict).context(checking)?;
    if !admission.names(&admitting::digests(&source)?) {
        session.voice.note(&words::other_file());
    }
    Ok(Some(signers))
}

fn table(admission: &Admission, signers: &[Signer], session: &Session) -> Table {
    let body = admission.body();
    let mut table = Table::new(session.voice.lang());
    table.plain(&words::admitted_at(), rfc3339(body.admitted));
    table.plain(&words::note(), &body.note);
    table.plain(&inspect::release(), &body.manifest.sha256);
    table.plain(&inspect::release_sm3(), &body.manifest.sm3);
    table.plain(&words::file_sha256(), &body.file.sha256);
    table.plain(&words::file_sm3(), &body.file.sm3);
    let kinds: Vec<String> =
        admission.signatures().iter().map(|(kind, _)| kind.to_string()).collect();
    table.plain(&words::kinds(), kinds.join(", "));
    for signer in signers {
        table.plain(&voice::sentences::inspect::signed_by(), &signer.user_id);
        table.plain(&inspect::fingerprint(), signer.certificate);
    }
    table
}
