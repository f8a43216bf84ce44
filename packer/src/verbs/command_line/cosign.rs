//! The grammar of `goferry-pack cosign`.

use super::passphrases;
use crate::words::options as words;
use crate::words::options_cosign as own;
use crate::words::verbs::file;
use clap::{Arg, ArgAction, Command};
use payloads::demands::Demands;
use voice::Lang;
use voice::command_line::{flag, option, positional, verb};

/// `cosign FILE`, and `show` below it.
pub(super) fn cosign(lang: Lang) -> Command {
    let note = option(lang, "note", "TEXT", own::note);
    let command = verb(lang, "cosign", own::cosign)
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .arg(positional(lang, "file", file).required(true))
        .arg(option(lang, "sign-openpgp", "KEYFILE|cmd:PROGRAM", words::sign))
        .arg(option(lang, "sign-sm2", "KEYFILE|cmd:PROGRAM", words::sign_sm2))
        .arg(option(lang, "sm2-chain", "FILE", words::sm2_chain).requires("sign-sm2"))
        .arg(note)
        .arg(flag(lang, "add", own::add).conflicts_with("note"))
        .arg(admitter(lang))
        .arg(option(lang, "signing-time", "TIME", own::signing_time))
        .arg(option(lang, "out", "STATEMENT", own::out));
    Demands::options(passphrases(lang, command)).subcommand(show(lang))
}

fn show(lang: Lang) -> Command {
    let of = option(lang, "of", "FILE", own::of).id("file");
    let command = verb(lang, "show", own::show)
        .arg(positional(lang, "statement", own::statement).required(true))
        .arg(of.requires("admitter"))
        .arg(admitter(lang));
    Demands::options(command)
}

fn admitter(lang: Lang) -> Arg {
    option(lang, "admitter", "CERTIFICATE", own::admitter).action(ArgAction::Append)
}
