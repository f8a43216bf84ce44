//! What an installation makes outside staging before the switch: gone again unless the release comes to stand.

use crate::change::audit;
use crate::disk::{durable, removal};
use crate::prefix::layout::Layout;
use crate::process::signals;
use crate::profile::EnvironmentReceipt;
use payloads::environment::Mode;
use payloads::sentences::unpack;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Said, best_effort, exit_of};

/// The paths this run made, in order.
#[derive(Debug)]
pub(super) struct Created {
    paths: Vec<PathBuf>,
    /// Whether they are to stay.
    kept: bool,
}

impl Created {
    /// Makes the prefix and its state directory, with what is missing on the way and a receipt that names it all:
    /// built beside its place, and there by one rename. The first write of an installation.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn prefix(layout: &Layout, mode: Mode) -> anyhow::Result<Created> {
        let state = layout.state();
        let missing: Vec<PathBuf> =
            state.ancestors().take_while(|path| !path.is_dir()).map(Path::to_owned).collect();
        let Some(top) = missing.last() else { return Ok(Created::nothing()) };
        let new = New { missing: &missing, top, layout };
        match new.moved_in(mode) {
            // Another run was faster.
            Err(_) if state.is_dir() => return Ok(Created::nothing()),
            other => other?,
        }
        let mut created = Created::nothing();
        created.paths.extend(missing.iter().rev().cloned());
        created.paths.extend(FILES.iter().chain(&audit::NAMES).map(|name| state.join(name)));
        durable::sync_parent(top)?;
        Ok(created)
    }

    fn nothing() -> Created {
        Created { paths: Vec::new(), kept: false }
    }

    /// The lock could not be taken, for this reason. Where somebody else has it, this is theirs now.
    pub(super) fn not_locked(mut self, error: anyhow::Error) -> anyhow::Error {
        let exit = exit_of(&error);
        self.kept = exit == Exit::Busy || signals::ended(exit);
        error
    }

    /// Sees to it that there is a receipt of the environment, under the lock: where it was lost, a new one.
    ///
    /// # Errors
    /// [`Exit::State`] for a receipt that cannot be understood; the disk's.
    pub(super) fn recorded(mut self, layout: &Layout, mode: Mode) -> anyhow::Result<Created> {
        // What a killed run was building. One that is still at it finds ours, and takes that.
        let top = self.paths.first().cloned().unwrap_or_else(|| layout.directory());
        for left in durable::siblings_of(&top) {
            best_effort("it is in nobody's way", removal::tree(&left));
        }
        if EnvironmentReceipt::read(layout)?.is_none() {
            self.paths.push(EnvironmentReceipt::path(layout));
            EnvironmentReceipt::new(mode, layout).write(layout)?;
        }
        Ok(self)
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

    /// The prefix and what else it was made with, where this run made them.
    pub(super) fn directories(&self) -> Directories {
        let is_directory = |path: &&PathBuf| path.is_dir();
        Directories(self.paths.iter().filter(is_directory).cloned().collect())
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
            let removed = std::fs::remove_file(path).or_else(|_| std::fs::remove_dir(path));
            best_effort("what stays is empty, or another run's, and serves the next", removed);
        }
    }
}

/// Directories that a run made, outermost first.
pub(super) struct Directories(Vec<PathBuf>);

impl Directories {
    /// Removes those with nothing in them, after the lock was given back: until then NFS and file systems in user
    /// space keep its file there under another name.
    pub(super) fn remove_empty(&self) {
        for directory in self.0.iter().rev() {
            best_effort("one with something in it stays", std::fs::remove_dir(directory));
        }
    }
}

/// What an installation that fails may have laid into a state directory of its own.
const FILES: [&str; 3] = ["lock", "releases.json", "environment.json"];

/// Directories that are missing, the innermost first, down from `top`.
struct New<'a> {
    missing: &'a [PathBuf],
    top: &'a Path,
    layout: &'a Layout,
}

impl New<'_> {
    fn moved_in(&self, mode: Mode) -> anyhow::Result<()> {
        let beside = durable::sibling(self.top);
        let moved = self
            .build(&beside, mode)
            .and_then(|()| std::fs::rename(&beside, self.top).context(|| creating(self.top)));
        if moved.is_err() {
            best_effort("the error on its way is the one that matters", removal::tree(&beside));
        }
        moved
    }

    fn build(&self, beside: &Path, mode: Mode) -> anyhow::Result<()> {
        let inside = |path: &Path| match path.strip_prefix(self.top) {
            Ok(below) if !below.as_os_str().is_empty() => beside.join(below),
            _ => beside.to_owned(),
        };
        for directory in self.missing.iter().rev().map(|path| inside(path)) {
            durable::directory(&directory)?;
        }
        let mut receipt = EnvironmentReceipt::new(mode, self.layout);
        // The directory of an image, and what that is in, is not the host's.
        let root = self.layout.root();
        let is_hosts = |path: &&PathBuf| path.starts_with(root) && *path != root;
        let missing = self.missing.iter().rev().filter(is_hosts);
        receipt.created = missing.map(|path| self.layout.there(path)).collect();
        receipt.write_into(&inside(&self.layout.state()), self.layout)?;
        self.missing.iter().try_for_each(|path| durable::sync_parent(&inside(path)))
    }
}

fn creating(path: &Path) -> Said {
    unpack::creating_member(&path.display())
}
