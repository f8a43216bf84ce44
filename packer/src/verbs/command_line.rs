//! The grammar of `goferry-pack`.

mod cosign;
mod sign;
mod trust_list;

use clap::{Arg, ArgAction, Command};
use payloads::demands::Demands;
use payloads::recipe::DEFAULT_GO;
use payloads::say;
use payloads::words::command_line::{common_options, flag, option, positional, verb};
use payloads::words::verbs::{self, pack as words};
use payloads::words::{Lang, gate, usage};

/// The program's name, in usage lines, completions and the manual.
pub const NAME: &str = "goferry-pack";

/// The whole grammar, with its help in `lang`.
pub fn command(lang: Lang) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::SetTrue);
    let program = verb(lang, NAME, &words::ABOUT)
        .arg(version.help(say!(usage::VERSION_FLAG).render(lang)))
        .subcommand(build(lang))
        .subcommand(inspect(lang))
        .subcommand(list(lang))
        .subcommand(verify(lang))
        .subcommand(extract(lang))
        .subcommand(keys(lang))
        .subcommand(sidecars(lang))
        .subcommand(sign::sign(lang))
        .subcommand(cosign::cosign(lang))
        .subcommand(trust_list::trust_list(lang))
        .subcommand(verb(lang, "stubs", &words::STUBS))
        .subcommand(go(lang))
        .subcommand(completions(lang))
        .subcommand(
            verb(lang, "man", &verbs::MAN).about(say!(verbs::MAN, program = NAME).render(lang)),
        )
        .subcommand(verb(lang, "exit-codes", &verbs::EXIT_CODES));
    common_options(lang, program)
}

fn build(lang: Lang) -> Command {
    let go = option(lang, "go", "SPEC", &words::GO_SPEC)
        .help(say!(words::GO_SPEC, default = DEFAULT_GO).render(lang));
    let command = verb(lang, "build", &words::BUILD)
        .arg(go)
        .arg(option(lang, "arch", "CPU,...", &words::ARCH))
        .arg(option(lang, "module", "[NAME=]DIR", &words::MODULE).action(ArgAction::Append))
        .arg(option(lang, "acceptance", "[NAME=]DIR", &gate::ACCEPTANCE).action(ArgAction::Append))
        .arg(flag(lang, "vendor", &words::VENDOR))
        .arg(option(lang, "allow-key", "MEMBER", &words::ALLOW_KEY).action(ArgAction::Append))
        .arg(option(lang, "stub", "FILE", &words::STUB))
        .arg(option(lang, "abi", "NAME", &words::ABI));
    let command = signing(lang, command)
        .arg(option(lang, "require", "KIND,...", &words::REQUIRE))
        .arg(option(lang, "line", "LINE", &words::LINE))
        .arg(option(lang, "counter", "N", &words::COUNTER))
        .arg(option(lang, "flavour", "WORD", &words::FLAVOUR))
        .arg(option(lang, "level", "N", &words::LEVEL));
    reaching_go(lang, command)
        .arg(flag(lang, "offline", &words::OFFLINE))
        .arg(flag(lang, "check", &words::CHECK))
        .arg(option(lang, "output", "PATH", &words::OUTPUT).short('o'))
}

/// Who signs, when, and under which root; whether somebody has to is left to the verb.
fn signing(lang: Lang, command: Command) -> Command {
    let command = command
        .arg(option(lang, "sign-openpgp", "KEYFILE|cmd:PROGRAM", &words::SIGN))
        .arg(option(lang, "sign-sm2", "KEYFILE|cmd:PROGRAM", &words::SIGN_SM2))
        .arg(option(lang, "sm2-chain", "FILE", &words::SM2_CHAIN).requires("sign-sm2"))
        .arg(option(lang, "roots", "DIR", &words::ROOTS));
    passphrases(lang, command).arg(option(lang, "signing-time", "TIME", &words::SIGNING_TIME))
}

/// For keys of both kinds.
fn passphrases(lang: Lang, command: Command) -> Command {
    let fd = option(lang, "sm2-passphrase-fd", "N", &words::SM2_PASSPHRASE_FD);
    passphrase(lang, command)
        .arg(option(lang, "sm2-passphrase-file", "FILE", &words::SM2_PASSPHRASE_FILE))
        .arg(fd.conflicts_with("sm2-passphrase-file"))
}

fn passphrase(lang: Lang, command: Command) -> Command {
    let fd = option(lang, "passphrase-fd", "N", &words::PASSPHRASE_FD);
    command
        .arg(option(lang, "passphrase-file", "FILE", &words::PASSPHRASE_FILE))
        .arg(fd.conflicts_with("passphrase-file"))
}

fn reaching_go(lang: Lang, command: Command) -> Command {
    command.arg(option(lang, "go-mirror", "URL", &words::GO_MIRROR)).arg(option(
        lang,
        "go-sha256",
        "DIGEST",
        &words::GO_SHA256,
    ))
}

/// A verb on one finished file of any architecture.
fn on_a_file(lang: Lang, command: Command) -> Command {
    let command = command.arg(positional(lang, "file", &verbs::FILE).required(true)).arg(option(
        lang,
        "cpu",
        "CPU",
        &verbs::CPU,
    ));
    Demands::options(lang, command)
}

fn inspect(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "inspect", &words::INSPECT).alias("info")).arg(flag(
        lang,
        "provenance",
        &verbs::PROVENANCE,
    ))
}

fn verify(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "verify", &verbs::VERIFY)).arg(flag(
        lang,
        "upstream",
        &verbs::UPSTREAM,
    ))
}

fn list(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "list", &verbs::LIST))
        .arg(positional(lang, "glob", &verbs::GLOBS).action(ArgAction::Append).num_args(0..))
        .arg(flag(lang, "long", &verbs::LONG))
}

fn extract(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "extract", &verbs::EXTRACT))
        .arg(positional(lang, "glob", &verbs::GLOBS).action(ArgAction::Append).num_args(0..))
        .arg(option(lang, "directory", "DIR", &verbs::DIRECTORY).short('C'))
}

fn keys(lang: Lang) -> Command {
    let out = |help| option(lang, "out", "DIR", help).required(true);
    let directory = || positional(lang, "dir", &words::KEYS_DIRECTORY);
    let init = verb(lang, "init", &words::KEYS_INIT)
        .arg(option(lang, "name", "NAME", &words::NAME).required(true))
        .arg(out(&words::KEYS_OUT));
    let open = || flag(lang, "no-passphrase", &words::NO_PASSPHRASE);
    let fd = option(lang, "passphrase-fd", "N", &words::KEYS_WORDS_FD);
    let init = init
        .arg(flag(lang, "sm2", &words::KEYS_SM2))
        .arg(option(lang, "require", "KIND,...", &words::KEYS_REQUIRE))
        .arg(option(lang, "passphrase-file", "FILE", &words::KEYS_WORDS_FILE))
        .arg(fd.conflicts_with("passphrase-file"))
        .arg(open().conflicts_with_all(["passphrase-file", "passphrase-fd"]))
        .arg(option(lang, "time", "TIME", &words::TIME));
    let release = verb(lang, "release", &words::KEYS_RELEASE)
        .arg(option(lang, "name", "NAME", &words::NAME).required(true))
        .arg(out(&words::KEYS_OUT))
        .arg(
            option(lang, "sm2-root", "CERTIFICATE", &words::KEYS_SM2_ROOT).requires("sm2-root-key"),
        )
        .arg(
            option(lang, "sm2-root-key", "KEYFILE", &words::KEYS_SM2_ROOT_KEY).requires("sm2-root"),
        );
    let release = passphrases(lang, release)
        .arg(open().conflicts_with_all(["passphrase-file", "passphrase-fd"]))
        .arg(option(lang, "time", "TIME", &words::TIME));
    let revoke = verb(lang, "revoke", &words::KEYS_REVOKE)
        .arg(positional(lang, "key", &words::REVOKE_KEY).required(true))
        .arg(option(lang, "out", "FILE", &words::REVOKE_OUT))
        .arg(option(lang, "because", "TEXT", &words::REVOKE_BECAUSE));
    let revoke = passphrase(lang, revoke).arg(option(lang, "time", "TIME", &words::REVOKE_TIME));
    let export =
        verb(lang, "export", &words::KEYS_EXPORT).arg(directory()).arg(out(&words::KEYS_OUT));
    verb(lang, "keys", &words::KEYS)
        .subcommand_required(true)
        .subcommand(init)
        .subcommand(release)
        .subcommand(verb(lang, "list", &words::KEYS_LIST).arg(directory()))
        .subcommand(verb(lang, "fingerprint", &words::KEYS_FINGERPRINT).arg(directory()))
        .subcommand(export)
        .subcommand(revoke)
}

fn sidecars(lang: Lang) -> Command {
    let files = positional(lang, "file", &words::FILES).action(ArgAction::Append);
    let command = verb(lang, "sidecars", &words::SIDECARS);
    signing(lang, command.arg(files.num_args(1..).required(true)))
}

fn go(lang: Lang) -> Command {
    let on_a_version = |name, about, arch| {
        verb(lang, name, about)
            .arg(positional(lang, "version", &words::GO_VERSION).required(true))
            .arg(option(lang, "arch", "CPU,...", arch))
    };
    let pin = on_a_version("pin", &words::GO_PIN, &words::GO_PIN_ARCH)
        .arg(option(lang, "go-mirror", "URL", &words::GO_MIRROR))
        .arg(option(lang, "recipes", "DIR", &words::RECIPES));
    let build = on_a_version("build", &words::GO_BUILD, &words::GO_BUILD_ARCH)
        .arg(option(lang, "prove", "large|full", &words::PROVE))
        .arg(option(lang, "go-sha256", "DIGEST", &words::GO_SHA256))
        .arg(flag(lang, "offline", &words::OFFLINE));
    let fetch = on_a_version("fetch", &words::GO_FETCH, &words::GO_FETCH_ARCH);
    verb(lang, "go", &words::GO)
        .subcommand_required(true)
        .subcommand(pin)
        .subcommand(reaching_go(lang, fetch))
        .subcommand(build)
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
}
