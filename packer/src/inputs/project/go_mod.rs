//! `go.mod`, as far as packing needs it (<https://go.dev/ref/mod#go-mod-file>): what it requires and
//! what it replaces. Directives this file does not name (`exclude`, `retract` ...) are skipped.

use super::line::{Place, Syntax, tokens};
use std::fmt;

/// A parsed `go.mod`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoMod {
    /// The module's own path.
    pub module: String,
    /// The `go` line, without the word: `1.26` or `1.26.3`.
    pub go: Option<String>,
    /// The `toolchain` line: `go1.26.8`.
    pub toolchain: Option<String>,
    /// Whether it names tools.
    pub has_tools: bool,
    /// In the order of the file.
    pub requires: Vec<Require>,
    /// In the order of the file.
    pub replaces: Vec<Replace>,
}

/// A module path, and the version where one is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleRef {
    /// A module path, or for a replacement also a directory (`./x`, `../x`, `/x`).
    pub path: String,
    /// `None` means every version (what is replaced) or a directory (what replaces it).
    pub version: Option<String>,
}

/// One `require`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Require {
    /// The module's path.
    pub path: String,
    /// The version, with its `v`.
    pub version: String,
    /// Marked `// indirect`.
    pub indirect: bool,
    /// Where it stands, counted from 1.
    pub line: usize,
}

/// One `replace`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    /// What is replaced.
    pub old: ModuleRef,
    /// What stands in for it.
    pub new: ModuleRef,
    /// Where it stands, counted from 1.
    pub line: usize,
}

impl fmt::Display for ModuleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "{} {version}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

impl GoMod {
    /// Parses the text of a `go.mod`.
    ///
    /// # Errors
    /// The first line that cannot be understood, or line 0 where the `module` line is missing.
    pub fn parse(text: &str) -> Result<Self, Syntax> {
        let mut parsed = GoMod::default();
        let mut block: Option<String> = None;
        for (number, line) in text.lines().enumerate() {
            let at = Place { line: number + 1, text: line };
            let (words, comment) = tokens(at)?;
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match (words.as_slice(), &block) {
                ([], _) => {}
                ([")"], Some(_)) => block = None,
                ([directive, "("], None) => block = Some((*directive).to_owned()),
                (words, Some(directive)) => parsed.take(directive, words, comment, at)?,
                ([directive, rest @ ..], None) => parsed.take(directive, rest, comment, at)?,
            }
        }
        if parsed.module.is_empty() {
            return Err(Syntax { line: 0, text: String::new() });
        }
        Ok(parsed)
    }

    fn take(
        &mut self,
        directive: &str,
        words: &[&str],
        comment: &str,
        at: Place<'_>,
    ) -> Result<(), Syntax> {
        match (directive, words) {
            ("module", [path]) => self.module = (*path).to_owned(),
            ("go", [version]) => self.go = Some((*version).to_owned()),
            ("toolchain", [name]) => self.toolchain = Some((*name).to_owned()),
            ("require", [path, version]) => self.requires.push(Require {
                path: (*path).to_owned(),
                version: (*version).to_owned(),
                indirect: is_indirect(comment),
                line: at.line,
            }),
            ("tool", [_]) => self.has_tools = true,
            ("replace", words) => self.replaces.push(replace(words, at)?),
            ("module" | "go" | "toolchain" | "require", _) => return Err(at.refused()),
            _ => {}
        }
        Ok(())
    }

    /// What stands in for this module, where something does: a replacement of the very version wins
    /// over one of every version.
    pub fn replacement(&self, path: &str, version: Option<&str>) -> Option<&ModuleRef> {
        let of = |wanted: Option<&str>| {
            let same = |r: &&Replace| r.old.path == path && r.old.version.as_deref() == wanted;
            self.replaces.iter().find(same).map(|r| &r.new)
        };
        of(version).or_else(|| of(None))
    }
}

fn replace(words: &[&str], at: Place<'_>) -> Result<Replace, Syntax> {
    let arrow = words.iter().position(|w| *w == "=>").ok_or_else(|| at.refused())?;
    let (old, new) = (&words[..arrow], &words[arrow + 1..]);
    match (module_ref(old), module_ref(new)) {
        (Some(old), Some(new)) => Ok(Replace { old, new, line: at.line }),
        _ => Err(at.refused()),
    }
}

fn module_ref(words: &[&str]) -> Option<ModuleRef> {
    match words {
        [path] => Some(ModuleRef { path: (*path).to_owned(), version: None }),
        [path, version] => {
            Some(ModuleRef { path: (*path).to_owned(), version: Some((*version).to_owned()) })
        }
        _ => None,
    }
}

/// `// indirect`, or `// indirect; and more`.
fn is_indirect(comment: &str) -> bool {
    comment.split(';').next().is_some_and(|first| first.trim() == "indirect")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"// about
module "example.org/demo" // ours

go 1.26
toolchain go1.26.8

require github.com/google/uuid v1.6.0
require (
	github.com/spf13/cobra v1.10.2
	github.com/spf13/pflag v1.0.9 // indirect; by cobra
)
exclude github.com/bad/one v1.0.0
retract (
	v0.9.0 // broken
	[v0.1.0, v0.2.0]
)
tool example.org/demo/gen
replace github.com/a/b => ../b
replace (
	github.com/c/d v1.0.0 => github.com/e/d v1.0.1
	github.com/c/d => `./own d`
)
"#;

    #[test]
    fn every_directive_that_matters_is_read() {
        let parsed = GoMod::parse(TEXT).unwrap();
        assert_eq!(parsed.module, "example.org/demo");
        assert_eq!(
            (parsed.go.as_deref(), parsed.toolchain.as_deref()),
            (Some("1.26"), Some("go1.26.8"))
        );
        let requires: Vec<_> =
            parsed.requires.iter().map(|r| (r.path.as_str(), r.indirect, r.line)).collect();
        assert_eq!(
            requires,
            [
                ("github.com/google/uuid", false, 7),
                ("github.com/spf13/cobra", false, 9),
                ("github.com/spf13/pflag", true, 10)
            ]
        );
        assert_eq!(parsed.replaces.len(), 3);
        assert_eq!(parsed.replaces[0].new.path, "../b");
    }

    #[test]
    fn the_replacement_of_the_very_version_wins() {
        let parsed = GoMod::parse(TEXT).unwrap();
        let of = |version| parsed.replacement("github.com/c/d", Some(version)).unwrap().to_string();
        assert_eq!(of("v1.0.0"), "github.com/e/d v1.0.1");
        assert_eq!(of("v1.2.0"), "./own d");
        assert_eq!(parsed.replacement("github.com/x/y", Some("v1.0.0")), None);
    }

    #[test]
    fn a_line_that_cannot_be_understood_is_named() {
        for (text, line) in [
            ("module a\nrequire b\n", 2),
            ("module a\nreplace (\n b v1 c\n)\n", 3),
            ("module \"a\n", 1),
            ("go 1.26\n", 0),
        ] {
            assert_eq!(GoMod::parse(text).unwrap_err().line, line, "{text}");
        }
    }
}
