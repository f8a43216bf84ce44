//! Which verb does what.

mod build;
pub mod command_line;
mod cosign;
mod go;
mod inspect;
mod keys;
mod sidecars;
mod sign;
mod signing;
mod stubs;
mod trust_list;
mod values;
#[cfg(test)]
mod vendor_stories;

use crate::session::Session;
use crate::verbs::command_line::NAME;
use clap::{ArgMatches, ValueEnum};
use voice::Exit;
use voice::sentences::usage;
use voice::{Fact, manual};

/// Carries out what the command line asks for.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let voice = &session.voice;
    if matches.get_flag("version") {
        return version(session);
    }
    match matches.subcommand() {
        Some(("build", m)) => build::run(m, session),
        Some(("inspect", m)) => inspect::info(m, session),
        Some(("list", m)) => inspect::list(m, session),
        Some(("verify", m)) => inspect::verify(m, session),
        Some(("extract", m)) => inspect::extract(m, session),
        Some(("keys", m)) => keys::run(m, session),
        Some(("sidecars", m)) => sidecars::run(m, session),
        Some(("cosign", m)) => cosign::run(m, session),
        Some(("sign", m)) => sign::run(m, session),
        Some(("trust-list", m)) => trust_list::run(m, session),
        Some(("stubs", _)) => stubs::run(session),
        Some(("go", m)) => go::run(m, session),
        Some(("completions", m)) => manual::completions(
            command_line::command(voice.lang()),
            NAME,
            shell(values::text(m, "shell")?)?,
            voice,
        ),
        Some(("man", _)) => manual::page(&command_line::command(voice.lang()), voice),
        Some(("exit-codes", _)) => manual::exit_codes(voice),
        _ => {
            let fact = Fact::new(Exit::Usage, usage::missing_verb());
            Err(fact.help(usage::see_help()).into())
        }
    }
}

fn version(session: &Session) -> anyhow::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    if session.voice.is_json() {
        return session.voice.json(&serde_json::json!({ "program": NAME, "version": version }));
    }
    session.voice.output(&format!("{NAME} {version}"))
}

fn shell(name: &str) -> anyhow::Result<manual::Shell> {
    let shell = manual::Shell::from_str(name, false);
    Ok(shell.map_err(|_| voice::command_line::bad_value("SHELL", name))?)
}
