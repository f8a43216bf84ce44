//! What goes into a file: Go, projects, the stubs; and where downloads are kept between runs.

pub mod go;
pub mod modules;
pub mod project;
pub mod stubs;
pub mod tree;
pub mod zip;

use crate::words::go as words;
use anyhow::Result;
use std::path::PathBuf;
use voice::{Exit, Fact};

/// The environment variables of this process, or what a test gives for them; unset is none.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// `$GOFERRY_CACHE`, else `$XDG_CACHE_HOME/goferry`, else `~/.cache/goferry`; it need not exist yet.
/// What lies there is checked each time before it is used.
///
/// # Errors
/// [`Exit::Usage`]: none of the three is set to an absolute path.
pub fn cache(variable: Environment<'_>) -> Result<PathBuf> {
    let place = |name: &str, below: &str| {
        let base = variable(name).filter(|value| value.starts_with('/'))?;
        Some(PathBuf::from(base).join(below))
    };
    place("GOFERRY_CACHE", "")
        .or_else(|| place("XDG_CACHE_HOME", "goferry"))
        .or_else(|| place("HOME", ".cache/goferry"))
        .ok_or_else(|| {
            Fact::new(Exit::Usage, words::cache_nowhere()).help(words::cache_nowhere_help()).into()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root_with(pairs: &[(&str, &str)]) -> Result<PathBuf> {
        cache(&|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string()))
    }

    #[test]
    fn the_most_specific_variable_decides() {
        let home = ("HOME", "/home/li");
        assert_eq!(root_with(&[home]).unwrap(), PathBuf::from("/home/li/.cache/goferry"));
        let xdg = ("XDG_CACHE_HOME", "/c");
        assert_eq!(root_with(&[home, xdg]).unwrap(), PathBuf::from("/c/goferry"));
        assert_eq!(root_with(&[home, xdg, ("GOFERRY_CACHE", "/g")]).unwrap(), PathBuf::from("/g"));
        assert_eq!(
            root_with(&[home, ("XDG_CACHE_HOME", "relative")]).unwrap(),
            root_with(&[home]).unwrap()
        );
        assert!(root_with(&[]).is_err());
    }
}
