//! The receipt of the environment (`state/environment.json`): what was changed so that shells find what is installed.
//! Unknown fields are ignored, so an older program can still take away what a newer one wrote.

use super::Change;
use crate::disk::{durable, lossless};
use crate::prefix::home::ENVIRONMENT;
use crate::prefix::home::{self, Owner};
use crate::prefix::layout::Layout;
use crate::words::install as words;
use payloads::environment::Mode;
use serde::{Deserialize, Serialize};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Version of the receipt's shape.
const SCHEMA: u32 = 1;

/// What the releases of a prefix share: how shells find them, and the directories made for them. Paths are as
/// [`Layout::there`] has them: in a home they are below it, wherever it lies by now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnvironmentReceipt {
    /// Version of this file's shape, 1.
    pub schema: u32,
    /// How shells come to find it.
    pub mode: Mode,
    /// `--system` or `--root`.
    pub system: bool,
    /// The prefix; empty in receipts of earlier programs, whose paths are all absolute.
    #[serde(with = "lossless::path", default)]
    pub prefix: PathBuf,
    /// Every profile that has our line.
    pub changes: Vec<Change>,
    /// Whether a profile is still to be written: the next install goes on there.
    #[serde(default)]
    pub pending: bool,
    /// Our files below the prefix, relative to it.
    pub files: Vec<String>,
    /// Directories made on the way to the prefix, outermost first, the prefix included.
    #[serde(with = "lossless::paths")]
    pub created: Vec<PathBuf>,
}

impl EnvironmentReceipt {
    /// A receipt of nothing yet.
    pub fn new(mode: Mode, layout: &Layout) -> Self {
        EnvironmentReceipt {
            schema: SCHEMA,
            mode,
            system: *layout.owner() == Owner::System,
            prefix: layout.there(&layout.directory()),
            changes: Vec::new(),
            pending: false,
            files: Vec::new(),
            created: Vec::new(),
        }
    }

    /// Where it is kept.
    pub fn path(layout: &Layout) -> PathBuf {
        layout.state().join(ENVIRONMENT)
    }

    /// Reads the one of the prefix at `layout`; `None` where nothing was installed yet.
    ///
    /// # Errors
    /// [`voice::Exit::State`] where it cannot be understood.
    pub fn read(layout: &Layout) -> anyhow::Result<Option<Self>> {
        let path = EnvironmentReceipt::path(layout);
        let known = durable::read_record(&path, || words::reading_receipt(&path.display()))?;
        Ok(known.map(|known: EnvironmentReceipt| known.settled(layout)))
    }

    /// With paths of where it lies now. What is on it of a home that has moved since comes along; what another
    /// installation changed, of which this is a copy, is that one's.
    fn settled(mut self, layout: &Layout) -> Self {
        let prefix = layout.there(&layout.directory());
        let recorded = std::mem::take(&mut self.prefix);
        if recorded.is_absolute() && !layout.is_in_image() && is_other(&recorded, layout) {
            self.changes.clear();
            self.created.clear();
        }
        let moved = match (layout.home(), layout.owner()) {
            (Some(_), _) => self.created.iter().find_map(|path| home::above(path, &prefix)),
            (None, Owner::User(Some(home))) if !home.join(&recorded).exists() => Some(home.clone()),
            _ => None,
        };
        let settled = |path: &Path| match (layout.home(), &moved) {
            (Some(_), Some(former)) => layout.there(path.strip_prefix(former).unwrap_or(path)),
            (None, Some(home)) => home.join(path),
            _ => layout.there(path),
        };
        let known = self.changes.iter().map(|change| change.with_paths(settled));
        self.changes = known.filter(|change| layout.here(&change.path).is_absolute()).collect();
        if layout.home().is_some() {
            // Outside the home that it lies in nothing is edited.
            self.changes.iter_mut().for_each(|change| change.below = PathBuf::new());
        }
        self.created = self.created.iter().map(|path| settled(path)).collect();
        EnvironmentReceipt { prefix, ..self }
    }

    /// Writes it.
    ///
    /// # Errors
    /// The disk's.
    pub fn write(&self, layout: &Layout) -> anyhow::Result<()> {
        self.write_into(&layout.state(), layout)
    }

    /// Writes it into a state directory that is still on its way to its place.
    ///
    /// # Errors
    /// The disk's.
    pub fn write_into(&self, state: &Path, layout: &Layout) -> anyhow::Result<()> {
        let system = *layout.owner() == Owner::System;
        durable::write_record(
            &state.join(ENVIRONMENT),
            &EnvironmentReceipt { system, ..self.clone() },
        )
    }
}

/// Whether something else lies at `recorded` than the prefix.
fn is_other(recorded: &Path, layout: &Layout) -> bool {
    let identity = |path: &Path| path.metadata().ok().map(|data| (data.dev(), data.ino()));
    identity(recorded).is_some_and(|theirs| identity(&layout.directory()) != Some(theirs))
}
