//! `goferry install`: the story.
//!
//! The file is opened once and verified whole before anything is written; a release is built in a
//! staging directory beside its final place, proved, and made current by one rename. Before that
//! rename nothing outside staging has changed. What a run that was cut off left is finished or taken away
//! by the next one.

mod activate;
mod created;
mod existing;
mod options;
mod placement;
mod plan;
mod preflight;
mod stage;
mod staging;
mod summary;

pub use options::Options;

use crate::change::audit;
use crate::change::audit::Operation;
use crate::change::lock::Lock;
use crate::change::plan as changes;
use crate::prefix::Installation;
use crate::prefix::layout::{Layout, release_name};
use crate::prefix::ownership;
use crate::prefix::receipt::Receipt;
use crate::prefix::staging::Staging;
use crate::process::Context;
use crate::process::signals;
use crate::releases::adopted::{Adoption, ByHand};
use crate::releases::moved;
use crate::trust::{Accepted, TrustPolicy};
use crate::words::install as words;
use created::Created;
use existing::Found;
use keys::Downgrade;
use payloads::container::{Source, Trusted, Verified};
use payloads::environment::Mode;
use payloads::inspect;
use payloads::platform::Cpu;
use payloads::unpack::{Plan, Selection};
use placement::Placed;
use plan::{Report, Site};
use std::cell::Cell;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, exit_of};

/// Carries out `install`.
///
/// # Errors
/// See the table of exit codes; up to 31, and by a signal, nothing was changed.
pub fn run(options: &Options, context: &Context) -> anyhow::Result<Exit> {
    let layout = Layout::destination(&options.place, &context.process)?;
    let at = Installation { layout: &layout, context };
    at.time_on_record()?;
    ownership::warn_of_home(at);
    let switched = Cell::new(false);
    let install = || match install(at, options, &switched) {
        Err(error) if !switched.get() && says_nothing_of_it(exit_of(&error)) => {
            let file =
                options.file.path().map_or_else(|| context.process.started_as(), Path::to_owned);
            Err(error).context(|| words::not_installed(&file.display()))
        }
        done => done,
    };
    match options.dry_run.is_dry() {
        true => install(),
        false => {
            moved::follow_home(at);
            audit::watch("install", at, install)
        }
    }
}

/// Whether an error before the switch leaves open what it means for the installation.
fn says_nothing_of_it(exit: Exit) -> bool {
    exit < Exit::SwitchFailed || exit == Exit::Smoke || signals::ended(exit)
}

/// Lays down what the options ask for where something is installed already.
///
/// # Errors
/// Those of [`run`].
pub(super) fn lay(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    install(at, options, &Cell::new(false))
}

fn install(at: Installation<'_>, options: &Options, switched: &Cell<bool>) -> anyhow::Result<Exit> {
    let Installation { layout, context } = at;
    let trust_policy = TrustPolicy::for_file(&options.trust, Some(layout), context)?;
    let (source, trusted) = trust_policy.open(options.file.path(), context)?;
    // A payload newer than this program is refused only after every byte of it was checked.
    let verified = inspect::verified(&source, &trusted, &context.voice)?;
    let release = Release::of(&source, &trusted, options)?;
    let by_hand = ByHand::to_adopt(options.adopt, layout)?;
    let (release, verified) = (&release, &verified);
    let mode = options.mode(layout);
    let run = Run { release, verified, by_hand, at, options, mode, switched };
    context.about.release(&release.name);
    let found = Found::of(release, options, layout)?;
    trust_policy.check_rollback(&trusted, run.downgrade(&found))?;
    if run.has_nothing_to_do(&found) {
        return run.unchanged();
    }
    let selection = Selection::of_components(release.cpu, release.components());
    let members = Plan::new(verified, selection)?;
    preflight::host(release, verified, &members, options, &context.process.host())?;
    preflight::check(&run, &found, &members)?;
    let plan = run.plan(found.standing(options), &members)?;
    if !plan.told(options.dry_run, layout, &context.voice)? {
        return Ok(options.done());
    }
    if !summary::confirmed(&run, &plan.steps(), &members)? {
        return Ok(Exit::Declined);
    }
    drop(plan);
    // What is made from here on goes again, whatever signal comes.
    context.work_begins();
    let created = Created::prefix(layout, mode)?;
    let lock = match Lock::take(at) {
        Ok(lock) => lock,
        Err(error) => return Err(created.not_locked(error)),
    };
    let made = created.directories();
    let done = run.under_lock(members, trust_policy, created);
    drop(lock);
    if done.is_err() {
        made.remove_empty();
    }
    done
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
    /// Those of its components that are wanted; `None`: all.
    components: Option<Vec<String>>,
}

impl<'a> Release<'a> {
    fn of(source: &'a Source, trusted: &'a Trusted, options: &Options) -> anyhow::Result<Self> {
        let manifest = trusted.manifest()?;
        let cpu = preflight::cpu(manifest)?;
        let name = release_name(manifest, &trusted.identity());
        let components = options.components(manifest)?;
        Ok(Release { source, trusted, name, cpu, components })
    }

    /// Those of its components that are wanted; `None`: all.
    fn components(&self) -> Option<&[String]> {
        self.components.as_deref()
    }

    /// Whether the component called `name` is wanted.
    fn has(&self, name: &str) -> bool {
        self.components().is_none_or(|names| names.iter().any(|other| other == name))
    }
}

/// One installation: what goes where, and how.
struct Run<'a> {
    release: &'a Release<'a>,
    verified: &'a Verified<'a>,
    /// What is in the prefix already, and may be taken in.
    by_hand: Option<ByHand>,
    at: Installation<'a>,
    options: &'a Options,
    /// How shells come to find it.
    mode: Mode,
    /// Whether the release is current by now.
    switched: &'a Cell<bool>,
}

impl Run<'_> {
    /// What is here already goes back to nothing; a floor binds it all the same.
    fn downgrade(&self, found: &Found) -> Downgrade {
        if found.is_current() { Downgrade::Allowed } else { self.options.downgrade() }
    }

    fn has_nothing_to_do(&self, found: &Found) -> bool {
        found.is_current() && !self.options.force
    }

    /// A second install of the same release.
    fn unchanged(&self) -> anyhow::Result<Exit> {
        let nothing: changes::Plan<'_> = changes::Plan::nothing();
        if !nothing.told(self.options.dry_run, self.at.layout, &self.at.context.voice)? {
            return Ok(Exit::Done);
        }
        Lock::tidy(self.options.dry_run, self.at)?;
        summary::already_current(self)
    }

    fn under_lock(
        &self,
        members: Plan,
        trust_policy: TrustPolicy,
        created: Created,
    ) -> anyhow::Result<Exit> {
        let mut created = created.recorded(self.at.layout, self.mode)?;
        // Another run may have been faster.
        let found = Found::of(self.release, self.options, self.at.layout)?;
        if self.has_nothing_to_do(&found) {
            created.keep();
            return summary::already_current(self);
        }
        let downgrade = self.downgrade(&found);
        let accepted = trust_policy.again(self.release.trusted, downgrade, self.at)?;
        let operation = Operation::begin("install", self.at)?;
        let done = self.put_in(members, &found, accepted, &mut created);
        operation.end(&done);
        done
    }

    /// The release comes to its place, becomes current, and is completed: the list is walked.
    fn put_in(
        &self,
        members: Plan,
        found: &Found,
        accepted: Accepted,
        created: &mut Created,
    ) -> anyhow::Result<Exit> {
        let standing = found.intact(self)?;
        let plan = self.plan(standing, &members)?;
        let mut site = self.site(standing, members, accepted, created)?;
        plan.run(&mut site)?;
        if self.options.modules_alone {
            summary::modules_added(self)?;
        }
        if let Some(environment) = &site.environment {
            summary::farewell(self, &site.receipt, &site.report, environment)?;
            if self.options.gate(self.release.cpu) {
                summary::warn_of_settings(self.at);
            }
            // Who names another place may have other shells in mind than those of this account.
            let elsewhere = self.options.place.prefix.is_some();
            for note in environment.require_served(elsewhere)? {
                self.at.context.voice.warn(&note);
            }
        }
        Ok(self.options.done())
    }

    /// Where the list begins.
    fn site<'s>(
        &'s self,
        standing: Option<&Receipt>,
        members: Plan,
        accepted: Accepted,
        created: &'s mut Created,
    ) -> anyhow::Result<Site<'s>> {
        let exchange = self.at.context.process.kernel.exchange;
        Ok(Site {
            placed: Placed::standing(&self.release.name, self.at.layout, exchange),
            staging: Staging::of(self.at.layout),
            members: Some(members),
            accepted: Some(accepted),
            program: None,
            receipt: standing.map_or_else(|| self.receipt(), |receipt| Ok(receipt.clone()))?,
            report: Report { standing: standing.is_some(), ..Report::default() },
            environment: None,
            created,
            taken_in: Adoption::none(self.at),
        })
    }
}
