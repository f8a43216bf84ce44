//! Acceptance suites: carried projects that `meta/acceptance` names, one a line, whose tests have to pass.

use super::scratch::Scratch;
use crate::project;
use payloads::container::manifest::is_word;
use payloads::words::{Doing, Fact, gate as words, install};
use payloads::{Exit, say};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The names of a release's suites.
///
/// # Errors
/// [`Exit::Damaged`] for one that is not carried; the disk's.
pub(super) fn names(release: &Path) -> anyhow::Result<Vec<String>> {
    let path = release.join("meta/acceptance");
    let list = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.doing(|| say!(install::LOOKING_AT, path = path.display()))?,
    };
    let is_carried = |name: &str| is_word(name) && release.join("modules").join(name).is_dir();
    match list.lines().find(|name| !is_carried(name)) {
        None => Ok(list.lines().map(str::to_owned).collect()),
        Some(name) => Err(Fact::new(Exit::Damaged, say!(words::NO_SUITE, name = name)).into()),
    }
}

/// A copy to run it in: tests may write beside their sources.
///
/// # Errors
/// The disk's.
pub(super) fn copied(name: &str, release: &Path, scratch: &Scratch) -> anyhow::Result<PathBuf> {
    let copy = scratch.at("suites").join(name);
    project::copy_tree(&release.join("modules").join(name), &copy)?;
    Ok(copy)
}
