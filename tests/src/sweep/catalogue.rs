//! What the programs can say at all: the catalogue, read from its sources, as nothing lists its entries.

use std::path::Path;
use std::sync::OnceLock;

/// The first line of each English sentence, with its placeholders; what consists of nothing else says nothing.
fn sentences() -> &'static [String] {
    static SENTENCES: OnceLock<Vec<String>> = OnceLock::new();
    SENTENCES.get_or_init(|| {
        let mut sentences = Vec::new();
        let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for room in ["payloads/voice/src/words", "payloads/src/words", "stub/src/words"] {
            read(&house.join(room), &mut sentences);
        }
        assert!(sentences.len() > 500, "the catalogue has {} sentences", sentences.len());
        sentences
    })
}

fn read(directory: &Path, sentences: &mut Vec<String>) {
    for entry in std::fs::read_dir(directory).expect("the catalogue") {
        let path = entry.expect("the catalogue").path();
        if path.is_dir() {
            read(&path, sentences);
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a file of the catalogue");
        for literal in text.split("en: \"").skip(1) {
            let first = ended(literal);
            if literals(&first).any(|part| part.chars().any(char::is_alphabetic)) {
                sentences.push(first);
            }
        }
    }
}

/// A literal up to its end, or the end of its first line.
fn ended(literal: &str) -> String {
    let mut out = String::new();
    let mut letters = literal.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return out,
            '\\' => match letters.next() {
                Some('n') | None => return out,
                Some(escaped) => out.push(escaped),
            },
            other => out.push(other),
        }
    }
    out
}

/// What stands between the placeholders of `template`, before and after them, too.
fn literals(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').enumerate().map(|(n, part)| match n {
        0 => part,
        _ => part.split_once('}').map_or("", |(_, literal)| literal),
    })
}

/// Whether `line` is one of the sentences, from its beginning to its end.
pub(super) fn has(line: &str) -> bool {
    sentences().iter().any(|sentence| is(sentence, line))
}

/// Whether `line` is the first line of `template`, whatever fills its placeholders.
pub(super) fn is(template: &str, line: &str) -> bool {
    let template = template.lines().next().unwrap_or_default();
    let parts: Vec<&str> = literals(template).collect();
    let [first, between @ .., last] = parts.as_slice() else {
        return parts.first().is_some_and(|whole| *whole == line);
    };
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    for part in between {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_known_as_a_whole() {
        assert!(is("checking frame {n} of {file}", "checking frame 2 of ./x.run"));
        assert!(!is("checking frame {n} of {file} again", "checking frame 2 of ./x.run"));
        assert!(!is("frame {n} of {file}", "checking frame 2 of ./x.run"));
        assert!(is("it is cut", "it is cut") && !is("it is cut", "it is cut short"));
    }

    #[test]
    fn literals_end_where_they_end() {
        assert_eq!(ended(r#"say \"{x}\" twice", zh: "..""#), "say \"{x}\" twice");
        assert_eq!(ended(r#"one\n  two""#), "one");
    }

    #[test]
    fn the_catalogue_is_known() {
        assert!(has("writing /home/li/goenv/x"));
        assert!(!has("thread 'main' panicked at src/main.rs"));
    }
}
