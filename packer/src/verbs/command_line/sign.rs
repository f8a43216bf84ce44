//! The grammar of `goferry-pack sign`.

use super::passphrases;
use clap::Command;
use payloads::words::Lang;
use payloads::words::command_line::{option, positional, verb};
use payloads::words::verbs::pack::{self as words, sign as own};
use payloads::words::verbs::{FILE, REQUIRE_ROOT};

/// `sign FILE` with signers, `--detached-manifest` or `--attach`.
pub(super) fn sign(lang: Lang) -> Command {
    let export = option(lang, "detached-manifest", "OUT", &own::DETACHED_MANIFEST);
    let attach = option(lang, "attach", "SIGNATURE", &own::ATTACH);
    let signers = ["sign-openpgp", "sign-sm2"];
    let command = verb(lang, "sign", &own::SIGN)
        .arg(positional(lang, "file", &FILE).required(true))
        .arg(option(lang, "sign-openpgp", "KEYFILE|cmd:PROGRAM", &words::SIGN))
        .arg(option(lang, "sign-sm2", "KEYFILE|cmd:PROGRAM", &words::SIGN_SM2))
        .arg(option(lang, "sm2-chain", "FILE", &own::SM2_CHAIN))
        .arg(export.conflicts_with_all(signers).conflicts_with("attach"))
        .arg(attach.conflicts_with_all(signers))
        .arg(option(lang, "signing-time", "TIME", &own::SIGNING_TIME))
        .arg(option(lang, "roots", "DIR", &own::ROOTS))
        .arg(option(lang, "require-root", "FINGERPRINT", &REQUIRE_ROOT));
    passphrases(lang, command)
}
