//! `goferry info`.

use super::given;
use crate::process::context::{Context, flag};
use clap::ArgMatches;
use payloads::inspect;
use voice::Exit;

/// Shows who signed a file and what it says of itself; with `--provenance` where its Go came from.
///
/// # Errors
/// Those of [`given::open`], [`inspect::info`] and [`inspect::provenance`].
pub fn run(matches: &ArgMatches, context: &Context) -> anyhow::Result<Exit> {
    let (source, trusted) = given::open(matches, context)?;
    let show = if flag(matches, "provenance") { inspect::provenance } else { inspect::info };
    show(&source, &trusted, None, &context.voice)?;
    Ok(Exit::Done)
}
