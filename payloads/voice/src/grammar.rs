//! A grammar whose help is in the reader's language. A program declares its verbs and their options with clap's
//! derive and gives a sentence as the help of each; [`in_language`] then picks the reader's language.

use crate::words::usage as words;
use crate::{Fact, Lang, Said, Voice};
use clap::builder::{StyledStr, TypedValueParser, ValueParser};
use clap::{Arg, ArgAction, Args, Command};
use std::error::Error;
use std::fmt;
use std::path::PathBuf;

/// Between the two languages of a help text, until one is picked.
const BETWEEN: char = '\u{241f}';

/// Behind the options of the verb itself.
const LAST: usize = 900;

impl From<Said> for StyledStr {
    fn from(said: Said) -> StyledStr {
        format!("{}{BETWEEN}{}", said.render(Lang::En), said.render(Lang::Zh)).into()
    }
}

/// What every verb takes.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Common {
    #[arg(long, global = true, display_order = LAST, help = words::json())]
    pub(crate) json: bool,
    #[arg(long, short, global = true, display_order = LAST, help = words::quiet())]
    pub(crate) quiet: bool,
    #[arg(long, global = true, display_order = LAST, value_name = "zh|en", help = words::lang(),
        value_parser = typed(Lang::parse))]
    pub(crate) lang: Option<Lang>,
    #[arg(long, global = true, display_order = LAST, value_name = "FILE", help = words::log())]
    pub(crate) log: Option<PathBuf>,
}

impl Common {
    /// The voice that was asked for; `lang` where no language was.
    ///
    /// # Errors
    /// The log cannot be opened.
    pub fn voice(&self, lang: Lang) -> anyhow::Result<Voice> {
        let voice = Voice::new(self.lang.unwrap_or(lang), self.json, self.quiet);
        match &self.log {
            Some(path) => voice.with_log(path),
            None => Ok(voice),
        }
    }
}

/// For [`Command::mut_args`]: the argument called `id` as `change` has it, in its place, which
/// [`Command::mut_arg`] would not leave it.
pub fn only(id: &'static str, change: impl Fn(Arg) -> Arg) -> impl FnMut(Arg) -> Arg {
    move |argument| if argument.get_id() == id { change(argument) } else { argument }
}

/// A value as `parse` understands it; what it does not is named with its option.
pub fn typed<T: Clone + Send + Sync + 'static>(parse: fn(&str) -> Option<T>) -> ValueParser {
    ValueParser::new(
        clap::builder::NonEmptyStringValueParser::new()
            .try_map(move |word: String| parse(&word).ok_or(NoValue)),
    )
}

/// A value as `parse` understands it, which says itself what is wrong with another.
pub fn explained<T: Clone + Send + Sync + 'static>(
    parse: fn(&str) -> Result<T, Fact>,
) -> ValueParser {
    ValueParser::new(
        clap::builder::StringValueParser::new().try_map(move |word: String| parse(&word)),
    )
}

/// The word is no value of its option.
#[derive(Clone, Copy, Debug)]
struct NoValue;

impl fmt::Display for NoValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such value")
    }
}

impl Error for NoValue {}

/// `command` and its verbs, with help, headings and usage lines in `lang`.
pub fn in_language(command: Command, lang: Lang) -> Command {
    let about = command.get_about().map(|about| picked(about, lang)).unwrap_or_default();
    let usage = words::usage().render(lang);
    let options = words::options().render(lang);
    let has_help = command.get_arguments().any(|argument| argument.get_id() == "help");
    let command = command
        .about(about)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .help_template(format!("{{about}}\n\n{usage} {{usage}}\n\n{{all-args}}"))
        .subcommand_help_heading(words::verbs().render(lang))
        .subcommand_value_name(words::verb().render(lang))
        .next_help_heading(options)
        .mut_args(|argument| argument_in(argument, lang))
        .mut_subcommands(|verb| in_language(verb, lang));
    match has_help {
        true => command,
        false => command.arg(argument_in(help_flag(), lang)),
    }
}

fn help_flag() -> Arg {
    Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .display_order(LAST - 1)
        .help(words::help_flag())
}

fn argument_in(argument: Arg, lang: Lang) -> Arg {
    let help = argument.get_help().map(|help| picked(help, lang)).unwrap_or_default();
    let heading = match argument.is_positional() {
        true => words::arguments(),
        false => words::options(),
    };
    let values = argument.get_possible_values();
    let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    let takes_values = argument.get_action().takes_values();
    let argument = match takes_values && !argument.is_positional() && !names.is_empty() {
        true => argument.value_name(names.join("|")),
        false => argument,
    };
    let argument = argument.help(help).help_heading(heading.render(lang));
    match takes_values {
        true => argument.hide_possible_values(true).hide_default_value(true),
        false => argument,
    }
}

fn picked(both: &StyledStr, lang: Lang) -> String {
    let both = both.to_string();
    match (both.split_once(BETWEEN), lang) {
        (Some((en, _)), Lang::En) => en.to_owned(),
        (Some((_, zh)), Lang::Zh) => zh.to_owned(),
        (None, _) => both,
    }
}
