//! Executes its arguments so that who follows them by ptrace(2) can stop only where they may change files.
#![allow(clippy::expect_used)]

use std::os::unix::process::CommandExt;
use std::process::Command;

fn main() {
    let mut words = std::env::args_os().skip(1);
    let mut command = Command::new(words.next().expect("usage: filtered PROGRAM [ARGUMENT...]"));
    command.args(words);
    tests::sweep::filter::apply();
    panic!("{command:?}: {}", command.exec());
}
