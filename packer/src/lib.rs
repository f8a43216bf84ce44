//! Runs on the release machine: turns a Go distribution, projects and keys into one signed file.

pub mod beside;
mod build;
pub mod inputs;
mod session;
mod signing;
#[cfg(test)]
mod vendor_stories;
mod verbs;
mod words;

pub use signing::read_roots;

use session::Session;
use std::collections::BTreeMap;
use std::ffi::OsString;
use verbs::Program;
use voice::Exit;
use voice::command_line;

/// Runs the program: `arguments` begins with its name.
pub fn run(arguments: Vec<OsString>, environment: BTreeMap<OsString, OsString>) -> Exit {
    let now = voice::time::now();
    let text = |name: &str| environment.get(&OsString::from(name))?.to_str().map(str::to_owned);
    let plain = command_line::plain_voice(&arguments, text);
    let typed = Program::read(arguments, plain.lang());
    command_line::carry_out(
        typed,
        &plain,
        |program| &program.common,
        |program, voice| {
            let session = Session { voice, environment, now };
            session.voice.end(program.run(&session).map(|()| Exit::Done))
        },
    )
}
