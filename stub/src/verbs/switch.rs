//! `goferry use VERSION`: a release that is installed becomes current. `goferry rollback [VERSION]`: back to the one that
//! was current before; each further rollback goes one release further back, and never turns in a circle. Both are one
//! story: choose, check, tell, lock, choose again, switch.

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::{DryRun, Plan};
use crate::change::step::Step;
use crate::prefix::layout::Layout;
use crate::prefix::{Installation, leftovers};
use crate::releases::switch;
use crate::releases::switch::{Releases, Target};
use crate::verbs::Managed;
use crate::words::{options, switch as words};
use clap::Args;
use keys::Downgrade;
use payloads::digest::Both;
use voice::{Exit, Fact, exit_of};

/// What `use` was asked for.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Use {
    /// The release, by directory name or Go version.
    #[arg(help = options::version())]
    pub version: String,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `use`. Floors bind; counters do not.
///
/// # Errors
/// [`Exit::Usage`] for a release that is not here, [`Exit::Policy`] below a floor, [`Exit::State`] for one that
/// is not whole, [`Exit::Busy`], [`Exit::SwitchFailed`].
pub fn use_release(options: &Use, at: Installation<'_>) -> anyhow::Result<Exit> {
    Releases::read_aloud(at.layout, &at.context.voice);
    let turn = Turn {
        action: "use",
        downgrade: Downgrade::Refused,
        dry_run: options.managed.dry_run,
        switch: switch::to,
    };
    turn.run(|| Target::named(&options.version, at.layout), at)
}

/// What `rollback` was asked for.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Rollback {
    /// The release to go back to; the one before without it.
    #[arg(help = options::version())]
    pub version: Option<String>,
    #[arg(long, help = options::below_floor())]
    allow_downgrade: bool,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `rollback`.
///
/// # Errors
/// [`Exit::Preflight`] where there is nothing to go back to; [`Exit::Policy`] below a floor; those of `use`.
pub fn rollback(options: &Rollback, at: Installation<'_>) -> anyhow::Result<Exit> {
    Releases::read_aloud(at.layout, &at.context.voice);
    let turn = Turn {
        action: "rollback",
        downgrade: Downgrade::allowed_if(options.allow_downgrade),
        dry_run: options.managed.dry_run,
        switch: switch::back_to,
    };
    let choose = || match &options.version {
        Some(wanted) => Target::named(wanted, at.layout),
        None => before(at.layout),
    };
    turn.run(choose, at)
}

/// The latest that was current before and is still here, whole.
fn before(layout: &Layout) -> anyhow::Result<Target> {
    let (all, current) = (Target::all(layout)?, switch::current(layout)?);
    let releases = Releases::read(layout).releases;
    let here = |name: &str| {
        let whole = |target: &&Target| target.name == name && target.is_complete();
        all.iter().find(whole).cloned()
    };
    let found = releases.back_from(current.as_deref()).find_map(here);
    let nothing = || Fact::new(Exit::Preflight, words::nothing_before());
    Ok(found.ok_or_else(|| nothing().help(words::nothing_before_help()))?)
}

/// How to switch.
struct Turn {
    /// The verb.
    action: &'static str,
    /// Whether a floor of the root's may be gone below.
    downgrade: Downgrade,
    /// What is told of the plan.
    dry_run: DryRun,
    /// [`switch::to`] or [`switch::back_to`].
    switch: fn(&Layout, &str) -> anyhow::Result<()>,
}

impl Turn {
    /// Makes current what `choose` chooses, by what is there now and once more under the lock.
    ///
    /// # Errors
    /// Those of `choose`; [`Exit::Policy`], [`Exit::State`], [`Exit::Busy`], [`Exit::SwitchFailed`].
    fn run(
        &self,
        choose: impl Fn() -> anyhow::Result<Target>,
        at: Installation<'_>,
    ) -> anyhow::Result<Exit> {
        let target = choose();
        if target.as_ref().map_or(true, |target| target.current) {
            Lock::tidy(self.dry_run, at)?;
        }
        let target = target?;
        at.context.about.release(&target.name);
        if target.current {
            return already(&target, at);
        }
        match target.check(self.downgrade, at) {
            // Somebody else may be removing it: under the lock that is plain.
            Err(error) if !self.dry_run.is_dry() && exit_of(&error) == Exit::State => {}
            checked => checked?,
        }
        if !self.plan(&target, at.layout).told(self.dry_run, at.layout, &at.context.voice)? {
            return Ok(Exit::Done);
        }
        let _lock = Lock::take(at)?;
        let target = choose()?;
        if target.current {
            return already(&target, at);
        }
        target.check(self.downgrade, at)?;
        if let Some(receipt) = &target.receipt {
            let manifest = Both { sha256: receipt.manifest_sha256, sm3: receipt.manifest_sm3 };
            let (name, signers) = (&receipt.release, &receipt.signed_by);
            at.context.about.installed(name, manifest, signers, receipt.trust);
        }
        Operation::during(self.action, at, || {
            leftovers::clear(at.layout)?;
            let done = self.plan(&target, at.layout).run(&mut ())?;
            told(&target, left(&done), at)
        })
    }

    fn plan<'a>(&'a self, target: &'a Target, layout: &'a Layout) -> Plan<'a> {
        let (name, mut plan) = (&target.name, Plan::nothing());
        let from = switch::current(layout).unwrap_or_default();
        plan.then_all(switch::steps(from, name, layout), |()| (self.switch)(layout, name));
        plan
    }
}

fn already(target: &Target, at: Installation<'_>) -> anyhow::Result<Exit> {
    at.context.voice.line(&words::used_already(&target.name))?;
    report(target, Some(&target.name), false, at)
}

/// The release that was current before what was done.
fn left(done: &[Step]) -> Option<&str> {
    done.iter().find_map(|step| match step {
        Step::Switch { from, .. } => from.as_deref(),
        _ => None,
    })
}

fn told(target: &Target, before: Option<&str>, at: Installation<'_>) -> anyhow::Result<Exit> {
    let (release, place) = (&target.name, at.layout.directory());
    let place = place.display();
    at.context.voice.line(&match before {
        Some(before) => words::used(&release, &place, &before),
        None => words::used_first(&release, &place),
    })?;
    report(target, before, true, at)
}

fn report(
    target: &Target,
    before: Option<&str>,
    changed: bool,
    at: Installation<'_>,
) -> anyhow::Result<Exit> {
    at.context.voice.json(&serde_json::json!({
        "changed": changed,
        "release": target.name,
        "before": before,
        "prefix": at.layout.prefix().to_string_lossy(),
    }))?;
    Ok(Exit::Done)
}
