//! `goferry-pack trust-list`: showing a trust list or a change of root, and making the next one.

mod amendments;
mod pending;
mod show;

use super::signing::{KEY, Passphrase};
use crate::session::{Session, point};
use crate::signing::root_chain::RootChain;
use crate::signing::root_statement::RootStatement;
use crate::signing::trust_list::differences;
use crate::signing::{TRUST_LIST, existing, read};
use crate::words::{build, options, options::trust_lists as own, signing as words};
use clap::{Args, Subcommand};
use keys::{Certificate, RootChange, TrustList};
use payloads::refusal::trusted;
use pending::Pending;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use voice::grammar::typed;
use voice::{Context as _, Exit, Fact, Said, command_line};

/// `trust-list FILE`, which is shown, and the verbs below it.
#[derive(Args)]
#[group(skip)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Verbs {
    #[arg(help = options::trust_list_file(), required = true)]
    file: Option<PathBuf>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = own::show())]
    Show(File),
    #[command(about = own::next())]
    Next(Box<Next>),
    #[command(about = own::change_root())]
    ChangeRoot(ChangeRoot),
    #[command(about = own::sign())]
    Sign(pending::Sign),
    #[command(about = own::attach())]
    Attach(pending::Attach),
}

#[derive(Args)]
#[group(skip)]
struct File {
    #[arg(help = options::trust_list_file())]
    file: PathBuf,
}

impl Verbs {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        match (&self.verb, &self.file) {
            (Some(Verb::Show(File { file })), _) | (None, Some(file)) => show::run(file, session),
            (Some(Verb::Next(verb)), _) => verb.run(session),
            (Some(Verb::ChangeRoot(verb)), _) => verb.run(session),
            (Some(Verb::Sign(verb)), _) => verb.run(session),
            (Some(Verb::Attach(verb)), _) => verb.run(session),
            (None, None) => Err(command_line::missing_verb().into()),
        }
    }
}

/// The key directory in which a statement is made.
#[derive(Args)]
#[group(skip)]
struct Directory {
    #[arg(help = own::directory(), default_value = ".")]
    dir: PathBuf,
}

/// The root's key; it may be on another machine.
#[derive(Args)]
#[group(skip)]
struct RootKey {
    #[arg(long, value_name = KEY, help = own::root_key())]
    root_key: Option<OsString>,
}

/// When it is issued, and how keys are opened.
#[derive(Args)]
#[group(skip)]
struct Signing {
    #[command(flatten)]
    passphrase: Passphrase,
    #[arg(long, value_name = "TIME", help = own::time(), value_parser = typed(point))]
    time: Option<u64>,
}

/// What a root signs here, and what it signs on another machine.
#[derive(Args)]
#[group(skip)]
struct Elsewhere {
    #[arg(long, value_name = "FILE", help = own::to_sign())]
    to_sign: Option<PathBuf>,
    #[command(flatten)]
    signing: Signing,
}

impl Elsewhere {
    /// Refuses to make a statement that nobody is named to sign.
    fn somebody_signs(&self, keys: &[&Option<OsString>]) -> Result<(), Fact> {
        if self.to_sign.is_some() || keys.iter().any(|key| key.is_some()) {
            return Ok(());
        }
        let fact = Fact::new(Exit::Usage, words::nobody_signs());
        Err(fact.help(words::nobody_signs_help()))
    }
}

/// `trust-list next [DIR]`: the newest list, amended, signed by the root and checked before it replaces it.
#[derive(Args)]
#[group(skip)]
struct Next {
    #[command(flatten)]
    directory: Directory,
    #[command(flatten)]
    amendments: amendments::Options,
    #[command(flatten)]
    key: RootKey,
    #[command(flatten)]
    elsewhere: Elsewhere,
    #[arg(long, short, value_name = "FILE", help = own::output())]
    output: Option<PathBuf>,
}

impl Next {
    fn run(&self, session: &Session) -> anyhow::Result<()> {
        let (directory, key) = (&self.directory.dir, &self.key.root_key);
        self.elsewhere.somebody_signs(&[key])?;
        let chain = RootChain::read(directory)?;
        let old = newest(directory, &chain)?;
        let at = session.time(self.elsewhere.signing.time)?;
        let amendments = self.amendments.read(&chain, session)?;
        let list = amendments.next(&old, chain.current(), at)?;
        let differences = differences(&old, &list);
        let version = list.body().version;
        tell(&old, &list, &differences, session)?;
        let pending = Pending {
            statement: RootStatement::List(Box::new(list)),
            chain: Some(chain),
            path: self.output.clone().unwrap_or_else(|| directory.join(TRUST_LIST)),
        };
        let mut opener = self.elsewhere.signing.passphrase.opener(session);
        let pending = pending.signed(key.as_deref(), at, &mut opener)?;
        let mut report = pending.lay(self.elsewhere.to_sign.as_deref(), session)?;
        report["version"] = version.into();
        report["changes"] = shown(&differences, session);
        session.voice.json(&report)
    }
}

fn newest(directory: &Path, chain: &RootChain) -> anyhow::Result<TrustList> {
    let path = directory.join(TRUST_LIST);
    let reading = || build::reading_trust_list(&path.display());
    let list = trusted(TrustList::parse(&existing(&path)?)).context(reading)?;
    chain.vouches_for(&list).context(reading)?;
    Ok(list)
}

fn tell(
    old: &TrustList,
    new: &TrustList,
    differences: &[Said],
    session: &Session,
) -> anyhow::Result<()> {
    let (root, old, new) = (new.body().root, old.body().version, new.body().version);
    let voice = &session.voice;
    voice.line(&words::next_version(&root, &old, &new))?;
    if differences.is_empty() {
        voice.line(&words::nothing_changes())?;
    }
    differences.iter().try_for_each(|said| voice.line(&words::difference(&said)))
}

fn shown(differences: &[Said], session: &Session) -> Value {
    let lang = session.voice.lang();
    differences.iter().map(|said| json!({ "id": said.id(), "text": said.render(lang) })).collect()
}

/// `trust-list change-root [DIR] --to CERTIFICATE`: the statement that a root is followed by another, which both
/// sign.
#[derive(Args)]
#[group(skip)]
struct ChangeRoot {
    #[command(flatten)]
    directory: Directory,
    #[arg(long, value_name = "CERTIFICATE", help = own::to())]
    to: PathBuf,
    #[command(flatten)]
    key: RootKey,
    #[arg(long, value_name = KEY, help = own::new_root_key())]
    new_root_key: Option<OsString>,
    #[command(flatten)]
    elsewhere: Elsewhere,
}

impl ChangeRoot {
    fn run(&self, session: &Session) -> anyhow::Result<()> {
        let (key, new_key) = (&self.key.root_key, &self.new_root_key);
        self.elsewhere.somebody_signs(&[key, new_key])?;
        let directory = &self.directory.dir;
        let chain = RootChain::read(directory)?;
        let new = read(&self.to, Certificate::parse)?;
        if chain.includes(new.fingerprint()) {
            let said = words::same_root(&new.fingerprint());
            return Err(Fact::new(Exit::Usage, said).into());
        }
        let at = session.time(self.elsewhere.signing.time)?;
        let (version, old) = (chain.next_version(), chain.current().fingerprint());
        let change = trusted(RootChange::new(version, old, &new, at))?;
        let named = format!("{}  {}", new.fingerprint(), new.user_id());
        session.voice.line(&words::root_follows(&version, &old, &named))?;
        let pending = Pending {
            statement: RootStatement::Change(Box::new(change)),
            path: chain.next_change(directory),
            chain: Some(chain),
        };
        let mut opener = self.elsewhere.signing.passphrase.opener(session);
        let pending = pending.signed(key.as_deref(), at, &mut opener)?;
        let pending = pending.signed(new_key.as_deref(), at, &mut opener)?;
        let mut report = pending.lay(self.elsewhere.to_sign.as_deref(), session)?;
        session.voice.note(&words::next_list(&directory.display()));
        report["version"] = version.into();
        report["old"] = old.to_string().into();
        report["new"] = new.fingerprint().to_string().into();
        session.voice.json(&report)
    }
}
