//! `goferry-pack cosign`: admitting a release, and showing what an admission statement says.

use super::inspect::open;
use super::signing::{Keys, Passphrases};
use crate::beside::{beside, replace};
use crate::session::{Session, point};
use crate::signing::cosign as admitting;
use crate::signing::write_new;
use crate::words::{options, options::cosigning as own, signing as words};
use clap::{Args, Subcommand};
use keys::{Admission, Signer};
use payloads::container::{Source, Trusted};
use payloads::demands::Demands;
use payloads::refusal::trusted;
use payloads::sentences::inspect as shown;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use voice::grammar::{only, typed};
use voice::time::rfc3339;
use voice::{Context as _, Exit, Fact, Table, command_line};

/// `cosign FILE`, and `show` below it.
#[derive(Args)]
#[group(skip)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(mut_args(only("sm2_chain", |chain| chain.requires("sign_sm2"))))]
pub struct Cosign {
    #[arg(help = options::file(), required = true)]
    file: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
    #[arg(long, value_name = "TEXT", help = own::note())]
    note: Option<String>,
    #[arg(long, help = own::add(), conflicts_with = "note")]
    add: bool,
    #[command(flatten)]
    admitters: Admitters,
    #[arg(long, value_name = "TIME", help = own::signing_time(), value_parser = typed(point))]
    signing_time: Option<u64>,
    #[arg(long, value_name = "STATEMENT", help = own::out())]
    out: Option<PathBuf>,
    #[command(flatten)]
    passphrases: Passphrases,
    #[command(flatten)]
    demands: Demands,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = own::show())]
    Show(Show),
}

/// `cosign show STATEMENT [--of FILE --admitter CERTIFICATE...]`.
#[derive(Args)]
#[group(skip)]
struct Show {
    #[arg(help = own::statement())]
    statement: PathBuf,
    #[arg(long, value_name = "FILE", help = own::of(), requires = "admitter")]
    of: Option<PathBuf>,
    #[command(flatten)]
    admitters: Admitters,
    #[command(flatten)]
    demands: Demands,
}

#[derive(Args)]
#[group(skip)]
struct Admitters {
    #[arg(long, value_name = "CERTIFICATE", help = own::admitter())]
    admitter: Vec<PathBuf>,
}

impl Cosign {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        match (&self.verb, &self.file) {
            (Some(Verb::Show(show)), _) => show.run(session),
            (None, Some(file)) => self.admit(file, session),
            (None, None) => Err(command_line::missing_verb().into()),
        }
    }

    fn admit(&self, file: &Path, session: &Session) -> anyhow::Result<()> {
        let signers = self.keys.signers(&self.passphrases, session)?;
        let admitters = admitting::admitters(&signers, &self.admitters.admitter)?;
        let at = session.time(self.signing_time)?;
        let (source, release) = open(file, &self.demands, session)?;
        admitting::refuse_first_use(release.authentic())?;
        payloads::inspect::verified(&source, &release, &session.voice)?;
        let out = self.out.clone();
        let out = out.unwrap_or_else(|| beside(source.name(), admitting::SUFFIX));
        let statement = match self.add {
            true => admitting::open(&out)?,
            false => self.new_statement(&source, &release, at)?,
        };
        let (clock, voice) = (session.clock(), &session.voice);
        let release = release.authentic();
        let whole = admitting::signed(statement, &signers, at, &admitters, release, &clock, voice)?;
        match self.add {
            true => replace(&out, &whole.render()).map(drop)?,
            false => write_new(&out, 0o644, &whole.render())?,
        }
        tell(&whole, &source, &out, session)
    }

    fn new_statement(
        &self,
        source: &Source,
        release: &Trusted,
        at: u64,
    ) -> anyhow::Result<Admission> {
        let note = self
            .note
            .as_ref()
            .ok_or_else(|| Fact::new(Exit::Usage, words::no_note()).help(words::no_note_help()))?;
        if note.len() > Admission::MAX_NOTE {
            let said = words::long_note(&note.len(), &Admission::MAX_NOTE);
            return Err(Fact::new(Exit::Usage, said).into());
        }
        trusted(Admission::new(release.authentic(), admitting::digests(source)?, note, at))
    }
}

fn tell(whole: &Admission, source: &Source, out: &Path, session: &Session) -> anyhow::Result<()> {
    let (file, path) = (source.name().display(), out.display());
    session.voice.line(&words::admitted(&file, &path))?;
    let mut report = said(whole)?;
    report["statement"] = json!(out);
    report["file_path"] = json!(source.name());
    session.voice.json(&report)
}

/// What a statement says, for machines.
fn said(admission: &Admission) -> anyhow::Result<Value> {
    let mut said = serde_json::to_value(admission.body())?;
    said["admitted"] = rfc3339(admission.body().admitted).into();
    let kinds = admission.signatures().iter().map(|(kind, _)| String::from(kind));
    said["kinds"] = kinds.collect();
    Ok(said)
}

impl Show {
    /// What it says, and, with a file and certificates, whether it holds.
    fn run(&self, session: &Session) -> anyhow::Result<()> {
        let admission = admitting::open(&self.statement)?;
        let signers = self.judged(&admission, session)?;
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
        &self,
        admission: &Admission,
        session: &Session,
    ) -> anyhow::Result<Option<Vec<Signer>>> {
        let Some(file) = &self.of else { return Ok(None) };
        let (source, release) = open(file, &self.demands, session)?;
        let admitters = admitting::read(&self.admitters.admitter)?;
        let checking = || words::checking(&self.statement.display());
        let verdict = admission.judge(&admitters, release.authentic(), &session.clock());
        let signers = trusted(verdict).context(checking)?;
        if !admission.names(&admitting::digests(&source)?) {
            session.voice.note(&words::other_file());
        }
        Ok(Some(signers))
    }
}

fn table(admission: &Admission, signers: &[Signer], session: &Session) -> Table {
    let body = admission.body();
    let mut table = Table::new(session.voice.lang());
    table.plain(&words::admitted_at(), rfc3339(body.admitted));
    table.plain(&words::note(), &body.note);
    table.plain(&shown::release(), &body.manifest.sha256);
    table.plain(&shown::release_sm3(), &body.manifest.sm3);
    table.plain(&words::file_sha256(), &body.file.sha256);
    table.plain(&words::file_sm3(), &body.file.sm3);
    let kinds: Vec<String> =
        admission.signatures().iter().map(|(kind, _)| kind.to_string()).collect();
    table.plain(&words::kinds(), kinds.join(", "));
    for signer in signers {
        table.plain(&voice::sentences::inspect::signed_by(), &signer.user_id);
        table.plain(&shown::fingerprint(), signer.certificate);
    }
    table
}
