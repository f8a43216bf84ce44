//! `goferry list`.

use super::given;
use crate::process::context::{Context, flag};
use clap::ArgMatches;
use payloads::inspect::{self, Listing};
use voice::Exit;

/// Lists the members of a file.
///
/// # Errors
/// Those of [`given::open`] and [`inspect::list`].
pub fn run(matches: &ArgMatches, context: &Context) -> anyhow::Result<Exit> {
    let (source, trusted) = given::open(matches, context)?;
    let globs = given::globs(matches, "only")?;
    let listing = Listing { cpu: given::cpu(matches)?, globs, long: flag(matches, "long") };
    inspect::list(&source, &trusted, &listing, &context.voice)?;
    Ok(Exit::Done)
}
