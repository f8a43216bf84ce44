//! `goferry-pack keys`: making keys, showing and exporting certificates.

use super::values;
use crate::roots::{self, RELEASE_CERTIFICATE, ROOT_CERTIFICATE, write_new};
use crate::session::Session;
use clap::ArgMatches;
use keys::Certificate;
use payloads::inspect::Table;
use payloads::words::trust::trusted;
use payloads::words::{Doing, build as words, inspect as shown, unpack};
use payloads::{Exit, say};
use serde_json::json;
use std::path::Path;

/// The exported keyring for gpgv: both certificates, binary, one after the other.
const KEYRING: &str = "goferry.gpg";
/// The exported certificates for sqv: both, armoured.
const ARMORED: &str = "goferry.asc";

/// `init`, `list`, `fingerprint` or `export`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    match matches.subcommand() {
        Some(("init", m)) => init(m, session),
        Some(("fingerprint", m)) => fingerprint(m, session),
        Some(("export", m)) => export(m, session),
        Some((_, m)) => list(m, session),
        None => Ok(()),
    }
}

fn init(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let out = values::path(matches, "out").unwrap_or(Path::new("."));
    let time = values::time(matches, "time", session)?;
    let passphrase = match matches.get_flag("no-passphrase") {
        true => None,
        false => Some(values::passphrases(matches, session)?.fresh(out)?),
    };
    let made = roots::init(out, values::text(matches, "name")?, time, passphrase.as_deref())?;
    let voice = &session.voice;
    let (directory, root, release) =
        (out.display(), made.root.fingerprint(), made.release.fingerprint());
    voice.line(&say!(words::KEYS_MADE, directory = directory, root = root, release = release))?;
    if passphrase.is_none() {
        voice.note(&say!(words::SNAKE_OIL));
    }
    voice.note(&say!(words::KEYS_ADVICE));
    voice.json(&json!({ "directory": out, "root": root, "release": release }))
}

fn list(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (root, release) = certificates(matches)?;
    let mut table = Table::new(session.voice.lang());
    let named = |c: &Certificate| format!("{}  {}", c.fingerprint(), c.user_id());
    table.plain(&say!(shown::ROOT), named(&root));
    table.plain(&say!(words::RELEASE_KEY), named(&release));
    table.show(&session.voice)?;
    let of = |c: &Certificate| json!({ "fingerprint": c.fingerprint(), "user_id": c.user_id() });
    session.voice.json(&json!({ "root": of(&root), "release": of(&release) }))
}

fn fingerprint(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (root, _) = certificates(matches)?;
    if session.voice.is_json() {
        return session.voice.json(&json!({ "root": root.fingerprint() }));
    }
    session.voice.output(&root.fingerprint().to_string())
}

fn export(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (root, release) = certificates(matches)?;
    let out = values::path(matches, "out").unwrap_or(Path::new("."));
    std::fs::create_dir_all(out).doing(|| say!(unpack::CREATING_MEMBER, path = out.display()))?;
    let keyring = [root.to_bytes(), release.to_bytes()].concat();
    let armored = trusted(root.to_armored())? + &trusted(release.to_armored())?;
    write_new(&out.join(KEYRING), 0o644, &keyring)?;
    write_new(&out.join(ARMORED), 0o644, armored.as_bytes())?;
    let names = format!("{KEYRING}, {ARMORED}");
    session.voice.line(&say!(words::KEYS_EXPORTED, names = names, directory = out.display()))?;
    session.voice.json(&json!({ "gpgv": out.join(KEYRING), "sqv": out.join(ARMORED) }))
}

fn certificates(matches: &ArgMatches) -> anyhow::Result<(Certificate, Certificate)> {
    let directory = values::path(matches, "dir").unwrap_or(Path::new("."));
    let read = |name: &str| {
        let path = directory.join(name);
        let reading = || say!(words::READING_KEY, path = path.display());
        let bytes = std::fs::read(&path).meaning(Exit::Usage, reading)?;
        trusted(Certificate::parse(&bytes)).doing(reading)
    };
    Ok((read(ROOT_CERTIFICATE)?, read(RELEASE_CERTIFICATE)?))
}
