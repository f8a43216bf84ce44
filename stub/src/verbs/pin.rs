//! `goferry pin VERSION` and `unpin VERSION`: which releases `prune` leaves alone.

use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan::{Plan, Step, Telling};
use crate::prefix::layout::Layout;
use crate::process::context::{Context, text};
use crate::releases::switch::{Releases, Target};
use crate::words::switch as words;
use voice::Exit;

/// Carries out `pin`, or `unpin` where `pinned` is false.
///
/// # Errors
/// [`Exit::Usage`] for a release that is not here; [`Exit::Busy`]; the disk's.
pub fn run(
    pinned: bool,
    matches: &clap::ArgMatches,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    let wanted = text(matches, "version").unwrap_or_default();
    let release = Target::named(&wanted, layout)?.name;
    context.about.release(&release);
    let releases = Releases::read_aloud(layout, &context.voice);
    if releases.is_pinned(&release) == pinned {
        let said = match pinned {
            true => words::pinned_already(&release),
            false => words::unpinned_already(&release),
        };
        Lock::tidy(Telling::read(matches), layout, context)?;
        context.voice.line(&said)?;
        return report(&release, pinned, false, context);
    }
    let mut plan = Plan::begin(layout);
    plan.then(Step::WriteFile(Releases::path(layout)));
    if !plan.told(Telling::read(matches), &context.voice)? {
        return Ok(Exit::Done);
    }
    let _lock = Lock::take(layout, context)?;
    Operation::during(if pinned { "pin" } else { "unpin" }, layout, context, || {
        let mut releases = Releases::read(layout).releases;
        releases.pin(&release, pinned);
        releases.write(layout)?;
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
