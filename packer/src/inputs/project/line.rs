//! Lines of Go's module files: their words, and how a line that cannot be understood is named.

/// A line that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syntax {
    /// Counted from 1; 0 where the file as a whole lacks something.
    pub line: usize,
    /// The line as it stands in the file.
    pub text: String,
}

/// A line and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub line: usize,
    pub text: &'a str,
}

impl Place<'_> {
    pub(super) fn refused(self) -> Syntax {
        Syntax { line: self.line, text: self.text.trim().to_owned() }
    }
}

/// The words of a line and the text of its `//` comment. Parentheses, brackets and commas are words
/// of their own; quotes hold a word together.
pub(super) fn tokens(at: Place<'_>) -> Result<(Vec<String>, &str), Syntax> {
    let mut words = Vec::new();
    let mut rest = at.text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("//") {
            return Ok((words, comment.trim()));
        }
        let end = match first {
            '"' | '`' => {
                let close = rest[1..].find(first).ok_or_else(|| at.refused())?;
                words.push(rest[1..=close].to_owned());
                close + 2
            }
            c if is_mark(c) => word(&mut words, rest, c.len_utf8()),
            _ => word(&mut words, rest, plain_length(rest)),
        };
        rest = rest[end..].trim_start();
    }
    Ok((words, ""))
}

fn word(words: &mut Vec<String>, rest: &str, length: usize) -> usize {
    words.push(rest[..length].to_owned());
    length
}

fn plain_length(rest: &str) -> usize {
    let stops =
        |(at, c): &(usize, char)| c.is_whitespace() || is_mark(*c) || rest[*at..].starts_with("//");
    rest.char_indices().find(stops).map_or(rest.len(), |(at, _)| at)
}

fn is_mark(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_marks_and_comments_part_a_line() {
        let at = Place { line: 1, text: "\treplace a(b \"c d\"//why // not" };
        let (words, comment) = tokens(at).unwrap();
        assert_eq!(words, ["replace", "a", "(", "b", "c d"]);
        assert_eq!(comment, "why // not");
    }
}
