//! Where a sweep works: in memory, one home at one path, so that recorded paths stay true when a
//! prepared home is put back for the thousandth time.

pub use super::which::Which;

use super::judge::is_leftover;
use super::layers::Layers;
use super::memory::{Memory, digest};
use crate::{Invocation, Namespace, Tree, stub};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard};
use tempfile::TempDir;

/// A scratch directory with one home that is worked on, and prepared homes beside it.
#[derive(Debug)]
pub struct Ground {
    scratch: TempDir,
    goferry: PathBuf,
    /// Where the installers are the official Go's, not small ones.
    large: Option<Large>,
    /// How the releases are called, as far as they were installed.
    names: Mutex<Vec<(Which, PathBuf)>>,
}

/// What spares copying and reading 270 MB again and again.
#[derive(Debug)]
struct Large {
    layers: Mutex<Layers>,
    memory: Mutex<Memory>,
}

impl Ground {
    /// A fresh one in memory, for the goferry under test.
    pub fn new() -> Ground {
        Ground::of(&stub(), Path::new("/dev/shm"))
    }

    /// A fresh one in memory, for the official Go: three releases of it. The home is mounted for the calling
    /// thread alone.
    ///
    /// # Panics
    /// Without root.
    pub fn real() -> Ground {
        let namespace = Namespace::enter();
        let mut ground = Ground::new();
        let layers = Layers::new(&namespace, &ground.home(), &ground.beside("layers"));
        ground.large = Some(Large { layers: layers.into(), memory: Memory::default().into() });
        ground
    }

    /// A fresh one below `place`, for `goferry`.
    pub fn of(goferry: &Path, place: &Path) -> Ground {
        let scratch = tempfile::Builder::new()
            .prefix("goferry-sweep-")
            .tempdir_in(place)
            .unwrap_or_else(|e| panic!("{}: {e}", place.display()));
        let names = Mutex::new(Vec::new());
        let goferry_here = scratch.path().join("goferry");
        let ground = Ground { goferry: goferry_here, scratch, large: None, names };
        ground.copy(goferry, &ground.goferry);
        ground
    }

    /// The home.
    pub fn home(&self) -> PathBuf {
        self.scratch.path().join("home")
    }

    /// `goenv` in it.
    pub fn prefix(&self) -> PathBuf {
        self.home().join("goenv")
    }

    /// A path beside the home.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// The program under test.
    pub fn goferry(&self) -> Invocation {
        self.program(&self.goferry)
    }

    /// Its path.
    pub fn executable(&self) -> &Path {
        &self.goferry
    }

    /// `program` with this HOME.
    pub fn program(&self, program: &Path) -> Invocation {
        Invocation::of(program).env("HOME", self.home()).env("SHELL", "/bin/bash")
    }

    /// The installer of `which` release; a small one is made at the first call.
    pub fn installer(&self, which: Which) -> PathBuf {
        if self.large.is_some() {
            return which.real();
        }
        let path = self.beside(which.file_name());
        if !path.exists() {
            std::fs::write(&path, which.bytes()).expect("room for an installer");
        }
        path
    }

    /// Remembers that `which` release is the one that is current.
    pub fn remember(&self, which: Which) {
        let name = std::fs::read_link(self.prefix().join("current")).expect("a release is current");
        self.names.lock().expect("nobody panics here").push((which, name));
    }

    /// How the directory of `which` release is called, which was current once.
    pub fn name(&self, which: Which) -> PathBuf {
        let names = self.names.lock().expect("nobody panics here");
        let named = names.iter().find(|(one, _)| *one == which);
        named.map(|(_, name)| name.clone()).expect("a release that was installed")
    }

    /// An empty home with a user's own files.
    pub fn make_home(&self) {
        self.clear();
        let write = |name: &str, text: &str| {
            let path = self.home().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            std::fs::write(path, text).expect("room for a file");
        };
        write(".bashrc", "alias ll='ls -l'\n");
        write(".profile", "umask 022\n");
        write("notes/todo.txt", "nothing\n");
    }

    /// The home as `make` leaves it; a large one is kept under `name`, and made only once.
    pub fn once(&self, name: &str, make: impl FnOnce(&Ground)) {
        match &self.large {
            Some(large) if large.layers().has(name) => large.layers().put_back(name),
            Some(_) => {
                make(self);
                self.keep(name);
            }
            None => make(self),
        }
    }

    /// The home as it stands. Of what an interrupted run left behind, only that it is there.
    pub fn tree(&self) -> Tree {
        let home = self.home();
        match &self.large {
            Some(large) => {
                let mut memory = large.memory.lock().expect("nobody panics here");
                Tree::seen(&home, is_leftover, |path, data| memory.digest(path, data))
            }
            None => Tree::seen(&home, is_leftover, |path, _| digest(path)),
        }
    }

    /// Keeps the home as it is now under `name`.
    pub fn keep(&self, name: &str) {
        if let Some(large) = &self.large {
            return large.layers().keep(name);
        }
        if self.kept(name).exists() {
            std::fs::remove_dir_all(self.kept(name)).expect("a directory of ours");
        }
        self.copy(&self.home(), &self.kept(name));
    }

    /// Puts the home back to what was kept under `name`.
    pub fn put_back(&self, name: &str) {
        if let Some(large) = &self.large {
            return large.layers().put_back(name);
        }
        self.clear();
        self.copy(&self.kept(name), &self.home());
    }

    /// What `go version` says; `None` where no release is current, nor a Go of the user's own.
    pub fn go_says(&self) -> Option<String> {
        let go = self.prefix().join("current-goroot/bin/go");
        if !go.exists() {
            self.prefix().join("current").symlink_metadata().ok()?;
        }
        let output = Command::new(go).arg("version").output();
        Some(
            output.map_or_else(
                |e| e.to_string(),
                |o| String::from_utf8_lossy(&o.stdout).into_owned(),
            ),
        )
    }

    fn kept(&self, name: &str) -> PathBuf {
        self.scratch.path().join("kept").join(name)
    }

    /// What is in it goes; the home itself may be a disk of its own.
    fn clear(&self) {
        if let Some(large) = &self.large {
            return large.layers().clear();
        }
        std::fs::create_dir_all(self.home()).expect("a directory");
        for entry in std::fs::read_dir(self.home()).expect("a home of ours") {
            let path = entry.expect("a home of ours").path();
            let is_directory = path.symlink_metadata().expect("it is there").is_dir();
            let removed = if is_directory {
                std::fs::remove_dir_all(&path)
            } else {
                std::fs::remove_file(&path)
            };
            removed.expect("a home of ours");
        }
    }

    /// With modes, times, links and hard links.
    fn copy(&self, from: &Path, to: &Path) {
        std::fs::create_dir_all(to.parent().expect("a parent")).expect("a directory");
        let status = Command::new("cp").args(["-aT", "--reflink=never"]).args([from, to]).status();
        assert!(status.is_ok_and(|status| status.success()), "cp -a {}", from.display());
    }
}

impl Large {
    fn layers(&self) -> MutexGuard<'_, Layers> {
        self.layers.lock().expect("nobody panics here")
    }
}

impl Drop for Ground {
    /// A home that is a disk of its own keeps the scratch directory from being removed.
    fn drop(&mut self) {
        crate::namespace::unmount_below(self.scratch.path());
    }
}

impl Default for Ground {
    fn default() -> Self {
        Ground::new()
    }
}
