//! The command line in the reader's language: help, usage, and what is wrong with what was typed.
//! Both programs build their grammar from these pieces, so they look and answer alike.

use crate::Exit;
use crate::columns::wrapped;
use crate::words::usage as words;
use crate::{Fact, Lang, Said, Voice};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};

/// A program or verb called `name`.
pub fn verb(lang: Lang, name: &'static str, about: fn() -> Said) -> Command {
    let render = |text: fn() -> Said| text().render(lang);
    Command::new(name)
        .about(render(about))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .help_template(format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}", render(words::usage)))
        .subcommand_help_heading(render(words::verbs))
        .subcommand_value_name(render(words::verb))
        .next_help_heading(render(words::options))
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(render(words::help_flag)),
        )
}

/// No line of help is longer, as far as words allow it.
const COLUMNS: usize = 79;

/// Behind the options of the verb itself.
const LAST: usize = 900;

/// `--json --quiet --lang --log`, which every verb takes.
pub fn common_options(lang: Lang, command: Command) -> Command {
    command
        .arg(flag(lang, "json", words::json).global(true).display_order(LAST))
        .arg(flag(lang, "quiet", words::quiet).short('q').global(true).display_order(LAST))
        .arg(option(lang, "lang", "zh|en", words::lang).global(true).display_order(LAST))
        .arg(option(lang, "log", "FILE", words::log).global(true).display_order(LAST))
}

/// `--name`, on or off.
pub fn flag(lang: Lang, name: &'static str, help: fn() -> Said) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help().render(lang))
}

/// `--name VALUE`.
pub fn option(lang: Lang, name: &'static str, value: &'static str, help: fn() -> Said) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .action(ArgAction::Set)
        .value_parser(clap::value_parser!(std::ffi::OsString))
        .help(help().render(lang))
}

/// A positional argument.
pub fn positional(lang: Lang, name: &'static str, help: fn() -> Said) -> Arg {
    Arg::new(name)
        .value_name(name.to_uppercase())
        .value_parser(clap::value_parser!(std::ffi::OsString))
        .help(help().render(lang))
        .help_heading(words::arguments().render(lang))
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

/// What clap calls an argument, without the names of its values and the brackets of a usage line.
fn plain_name(argument: &str) -> String {
    match argument.strip_prefix('-') {
        Some(_) => argument.split([' ', '=']).next().unwrap_or_default().to_owned(),
        None => argument.trim_matches(['<', '>', '[', ']', '.']).to_owned(),
    }
}

/// What clap found wrong, in the words of this crate.
pub fn usage_fact(error: &clap::Error) -> Fact {
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
        ErrorKind::ArgumentConflict => words::conflict(&argument, &context(ContextKind::PriorArg)),
        _ => words::other(&error),
    };
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand].map(context).concat();
    let fact = Fact::new(Exit::Usage, said);
    match suggestion.is_empty() {
        true => fact.help(words::see_help()),
        false => fact.help(words::did_you_mean(&suggestion)),
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
    use std::ffi::OsString;

    fn program(lang: Lang) -> Command {
        common_options(lang, verb(lang, "x", words::usage).arg(flag(lang, "plain", words::json)))
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
