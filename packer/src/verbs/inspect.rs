//! `inspect`, `list`, `verify` and `extract`: on a file of any architecture, which is never executed.

use crate::session::Session;
use clap::Args;
use keys::{Roots, Trust};
use payloads::container::{Source, Trusted};
use payloads::demands::Demands;
use payloads::inspect::{self, Members, Part};
use payloads::refusal::trusted;
use payloads::sentences::verbs;
use std::path::{Path, PathBuf};

/// One finished file.
#[derive(Args)]
#[group(skip)]
struct File {
    #[arg(help = crate::words::options::file())]
    file: PathBuf,
    #[command(flatten)]
    part: Part,
    #[command(flatten)]
    demands: Demands,
}

/// Members of one: `FILE [GLOB]...`.
#[derive(Args)]
#[group(skip)]
struct MembersOf {
    #[command(flatten)]
    file: File,
    #[arg(value_name = "GLOB", help = verbs::globs())]
    globs: Vec<String>,
}

/// `inspect [--provenance] FILE`.
#[derive(Args)]
#[group(skip)]
pub struct Inspect {
    #[command(flatten)]
    file: File,
    #[command(flatten)]
    shown: inspect::Info,
}

/// `list FILE [GLOB]...`.
#[derive(Args)]
#[group(skip)]
pub struct List {
    #[command(flatten)]
    of: MembersOf,
    #[command(flatten)]
    shown: inspect::List,
}

/// `verify [--upstream] FILE`.
#[derive(Args)]
#[group(skip)]
pub struct Verify {
    #[command(flatten)]
    file: File,
    #[command(flatten)]
    checked: inspect::Verify,
}

/// `extract FILE [-C DIR] [GLOB]...`.
#[derive(Args)]
#[group(skip)]
pub struct Extract {
    #[command(flatten)]
    of: MembersOf,
    #[command(flatten)]
    place: inspect::Extract,
}

impl Inspect {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let (source, trusted) = self.file.open(session)?;
        self.shown.run(&source, &trusted, self.file.part, &session.voice)
    }
}

impl List {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let (source, trusted) = self.of.file.open(session)?;
        self.shown.run(&source, &trusted, &self.of.members(), &session.voice)
    }
}

impl Verify {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let (source, trusted) = self.file.open(session)?;
        self.checked.run(&source, &trusted, &session.voice)
    }
}

impl Extract {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let (source, trusted) = self.of.file.open(session)?;
        self.place.run(&source, &trusted, &self.of.members(), &session.voice)
    }
}

impl File {
    fn open(&self, session: &Session) -> anyhow::Result<(Source, Trusted)> {
        open(&self.file, &self.demands, session)
    }
}

impl MembersOf {
    fn members(&self) -> Members {
        Members { part: self.file.part, globs: self.globs.clone() }
    }
}

/// The file, with its signatures accepted: by the root that was named, else by its own, and by what else the
/// command line demands.
pub(super) fn open(
    file: &Path,
    demands: &Demands,
    session: &Session,
) -> anyhow::Result<(Source, Trusted)> {
    let source = Source::open(file)?;
    let trust = |roots: &Roots| demands.narrow(trusted(Trust::tofu(roots))?);
    let found = demands.authenticate(&source, trust, &session.clock(), &session.voice)?;
    for warning in found.authentic().warnings() {
        session.voice.warn(&payloads::refusal::warning(warning));
    }
    Ok((source, found))
}
