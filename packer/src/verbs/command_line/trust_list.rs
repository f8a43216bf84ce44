//! The grammar of `goferry-pack trust-list`.

use super::passphrase;
use clap::{Arg, ArgAction, Command};
use payloads::words::Lang;
use payloads::words::command_line::{flag, option, positional, verb};
use payloads::words::verbs::pack::{self as words, trust_list as own};

/// `trust-list FILE`, and the verbs below it.
pub(super) fn trust_list(lang: Lang) -> Command {
    let file = || positional(lang, "file", &words::TRUST_LIST_FILE).required(true);
    verb(lang, "trust-list", &words::TRUST_LIST)
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .arg(file())
        .subcommand(verb(lang, "show", &own::SHOW).arg(file()))
        .subcommand(next(lang))
        .subcommand(change_root(lang))
        .subcommand(sign(lang))
        .subcommand(attach(lang))
}

fn next(lang: Lang) -> Command {
    let repeated = |name, value, help| option(lang, name, value, help).action(ArgAction::Append);
    let command = verb(lang, "next", &own::NEXT)
        .arg(directory(lang))
        .arg(repeated("release", "CERTIFICATE", &own::RELEASE))
        .arg(repeated("remove", "FINGERPRINT", &own::REMOVE))
        .arg(option(lang, "sm2-root", "CERTIFICATE", &own::SM2_ROOT))
        .arg(flag(lang, "no-sm2-root", &own::NO_SM2_ROOT).conflicts_with("sm2-root"))
        .arg(repeated("retire", "FINGERPRINT[,LINE=COUNTER...]", &own::RETIRE))
        .arg(repeated("compromise", "FINGERPRINT[,DIGEST|FILE...]", &own::COMPROMISE))
        .arg(repeated("floor", "LINE=N", &own::FLOOR))
        .arg(repeated("epoch", "LINE=N", &own::EPOCH))
        .arg(option(lang, "require", "KIND,...", &own::REQUIRE))
        .arg(root_key(lang));
    elsewhere(lang, command).arg(option(lang, "output", "FILE", &own::OUTPUT).short('o'))
}

fn change_root(lang: Lang) -> Command {
    let command = verb(lang, "change-root", &own::CHANGE_ROOT)
        .arg(directory(lang))
        .arg(option(lang, "to", "CERTIFICATE", &own::TO).required(true))
        .arg(root_key(lang))
        .arg(option(lang, "new-root-key", "KEYFILE|cmd:PROGRAM", &own::NEW_ROOT_KEY));
    elsewhere(lang, command)
}

fn sign(lang: Lang) -> Command {
    let command = verb(lang, "sign", &own::SIGN).arg(draft(lang));
    timed(lang, command.arg(root_key(lang).required(true)))
}

fn attach(lang: Lang) -> Command {
    verb(lang, "attach", &own::ATTACH).arg(draft(lang)).arg(positional(
        lang,
        "signature",
        &own::SIGNATURE,
    ))
}

fn directory(lang: Lang) -> Arg {
    positional(lang, "dir", &own::DIRECTORY)
}

fn draft(lang: Lang) -> Arg {
    positional(lang, "draft", &own::DRAFT).required(true)
}

fn root_key(lang: Lang) -> Arg {
    option(lang, "root-key", "KEYFILE|cmd:PROGRAM", &own::ROOT_KEY)
}

/// What a root signs here, and what it signs on another machine.
fn elsewhere(lang: Lang, command: Command) -> Command {
    timed(lang, command.arg(option(lang, "to-sign", "FILE", &own::TO_SIGN)))
}

fn timed(lang: Lang, command: Command) -> Command {
    passphrase(lang, command).arg(option(lang, "time", "TIME", &own::TIME))
}
