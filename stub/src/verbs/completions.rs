//! `goferry completions`.

use crate::process::context::{Context, text};
use crate::verbs::command_line;
use crate::verbs::command_line::NAME;
use clap::ArgMatches;
use voice::Exit;
use voice::manual;

/// Prints completions for a shell.
///
/// # Errors
/// [`Exit::Usage`]: there are none for that shell.
pub fn run(matches: &ArgMatches, context: &Context) -> anyhow::Result<Exit> {
    let command = command_line::command(context.voice.lang());
    let shell = text(matches, "shell").unwrap_or_default();
    manual::completions(command, NAME, &shell, &context.voice)?;
    Ok(Exit::Done)
}
