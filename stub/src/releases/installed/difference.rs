//! One way in which an installed tree is not what it should be.

use crate::words::installed as words;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use voice::Said;

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Relative to the release.
    pub path: PathBuf,
    /// What is wrong there.
    pub what: What,
}

/// What can be wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Other bytes than were signed.
    Modified,
    /// Nothing is there.
    Missing,
    /// Nothing should be there.
    Extra,
    /// Other permission bits.
    Mode {
        /// As found.
        found: u32,
        /// As signed.
        expected: u32,
    },
    /// A directory, file or link where another of these belongs.
    Type,
    /// A link that points somewhere else.
    Target,
}

impl Difference {
    /// In words, the path below `place`.
    pub fn said(&self, place: &Path) -> Said {
        let path = place.join(&self.path);
        let path = path.display();
        match self.what {
            What::Modified => words::modified(&path),
            What::Missing => words::missing(&path),
            What::Extra => words::extra(&path),
            What::Mode { found, expected } => {
                let [found, expected] = [found, expected].map(octal);
                words::mode(&found, &expected, &path)
            }
            What::Type => words::kind(&path),
            What::Target => words::target(&path),
        }
    }

    /// For machines.
    pub fn json(&self) -> Value {
        let what = match self.what {
            What::Modified => "modified",
            What::Missing => "missing",
            What::Extra => "extra",
            What::Mode { .. } => "mode",
            What::Type => "type",
            What::Target => "target",
        };
        let mut value = json!({ "path": self.path.to_string_lossy(), "what": what });
        if let What::Mode { found, expected } = self.what {
            value["found"] = octal(found).into();
            value["expected"] = octal(expected).into();
        }
        value
    }
}

fn octal(mode: u32) -> String {
    format!("{mode:04o}")
}

/// Without what lies below a directory that is missing or no directory itself.
pub fn without_covered(differences: &[Difference]) -> Vec<&Difference> {
    let mut kept: Vec<&Difference> = Vec::new();
    let mut top: Option<&Path> = None;
    for difference in differences {
        if top.is_some_and(|top| difference.path != top && difference.path.starts_with(top)) {
            continue;
        }
        if matches!(difference.what, What::Missing | What::Type) {
            top = Some(&difference.path);
        }
        kept.push(difference);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_something_missing_is_not_named_again() {
        let at = |path: &str, what| Difference { path: path.into(), what };
        let all = [
            at("goroot", What::Mode { found: 0o700, expected: 0o755 }),
            at("goroot/a", What::Missing),
            at("goroot/a/b", What::Missing),
            at("goroot/a.go", What::Missing),
            at("goroot/c", What::Type),
            at("goroot/c/d/e", What::Missing),
            at("goroot/z", What::Extra),
        ];
        let named: Vec<_> =
            without_covered(&all).iter().map(|d| d.path.to_str().unwrap()).collect();
        assert_eq!(named, ["goroot", "goroot/a", "goroot/a.go", "goroot/c", "goroot/z"]);
    }
}
