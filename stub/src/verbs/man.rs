//! `goferry man`.

use crate::process::context::Context;
use crate::verbs::command_line;
use voice::Exit;
use voice::manual;

/// Prints the manual page.
///
/// # Errors
/// The write error.
pub fn run(context: &Context) -> anyhow::Result<Exit> {
    manual::page(&command_line::command(context.voice.lang()), &context.voice)?;
    Ok(Exit::Done)
}
