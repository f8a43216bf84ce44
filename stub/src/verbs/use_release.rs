//! `goferry use VERSION`: a release that is installed becomes current.

use crate::change::plan::Telling;
use crate::prefix::layout::Layout;
use crate::process::context::{Context, text};
use crate::releases::switch;
use crate::releases::switch::{Releases, Target, Turn};
use keys::Downgrade;
use voice::Exit;

/// What `use` was asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The release, by directory name or Go version.
    pub version: String,
    /// `--dry-run`, `--explain`.
    pub telling: Telling,
}

impl Options {
    /// Reads them from the command line.
    pub fn read(matches: &clap::ArgMatches) -> Options {
        let version = text(matches, "version").unwrap_or_default();
        Options { version, telling: Telling::read(matches) }
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
        telling: options.telling,
        switch: switch::to,
    };
    turn.run(|| Target::named(&options.version, layout), layout, context)
}
