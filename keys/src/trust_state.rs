//! What a home or host remembers of trust: which roots, their newest lists, the highest counters.

use crate::trust::Anchor;
use crate::trust_list::decode_base64;
use crate::{
    Authentic, Certificate, Clock, Fingerprint, Refusal, Structure, TrustList, TrustMode, canonical,
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
    /// How the root came to be accepted.
    pub mode: TrustMode,
    /// The newest trust list, in base64; empty when none was seen.
    pub trust_list: String,
    /// The highest counter seen, by line.
    pub counters: BTreeMap<String, u32>,
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
        let state: TrustState = serde_json::from_slice(bytes).map_err(|_| malformed("JSON"))?;
        if state.schema != SCHEMA {
            return Err(malformed("schema"));
        }
        state.anchors()?;
        // What could not be written back must not be found out after a release was activated.
        state.encode()?;
        Ok(state)
    }

    /// The state's bytes, the same for the same state.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when a time exceeds 2^53-1 or a line is not ASCII.
    pub fn encode(&self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = canonical::to_vec(self).map_err(|_| malformed("no canonical form"))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The highest counter seen in `line` under the chain that began with `first_root`.
    pub fn highest(&self, first_root: Fingerprint, line: &str) -> Option<u32> {
        let known = self.roots.iter().find(|known| known.first == first_root)?;
        known.counters.get(line).copied()
    }

    /// The state after a release was accepted: its root if it is new here (a pinned one replaces
    /// one of first use), the newer trust list, the higher counter, the later time.
    pub fn after(
        mut self,
        authentic: &Authentic,
        line: &str,
        counter: u32,
        clock: &Clock,
    ) -> TrustState {
        let first = authentic.first_root();
        if authentic.mode() == TrustMode::Pinned {
            self.roots.retain(|known| known.first == first || known.mode == TrustMode::Pinned);
        }
        let place = self.roots.partition_point(|known| known.first < first);
        if self.roots.get(place).is_none_or(|known| known.first != first) {
            self.roots.insert(place, KnownRoot::of(authentic));
        }
        if let Some(known) = self.roots.get_mut(place) {
            known.learn(authentic, line, counter);
        }
        let signed = authentic.signers().iter().map(|signer| signer.signed_at).max();
        let now = clock.is_plausible().then_some(clock.now);
        let latest = [Some(self.latest_known_time), signed, now].into_iter().flatten().max();
        TrustState { latest_known_time: latest.unwrap_or(0), ..self }
    }

    /// The roots as anchors of trust; a list that its own root did not sign is damage.
    pub(crate) fn anchors(&self) -> Result<Vec<Anchor>, Refusal> {
        self.roots.iter().map(|known| known.anchor().ok_or(malformed("a root"))).collect()
    }
}

impl KnownRoot {
    fn of(authentic: &Authentic) -> Self {
        KnownRoot {
            first: authentic.first_root(),
            certificate: String::new(),
            root_version: 0,
            mode: TrustMode::Tofu,
            trust_list: String::new(),
            counters: BTreeMap::new(),
        }
    }

    fn learn(&mut self, authentic: &Authentic, line: &str, counter: u32) {
        self.certificate = STANDARD.encode(authentic.root().to_bytes());
        self.root_version = authentic.root_version;
        self.trust_list = STANDARD.encode(authentic.trust_list().render());
        if authentic.mode() == TrustMode::Pinned {
            self.mode = TrustMode::Pinned;
        }
        let highest = self.counters.entry(line.to_owned()).or_insert(counter);
        *highest = counter.max(*highest);
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
        let (first, root_version, mode) = (self.first, self.root_version, self.mode);
        Some(Anchor { first, root, root_version, mode, list })
    }
}

fn malformed(why: &'static str) -> Refusal {
    Refusal::Malformed(Structure::TrustState, why)
}
