//! The program: `goferry`, and the file it is the first region of.
#![no_main]

mod start;

use nix::sys::signal::{SigSet, Signal};
use std::ffi::OsString;
use stub::process::{Kernel, Process};
use voice::best_effort;

/// From the first line of ours to the exit code.
fn run(arguments: Vec<OsString>, kernel: Kernel) -> u8 {
    // Modes are laid down as the container states them, whatever the user's umask is.
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o022));
    // A file that outgrows its limit (RLIMIT_FSIZE) is an error with a code, not a death.
    best_effort("it can always be held back", SigSet::from(Signal::SIGXFSZ).thread_block());
    stub::run(Process::current(arguments, kernel)).code()
}
