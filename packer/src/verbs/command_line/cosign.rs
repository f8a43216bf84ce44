//! The grammar of `goferry-pack cosign`.

use super::passphrases;
use clap::{Arg, ArgAction, Command};
use payloads::demands::Demands;
use payloads::words::Lang;
use payloads::words::command_line::{flag, option, positional, verb};
use payloads::words::verbs::FILE;
use payloads::words::verbs::pack::{self as words, cosign as own};

/// `cosign FILE`, and `show` below it.
pub(super) fn cosign(lang: Lang) -> Command {
    let note = option(lang, "note", "TEXT", &own::NOTE);
    let command = verb(lang, "cosign", &own::COSIGN)
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .arg(positional(lang, "file", &FILE).required(true))
        .arg(option(lang, "sign-openpgp", "KEYFILE|cmd:PROGRAM", &words::SIGN))
        .arg(option(lang, "sign-sm2", "KEYFILE|cmd:PROGRAM", &words::SIGN_SM2))
        .arg(option(lang, "sm2-chain", "FILE", &words::SM2_CHAIN).requires("sign-sm2"))
        .arg(note)
        .arg(flag(lang, "add", &own::ADD).conflicts_with("note"))
        .arg(admitter(lang))
        .arg(option(lang, "signing-time", "TIME", &own::SIGNING_TIME))
        .arg(option(lang, "out", "STATEMENT", &own::OUT));
    Demands::options(lang, passphrases(lang, command)).subcommand(show(lang))
}

fn show(lang: Lang) -> Command {
    let of = option(lang, "of", "FILE", &own::OF).id("file");
    let command = verb(lang, "show", &own::SHOW)
        .arg(positional(lang, "statement", &own::STATEMENT).required(true))
        .arg(of.requires("admitter"))
        .arg(admitter(lang));
    Demands::options(lang, command)
}

fn admitter(lang: Lang) -> Arg {
    option(lang, "admitter", "CERTIFICATE", &own::ADMITTER).action(ArgAction::Append)
}
