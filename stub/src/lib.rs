//! goferry: the file that verifies and installs itself, and afterwards manages what it installed.

pub mod about;
pub mod adopt;
pub mod audit;
mod beneath;
mod burial;
pub mod command_line;
pub mod context;
pub mod copies;
pub mod doctor;
mod durable;
pub mod env;
pub mod gate;
mod go_defaults;
pub mod host;
pub mod install;
pub mod installed;
pub mod layout;
pub mod leftovers;
mod links;
mod lock;
mod ownership;
pub mod pin;
pub mod plan;
pub mod process;
pub mod profile;
pub mod program;
pub mod project;
pub mod prune;
pub mod receipt;
mod record;
mod removal;
pub mod repair;
pub mod rollback;
#[cfg(test)]
mod scratch;
pub mod signals;
mod surroundings;
pub mod switch;
pub mod trust;
pub mod trusting;
mod undisturbed;
pub mod uninstall;
pub mod upgrade_self;
pub mod using;
pub mod verbs;
pub mod versions;

use clap::ArgMatches;
use command_line::{command, habits};
use context::{Context, flag, path, text};
use layout::Layout;
use payloads::environment::Syntax;
use payloads::words::command_line::{self as typed, Parsed};
use payloads::words::{Fact, Voice, container};
use payloads::{Exit, say};
use plan::Telling;
use process::Process;
use std::ffi::OsString;

/// Runs the program.
pub fn run(process: Process) -> Exit {
    let plain = plain_voice(&process.arguments, |name| process.text(name));
    let lang = plain.lang();
    // Building the grammar takes longer than all else here.
    if matches!(&process.arguments[..], [_, word] if word == "--version") {
        return plain.end(version(&plain));
    }
    match typed::parse(command(lang), habits::translate(process.arguments.clone())) {
        Ok(Parsed::Help(help)) => plain.end(plain.output(help.trim_end()).map(|()| Exit::Done)),
        Ok(Parsed::Matches(matches)) => match typed::voice(lang, &matches) {
            Ok(voice) => {
                let context = Context::new(process, voice);
                context.voice.end(carry_out(&matches, &context))
            }
            Err(error) => plain.error(&error),
        },
        Err(error) => plain.error(&error),
    }
}

/// What is left to say where the medium that the program itself lies on fails, with [`Exit::Medium`].
pub fn last_words(arguments: &[OsString]) -> Vec<u8> {
    let voice = plain_voice(arguments, |name| std::env::var(name).ok());
    let fact = Fact::new(Exit::Medium, say!(container::PROGRAM_GONE));
    let mut text = voice.error_text(&fact.help(say!(container::PROGRAM_GONE_HELP)).into());
    text.push('\n');
    text.into_bytes()
}

/// A voice before the grammar has read what was typed.
fn plain_voice(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Voice {
    let json = arguments.iter().any(|word| word == "--json");
    Voice::new(typed::language(arguments, variable), json, false)
}

fn version(voice: &Voice) -> anyhow::Result<Exit> {
    voice.output(&format!("{} {}", command_line::NAME, env!("CARGO_PKG_VERSION")))?;
    Ok(Exit::Done)
}

fn carry_out(matches: &ArgMatches, context: &Context) -> anyhow::Result<Exit> {
    if flag(matches, "version") {
        return version(&context.voice);
    }
    let Some((name, verb)) = matches.subcommand() else {
        return Err(typed::missing_verb().into());
    };
    match name {
        "install" => install::run(&install::Options::read(verb)?, context),
        "verify" if flag(verb, "installed") => {
            installed::verify(verb, &Layout::meant(verb, &context.process)?, context)
        }
        "verify" => verbs::verify::run(verb, context),
        "info" => verbs::info::run(verb, context),
        "list" => verbs::list::run(verb, context),
        "extract" => verbs::extract::run(verb, context),
        "licenses" => verbs::licenses::run(context),
        "exit-codes" => verbs::exit_codes::run(context),
        "completions" => verbs::completions::run(verb, context),
        "man" => verbs::man::run(context),
        _ => on_an_installation(name, verb, context),
    }
}

/// Verbs about what is installed rather than about a file.
fn on_an_installation(name: &str, verb: &ArgMatches, context: &Context) -> anyhow::Result<Exit> {
    let nested = verb.subcommand();
    let innermost = nested.map_or(verb, |(_, matches)| matches);
    let layout = Layout::meant(innermost, &context.process)?;
    let carry_out = || managed(name, verb, &layout, context);
    if let Some(wanted) = text(innermost, "version") {
        context.about.release(&wanted);
    }
    let action = audit::action(name, nested.map(|(name, _)| name));
    match action.filter(|_| !flag(innermost, "dry-run")) {
        Some(action) => audit::watch(action, &layout, context, carry_out),
        None => carry_out(),
    }
}

fn managed(
    name: &str,
    verb: &ArgMatches,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    match (name, verb.subcommand()) {
        ("env", _) => env::run(syntax(verb, context)?, layout, context),
        ("upgrade-self", _) => {
            upgrade_self::run(&upgrade_self::Options::read(verb)?, layout, context)
        }
        ("smoke", _) => {
            let version = text(verb, "version");
            gate::smoke(version.as_deref(), !flag(verb, "skip-acceptance"), layout, context)
        }
        ("versions", _) => verbs::versions::run(layout, context),
        ("use", _) => using::run(&using::Options::read(verb), layout, context),
        ("rollback", _) => rollback::run(&rollback::Options::read(verb), layout, context),
        ("pin", _) => pin::run(true, verb, layout, context),
        ("unpin", _) => pin::run(false, verb, layout, context),
        ("prune", _) => prune::run(&prune::Options::read(verb)?, layout, context),
        ("doctor", _) => doctor::run(layout, context),
        ("repair", _) => repair::run(&repair::Options::read(verb)?, layout, context),
        ("uninstall", _) => uninstall::run(&uninstall::Options::read(verb), layout, context),
        ("project", Some(("copy", matches))) => {
            let project = text(matches, "name").unwrap_or_default();
            project::copy(&project, &path(matches, "dir").unwrap_or_default(), layout, context)
        }
        ("project", _) => project::list(layout, context),
        ("audit", Some(("verify", matches))) => {
            audit::verify::run(audit::verify::Noted::read(matches)?.as_ref(), layout, context)
        }
        ("audit", Some(("export", matches))) => {
            audit::export::run(audit::export::Format::read(matches)?, layout, context)
        }
        ("trust", Some(("import", matches))) => {
            let file = path(matches, "file").unwrap_or_default();
            trust::import(&file, Telling::read(matches), layout, context)
        }
        ("trust", Some(("confirm", matches))) => {
            let root = trust::fingerprint(matches)?;
            trust::confirm(root, Telling::read(matches), layout, context)
        }
        ("trust", _) => trust::show(layout, context),
        _ => Err(typed::missing_verb().into()),
    }
}

fn syntax(matches: &ArgMatches, context: &Context) -> anyhow::Result<Syntax> {
    let Some(name) = text(matches, "shell") else {
        let parent = profile::parent_name();
        return Ok(profile::this_shell(parent.as_deref(), &context.process.environment).syntax());
    };
    let shell = profile::Shell::by_name(std::ffi::OsStr::new(&name));
    Ok(shell.ok_or_else(|| typed::bad_value("--shell", &name))?.syntax())
}
