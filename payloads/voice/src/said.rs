//! A sentence in both languages, and what fills its placeholders.

use crate::Lang;
use std::fmt::Display;

/// One entry of a catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// The entry's name in the source.
    pub name: &'static str,
    /// English, with `{name}` placeholders.
    pub en: &'static str,
    /// Chinese, with the same placeholders.
    pub zh: &'static str,
}

/// A [`Text`] with its placeholders filled in, not yet in any language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    text: &'static Text,
    arguments: Vec<(&'static str, Argument)>,
}

/// What fills a placeholder: the same in both languages, or itself something said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A path, number, name or digest.
    Plain(String),
    /// A phrase that has to be rendered in the reader's language too.
    Said(Said),
}

/// What can fill a placeholder.
pub trait Say {
    /// The value, or the phrase, for the sentence.
    fn argument(&self) -> Argument;
}

impl<T: Display> Say for T {
    fn argument(&self) -> Argument {
        Argument::Plain(self.to_string())
    }
}

impl Say for Said {
    fn argument(&self) -> Argument {
        Argument::Said(self.clone())
    }
}

impl Say for &Said {
    fn argument(&self) -> Argument {
        Argument::Said((*self).clone())
    }
}

impl Text {
    /// The sentence of a text without placeholders.
    pub fn said(&'static self) -> Said {
        Said::new(self, Vec::new())
    }
}

impl Said {
    /// A sentence with what fills its placeholders, by their names; [`catalogue!`](crate::catalogue!) calls it.
    pub fn new(text: &'static Text, arguments: Vec<(&'static str, Argument)>) -> Self {
        Said { text, arguments }
    }

    /// The sentence's name in the source.
    pub fn name(&self) -> &'static str {
        self.text.name
    }

    /// What machines know the sentence by: its name in capitals.
    pub fn id(&self) -> String {
        self.name().to_ascii_uppercase()
    }

    /// Whether both are the same sentence, whatever fills their placeholders.
    pub fn is_same_sentence(&self, other: &Said) -> bool {
        self.text == other.text
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

#[cfg(test)]
mod tests {
    use super::*;

    crate::catalogue! {
        greeting(who, what) { en: "{who} says {what}", zh: "{who} 说 {what}" }
        hello { en: "hello", zh: "你好" }
    }

    #[test]
    fn arguments_are_rendered_in_the_readers_language() {
        let said = greeting(&"go", &hello());
        assert_eq!(said.render(Lang::En), "go says hello");
        assert_eq!(said.render(Lang::Zh), "go 说 你好");
    }

    #[test]
    fn a_hostile_name_cannot_drive_the_terminal() {
        let said = greeting(&"\u{1b}[2J\u{202e}x", &"\n");
        assert_eq!(said.render(Lang::En), "\\u{1b}[2J\\u{202e}x says \\n");
    }
}
