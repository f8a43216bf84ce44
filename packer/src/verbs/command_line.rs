//! The grammar of `goferry-pack`.

mod cosign;
mod sign;
mod trust_list;

use clap::{Arg, ArgAction, Command};
use payloads::demands::Demands;
use payloads::recipe::DEFAULT_GO;

use crate::words::gate;
use crate::words::options as words;
use payloads::sentences::verbs;
use voice::Lang;
use voice::command_line::{common_options, flag, option, positional, verb};
use voice::sentences::usage;

/// The program's name, in usage lines, completions and the manual.
pub const NAME: &str = "goferry-pack";

/// The whole grammar, with its help in `lang`.
pub fn command(lang: Lang) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::SetTrue);
    let program = verb(lang, NAME, words::about)
        .arg(version.help(usage::version_flag().render(lang)))
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
        .subcommand(verb(lang, "stubs", words::stubs))
        .subcommand(go(lang))
        .subcommand(completions(lang))
        .subcommand(verb(lang, "man", || verbs::man(&NAME)))
        .subcommand(verb(lang, "exit-codes", verbs::exit_codes));
    voice::grammar::in_language(common_options(lang, program), lang)
}

fn build(lang: Lang) -> Command {
    let go = option(lang, "go", "SPEC", || words::go_spec(&DEFAULT_GO));
    let command = verb(lang, "build", words::build)
        .arg(go)
        .arg(option(lang, "arch", "CPU,...", words::arch))
        .arg(option(lang, "module", "[NAME=]DIR", words::module).action(ArgAction::Append))
        .arg(option(lang, "acceptance", "[NAME=]DIR", gate::acceptance).action(ArgAction::Append))
        .arg(flag(lang, "vendor", words::vendor))
        .arg(option(lang, "allow-key", "MEMBER", words::allow_key).action(ArgAction::Append))
        .arg(option(lang, "stub", "FILE", words::stub))
        .arg(option(lang, "abi", "NAME", words::abi));
    let command = signing(lang, command)
        .arg(option(lang, "require", "KIND,...", words::require))
        .arg(option(lang, "line", "LINE", words::line))
        .arg(option(lang, "counter", "N", words::counter))
        .arg(option(lang, "flavour", "WORD", words::flavour))
        .arg(option(lang, "level", "N", words::level));
    reaching_go(lang, command)
        .arg(flag(lang, "offline", words::offline))
        .arg(flag(lang, "check", words::check))
        .arg(option(lang, "output", "PATH", words::output).short('o'))
}

/// Who signs, when, and under which root; whether somebody has to is left to the verb.
fn signing(lang: Lang, command: Command) -> Command {
    let command = command
        .arg(option(lang, "sign-openpgp", "KEYFILE|cmd:PROGRAM", words::sign))
        .arg(option(lang, "sign-sm2", "KEYFILE|cmd:PROGRAM", words::sign_sm2))
        .arg(option(lang, "sm2-chain", "FILE", words::sm2_chain).requires("sign-sm2"))
        .arg(option(lang, "roots", "DIR", words::roots));
    passphrases(lang, command).arg(option(lang, "signing-time", "TIME", words::signing_time))
}

/// For keys of both kinds.
fn passphrases(lang: Lang, command: Command) -> Command {
    let fd = option(lang, "sm2-passphrase-fd", "N", words::sm2_passphrase_fd);
    passphrase(lang, command)
        .arg(option(lang, "sm2-passphrase-file", "FILE", words::sm2_passphrase_file))
        .arg(fd.conflicts_with("sm2-passphrase-file"))
}

fn passphrase(lang: Lang, command: Command) -> Command {
    let fd = option(lang, "passphrase-fd", "N", words::passphrase_fd);
    command
        .arg(option(lang, "passphrase-file", "FILE", words::passphrase_file))
        .arg(fd.conflicts_with("passphrase-file"))
}

fn reaching_go(lang: Lang, command: Command) -> Command {
    command.arg(option(lang, "go-mirror", "URL", words::go_mirror)).arg(option(
        lang,
        "go-sha256",
        "DIGEST",
        words::go_sha256,
    ))
}

/// A verb on one finished file of any architecture.
fn on_a_file(lang: Lang, command: Command) -> Command {
    let command = command
        .arg(positional(lang, "file", crate::words::verbs::file).required(true))
        .arg(option(lang, "cpu", "CPU", verbs::cpu));
    Demands::options(command)
}

fn inspect(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "inspect", words::inspect).alias("info")).arg(flag(
        lang,
        "provenance",
        verbs::provenance,
    ))
}

fn verify(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "verify", voice::sentences::verbs::verify)).arg(flag(
        lang,
        "upstream",
        verbs::upstream,
    ))
}

fn list(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "list", verbs::list))
        .arg(positional(lang, "glob", verbs::globs).action(ArgAction::Append).num_args(0..))
        .arg(flag(lang, "long", verbs::long))
}

fn extract(lang: Lang) -> Command {
    on_a_file(lang, verb(lang, "extract", voice::sentences::verbs::extract))
        .arg(positional(lang, "glob", verbs::globs).action(ArgAction::Append).num_args(0..))
        .arg(option(lang, "directory", "DIR", voice::sentences::verbs::directory).short('C'))
}

fn keys(lang: Lang) -> Command {
    let out = |help| option(lang, "out", "DIR", help).required(true);
    let directory = || positional(lang, "dir", words::keys_directory);
    let init = verb(lang, "init", words::keys_init)
        .arg(option(lang, "name", "NAME", words::name).required(true))
        .arg(out(words::keys_out));
    let open = || flag(lang, "no-passphrase", words::no_passphrase);
    let fd = option(lang, "passphrase-fd", "N", words::keys_words_fd);
    let init = init
        .arg(flag(lang, "sm2", words::keys_sm2))
        .arg(option(lang, "require", "KIND,...", words::keys_require))
        .arg(option(lang, "passphrase-file", "FILE", words::keys_words_file))
        .arg(fd.conflicts_with("passphrase-file"))
        .arg(open().conflicts_with_all(["passphrase-file", "passphrase-fd"]))
        .arg(option(lang, "time", "TIME", words::time));
    let release = verb(lang, "release", words::keys_release)
        .arg(option(lang, "name", "NAME", words::name).required(true))
        .arg(out(words::keys_out))
        .arg(option(lang, "sm2-root", "CERTIFICATE", words::keys_sm2_root).requires("sm2-root-key"))
        .arg(
            option(lang, "sm2-root-key", "KEYFILE", words::keys_sm2_root_key).requires("sm2-root"),
        );
    let release = passphrases(lang, release)
        .arg(open().conflicts_with_all(["passphrase-file", "passphrase-fd"]))
        .arg(option(lang, "time", "TIME", words::time));
    let revoke = verb(lang, "revoke", words::keys_revoke)
        .arg(positional(lang, "key", words::revoke_key).required(true))
        .arg(option(lang, "out", "FILE", words::revoke_out))
        .arg(option(lang, "because", "TEXT", words::revoke_because));
    let revoke = passphrase(lang, revoke).arg(option(lang, "time", "TIME", words::revoke_time));
    let export =
        verb(lang, "export", words::keys_export).arg(directory()).arg(out(words::keys_out));
    verb(lang, "keys", words::keys)
        .subcommand_required(true)
        .subcommand(init)
        .subcommand(release)
        .subcommand(verb(lang, "list", words::keys_list).arg(directory()))
        .subcommand(verb(lang, "fingerprint", words::keys_fingerprint).arg(directory()))
        .subcommand(export)
        .subcommand(revoke)
}

fn sidecars(lang: Lang) -> Command {
    let files = positional(lang, "file", words::files).action(ArgAction::Append);
    let command = verb(lang, "sidecars", words::sidecars);
    signing(lang, command.arg(files.num_args(1..).required(true)))
}

fn go(lang: Lang) -> Command {
    let on_a_version = |name, about, arch| {
        verb(lang, name, about)
            .arg(positional(lang, "version", words::go_version).required(true))
            .arg(option(lang, "arch", "CPU,...", arch))
    };
    let pin = on_a_version("pin", words::go_pin, words::go_pin_arch)
        .arg(option(lang, "go-mirror", "URL", words::go_mirror))
        .arg(option(lang, "recipes", "DIR", words::recipes));
    let build = on_a_version("build", words::go_build, words::go_build_arch)
        .arg(option(lang, "prove", "large|full", words::prove))
        .arg(option(lang, "go-sha256", "DIGEST", words::go_sha256))
        .arg(flag(lang, "offline", words::offline));
    let fetch = on_a_version("fetch", words::go_fetch, words::go_fetch_arch);
    verb(lang, "go", words::go)
        .subcommand_required(true)
        .subcommand(pin)
        .subcommand(reaching_go(lang, fetch))
        .subcommand(build)
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
}
