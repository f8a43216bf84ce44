//! `goferry modules`: what go finds of modules here, who brought it, and whether it is as it was brought.

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::Plan;
use crate::findings::{Tree, is_anything_here};
use crate::prefix::{Installation, leftovers, modules};
use crate::releases::installed::{Depth, InstalledRelease};
use crate::releases::{departure, versions};
use crate::trust::{self, TrustPolicy};
use crate::verbs::file::GivenFile;
use crate::verbs::{Managed, install};
use crate::words::{install as install_words, modules as words, options};
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::rc::Rc;
use voice::{Exit, Fact};

/// The options of `modules add`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct AddModules {
    /// The file that brings them.
    #[command(flatten)]
    pub file: GivenFile,
    /// What is demanded of it.
    #[command(flatten)]
    pub trust: trust::Options,
    /// The user is not asked.
    #[arg(long, short, help = options::yes())]
    pub yes: bool,
    #[arg(long, help = options::allow_downgrade())]
    pub allow_downgrade: bool,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `modules add`: the part of a release that is about modules is laid down, and put together with the others.
///
/// # Errors
/// [`Exit::Usage`] where nothing is installed, or the file brings none; those of `install`.
pub fn add(add: &AddModules, at: Installation<'_>) -> anyhow::Result<Exit> {
    if !is_anything_here(at.layout)? {
        let said = words::nothing_here(&at.layout.directory().display());
        return Err(Fact::new(Exit::Usage, said).into());
    }
    install::lay(&install::Options::of_modules(add), at)
}

/// The options of `modules prune`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Prune {
    /// How many of what was added stay in each line.
    #[arg(long, value_name = "N", help = options::modules_keep(), default_value_t = 1)]
    keep: usize,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `modules prune`: of what `modules add` brought, the newest of each line stay. What comes with a release
/// goes with it.
///
/// # Errors
/// [`Exit::Busy`]; the disk's; a signal's, between two of them.
pub fn prune(options: &Prune, at: Installation<'_>) -> anyhow::Result<Exit> {
    let plan = |doomed: &[String]| {
        let mut plan = Plan::nothing();
        departure::add(&mut plan, doomed, at);
        plan
    };
    let (doomed, voice) = (superseded(options.keep, at)?, &at.context.voice);
    if doomed.is_empty() {
        Lock::tidy(options.managed.dry_run, at)?;
        voice.line(&words::nothing_to_prune())?;
        voice.json(&json!({ "removed": [] }))?;
        return Ok(Exit::Done);
    }
    if !plan(&doomed).told(options.managed.dry_run, at.layout, voice)? {
        return Ok(Exit::Done);
    }
    let _lock = Lock::take(at)?;
    let doomed = superseded(options.keep, at)?;
    at.context.about.release(&doomed.join(", "));
    Operation::during("modules prune", at, || {
        leftovers::clear(at.layout)?;
        let done = plan(&doomed).run(&mut ())?;
        for place in departure::gone(&done) {
            voice.line(&install_words::removed(&place.display()))?;
        }
        voice.json(&json!({ "removed": doomed }))?;
        Ok(Exit::Done)
    })
}

/// What was added, and is followed by `keep` others of its line.
fn superseded(keep: usize, at: Installation<'_>) -> anyhow::Result<Vec<String>> {
    let mut added = versions::list(at.layout)?;
    added.retain(|release| release.receipt.go.is_empty() && !release.current);
    added.sort_by_key(|release| std::cmp::Reverse((release.receipt.counter, release.name.clone())));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    added.retain(|release| {
        let newer = seen.entry(release.receipt.line.clone()).or_default();
        *newer += 1;
        *newer > keep
    });
    Ok(added.into_iter().map(|release| release.name).collect())
}

/// Carries out `modules list`.
///
/// # Errors
/// [`Exit::BadSignature`]: what proves the modules does not hold; the disk's.
pub fn list(at: Installation<'_>) -> anyhow::Result<Exit> {
    let (set, voice) = (modules::of(at.layout)?, &at.context.voice);
    let mut report: Vec<Value> = Vec::new();
    for (name, has_sources, by) in set.versions() {
        let name = modules::unescaped(name);
        let by: Vec<&str> = by.iter().map(String::as_str).collect();
        let by_whom = by.join(", ");
        let is_waiting = set.waiting().iter().any(|waiting| modules::unescaped(waiting) == name);
        voice.line(&match has_sources {
            _ if is_waiting => words::listed_waiting(&name, &by_whom),
            true => words::listed(&name, &by_whom),
            false => words::listed_go_mod(&name, &by_whom),
        })?;
        report.push(json!({
            "version": name, "sources": has_sources, "brought_by": by, "waiting": is_waiting,
        }));
    }
    if report.is_empty() {
        voice.line(&words::none())?;
    }
    modules::warn_of_doubts(&set, at);
    // All that a go here goes on from: the release side bridges it.
    let mut heads = set.heads();
    heads.extend(modules::Seen::by_the_user_of(at).map(|seen| seen.note));
    heads.sort();
    heads.dedup();
    voice.json(&json!({ "head": set.head(), "heads": heads, "versions": report }))?;
    Ok(Exit::Done)
}

/// Carries out `modules verify`: each release's part by its INDEX, then what was put together of them, every byte.
///
/// # Errors
/// [`Exit::Modified`], naming the first file that differs, after all were told; [`Exit::BadSignature`]: what proves the
/// modules does not hold; those of reading the releases' records.
pub fn verify(at: Installation<'_>) -> anyhow::Result<Exit> {
    let trust_policy = TrustPolicy::of(at)?;
    let mut differing = Vec::new();
    for (name, place) in modules::bringing(at.layout, &[])? {
        let kept = Rc::new(InstalledRelease::read(&name, &trust_policy, at)?);
        let tree = Tree::look(kept, Depth::Contents, at)?;
        let is_of_modules = |path: &std::path::Path| modules::is_of_modules(path);
        let found = tree.differences.iter().filter(|found| is_of_modules(&found.path));
        differing.extend(found.map(|found| place.join(&found.path)));
    }
    let (set, link) = (modules::of(at.layout)?, at.layout.modules());
    let gathered = set.differences(&link, true)?;
    differing.extend(gathered.iter().map(|path| link.join(path)));
    let paths: Vec<_> = differing.iter().map(|path| path.to_string_lossy()).collect();
    let count = set.versions().count();
    at.context.voice.json(&json!({ "versions": count, "head": set.head(), "differs": paths }))?;
    let Some((first, others)) = differing.split_first() else {
        at.context.voice.line(&words::intact(&count))?;
        modules::warn_of_doubts(&set, at);
        return Ok(Exit::Done);
    };
    for other in others {
        at.context.voice.line(&words::differs(&other.display()))?;
    }
    let said = words::differs(&first.display());
    Err(Fact::new(Exit::Modified, said).help(words::differs_help()).into())
}
