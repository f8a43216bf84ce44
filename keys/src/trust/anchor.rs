//! A root and the newest list it signed.

use crate::{Certificate, Fingerprint, ManifestDigest, Refusal, Roots, TrustList, TrustMode, sm2};

/// One root accepted, or offered by a file.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    /// The first root of the chain.
    pub(crate) first: Fingerprint,
    /// The roots before `root`, the first one included; empty when that is `root` itself.
    pub(crate) past: Vec<Fingerprint>,
    pub(crate) root: Certificate,
    /// Changes since the first root.
    pub(crate) root_version: u32,
    pub(crate) mode: TrustMode,
    pub(crate) list: Option<TrustList>,
    /// Whether a home remembers it, and it does not only stand in a file.
    pub(crate) remembered: bool,
}

impl Anchor {
    /// A root at the beginning of its chain, of which nothing else is known.
    pub(crate) fn fresh(root: Certificate) -> Self {
        let (first, past, mode) = (root.fingerprint(), Vec::new(), TrustMode::Tofu);
        Anchor { first, past, root, root_version: 0, mode, list: None, remembered: false }
    }

    /// Follows the root changes, step by step, and takes the newer list that `roots` offers, if this
    /// root signed them.
    pub(crate) fn updated(mut self, roots: &Roots) -> Result<Self, Refusal> {
        while let Some(change) = roots.changes().iter().find(|change| {
            change.body().old == self.root.fingerprint()
                && self.root_version.checked_add(1) == Some(change.body().version)
        }) {
            let new = change.verify(&self.root)?.clone();
            self.past.push(self.root.fingerprint());
            self.root = new;
            self.root_version = change.body().version;
        }
        let known = self.list.as_ref().map_or(0, |list| list.body().version);
        let offered = roots.trust_list().filter(|list| {
            list.body().root == self.root.fingerprint() && list.body().version > known
        });
        if let Some(list) = offered {
            list.verify(&self.root)?;
            self.list = Some(list.clone());
        }
        Ok(self)
    }

    /// The same root, its fingerprint having come another way.
    pub(crate) fn pinned(self) -> Self {
        Anchor { mode: TrustMode::Pinned, ..self }
    }

    /// Whether the chain of roots has one with this fingerprint.
    pub(crate) fn includes(&self, root: Fingerprint) -> bool {
        self.first == root || self.root.fingerprint() == root || self.past.contains(&root)
    }

    /// Whether both chains of roots have a root in common.
    pub(crate) fn meets(&self, other: &Anchor) -> bool {
        self.includes(other.first) || self.includes(other.root.fingerprint())
    }

    pub(crate) fn list(&self) -> Option<&TrustList> {
        self.list.as_ref()
    }

    /// The SM2 root that the list names, if `chain` ends there.
    pub(crate) fn sm2_root(&self, chain: &sm2::Chain) -> Option<&sm2::Certificate> {
        self.list()?.sm2_ca().filter(|root| chain.ends_in(root))
    }

    /// See [`TrustList::allows`].
    pub(crate) fn allows(
        &self,
        signer: Fingerprint,
        manifest: Option<&ManifestDigest>,
    ) -> Result<(), Refusal> {
        self.list().map_or(Ok(()), |list| list.allows(signer, manifest))
    }

    /// See [`TrustList::not_retired`].
    pub(crate) fn not_retired(
        &self,
        signer: Fingerprint,
        release: Option<(&str, u32)>,
    ) -> Result<(), Refusal> {
        self.list().map_or(Ok(()), |list| list.not_retired(signer, release))
    }
}

/// Every root certificate in `roots` as a root of its own.
pub(super) fn offered(roots: &Roots) -> Result<Vec<Anchor>, Refusal> {
    let fresh = roots.certificates().iter().cloned().map(Anchor::fresh);
    fresh.map(|anchor| anchor.updated(roots)).collect()
}
