//! `goferry verify`.

use super::given;
use crate::context::Context;
use clap::ArgMatches;
use payloads::{Exit, inspect};

/// Checks every byte of a file, its signatures, and who made them.
///
/// # Errors
/// Those of [`given::open`] and [`inspect::verify`].
pub fn run(matches: &ArgMatches, context: &Context) -> anyhow::Result<Exit> {
    let (source, trusted) = given::open(matches, context)?;
    inspect::verify(&source, &trusted, &context.voice)?;
    Ok(Exit::Done)
}
