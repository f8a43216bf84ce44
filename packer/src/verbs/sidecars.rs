//! `goferry-pack sidecars`: checksums and detached signature of finished files, made again.

use super::{build, values};
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
    let signer = values::given(matches, "sign-openpgp")
        .map(|_| build::signer(matches, session))
        .transpose()?;
    let at = values::time(matches, "signing-time", session)?;
    if let Some(signer) = &signer {
        signer.may_sign_at(at)?;
    }
    let mut made = Vec::new();
    for file in files {
        let signature =
            signer.as_ref().map(|signer| sidecars::sign(signer, at, file)).transpose()?;
        let digests = sidecars::checksums(file)?;
        let names =
            [Some("SHA256SUMS".into()), Some("SM3SUMS".into()), signature.as_deref().map(name)];
        let names: Vec<String> = names.into_iter().flatten().collect();
        session.voice.line(&say!(words::SIDECARS, names = names.join(", ")))?;
        made.push(json!({
            "file": file,
            "sha256": digests.sha256,
            "sm3": digests.sm3,
            "signature": signature,
        }));
    }
    session.voice.json(&Value::from(made))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
