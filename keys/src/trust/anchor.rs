//! A root and the newest list it signed, as a file offers it or a home remembers it.

use crate::encoding::{base64, from_base64};
use crate::{
    Authentic, Certificate, Fingerprint, Flaw, ManifestDigest, Refusal, Roots, Structure,
    TrustList, TrustMode, sm2,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// One accepted root, as the state of a home or host keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRoot {
    /// The first root of the chain.
    pub first: Fingerprint,
    /// The certificate of the current root, binary, in base64.
    pub certificate: String,
    /// Changes since the first root.
    pub root_version: u32,
    /// The roots before the current one, oldest first.
    #[serde(default)]
    pub past: Vec<Fingerprint>,
    /// How the root came to be accepted.
    pub mode: TrustMode,
    /// The newest trust list, in base64; empty when none was seen.
    pub trust_list: String,
    /// The highest counter seen, by series.
    pub counters: BTreeMap<String, u32>,
    /// The epoch of a series in which its counter was seen; a series that is missing: 0.
    #[serde(default)]
    pub epochs: BTreeMap<String, u32>,
}

impl KnownRoot {
    /// The certificate of the current root.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] where the state is damaged, which reading it would have shown.
    pub fn root(&self) -> Result<Certificate, Refusal> {
        Ok(self.accepted()?.root)
    }

    /// The newest trust list seen.
    pub fn list(&self) -> Option<TrustList> {
        self.anchor()?.list
    }

    pub(crate) fn of(authentic: &Authentic) -> Self {
        KnownRoot {
            first: authentic.first_root(),
            certificate: String::new(),
            root_version: 0,
            past: Vec::new(),
            mode: TrustMode::Tofu,
            trust_list: String::new(),
            counters: BTreeMap::new(),
            epochs: BTreeMap::new(),
        }
    }

    pub(crate) fn learn(&mut self, authentic: &Authentic) {
        self.take(&authentic.anchor);
        if authentic.mode() == TrustMode::Pinned {
            self.mode = TrustMode::Pinned;
        }
        let (series, counter) = (&authentic.claims().series, authentic.claims().counter);
        let (epoch, seen_in) =
            (authentic.trust_list().epoch(series), self.epochs.get(series).copied());
        let highest = self.counters.entry(series.clone()).or_insert(counter);
        if epoch > seen_in.unwrap_or(0) {
            self.epochs.insert(series.clone(), epoch);
            *highest = counter;
        }
        *highest = counter.max(*highest);
    }

    /// Remembers the root and list of `anchor`, unless what is known is newer.
    pub(crate) fn take(&mut self, anchor: &Anchor) {
        if !self.certificate.is_empty() && anchor.root_version < self.root_version {
            return;
        }
        self.certificate = base64(anchor.root.to_bytes());
        self.root_version = anchor.root_version;
        self.past = anchor.past.clone();
        let known = self.anchor().and_then(|known| known.list).map_or(0, |l| l.body().version);
        if let Some(list) = anchor.list.as_ref().filter(|list| list.body().version > known) {
            self.trust_list = base64(&list.render());
        }
    }

    /// The root as one that is accepted; a list that it did not sign is damage.
    pub(crate) fn accepted(&self) -> Result<Anchor, Refusal> {
        self.anchor().ok_or(Refusal::Malformed(Structure::TrustState, Flaw::Root))
    }

    fn anchor(&self) -> Option<Anchor> {
        let root = Certificate::decode(&from_base64(&self.certificate)?).ok()?;
        let list = match self.trust_list.as_str() {
            "" => None,
            text => Some(TrustList::parse(&from_base64(text)?).ok()?),
        };
        // A list from before the last change of root was checked when it was taken.
        if let Some(list) = list.as_ref().filter(|list| list.body().root == root.fingerprint()) {
            list.verify(&root).ok()?;
        }
        let (first, past, root_version, mode) =
            (self.first, self.past.clone(), self.root_version, self.mode);
        Some(Anchor { first, past, root, root_version, mode, list, remembered: true })
    }
}
