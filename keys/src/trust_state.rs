//! What a home or host remembers of trust: which roots, their newest lists, the highest counters.

use crate::trust::Anchor;
use crate::trust_list::decode_base64;
use crate::{
    Authentic, Certificate, Clock, Fingerprint, Flaw, Refusal, RootChange, Roots, Structure,
    TrustList, TrustMode, canonical,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The encoding this version writes.
const SCHEMA: u32 = 1;

/// The trust state of a home or host. Fields of a later version are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustState {
    schema: u32,
    /// The latest time seen, in seconds since 1970; a clock before it is implausible.
    pub latest_known_time: u64,
    /// The roots accepted, ascending by their first fingerprint.
    pub roots: Vec<KnownRoot>,
}

/// One accepted root.
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

impl Default for TrustState {
    /// Nothing accepted, nothing seen.
    fn default() -> Self {
        TrustState { schema: SCHEMA, latest_known_time: 0, roots: Vec::new() }
    }
}

impl TrustState {
    /// Reads a state.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] with [`Structure::TrustState`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Refusal> {
        let state: TrustState = serde_json::from_slice(bytes).map_err(|_| malformed(Flaw::Json))?;
        if state.schema != SCHEMA {
            return Err(malformed(Flaw::Version(SCHEMA)));
        }
        state.anchors()?;
        // What could not be written back must not be found out after a release was activated.
        state.encode()?;
        Ok(state)
    }

    /// The state's bytes, the same for the same state.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when a time exceeds 2^53-1 or a series is not ASCII.
    pub fn encode(&self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = canonical::to_vec(self).map_err(|_| malformed(Flaw::NoJson))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The highest counter seen in `series` under the chain that began with `first_root`, unless the series
    /// started again: what was seen before `epoch` no longer counts.
    pub(crate) fn highest_since(
        &self,
        first_root: Fingerprint,
        series: &str,
        epoch: u32,
    ) -> Option<u32> {
        let known = self.roots.iter().find(|known| known.first == first_root)?;
        let seen_in = known.epochs.get(series).copied().unwrap_or(0);
        known.counters.get(series).copied().filter(|_| seen_in >= epoch)
    }

    /// The lowest counter that the newest list of the chain that began with `first_root` accepts.
    pub fn floor(&self, first_root: Fingerprint, series: &str) -> u32 {
        let known = self.roots.iter().find(|known| known.first == first_root);
        let list = known.and_then(|known| known.anchor()?.list);
        list.map_or(0, |list| list.floor(series))
    }

    /// The state after a release was accepted: its root if it is new here (a pinned one replaces
    /// one of first use), the newer trust list, the higher counter, the later time.
    pub fn after(mut self, authentic: &Authentic, clock: &Clock) -> TrustState {
        let first = authentic.first_root();
        if authentic.mode() == TrustMode::Pinned {
            self.roots.retain(|known| known.first == first || known.mode == TrustMode::Pinned);
        }
        let place = self.roots.partition_point(|known| known.first < first);
        if self.roots.get(place).is_none_or(|known| known.first != first) {
            self.roots.insert(place, KnownRoot::of(authentic));
        }
        if let Some(known) = self.roots.get_mut(place) {
            known.learn(authentic);
        }
        let signed = authentic.signers().iter().map(|signer| signer.signed_at).max();
        let now = clock.is_plausible().then_some(clock.now);
        let latest = [Some(self.latest_known_time), signed, now].into_iter().flatten().max();
        TrustState { latest_known_time: latest.unwrap_or(0), ..self }
    }

    /// The state with the root that has this fingerprint confirmed: it came another way, too.
    ///
    /// # Errors
    /// [`Refusal::UnknownRoot`] when no root here has it.
    pub fn confirm(mut self, root: Fingerprint) -> Result<TrustState, Refusal> {
        let at = self.place_of(root)?;
        self.roots[at].mode = TrustMode::Pinned;
        Ok(self)
    }

    /// The state with a newer trust list of a root that is accepted here.
    ///
    /// # Errors
    /// [`Refusal::UnknownRoot`]; [`Refusal::NotNewer`], which changes nothing; those of
    /// [`TrustList::verify`].
    pub fn import(mut self, list: &TrustList) -> Result<TrustState, Refusal> {
        let (at, anchor) = self.current(list.body().root)?;
        let known = anchor.list.as_ref().map_or(0, |list| list.body().version);
        let offered = list.body().version;
        if offered <= known {
            return Err(Refusal::NotNewer { offered, known });
        }
        self.roots[at].take(&anchor.updated(&Roots::new(vec![], vec![], Some(list.clone()))?)?);
        Ok(self)
    }

    /// The state with the next root of a chain that is accepted here. One step only: what is between
    /// has to be followed first.
    ///
    /// # Errors
    /// [`Refusal::UnknownRoot`], [`Refusal::NotNextChange`], those of [`RootChange::verify`].
    pub fn follow(mut self, change: &RootChange) -> Result<TrustState, Refusal> {
        let (at, anchor) = self.current(change.body().old)?;
        let (offered, next) = (change.body().version, anchor.root_version.saturating_add(1));
        if offered != next {
            return Err(Refusal::NotNextChange { offered, next });
        }
        let step = Roots::new(vec![], vec![change.clone()], None)?;
        self.roots[at].take(&anchor.updated(&step)?);
        Ok(self)
    }

    /// Where the chain is whose current root is `root`.
    fn current(&self, root: Fingerprint) -> Result<(usize, Anchor), Refusal> {
        let anchors = self.anchors()?.into_iter().enumerate();
        let mut current = anchors.filter(|(_, anchor)| anchor.root.fingerprint() == root);
        current.next().ok_or(Refusal::UnknownRoot(Some(root)))
    }

    fn place_of(&self, root: Fingerprint) -> Result<usize, Refusal> {
        let place = self.anchors()?.iter().position(|anchor| anchor.includes(root));
        place.ok_or(Refusal::UnknownRoot(Some(root)))
    }

    /// The roots as anchors of trust; a list that its own root did not sign is damage.
    pub(crate) fn anchors(&self) -> Result<Vec<Anchor>, Refusal> {
        self.roots.iter().map(|known| known.anchor().ok_or(malformed(Flaw::Root))).collect()
    }
}

impl KnownRoot {
    /// The certificate of the current root.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] where the state is damaged, which reading it would have shown.
    pub fn root(&self) -> Result<Certificate, Refusal> {
        Ok(self.anchor().ok_or(malformed(Flaw::Root))?.root)
    }

    /// The newest trust list seen.
    pub fn list(&self) -> Option<TrustList> {
        self.anchor()?.list
    }

    fn of(authentic: &Authentic) -> Self {
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

    fn learn(&mut self, authentic: &Authentic) {
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
    fn take(&mut self, anchor: &Anchor) {
        if !self.certificate.is_empty() && anchor.root_version < self.root_version {
            return;
        }
        self.certificate = STANDARD.encode(anchor.root.to_bytes());
        self.root_version = anchor.root_version;
        self.past = anchor.past.clone();
        let known = self.anchor().and_then(|known| known.list).map_or(0, |l| l.body().version);
        if let Some(list) = anchor.list.as_ref().filter(|list| list.body().version > known) {
            self.trust_list = STANDARD.encode(list.render());
        }
    }

    fn anchor(&self) -> Option<Anchor> {
        let root = Certificate::decode(&decode_base64(&self.certificate)?).ok()?;
        let list = match self.trust_list.as_str() {
            "" => None,
            text => Some(TrustList::parse(&decode_base64(text)?).ok()?),
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

fn malformed(flaw: Flaw) -> Refusal {
    Refusal::Malformed(Structure::TrustState, flaw)
}
