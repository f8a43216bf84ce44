//! The grammar of `goferry`.

pub mod aliases;
#[cfg(test)]
mod page;

use crate::trust::Options;
use clap::{Arg, ArgAction, Command};

use crate::words::gate;
use crate::words::options as words;
use payloads::sentences::verbs;
use voice::Lang;
use voice::command_line::{common_options, flag, option, positional, verb};
use voice::sentences::usage;

/// The program's name, in usage lines, completions and the manual.
pub const NAME: &str = "goferry";

/// The whole grammar, with its help in `lang`. What is typed goes through [`aliases::translate`] first.
pub fn command(lang: Lang) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::SetTrue);
    let program = verb(lang, NAME, words::about)
        .arg(version.help(usage::version_flag().render(lang)))
        .subcommand(install(lang))
        .subcommand(upgrade_self(lang))
        .subcommand(verify(lang))
        .subcommand(info(lang))
        .subcommand(list(lang))
        .subcommand(extract(lang))
        .subcommand(env(lang))
        .subcommand(place(lang, verb(lang, "versions", words::versions)))
        .subcommand(on_a_release(lang, verb(lang, "use", words::use_release)))
        .subcommand(rollback(lang))
        .subcommand(on_a_release(lang, verb(lang, "pin", words::pin)))
        .subcommand(on_a_release(lang, verb(lang, "unpin", words::unpin)))
        .subcommand(prune(lang))
        .subcommand(repair(lang))
        .subcommand(place(lang, verb(lang, "doctor", words::doctor)))
        .subcommand(smoke(lang))
        .subcommand(audit(lang))
        .subcommand(plan(lang))
        .subcommand(project(lang))
        .subcommand(trust(lang))
        .subcommand(uninstall(lang))
        .subcommand(verb(lang, "licenses", words::licenses))
        .subcommand(verb(lang, "exit-codes", verbs::exit_codes))
        .subcommand(completions(lang))
        .subcommand(verb(lang, "man", || verbs::man(&NAME)));
    common_options(lang, program)
}

fn install(lang: Lang) -> Command {
    let yes = flag(lang, "yes", words::yes).short('y');
    let command = on_a_file(lang, verb(lang, "install", words::install)).arg(yes);
    planned(lang, place(lang, command))
        .arg(option(lang, "env", "rc|wrapper|direnv|none", words::environment))
        .arg(flag(lang, "no-modify-profile", words::no_modify_profile).conflicts_with("env"))
        .arg(flag(lang, "allow-downgrade", words::allow_downgrade))
        .arg(flag(lang, "force", words::force))
        .arg(flag(lang, "adopt", words::adopt))
        .arg(option(lang, "share", "auto|hardlink|none", words::share))
        .arg(flag(lang, "no-gate", words::no_gate))
        .arg(flag(lang, "skip-acceptance", gate::skip_acceptance))
        .arg(flag(lang, "changed-exit", words::changed_exit))
}

fn upgrade_self(lang: Lang) -> Command {
    let command = on_a_file(lang, verb(lang, "upgrade-self", words::upgrade_self));
    planned(lang, place(lang, command)).arg(flag(lang, "allow-downgrade", words::allow_older))
}

/// `--dry-run --explain`: what every verb that changes something takes.
fn planned(lang: Lang, command: Command) -> Command {
    command.arg(flag(lang, "dry-run", words::dry_run)).arg(flag(lang, "explain", words::explain))
}

/// A verb that changes what is installed, about one release.
fn on_a_release(lang: Lang, command: Command) -> Command {
    let version = positional(lang, "version", words::version).required(true);
    planned(lang, place(lang, command.arg(version)))
}

fn rollback(lang: Lang) -> Command {
    let version = positional(lang, "version", words::version);
    planned(lang, place(lang, verb(lang, "rollback", words::rollback).arg(version))).arg(flag(
        lang,
        "allow-downgrade",
        words::below_floor,
    ))
}

fn prune(lang: Lang) -> Command {
    let keep = option(lang, "keep", "N", words::keep);
    planned(lang, place(lang, verb(lang, "prune", words::prune).arg(keep)))
}

fn repair(lang: Lang) -> Command {
    let version = positional(lang, "version", words::version);
    let command = verb(lang, "repair", words::repair)
        .arg(version)
        .arg(option(lang, "from", "FILE", words::from))
        .arg(flag(lang, "yes", words::yes).short('y'));
    Options::add(lang, planned(lang, place(lang, command)))
}

fn smoke(lang: Lang) -> Command {
    let version = positional(lang, "version", words::version);
    place(lang, verb(lang, "smoke", gate::smoke).arg(version)).arg(flag(
        lang,
        "skip-acceptance",
        gate::skip_acceptance,
    ))
}

fn audit(lang: Lang) -> Command {
    let export = verb(lang, "export", words::audit_export);
    let export = export.arg(option(lang, "format", "ndjson|splunk", words::format));
    let verify = verb(lang, "verify", words::audit_verify);
    let verify = verify.arg(option(lang, "head", "N:DIGEST", words::audit_head));
    verb(lang, "audit", words::audit)
        .subcommand_required(true)
        .subcommand(place(lang, verify))
        .subcommand(place(lang, export))
}

/// Only for help and completions: [`aliases::translate`] makes `VERB --dry-run` of it.
fn plan(lang: Lang) -> Command {
    let planned =
        positional(lang, "action", words::planned).action(ArgAction::Append).num_args(0..);
    verb(lang, "plan", words::plan).arg(planned)
}

/// `--prefix --root --system`: which installation.
fn place(lang: Lang, command: Command) -> Command {
    command
        .arg(option(lang, "prefix", "DIR", words::prefix))
        .arg(option(lang, "root", "DIR", words::root))
        .arg(flag(lang, "system", words::system))
}

fn on_a_file(lang: Lang, command: Command) -> Command {
    let own = option(lang, "self", "PATH", words::own_file).conflicts_with("file");
    Options::add(lang, command.arg(positional(lang, "file", words::file)).arg(own))
}

fn verify(lang: Lang) -> Command {
    place(lang, on_a_file(lang, verb(lang, "verify", voice::sentences::verbs::verify)))
        .arg(flag(lang, "upstream", verbs::upstream))
        .arg(flag(lang, "installed", words::installed).conflicts_with("upstream"))
        .arg(flag(lang, "all", words::all_installed).requires("installed").conflicts_with("file"))
}

fn info(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "info", crate::words::verbs::info)).arg(flag(
        lang,
        "provenance",
        verbs::provenance,
    ))
}

fn list(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "list", verbs::list))
        .arg(flag(lang, "long", verbs::long))
        .arg(option(lang, "only", "GLOB", verbs::globs).action(ArgAction::Append))
        .arg(option(lang, "cpu", "CPU", verbs::cpu))
}

fn extract(lang: Lang) -> Command {
    let globs = positional(lang, "glob", verbs::globs).action(ArgAction::Append).num_args(0..);
    let own = option(lang, "self", "PATH", words::own_file).conflicts_with("file");
    let command = verb(lang, "extract", voice::sentences::verbs::extract)
        .arg(globs)
        .arg(option(lang, "directory", "DIR", voice::sentences::verbs::directory).short('C'))
        .arg(option(lang, "file", "FILE", words::file))
        .arg(own)
        .arg(option(lang, "cpu", "CPU", verbs::cpu));
    Options::add(lang, command)
}

fn env(lang: Lang) -> Command {
    let shell = option(lang, "shell", "sh|fish|csh", words::shell_form);
    place(lang, verb(lang, "env", words::env).arg(shell))
}

fn project(lang: Lang) -> Command {
    let name = positional(lang, "name", words::project_name).required(true);
    let directory = positional(lang, "dir", words::project_directory).required(true);
    let copy = verb(lang, "copy", words::project_copy).arg(name).arg(directory);
    verb(lang, "project", words::project)
        .subcommand_required(true)
        .subcommand(place(lang, verb(lang, "list", words::project_list)))
        .subcommand(place(lang, copy))
}

fn trust(lang: Lang) -> Command {
    let file = positional(lang, "file", words::trust_file).required(true);
    let root = positional(lang, "fingerprint", words::fingerprint).required(true);
    let trusted =
        |name, about, argument| planned(lang, place(lang, verb(lang, name, about).arg(argument)));
    verb(lang, "trust", words::trust)
        .subcommand_required(true)
        .subcommand(place(lang, verb(lang, "show", words::trust_show)))
        .subcommand(trusted("import", words::trust_import, file))
        .subcommand(trusted("confirm", words::trust_confirm, root))
}

fn uninstall(lang: Lang) -> Command {
    let version = positional(lang, "version", words::version).conflicts_with("all");
    let command = verb(lang, "uninstall", words::uninstall)
        .arg(version)
        .arg(flag(lang, "all", words::all))
        .arg(flag(lang, "yes", words::yes).short('y'));
    planned(lang, place(lang, command)).arg(flag(lang, "purge", words::purge))
}

fn completions(lang: Lang) -> Command {
    let shell = positional(lang, "shell", verbs::shell).required(true);
    verb(lang, "completions", verbs::completions).arg(shell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound_and_helps_in_both_languages() {
        voice::command_line::assert_sound(command);
    }

    #[test]
    fn a_bare_start_installs_and_takes_the_options_of_install() {
        let typed = ["./x.run", "--json", "-y", "--prefix", "/opt/x", "--lang", "zh"];
        let typed = aliases::translate(typed.map(Into::into).to_vec());
        let matches = command(Lang::En).try_get_matches_from(typed).unwrap();
        let (name, install) = matches.subcommand().unwrap();
        assert_eq!(name, "install");
        assert!(install.get_flag("yes") && matches.get_flag("json"));
    }
}
