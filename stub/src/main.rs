//! The program: `goferry`, and the file it is the first region of.

use nix::sys::signal::{SigSet, Signal};
use std::process::ExitCode;

fn main() -> ExitCode {
    // Modes are laid down as the container states them, whatever the user's umask is.
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o022));
    // A file that outgrows its limit (RLIMIT_FSIZE) is an error with a code, not a death.
    SigSet::from(Signal::SIGXFSZ).thread_block().ok();
    ExitCode::from(stub::run(stub::process::Process::current()).code())
}
