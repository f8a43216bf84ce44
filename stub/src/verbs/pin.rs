//! `goferry pin VERSION` and `unpin VERSION`: which releases `prune` leaves alone.

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::{Plan, Step};
use crate::prefix::Installation;
use crate::process::context::Context;
use crate::releases::switch::{Releases, Target};
use crate::verbs::use_release::Options;
use crate::words::switch as words;
use voice::Exit;

/// Carries out `pin`, or `unpin` where `pinned` is false.
///
/// # Errors
/// [`Exit::Usage`] for a release that is not here; [`Exit::Busy`]; the disk's.
pub fn run(pinned: bool, options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
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
        return report(&release, pinned, false, at.context);
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
        report(&release, pinned, true, at.context)
    })
}

fn report(release: &str, pinned: bool, changed: bool, context: &Context) -> anyhow::Result<Exit> {
    let report = serde_json::json!({ "changed": changed, "release": release, "pinned": pinned });
    context.voice.json(&report)?;
    Ok(Exit::Done)
}
