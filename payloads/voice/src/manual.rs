//! What a grammar can say about itself: the manual page, completions, the table of exit codes.

use crate::Exit;
use crate::command_line::{CLAPS_OPTIONS, some_options};
use crate::words::verbs as words;
use crate::{Lang, Said, Voice};
use clap::{Arg, Args, Command, ValueEnum};
use clap_complete::Shell as Generated;

/// A shell that there are completions for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// Which completions are printed.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Completions {
    #[arg(value_enum, help = words::shell())]
    shell: Shell,
}

impl Completions {
    /// Those of the program called `name`.
    ///
    /// # Errors
    /// The write error.
    pub fn print(&self, mut command: Command, name: &str, voice: &Voice) -> anyhow::Result<()> {
        let mut script = |shell, name: &str| {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, name, &mut script);
            String::from_utf8_lossy(&script).trim_end().to_owned()
        };
        let script = match self.shell {
            Shell::Bash => {
                // clap_complete 4.6 gives a program with a hyphen in its name labels that never match.
                let plain = name.replace('-', "_");
                let ends = |name: &str| format!(" -o default {name}\n");
                script(Generated::Bash, &plain).replace(&ends(&plain), &ends(name))
            }
            Shell::Zsh => script(Generated::Zsh, name),
            Shell::Fish => script(Generated::Fish, name),
        };
        voice.output(&script)
    }
}

/// The manual page of a whole program, in roff (man(7)).
///
/// # Errors
/// The write error.
pub fn page(command: &Command, voice: &Voice) -> anyhow::Result<()> {
    voice.output(render(command, voice.lang()).trim_end())
}

/// The table of exit codes.
///
/// # Errors
/// The write error.
pub fn exit_codes(voice: &Voice) -> anyhow::Result<()> {
    let meaning = |exit: Exit| exit.meaning().render(voice.lang());
    if voice.is_json() {
        let of = |exit: Exit| serde_json::json!({ "code": exit.code(), "meaning": meaning(exit) });
        return voice.json(&Exit::ALL.into_iter().map(of).collect());
    }
    let lines = Exit::ALL.map(|exit| format!("{:>3}  {}", exit.code(), meaning(exit)));
    voice.output(&lines.join("\n"))
}

fn render(command: &Command, lang: Lang) -> String {
    let name = command.get_name();
    let heading = |text| format!(".SH {}\n", say_plain(text, lang));
    // Lines of Chinese have too few blanks to be stretched to one length.
    let mut page = format!(".TH {} 1\n.ad l\n", name.to_uppercase());
    page += &heading(words::man_name);
    page += &format!("{} \\- {}\n", literal(name), literal(&about(command)));
    page += &heading(words::man_synopsis);
    page += &format!(".B {}\n{}\n", literal(name), literal(&usage(command)));
    page += &heading(words::man_verbs);
    command.get_subcommands().filter(|c| !c.is_hide_set()).for_each(|c| verb(&mut page, "", c));
    page += &heading(words::man_options);
    command.get_arguments().filter(|a| !a.is_hide_set()).for_each(|a| argument(&mut page, a));
    page += &heading(words::man_exit);
    for exit in Exit::ALL {
        page += &format!(".TP\n.B {}\n{}\n", exit.code(), literal(&exit.meaning().render(lang)));
    }
    page
}

fn say_plain(text: fn() -> Said, lang: Lang) -> String {
    text().render(lang)
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

/// The usage line behind the program's name.
fn usage(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.replace(CLAPS_OPTIONS, &some_options(command));
    let name = command.get_name();
    usage.find(name).map_or(String::new(), |at| usage[at + name.len()..].trim().to_owned())
}

fn verb(page: &mut String, before: &str, command: &Command) {
    let name = format!("{before}{}", command.get_name());
    *page += &format!(".SS {} {}\n", literal(&name), literal(&usage(command)));
    *page += &format!("{}\n", literal(&about(command)));
    let own = |arg: &&Arg| !arg.is_hide_set() && !arg.is_global_set() && arg.get_id() != "help";
    command.get_arguments().filter(own).for_each(|arg| argument(page, arg));
    command.get_subcommands().for_each(|inner| verb(page, &format!("{name} "), inner));
}

fn argument(page: &mut String, arg: &Arg) {
    let value = arg.get_value_names().filter(|_| arg.get_action().takes_values());
    let value = value.and_then(|names| names.first()).map_or("", |name| name.as_str());
    let value = match arg.is_require_equals_set() {
        true => format!("[={value}]"),
        false => format!(" {value}"),
    };
    let long = arg.get_long().map(|long| format!("--{long}"));
    let short = arg.get_short().map(|short| format!("-{short}"));
    let flags: Vec<String> = [short, long].into_iter().flatten().collect();
    let flags = literal(&flags.join(", "));
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    *page += &format!(".TP\n\\fB{flags}\\fR{}\n{}\n", literal(&value), literal(&help));
}

/// Text that roff takes as it is: no escapes, no requests, hyphens that can be copied.
fn literal(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\n', " ");
    match text.starts_with(['.', '\'']) {
        true => format!("\\&{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{Common, in_language};
    use clap::{CommandFactory, Parser};

    #[derive(Parser)]
    #[command(name = "x", about = words::verify())]
    struct Program {
        #[command(flatten)]
        _common: Common,
        #[command(subcommand)]
        _verb: Option<Verb>,
    }

    #[derive(clap::Subcommand)]
    enum Verb {
        #[command(about = words::extract())]
        Extract {
            #[arg(long, short = 'C', value_name = "DIR", help = words::directory())]
            directory: String,
            #[arg(long, value_name = "N", help = words::directory(), num_args = 0..=1,
                require_equals = true, default_missing_value = "1")]
            deep: Option<u32>,
        },
    }

    #[test]
    fn the_manual_shows_every_verb_option_and_exit_code_in_the_readers_language() {
        let page = render(&in_language(Program::command(), Lang::Zh), Lang::Zh);
        for part in [
            ".SH 名称",
            ".SS extract",
            "\\fB\\-C, \\-\\-directory\\fR DIR",
            "\\fB\\-\\-deep\\fR[=N]",
            "\\-\\-lang",
            ".B 143",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    }

    #[test]
    fn text_cannot_become_a_request() {
        assert_eq!(literal(".so x"), "\\&.so x");
        assert_eq!(literal("a\\b - c"), "a\\eb \\- c");
    }
}
