//! `goferry-pack`: the process around [`packer::run`].

use std::process::ExitCode;

fn main() -> ExitCode {
    let exit = packer::run(std::env::args_os().collect(), std::env::vars_os().collect());
    ExitCode::from(exit.code())
}
