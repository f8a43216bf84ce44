//! The story of `use` and `rollback`: choose, check, tell, lock, choose again, switch.

use super::Target;
use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::{DryRun, Plan, Step};
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::leftovers;
use crate::words::switch as words;
use keys::Downgrade;
use payloads::digest::Both;
use voice::Exit;
use voice::exit_of;

/// How to switch.
pub(crate) struct Turn {
    /// The verb.
    pub(crate) action: &'static str,
    /// Whether a floor of the root's may be gone below.
    pub(crate) downgrade: Downgrade,
    /// What is told of the plan.
    pub(crate) dry_run: DryRun,
    /// [`to`](super::to) or [`back_to`](super::back_to).
    pub(crate) switch: fn(&Layout, &str) -> anyhow::Result<()>,
}

impl Turn {
    /// Makes current what `choose` chooses, by what is there now and once more under the lock.
    ///
    /// # Errors
    /// Those of `choose`; [`Exit::Policy`], [`Exit::State`], [`Exit::Busy`], [`Exit::SwitchFailed`].
    pub(crate) fn run(
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
        match target.check(self.downgrade, at.layout) {
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
        target.check(self.downgrade, at.layout)?;
        if let Some(receipt) = &target.receipt {
            let manifest = Both { sha256: receipt.manifest_sha256, sm3: receipt.manifest_sm3 };
            let (name, signers) = (&receipt.release, &receipt.signed_by);
            at.context.about.installed(name, manifest, signers, receipt.trust);
        }
        Operation::during(self.action, at, || {
            leftovers::clear(at.layout)?;
            let done = self.plan(&target, at.layout).run(&mut ())?;
            told(&target, before(&done), at)
        })
    }

    fn plan<'a>(&'a self, target: &'a Target, layout: &'a Layout) -> Plan<'a> {
        let (name, mut plan) = (&target.name, Plan::nothing());
        let from = super::current(layout).unwrap_or_default();
        plan.then_all(super::steps(from, name, layout), |()| (self.switch)(layout, name));
        plan
    }
}

fn already(target: &Target, at: Installation<'_>) -> anyhow::Result<Exit> {
    at.context.voice.line(&words::used_already(&target.name))?;
    report(target, Some(&target.name), false, at)
}

/// The release that was current before what was done.
fn before(done: &[Step]) -> Option<&str> {
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
