//! `goferry install`: the story.
//!
//! The file is opened once and verified whole before anything is written; a release is built in a
//! staging directory beside its final place, proved, and made current by one rename. Before that
//! rename nothing outside staging has changed.

mod activate;
mod created;
mod options;
mod preflight;
mod record;
mod staging;
mod summary;

pub use options::Options;

use crate::audit::{self, Operation};
use crate::context::Context;
use crate::layout::{Layout, release_name};
use crate::lock::Lock;
use crate::receipt::Receipt;
use crate::{gate, surroundings};
use crate::trusting::{Accepted, Ground};
use created::Created;
use keys::Downgrade;
use payloads::container::{Source, Trusted, Verified};
use payloads::inspect;
use payloads::platform::Cpu;
use payloads::unpack::{Plan, Selection};
use payloads::words::{Doing, exit_of, install as words};
use payloads::{Exit, say};
use staging::Staging;

/// Carries out `install`.
///
/// # Errors
/// See the table of exit codes; up to 30 nothing was changed.
pub fn run(options: &Options, context: &Context) -> anyhow::Result<Exit> {
    let layout = Layout::of(&options.place, &context.process)?;
    audit::watch("install", &layout, context, || match install(&layout, options, context) {
        Ok(done) => done,
        Err(error) if exit_of(&error) < Exit::SwitchFailed => {
            let file = options.file.clone().unwrap_or_else(|| context.process.started_as());
            Err(error).doing(|| say!(words::NOT_INSTALLED, file = file.display()))
        }
        Err(error) => Err(error),
    })
}

/// The outer error is one before the switch; past it the release is current, and the inner error
/// says so itself.
fn install(
    layout: &Layout,
    options: &Options,
    context: &Context,
) -> anyhow::Result<anyhow::Result<Exit>> {
    let ground = Ground::read(&options.trust, Some(layout))?;
    let (source, trusted) = ground.open(options.file.as_deref(), context)?;
    // A payload newer than this program is refused only after every byte of it was checked.
    let verified = inspect::verified(&source, &trusted, &context.voice)?;
    let release = Release::of(&source, &trusted)?;
    context.about.release(&release.name);
    // What is here already goes back to nothing; a floor binds it all the same.
    let is_current = is_current(layout, &release)?;
    ground.permit(&trusted, if is_current { Downgrade::Allowed } else { options.downgrade })?;
    if is_current {
        return summary::already_current(&release, layout, context).map(Ok);
    }
    let plan = Plan::new(&verified, Selection::all(release.cpu))?;
    preflight::host(&release, &verified, &plan, options, &context.process.host())?;
    preflight::check(&release, &plan, layout, options)?;
    if !summary::confirmed(&release, &plan, layout, options, context)? {
        return Ok(Ok(Exit::Declined));
    }
    let created = Created::prefix(layout)?;
    let lock = Lock::take(layout, context)?;
    let accepted = ground.again(&trusted, layout, options.downgrade, context)?;
    let operation = Operation::begin("install", layout, context)?;
    let put = || {
        let installed = lay_down(&release, &verified, &plan, created, layout, options, context)?;
        let switched = activate::switch(installed, &release, layout, options)?;
        Ok(finish(switched, &release, layout, options, accepted, context))
    };
    let done = put();
    operation.end_as(match &done {
        Ok(Ok(exit)) => *exit,
        Ok(Err(error)) | Err(error) => exit_of(error),
    });
    drop(lock);
    done
}

/// From the switch to the end.
fn finish(
    switched: activate::Switched,
    release: &Release<'_>,
    layout: &Layout,
    options: &Options,
    accepted: Accepted,
    context: &Context,
) -> anyhow::Result<Exit> {
    // Before the receipt is complete: a run that was cut off here is done again.
    accepted.remember(context.process.now)?;
    let environment = switched.finish(release, layout, options, context)?;
    summary::farewell(release, layout, options, &environment, context)?;
    environment.require_served()?;
    Ok(if options.changed_exit { Exit::Changed } else { Exit::Done })
}

/// The release in a file: what the steps hand around.
pub struct Release<'a> {
    /// The file.
    pub source: &'a Source,
    /// Its authentic manifest.
    pub trusted: &'a Trusted,
    /// `v1.27.3-8c55021f`.
    pub name: String,
    /// The CPU its Go is for.
    pub cpu: Cpu,
}

impl<'a> Release<'a> {
    fn of(source: &'a Source, trusted: &'a Trusted) -> anyhow::Result<Self> {
        let manifest = trusted.manifest()?;
        let cpu = preflight::cpu(manifest)?;
        Ok(Release { source, trusted, name: release_name(manifest, &trusted.identity()), cpu })
    }
}

/// Whether this very release is installed, complete and in use.
fn is_current(layout: &Layout, release: &Release<'_>) -> anyhow::Result<bool> {
    let link = layout.current();
    preflight::current_is_a_link(&link)?;
    let target = std::fs::read_link(&link);
    let is_current = target.is_ok_and(|target| target.as_os_str() == release.name.as_str());
    Ok(is_current && Receipt::read(&layout.release(&release.name)).is_ok_and(|r| r.is_complete()))
}

/// A proved release in staging.
fn lay_down(
    release: &Release<'_>,
    verified: &Verified<'_>,
    plan: &Plan,
    created: Created,
    layout: &Layout,
    options: &Options,
    context: &Context,
) -> anyhow::Result<Staging> {
    let staging = Staging::new(layout, created)?;
    staging.unpack(verified, plan, &context.voice)?;
    staging.add_go_env(release)?;
    staging.add_meta(release)?;
    let mut receipt = record::receipt(release, options, context)?;
    receipt.write(staging.path())?;
    if options.gate(release.cpu) {
        let candidate = gate::Candidate {
            directory: staging.path(),
            go: &release.trusted.manifest()?.payload.go,
            cpu: release.cpu,
            prefix: &layout.directory(),
            suites: !options.skip_acceptance,
        };
        receipt.gate_ms = gate::run(&candidate, &layout.directory(), &context.voice)?;
        receipt.gate = receipt.gate_ms.is_some();
        receipt.write(staging.path())?;
    }
    staging.sync()?;
    surroundings::warn(layout, context);
    Ok(staging)
}
