//! Asking somebody at a terminal. The terminal's encoding is not known: an answer is bytes.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};

/// Where somebody can be asked: standard input and error where both are a terminal, else the terminal that the
/// process belongs to.
pub(crate) struct Terminal {
    input: Box<dyn Read>,
    output: Box<dyn Write>,
}

impl Terminal {
    /// `None` where there is none.
    pub(crate) fn open() -> Option<Terminal> {
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return Some(Terminal { input: Box::new(io::stdin()), output: Box::new(io::stderr()) });
        }
        let own = File::options().read(true).write(true).open("/dev/tty").ok()?;
        Some(Terminal { input: Box::new(own.try_clone().ok()?), output: Box::new(own) })
    }

    /// Writes `text` and the end of the line.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.output, "{text}")
    }

    /// Asks until the answer is one. The end of the input is a no.
    pub(crate) fn ask(&mut self, question: &str) -> io::Result<bool> {
        loop {
            write!(self.output, "{question}")?;
            self.output.flush()?;
            if let Some(answer) = answer(&self.typed()?) {
                return Ok(answer);
            }
        }
    }

    /// Bytes up to the end of the line, which is not among them, or of the input.
    fn typed(&mut self) -> io::Result<Vec<u8>> {
        let mut typed = Vec::new();
        let mut byte = [0];
        while self.input.read(&mut byte)? == 1 && byte != *b"\n" {
            typed.extend(byte);
        }
        Ok(typed)
    }
}

/// 是 and 否, as terminals in UTF-8, GB 18030 and Big5 send them.
const YES: [&[u8]; 5] = [b"y", b"yes", "是".as_bytes(), b"\xca\xc7", b"\xac\x4f"];
const NO: [&[u8]; 6] = [b"", b"n", b"no", "否".as_bytes(), b"\xb7\xf1", b"\xa7\x5f"];

fn answer(typed: &[u8]) -> Option<bool> {
    let folded = folded(typed);
    // The second byte of a character may look like a letter.
    let is_one_of = |words: &[&[u8]]| {
        words.contains(&folded.trim_ascii()) || words.contains(&typed.trim_ascii())
    };
    match () {
        () if is_one_of(&YES) => Some(true),
        () if is_one_of(&NO) => Some(false),
        () => None,
    }
}

/// In lower case, and letters of full width (U+FF01 to U+FF5E, in GB 18030 those of row 3) as ASCII has them, which an
/// input method types that was left on.
fn folded(typed: &[u8]) -> Vec<u8> {
    let mut folded = Vec::new();
    let mut rest = typed;
    while let [first, behind @ ..] = rest {
        let (byte, length) = match rest {
            [0xef, 0xbc, third @ 0x81..=0xbf, ..] => (third - 0x60, 3),
            [0xef, 0xbd, third @ 0x80..=0x9e, ..] => (third - 0x20, 3),
            [0xa3, second @ 0xa1..=0xfe] | [0xa3, second @ 0xa1..=0xfe, ..] => (second - 0x80, 2),
            _ => (*first, 1),
        };
        folded.push(byte.to_ascii_lowercase());
        rest = behind.get(length - 1..).unwrap_or_default();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_in_any_case_width_and_encoding() {
        for yes in [&b"y"[..], b"Yes", b" YES\r", "ｙ".as_bytes(), "Ｙｅｓ".as_bytes(), b"\xa3\xd9"]
        {
            assert_eq!(answer(yes), Some(true), "{yes:?}");
        }
        for yes in ["是".as_bytes(), b"\xca\xc7", b"\xac\x4f"] {
            assert_eq!(answer(yes), Some(true), "{yes:?}");
        }
        for no in [&b""[..], b"\r", b"N", b"no", "ｎ".as_bytes(), "否".as_bytes(), b"\xb7\xf1"] {
            assert_eq!(answer(no), Some(false), "{no:?}");
        }
        for other in [&b"yeah"[..], b"1", b"\xca", b"\xff\xfe", "好的".as_bytes()] {
            assert_eq!(answer(other), None, "{other:?}");
        }
    }

    #[test]
    fn anything_else_is_asked_again_and_the_end_is_a_no() {
        let asked = |input: &'static [u8]| {
            let mut terminal = Terminal { input: Box::new(input), output: Box::new(io::sink()) };
            terminal.ask("? ").unwrap()
        };
        assert!(asked(b"what\nhm\nYes\n"));
        assert!(!asked(b"what\n"));
        assert!(!asked(b""));
    }
}
