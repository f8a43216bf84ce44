//! The command line in the reader's language: help, usage, and what is wrong with what was typed.
//! Both programs build their grammar from these pieces, so they look and answer alike.

use super::columns::wrapped;
use super::{Fact, Lang, Text, Voice, usage as words};
use crate::{Exit, say};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};

/// A program or verb called `name`.
pub fn verb(lang: Lang, name: &'static str, about: &'static Text) -> Command {
    let render = |text: &'static Text| super::Said::plain(text).render(lang);
    Command::new(name)
        .about(render(about))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .help_template(format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}", render(&words::USAGE)))
        .subcommand_help_heading(render(&words::VERBS))
        .subcommand_value_name(render(&words::VERB))
        .next_help_heading(render(&words::OPTIONS))
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(render(&words::HELP_FLAG)),
        )
}

/// No line of help is longer, as far as words allow it.
const COLUMNS: usize = 79;

/// Behind the options of the verb itself.
const LAST: usize = 900;

/// `--json --quiet --lang --log`, which every verb takes.
pub fn common_options(lang: Lang, command: Command) -> Command {
    command
        .arg(flag(lang, "json", &words::JSON).global(true).display_order(LAST))
        .arg(flag(lang, "quiet", &words::QUIET).short('q').global(true).display_order(LAST))
        .arg(option(lang, "lang", "zh|en", &words::LANG).global(true).display_order(LAST))
        .arg(option(lang, "log", "FILE", &words::LOG).global(true).display_order(LAST))
}

/// `--name`, on or off.
pub fn flag(lang: Lang, name: &'static str, help: &'static Text) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(super::Said::plain(help).render(lang))
}

/// `--name VALUE`.
pub fn option(lang: Lang, name: &'static str, value: &'static str, help: &'static Text) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .action(ArgAction::Set)
        .value_parser(clap::value_parser!(std::ffi::OsString))
        .help(super::Said::plain(help).render(lang))
}

/// A positional argument.
pub fn positional(lang: Lang, name: &'static str, help: &'static Text) -> Arg {
    Arg::new(name)
        .value_name(name.to_uppercase())
        .value_parser(clap::value_parser!(std::ffi::OsString))
        .help(super::Said::plain(help).render(lang))
        .help_heading(super::Said::plain(&words::ARGUMENTS).render(lang))
}

/// What a command line comes to.
#[derive(Debug)]
pub enum Parsed {
    /// To be carried out.
    Matches(Box<ArgMatches>),
    /// Help was asked for: print it and end well.
    Help(String),
}

/// Parses `arguments` (the program's name first).
///
/// # Errors
/// [`Exit::Usage`], naming the argument, with the nearest match as help.
pub fn parse(command: Command, arguments: Vec<std::ffi::OsString>) -> anyhow::Result<Parsed> {
    let options = some_options(&command);
    match command.try_get_matches_from(arguments) {
        Ok(matches) => Ok(Parsed::Matches(Box::new(matches))),
        Err(e)
            if matches!(
                e.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            ) =>
        {
            let help = e.render().to_string().replace(CLAPS_OPTIONS, &options);
            Ok(Parsed::Help(wrapped(&help, COLUMNS)))
        }
        Err(e) => Err(usage_fact(&e).into()),
    }
}

/// What clap puts for options into each usage line, in English only.
pub(super) const CLAPS_OPTIONS: &str = "[OPTIONS]";

/// The same in the language of the grammar, as [`verb`] gave it.
pub(super) fn some_options(command: &Command) -> String {
    let heading = command.get_next_help_heading().unwrap_or_default();
    format!("[{}]", heading.to_uppercase())
}

/// The language a command line asks for, found before it can be parsed: `--lang`, else the locale.
pub fn language(
    arguments: &[std::ffi::OsString],
    variable: impl Fn(&str) -> Option<String>,
) -> Lang {
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

/// The voice that the options of [`common_options`] ask for.
///
/// # Errors
/// [`Exit::Usage`] for a language that is none, or a log that cannot be opened.
pub fn voice(lang: Lang, matches: &ArgMatches) -> anyhow::Result<Voice> {
    let word = |name| matches.get_one::<std::ffi::OsString>(name);
    if let Some(word) =
        word("lang").and_then(|word| word.to_str()).filter(|w| Lang::parse(w).is_none())
    {
        return Err(bad_value("--lang", word).into());
    }
    let voice = Voice::new(lang, matches.get_flag("json"), matches.get_flag("quiet"));
    match word("log") {
        Some(path) => voice.with_log(std::path::Path::new(path)),
        None => Ok(voice),
    }
}

fn usage_fact(error: &clap::Error) -> Fact {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(s)) => s.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let said = match error.kind() {
        ErrorKind::UnknownArgument => say!(words::UNKNOWN_ARGUMENT, argument = argument),
        ErrorKind::InvalidSubcommand => {
            say!(words::UNKNOWN_VERB, verb = context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => say!(words::MISSING_ARGUMENT, argument = argument),
        ErrorKind::MissingSubcommand => say!(words::MISSING_VERB),
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            say!(words::MISSING_VALUE, argument = argument)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            say!(words::BAD_VALUE, argument = argument, value = context(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => {
            say!(words::CONFLICT, argument = argument, other = context(ContextKind::PriorArg))
        }
        _ => say!(words::OTHER, why = error),
    };
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand].map(context).concat();
    let fact = Fact::new(Exit::Usage, said);
    match suggestion.is_empty() {
        true => fact.help(say!(words::SEE_HELP)),
        false => fact.help(say!(words::DID_YOU_MEAN, suggestion = suggestion)),
    }
}

/// Asserts that a program's grammar holds together and that no help in it has an open placeholder, in
/// both languages. For tests.
pub fn assert_sound(grammar: impl Fn(Lang) -> Command) {
    for lang in [Lang::En, Lang::Zh] {
        grammar(lang).debug_assert();
        let mut pending = vec![grammar(lang)];
        while let Some(mut command) = pending.pop() {
            let help = command.render_long_help().to_string();
            assert!(!help.contains(['{', '}']), "{help}");
            pending.extend(command.get_subcommands().cloned());
        }
    }
}

/// No verb was typed.
pub fn missing_verb() -> Fact {
    Fact::new(Exit::Usage, say!(words::MISSING_VERB)).help(say!(words::SEE_HELP))
}

/// A value that is wrong for its option, found after the grammar accepted it.
pub fn bad_value(argument: &str, value: impl std::fmt::Display) -> Fact {
    Fact::new(Exit::Usage, say!(words::BAD_VALUE, argument = argument, value = value))
        .help(say!(words::SEE_HELP))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn program(lang: Lang) -> Command {
        common_options(lang, verb(lang, "x", &words::USAGE).arg(flag(lang, "plain", &words::JSON)))
    }

    fn arguments(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[test]
    fn a_misspelt_option_is_named_with_its_nearest_match() {
        let error = parse(program(Lang::En), arguments(&["x", "--plian"])).unwrap_err();
        let fact = error.downcast_ref::<Fact>().unwrap();
        assert_eq!(fact.exit, Exit::Usage);
        assert_eq!(fact.said.render(Lang::En), "unknown option --plian");
        assert!(fact.help.as_ref().unwrap().render(Lang::Zh).contains("--plain"));
    }

    #[test]
    fn help_has_no_english_headings_in_chinese() {
        let Parsed::Help(help) = parse(program(Lang::Zh), arguments(&["x", "-h"])).unwrap() else {
            panic!("no help")
        };
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
