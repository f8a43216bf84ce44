//! Where unit tests write.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use voice::best_effort;

/// A directory of one test's own, gone with this value.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// An empty one. No other test has one of this name.
    pub(crate) fn new(name: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("goferry-{name}-{}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Scratch(path)
    }
}

impl Deref for Scratch {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        best_effort("the test may have taken it away", std::fs::remove_dir_all(&self.0));
    }
}
