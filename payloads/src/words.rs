//! Everything the two programs say, in Chinese and English, from one catalogue.
//!
//! A [`Text`] is one entry of the catalogue: the same sentence in both languages, with `{name}`
//! placeholders. [`say!`](crate::say) fills one in and gives a [`Said`], which is rendered only when
//! the reader's language is known. The entries live in one file per subject below this module.

pub mod adopt;
pub mod audit;
pub mod build;
mod catalogue_macro;
pub mod chooser;
pub(crate) mod columns;
pub mod command_line;
pub mod container;
pub mod cosign;
pub mod cross;
pub mod demands;
pub mod doctor;
pub mod exits;
mod fact;
pub mod gate;
pub mod go;
pub mod home;
pub mod host;
pub mod host_policy;
pub mod inspect;
pub mod install;
pub mod installed;
mod lang;
pub mod layout;
pub mod manual;
mod os_error;
pub mod plan;
pub mod profile;
pub mod project;
pub mod reinstall;
pub mod repair;
pub mod sign;
pub mod signals;
pub mod signers;
pub mod switch;
pub mod terms;
pub mod trust;
pub mod trust_list;
pub mod trust_state;
pub mod unpack;
pub mod upgrade_self;
pub mod upstream;
pub mod usage;
pub mod verbs;
mod voice;

pub(crate) use catalogue_macro::catalogue;
pub use fact::{Doing, Fact, Step, carry, exit_of, recover, recover_or, render_error};
pub use lang::Lang;
pub use os_error::os_error;
pub use voice::{Progress, Voice};

use std::fmt::Display;

/// One entry of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// The entry's name in the source, for machines (`--json`) and tests.
    pub id: &'static str,
    /// English, with `{name}` placeholders.
    pub en: &'static str,
    /// Chinese, with the same placeholders.
    pub zh: &'static str,
}

/// A [`Text`] with its placeholders filled in, not yet in any language.
#[derive(Clone, Debug)]
pub struct Said {
    text: &'static Text,
    arguments: Vec<(&'static str, Argument)>,
}

/// What fills a placeholder: the same in both languages, or itself something said.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A path, number, name or digest.
    Plain(String),
    /// A phrase that has to be rendered in the reader's language too.
    Said(Said),
}

impl<T: Display> From<&T> for Argument {
    fn from(value: &T) -> Self {
        Argument::Plain(value.to_string())
    }
}

impl From<&&Said> for Argument {
    fn from(value: &&Said) -> Self {
        Argument::Said((*value).clone())
    }
}

impl From<&Said> for Argument {
    fn from(value: &Said) -> Self {
        Argument::Said(value.clone())
    }
}

impl Said {
    /// A text without placeholders.
    pub fn plain(text: &'static Text) -> Self {
        Said { text, arguments: Vec::new() }
    }

    /// Fills in one placeholder; [`say!`](crate::say) is the usual way.
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// The catalogue entry's name.
    pub fn id(&self) -> &'static str {
        self.text.id
    }

    /// The sentence in `lang`. Control characters in arguments are escaped, so that a hostile name
    /// cannot drive the terminal.
    pub fn render(&self, lang: Lang) -> String {
        let template = match lang {
            Lang::En => self.text.en,
            Lang::Zh => self.text.zh,
        };
        let mut out = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let Some(close) = rest[open..].find('}') else { break };
            let name = &rest[open + 1..open + close];
            match self.arguments.iter().find(|(n, _)| *n == name) {
                Some((_, Argument::Plain(value))) => out.push_str(&printable(value)),
                Some((_, Argument::Said(said))) => out.push_str(&said.render(lang)),
                None => out.push_str(&rest[open..=open + close]),
            }
            rest = &rest[open + close + 1..];
        }
        out.push_str(rest);
        out
    }
}

/// `value` with control characters, and the marks that reorder text on a terminal, escaped.
pub fn printable(value: &str) -> String {
    let reorders = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if c.is_control() || reorders(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// Fills in a catalogue entry: `say!(container::CUT_SHORT, file = path.display(), have = n)`.
#[macro_export]
macro_rules! say {
    ($text:path $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::words::Said::plain(&$text)$(.with(stringify!($name), &$value))*
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    static GREETING: Text =
        Text { id: "GREETING", en: "{who} says {what}", zh: "{who} 说 {what}" };
    static WHAT: Text = Text { id: "WHAT", en: "hello", zh: "你好" };

    #[test]
    fn arguments_are_rendered_in_the_readers_language() {
        let said = crate::say!(GREETING, who = "go", what = crate::say!(WHAT));
        assert_eq!(said.render(Lang::En), "go says hello");
        assert_eq!(said.render(Lang::Zh), "go 说 你好");
    }

    #[test]
    fn a_hostile_name_cannot_drive_the_terminal() {
        let said = crate::say!(GREETING, who = "\u{1b}[2J\u{202e}x", what = "\n");
        assert_eq!(said.render(Lang::En), "\\u{1b}[2J\\u{202e}x says \\n");
    }
}
