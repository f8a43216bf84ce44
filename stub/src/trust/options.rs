//! What a command line demands of a file, the host's TPM included.

use crate::process::context::text;
use crate::words::options as words;
use clap::{ArgMatches, Command};
use keys::RootPin;
use payloads::demands::Demands;
use voice::Lang;
use voice::command_line::{bad_value, option};

/// The options of every verb that takes a file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Those of both programs.
    pub demands: Demands,
    /// `--root-pin tpm:0x...`.
    pub root_pin: Option<RootPin>,
}

impl Options {
    /// The options, for a verb that takes a file.
    pub fn add(lang: Lang, command: Command) -> Command {
        let pin = option(lang, "root-pin", "tpm:0xINDEX", words::root_pin);
        Demands::options(lang, command).arg(pin)
    }

    /// Reads them from the command line.
    ///
    /// # Errors
    /// [`voice::Exit::Usage`] for a value that is none.
    pub fn read(matches: &ArgMatches) -> anyhow::Result<Options> {
        let demands = Demands::read(matches)?;
        let Some(typed) = text(matches, "root-pin") else {
            return Ok(Options { demands, root_pin: None });
        };
        let pin = RootPin::parse(&typed).ok_or_else(|| bad_value("--root-pin", &typed))?;
        Ok(Options { demands, root_pin: Some(pin) })
    }
}
