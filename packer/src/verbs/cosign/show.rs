//! What an admission statement says, and, with a file and certificates, whether it holds.

use super::said;
use crate::session::Session;
use crate::signing::cosign as admitting;
use crate::verbs::inspect::open;
use crate::verbs::values;
use clap::ArgMatches;
use keys::{Admission, Signer};
use payloads::inspect::Table;
use payloads::say;
use payloads::time::rfc3339;
use payloads::words::trust::trusted;
use payloads::words::{Doing, cosign as words, inspect};
use serde_json::json;
use std::path::{Path, PathBuf};

/// `cosign show STATEMENT [--of FILE --admitter CERTIFICATE...]`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let path = values::path(matches, "statement").unwrap_or(Path::new(""));
    let admission = admitting::open(path)?;
    let signers = judged(matches, &admission, path, session)?;
    if signers.is_none() {
        session.voice.warn(&say!(words::NOT_CHECKED));
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
    let checking = || say!(words::CHECKING, path = path.display());
    let verdict = admission.judge(&admitters, release.authentic(), &session.clock());
    let signers = trusted(verdict).doing(checking)?;
    if !admission.names(&admitting::digests(&source)?) {
        session.voice.note(&say!(words::OTHER_FILE));
    }
    Ok(Some(signers))
}

fn table(admission: &Admission, signers: &[Signer], session: &Session) -> Table {
    let body = admission.body();
    let mut table = Table::new(session.voice.lang());
    table.plain(&say!(words::ADMITTED_AT), rfc3339(body.admitted));
    table.plain(&say!(words::NOTE), &body.note);
    table.plain(&say!(inspect::RELEASE), &body.manifest.sha256);
    table.plain(&say!(inspect::RELEASE_SM3), &body.manifest.sm3);
    table.plain(&say!(words::FILE_SHA256), &body.file.sha256);
    table.plain(&say!(words::FILE_SM3), &body.file.sm3);
    let kinds: Vec<String> =
        admission.signatures().iter().map(|(kind, _)| kind.to_string()).collect();
    table.plain(&say!(words::KINDS), kinds.join(", "));
    for signer in signers {
        table.plain(&say!(inspect::SIGNED_BY), &signer.user_id);
        table.plain(&say!(inspect::FINGERPRINT), signer.certificate);
    }
    table
}
