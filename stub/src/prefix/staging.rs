//! A directory beside the releases in which what goes into one of them is built.

use crate::disk::removal;
use crate::prefix::layout::Layout;
use crate::prefix::leftovers::STAGING;
use payloads::sentences::unpack as words;
use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use voice::{Context as _, best_effort};

/// One, gone with this value unless it moved into its place.
#[derive(Debug)]
pub struct Staging {
    path: PathBuf,
    made: bool,
}

impl Staging {
    /// The one of this run, not made yet.
    pub fn of(layout: &Layout) -> Staging {
        let path = layout.directory().join(format!("{STAGING}{}", std::process::id()));
        Staging { path, made: false }
    }

    /// Makes it, mode 0700.
    ///
    /// # Errors
    /// The disk's.
    pub fn make(&mut self) -> anyhow::Result<()> {
        let made = DirBuilder::new().mode(0o700).create(&self.path);
        made.context(|| words::creating_member(&self.path.display()))?;
        self.made = true;
        Ok(())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// It has moved on; what may be at this path now is not this value's.
    pub fn leave(&mut self) {
        self.made = false;
    }

    /// Removes it.
    ///
    /// # Errors
    /// The disk's.
    pub fn remove(self) -> anyhow::Result<()> {
        removal::tree(&self.path)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.made {
            best_effort("the next run finds and removes what stays", removal::tree(&self.path));
        }
    }
}

/// Everything written so far to the file system that `directory` is on reaches the disk.
///
/// # Errors
/// The disk's.
pub fn sync(directory: &Path) -> anyhow::Result<()> {
    let synced = File::open(directory).and_then(|opened| Ok(nix::unistd::syncfs(&opened)?));
    synced.context(|| words::writing_member(&directory.display()))
}
