//! The program: `goferry`, and the file it is the first region of.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Modes are laid down as the container states them, whatever the user's umask is.
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o022));
    ExitCode::from(stub::run(stub::process::Process::current()).code())
}
