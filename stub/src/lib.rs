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

use crate::words::container;
use change::audit;
use change::plan::Telling;
use clap::ArgMatches;
use payloads::environment::Syntax;
use prefix::layout::Layout;
use process::Process;
use process::context::{Context, flag, path, text};
use std::ffi::OsString;
use verbs::command_line::{self, aliases, command};
use voice::Exit;
use voice::command_line as typed;
use voice::command_line::Parsed;
use voice::{Fact, Voice};

/// Runs the program.
pub fn run(process: Process) -> Exit {
    let plain = plain_voice(&process.arguments, |name| process.text(name));
    let lang = plain.lang();
    // Building the grammar takes longer than all else here.
    if matches!(&process.arguments[..], [_, word] if word == "--version") {
        return plain.end(version(&plain));
    }
    match typed::parse(command(lang), aliases::translate(process.arguments.clone())) {
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
    let fact = Fact::new(Exit::Medium, container::program_gone());
    let mut text = voice.error_text(&fact.help(container::program_gone_help()).into());
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
        "install" => verbs::install::run(&verbs::install::Options::read(verb)?, context),
        "verify" if flag(verb, "installed") => {
            verbs::verify_installed::run(verb, &Layout::meant(verb, &context.process)?, context)
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
        ("env", _) => verbs::env::run(syntax(verb, context)?, layout, context),
        ("upgrade-self", _) => {
            verbs::upgrade_self::run(&verbs::upgrade_self::Options::read(verb)?, layout, context)
        }
        ("smoke", _) => {
            let version = text(verb, "version");
            verbs::smoke::smoke(version.as_deref(), !flag(verb, "skip-acceptance"), layout, context)
        }
        ("versions", _) => verbs::versions::run(layout, context),
        ("use", _) => {
            verbs::use_release::run(&verbs::use_release::Options::read(verb), layout, context)
        }
        ("rollback", _) => {
            verbs::rollback::run(&verbs::rollback::Options::read(verb), layout, context)
        }
        ("pin", _) => verbs::pin::run(true, verb, layout, context),
        ("unpin", _) => verbs::pin::run(false, verb, layout, context),
        ("prune", _) => verbs::prune::run(&verbs::prune::Options::read(verb)?, layout, context),
        ("doctor", _) => verbs::doctor::run(layout, context),
        ("repair", _) => verbs::repair::run(&verbs::repair::Options::read(verb)?, layout, context),
        ("uninstall", _) => {
            verbs::uninstall::run(&verbs::uninstall::Options::read(verb), layout, context)
        }
        ("project", Some(("copy", matches))) => {
            let project = text(matches, "name").unwrap_or_default();
            verbs::project::copy(
                &project,
                &path(matches, "dir").unwrap_or_default(),
                layout,
                context,
            )
        }
        ("project", _) => verbs::project::list(layout, context),
        ("audit", Some(("verify", matches))) => {
            verbs::audit::verify(verbs::audit::Noted::read(matches)?.as_ref(), layout, context)
        }
        ("audit", Some(("export", matches))) => {
            verbs::audit::export(verbs::audit::Format::read(matches)?, layout, context)
        }
        ("trust", Some(("import", matches))) => {
            let file = path(matches, "file").unwrap_or_default();
            verbs::trust::import(&file, Telling::read(matches), layout, context)
        }
        ("trust", Some(("confirm", matches))) => {
            let root = verbs::trust::fingerprint(matches)?;
            verbs::trust::confirm(root, Telling::read(matches), layout, context)
        }
        ("trust", _) => verbs::trust::show(layout, context),
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
