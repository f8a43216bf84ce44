//! `goferry-pack keys revoke`: a release certificate that says itself that it counts no more.

use super::values;
use crate::session::Session;
use crate::signing::key_directory::write_new;
use crate::signing::signer::load;
use clap::ArgMatches;
use keys::SecretKey;

use crate::words::build as words;
use payloads::refusal::trusted;
use serde_json::json;
use std::path::Path;

/// What the revoked certificate is called beside its key file.
const REVOKED: &str = "release-revoked.asc";

/// Writes the certificate with its revocation; the key file and the certificate beside it stay.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let path = values::path(matches, "key").unwrap_or(Path::new(""));
    let out =
        values::path(matches, "out").map_or_else(|| path.with_file_name(REVOKED), Path::to_owned);
    let time = values::time(matches, "time", session)?;
    let because = values::optional(matches, "because")?.unwrap_or_default();
    let passphrases = values::passphrases(matches, session)?;
    let key = load(path, &mut |path| passphrases.existing(path), SecretKey::load)?;
    let revoked = trusted(key.revoked(time, because))?;
    write_new(&out, 0o644, trusted(revoked.to_armored())?.as_bytes())?;
    let certificate = revoked.fingerprint();
    let said = words::key_revoked(&out.display(), &certificate);
    session.voice.line(&said)?;
    session.voice.json(&json!({ "certificate": certificate, "file": out }))
}
