//! `goferry exit-codes`.

use crate::process::context::Context;
use voice::Exit;
use voice::manual;

/// Prints the table of exit codes.
///
/// # Errors
/// The write error.
pub fn run(context: &Context) -> anyhow::Result<Exit> {
    manual::exit_codes(&context.voice)?;
    Ok(Exit::Done)
}
