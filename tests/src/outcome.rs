//! How a program of ours ended, and what it said.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use voice::Exit;
use voice::{Lang, Text};

/// A finished run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Code or signal.
    pub status: ExitStatus,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The command, for messages of failed tests.
    pub command: String,
    /// The language it spoke.
    pub lang: Lang,
}

impl Outcome {
    /// Asserts the exit code, and that it was neither a signal nor a panic.
    #[track_caller]
    pub fn ends_with(&self, exit: Exit) -> &Self {
        let code = i32::from(exit.code());
        assert_eq!(self.status.code(), Some(code), "{exit:?} expected of {self}");
        self.is_calm()
    }

    /// Asserts that it ended by itself and without a programmer's text.
    #[track_caller]
    pub fn is_calm(&self) -> &Self {
        assert_eq!(self.status.signal(), None, "died of a signal: {self}");
        for word in ["panicked", "RUST_BACKTRACE", "unwrap", "stack overflow"] {
            assert!(!self.stderr.contains(word), "{word:?} in {self}");
        }
        self
    }

    /// Asserts that each of these entries of the catalogue was said, in the language of the run,
    /// whatever fills its placeholders.
    #[track_caller]
    pub fn says(&self, texts: &[&'static Text]) -> &Self {
        for text in texts {
            let template = if self.lang == Lang::En { text.en } else { text.zh };
            let said = format!("{}{}", self.stdout, self.stderr);
            assert!(occurs(template, &said), "{} ({template}) expected of {self}", text.name);
        }
        self
    }

    /// Asserts that standard error has each of these.
    #[track_caller]
    pub fn tells(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(self.stderr.contains(part), "{part}: {self}");
        }
        self
    }

    /// Asserts that none of these entries was said.
    #[track_caller]
    pub fn does_not_say(&self, texts: &[&'static Text]) -> &Self {
        for text in texts {
            let template = if self.lang == Lang::En { text.en } else { text.zh };
            let said = format!("{}{}", self.stdout, self.stderr);
            assert!(!occurs(template, &said), "{} not expected of {self}", text.name);
        }
        self
    }

    /// Whether it ended with 0.
    pub fn is_success(&self) -> bool {
        self.status.success()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}\n{}\n--- stdout\n{}--- stderr\n{}",
            self.command, self.status, self.stdout, self.stderr
        )
    }
}

/// Whether `said` contains the literal parts of `template` in their order.
fn occurs(template: &str, said: &str) -> bool {
    let mut rest = said;
    for part in template.split('{').enumerate().map(|(n, part)| match n {
        0 => part,
        _ => part.split_once('}').map_or("", |(_, literal)| literal),
    }) {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::occurs;

    #[test]
    fn a_template_occurs_by_its_literal_parts_in_order() {
        assert!(occurs("{free} MiB free, {needed} needed", "error: 3 MiB free, 9 needed\n"));
        assert!(occurs("plain", "a plain word"));
        assert!(!occurs("{free} MiB free, {needed} needed", "9 needed, 3 MiB free"));
    }
}
