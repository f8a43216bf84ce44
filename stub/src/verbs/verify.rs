//! `goferry verify`.

use super::given;
use crate::process::context::{Context, flag};
use clap::ArgMatches;
use payloads::inspect;
use voice::Exit;

/// Checks every byte of a file, its signatures, and who made them; with `--upstream` also where its Go
/// came from.
///
/// # Errors
/// Those of [`given::open`] and [`inspect::verify_upstream`].
pub fn run(matches: &ArgMatches, context: &Context) -> anyhow::Result<Exit> {
    let (source, trusted) = given::open(matches, context)?;
    let verify = if flag(matches, "upstream") { inspect::verify_upstream } else { inspect::verify };
    verify(&source, &trusted, &context.voice)?;
    Ok(Exit::Done)
}
