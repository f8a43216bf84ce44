//! What a command line demands of a file, the host's TPM included.

use crate::words::options as words;
use clap::Args;
use keys::RootPin;
use payloads::demands::Demands;
use voice::grammar::typed;

/// The options of every verb that takes a file.
#[derive(Args, Clone, Debug, Default)]
#[group(skip)]
pub struct Options {
    /// Those of both programs.
    #[command(flatten)]
    pub demands: Demands,
    /// `--root-pin tpm:0x...`.
    #[arg(long, value_name = "tpm:0xINDEX", help = words::root_pin(), value_parser = typed(RootPin::parse))]
    pub root_pin: Option<RootPin>,
}
