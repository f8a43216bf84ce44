//! The roots of a key directory, from the first, whose fingerprint users know, to the one that signs
//! now: `root.asc` is the first, `root-change-1`, `root-change-2` ... lead from each to the next.

use crate::signing::{ROOT_CERTIFICATE, existing};
use keys::{Certificate, Fingerprint, RootChange, TrustList};

use crate::words::build as words;
use payloads::refusal::trusted;
use std::path::{Path, PathBuf};
use voice::Context as _;

/// A first root and its successors.
#[derive(Clone, Debug)]
pub struct RootChain {
    first: Certificate,
    changes: Vec<RootChange>,
}

impl RootChain {
    /// Reads `directory`, following every change.
    ///
    /// # Errors
    /// [`voice::Exit::Usage`] where there is no root; what `keys` refuses of a change.
    pub fn read(directory: &Path) -> anyhow::Result<RootChain> {
        let path = directory.join(ROOT_CERTIFICATE);
        let reading = || words::reading_key(&path.display());
        let first = trusted(Certificate::parse(&existing(&path)?)).context(reading)?;
        let mut chain = RootChain { first, changes: Vec::new() };
        while chain.next_change(directory).symlink_metadata().is_ok() {
            let path = chain.next_change(directory);
            let reading = || words::reading_key(&path.display());
            let change = trusted(RootChange::parse(&existing(&path)?)).context(reading)?;
            chain.follow(change).context(reading)?;
        }
        Ok(chain)
    }

    /// The root at the beginning.
    pub fn first(&self) -> &Certificate {
        &self.first
    }

    /// Whether a root with this fingerprint signs or once signed.
    pub fn includes(&self, root: Fingerprint) -> bool {
        self.first.fingerprint() == root
            || self.changes.iter().any(|change| change.new_root().fingerprint() == root)
    }

    /// Each change, in order.
    pub fn changes(&self) -> &[RootChange] {
        &self.changes
    }

    /// The root that signs now: the first one where nothing changed.
    pub fn current(&self) -> &Certificate {
        self.changes.last().map_or(&self.first, RootChange::new_root)
    }

    /// Counts the change that would come next, from 1.
    pub fn next_version(&self) -> u32 {
        u32::try_from(self.changes.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// Where in `directory` the next change belongs.
    pub fn next_change(&self, directory: &Path) -> PathBuf {
        directory.join(format!("root-change-{}", self.next_version()))
    }

    /// Takes the next change.
    ///
    /// # Errors
    /// [`voice::Exit::Policy`] for any other; what `keys` refuses of it.
    pub fn follow(&mut self, change: RootChange) -> anyhow::Result<()> {
        let (offered, next) = (change.body().version, self.next_version());
        if offered != next {
            return trusted(Err(keys::Refusal::NotNextChange { offered, next }));
        }
        trusted(change.verify(self.current()))?;
        self.changes.push(change);
        Ok(())
    }

    /// Checks that the root that signed `list` is, or once was, the current one.
    ///
    /// # Errors
    /// Those of [`TrustList::verify`].
    pub fn vouches_for(&self, list: &TrustList) -> anyhow::Result<()> {
        let later = self.changes.iter().map(RootChange::new_root);
        let mut all = std::iter::once(&self.first).chain(later);
        let named = all.find(|root| root.fingerprint() == list.body().root);
        trusted(list.verify(named.unwrap_or(self.current())))
    }
}
