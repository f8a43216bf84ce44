//! What a carried project is called: the directory below `modules/`, and `--module NAME=DIR`.

use crate::words::project as words;
use std::collections::BTreeSet;
use std::path::PathBuf;
use voice::Exit;
use voice::Fact;

const LONGEST: usize = 64;

/// One `--module`: a directory, and a name where the user chose one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Chosen with `NAME=DIR`; otherwise the name comes from the module's path.
    pub name: Option<String>,
    /// As the user typed it.
    pub dir: PathBuf,
}

impl Wanted {
    /// `DIR` or `NAME=DIR`. A `=` behind a `/` belongs to the directory.
    ///
    /// # Errors
    /// [`Exit::Usage`] where the name cannot be a directory's.
    pub fn parse(text: &str) -> Result<Self, Fact> {
        match text.split_once('=') {
            Some((name, dir)) if !name.contains('/') => {
                Ok(Wanted { name: Some(usable(name)?.to_owned()), dir: dir.into() })
            }
            _ => Ok(Wanted { name: None, dir: text.into() }),
        }
    }
}

/// The name a module path gives: its last element, without a major version's (`/v2`) or gopkg.in's
/// (`.v3`) suffix.
///
/// # Errors
/// [`Exit::Usage`] where that cannot be a directory's name.
pub(super) fn from_module_path(path: &str) -> Result<String, Fact> {
    let path = match path.rsplit_once('/') {
        Some((before, last)) if is_major(last) => before,
        _ => path,
    };
    let last = path.rsplit('/').next().unwrap_or(path);
    let name = match last.rsplit_once('.') {
        Some((before, suffix)) if is_major(suffix) => before,
        _ => last,
    };
    usable(name).map(str::to_owned)
}

/// Refuses projects that would share a directory.
///
/// # Errors
/// [`Exit::Usage`] with the name that comes twice.
pub(super) fn refuse_twins<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<(), Fact> {
    let mut seen = BTreeSet::new();
    // Two names that differ in case only would still meet on some file systems.
    let twin = names.into_iter().find(|name| !seen.insert(name.to_lowercase()));
    let Some(name) = twin else { return Ok(()) };
    Err(Fact::new(Exit::Usage, words::name_twice(&name)).help(words::name_help()))
}

fn is_major(element: &str) -> bool {
    let digits = element.strip_prefix('v').unwrap_or("");
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn usable(name: &str) -> Result<&str, Fact> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    let good = !name.is_empty()
        && name.len() <= LONGEST
        && !name.starts_with(['.', '-'])
        && name.bytes().all(plain);
    if good {
        return Ok(name);
    }
    Err(Fact::new(Exit::Usage, words::name_unusable(&name)).help(words::name_help()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_telling_element_names_the_project() {
        for (path, name) in [
            ("example.org/ferrydemo", "ferrydemo"),
            ("example.org/tool/v2", "tool"),
            ("gopkg.in/yaml.v3", "yaml"),
            ("demo", "demo"),
        ] {
            assert_eq!(from_module_path(path).unwrap(), name);
        }
        assert!(from_module_path("example.org/~x").is_err());
    }

    #[test]
    fn projects_must_not_share_a_directory() {
        assert!(refuse_twins(["demo", "demo2"]).is_ok());
        assert_eq!(refuse_twins(["demo", "x", "Demo"]).unwrap_err().exit, Exit::Usage);
    }

    #[test]
    fn a_name_may_be_chosen() {
        let wanted = Wanted::parse("mine=./dir=1").unwrap();
        assert_eq!((wanted.name.as_deref(), wanted.dir), (Some("mine"), PathBuf::from("./dir=1")));
        assert_eq!(Wanted::parse("./a=b").unwrap().name, None);
        for bad in ["..=x", "=x", ".git=x", "-x=y", "a b=x"] {
            assert_eq!(Wanted::parse(bad).unwrap_err().exit, Exit::Usage, "{bad}");
        }
    }
}
