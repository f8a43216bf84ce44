//! The roots of a key directory, from the first, whose fingerprint users know, to the one that signs
//! now: `root.asc` is the first, `root-change-1`, `root-change-2` ... lead from each to the next.

use crate::roots::{ROOT_CERTIFICATE, existing};
use keys::{Certificate, RootChange};
use payloads::say;
use payloads::words::trust::trusted;
use payloads::words::{Doing, build as words};
use std::path::{Path, PathBuf};

/// A first root and its successors.
#[derive(Debug)]
pub struct RootChain {
    /// The root at the beginning.
    pub first: Certificate,
    /// Each change, in order.
    pub changes: Vec<RootChange>,
    /// The root that signs now: the first one where nothing changed.
    pub current: Certificate,
}

impl RootChain {
    /// Reads `directory`, following every change.
    ///
    /// # Errors
    /// [`payloads::Exit::Usage`] where there is no root; what `keys` refuses of a change.
    pub fn read(directory: &Path) -> anyhow::Result<RootChain> {
        let path = directory.join(ROOT_CERTIFICATE);
        let reading = || say!(words::READING_KEY, path = path.display());
        let first = trusted(Certificate::parse(&existing(&path)?)).doing(reading)?;
        let mut chain = RootChain { current: first.clone(), first, changes: Vec::new() };
        while chain.next_change(directory).symlink_metadata().is_ok() {
            chain.follow(&chain.next_change(directory))?;
        }
        Ok(chain)
    }

    /// Counts the change that would come next, from 1.
    pub fn next_version(&self) -> u32 {
        u32::try_from(self.changes.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// Where in `directory` the next change belongs.
    pub fn next_change(&self, directory: &Path) -> PathBuf {
        directory.join(format!("root-change-{}", self.next_version()))
    }

    fn follow(&mut self, path: &Path) -> anyhow::Result<()> {
        let reading = || say!(words::READING_KEY, path = path.display());
        let bytes = existing(path)?;
        let change = trusted(RootChange::parse(&bytes)).doing(reading)?;
        let (offered, next) = (change.body().version, self.next_version());
        if offered != next {
            return trusted(Err(keys::Refusal::NotNextChange { offered, next })).doing(reading);
        }
        self.current = trusted(change.verify(&self.current).cloned()).doing(reading)?;
        self.changes.push(change);
        Ok(())
    }
}
