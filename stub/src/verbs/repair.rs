//! `goferry repair`: the story. What is wrong is found and told, and mended under the lock, each file whole
//! beside its place and renamed: a kill leaves the old or the new one, and the next run goes on.

mod found;
mod mend;
mod rebuilt;
mod tree;

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::{DryRun, Step};
use crate::findings::is_anything_here;
use crate::prefix::layout::{Layout, Place};
use crate::process::context::Context;
use crate::verbs::OnInstallation;
use crate::words::options;
use crate::words::{install, repair as words};
use clap::Args;
use found::Found;
use serde_json::json;
use std::path::PathBuf;
use voice::Exit;
use voice::Fact;

/// What `repair` was asked for.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    /// The releases, by directory name or Go version; all without one.
    #[arg(value_name = "VERSION", help = options::version())]
    pub release: Option<String>,
    /// Where there is none, the file that is running, if it is one.
    #[arg(long, value_name = "FILE", help = options::from())]
    pub from: Option<PathBuf>,
    /// What is demanded of it.
    #[command(flatten)]
    pub trust: crate::trust::Options,
    /// The user is not asked.
    #[arg(long, short, help = options::yes())]
    pub yes: bool,
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
    /// How much is told first.
    #[command(flatten)]
    pub dry_run: DryRun,
}

impl OnInstallation for Options {
    const RECORD: Option<&'static str> = Some("repair");

    fn place(&self) -> &Place {
        &self.place
    }

    fn dry_run(&self) -> DryRun {
        self.dry_run
    }

    fn release(&self) -> Option<&str> {
        self.release.as_deref()
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        run(self, layout, context)
    }
}

/// Carries out `repair`.
///
/// # Errors
/// [`Exit::Modified`] where no copy of a file was found; [`Exit::State`] where something of the user's is in the
/// way; [`Exit::Newer`]; those of opening FILE.
pub fn run(options: &Options, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    if !is_anything_here(layout)? {
        let said = install::nothing_installed(&layout.directory().display());
        return Err(Fact::new(Exit::Usage, said).into());
    }
    let agreed = match options.yes && !options.dry_run.is_told() {
        true => None,
        false => match agreed(options, layout, context)? {
            Ok(agreed) => Some(agreed),
            Err(end) => return Ok(end),
        },
    };
    if let Some(release) = &options.release {
        context.about.release(release);
    }
    let _lock = Lock::take(layout, context)?;
    let found = Found::look(options, layout, context)?;
    if found.findings.is_empty() {
        return found.beyond.map_or_else(|| nothing(layout, context), Err);
    }
    match agreed {
        Some(agreed) => unchanged(&agreed, &found.plan(layout, context).steps())?,
        None => found.tell(layout, context)?,
    }
    Operation::during("repair", layout, context, || mended(found, layout, context))
}

/// The steps that were told and agreed to, or how the run ends without one. Nothing is locked meanwhile.
fn agreed(
    options: &Options,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Result<Vec<Step>, Exit>> {
    let found = Found::look(options, layout, context)?;
    if found.findings.is_empty() {
        return found.beyond.map_or_else(|| nothing(layout, context), Err).map(Err);
    }
    found.tell(layout, context)?;
    let plan = found.plan(layout, context);
    let goes_on = plan.told_with(found.json(context), options.dry_run, layout, &context.voice)?;
    let agreed = plan.steps().into_iter().cloned().collect();
    drop(plan);
    match goes_on {
        false => found.beyond.map_or(Ok(Err(Exit::Done)), Err),
        true => Ok(if confirmed(options, context)? { Ok(agreed) } else { Err(Exit::Declined) }),
    }
}

fn nothing(layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    let place = layout.directory();
    context.voice.line(&words::nothing(&place.display()))?;
    context.voice.json(&json!({ "changed": false, "repaired": [], "findings": [] }))?;
    Ok(Exit::Done)
}

fn confirmed(options: &Options, context: &Context) -> anyhow::Result<bool> {
    if options.yes {
        return Ok(true);
    }
    if !context.voice.can_ask() {
        let fact = Fact::new(Exit::Usage, install::cannot_ask());
        return Err(fact.help(install::cannot_ask_help()).into());
    }
    context.voice.ask(&words::ask())
}

/// What was agreed to is all that is done.
fn unchanged(agreed: &[Step], steps: &[&Step]) -> Result<(), Fact> {
    if steps.iter().all(|step| agreed.contains(step)) {
        return Ok(());
    }
    Err(Fact::new(Exit::Busy, words::changed_meanwhile()).help(words::again_help()))
}

fn mended(found: Found, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    let mut beyond = None;
    let done = found.plan(layout, context).run(&mut beyond)?;
    let (findings, hides_more) = (found.json(context), found.hides_more());
    if let Some(error) = found.beyond.or(beyond) {
        return Err(error);
    }
    if hides_more {
        context.voice.warn(&words::again_help());
    }
    let (count, place) = (done.len(), layout.directory());
    context.voice.line(&words::repaired(&count, &place.display()))?;
    let paths: Vec<_> = done.iter().map(|step| step.path().to_string_lossy()).collect();
    context.voice.json(&json!({ "changed": true, "repaired": paths, "findings": findings }))?;
    Ok(Exit::Done)
}
