//! `goferry info`.

use super::given;
use crate::context::Context;
use clap::ArgMatches;
use payloads::{Exit, inspect};

/// Shows who signed a file and what it says of itself.
///
/// # Errors
/// Those of [`given::open`] and [`inspect::info`].
pub fn run(matches: &ArgMatches, context: &Context) -> anyhow::Result<Exit> {
    let (source, trusted) = given::open(matches, context)?;
    inspect::info(&source, &trusted, None, &context.voice)?;
    Ok(Exit::Done)
}
