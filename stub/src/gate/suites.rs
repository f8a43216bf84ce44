//! Acceptance suites: carried projects that `meta/acceptance` names, one a line, whose tests have to pass.

use super::scratch::Scratch;
use crate::disk::copy_tree::copy_tree;
use crate::words::{gate as words, install};
use payloads::container::manifest::is_word;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact};

/// The names of a release's suites.
///
/// # Errors
/// [`Exit::Damaged`] for one that is not carried; the disk's.
pub(super) fn names(release: &Path) -> anyhow::Result<Vec<String>> {
    let path = release.join("meta/acceptance");
    let list = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.context(|| install::looking_at(&path.display()))?,
    };
    let is_carried = |name: &str| is_word(name) && release.join("modules").join(name).is_dir();
    match list.lines().find(|name| !is_carried(name)) {
        None => Ok(list.lines().map(str::to_owned).collect()),
        Some(name) => Err(Fact::new(Exit::Damaged, words::no_suite(&name)).into()),
    }
}

/// A copy to run it in: tests may write beside their sources.
///
/// # Errors
/// The disk's.
pub(super) fn copied(name: &str, release: &Path, scratch: &Scratch) -> anyhow::Result<PathBuf> {
    let copy = scratch.at("suites").join(name);
    copy_tree(&release.join("modules").join(name), &copy)?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use voice::exit_of;

    #[test]
    fn suites_are_carried_projects_in_the_order_of_the_list() {
        let release = Scratch::new("suites");
        std::fs::create_dir_all(release.join("meta")).unwrap();
        for name in ["one", "two"] {
            std::fs::create_dir_all(release.join("modules").join(name)).unwrap();
        }
        assert!(names(&release).unwrap().is_empty());
        let list = |text: &str| {
            std::fs::write(release.join("meta/acceptance"), text).unwrap();
            names(&release)
        };
        assert_eq!(list("two\none\n").unwrap(), ["two", "one"]);
        for bad in ["three\n", "../modules/one\n", "one\n\n", "/\n"] {
            assert_eq!(exit_of(&list(bad).unwrap_err()), Exit::Damaged, "{bad:?}");
        }
    }
}
