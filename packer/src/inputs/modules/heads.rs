//! Signed heads of the checksum database that files were sealed under: a client that has seen one of them believes a later
//! one only where it is bridged.

use crate::inputs::go::keep;
use std::fs;
use std::path::{Path, PathBuf};

/// Those that this packer remembers.
#[derive(Debug)]
pub struct Heads(PathBuf);

impl Heads {
    /// Of the database called `name`.
    pub fn of(cache: &Path, name: &str) -> Heads {
        Heads(cache.join("sumdb").join(name).join("heads"))
    }

    /// Their notes.
    pub(super) fn all(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
    }

    /// Remembers that a file was sealed under this one.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub fn remember(&self, note: &str) -> anyhow::Result<()> {
        let size = note.lines().nth(1).unwrap_or_default();
        let path = self.0.join(size);
        keep(&path, note.as_bytes())
    }
}
