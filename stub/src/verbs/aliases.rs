//! Options that users of other `.run` files type by habit (makeself, CANN, NVIDIA, conda, rustup),
//! translated into verbs and options of ours before the grammar sees them.

use super::NAME;
use clap::{Arg, Command};
use std::ffi::OsString;

/// `plan VERB ...` is `VERB ... --dry-run`.
const PLAN: &str = "plan";

/// Long options that stand for a verb elsewhere.
const VERB_OPTIONS: [(&str, &str); 14] = [
    ("--install", "install"),
    ("--check", "verify"),
    ("--verify", "verify"),
    ("--info", "info"),
    ("--list", "list"),
    ("--lsm", "list"),
    ("--noexec", "extract"),
    ("--extract", "extract"),
    ("--extract-only", "extract"),
    ("--appimage-extract", "extract"),
    ("-x", "extract"),
    ("--uninstall", "uninstall"),
    ("--list-versions", "versions"),
    ("--licenses", "licenses"),
];

/// Options that go by another name elsewhere.
const OPTIONS: [(&str, &str); 12] = [
    ("-b", "--yes"),
    ("--batch", "--yes"),
    ("--no-confirm", "--yes"),
    ("--accept", "--yes"),
    ("--accept-license", "--yes"),
    ("--silent", "--quiet"),
    ("-p", "--prefix"),
    ("--install-path", "--prefix"),
    ("--target", "--prefix"),
    ("--destdir", "--root"),
    ("--install-for-all", "--system"),
    ("--no-modify-path", "--no-modify-profile"),
];

/// Options that mean nothing here and do no harm.
const IGNORED: [&str; 3] = ["--nox11", "--noprogress", "--nochown"];

/// Rewrites a command line: habits into ours, the verb first, and `install` where there is none.
/// What stands behind `--` is left alone.
pub fn translate(arguments: Vec<OsString>, grammar: &Command) -> Vec<OsString> {
    let mut arguments = arguments.into_iter();
    let program = arguments.next().unwrap_or_else(|| NAME.into());
    let typed: Vec<OsString> = arguments.collect();
    let end = typed.iter().position(|word| word == "--").unwrap_or(typed.len());
    let (words, untouched) = typed.split_at(end);
    let mut line = Line::of(grammar);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.to_str() {
            Some(text) => line.take(text, &mut rest),
            None => line.words.push(word.clone()),
        }
    }
    let mut out = vec![program];
    out.extend(line.finish(!untouched.is_empty()));
    out.extend_from_slice(untouched);
    out
}

/// A command line as it is being rewritten.
struct Line<'a> {
    grammar: &'a Command,
    verb: Option<&'a str>,
    planned: bool,
    words: Vec<OsString>,
    positionals: bool,
}

impl<'a> Line<'a> {
    fn of(grammar: &'a Command) -> Line<'a> {
        Line { grammar, verb: None, planned: false, words: Vec::new(), positionals: false }
    }

    fn take<'w>(&mut self, word: &str, rest: &mut impl Iterator<Item = &'w OsString>) {
        let (name, value) = match word.split_once('=').filter(|_| word.starts_with("--")) {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        if IGNORED.contains(&name) {
            return;
        }
        if let Some((_, verb)) = VERB_OPTIONS.iter().find(|(habit, _)| *habit == name) {
            return self.verb_option(verb, value);
        }
        if let Some(verb) = self.grammar.find_subcommand(word) {
            return self.possible_verb(verb.get_name());
        }
        self.positionals |= !word.starts_with('-');
        let name = OPTIONS.iter().find(|(habit, _)| *habit == name).map_or(name, |(_, ours)| ours);
        match value {
            Some(value) => self.words.push(format!("{name}={value}").into()),
            None => self.words.push(name.into()),
        }
        // The value of an option is no verb.
        let takes_value = |option: &Arg| option.get_action().takes_values();
        if value.is_none() && option(self.grammar, name).is_some_and(takes_value) {
            self.words.extend(rest.next().cloned());
        }
    }

    /// `--extract=DIR`; a verb already chosen stays, as in `--noexec --check`.
    fn verb_option(&mut self, verb: &'static str, value: Option<&str>) {
        self.verb.get_or_insert(verb);
        if let Some(directory) = value {
            self.words.extend(["-C".into(), directory.into()]);
        }
    }

    /// The first word that is no option is the verb; a later one is an argument, as in `project list`.
    fn possible_verb(&mut self, verb: &'a str) {
        if self.verb == Some(PLAN) && !self.positionals {
            (self.verb, self.planned) = (Some(verb), true);
        } else if self.verb.is_none() && !self.positionals {
            self.verb = Some(verb);
        } else {
            self.words.push(verb.into());
        }
    }

    fn finish(mut self, more: bool) -> Vec<OsString> {
        let asks_for_the_program = self
            .words
            .iter()
            .any(|w| ["-h", "--help", "-V", "--version"].iter().any(|flag| w == flag));
        let verb = match self.verb {
            Some(PLAN) if !asks_for_the_program => {
                self.planned = true;
                Some("install")
            }
            Some(verb) => Some(verb),
            None if asks_for_the_program || (self.positionals && !more) => None,
            None => Some("install"),
        };
        if verb == Some("extract") {
            self.prefix_is_the_directory();
        }
        // Scripts say it to every verb: where nothing is asked it is said already.
        let asks = |verb: &Command| option(verb, "--yes").is_some();
        if verb.and_then(|verb| self.grammar.find_subcommand(verb)).is_some_and(|verb| !asks(verb))
        {
            self.words.retain(|word| word != "--yes" && word != "-y");
        }
        if self.planned {
            self.words.push("--dry-run".into());
        }
        verb.map(OsString::from).into_iter().chain(self.words).collect()
    }

    /// `--noexec --target DIR` unpacks into DIR.
    fn prefix_is_the_directory(&mut self) {
        for word in &mut self.words {
            match word.to_str() {
                Some("--prefix") => *word = "--directory".into(),
                Some(text) => {
                    if let Some(directory) = text.strip_prefix("--prefix=") {
                        *word = format!("--directory={directory}").into();
                    }
                }
                None => {}
            }
        }
    }
}

/// The option `name` of `command`, or of a verb below it.
fn option<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    let is_it = |argument: &&Arg| {
        let long = argument.get_long().is_some_and(|long| name.strip_prefix("--") == Some(long));
        long || argument.get_short().is_some_and(|short| name == format!("-{short}"))
    };
    let below = || command.get_subcommands().find_map(|verb| option(verb, name));
    command.get_arguments().find(is_it).or_else(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(line: &str) -> String {
        let typed = std::iter::once("x.run").chain(line.split_whitespace()).map(Into::into);
        let grammar = crate::verbs::Program::grammar(voice::Lang::En);
        let words = translate(typed.collect(), &grammar);
        let words: Vec<_> = words.iter().skip(1).map(|word| word.to_string_lossy()).collect();
        words.join(" ")
    }

    #[test]
    fn what_others_call_it_means_the_same_here() {
        let table = [
            ("", "install"),
            ("-y", "install -y"),
            ("rollback --yes", "rollback"),
            ("-y verify x.run", "verify x.run"),
            ("uninstall --all -y", "uninstall --all -y"),
            ("--install --install-path=/opt/x", "install --prefix=/opt/x"),
            ("--target /opt/x -b", "install --prefix /opt/x --yes"),
            ("--batch --no-modify-path", "install --yes --no-modify-profile"),
            ("--no-confirm --install-for-all", "install --yes --system"),
            ("--accept --nox11", "install --yes"),
            ("--check", "verify"),
            ("--list", "list"),
            ("--info", "info"),
            ("-x", "extract"),
            ("--extract=out goroot/bin", "extract -C out goroot/bin"),
            ("--noexec --target out", "extract --directory out"),
            ("--target=out --noexec", "extract --directory=out"),
            ("--uninstall -y", "uninstall -y"),
            ("--lang zh --check", "verify --lang zh"),
        ];
        for (typed, meant) in table {
            assert_eq!(ours(typed), meant, "{typed}");
        }
    }

    #[test]
    fn our_own_verbs_come_first_and_keep_their_arguments() {
        assert_eq!(ours("--json verify other.run"), "verify --json other.run");
        assert_eq!(ours("project list"), "project list");
        assert_eq!(ours("project copy install man"), "project copy install man");
        assert_eq!(ours("--prefix list install"), "install --prefix list");
        assert_eq!(ours("verify list"), "verify list");
    }

    #[test]
    fn a_plan_is_what_the_verb_does_without_doing_it() {
        let table = [
            ("plan", "install --dry-run"),
            ("plan other.run --force", "install other.run --force --dry-run"),
            ("plan uninstall --all", "uninstall --all --dry-run"),
            ("--json plan prune --keep 3", "prune --json --keep 3 --dry-run"),
            ("plan trust import list", "trust import list --dry-run"),
            ("plan --help", "plan --help"),
            ("plan use -- plan", "use --dry-run -- plan"),
        ];
        for (typed, meant) in table {
            assert_eq!(ours(typed), meant, "{typed}");
        }
    }

    #[test]
    fn help_and_misspelt_verbs_reach_the_grammar_as_they_are() {
        assert_eq!(ours("--help"), "--help");
        assert_eq!(ours("-V"), "-V");
        assert_eq!(ours("biuld"), "biuld");
        assert_eq!(ours("install --help"), "install --help");
        assert_eq!(ours("verify -- --check"), "verify -- --check");
    }
}
