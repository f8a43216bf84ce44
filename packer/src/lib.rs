//! Runs on the release machine: turns a Go distribution, projects and keys into one signed file.

pub mod beside;
mod build;
pub mod inputs;
mod session;
pub mod signing;
mod verbs;
mod words;

use session::Session;
use std::collections::BTreeMap;
use std::ffi::OsString;
use voice::Exit;
use voice::Voice;
use voice::command_line as typed;
use voice::command_line::Parsed;

/// Runs the program: `arguments` begins with its name.
pub fn run(arguments: Vec<OsString>, environment: BTreeMap<OsString, OsString>) -> Exit {
    let now = voice::time::now();
    let text = |name: &str| environment.get(&OsString::from(name))?.to_str().map(str::to_owned);
    let lang = typed::language(&arguments, text);
    let plain = Voice::new(lang, wants_json(&arguments), false);
    let matches = match typed::parse(verbs::command_line::command(lang), arguments) {
        Ok(Parsed::Matches(matches)) => matches,
        Ok(Parsed::Help(help)) => {
            return plain.end(plain.output(help.trim_end()).map(|()| Exit::Done));
        }
        Err(error) => return plain.error(&error),
    };
    match typed::voice(lang, &matches) {
        Ok(voice) => {
            let session = Session { voice, environment, now };
            session.voice.end(verbs::run(&matches, &session).map(|()| Exit::Done))
        }
        Err(error) => plain.error(&error),
    }
}

/// Whether an error about the command line itself has to be JSON.
fn wants_json(arguments: &[OsString]) -> bool {
    arguments.iter().take_while(|word| *word != "--").any(|word| word == "--json")
}
