//! goferry: the file that verifies and installs itself, and afterwards manages what it installed.

mod change;
mod disk;
mod findings;
mod gate;
pub mod host;
mod prefix;
pub mod process;
pub mod profile;
mod releases;
mod trust;
mod verbs;
mod words;

use process::Context;
use process::Process;
use std::ffi::OsString;
use verbs::Program;
use voice::command_line::{self, plain_voice};
use voice::{Exit, Fact};
use words::install;

/// Runs the program.
pub fn run(process: Process) -> Exit {
    let plain = plain_voice(&process.arguments, |name| process.text(name));
    // Building the grammar takes longer than all else here.
    if matches!(&process.arguments[..], [_, word] if word == "--version") {
        return plain.end(verbs::version(&plain));
    }
    let typed = Program::read(process.arguments.clone(), plain.lang());
    command_line::carry_out(
        typed,
        &plain,
        |program| &program.common,
        |program, voice| {
            let context = Context::new(process, voice);
            context.voice.end(program.run(&context))
        },
    )
}

/// What is left to say where the medium that the program itself lies on fails, with [`Exit::Medium`].
pub fn last_words(arguments: &[OsString]) -> Vec<u8> {
    let voice = plain_voice(arguments, |name| std::env::var(name).ok());
    let fact = Fact::new(Exit::Medium, install::program_gone());
    let mut text = voice.error_text(&fact.help(install::program_gone_help()).into());
    text.push('\n');
    text.into_bytes()
}
