//! The last steps of every statement: signed by who is here, laid down when all have signed, and
//! until then a draft that travels to the others.

use super::{RootKey, Signing};
use crate::beside::{directory_of, replace};
use crate::session::Session;
use crate::signing::ROOT_CERTIFICATE;
use crate::signing::root_chain::RootChain;
use crate::signing::root_statement::RootStatement;
use crate::signing::signer::{OpenPgp, Signer};
use crate::verbs::signing::KeyOpener;
use crate::words::{build, options::trust_lists as own, signing as words};
use clap::Args;
use keys::Fingerprint;
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::grammar::only;
use voice::{Context as _, Fact, best_effort};

/// What the name of a draft ends in.
const UNSIGNED: &str = ".unsigned";

#[derive(Args)]
#[group(skip)]
struct Draft {
    #[arg(help = own::draft())]
    draft: PathBuf,
}

/// `sign DRAFT --root-key KEY`.
#[derive(Args)]
#[group(skip)]
#[command(mut_args(only("root_key", |key| key.required(true))))]
pub struct Sign {
    #[command(flatten)]
    draft: Draft,
    #[command(flatten)]
    key: RootKey,
    #[command(flatten)]
    signing: Signing,
}

impl Sign {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let (pending, at) = (self.draft.open()?, session.time(self.signing.time)?);
        let mut opener = self.signing.passphrase.opener(session);
        let signed = pending.signed(self.key.root_key.as_deref(), at, &mut opener)?;
        session.voice.json(&signed.lay(None, session)?)
    }
}

/// `attach DRAFT [SIGNATURE]`.
#[derive(Args)]
#[group(skip)]
pub struct Attach {
    #[command(flatten)]
    draft: Draft,
    #[arg(help = own::signature())]
    signature: Option<PathBuf>,
}

impl Attach {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let mut pending = self.draft.open()?;
        if let Some(path) = &self.signature {
            let reading = || build::reading_key(&path.display());
            let answer = std::fs::read(path).exit_with(Exit::Usage, reading)?;
            pending = pending.answered(&answer).context(reading)?;
        }
        session.voice.json(&pending.lay(None, session)?)
    }
}

impl Draft {
    fn open(&self) -> anyhow::Result<Pending> {
        let draft = &self.draft;
        let reading = || build::reading_key(&draft.display());
        let path =
            draft.to_str().and_then(|name| name.strip_suffix(UNSIGNED)).ok_or_else(|| {
                let said = words::draft_name(&draft.display(), &UNSIGNED);
                Fact::new(Exit::Usage, said)
            })?;
        let bytes = std::fs::read(draft).exit_with(Exit::Usage, reading)?;
        let statement = RootStatement::parse(&bytes).context(reading)?;
        let directory = directory_of(draft);
        let here = directory.join(ROOT_CERTIFICATE).symlink_metadata().is_ok();
        let chain = here.then(|| RootChain::read(directory)).transpose()?;
        Ok(Pending { statement, chain, path: path.into() })
    }
}

/// A statement, the roots that are known here, and the name it gets when it is whole.
pub struct Pending {
    /// What is to be signed.
    pub statement: RootStatement,
    /// `None` where there is no root certificate beside it.
    pub chain: Option<RootChain>,
    /// Its name.
    pub path: PathBuf,
}

impl Pending {
    /// With the signature of the key that `option` names, if it was given.
    pub fn signed(
        self,
        option: Option<&OsStr>,
        at: u64,
        opener: &mut KeyOpener,
    ) -> anyhow::Result<Pending> {
        let Some(option) = option else { return Ok(self) };
        let signer = OpenPgp::open(option, &mut |path| opener.openpgp(path))?;
        let signer = Signer::OpenPgp(signer);
        signer.may_sign_at(at)?;
        let signing = || build::signing(&signer.name());
        let statement = &self.statement;
        let answer = signer.sign(statement.purpose(), at, statement.message()).context(signing)?;
        self.answered(&answer).context(signing)
    }

    fn answered(self, answer: &[u8]) -> anyhow::Result<Pending> {
        let statement = self.statement.signed(answer, self.chain.as_ref())?;
        Ok(Pending { statement, ..self })
    }

    /// Lays it down under its own name where it is whole and was checked, else as a draft; `to_sign`
    /// gets the very bytes that an external signer has to sign. Gives what `--json` shows.
    pub fn lay(&self, to_sign: Option<&Path>, session: &Session) -> anyhow::Result<Value> {
        let missing = self.statement.missing();
        let draft = self.draft();
        let mut report = json!({ "file": self.path, "missing": missing });
        match &self.chain {
            Some(chain) if missing.is_empty() => {
                self.statement.check(chain)?;
                replace(&self.path, &self.statement.render())?;
                best_effort("an old draft says nothing else", std::fs::remove_file(&draft));
                session.voice.line(&words::written(&self.path.display()))?;
            }
            _ => {
                replace(&draft, &self.statement.render())?;
                report["draft"] = json!(draft);
                self.tell_draft(&draft, &missing, session)?;
            }
        }
        if let Some(path) = to_sign {
            self.export(path, session)?;
        }
        Ok(report)
    }

    /// Where it lies until it is whole.
    fn draft(&self) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(UNSIGNED);
        name.into()
    }

    fn tell_draft(
        &self,
        draft: &Path,
        missing: &[Fingerprint],
        session: &Session,
    ) -> anyhow::Result<()> {
        let path = draft.display();
        if missing.is_empty() {
            return session.voice.line(&words::complete_unchecked(&path));
        }
        let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
        session.voice.line(&words::draft_written(&path, &missing.join(", ")))
    }

    fn export(&self, path: &Path, session: &Session) -> anyhow::Result<()> {
        let purpose = self.statement.purpose();
        replace(path, &purpose.signed_input(self.statement.message()))?;
        let (path, draft) = (path.display(), self.draft());
        let draft = draft.display();
        session.voice.line(&words::to_sign_written(&path, &purpose.name(), &draft))
    }
}
