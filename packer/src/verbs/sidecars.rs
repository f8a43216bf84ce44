//! `goferry-pack sidecars`: checksums and detached signature of finished files, made again.

use super::{signing, values};
use crate::session::Session;
use crate::sidecars;
use clap::ArgMatches;
use payloads::container::Source;
use payloads::say;
use payloads::words::build as words;
use serde_json::{Value, json};
use std::path::Path;

/// For each file: its lines in the checksum files, and, with a signer, `FILE.asc`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let files: Vec<&Path> = values::all(matches, "file").map(Path::new).collect();
    files.iter().try_for_each(|file| Source::open(file).map(drop))?;
    let signers = signing::given(matches, session)?;
    let at = values::time(matches, "signing-time", session)?;
    if let Some(signers) = &signers {
        signers.may_sign_at(at)?;
    }
    let mut made = Vec::new();
    for file in files {
        let signatures = signers.as_ref().map(|signers| sidecars::sign_all(signers, at, file));
        let signatures = signatures.transpose()?.unwrap_or_default();
        let digests = sidecars::checksums(file)?;
        let mut names = vec!["SHA256SUMS".to_owned(), "SM3SUMS".to_owned()];
        names.extend(signatures.iter().map(|path| name(path)));
        session.voice.line(&say!(words::SIDECARS, names = names.join(", ")))?;
        made.push(json!({
            "file": file,
            "sha256": digests.sha256,
            "sm3": digests.sm3,
            "signatures": signatures,
        }));
    }
    session.voice.json(&Value::from(made))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
