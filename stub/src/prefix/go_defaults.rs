//! `goroot/go.env`: the defaults that the installed Go gets, the one generated file of a release's tree. Where one of them
//! is a path it is absolute, for Go expands nothing there, and follows a home that moves.

use crate::disk::durable;
use crate::prefix::layout::{GOCACHE, Layout, MODULES};
use crate::prefix::{gocache, modules, toolchains};
use payloads::container::Manifest;
use payloads::digest::Sha256;
use payloads::environment::go_env::{self, Places, Setting};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What it says in a release of this installation.
pub struct GoDefaults<'a> {
    layout: &'a Layout,
    places: Places,
}

impl<'a> GoDefaults<'a> {
    /// Of the release with this manifest, of which these components are here.
    pub fn of(
        manifest: &Manifest,
        components: Option<&[String]>,
        layout: &'a Layout,
    ) -> GoDefaults<'a> {
        let is_here = components.is_none_or(|names| names.iter().any(|name| name == GOCACHE));
        GoDefaults::with(is_here && gocache::is_in(manifest), layout)
    }

    /// Of the release in `directory`, as it lies there.
    pub fn of_laid(directory: &Path, layout: &'a Layout) -> GoDefaults<'a> {
        GoDefaults::with(gocache::of_release(directory).is_dir(), layout)
    }

    /// Of the release with this manifest that lies in `directory`, from where it moves into its place.
    pub fn of_staged(
        manifest: &Manifest,
        components: Option<&[String]>,
        directory: &Path,
        layout: &'a Layout,
    ) -> GoDefaults<'a> {
        let mut defaults = GoDefaults::of(manifest, components, layout);
        let places = &mut defaults.places;
        if modules::of_release(directory).is_dir() {
            places.modules = Some(layout.prefix().join(MODULES));
            places.private = modules::private(layout, Some(directory));
        }
        places.has_others = toolchains::are_several(layout, Some(&manifest.payload.go));
        defaults
    }

    fn with(brings_gocache: bool, layout: &'a Layout) -> GoDefaults<'a> {
        let below = |name| layout.prefix().join(name);
        let has_modules = modules::any(layout);
        let places = Places {
            gocache: (brings_gocache && gocache::is_kept(layout)).then(|| below(GOCACHE)),
            modules: has_modules.then(|| below(MODULES)),
            private: if has_modules { modules::private(layout, None) } else { Vec::new() },
            has_others: toolchains::are_several(layout, None),
        };
        GoDefaults { layout, places }
    }

    /// The defaults, each with its reason.
    pub fn settings(&self) -> Vec<Setting> {
        go_env::settings(&self.places)
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
        go_env::stated_by(file).is_some_and(|stated| self.is_met_by(&stated))
    }

    fn is_met_by(&self, stated: &Places) -> bool {
        let prefix = self.layout.directory();
        let is_there = |stated: &Option<PathBuf>, meant: &Option<PathBuf>| match (stated, meant) {
            (Some(stated), Some(meant)) => {
                let above = stated.parent().filter(|_| stated.file_name() == meant.file_name());
                above.is_some_and(|above| is_one(above, &prefix))
            }
            (stated, meant) => stated == meant,
        };
        let meant = &self.places;
        is_there(&stated.gocache, &meant.gocache)
            && is_there(&stated.modules, &meant.modules)
            && (&stated.private, stated.has_others) == (&meant.private, meant.has_others)
    }

    /// Writes it anew in the release in `directory`, where what it says was true once, before the home moved or modules
    /// came or went, and it is this `user`'s. Whether it did.
    ///
    /// # Errors
    /// The disk's; the old file is then intact.
    pub fn follow(&self, directory: &Path, user: u32) -> anyhow::Result<bool> {
        let path = directory.join("goroot/go.env");
        let Ok(file) = std::fs::read(&path) else { return Ok(false) };
        let is_own = path.symlink_metadata().is_ok_and(|data| data.uid() == user);
        let stated = go_env::stated_by(&file).filter(|_| is_own);
        let is_stale = stated.is_some_and(|stated| !self.is_met_by(&stated));
        if is_stale {
            durable::write(&path, 0o644, &self.file())?;
        }
        Ok(is_stale)
    }
}

/// Whether both are one directory.
fn is_one(one: &Path, other: &Path) -> bool {
    let inode = |path: &Path| path.metadata().ok().map(|data| (data.dev(), data.ino()));
    one == other || inode(one).is_some_and(|one| Some(one) == inode(other))
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
