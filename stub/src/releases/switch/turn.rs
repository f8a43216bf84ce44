//! The story of `use` and `rollback`: choose, check, tell, lock, choose again, switch.

use super::Target;
use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::{DryRun, Plan, Step};
use crate::prefix::layout::Layout;
use crate::prefix::leftovers;
use crate::process::context::Context;
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
        layout: &Layout,
        context: &Context,
    ) -> anyhow::Result<Exit> {
        let target = choose();
        if target.as_ref().map_or(true, |target| target.current) {
            Lock::tidy(self.dry_run, layout, context)?;
        }
        let target = target?;
        context.about.release(&target.name);
        if target.current {
            return already(&target, layout, context);
        }
        match target.check(self.downgrade, layout) {
            // Somebody else may be removing it: under the lock that is plain.
            Err(error) if !self.dry_run.is_dry() && exit_of(&error) == Exit::State => {}
            checked => checked?,
        }
        if !self.plan(&target, layout).told(self.dry_run, layout, &context.voice)? {
            return Ok(Exit::Done);
        }
        let _lock = Lock::take(layout, context)?;
        let target = choose()?;
        if target.current {
            return already(&target, layout, context);
        }
        target.check(self.downgrade, layout)?;
        if let Some(receipt) = &target.receipt {
            let manifest = Both { sha256: receipt.manifest_sha256, sm3: receipt.manifest_sm3 };
            let (name, signers) = (&receipt.release, &receipt.signed_by);
            context.about.installed(name, manifest, signers, receipt.trust);
        }
        Operation::during(self.action, layout, context, || {
            leftovers::clear(layout)?;
            let done = self.plan(&target, layout).run(&mut ())?;
            told(&target, before(&done), layout, context)
        })
    }

    fn plan<'a>(&'a self, target: &'a Target, layout: &'a Layout) -> Plan<'a> {
        let (name, mut plan) = (&target.name, Plan::nothing());
        let from = super::current(layout).unwrap_or_default();
        plan.then_all(super::steps(from, name, layout), |()| (self.switch)(layout, name));
        plan
    }
}

fn already(target: &Target, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    context.voice.line(&words::used_already(&target.name))?;
    report(target, Some(&target.name), false, layout, context)
}

/// The release that was current before what was done.
fn before(done: &[Step]) -> Option<&str> {
    done.iter().find_map(|step| match step {
        Step::Switch { from, .. } => from.as_deref(),
        _ => None,
    })
}

fn told(
    target: &Target,
    before: Option<&str>,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    let (release, place) = (&target.name, layout.directory());
    let place = place.display();
    context.voice.line(&match before {
        Some(before) => words::used(&release, &place, &before),
        None => words::used_first(&release, &place),
    })?;
    report(target, before, true, layout, context)
}

fn report(
    target: &Target,
    before: Option<&str>,
    changed: bool,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    context.voice.json(&serde_json::json!({
        "changed": changed,
        "release": target.name,
        "before": before,
        "prefix": layout.prefix().to_string_lossy(),
    }))?;
    Ok(Exit::Done)
}
