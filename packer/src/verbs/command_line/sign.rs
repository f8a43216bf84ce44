//! The grammar of `goferry-pack sign`.

use super::passphrases;
use crate::words::options as words;
use crate::words::options_sign as own;
use crate::words::verbs::file;
use clap::Command;
use payloads::sentences::verbs::require_root;
use voice::Lang;
use voice::command_line::{option, positional, verb};

/// `sign FILE` with signers, `--detached-manifest` or `--attach`.
pub(super) fn sign(lang: Lang) -> Command {
    let export = option(lang, "detached-manifest", "OUT", own::detached_manifest);
    let attach = option(lang, "attach", "SIGNATURE", own::attach);
    let signers = ["sign-openpgp", "sign-sm2"];
    let command = verb(lang, "sign", own::sign)
        .arg(positional(lang, "file", file).required(true))
        .arg(option(lang, "sign-openpgp", "KEYFILE|cmd:PROGRAM", words::sign))
        .arg(option(lang, "sign-sm2", "KEYFILE|cmd:PROGRAM", words::sign_sm2))
        .arg(option(lang, "sm2-chain", "FILE", own::sm2_chain))
        .arg(export.conflicts_with_all(signers).conflicts_with("attach"))
        .arg(attach.conflicts_with_all(signers))
        .arg(option(lang, "signing-time", "TIME", own::signing_time))
        .arg(option(lang, "roots", "DIR", own::roots))
        .arg(option(lang, "require-root", "FINGERPRINT", require_root));
    passphrases(lang, command)
}
