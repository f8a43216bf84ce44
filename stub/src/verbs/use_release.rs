//! `goferry use VERSION`: a release that is installed becomes current.

use crate::change::plan::Telling;
use crate::prefix::layout::Layout;
use crate::process::context::{Context, text};
use crate::releases::switch;
use crate::releases::switch::{Releases, Target, Turn};
use crate::releases::{adopted, versions};
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
