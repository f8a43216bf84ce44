//! A version of a module, and how its name stands in paths.

use crate::inputs::project::go_sum::GoSum;
use crate::words::modules as words;
use std::fmt;
use std::path::Path;
use voice::{Exit, Fact};

/// A version that travels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleVersion {
    /// The module's path.
    pub path: String,
    /// With its `v`.
    pub version: String,
    /// `h1:` of its zip, where that travels.
    pub h1: Option<String>,
    /// `h1:` of its go.mod.
    pub go_mod_h1: String,
}

impl fmt::Display for ModuleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.path, self.version)
    }
}

impl ModuleVersion {
    /// Whether what go.sum has of it is what it is.
    ///
    /// # Errors
    /// [`Exit::BadSignature`], naming both digests.
    pub(super) fn agrees_with(&self, sum: &GoSum, file: &Path) -> Result<(), Fact> {
        let found = [
            (sum.h1(&self.path, &self.version), self.h1.as_deref()),
            (sum.go_mod_h1(&self.path, &self.version), Some(self.go_mod_h1.as_str())),
        ];
        for (stated, found) in found {
            if let (Some(stated), Some(found)) = (stated, found)
                && stated != found
            {
                let said = words::go_sum_disagrees(&file.display(), &self, &stated, &found);
                return Err(Fact::new(Exit::BadSignature, said).help(words::disagrees_help()));
            }
        }
        Ok(())
    }
}

/// The name that stands in paths as `text`; none where none does.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '!' => out.push(letters.next().filter(char::is_ascii_lowercase)?.to_ascii_uppercase()),
            'A'..='Z' => return None,
            other => out.push(other),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use keys::note::database::escaped;

    #[test]
    fn names_go_into_paths_and_come_back() {
        let name = "github.com/Azure/azure-sdk-for-go";
        assert_eq!(escaped(name), "github.com/!azure/azure-sdk-for-go");
        assert_eq!(unescaped(&escaped(name)).as_deref(), Some(name));
        for bad in ["github.com/Azure", "a!", "a!B", "a!1"] {
            assert_eq!(unescaped(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_digest_that_go_sum_has_otherwise_is_refused() {
        let version = ModuleVersion {
            path: "example.org/x".to_owned(),
            version: "v1.0.0".to_owned(),
            h1: Some("h1:zip".to_owned()),
            go_mod_h1: "h1:mod".to_owned(),
        };
        let agrees = |text: &str| {
            let sum = GoSum::parse(text).unwrap();
            version.agrees_with(&sum, Path::new("go.sum")).map_err(|fact| fact.exit)
        };
        for good in [
            "",
            "example.org/x v1.0.0 h1:zip\nexample.org/x v1.0.0/go.mod h1:mod\n",
            "example.org/x v1.0.1 h1:other\nexample.org/y v1.0.0/go.mod h1:other\n",
        ] {
            assert_eq!(agrees(good), Ok(()), "{good}");
        }
        for bad in ["example.org/x v1.0.0 h1:other\n", "example.org/x v1.0.0/go.mod h1:other\n"] {
            assert_eq!(agrees(bad), Err(Exit::BadSignature), "{bad}");
        }
    }
}
