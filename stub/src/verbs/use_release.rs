//! `goferry use VERSION`: a release that is installed becomes current.

use crate::prefix::Installation;
use crate::releases::switch;
use crate::releases::switch::{Releases, Target, Turn};
use crate::verbs::Managed;
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
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `use`. Floors bind; counters do not.
///
/// # Errors
/// [`Exit::Usage`] for a release that is not here, [`Exit::Policy`] below a floor, [`Exit::State`] for one that
/// is not whole, [`Exit::Busy`], [`Exit::SwitchFailed`].
pub fn run(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    Releases::read_aloud(at.layout, &at.context.voice);
    let turn = Turn {
        action: "use",
        downgrade: Downgrade::Refused,
        dry_run: options.managed.dry_run,
        switch: switch::to,
    };
    turn.run(|| Target::named(&options.version, at.layout), at)
}
