//! `go.sum`: the digests of module versions (<https://go.dev/ref/mod#go-sum-files>).

use super::line::{Place, Syntax};
use std::collections::BTreeMap;

/// A parsed `go.sum`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoSum {
    zips: BTreeMap<(String, String), String>,
    go_mods: BTreeMap<(String, String), String>,
}

impl GoSum {
    /// Parses the text of a `go.sum`. Digests of unknown algorithms (other than `h1:`) are ignored, as
    /// cmd/go does.
    ///
    /// # Errors
    /// The first line that has not three words, or contradicts an earlier one.
    pub fn parse(text: &str) -> Result<Self, Syntax> {
        let mut parsed = GoSum::default();
        for (number, line) in text.lines().enumerate() {
            let at = Place { line: number + 1, text: line };
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                [path, version, digest] => parsed.take(path, version, digest, at)?,
                _ => return Err(at.refused()),
            }
        }
        Ok(parsed)
    }

    /// `h1:` digest of the module's zip: base64 of the SHA-256 over the list of its files' digests.
    pub fn h1(&self, path: &str, version: &str) -> Option<&str> {
        self.zips.get(&(path.to_owned(), version.to_owned())).map(String::as_str)
    }

    /// `h1:` digest of the module's own `go.mod`.
    pub fn go_mod_h1(&self, path: &str, version: &str) -> Option<&str> {
        self.go_mods.get(&(path.to_owned(), version.to_owned())).map(String::as_str)
    }

    fn take(
        &mut self,
        path: &str,
        version: &str,
        digest: &str,
        at: Place<'_>,
    ) -> Result<(), Syntax> {
        if !digest.starts_with("h1:") {
            return Ok(());
        }
        let (map, version) = match version.strip_suffix("/go.mod") {
            Some(version) => (&mut self.go_mods, version),
            None => (&mut self.zips, version),
        };
        match map.insert((path.to_owned(), version.to_owned()), digest.to_owned()) {
            Some(earlier) if earlier != digest => Err(at.refused()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zip_and_its_go_mod_are_told_apart() {
        let sums =
            GoSum::parse("a v1.0.0 h1:AAA=\na v1.0.0/go.mod h1:BBB=\n\nb v1.0.0/go.mod h1:CCC=\n")
                .unwrap();
        assert_eq!(sums.h1("a", "v1.0.0"), Some("h1:AAA="));
        assert_eq!(sums.h1("b", "v1.0.0"), None);
        assert!(sums.go_mod_h1("b", "v1.0.0").is_some());
    }

    #[test]
    fn two_digests_of_one_module_contradict() {
        let error = GoSum::parse("a v1.0.0 h1:AAA=\na v1.0.0 h1:BBB=\n").unwrap_err();
        assert_eq!(error, Syntax { line: 2, text: "a v1.0.0 h1:BBB=".to_owned() });
        assert_eq!(GoSum::parse("a v1.0.0\n").unwrap_err().line, 1);
    }
}
