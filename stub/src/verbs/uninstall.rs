//! `goferry uninstall`: takes away what goferry made, and nothing else; one release, or everything.

mod everything;
mod one;

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::step::Step;
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::{leftovers, prefix_removal};
use crate::process::Context;
use crate::process::signals;
use crate::releases::departure;
use crate::releases::versions;
use crate::releases::versions::InUse;
use crate::verbs::Managed;
use crate::words::options;
use crate::words::{home as words, install};
use clap::Args;
use everything::Everything;
use one::One;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::Fact;

/// What `uninstall` was asked for.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    /// One release, by directory name or Go version; everything without one.
    #[arg(value_name = "VERSION", help = options::version(), conflicts_with = "all")]
    pub release: Option<String>,
    #[arg(long, help = options::all())]
    all: bool,
    /// The user is not asked.
    #[arg(long, short, help = options::yes())]
    pub yes: bool,
    /// The user's gopath goes, too.
    #[arg(long, help = options::purge())]
    pub purge: bool,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `uninstall`. Receipts are not needed: what is ours is told by its name and its manifest too.
///
/// # Errors
/// [`Exit::Usage`]: nothing, or no such release, is here; [`Exit::Preflight`]: the release is current or pinned;
/// [`Exit::Busy`]: it is in use; [`Exit::Residue`] where something that is not ours stays in the prefix.
pub fn run(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    match &options.release {
        Some(wanted) => one(wanted, options, at),
        None => everything(options, at),
    }
}

fn one(wanted: &str, options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    let choose = || One::of(wanted, at);
    let one = choose();
    if one.is_err() {
        Lock::tidy(options.managed.dry_run, at)?;
    }
    let one = one?;
    if !one.plan(at).told(options.managed.dry_run, at.layout, &at.context.voice)? {
        return Ok(Exit::Done);
    }
    if !confirmed(&one.place(at.layout), &[], options, at.context)? {
        return Ok(Exit::Declined);
    }
    let _lock = Lock::take(at)?;
    Operation::during("uninstall", at, || {
        leftovers::clear(at.layout)?;
        let one = choose()?;
        signals::check()?;
        let done = one.plan(at).run(&mut ())?;
        told(&departure::gone(&done), &[], at.context)
    })
}

fn everything(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    let all = Everything::of(options.purge, at)?;
    let plan = all.plan();
    if !plan.told(options.managed.dry_run, at.layout, &at.context.voice)? {
        return Ok(Exit::Done);
    }
    if !confirmed(&at.layout.directory(), &plan.steps(), options, at.context)? {
        return Ok(Exit::Declined);
    }
    prefix_removal::clear(at.layout)?;
    if !at.layout.directory().is_dir() {
        // An earlier one was cut off at its end, or met a profile that it could not edit.
        let left = all.remove()?;
        told(&[&at.layout.directory()], &[], at.context)?;
        return all.require_none(left);
    }
    let _lock = Lock::take(at)?;
    Operation::during("uninstall", at, || {
        leftovers::clear(at.layout)?;
        let all = Everything::of(options.purge, at)?;
        signals::check()?;
        let left = all.remove()?;
        told(&[&at.layout.directory()], &all.kept(&left), at.context)?;
        all.require_none(left)
    })
}

/// Whether the user agrees that `place` goes, and the lines in profiles that `steps` take out.
fn confirmed(
    place: &Path,
    steps: &[&Step],
    options: &Options,
    context: &Context,
) -> anyhow::Result<bool> {
    let lines = steps.iter().filter_map(|step| match step {
        Step::EditProfile(path) => Some(install::will_take_line_out(&path.display())),
        _ => None,
    });
    let facts = lines.chain([install::will_remove(&place.display())]);
    let facts: Vec<String> = facts.map(|fact| fact.render(context.voice.lang())).collect();
    let nobody = || Fact::new(Exit::Usage, install::cannot_ask()).help(install::cannot_ask_help());
    context.voice.confirmed(&facts, &install::remove(), options.yes, nobody)
}

fn told(removed: &[&Path], kept: &[PathBuf], context: &Context) -> anyhow::Result<Exit> {
    let lossy = |path: &Path| path.to_string_lossy().into_owned();
    let kept: Vec<String> = kept.iter().map(|path| lossy(path)).collect();
    for path in removed {
        context.voice.line(&install::removed(&path.display()))?;
    }
    let removed: Vec<String> = removed.iter().map(|path| lossy(path)).collect();
    context.voice.json(&serde_json::json!({ "removed": removed, "kept": kept }))?;
    Ok(Exit::Done)
}

/// The releases at `layout`: directories whose receipt names them, or that are called like a release and carry
/// its manifest.
fn releases(layout: &Layout) -> anyhow::Result<Vec<String>> {
    let listed = versions::list(layout)?.into_iter();
    let mut names: Vec<String> = versions::without_receipt(layout)?;
    names.retain(|name| is_a_releases_name(name));
    names.extend(listed.filter(|one| one.receipt.release == one.name).map(|one| one.name));
    names.sort();
    Ok(names)
}

/// Whether `name` ends as [`release_name`](crate::prefix::layout::release_name) has it.
fn is_a_releases_name(name: &str) -> bool {
    let digits = name.rsplit_once('-').map_or("", |(_, digits)| digits);
    digits.len() == 8 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Refuses while other processes run from `release` or stand in it: the build they are at would break.
fn require_unused(release: &str, in_use: &InUse) -> Result<(), Fact> {
    let own = std::process::id();
    let users = in_use.by(release).into_iter().filter(|user| *user != own);
    let users: Vec<String> = users.map(|user| user.to_string()).collect();
    if users.is_empty() {
        return Ok(());
    }
    let users = users.join(", ");
    Err(Fact::new(Exit::Busy, words::in_use(&release, &users)).help(words::in_use_help()))
}
