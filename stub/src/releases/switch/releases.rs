//! `state/releases.json`: which releases were current before, and which are pinned. What is lost of it is taken
//! from the receipts.

use crate::disk::durable;
use crate::prefix::layout::Layout;
use crate::releases::versions;

use crate::words::switch as words;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use voice::{Context as _, Voice};

/// How many names are remembered.
const MOST: usize = 16;

/// The order of releases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releases {
    /// Version of this file's shape, 1.
    schema: u32,
    /// Those that were current before, newest last. The one that is current may end it.
    #[serde(default)]
    pub before: Vec<String>,
    /// Those that `prune` leaves alone.
    #[serde(default)]
    pub pinned: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// As written, or as the receipts have it.
    pub releases: Releases,
    /// Whether a file was there that could not be understood.
    pub damaged: bool,
}

impl Releases {
    /// Where it is kept.
    pub fn path(layout: &Layout) -> PathBuf {
        layout.state().join("releases.json")
    }

    /// Reads it; without a usable one the order is that of the receipts.
    pub fn read(layout: &Layout) -> Found {
        let bytes = std::fs::read(Releases::path(layout));
        let damaged = bytes.as_ref().is_err_and(|e| e.kind() != std::io::ErrorKind::NotFound);
        match bytes.as_deref().map(serde_json::from_slice::<Releases>) {
            Ok(Ok(releases)) => Found { releases, damaged: false },
            Ok(Err(_)) => Found { releases: Releases::from_receipts(layout), damaged: true },
            Err(_) => Found { releases: Releases::from_receipts(layout), damaged },
        }
    }

    /// As [`read`](Self::read), with a warning where it is damaged.
    pub fn read_aloud(layout: &Layout, voice: &Voice) -> Releases {
        let found = Releases::read(layout);
        if found.damaged {
            voice.warn(&words::damaged(&Releases::path(layout).display()));
        }
        found.releases
    }

    /// The order in which the complete releases were installed, and no pins.
    pub fn from_receipts(layout: &Layout) -> Releases {
        let mut installed = versions::list(layout).unwrap_or_default();
        installed.retain(|release| release.receipt.is_complete());
        installed.sort_by_key(|release| release.receipt.installed_at);
        let before = installed.into_iter().map(|release| release.name).collect();
        Releases { before, ..Releases::default() }
    }

    /// Writes it, so that it survives a power cut.
    ///
    /// # Errors
    /// The disk's.
    pub fn write(&self, layout: &Layout) -> anyhow::Result<()> {
        let path = Releases::path(layout);
        durable::write_record(&path, &Releases { schema: 1, ..self.clone() })
            .context(|| words::writing(&path.display()))
    }

    /// Whether `prune` leaves `release` alone.
    pub fn is_pinned(&self, release: &str) -> bool {
        self.pinned.iter().any(|name| name == release)
    }

    /// Pins `release`, or takes its pin off.
    pub fn pin(&mut self, release: &str, pinned: bool) {
        self.pinned.retain(|name| name != release);
        if pinned {
            self.pinned.push(release.to_owned());
        }
    }

    /// `current` is about to be left for another.
    pub(super) fn push(&mut self, current: &str) {
        self.before.retain(|name| name != current);
        self.before.push(current.to_owned());
        let surplus = self.before.len().saturating_sub(MOST);
        self.before.drain(..surplus);
    }

    /// `release` is about to be gone back to: what came after it is forgotten.
    pub(super) fn cut_behind(&mut self, release: &str) {
        if let Some(at) = self.before.iter().rposition(|name| name == release) {
            self.before.truncate(at + 1);
        }
    }

    /// Those that were current before `current`, the latest first.
    pub fn back_from<'a>(&'a self, current: Option<&str>) -> impl Iterator<Item = &'a str> {
        let current = current.map(str::to_owned);
        self.before
            .iter()
            .rev()
            .map(String::as_str)
            .filter(move |name| Some(*name) != current.as_deref())
    }
}
