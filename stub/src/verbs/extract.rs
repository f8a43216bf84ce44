//! `goferry extract`.

use super::given;
use crate::process::context::{Context, path};
use clap::ArgMatches;
use payloads::inspect::{self, Extraction};
use voice::Exit;

/// Unpacks members of a file without installing anything.
///
/// # Errors
/// Those of [`given::open`] and [`inspect::extract`].
pub fn run(matches: &ArgMatches, context: &Context) -> anyhow::Result<Exit> {
    let (source, trusted) = given::open(matches, context)?;
    let extraction = Extraction {
        into: path(matches, "directory").unwrap_or_else(|| ".".into()),
        cpu: given::cpu(matches)?,
        globs: given::globs(matches, "glob")?,
    };
    inspect::extract(&source, &trusted, &extraction, &context.voice)?;
    Ok(Exit::Done)
}
