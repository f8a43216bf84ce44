//! `goferry prune --keep N`: old releases go. Never the current one, those that `pin VERSION` keeps until `unpin`, ones
//! in use, or what was made by hand; and never anything below gopath.

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::Plan;
use crate::change::step::Step;
use crate::prefix::{Installation, leftovers};
use crate::process::Context;
use crate::releases::switch::{Releases, Target};
use crate::releases::versions::{InUse, Installed};
use crate::releases::{departure, switch, versions};
use crate::verbs::Managed;
use crate::verbs::switch::Use;
use crate::words::{install, options, switch as words};
use clap::Args;
use voice::{Exit, Said};

/// What `prune` was asked for.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    /// How many releases stay, the current one among them.
    #[arg(long, value_name = "N", help = options::keep(), default_value_t = 2)]
    pub keep: usize,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `prune`.
///
/// # Errors
/// [`Exit::State`] where `current` is no link; [`Exit::Busy`]; the disk's; a signal's, between two releases.
pub fn run(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    let choice = Choice::of(options.keep, at)?;
    if choice.doomed.is_empty() {
        Lock::tidy(options.managed.dry_run, at)?;
        return choice.told(&[], at);
    }
    if !choice.plan(at).told(options.managed.dry_run, at.layout, &at.context.voice)? {
        return Ok(Exit::Done);
    }
    let _lock = Lock::take(at)?;
    let choice = Choice::of(options.keep, at)?;
    at.context.about.release(&choice.doomed.join(", "));
    Operation::during("prune", at, || {
        leftovers::clear(at.layout)?;
        let done = choice.plan(at).run(&mut ())?;
        choice.told(&done, at)
    })
}

/// Which releases go, and which stay for another reason than their age.
struct Choice {
    doomed: Vec<String>,
    kept: Vec<Said>,
}

impl Choice {
    fn of(keep: usize, at: Installation<'_>) -> anyhow::Result<Choice> {
        let releases = Releases::read_aloud(at.layout, &at.context.voice);
        let in_use = InUse::below(&at.layout.directory());
        let mut choice = Choice { doomed: Vec::new(), kept: Vec::new() };
        // What `current` should be must be known; where it is missing, the one that was used last stays for it.
        let lost = switch::current(at.layout)?.is_none();
        let keep = if lost { keep.max(1) } else { keep };
        let old = by_last_use(versions::list(at.layout)?, &releases).into_iter().skip(keep);
        for release in old.filter(|release| !release.current) {
            let (users, release) = (in_use.by(&release.name), release.name);
            if releases.is_pinned(&release) {
                choice.kept.push(words::kept_pinned(&release));
            } else if !users.is_empty() {
                let users: Vec<String> = users.iter().map(u32::to_string).collect();
                let users = users.join(", ");
                choice.kept.push(words::kept_in_use(&release, &users));
            } else {
                choice.doomed.push(release);
            }
        }
        Ok(choice)
    }

    fn plan<'p>(&self, at: Installation<'p>) -> Plan<'p> {
        let mut plan = Plan::nothing();
        departure::add(&mut plan, &self.doomed, at);
        plan
    }

    fn told(&self, done: &[Step], at: Installation<'_>) -> anyhow::Result<Exit> {
        let voice = &at.context.voice;
        self.kept.iter().try_for_each(|said| voice.line(said))?;
        if done.is_empty() {
            voice.line(&words::nothing_to_prune())?;
        }
        let mut removed = Vec::new();
        for place in departure::gone(done) {
            voice.line(&install::removed(&place.display()))?;
            removed.push(place.file_name().unwrap_or_default().to_string_lossy());
        }
        voice.json(&serde_json::json!({ "removed": removed }))?;
        Ok(Exit::Done)
    }
}

/// The current one first, then by when each was current last; those that never were, and those that were not
/// installed to their end, come behind, the newest first.
fn by_last_use(mut installed: Vec<Installed>, releases: &Releases) -> Vec<Installed> {
    installed.sort_by_key(|release| {
        let receipt = &release.receipt;
        let used = releases.before.iter().rposition(|name| *name == release.name);
        let used = used.map(|at| at + 1).filter(|_| receipt.is_complete());
        std::cmp::Reverse((release.current, used, receipt.is_complete(), receipt.installed_at))
    });
    installed
}

/// Carries out `pin`, or `unpin` where `pinned` is false.
///
/// # Errors
/// [`Exit::Usage`] for a release that is not here; [`Exit::Busy`]; the disk's.
pub fn pin(pinned: bool, options: &Use, at: Installation<'_>) -> anyhow::Result<Exit> {
    let release = Target::named(&options.version, at.layout)?.name;
    at.context.about.release(&release);
    let releases = Releases::read_aloud(at.layout, &at.context.voice);
    if releases.is_pinned(&release) == pinned {
        let said = match pinned {
            true => words::pinned_already(&release),
            false => words::unpinned_already(&release),
        };
        Lock::tidy(options.managed.dry_run, at)?;
        at.context.voice.line(&said)?;
        return report_pin(&release, pinned, false, at.context);
    }
    let mut plan = Plan::nothing();
    plan.then(Step::WriteFile(Releases::path(at.layout)), |()| {
        let mut releases = Releases::read(at.layout).releases;
        releases.pin(&release, pinned);
        releases.write(at.layout)
    });
    if !plan.told(options.managed.dry_run, at.layout, &at.context.voice)? {
        return Ok(Exit::Done);
    }
    let _lock = Lock::take(at)?;
    Operation::during(if pinned { "pin" } else { "unpin" }, at, || {
        plan.run(&mut ())?;
        at.context.voice.line(&match pinned {
            true => words::pinned_now(&release),
            false => words::unpinned(&release),
        })?;
        report_pin(&release, pinned, true, at.context)
    })
}

fn report_pin(
    release: &str,
    pinned: bool,
    changed: bool,
    context: &Context,
) -> anyhow::Result<Exit> {
    let report = serde_json::json!({ "changed": changed, "release": release, "pinned": pinned });
    context.voice.json(&report)?;
    Ok(Exit::Done)
}
