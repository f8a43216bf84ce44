//! `goferry-pack keys release`: a further release key under a root that is there already.

use super::{read, values};
use crate::session::Session;
use crate::signing::further_key::{Made, Order, key_files, refuse_existing};
use crate::signing::signer::load;
use clap::ArgMatches;
use keys::sm2::{self, SecretKey};

use crate::words::build as words;
use serde_json::json;
use std::path::Path;

/// Makes it, under a passphrase of its own unless that is declined.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let out = values::path(matches, "out").unwrap_or(Path::new("."));
    let sm2 = sm2_root(matches, session)?;
    refuse_existing(out, sm2.is_some())?;
    let passphrases = match matches.get_flag("no-passphrase") {
        true => Vec::new(),
        false => values::passphrases(matches, session)?.fresh(&key_files(out, sm2.is_some()))?,
    };
    let time = values::time(matches, "time", session)?;
    let made = Order { name: values::text(matches, "name")?, time, sm2 }.make(out, &passphrases)?;
    tell(&made, out, session)
}

/// The SM2 root that vouches for the new certificate, and its key.
fn sm2_root(
    matches: &ArgMatches,
    session: &Session,
) -> anyhow::Result<Option<(sm2::Certificate, SecretKey)>> {
    let (Some(root), Some(key)) =
        (values::path(matches, "sm2-root"), values::path(matches, "sm2-root-key"))
    else {
        return Ok(None);
    };
    let root = read(root.to_owned(), sm2::Certificate::parse)?;
    let given = values::source(matches, "sm2-passphrase-file", "sm2-passphrase-fd")?;
    let passphrases = given.map_or_else(|| values::passphrases(matches, session), Ok)?;
    let key = load(key, &mut |path| passphrases.existing(path), SecretKey::load)?;
    Ok(Some((root, key)))
}

fn tell(made: &Made, out: &Path, session: &Session) -> anyhow::Result<()> {
    let (directory, release) = (out.display(), made.release.fingerprint());
    session.voice.line(&words::key_made(&directory, &release))?;
    let sm2 = made.sm2.as_ref().map(|chain| chain.leaf().fingerprint());
    if let Some(release) = sm2 {
        session.voice.line(&words::key_made_sm2(&release))?;
    }
    let file = out.join(crate::signing::key_directory::RELEASE_CERTIFICATE);
    session.voice.note(&words::key_made_next(&file.display()));
    let (directory, release) = (out, made.release.fingerprint());
    session.voice.json(&json!({ "directory": directory, "release": release, "sm2_release": sm2 }))
}
