//! `goroot/go.env`: the defaults that the installed Go gets, the one generated file of a release's tree. Where one of them
//! is a path it is absolute, for Go expands nothing there, and follows a home that moves.

use crate::disk::durable;
use crate::prefix::gocache;
use crate::prefix::layout::{GOCACHE, Layout};
use payloads::container::Manifest;
use payloads::digest::Sha256;
use payloads::environment::go_env::{self, Proxy, Setting};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What it says in a release of this installation.
pub struct GoDefaults<'a> {
    layout: &'a Layout,
    has_gocache: bool,
}

impl<'a> GoDefaults<'a> {
    /// Of the release with this manifest.
    pub fn of(manifest: &Manifest, layout: &'a Layout) -> GoDefaults<'a> {
        GoDefaults { layout, has_gocache: gocache::is_in(manifest) && gocache::is_kept(layout) }
    }

    /// Of the release in `directory`, as it lies there.
    pub fn of_laid(directory: &Path, layout: &'a Layout) -> GoDefaults<'a> {
        let has_gocache = gocache::of_release(directory).is_dir() && gocache::is_kept(layout);
        GoDefaults { layout, has_gocache }
    }

    /// The defaults, each with its reason.
    pub fn settings(&self) -> Vec<Setting> {
        let gocache = self.has_gocache.then(|| self.layout.prefix().join(GOCACHE));
        go_env::settings(&Proxy::Off, gocache.as_deref())
    }

    /// The file's bytes.
    pub fn file(&self) -> Vec<u8> {
        go_env::render(&self.settings())
    }

    /// Its digest, for the receipt.
    pub fn digest(&self) -> Sha256 {
        Sha256::of(&self.file())
    }

    /// Whether `file` is it, though it may call this prefix by another name: a home can be reached through a link.
    pub fn are(&self, file: &[u8]) -> bool {
        self.stated_by(file).is_some_and(|place| is_one(place, &self.layout.directory()))
    }

    /// The prefix for which `file` is it.
    fn stated_by<'f>(&self, file: &'f [u8]) -> Option<&'f Path> {
        let gocache = go_env::gocache(file);
        let is_it = gocache.is_some() == self.has_gocache
            && go_env::render(&go_env::settings(&Proxy::Off, gocache)) == file;
        match gocache {
            None => is_it.then(|| Path::new("")),
            Some(gocache) => gocache.parent().filter(|_| is_it && gocache.ends_with(GOCACHE)),
        }
    }

    /// Writes it anew in the release in `directory`, where it is of the place in which the home was before it moved, and
    /// this `user`'s. Whether it did.
    ///
    /// # Errors
    /// The disk's; the old file is then intact.
    pub fn follow(&self, directory: &Path, user: u32) -> anyhow::Result<bool> {
        let path = directory.join("goroot/go.env");
        let Ok(file) = std::fs::read(&path) else { return Ok(false) };
        let is_own = path.symlink_metadata().is_ok_and(|data| data.uid() == user);
        let place = self.stated_by(&file).filter(|_| is_own && self.has_gocache);
        let has_moved = place.is_some_and(|place| !is_one(place, &self.layout.directory()));
        if has_moved {
            durable::write(&path, 0o644, &self.file())?;
        }
        Ok(has_moved)
    }
}

/// Whether both are one directory; an empty path is any.
fn is_one(one: &Path, other: &Path) -> bool {
    let inode = |path: &Path| path.metadata().ok().map(|data| (data.dev(), data.ino()));
    one.as_os_str().is_empty()
        || one == other
        || inode(one).is_some_and(|one| Some(one) == inode(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;

    fn release(prefix: &Path) -> std::path::PathBuf {
        let release = prefix.join("v1-00000000");
        std::fs::create_dir_all(release.join("goroot")).unwrap();
        std::fs::create_dir_all(release.join("gocache")).unwrap();
        release
    }

    #[test]
    fn the_defaults_follow_a_prefix_that_moved_and_are_known_by_each_of_its_names() {
        let scratch = Scratch::new("defaults");
        let (before, after) = (scratch.join("before"), scratch.join("after"));
        let user = nix::unistd::getuid().as_raw();
        let old = release(&before);
        let layout = Layout::at(&before);
        let written = GoDefaults::of_laid(&old, &layout).file();
        std::fs::write(old.join("goroot/go.env"), &written).unwrap();
        assert!(!GoDefaults::of_laid(&old, &layout).follow(&old, user).unwrap());
        std::fs::rename(&before, &after).unwrap();
        let (moved, layout) = (after.join("v1-00000000"), Layout::at(&after));
        let defaults = GoDefaults::of_laid(&moved, &layout);
        assert!(!defaults.are(&written));
        assert!(!defaults.follow(&moved, user + 1).unwrap());
        std::os::unix::fs::symlink(&after, &before).unwrap();
        assert!(defaults.are(&written) && !defaults.follow(&moved, user).unwrap());
        std::fs::remove_file(&before).unwrap();
        assert!(defaults.follow(&moved, user).unwrap());
        let now = std::fs::read(moved.join("goroot/go.env")).unwrap();
        assert!(defaults.are(&now) && now == defaults.file() && now != written);
    }

    #[test]
    fn what_somebody_edited_is_not_ours_to_follow() {
        let scratch = Scratch::new("defaults-edited");
        let (prefix, user) = (scratch.join("p"), nix::unistd::getuid().as_raw());
        let (release, layout) = (release(&prefix), Layout::at(&prefix));
        let defaults = GoDefaults::of_laid(&release, &layout);
        for edited in ["GOCACHE=/gone/gocache\n", "", "GOCACHE=\n"] {
            std::fs::write(release.join("goroot/go.env"), edited).unwrap();
            assert!(!defaults.are(edited.as_bytes()) && !defaults.follow(&release, user).unwrap());
        }
    }
}
