//! The receipt of the environment (`state/environment.json`): what was changed so that shells find what is installed.
//! Unknown fields are ignored, so an older program can still take away what a newer one wrote.

use super::Change;
use crate::disk::{durable, lossless};
use crate::prefix::layout::{ENVIRONMENT, Layout, Owner};
use crate::words::install as words;
use payloads::environment::Mode;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Version of the receipt's shape.
const SCHEMA: u32 = 1;

/// What the releases of a prefix share: how shells find them, and the directories made for them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnvironmentReceipt {
    /// Version of this file's shape, 1.
    pub schema: u32,
    /// How shells come to find it.
    pub mode: Mode,
    /// `--system` or `--root`.
    pub system: bool,
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
        durable::read_record(&path, || words::reading_receipt(&path.display()))
    }

    /// Writes it.
    ///
    /// # Errors
    /// The disk's.
    pub fn write(&self, layout: &Layout) -> anyhow::Result<()> {
        self.write_into(&layout.state())
    }

    /// Writes it into a state directory that is still on its way to its place.
    ///
    /// # Errors
    /// The disk's.
    pub fn write_into(&self, state: &Path) -> anyhow::Result<()> {
        durable::write_record(&state.join(ENVIRONMENT), self)
    }
}
