//! `goferry rollback [VERSION]`: back to the release that was current before. Each further rollback goes one
//! release further back; it never turns in a circle.

use crate::change::plan::Telling;
use crate::prefix::layout::Layout;
use crate::process::context::{Context, flag, text};
use crate::releases::switch;
use crate::releases::switch::{Releases, Target, Turn};
use crate::releases::{adopted, versions};
use crate::words::switch as words;
use keys::Downgrade;
use voice::Exit;
use voice::Fact;

/// What `rollback` was asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The release to go back to; the one before without it.
    pub version: Option<String>,
    /// `--allow-downgrade`: also below a floor of the root's. The host's still binds.
    pub downgrade: Downgrade,
    /// `--dry-run`, `--explain`.
    pub telling: Telling,
}

impl Options {
    /// Reads them from the command line.
    pub fn read(matches: &clap::ArgMatches) -> Options {
        let downgrade = match flag(matches, "allow-downgrade") {
            true => Downgrade::Allowed,
            false => Downgrade::Refused,
        };
        Options { version: text(matches, "version"), downgrade, telling: Telling::read(matches) }
    }
}

/// Carries out `rollback`.
///
/// # Errors
/// [`Exit::Preflight`] where there is nothing to go back to; [`Exit::Policy`] below a floor; those of `use`.
pub fn run(options: &Options, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    Releases::read_aloud(layout, &context.voice);
    let turn = Turn {
        action: "rollback",
        downgrade: options.downgrade,
        telling: options.telling,
        switch: switch::back_to,
    };
    let choose = || match &options.version {
        Some(wanted) => Target::named(wanted, layout),
        None => before(layout),
    };
    turn.run(choose, layout, context)
}

/// The latest that was current before and is still here, whole.
fn before(layout: &Layout) -> anyhow::Result<Target> {
    let (installed, current) = (versions::list(layout)?, switch::current(layout)?);
    let releases = Releases::read(layout).releases;
    let by_hand = adopted::versions(layout);
    let here = |name: &str| {
        if let Some(version) = by_hand.iter().find(|version| version.name == name) {
            return Some(Target::by_hand(version.name.clone(), layout));
        }
        let found = installed.iter().find(|release| release.name == name)?;
        found.receipt.is_complete().then(|| found.into())
    };
    let found = releases.back_from(current.as_deref()).find_map(here);
    let nothing = || Fact::new(Exit::Preflight, words::nothing_before());
    Ok(found.ok_or_else(|| nothing().help(words::nothing_before_help()))?)
}
