//! Writing so that a crash leaves the old bytes or the new ones: a sibling, fsync, rename, fsync.

use nix::errno::Errno;
use payloads::interruption::asked_again;
use payloads::sentences::unpack as words;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{File, Permissions};
use std::io::{ErrorKind, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Said, best_effort};

/// Replaces the file at `path`, whatever the umask.
///
/// # Errors
/// The disk's; the old file is then intact.
pub fn write(path: &Path, mode: u32, bytes: &[u8]) -> anyhow::Result<()> {
    write_proved(path, mode, bytes, |_| Ok(()))
}

/// As [`write()`], after `prove` found nothing wrong with the new file, which it is shown beside the old one.
///
/// # Errors
/// The disk's and those of `prove`; the old file is then intact.
pub fn write_proved(
    path: &Path,
    mode: u32,
    bytes: &[u8],
    prove: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let step = || words::writing_member(&path.display());
    let sibling = sibling(path);
    let written = fresh(&sibling, mode, bytes)
        .context(step)
        .and_then(|()| prove(&sibling))
        .and_then(|()| std::fs::rename(&sibling, path).context(step));
    if written.is_err() {
        best_effort("the error on its way is the one that matters", std::fs::remove_file(&sibling));
    }
    written?;
    sync_parent(path)
}

fn fresh(path: &Path, mode: u32, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::options().write(true).create_new(true).mode(mode).open(path)?;
    file.set_permissions(Permissions::from_mode(mode))?;
    file.write_all(bytes)?;
    Ok(synced(&file)?)
}

/// Makes the directory `path`, mode 0755 whatever the umask, and whatever it inherits from the one it lies in: setgid,
/// access control lists.
///
/// # Errors
/// The disk's.
pub fn directory(path: &Path) -> anyhow::Result<()> {
    let made = std::fs::create_dir(path)
        .and_then(|()| std::fs::set_permissions(path, Permissions::from_mode(0o755)));
    made.context(|| words::creating_member(&path.display()))
}

/// Asks once: after an error the kernel may have forgotten what it could not write, and would say yes.
/// What a signal interrupted has not failed.
pub(crate) fn synced(file: impl AsFd) -> Result<(), Errno> {
    asked_again(|| nix::unistd::fsync(&file))
}

/// Makes the symbolic link `path` point to `target`, by one rename.
///
/// # Errors
/// The disk's; the old link is then intact.
pub fn link(path: &Path, target: impl AsRef<Path>) -> anyhow::Result<()> {
    let sibling = sibling(path);
    let made = std::os::unix::fs::symlink(target.as_ref(), &sibling)
        .and_then(|()| std::fs::rename(&sibling, path));
    if made.is_err() {
        best_effort("the error on its way is the one that matters", std::fs::remove_file(&sibling));
    }
    made.context(|| words::creating_member(&path.display()))?;
    sync_parent(path)
}

/// Makes what was renamed or created in `path`'s directory survive a power cut.
///
/// # Errors
/// The disk's.
pub fn sync_parent(path: &Path) -> anyhow::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("/"));
    let step = || words::writing_member(&parent.display());
    match synced(&File::open(parent).context(step)?) {
        // A file system without anything to write for a directory.
        Err(Errno::EINVAL) => Ok(()),
        other => other.context(step),
    }
}

/// Renames within a directory, so that it survives a power cut.
///
/// # Errors
/// The disk's. The rename may have happened then.
pub fn rename(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::rename(from, to).context(|| words::writing_member(&to.display()))?;
    sync_parent(to)
}

/// Removes what writers of `path` that were killed left beside it, as far as that can be done. Only under the
/// lock: another writer's file would go too.
pub fn remove_leftovers(path: &Path) {
    for left in siblings_of(path) {
        best_effort("what stays is in nobody's way", std::fs::remove_file(left));
    }
}

/// What lies beside `path` on its way to that name.
pub fn siblings_of(path: &Path) -> Vec<PathBuf> {
    let directory = path.parent().unwrap_or(Path::new("/"));
    let prefix = sibling_prefix(path);
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let is_one = |name: &str| name.starts_with(&prefix) && is_sibling(name);
    entries.filter(|e| is_one(&e.file_name().to_string_lossy())).map(|e| e.path()).collect()
}

/// Whether `name` is that of a file on its way to its own name: `.NAME.goferry-` and a number.
pub fn is_sibling(name: &str) -> bool {
    let number = name.rsplit_once(ON_ITS_WAY).map_or("", |(_, number)| number);
    name.starts_with('.') && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

/// A name beside `path` that nothing of the user's has.
pub fn sibling(path: &Path) -> PathBuf {
    path.with_file_name(format!("{}{}", sibling_prefix(path), std::process::id()))
}

fn sibling_prefix(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    format!(".{name}{ON_ITS_WAY}")
}

const ON_ITS_WAY: &str = ".goferry-";

/// Reads the record at `path`, JSON for people to read, too, which is what `step` says; `None` where there is none yet.
///
/// # Errors
/// [`Exit::State`] where it cannot be understood.
pub(crate) fn read_record<T: DeserializeOwned>(
    path: &Path,
    step: impl FnOnce() -> Said,
) -> anyhow::Result<Option<T>> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).exit_with(Exit::State, step),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).exit_with(Exit::State, step),
    }
}

/// Writes the record at `path`.
///
/// # Errors
/// The disk's; the old one is then intact.
pub(crate) fn write_record(path: &Path, record: &impl Serialize) -> anyhow::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(record)?;
    bytes.push(b'\n');
    write(path, 0o644, &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;

    #[test]
    fn only_what_a_killed_writer_of_the_same_file_left_is_removed() {
        let scratch = Scratch::new("durable-leftovers");
        let at = |name: &str| scratch.join(name);
        for name in ["goferry", ".goferry.goferry-17", ".goferry.goferry-x", ".other.goferry-17"] {
            std::fs::write(at(name), name).unwrap();
        }
        remove_leftovers(&at("goferry"));
        assert!(!at(".goferry.goferry-17").exists());
        assert!(at(".goferry.goferry-x").exists() && at(".other.goferry-17").exists());
    }

    #[test]
    fn a_new_file_that_does_not_prove_itself_leaves_the_old_one() {
        let scratch = Scratch::new("durable-proved");
        let path = scratch.join("program");
        write(&path, 0o755, b"old").unwrap();
        let refused = write_proved(&path, 0o755, b"new", |sibling| {
            assert_eq!(std::fs::read(sibling).unwrap(), b"new");
            anyhow::bail!("no")
        });
        assert!(refused.is_err() && std::fs::read(&path).unwrap() == b"old");
        assert_eq!(scratch.read_dir().unwrap().count(), 1);
    }
}
