//! `goferry pin VERSION` and `unpin VERSION`: which releases `prune` leaves alone.

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::{DryRun, Plan, Step};
use crate::prefix::layout::{Layout, Place};
use crate::process::context::Context;
use crate::releases::switch::{Releases, Target};
use crate::verbs::OnInstallation;
use crate::verbs::use_release::Options;
use crate::words::switch as words;
use clap::Args;
use voice::Exit;

/// The options of `pin`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Pin {
    #[command(flatten)]
    release: Options,
}

impl OnInstallation for Pin {
    const RECORD: Option<&'static str> = Some("pin");

    fn place(&self) -> &Place {
        &self.release.place
    }

    fn dry_run(&self) -> DryRun {
        self.release.dry_run
    }

    fn release(&self) -> Option<&str> {
        Some(&self.release.version)
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        run(true, &self.release, layout, context)
    }
}

/// The options of `unpin`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Unpin {
    #[command(flatten)]
    release: Options,
}

impl OnInstallation for Unpin {
    const RECORD: Option<&'static str> = Some("unpin");

    fn place(&self) -> &Place {
        &self.release.place
    }

    fn dry_run(&self) -> DryRun {
        self.release.dry_run
    }

    fn release(&self) -> Option<&str> {
        Some(&self.release.version)
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        run(false, &self.release, layout, context)
    }
}

/// Carries out `pin`, or `unpin` where `pinned` is false.
///
/// # Errors
/// [`Exit::Usage`] for a release that is not here; [`Exit::Busy`]; the disk's.
fn run(
    pinned: bool,
    options: &Options,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    let release = Target::named(&options.version, layout)?.name;
    context.about.release(&release);
    let releases = Releases::read_aloud(layout, &context.voice);
    if releases.is_pinned(&release) == pinned {
        let said = match pinned {
            true => words::pinned_already(&release),
            false => words::unpinned_already(&release),
        };
        Lock::tidy(options.dry_run, layout, context)?;
        context.voice.line(&said)?;
        return report(&release, pinned, false, context);
    }
    let mut plan = Plan::nothing();
    plan.then(Step::WriteFile(Releases::path(layout)), |()| {
        let mut releases = Releases::read(layout).releases;
        releases.pin(&release, pinned);
        releases.write(layout)
    });
    if !plan.told(options.dry_run, layout, &context.voice)? {
        return Ok(Exit::Done);
    }
    let _lock = Lock::take(layout, context)?;
    Operation::during(if pinned { "pin" } else { "unpin" }, layout, context, || {
        plan.run(&mut ())?;
        context.voice.line(&match pinned {
            true => words::pinned_now(&release),
            false => words::unpinned(&release),
        })?;
        report(&release, pinned, true, context)
    })
}

fn report(release: &str, pinned: bool, changed: bool, context: &Context) -> anyhow::Result<Exit> {
    let report = serde_json::json!({ "changed": changed, "release": release, "pinned": pinned });
    context.voice.json(&report)?;
    Ok(Exit::Done)
}
