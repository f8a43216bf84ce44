//! The grammar of `goferry-pack trust-list`.

use super::passphrase;
use crate::words::options as words;
use crate::words::options_trust_list as own;
use clap::{Arg, ArgAction, Command};
use voice::Lang;
use voice::command_line::{flag, option, positional, verb};

/// `trust-list FILE`, and the verbs below it.
pub(super) fn trust_list(lang: Lang) -> Command {
    let file = || positional(lang, "file", words::trust_list_file).required(true);
    verb(lang, "trust-list", words::trust_list)
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .arg(file())
        .subcommand(verb(lang, "show", own::show).arg(file()))
        .subcommand(next(lang))
        .subcommand(change_root(lang))
        .subcommand(sign(lang))
        .subcommand(attach(lang))
}

fn next(lang: Lang) -> Command {
    let repeated = |name, value, help| option(lang, name, value, help).action(ArgAction::Append);
    let command = verb(lang, "next", own::next)
        .arg(directory(lang))
        .arg(repeated("release", "CERTIFICATE", own::release))
        .arg(repeated("remove", "FINGERPRINT", own::remove))
        .arg(option(lang, "sm2-root", "CERTIFICATE", own::sm2_root))
        .arg(flag(lang, "no-sm2-root", own::no_sm2_root).conflicts_with("sm2-root"))
        .arg(repeated("retire", "FINGERPRINT[,LINE=COUNTER...]", own::retire))
        .arg(repeated("compromise", "FINGERPRINT[,DIGEST|FILE...]", own::compromise))
        .arg(repeated("floor", "LINE=N", own::floor))
        .arg(repeated("epoch", "LINE=N", own::epoch))
        .arg(option(lang, "require", "KIND,...", own::require))
        .arg(root_key(lang));
    elsewhere(lang, command).arg(option(lang, "output", "FILE", own::output).short('o'))
}

fn change_root(lang: Lang) -> Command {
    let command = verb(lang, "change-root", own::change_root)
        .arg(directory(lang))
        .arg(option(lang, "to", "CERTIFICATE", own::to).required(true))
        .arg(root_key(lang))
        .arg(option(lang, "new-root-key", "KEYFILE|cmd:PROGRAM", own::new_root_key));
    elsewhere(lang, command)
}

fn sign(lang: Lang) -> Command {
    let command = verb(lang, "sign", own::sign).arg(draft(lang));
    timed(lang, command.arg(root_key(lang).required(true)))
}

fn attach(lang: Lang) -> Command {
    verb(lang, "attach", own::attach).arg(draft(lang)).arg(positional(
        lang,
        "signature",
        own::signature,
    ))
}

fn directory(lang: Lang) -> Arg {
    positional(lang, "dir", own::directory)
}

fn draft(lang: Lang) -> Arg {
    positional(lang, "draft", own::draft).required(true)
}

fn root_key(lang: Lang) -> Arg {
    option(lang, "root-key", "KEYFILE|cmd:PROGRAM", own::root_key)
}

/// What a root signs here, and what it signs on another machine.
fn elsewhere(lang: Lang, command: Command) -> Command {
    timed(lang, command.arg(option(lang, "to-sign", "FILE", own::to_sign)))
}

fn timed(lang: Lang, command: Command) -> Command {
    passphrase(lang, command).arg(option(lang, "time", "TIME", own::time))
}
