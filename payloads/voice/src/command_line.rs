//! The command line in the reader's language: help, usage, and what is wrong with what was typed.
//! Both programs read theirs here, so they look and answer alike.

use crate::Exit;
use crate::columns::wrapped;
use crate::grammar::Common;
use crate::words::usage as words;
use crate::{Fact, Lang, Voice};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, FromArgMatches};
use std::error::Error;
use std::ffi::OsString;

/// No line of help is longer, as far as words allow it.
const COLUMNS: usize = 79;

/// What a command line comes to.
#[derive(Debug)]
pub enum Typed<P> {
    /// To be carried out.
    Program(Box<P>),
    /// Help was asked for: print it and end well.
    Help(String),
}

/// What `arguments` say, the program's name first; `grammar` is that of `P`.
///
/// # Errors
/// [`Exit::Usage`], naming the argument, with the nearest match as help.
pub fn read<P: FromArgMatches>(
    grammar: Command,
    arguments: Vec<OsString>,
) -> anyhow::Result<Typed<P>> {
    let options = some_options(&grammar);
    let read = grammar.try_get_matches_from(arguments).and_then(|m| P::from_arg_matches(&m));
    match read {
        Ok(program) => Ok(Typed::Program(Box::new(program))),
        Err(e)
            if matches!(
                e.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            ) =>
        {
            let help = e.render().to_string().replace(CLAPS_OPTIONS, &options);
            Ok(Typed::Help(wrapped(&help, COLUMNS)))
        }
        Err(e) => Err(usage_fact(&e).into()),
    }
}

/// Carries out what was `typed`: `run` gets the voice that was asked for; help, and what is wrong before there is one,
/// is said by `plain`.
pub fn carry_out<P>(
    typed: anyhow::Result<Typed<P>>,
    plain: &Voice,
    common: impl FnOnce(&P) -> &Common,
    run: impl FnOnce(P, Voice) -> Exit,
) -> Exit {
    let program = match typed {
        Ok(Typed::Program(program)) => *program,
        Ok(Typed::Help(help)) => {
            return plain.end(plain.output(help.trim_end()).map(|()| Exit::Done));
        }
        Err(error) => return plain.error(&error),
    };
    match common(&program).voice(plain.lang()) {
        Ok(voice) => run(program, voice),
        Err(error) => plain.error(&error),
    }
}

/// What clap puts for options into each usage line, in English only.
pub(super) const CLAPS_OPTIONS: &str = "[OPTIONS]";

/// The same in the language of the grammar.
pub(super) fn some_options(command: &Command) -> String {
    let heading = command.get_next_help_heading().unwrap_or_default();
    format!("[{}]", heading.to_uppercase())
}

/// A voice for what is said before the grammar has read `arguments`: with `--json` if it stands there, in the
/// language of `--lang`, else of the locale.
pub fn plain_voice(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Voice {
    let json = arguments.iter().take_while(|word| *word != "--").any(|word| word == "--json");
    Voice::new(language(arguments, variable), json, false)
}

fn language(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Lang {
    let mut words = arguments.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--");
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang=") {
            Some(value) => Some(value),
            None if word == "--lang" => words.next(),
            None => None,
        };
        if let Some(lang) = value.and_then(Lang::parse) {
            return lang;
        }
    }
    Lang::from_locale(variable)
}

/// What clap calls an argument, without the names of its values and the brackets of a usage line.
fn plain_name(argument: &str) -> String {
    match argument.strip_prefix('-') {
        Some(_) => argument.split([' ', '=', '[']).next().unwrap_or_default().to_owned(),
        None => argument.trim_matches(['<', '>', '[', ']', '.']).to_owned(),
    }
}

/// What clap found wrong, in the words of this crate; what a value's parser said of it is left as it is.
pub fn usage_fact(error: &clap::Error) -> Fact {
    if let Some(fact) = error.source().and_then(|source| source.downcast_ref::<Fact>()) {
        return fact.clone();
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(s)) => s.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = plain_name(&context(ContextKind::InvalidArg));
    let said = match error.kind() {
        ErrorKind::UnknownArgument if !argument.starts_with('-') => words::superfluous(&argument),
        ErrorKind::UnknownArgument => words::unknown_argument(&argument),
        ErrorKind::InvalidUtf8 => words::not_utf8(),
        ErrorKind::InvalidSubcommand => {
            words::unknown_verb(&context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => words::missing_argument(&argument),
        ErrorKind::MissingSubcommand => words::missing_verb(),
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            words::missing_value(&argument)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            words::bad_value(&argument, &context(ContextKind::InvalidValue))
        }
        ErrorKind::TooManyValues => {
            words::needless_value(&argument, &context(ContextKind::InvalidValue))
        }
        // A verb can only stand before all else: this word is none.
        ErrorKind::ArgumentConflict if argument.is_empty() => {
            words::superfluous(&context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::ArgumentConflict => words::conflict(&argument, &context(ContextKind::PriorArg)),
        _ => Exit::Usage.meaning(),
    };
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let suggestion = suggestion.map(context).concat();
    let values = context(ContextKind::ValidValue);
    let fact = Fact::new(Exit::Usage, said);
    match (suggestion.is_empty(), values.is_empty()) {
        (false, _) => fact.help(words::did_you_mean(&suggestion)),
        (true, false) => fact.help(words::takes(&values)),
        (true, true) => fact.help(words::see_help()),
    }
}

/// Another word was typed where a verb belongs.
pub fn unknown_verb(word: &str) -> Fact {
    Fact::new(Exit::Usage, words::unknown_verb(&word)).help(words::see_help())
}

/// No verb was typed.
pub fn missing_verb() -> Fact {
    Fact::new(Exit::Usage, words::missing_verb()).help(words::see_help())
}

/// A value that is wrong for its option, found after the grammar accepted it.
pub fn bad_value(argument: &str, value: impl std::fmt::Display) -> Fact {
    Fact::new(Exit::Usage, words::bad_value(&argument, &value)).help(words::see_help())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{explained, in_language, typed};
    use crate::manual::Shell;
    use clap::{CommandFactory, Parser};

    #[derive(Debug, Parser)]
    #[command(name = "x", about = words::usage())]
    struct Program {
        #[arg(long, help = words::json())]
        plain: bool,
        #[arg(long, help = words::json(), value_parser = explained(counted))]
        count: Option<u32>,
        #[arg(long, help = words::lang(), value_parser = typed(Lang::parse))]
        lang: Option<Lang>,
        #[arg(long, help = words::lang(), value_parser = typed(Lang::parse), num_args = 0..=1,
            require_equals = true, default_missing_value = "zh")]
        shown: Option<Lang>,
        #[arg(help = words::lang())]
        shell: Option<Shell>,
    }

    fn counted(text: &str) -> Result<u32, Fact> {
        text.parse().map_err(|_| Fact::new(Exit::Policy, words::not_utf8()))
    }

    fn arguments(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    fn program(lang: Lang, words: &[&str]) -> anyhow::Result<Typed<Program>> {
        read(in_language(Program::command(), lang), arguments(words))
    }

    fn fact(words: &[&str]) -> Fact {
        program(Lang::En, words).unwrap_err().downcast::<Fact>().unwrap()
    }

    #[test]
    fn a_misspelt_option_is_named_with_its_nearest_match() {
        let fact = fact(&["x", "--plian"]);
        assert_eq!(fact.exit, Exit::Usage);
        assert_eq!(fact.said.render(Lang::En), "unknown option --plian");
        assert!(fact.help.as_ref().unwrap().render(Lang::Zh).contains("--plain"));
    }

    #[test]
    fn a_value_that_cannot_be_is_explained_or_named_with_its_option() {
        let own = fact(&["x", "--count", "two"]);
        assert_eq!((own.exit, own.said), (Exit::Policy, words::not_utf8()));
        let named = fact(&["x", "--lang", "xx"]);
        assert_eq!(named.said.render(Lang::En), "--lang does not take the value xx");
        let optional = fact(&["x", "--shown=xx"]);
        assert_eq!(optional.said.render(Lang::En), "--shown does not take the value xx");
    }

    #[test]
    fn the_values_that_there_are_are_named_or_the_one_that_was_meant() {
        let help = |word: &str| fact(&["x", word]).help.unwrap().render(Lang::En);
        assert_eq!(help("powershell"), "it takes: bash, zsh, fish");
        assert_eq!(help("bahs"), "did you mean bash?");
    }

    #[test]
    fn nothing_of_what_clap_says_itself_is_left() {
        let said = fact(&["x", "--plain=yes"]).said;
        assert_eq!(said.render(Lang::En), "--plain takes no value, but yes was given");
        assert_eq!(said.render(Lang::Zh), "--plain 不带值,却给出了 yes");
    }

    #[test]
    fn help_has_no_english_headings_in_chinese() {
        let Typed::Help(help) = program(Lang::Zh, &["x", "-h"]).unwrap() else { panic!("no help") };
        assert!(help.contains("用法") && help.contains("选项"), "{help}");
        assert!(
            !help.contains("Usage") && !help.contains("Options") && !help.contains("Print"),
            "{help}"
        );
    }

    #[test]
    fn the_language_is_found_before_the_line_is_parsed() {
        let from = |words: &[&str]| language(&arguments(words), |_| None);
        assert_eq!(from(&["x", "--lang", "zh"]), Lang::Zh);
        assert_eq!(from(&["x", "verb", "--lang=zh"]), Lang::Zh);
        assert_eq!(from(&["x", "--", "--lang=zh"]), Lang::En);
    }
}
