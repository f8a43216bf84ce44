//! The verbs that look at a file: `verify`, `info`, `list` and `extract`. Nothing is written but what is extracted.

use super::{looks, verify_installed};
use crate::prefix::layout::{Layout, Place};
use crate::process::Context;
use crate::trust;
use crate::trust::TrustPolicy;
use crate::words::options as words;
use clap::Args;
use payloads::container::{Source, Trusted};
use payloads::inspect::{self, Part};
use payloads::sentences::verbs;
use std::path::{Path, PathBuf};
use voice::Exit;

/// FILE, or where the program's own file is.
#[derive(Args, Clone, Debug, Default)]
#[group(skip)]
pub struct GivenFile {
    #[arg(help = words::file())]
    file: Option<PathBuf>,
    #[arg(long = "self", value_name = "PATH", help = words::own_file(), conflicts_with = "file")]
    own: Option<PathBuf>,
}

impl GivenFile {
    /// The file that was named; the program's own where none was.
    pub fn path(&self) -> Option<&Path> {
        self.file.as_deref().or(self.own.as_deref())
    }
}

/// The options of `verify`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Verify {
    #[command(flatten)]
    file: GivenFile,
    #[command(flatten)]
    trust: trust::Options,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    checked: inspect::Verify,
    #[arg(long, help = words::installed(), conflicts_with = "upstream")]
    installed: bool,
    #[arg(long, help = words::all_installed(), requires = "installed", conflicts_with = "file")]
    all: bool,
}

/// The options of `info`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Info {
    #[command(flatten)]
    file: GivenFile,
    #[command(flatten)]
    trust: trust::Options,
    #[command(flatten)]
    shown: inspect::Info,
}

/// The options of `list`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct List {
    #[command(flatten)]
    members: Members,
    #[command(flatten)]
    shown: inspect::List,
}

/// The options of `extract`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Extract {
    #[command(flatten)]
    members: Members,
    #[command(flatten)]
    place: inspect::Extract,
}

/// Members of a file: `[FILE] [GLOB]...`, where a first word that names a file is FILE.
#[derive(Args, Clone, Debug)]
#[group(skip)]
struct Members {
    #[arg(value_name = "FILE", help = words::file())]
    first: Option<String>,
    #[arg(value_name = "GLOB", help = verbs::globs())]
    globs: Vec<String>,
    #[arg(long, value_name = "FILE", help = words::file())]
    file: Option<PathBuf>,
    #[arg(long = "self", value_name = "PATH", help = words::own_file(), conflicts_with = "file")]
    own: Option<PathBuf>,
    #[arg(long, value_name = "GLOB", help = verbs::globs())]
    only: Vec<String>,
    #[command(flatten)]
    part: Part,
    #[command(flatten)]
    trust: trust::Options,
}

impl Members {
    /// The file, and what is meant of it. A word that is the name of no file is a pattern.
    fn split(&self) -> (Option<PathBuf>, inspect::Members) {
        let named = self.file.clone().or_else(|| self.own.clone());
        let first = self.first.as_ref();
        let is_file = named.is_none() && first.is_some_and(|word| Path::new(word).is_file());
        let file = named.or_else(|| first.filter(|_| is_file).map(PathBuf::from));
        let globs = first.filter(|_| !is_file).into_iter().chain(&self.globs).chain(&self.only);
        (file, inspect::Members { part: self.part, globs: globs.cloned().collect() })
    }
}

/// The file, or the program's own, with its signatures accepted by what holds in the home at `place`.
fn open(
    file: Option<&Path>,
    options: &trust::Options,
    place: &Place,
    context: &Context,
) -> anyhow::Result<(Source, Trusted)> {
    let layout = Layout::meant(place, &context.process).ok();
    TrustPolicy::for_file(options, layout.as_ref(), context)?.open(file, context)
}

impl Verify {
    /// Checks every byte of a file, its signatures, and who made them; with `--upstream` also where its Go came
    /// from. With `--installed` it is about what is installed.
    ///
    /// # Errors
    /// Those of [`TrustPolicy::open`], [`inspect::Verify::run`] and [`verify_installed::run`].
    pub fn run(&self, context: &Context) -> anyhow::Result<Exit> {
        if self.installed {
            let release = self.file.path().map(Path::to_string_lossy);
            return looks(&self.place, context, &|at| {
                verify_installed::run(release.as_deref(), self.all, at)
            });
        }
        let (source, trusted) = open(self.file.path(), &self.trust, &self.place, context)?;
        self.checked.run(&source, &trusted, &context.voice)?;
        Ok(Exit::Done)
    }
}

impl Info {
    /// Shows who signed a file and what it says of itself; with `--provenance` where its Go came from.
    ///
    /// # Errors
    /// Those of [`TrustPolicy::open`] and [`inspect::Info::run`].
    pub fn run(&self, context: &Context) -> anyhow::Result<Exit> {
        let (source, trusted) = open(self.file.path(), &self.trust, &Place::default(), context)?;
        self.shown.run(&source, &trusted, Part::default(), &context.voice)?;
        Ok(Exit::Done)
    }
}

impl List {
    /// Lists the members of a file.
    ///
    /// # Errors
    /// Those of [`TrustPolicy::open`] and [`inspect::List::run`].
    pub fn run(&self, context: &Context) -> anyhow::Result<Exit> {
        let (file, members) = self.members.split();
        let trust = &self.members.trust;
        let (source, trusted) = open(file.as_deref(), trust, &Place::default(), context)?;
        self.shown.run(&source, &trusted, &members, &context.voice)?;
        Ok(Exit::Done)
    }
}

impl Extract {
    /// Unpacks members of a file without installing anything.
    ///
    /// # Errors
    /// Those of [`TrustPolicy::open`] and [`inspect::Extract::run`].
    pub fn run(&self, context: &Context) -> anyhow::Result<Exit> {
        let (file, members) = self.members.split();
        let trust = &self.members.trust;
        let (source, trusted) = open(file.as_deref(), trust, &Place::default(), context)?;
        self.place.run(&source, &trusted, &members, &context.voice)?;
        Ok(Exit::Done)
    }
}
