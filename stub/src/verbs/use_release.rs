//! `goferry use VERSION`: a release that is installed becomes current.

use crate::change::plan::DryRun;
use crate::prefix::layout::{Layout, Place};
use crate::process::context::Context;
use crate::releases::switch;
use crate::releases::switch::{Releases, Target, Turn};
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
    turn.run(|| Target::named(&options.version, layout), layout, context)
}
