//! The grammar of `goferry`.

pub mod aliases;
#[cfg(test)]
mod page;

use crate::trust::Options;
use clap::{Arg, ArgAction, Command};
use payloads::say;
use payloads::words::command_line::{common_options, flag, option, positional, verb};
use payloads::words::verbs::{self, goferry as words};
use payloads::words::{Lang, gate, usage};

/// The program's name, in usage lines, completions and the manual.
pub const NAME: &str = "goferry";

/// The whole grammar, with its help in `lang`. What is typed goes through [`aliases::translate`] first.
pub fn command(lang: Lang) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::SetTrue);
    let program = verb(lang, NAME, &words::ABOUT)
        .arg(version.help(say!(usage::VERSION_FLAG).render(lang)))
        .subcommand(install(lang))
        .subcommand(upgrade_self(lang))
        .subcommand(verify(lang))
        .subcommand(info(lang))
        .subcommand(list(lang))
        .subcommand(extract(lang))
        .subcommand(env(lang))
        .subcommand(place(lang, verb(lang, "versions", &words::VERSIONS)))
        .subcommand(on_a_release(lang, verb(lang, "use", &words::USE)))
        .subcommand(rollback(lang))
        .subcommand(on_a_release(lang, verb(lang, "pin", &words::PIN)))
        .subcommand(on_a_release(lang, verb(lang, "unpin", &words::UNPIN)))
        .subcommand(prune(lang))
        .subcommand(repair(lang))
        .subcommand(place(lang, verb(lang, "doctor", &words::DOCTOR)))
        .subcommand(smoke(lang))
        .subcommand(audit(lang))
        .subcommand(plan(lang))
        .subcommand(project(lang))
        .subcommand(trust(lang))
        .subcommand(uninstall(lang))
        .subcommand(verb(lang, "licenses", &words::LICENSES))
        .subcommand(verb(lang, "exit-codes", &verbs::EXIT_CODES))
        .subcommand(completions(lang))
        .subcommand(
            verb(lang, "man", &verbs::MAN).about(say!(verbs::MAN, program = NAME).render(lang)),
        );
    common_options(lang, program)
}

fn install(lang: Lang) -> Command {
    let yes = flag(lang, "yes", &words::YES).short('y');
    let command = on_a_file(lang, verb(lang, "install", &words::INSTALL)).arg(yes);
    planned(lang, place(lang, command))
        .arg(option(lang, "env", "rc|wrapper|direnv|none", &words::ENVIRONMENT))
        .arg(flag(lang, "no-modify-profile", &words::NO_MODIFY_PROFILE).conflicts_with("env"))
        .arg(flag(lang, "allow-downgrade", &words::ALLOW_DOWNGRADE))
        .arg(flag(lang, "force", &words::FORCE))
        .arg(flag(lang, "adopt", &words::ADOPT))
        .arg(option(lang, "share", "auto|hardlink|none", &words::SHARE))
        .arg(flag(lang, "no-gate", &words::NO_GATE))
        .arg(flag(lang, "skip-acceptance", &gate::SKIP_ACCEPTANCE))
        .arg(flag(lang, "changed-exit", &words::CHANGED_EXIT))
}

fn upgrade_self(lang: Lang) -> Command {
    let command = on_a_file(lang, verb(lang, "upgrade-self", &words::UPGRADE_SELF));
    planned(lang, place(lang, command)).arg(flag(lang, "allow-downgrade", &words::ALLOW_OLDER))
}

/// `--dry-run --explain`: what every verb that changes something takes.
fn planned(lang: Lang, command: Command) -> Command {
    command.arg(flag(lang, "dry-run", &words::DRY_RUN)).arg(flag(lang, "explain", &words::EXPLAIN))
}

/// A verb that changes what is installed, about one release.
fn on_a_release(lang: Lang, command: Command) -> Command {
    let version = positional(lang, "version", &words::VERSION).required(true);
    planned(lang, place(lang, command.arg(version)))
}

fn rollback(lang: Lang) -> Command {
    let version = positional(lang, "version", &words::VERSION);
    planned(lang, place(lang, verb(lang, "rollback", &words::ROLLBACK).arg(version))).arg(flag(
        lang,
        "allow-downgrade",
        &words::BELOW_FLOOR,
    ))
}

fn prune(lang: Lang) -> Command {
    let keep = option(lang, "keep", "N", &words::KEEP);
    planned(lang, place(lang, verb(lang, "prune", &words::PRUNE).arg(keep)))
}

fn repair(lang: Lang) -> Command {
    let version = positional(lang, "version", &words::VERSION);
    let command = verb(lang, "repair", &words::REPAIR)
        .arg(version)
        .arg(option(lang, "from", "FILE", &words::FROM))
        .arg(flag(lang, "yes", &words::YES).short('y'));
    Options::add(lang, planned(lang, place(lang, command)))
}

fn smoke(lang: Lang) -> Command {
    let version = positional(lang, "version", &words::VERSION);
    place(lang, verb(lang, "smoke", &gate::SMOKE).arg(version)).arg(flag(
        lang,
        "skip-acceptance",
        &gate::SKIP_ACCEPTANCE,
    ))
}

fn audit(lang: Lang) -> Command {
    let export = verb(lang, "export", &words::AUDIT_EXPORT);
    let export = export.arg(option(lang, "format", "ndjson|splunk", &words::FORMAT));
    let verify = verb(lang, "verify", &words::AUDIT_VERIFY);
    let verify = verify.arg(option(lang, "head", "N:DIGEST", &words::AUDIT_HEAD));
    verb(lang, "audit", &words::AUDIT)
        .subcommand_required(true)
        .subcommand(place(lang, verify))
        .subcommand(place(lang, export))
}

/// Only for help and completions: [`aliases::translate`] makes `VERB --dry-run` of it.
fn plan(lang: Lang) -> Command {
    let planned =
        positional(lang, "action", &words::PLANNED).action(ArgAction::Append).num_args(0..);
    verb(lang, "plan", &words::PLAN).arg(planned)
}

/// `--prefix --root --system`: which installation.
fn place(lang: Lang, command: Command) -> Command {
    command
        .arg(option(lang, "prefix", "DIR", &words::PREFIX))
        .arg(option(lang, "root", "DIR", &words::ROOT))
        .arg(flag(lang, "system", &words::SYSTEM))
}

fn on_a_file(lang: Lang, command: Command) -> Command {
    let own = option(lang, "self", "PATH", &words::SELF).conflicts_with("file");
    Options::add(lang, command.arg(positional(lang, "file", &words::FILE)).arg(own))
}

fn verify(lang: Lang) -> Command {
    place(lang, on_a_file(lang, verb(lang, "verify", &verbs::VERIFY)))
        .arg(flag(lang, "upstream", &verbs::UPSTREAM))
        .arg(flag(lang, "installed", &words::INSTALLED).conflicts_with("upstream"))
        .arg(flag(lang, "all", &words::ALL_INSTALLED).requires("installed").conflicts_with("file"))
}

fn info(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "info", &verbs::INFO)).arg(flag(
        lang,
        "provenance",
        &verbs::PROVENANCE,
    ))
}

fn list(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "list", &verbs::LIST))
        .arg(flag(lang, "long", &verbs::LONG))
        .arg(option(lang, "only", "GLOB", &verbs::GLOBS).action(ArgAction::Append))
        .arg(option(lang, "cpu", "CPU", &verbs::CPU))
}

fn extract(lang: Lang) -> Command {
    let globs = positional(lang, "glob", &verbs::GLOBS).action(ArgAction::Append).num_args(0..);
    let own = option(lang, "self", "PATH", &words::SELF).conflicts_with("file");
    let command = verb(lang, "extract", &verbs::EXTRACT)
        .arg(globs)
        .arg(option(lang, "directory", "DIR", &verbs::DIRECTORY).short('C'))
        .arg(option(lang, "file", "FILE", &words::FILE))
        .arg(own)
        .arg(option(lang, "cpu", "CPU", &verbs::CPU));
    Options::add(lang, command)
}

fn env(lang: Lang) -> Command {
    let shell = option(lang, "shell", "sh|fish|csh", &words::SHELL_FORM);
    place(lang, verb(lang, "env", &words::ENV).arg(shell))
}

fn project(lang: Lang) -> Command {
    let name = positional(lang, "name", &words::PROJECT_NAME).required(true);
    let directory = positional(lang, "dir", &words::PROJECT_DIRECTORY).required(true);
    let copy = verb(lang, "copy", &words::PROJECT_COPY).arg(name).arg(directory);
    verb(lang, "project", &words::PROJECT)
        .subcommand_required(true)
        .subcommand(place(lang, verb(lang, "list", &words::PROJECT_LIST)))
        .subcommand(place(lang, copy))
}

fn trust(lang: Lang) -> Command {
    let file = positional(lang, "file", &words::TRUST_FILE).required(true);
    let root = positional(lang, "fingerprint", &words::FINGERPRINT).required(true);
    let trusted =
        |name, about, argument| planned(lang, place(lang, verb(lang, name, about).arg(argument)));
    verb(lang, "trust", &words::TRUST)
        .subcommand_required(true)
        .subcommand(place(lang, verb(lang, "show", &words::TRUST_SHOW)))
        .subcommand(trusted("import", &words::TRUST_IMPORT, file))
        .subcommand(trusted("confirm", &words::TRUST_CONFIRM, root))
}

fn uninstall(lang: Lang) -> Command {
    let version = positional(lang, "version", &words::VERSION).conflicts_with("all");
    let command = verb(lang, "uninstall", &words::UNINSTALL)
        .arg(version)
        .arg(flag(lang, "all", &words::ALL))
        .arg(flag(lang, "yes", &words::YES).short('y'));
    planned(lang, place(lang, command)).arg(flag(lang, "purge", &words::PURGE))
}

fn completions(lang: Lang) -> Command {
    let shell = positional(lang, "shell", &verbs::SHELL).required(true);
    verb(lang, "completions", &verbs::COMPLETIONS).arg(shell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound_and_helps_in_both_languages() {
        payloads::words::command_line::assert_sound(command);
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
