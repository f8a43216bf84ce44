//! `goferry use VERSION`: a release that is installed becomes current.

use crate::change::plan::DryRun;
use crate::prefix::layout::{Layout, Place};
use crate::process::context::Context;
use crate::releases::switch;
use crate::releases::switch::{Releases, Target, Turn};
use crate::releases::{adopted, versions};
use crate::verbs::OnInstallation;
use crate::words::options;
use clap::Args;
use keys::Downgrade;
use voice::Exit;

/// What `use` was asked for.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    /// The release, by directory name or Go version.
    #[arg(help = options::version())]
    pub version: String,
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
    /// How much is told first.
    #[command(flatten)]
    pub dry_run: DryRun,
}

impl OnInstallation for Options {
    const RECORD: Option<&'static str> = Some("use");

    fn place(&self) -> &Place {
        &self.place
    }

    fn dry_run(&self) -> DryRun {
        self.dry_run
    }

    fn release(&self) -> Option<&str> {
        Some(&self.version)
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        run(self, layout, context)
    }
}

/// Carries out `use`. Floors bind; counters do not.
///
/// # Errors
/// [`Exit::Usage`] for a release that is not here, [`Exit::Policy`] below a floor, [`Exit::State`] for one that
/// is not whole, [`Exit::Busy`], [`Exit::SwitchFailed`].
pub fn run(options: &Options, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    Releases::read_aloud(layout, &context.voice);
    let turn = Turn {
        action: "use",
        downgrade: Downgrade::Refused,
        dry_run: options.dry_run,
        switch: switch::to,
    };
    turn.run(|| named(&options.version, layout), layout, context)
}

/// The release called `wanted`; of several releases of one Go version the newest, and one of ours before one that
/// was made by hand.
///
/// # Errors
/// [`Exit::Usage`] where none is meant.
pub(crate) fn named(wanted: &str, layout: &Layout) -> anyhow::Result<Target> {
    let installed = versions::list(layout)?;
    let by_hand = || Some(Target::by_hand(adopted::named(wanted, layout)?.name, layout));
    match versions::newest(wanted, &installed, layout) {
        Ok(ours) => Ok(ours.into()),
        Err(error) => by_hand().ok_or(error),
    }
}
