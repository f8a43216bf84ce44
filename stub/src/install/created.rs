//! Directories made on the way to the prefix. Gone again unless the release comes to stand.

use crate::audit;
use crate::layout::Layout;
use payloads::say;
use payloads::words::{Doing, unpack};
use std::path::PathBuf;

/// The directories this run made, outermost first.
#[derive(Debug)]
pub(super) struct Created {
    directories: Vec<PathBuf>,
    kept: bool,
}

impl Created {
    /// Makes the prefix and its state directory: the first write of an installation.
    pub(super) fn prefix(layout: &Layout) -> anyhow::Result<Created> {
        let state = layout.state();
        let missing: Vec<PathBuf> =
            state.ancestors().take_while(|path| !path.is_dir()).map(PathBuf::from).collect();
        let mut created = Created { directories: Vec::new(), kept: false };
        for directory in missing.into_iter().rev() {
            std::fs::create_dir(&directory)
                .doing(|| say!(unpack::CREATING_MEMBER, path = directory.display()))?;
            crate::durable::sync_parent(&directory)?;
            created.directories.push(directory);
        }
        Ok(created)
    }

    /// They stay; for the receipt.
    pub(super) fn keep(&mut self) -> Vec<PathBuf> {
        self.kept = true;
        self.directories.clone()
    }
}

impl Drop for Created {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        for directory in self.directories.iter().rev() {
            // Best effort: what stays is empty and serves the next run.
            for name in audit::NAMES.into_iter().chain(["lock"]) {
                drop(std::fs::remove_file(directory.join(name)));
            }
            drop(std::fs::remove_dir(directory));
        }
    }
}
