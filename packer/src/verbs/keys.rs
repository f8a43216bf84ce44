//! `goferry-pack keys`: making and revoking keys, showing and exporting certificates.

mod made;

use crate::session::Session;
use crate::signing::root_chain::RootChain;
use crate::signing::signer::{CHAIN, read_chain};
use crate::signing::{RELEASE_CERTIFICATE, SM2_ROOT_CERTIFICATE, read, write_new};
use crate::words::{build as words, options};
use clap::{Args, Subcommand};
use keys::{Certificate, Fingerprint, sm2};
use payloads::refusal::trusted;
use payloads::sentences::{inspect as shown, unpack};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use voice::Context as _;
use voice::Table;

/// The exported keyring for gpgv: both certificates, binary, one after the other.
const KEYRING: &str = "goferry.gpg";
/// The exported certificates for sqv: both, armoured.
const ARMORED: &str = "goferry.asc";

#[derive(Subcommand)]
pub enum Verb {
    #[command(about = options::keys_init())]
    Init(made::Init),
    #[command(about = options::keys_release())]
    Release(made::Release),
    #[command(about = options::keys_list())]
    List(Directory),
    #[command(about = options::keys_fingerprint())]
    Fingerprint(Directory),
    #[command(about = options::keys_export())]
    Export(Export),
    #[command(about = options::keys_revoke())]
    Revoke(made::Revoke),
}

impl Verb {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        match self {
            Verb::Init(verb) => verb.run(session),
            Verb::Release(verb) => verb.run(session),
            Verb::List(directory) => list(&directory.dir, session),
            Verb::Fingerprint(directory) => fingerprint(&directory.dir, session),
            Verb::Export(verb) => verb.run(session),
            Verb::Revoke(verb) => verb.run(session),
        }
    }
}

/// A directory that `keys init` made.
#[derive(Args)]
#[group(skip)]
pub struct Directory {
    #[arg(help = options::keys_directory(), default_value = ".")]
    dir: PathBuf,
}

/// `keys export [DIR] --out DIR`.
#[derive(Args)]
#[group(skip)]
pub struct Export {
    #[command(flatten)]
    directory: Directory,
    #[arg(long, value_name = "DIR", help = options::keys_out())]
    out: PathBuf,
}

fn list(directory: &Path, session: &Session) -> anyhow::Result<()> {
    let found = Certificates::read(directory)?;
    let mut table = Table::new(session.voice.lang());
    let mut report = Map::new();
    let mut row = |label, key: &str, fingerprint: Fingerprint, name: String| {
        table.plain(&label, format!("{fingerprint}  {name}"));
        report.insert(key.into(), json!({ "fingerprint": fingerprint, "user_id": name }));
    };
    let Certificates { root, release, sm2 } = &found;
    row(shown::root(), "root", root.fingerprint(), root.user_id());
    row(
        payloads::sentences::build::release_key(),
        "release",
        release.fingerprint(),
        release.user_id(),
    );
    if let Some((root, chain)) = sm2 {
        let leaf = chain.leaf();
        row(words::sm2_root(), "sm2_root", root.fingerprint(), root.subject_name());
        row(words::sm2_release(), "sm2_release", leaf.fingerprint(), leaf.subject_name());
    }
    table.show(&session.voice)?;
    session.voice.json(&Value::from(report))
}

fn fingerprint(directory: &Path, session: &Session) -> anyhow::Result<()> {
    let Certificates { root, .. } = Certificates::read(directory)?;
    if session.voice.is_json() {
        return session.voice.json(&json!({ "root": root.fingerprint() }));
    }
    session.voice.output(&root.fingerprint().to_string())
}

impl Export {
    fn run(&self, session: &Session) -> anyhow::Result<()> {
        let Certificates { root, release, sm2 } = Certificates::read(&self.directory.dir)?;
        let out = &self.out;
        std::fs::create_dir_all(out).context(|| unpack::creating_member(&out.display()))?;
        let keyring = [root.to_bytes(), release.to_bytes()].concat();
        let armored = trusted(root.to_armored())? + &trusted(release.to_armored())?;
        let mut files = vec![("gpgv", KEYRING, keyring), ("sqv", ARMORED, armored.into_bytes())];
        if let Some((root, chain)) = sm2 {
            files.push(("sm2_root", SM2_ROOT_CERTIFICATE, trusted(root.to_pem())?.into_bytes()));
            files.push(("sm2_chain", CHAIN, trusted(chain.to_pem())?.into_bytes()));
        }
        let mut report = Map::new();
        for (key, name, bytes) in &files {
            write_new(&out.join(name), 0o644, bytes)?;
            report.insert((*key).to_owned(), json!(out.join(name)));
        }
        let names = files.iter().map(|(_, name, _)| *name).collect::<Vec<_>>().join(", ");
        session.voice.line(&words::keys_exported(&names, &out.display()))?;
        session.voice.json(&Value::from(report))
    }
}

/// The certificates of a key directory, which may have SM2 ones.
struct Certificates {
    root: Certificate,
    release: Certificate,
    sm2: Option<(sm2::Certificate, sm2::Chain)>,
}

impl Certificates {
    /// The root is the one that signs now, after every change of root in `directory`.
    fn read(directory: &Path) -> anyhow::Result<Certificates> {
        let root = RootChain::read(directory)?.current().clone();
        let release = read(&directory.join(RELEASE_CERTIFICATE), Certificate::parse)?;
        let sm2_root = directory.join(SM2_ROOT_CERTIFICATE);
        if sm2_root.symlink_metadata().is_err() {
            return Ok(Certificates { root, release, sm2: None });
        }
        let sm2_root = read(&sm2_root, sm2::Certificate::parse)?;
        let chain = read_chain(&directory.join(CHAIN))?;
        Ok(Certificates { root, release, sm2: Some((sm2_root, chain)) })
    }
}
