//! What an installation makes outside staging before the switch: gone again unless the release comes to stand.

use super::Options;
use crate::audit;
use crate::durable;
use crate::layout::Layout;
use crate::receipt::EnvironmentReceipt;
use payloads::say;
use payloads::words::{Doing, unpack};
use std::path::{Path, PathBuf};

/// The paths this run made, in order.
#[derive(Debug)]
pub(super) struct Created {
    paths: Vec<PathBuf>,
    /// Whether they are to stay.
    kept: bool,
}

impl Created {
    /// Makes the prefix and its state directory: the first write of an installation.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn prefix(layout: &Layout) -> anyhow::Result<Created> {
        let state = layout.state();
        let missing: Vec<&Path> = state.ancestors().take_while(|path| !path.is_dir()).collect();
        let mut created = Created { paths: Vec::new(), kept: false };
        for directory in missing.into_iter().rev() {
            match std::fs::create_dir(directory) {
                // Another run was faster.
                Err(_) if directory.is_dir() => continue,
                made => made.doing(|| creating(directory))?,
            }
            created.paths.push(directory.to_owned());
            durable::sync_parent(directory)?;
        }
        Ok(created)
    }

    /// Puts them on the receipt of the environment, under the lock: what is made from here on is known to
    /// whoever takes it away, whatever becomes of this run.
    ///
    /// # Errors
    /// [`payloads::Exit::State`] for a receipt that cannot be understood; the disk's.
    pub(super) fn recorded(
        mut self,
        layout: &Layout,
        options: &Options,
    ) -> anyhow::Result<Created> {
        let before = EnvironmentReceipt::read(layout)?;
        let is_first = before.is_none();
        if is_first && holds_nothing(layout) {
            self.claim([layout.directory(), layout.state()]);
        }
        let mut receipt = before.unwrap_or_else(|| EnvironmentReceipt::new(options.mode, layout));
        let known = receipt.created.len();
        for path in self.paths.iter().filter_map(|directory| layout.there(directory)) {
            if !receipt.created.contains(&path) {
                receipt.created.push(path);
            }
        }
        if self.paths.contains(&layout.state()) {
            let names = audit::NAMES.iter().chain(&["lock", "releases.json"]);
            self.paths.extend(names.map(|name| layout.state().join(name)));
        }
        if is_first {
            self.paths.push(EnvironmentReceipt::path(layout));
        }
        if is_first || receipt.created.len() > known {
            receipt.write(layout)?;
        }
        Ok(self)
    }

    /// A run that was killed between making these and putting them on the receipt left nothing else.
    fn claim(&mut self, directories: [PathBuf; 2]) {
        for directory in directories {
            if !self.paths.contains(&directory) {
                self.paths.push(directory);
            }
        }
    }

    /// Makes what `make` makes at `path`, where nothing is.
    ///
    /// # Errors
    /// Those of `make`.
    pub(super) fn make(
        &mut self,
        path: &Path,
        make: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        if path.symlink_metadata().is_err() {
            self.paths.push(path.to_owned());
        }
        make()
    }

    /// They stay.
    pub(super) fn keep(&mut self) {
        self.kept = true;
    }
}

impl Drop for Created {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        for path in self.paths.iter().rev() {
            // Best effort: what stays is empty, or another run's by now, and serves the next one.
            drop(std::fs::remove_file(path).or_else(|_| std::fs::remove_dir(path)));
        }
    }
}

/// Whether there is nothing in the prefix but a lock and a record of what was tried.
fn holds_nothing(layout: &Layout) -> bool {
    let only = |directory: &Path, known: &dyn Fn(&str) -> bool| {
        let mut entries = std::fs::read_dir(directory).into_iter().flatten();
        entries.all(|entry| entry.is_ok_and(|e| e.file_name().to_str().is_some_and(known)))
    };
    only(&layout.directory(), &|name| name == "state")
        && only(&layout.state(), &|name| name == "lock" || audit::NAMES.contains(&name))
}

fn creating(path: &Path) -> payloads::words::Said {
    say!(unpack::CREATING_MEMBER, path = path.display())
}
