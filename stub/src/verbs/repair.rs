//! `goferry repair`: the story. What is wrong is found and told, and mended under the lock, each file whole
//! beside its place and renamed: a kill leaves the old or the new one, and the next run goes on.

mod found;
mod mend;
mod rebuilt;
mod tree;

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::step::Step;
use crate::findings::is_anything_here;
use crate::prefix::Installation;
use crate::verbs::Managed;
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
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `repair`.
///
/// # Errors
/// [`Exit::Modified`] where no copy of a file was found; [`Exit::State`] where something of the user's is in the
/// way; [`Exit::Newer`]; those of opening FILE.
pub fn run(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    if !is_anything_here(at.layout)? {
        let said = install::nothing_installed(&at.layout.directory().display());
        return Err(Fact::new(Exit::Usage, said).into());
    }
    let agreed = match options.yes && !options.managed.dry_run.is_told() {
        true => None,
        false => match agreed(options, at)? {
            Ok(agreed) => Some(agreed),
            Err(end) => return Ok(end),
        },
    };
    if let Some(release) = &options.release {
        at.context.about.release(release);
    }
    let _lock = Lock::take(at)?;
    let found = Found::look(options, at)?;
    if found.findings.is_empty() {
        return nothing(found, at);
    }
    match agreed {
        Some(agreed) => unchanged(&agreed, &found.plan(at).steps())?,
        None => {
            found.told(at).iter().try_for_each(|fact| at.context.voice.raw_line(fact))?;
        }
    }
    Operation::during("repair", at, || mended(found, at))
}

/// The steps that were told and agreed to, or how the run ends without one. Nothing is locked meanwhile.
fn agreed(options: &Options, at: Installation<'_>) -> anyhow::Result<Result<Vec<Step>, Exit>> {
    let found = Found::look(options, at)?;
    if found.findings.is_empty() {
        return nothing(found, at).map(Err);
    }
    let (voice, dry_run, plan) = (&at.context.voice, options.managed.dry_run, found.plan(at));
    let facts = found.told(at);
    if dry_run.is_dry() {
        facts.iter().try_for_each(|fact| voice.raw_line(fact))?;
    }
    let goes_on = plan.told_with(found.json(at.context), dry_run, at.layout, voice)?;
    let agreed = plan.steps().into_iter().cloned().collect();
    drop(plan);
    if !goes_on {
        return found.end().map(Err);
    }
    let nobody = || Fact::new(Exit::Usage, install::cannot_ask()).help(install::cannot_ask_help());
    let is_agreed = voice.confirmed(&facts, &words::ask(), options.yes, nobody)?;
    Ok(if is_agreed { Ok(agreed) } else { Err(Exit::Declined) })
}

/// Nothing can be mended here.
fn nothing(found: Found, at: Installation<'_>) -> anyhow::Result<Exit> {
    if found.beyond.is_empty() {
        at.context.voice.line(&words::nothing(&at.layout.directory().display()))?;
    }
    report(&[], &found, at)?;
    found.end()
}

/// What was done and found, for machines.
fn report(done: &[Step], found: &Found, at: Installation<'_>) -> anyhow::Result<()> {
    let paths: Vec<_> = done.iter().map(|step| step.path().to_string_lossy()).collect();
    let (changed, findings) = (!done.is_empty(), found.json(at.context));
    let document = json!({ "changed": changed, "repaired": paths, "findings": findings });
    at.context.voice.json(&document)
}

/// What was agreed to is all that is done.
fn unchanged(agreed: &[Step], steps: &[&Step]) -> Result<(), Fact> {
    if steps.iter().all(|step| agreed.contains(step)) {
        return Ok(());
    }
    Err(Fact::new(Exit::Busy, words::changed_meanwhile()).help(words::again_help()))
}

fn mended(found: Found, at: Installation<'_>) -> anyhow::Result<Exit> {
    let mut lost = None;
    let done = found.plan(at).run(&mut lost)?;
    if let Some(lost) = lost {
        return found.end().and(Err(lost));
    }
    report(&done, &found, at)?;
    if found.beyond.is_empty() {
        if found.hides_more() {
            at.context.voice.warn(&words::again_help());
        }
        let (count, place) = (done.len(), at.layout.directory());
        at.context.voice.line(&words::repaired(&count, &place.display()))?;
    }
    found.end()
}
