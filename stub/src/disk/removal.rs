//! Removing a tree: by directory descriptors, never through a symbolic link, never on another file system.

use crate::disk::{beneath, durable};
use crate::words::install as words;
use nix::dir::{Dir, Type};
use nix::errno::Errno;
use nix::fcntl::{AT_FDCWD, OFlag, openat};
use nix::sys::stat::{FchmodatFlags, Mode, fchmod, fchmodat, fstat};
use nix::unistd::{UnlinkatFlags, unlinkat};
use payloads::interruption::asked_again;
use std::ffi::{CString, OsStr};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use voice::{Context as _, Said};

/// How the name of a release begins that is being removed.
pub const REMOVING: &str = ".removing-";

/// How often a directory is emptied in which somebody writes, before that is an error.
const MOST_REFILLS: u32 = 1000;

/// Removes whatever is at `path`, all of it, and fsyncs the directory it was in. A link is removed, not
/// followed; a directory of ours is opened whatever its mode (module caches have 0555). Nothing there is fine.
///
/// # Errors
/// The system's, with the path; `EXDEV` where another file system is mounted inside. What was removed until
/// then is gone, and a second call goes on.
pub fn tree(path: &Path) -> anyhow::Result<()> {
    let step = || words::removing(&path.display());
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Errno::EINVAL).context(step);
    };
    let flags = OFlag::O_RDONLY | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC;
    let parent = match asked_again(|| nix::fcntl::open(parent, flags, Mode::empty())) {
        Err(Errno::ENOENT) => return Ok(()),
        other => other.context(step)?,
    };
    match unlinkat(&parent, name, UnlinkatFlags::NoRemoveDir) {
        Err(Errno::ENOENT) => return Ok(()),
        Err(Errno::EISDIR) => {
            let name = CString::new(name.as_bytes()).map_err(|_| Errno::EINVAL).context(step)?;
            Walk { parent: &parent, path: path.to_owned(), above: Vec::new() }.remove(name)?;
        }
        other => other.context(step)?,
    }
    durable::synced(&parent).context(step)
}

/// As [`tree`], and whenever it is cut off the directory at `path` is there whole or not at all: it is renamed
/// first, to a name that the next run takes away ([`leftovers`](crate::prefix::leftovers)).
///
/// # Errors
/// Those of [`tree`]; the directory is whole where the rename failed.
pub fn whole(path: &Path) -> anyhow::Result<()> {
    let step = || words::removing(&path.display());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!("{REMOVING}{name}"));
    if aside.symlink_metadata().is_ok() {
        tree(&aside)?;
    }
    match nix::fcntl::renameat(AT_FDCWD, path, AT_FDCWD, &aside) {
        Ok(()) => {
            durable::sync_parent(&aside)?;
            tree(&aside)
        }
        Err(Errno::ENOENT) => Ok(()),
        // A mount point, or a directory of a lower layer of an overlay: neither can be renamed.
        Err(Errno::EXDEV | Errno::EBUSY) => tree(path),
        Err(errno) => Err(errno).context(step),
    }
}

/// The way down to the directory that is being emptied. However deep that is, two descriptors are open.
struct Walk<'a> {
    parent: &'a OwnedFd,
    /// Where it is now, for messages.
    path: PathBuf,
    above: Vec<Level>,
}

/// One directory on the way.
struct Level {
    /// Its name in the one above.
    name: CString,
    /// Its device and inode: what `..` must lead back to.
    identity: (u64, u64),
    /// Directories in it that are still to go.
    left: Vec<CString>,
    /// How often something had appeared in it after everything was removed.
    filled: u32,
}

impl Walk<'_> {
    fn remove(mut self, name: CString) -> anyhow::Result<()> {
        let mut at = self.parent.try_clone().context(|| removing(&self.path))?;
        let mut next = Some(name);
        loop {
            at = match next {
                Some(name) => match self.enter(&at, name)? {
                    Some(below) => below,
                    None => at,
                },
                None => self.leave(at)?,
            };
            let Some(level) = self.above.last_mut() else { return Ok(()) };
            next = level.left.pop();
            if let Some(name) = &next {
                self.path.push(OsStr::from_bytes(name.to_bytes()));
            }
        }
    }

    /// Opens the directory `name`, and removes everything from it but its directories. `None` where it is gone:
    /// somebody else is at the same work.
    fn enter(&mut self, at: &OwnedFd, name: CString) -> anyhow::Result<Option<OwnedFd>> {
        let step = || removing(&self.path);
        let opened = match openable(at, &name) {
            Err(Errno::ENOENT) => {
                self.path.pop();
                return Ok(None);
            }
            other => other.context(step)?,
        };
        let stat = fstat(&opened).context(step)?;
        let identity = (stat.st_dev, stat.st_ino);
        if self.above.first().is_some_and(|top| top.identity.0 != identity.0) {
            return Err(Errno::EXDEV).context(step);
        }
        let left = strip(&opened).context(step)?;
        self.above.push(Level { name, identity, left, filled: 0 });
        Ok(Some(opened))
    }

    /// Removes the directory `at`, which is empty now, and goes back to the one above.
    fn leave(&mut self, at: OwnedFd) -> anyhow::Result<OwnedFd> {
        let step = || removing(&self.path);
        let mut done = self.above.pop().ok_or(Errno::EINVAL).context(step)?;
        let up = match self.above.last() {
            None => self.parent.try_clone().context(step)?,
            Some(level) => {
                let up = asked_again(|| openat(&at, "..", beneath::DIRECTORY, Mode::empty()))
                    .context(step)?;
                let stat = fstat(&up).context(step)?;
                // Somebody moved it while we were in it: what is above it now is not ours.
                if (stat.st_dev, stat.st_ino) != level.identity {
                    return Err(Errno::EXDEV).context(step);
                }
                up
            }
        };
        match unlinkat(&up, done.name.as_c_str(), UnlinkatFlags::RemoveDir) {
            Err(Errno::ENOENT) => {}
            // Somebody is still writing in it.
            Err(Errno::ENOTEMPTY) if done.filled < MOST_REFILLS => {
                done.filled += 1;
                done.left = strip(&at).context(step)?;
                self.above.push(done);
                return Ok(at);
            }
            other => other.context(step)?,
        }
        self.path.pop();
        Ok(up)
    }
}

fn removing(path: &Path) -> Said {
    words::removing(&path.display())
}

/// Opens a directory so that things can be removed from it.
fn openable(at: &OwnedFd, name: &CString) -> Result<OwnedFd, Errno> {
    let open = || asked_again(|| openat(at, name.as_c_str(), beneath::DIRECTORY, Mode::empty()));
    let opened = match open() {
        Err(Errno::EACCES) => {
            fchmodat(at, name.as_c_str(), Mode::S_IRWXU, FchmodatFlags::NoFollowSymlink)?;
            open()?
        }
        other => other?,
    };
    if Mode::from_bits_truncate(fstat(&opened)?.st_mode).contains(Mode::S_IRWXU) {
        return Ok(opened);
    }
    // Where it is not ours to change, removing says why.
    fchmod(&opened, Mode::S_IRWXU).unwrap_or_default();
    Ok(opened)
}

/// Removes everything in `directory` but directories, whose names it gives.
fn strip(directory: &OwnedFd) -> Result<Vec<CString>, Errno> {
    let mut left = Vec::new();
    let mut entries =
        asked_again(|| Dir::openat(directory, ".", beneath::DIRECTORY, Mode::empty()))?;
    let mut names = Vec::new();
    for entry in entries.iter() {
        let entry = entry?;
        match entry.file_name().to_bytes() {
            b"." | b".." => {}
            _ => names.push((entry.file_name().to_owned(), entry.file_type())),
        }
    }
    for (name, kind) in names {
        if kind == Some(Type::Directory) {
            left.push(name);
            continue;
        }
        match unlinkat(directory.as_fd(), name.as_c_str(), UnlinkatFlags::NoRemoveDir) {
            Err(Errno::EISDIR) => left.push(name),
            Err(Errno::ENOENT) => {}
            other => other?,
        }
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_tree_goes_with_closed_directories_and_what_its_links_name_stays() {
        let scratch = Scratch::new("removal-tree");
        let at = |name: &str| scratch.join(name);
        std::fs::create_dir_all(at("ours/pkg/mod/x@v1/deep")).unwrap();
        std::fs::create_dir_all(at("ours/closed/in")).unwrap();
        std::fs::create_dir(at("theirs")).unwrap();
        std::fs::write(at("theirs/kept"), "1").unwrap();
        std::fs::write(at("ours/pkg/mod/x@v1/x.go"), "package x").unwrap();
        symlink("../theirs", at("ours/link")).unwrap();
        symlink("../../../../../theirs", at("ours/pkg/mod/x@v1/deep/link")).unwrap();
        for (name, mode) in [("pkg/mod/x@v1/deep", 0o555), ("pkg/mod/x@v1", 0o555), ("closed", 0)] {
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(at("ours").join(name), mode).unwrap();
        }
        tree(&at("ours")).unwrap();
        assert!(!at("ours").exists() && at("theirs/kept").exists());
        tree(&at("ours")).unwrap();
        tree(&at("no/such/directory")).unwrap();
        symlink("theirs", at("link")).unwrap();
        tree(&at("link")).unwrap();
        tree(&at("theirs/kept")).unwrap();
        assert_eq!(scratch.read_dir().unwrap().count(), 1);
    }

    #[test]
    fn a_tree_deeper_than_any_path_or_limit_of_descriptors_goes() {
        let scratch = Scratch::new("removal-deep");
        let name = "d".repeat(200);
        let mut at = beneath::start(&scratch).unwrap();
        for _ in 0..1500 {
            nix::sys::stat::mkdirat(&at, name.as_str(), Mode::S_IRWXU).unwrap();
            at = openat(&at, name.as_str(), beneath::DIRECTORY, Mode::empty()).unwrap();
        }
        drop(at);
        tree(&scratch).unwrap();
        assert!(!scratch.exists());
    }
}
