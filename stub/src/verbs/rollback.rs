//! `goferry rollback [VERSION]`: back to the release that was current before. Each further rollback goes one
//! release further back; it never turns in a circle.

use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::releases::switch;
use crate::releases::switch::{Releases, Target, Turn};
use crate::verbs::Managed;
use crate::words::options;
use crate::words::switch as words;
use clap::Args;
use keys::Downgrade;
use voice::Exit;
use voice::Fact;

/// What `rollback` was asked for.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    /// The release to go back to; the one before without it.
    #[arg(help = options::version())]
    pub version: Option<String>,
    #[arg(long, help = options::below_floor())]
    allow_downgrade: bool,
    /// Which installation, and how much is told first.
    #[command(flatten)]
    pub managed: Managed,
}

/// Carries out `rollback`.
///
/// # Errors
/// [`Exit::Preflight`] where there is nothing to go back to; [`Exit::Policy`] below a floor; those of `use`.
pub fn run(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    Releases::read_aloud(at.layout, &at.context.voice);
    let turn = Turn {
        action: "rollback",
        downgrade: Downgrade::allowed_if(options.allow_downgrade),
        dry_run: options.managed.dry_run,
        switch: switch::back_to,
    };
    let choose = || match &options.version {
        Some(wanted) => Target::named(wanted, at.layout),
        None => before(at.layout),
    };
    turn.run(choose, at)
}

/// The latest that was current before and is still here, whole.
fn before(layout: &Layout) -> anyhow::Result<Target> {
    let (all, current) = (Target::all(layout)?, switch::current(layout)?);
    let releases = Releases::read(layout).releases;
    let here = |name: &str| {
        let whole = |target: &&Target| target.name == name && target.is_complete();
        all.iter().find(whole).cloned()
    };
    let found = releases.back_from(current.as_deref()).find_map(here);
    let nothing = || Fact::new(Exit::Preflight, words::nothing_before());
    Ok(found.ok_or_else(|| nothing().help(words::nothing_before_help()))?)
}
