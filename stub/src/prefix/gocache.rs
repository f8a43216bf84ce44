//! What Go has compiled before, as a release brings it (`gocache/`), and a build cache that begins with it.
//!
//! Results of compilers are other names of the release's files where that can be: Go never writes into one that has
//! the right bytes. What is known of actions is copied, for Go writes that anew when it is told to build all again.

use crate::disk::durable;
use crate::prefix::home::Owner;
use crate::prefix::layout::{GOCACHE, Layout};
use crate::prefix::staging;
use nix::sys::stat::{UtimensatFlags, utimensat};
use nix::sys::time::TimeSpec;
use payloads::container::Manifest;
use payloads::container::manifest::Kind;
use payloads::sentences::unpack as words;
use std::fs::File;
use std::io::ErrorKind::{AlreadyExists, NotFound};
use std::path::{Path, PathBuf};
use voice::{Context as _, best_effort};

/// Go removes what nobody used for five days, and notes a use in the time of the file unless that is later. So these
/// files are of 2037-01-01 for ever: seconds since 1970 that old file systems can tell, too.
const NEVER_STALE: TimeSpec = TimeSpec::new(2_114_380_800, 0);

/// Whether a release brings any.
pub fn is_in(manifest: &Manifest) -> bool {
    manifest.payload.components.iter().any(|component| component.kind == Kind::GoCache)
}

/// Whether the installation has a build cache of its own: a user's has. Users of the host's each have their own.
pub fn is_kept(layout: &Layout) -> bool {
    matches!(layout.owner(), Owner::User(_))
}

/// Where the release in `directory` has it, if it has any.
pub fn of_release(directory: &Path) -> PathBuf {
    directory.join(GOCACHE)
}

/// As [`lay_into`], and it is on the disk then: what came of an action before what says so.
///
/// # Errors
/// Those of [`lay_into`].
pub fn fill(into: &Path, directory: &Path) -> anyhow::Result<()> {
    lay(into, directory, staging::sync)
}

/// Lays what the release in `directory` brings into the build cache `into`, which is made where it is missing. What is
/// there already stays. Of a release without any, nothing.
///
/// # Errors
/// The disk's. What was laid down by then is whole: Go takes an entry for one only when its action is there, too.
pub fn lay_into(into: &Path, directory: &Path) -> anyhow::Result<()> {
    lay(into, directory, |_| Ok(()))
}

fn lay(into: &Path, directory: &Path, sync: fn(&Path) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let from = of_release(directory);
    let parts = match std::fs::read_dir(&from) {
        Err(error) if error.kind() == NotFound => return Ok(()),
        parts => names(parts.context(|| words::creating_member(&into.display()))?)?,
    };
    let step = || words::creating_member(&into.display());
    std::fs::create_dir_all(into).context(step)?;
    let mut aside = Vec::new();
    for part in parts {
        let (from, place) = (from.join(&part), into.join(&part));
        std::fs::create_dir_all(&place).context(step)?;
        for name in names(std::fs::read_dir(&from).context(step)?)? {
            let (from, to) = (from.join(&name), place.join(&name));
            let is_action = name.to_string_lossy().ends_with("-a");
            if is_action || !is_linked(&from, &to) {
                aside.extend(copied_aside(&from, to, into)?);
            }
        }
    }
    // What a name says is on the disk before the name is there; results come before the actions that name them.
    sync(into)?;
    aside.sort_by_key(Aside::is_of_an_action);
    aside.into_iter().try_for_each(Aside::moved)?;
    sync(into)
}

/// Whether there is anything to [`forget`].
pub fn has_some_of(releases: &[String], layout: &Layout) -> bool {
    let mut brought = releases.iter().map(|release| of_release(&layout.release(release)));
    layout.gocache().is_dir() && brought.any(|brought| brought.is_dir())
}

/// Takes out of the build cache what these releases brought and none of the others here did.
///
/// # Errors
/// The disk's.
pub fn forget(releases: &[String], layout: &Layout) -> anyhow::Result<()> {
    let (directory, cache) = (layout.directory(), layout.gocache());
    let step = || words::writing_member(&cache.display());
    let mut others = names(std::fs::read_dir(&directory).context(step)?)?;
    others.retain(|name| releases.iter().all(|release| *name != **release));
    let others: Vec<PathBuf> =
        others.iter().map(|name| of_release(&directory.join(name))).collect();
    for release in releases {
        let Ok(parts) = std::fs::read_dir(of_release(&layout.release(release))) else { continue };
        for part in parts {
            let part = part.context(step)?;
            for name in names(std::fs::read_dir(part.path()).context(step)?)? {
                let entry = Path::new(&part.file_name()).join(name);
                if others.iter().any(|other| other.join(&entry).exists()) {
                    continue;
                }
                match std::fs::remove_file(cache.join(&entry)) {
                    Err(error) if error.kind() != NotFound => return Err(error).context(step),
                    _ => {}
                }
            }
        }
    }
    staging::sync(&cache)
}

fn names(entries: std::fs::ReadDir) -> anyhow::Result<Vec<std::ffi::OsString>> {
    Ok(entries.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<_>>()?)
}

/// Whether it is one file with two names now, or was there already.
fn is_linked(from: &Path, to: &Path) -> bool {
    match std::fs::hard_link(from, to) {
        Ok(()) => {
            never_stale(to);
            true
        }
        // Not on this file system, or not by this user: whose the file is says the system.
        Err(error) => error.kind() == AlreadyExists,
    }
}

/// A copy under a name that the next run knows, gone with this value unless it moved on.
struct Aside {
    path: PathBuf,
    to: PathBuf,
    has_moved: bool,
}

impl Aside {
    fn is_of_an_action(&self) -> bool {
        self.to.to_string_lossy().ends_with("-a")
    }

    fn moved(mut self) -> anyhow::Result<()> {
        let step = || words::writing_member(&self.to.display());
        std::fs::rename(&self.path, &self.to).context(step)?;
        self.has_moved = true;
        Ok(())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.has_moved {
            let removed = std::fs::remove_file(&self.path);
            best_effort("the next run finds and removes what stays", removed);
        }
    }
}

/// Copies it, on its way to `to`; `None` where something is there, which stays.
fn copied_aside(from: &Path, to: PathBuf, cache: &Path) -> anyhow::Result<Option<Aside>> {
    if to.symlink_metadata().is_ok() {
        return Ok(None);
    }
    let path = durable::sibling(&cache.join(to.file_name().unwrap_or_default()));
    let aside = Aside { path, to, has_moved: false };
    let step = || words::writing_member(&aside.to.display());
    let mut into = File::create_new(&aside.path).context(step)?;
    std::io::copy(&mut File::open(from).context(step)?, &mut into).context(step)?;
    never_stale(&aside.path);
    Ok(Some(aside))
}

fn never_stale(path: &Path) {
    let set = utimensat(
        nix::fcntl::AT_FDCWD,
        path,
        &NEVER_STALE,
        &NEVER_STALE,
        UtimensatFlags::NoFollowSymlink,
    );
    best_effort("Go then keeps it as long as any other", set);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn results_are_shared_actions_are_copied_and_what_is_there_stays() {
        let scratch = Scratch::new("gocache");
        let (release, into) = (scratch.join("release"), scratch.join("cache"));
        lay_into(&into, &release).unwrap();
        assert!(!into.exists());
        std::fs::create_dir_all(release.join("gocache/0a")).unwrap();
        for name in ["gocache/0a/x-a", "gocache/0a/y-d", "gocache/0a/z-d"] {
            std::fs::write(release.join(name), name).unwrap();
        }
        std::fs::create_dir_all(into.join("0a")).unwrap();
        std::fs::write(into.join("0a/z-d"), "the user's own").unwrap();
        for _ in 0..2 {
            lay_into(&into, &release).unwrap();
            let inode = |path: PathBuf| path.metadata().unwrap().ino();
            let is_shared =
                |name: &str| inode(release.join("gocache").join(name)) == inode(into.join(name));
            assert!(!is_shared("0a/x-a") && is_shared("0a/y-d") && !is_shared("0a/z-d"));
            assert_eq!(std::fs::read(into.join("0a/x-a")).unwrap(), b"gocache/0a/x-a");
            assert_eq!(std::fs::read(into.join("0a/z-d")).unwrap(), b"the user's own");
            let is_of_2037 =
                |name: &str| into.join(name).metadata().unwrap().mtime() == 2_114_380_800;
            assert!(is_of_2037("0a/x-a") && is_of_2037("0a/y-d") && !is_of_2037("0a/z-d"));
        }
    }

    #[test]
    fn what_only_a_release_that_goes_has_brought_goes_with_it() {
        let scratch = Scratch::new("gocache-forget");
        let (prefix, layout) = (scratch.join("p"), Layout::at(&scratch.join("p")));
        for (release, brings) in [("one", "0a/1-d 0a/x-d"), ("two", "0a/2-d 0a/x-d")] {
            std::fs::create_dir_all(prefix.join(release).join("gocache/0a")).unwrap();
            for name in brings.split(' ') {
                std::fs::write(prefix.join(release).join("gocache").join(name), name).unwrap();
            }
            lay_into(&layout.gocache(), &prefix.join(release)).unwrap();
        }
        std::fs::write(layout.gocache().join("0a/users-d"), "").unwrap();
        assert!(has_some_of(&["one".to_owned()], &layout));
        assert!(!has_some_of(&["three".to_owned()], &layout));
        forget(&["one".to_owned()], &layout).unwrap();
        let mut left = names(std::fs::read_dir(layout.gocache().join("0a")).unwrap()).unwrap();
        left.sort();
        assert_eq!(left, ["2-d", "users-d", "x-d"]);
        forget(&["one".to_owned(), "two".to_owned()], &layout).unwrap();
        assert_eq!(std::fs::read_dir(layout.gocache().join("0a")).unwrap().count(), 1);
        assert!(prefix.join("two/gocache/0a/2-d").exists());
    }
}
