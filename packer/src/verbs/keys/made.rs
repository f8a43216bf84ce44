//! `keys init`, `keys release` and `keys revoke`: the first keys of an organisation, a further one, and a release
//! certificate that says itself that it counts no more.

use crate::session::{Session, point};
use crate::signing::signer::load;
use crate::signing::{RELEASE_CERTIFICATE, read, write_new};
use crate::signing::{first_keys, further_key};
use crate::verbs::signing::{Kinds, Passphrase, Passphrases, kinds};
use crate::words::{build as words, options};
use clap::Args;
use keys::sm2;
use keys::{Kind, SecretKey};
use payloads::refusal::trusted;
use serde_json::json;
use std::path::{Path, PathBuf};
use voice::command_line::bad_value;
use voice::grammar::{only, typed};

/// What the revoked certificate is called beside its key file.
const REVOKED: &str = "release-revoked.asc";

/// Whose keys, and where they are written.
#[derive(Args)]
#[group(skip)]
struct New {
    #[arg(long, value_name = "NAME", help = options::name())]
    name: String,
    #[arg(long, value_name = "DIR", help = options::keys_out())]
    out: PathBuf,
}

/// When they are made, and whether they are left open.
#[derive(Args)]
#[group(skip)]
struct Making {
    #[arg(long, help = options::no_passphrase(),
        conflicts_with_all = ["passphrase_file", "passphrase_fd"])]
    no_passphrase: bool,
    #[arg(long, value_name = "TIME", help = options::time(), value_parser = typed(point))]
    time: Option<u64>,
}

/// `keys init`.
#[derive(Args)]
#[group(skip)]
#[command(mut_args(only("passphrase_file", |file| file.help(options::keys_words_file()))))]
#[command(mut_args(only("passphrase_fd", |fd| fd.help(options::keys_words_fd()))))]
pub struct Init {
    #[command(flatten)]
    new: New,
    #[arg(long, help = options::keys_sm2())]
    sm2: bool,
    #[arg(long, value_name = "KIND,...", help = options::keys_require(),
        value_parser = typed(kinds))]
    require: Option<Kinds>,
    #[command(flatten)]
    passphrase: Passphrase,
    #[command(flatten)]
    making: Making,
}

impl Init {
    /// Makes them, each under a passphrase of its own unless that is declined.
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let out = &self.new.out;
        let order = first_keys::Order {
            name: &self.new.name,
            time: session.time(self.making.time)?,
            sm2: self.sm2,
            required: self.required()?,
        };
        order.refuse_existing(out)?;
        let passphrases = match self.making.no_passphrase {
            true => Vec::new(),
            false => self.passphrase.source(session).fresh(&order.key_files(out))?,
        };
        let made = order.make(out, &passphrases)?;
        tell_first(&made, out, session)?;
        if passphrases.is_empty() {
            session.voice.note(&words::snake_oil());
        }
        session.voice.note(&words::keys_advice());
        if made.sm2.is_some() {
            session.voice.note(&words::keys_advice_sm2());
        }
        let sm2 = made.sm2.as_ref();
        session.voice.json(&json!({
            "directory": out,
            "root": made.root.fingerprint(),
            "release": made.release.fingerprint(),
            "sm2_root": sm2.map(|(root, _)| root.fingerprint()),
            "sm2_release": sm2.map(|(_, chain)| chain.leaf().fingerprint()),
        }))
    }

    /// The kinds of `--require`, of which a key has to be made here; those made where it was not given.
    fn required(&self) -> anyhow::Result<Kinds> {
        let required = self.require.clone().unwrap_or_default();
        match required.iter().find(|kind| **kind == Kind::Sm2 && !self.sm2) {
            None => Ok(required),
            Some(kind) => Err(bad_value("--require", String::from(*kind)).into()),
        }
    }
}

fn tell_first(made: &first_keys::Made, out: &Path, session: &Session) -> anyhow::Result<()> {
    let (root, release) = (made.root.fingerprint(), made.release.fingerprint());
    session.voice.line(&words::keys_made(&out.display(), &root, &release))?;
    let Some((root, chain)) = &made.sm2 else { return Ok(()) };
    let (root, release) = (root.fingerprint(), chain.leaf().fingerprint());
    session.voice.line(&words::keys_made_sm2(&root, &release))
}

/// `keys release`.
#[derive(Args)]
#[group(skip)]
pub struct Release {
    #[command(flatten)]
    new: New,
    #[arg(long, value_name = "CERTIFICATE", help = options::keys_sm2_root(),
        requires = "sm2_root_key")]
    sm2_root: Option<PathBuf>,
    #[arg(long, value_name = "KEYFILE", help = options::keys_sm2_root_key(), requires = "sm2_root")]
    sm2_root_key: Option<PathBuf>,
    #[command(flatten)]
    passphrases: Passphrases,
    #[command(flatten)]
    making: Making,
}

impl Release {
    /// Makes it, under a passphrase of its own unless that is declined.
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let (out, name) = (&self.new.out, &self.new.name);
        let sm2 = self.sm2_root(session)?;
        further_key::refuse_existing(out, sm2.is_some())?;
        let passphrases = match self.making.no_passphrase {
            true => Vec::new(),
            false => {
                let files = further_key::key_files(out, sm2.is_some());
                self.passphrases.common(session).fresh(&files)?
            }
        };
        let time = session.time(self.making.time)?;
        let made = further_key::Order { name, time, sm2 }.make(out, &passphrases)?;
        tell_further(&made, out, session)
    }

    /// The SM2 root that vouches for the new certificate, and its key.
    fn sm2_root(
        &self,
        session: &Session,
    ) -> anyhow::Result<Option<(sm2::Certificate, sm2::SecretKey)>> {
        let (Some(root), Some(key)) = (&self.sm2_root, &self.sm2_root_key) else {
            return Ok(None);
        };
        let root = read(root, sm2::Certificate::parse)?;
        let passphrases = self.passphrases.of_sm2(session);
        let key = load(key, &mut |path| passphrases.existing(path), sm2::SecretKey::load)?;
        Ok(Some((root, key)))
    }
}

fn tell_further(made: &further_key::Made, out: &Path, session: &Session) -> anyhow::Result<()> {
    let release = made.release.fingerprint();
    session.voice.line(&words::key_made(&out.display(), &release))?;
    let sm2 = made.sm2.as_ref().map(|chain| chain.leaf().fingerprint());
    if let Some(release) = sm2 {
        session.voice.line(&words::key_made_sm2(&release))?;
    }
    session.voice.note(&words::key_made_next(&out.join(RELEASE_CERTIFICATE).display()));
    session.voice.json(&json!({ "directory": out, "release": release, "sm2_release": sm2 }))
}

/// `keys revoke KEY`.
#[derive(Args)]
#[group(skip)]
pub struct Revoke {
    #[arg(help = options::revoke_key())]
    key: PathBuf,
    #[arg(long, value_name = "FILE", help = options::revoke_out())]
    out: Option<PathBuf>,
    #[arg(long, value_name = "TEXT", help = options::revoke_because(), default_value = "")]
    because: String,
    #[command(flatten)]
    passphrase: Passphrase,
    #[arg(long, value_name = "TIME", help = options::revoke_time(), value_parser = typed(point))]
    time: Option<u64>,
}

impl Revoke {
    /// Writes the certificate with its revocation; the key file and the certificate beside it stay.
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let out = self.out.clone().unwrap_or_else(|| self.key.with_file_name(REVOKED));
        let time = session.time(self.time)?;
        let passphrases = self.passphrase.source(session);
        let key = load(&self.key, &mut |path| passphrases.existing(path), SecretKey::load)?;
        let revoked = trusted(key.revoked(time, &self.because))?;
        write_new(&out, 0o644, trusted(revoked.to_armored())?.as_bytes())?;
        let certificate = revoked.fingerprint();
        session.voice.line(&words::key_revoked(&out.display(), &certificate))?;
        session.voice.json(&json!({ "certificate": certificate, "file": out }))
    }
}
