//! Every verb of `goferry-pack`, a file or a folder each. The table [`Verb`] is the grammar: parser, help,
//! completions and manual read it.

mod build;
mod cosign;
mod go;
mod inspect;
mod keys;
mod sidecars;
mod sign;
mod signing;
mod stubs;
mod trust_list;

use crate::session::Session;
use crate::words::options as words;
use clap::{Command, CommandFactory, Parser, Subcommand};
use payloads::sentences::verbs;
use std::ffi::OsString;
use voice::command_line::{self, Typed};
use voice::grammar::{Common, in_language};
use voice::sentences::{usage, verbs as common};
use voice::{Lang, manual};

/// The program's name, in usage lines, completions and the manual.
const NAME: &str = "goferry-pack";

/// A command line.
#[derive(Parser)]
#[command(name = NAME, about = words::about())]
pub struct Program {
    #[arg(long, short = 'V', help = usage::version_flag())]
    version: bool,
    /// Language, log, JSON, silence.
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    verb: Option<Verb>,
}

impl Program {
    /// The whole grammar, with its help in `lang`.
    fn grammar(lang: Lang) -> Command {
        in_language(Program::command(), lang)
    }

    /// What was typed, `arguments`, with the program's name first.
    ///
    /// # Errors
    /// [`voice::Exit::Usage`], naming the argument.
    pub fn read(arguments: Vec<OsString>, lang: Lang) -> anyhow::Result<Typed<Program>> {
        command_line::read(Program::grammar(lang), arguments)
    }

    /// Carries it out.
    ///
    /// # Errors
    /// Those of the verb; [`voice::Exit::Usage`] where there is none.
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        match &self.verb {
            _ if self.version => version(session),
            Some(verb) => verb.run(session),
            None => Err(command_line::missing_verb().into()),
        }
    }
}

#[derive(Subcommand)]
enum Verb {
    #[command(about = words::build())]
    Build(Box<build::Build>),
    #[command(about = words::inspect(), alias = "info")]
    Inspect(inspect::Inspect),
    #[command(about = verbs::list())]
    List(inspect::List),
    #[command(about = common::verify())]
    Verify(inspect::Verify),
    #[command(about = common::extract())]
    Extract(inspect::Extract),
    #[command(subcommand, about = words::keys(), arg_required_else_help = false)]
    Keys(keys::Verb),
    #[command(about = words::sidecars())]
    Sidecars(sidecars::Sidecars),
    #[command(about = words::signing::sign())]
    Sign(Box<sign::Sign>),
    #[command(about = words::cosigning::cosign())]
    Cosign(Box<cosign::Cosign>),
    #[command(about = words::trust_list())]
    TrustList(trust_list::Verbs),
    #[command(about = words::stubs())]
    Stubs,
    #[command(subcommand, about = words::go(), arg_required_else_help = false)]
    Go(go::Verb),
    #[command(about = verbs::completions())]
    Completions(manual::Completions),
    #[command(about = verbs::man(&NAME))]
    Man,
    #[command(about = verbs::exit_codes())]
    ExitCodes,
}

impl Verb {
    fn run(&self, session: &Session) -> anyhow::Result<()> {
        let voice = &session.voice;
        match self {
            Verb::Build(verb) => verb.run(session),
            Verb::Inspect(verb) => verb.run(session),
            Verb::List(verb) => verb.run(session),
            Verb::Verify(verb) => verb.run(session),
            Verb::Extract(verb) => verb.run(session),
            Verb::Keys(verb) => verb.run(session),
            Verb::Sidecars(verb) => verb.run(session),
            Verb::Sign(verb) => verb.run(session),
            Verb::Cosign(verb) => verb.run(session),
            Verb::TrustList(verb) => verb.run(session),
            Verb::Stubs => stubs::run(session),
            Verb::Go(verb) => verb.run(session),
            Verb::Completions(verb) => verb.print(Program::grammar(voice.lang()), NAME, voice),
            Verb::Man => manual::page(&Program::grammar(voice.lang()), voice),
            Verb::ExitCodes => manual::exit_codes(voice),
        }
    }
}

fn version(session: &Session) -> anyhow::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    if session.voice.is_json() {
        return session.voice.json(&serde_json::json!({ "program": NAME, "version": version }));
    }
    session.voice.output(&format!("{NAME} {version}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Arg;
    use clap::error::ErrorKind;
    use payloads::platform::Cpu;

    /// Whether `word` is a value that a help text names: one of `a|b`, a CPU, a kind of signature, a time.
    fn is_a_value(word: &str) -> bool {
        Cpu::parse(word).is_some()
            || ::keys::Kind::named(word).is_some()
            || word.starts_with("2026-")
            || ["zh", "en", "large", "full", "bash", "zsh", "fish"].contains(&word)
    }

    fn named_by(argument: &Arg) -> Vec<String> {
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let names = argument.get_value_names().unwrap_or_default().iter().map(|name| name.as_str());
        let all = names.chain([help.as_str()]).collect::<Vec<_>>().join(" ");
        let words = all.split(|c: char| !c.is_alphanumeric() && !"_-:".contains(c));
        words.filter(|word| is_a_value(word)).map(str::to_owned).collect()
    }

    /// Each argument of `command` with a value that its help names, behind the words that lead to it.
    fn lines(command: &Command, way: &[String], found: &mut Vec<Vec<String>>) {
        for argument in command.get_arguments().filter(|one| one.get_action().takes_values()) {
            for name in named_by(argument) {
                let option = argument.get_long().map(|long| format!("--{long}"));
                found.push([way, &option.into_iter().collect::<Vec<_>>(), &[name]].concat());
            }
        }
        for verb in command.get_subcommands() {
            lines(verb, &[way, &[verb.get_name().to_owned()]].concat(), found);
        }
    }

    #[test]
    fn the_grammar_is_sound_in_both_languages() {
        Program::grammar(Lang::En).debug_assert();
        Program::grammar(Lang::Zh).debug_assert();
    }

    #[test]
    fn every_value_that_a_help_text_names_is_taken() {
        let (grammar, mut all) = (Program::grammar(Lang::En), Vec::new());
        lines(&grammar, &[NAME.to_owned()], &mut all);
        for sure in [["--arch", "sw64"], ["--prove", "large"], ["--require", "sm2"]] {
            assert!(all.iter().any(|line| line.ends_with(&sure.map(str::to_owned))), "{sure:?}");
        }
        assert!(all.len() > 30, "{all:?}");
        for line in all {
            // What else is missing on the line is found after its values were read.
            let kind = grammar.clone().try_get_matches_from(&line).err().map(|error| error.kind());
            let fine = kind.is_none_or(|kind| kind == ErrorKind::MissingRequiredArgument);
            assert!(fine, "{line:?}: {kind:?}");
        }
    }

    #[test]
    fn a_verb_that_is_missing_below_another_is_an_error() {
        for verb in ["keys", "go"] {
            let typed = [NAME, verb].map(OsString::from).to_vec();
            assert!(Program::read(typed, Lang::En).is_err(), "{verb}");
        }
    }
}
