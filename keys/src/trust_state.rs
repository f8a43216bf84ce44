//! What a home or host remembers of trust: which roots, their newest lists, the highest counters. What time it
//! is, as far as a machine without a network can know.

use crate::trust::Anchor;
use crate::{
    Authentic, Fingerprint, Flaw, KnownRoot, Refusal, RootChange, Roots, Structure, TrustList,
    TrustMode, canonical,
};
use serde::{Deserialize, Serialize};

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
        let list = known.and_then(KnownRoot::list);
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

    pub(crate) fn anchors(&self) -> Result<Vec<Anchor>, Refusal> {
        self.roots.iter().map(KnownRoot::accepted).collect()
    }
}

fn malformed(flaw: Flaw) -> Refusal {
    Refusal::Malformed(Structure::TrustState, flaw)
}

/// Seconds in a day.
const DAY: u64 = 24 * 60 * 60;
/// Ten years, in seconds.
const TEN_YEARS: u64 = 3653 * DAY;

/// The host's clock and what it can be held against; seconds since 1970, UTC. A wrong clock gives
/// a warning, never a refusal: validity is judged at the time a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What the host's clock says.
    pub now: u64,
    /// When this program was built: no honest clock is earlier.
    pub built: u64,
    /// The latest time this home has seen; 0 when it has seen none.
    pub latest_known: u64,
}

impl Clock {
    /// Neither before the build, nor before what was already seen, nor ten years after the build.
    pub(crate) fn is_plausible(&self) -> bool {
        let floor = self.built.max(self.latest_known);
        (floor..=self.built.saturating_add(TEN_YEARS)).contains(&self.now)
    }

    /// The latest of the times known.
    pub fn reference(&self) -> u64 {
        self.now.max(self.built).max(self.latest_known)
    }

    /// Whether a signature made at `signed` is more than a day ahead of a plausible clock.
    pub(crate) fn is_future(&self, signed: u64) -> bool {
        self.is_plausible() && signed > self.reference().saturating_add(DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: u64 = 1_800_000_000;

    fn clock(now: u64, latest_known: u64) -> Clock {
        Clock { now, built: BUILT, latest_known }
    }

    #[test]
    fn a_clock_before_the_build_or_the_latest_known_time_is_implausible() {
        assert!(clock(BUILT, 0).is_plausible());
        assert!(!clock(BUILT - 1, 0).is_plausible());
        assert!(!clock(BUILT + 5, BUILT + 6).is_plausible());
        assert!(!clock(0, 0).is_plausible());
    }

    #[test]
    fn ten_years_ahead_is_implausible() {
        assert!(clock(BUILT + TEN_YEARS, 0).is_plausible());
        assert!(!clock(BUILT + TEN_YEARS + 1, 0).is_plausible());
        assert!(!clock(u64::MAX, 0).is_plausible());
    }

    #[test]
    fn only_a_plausible_clock_calls_a_signature_early() {
        assert!(!clock(BUILT, 0).is_future(BUILT + DAY));
        assert!(clock(BUILT, 0).is_future(BUILT + DAY + 1));
        assert!(!clock(0, 0).is_future(BUILT + DAY + 1));
    }

    #[test]
    fn a_day_and_ten_years_are_what_they_are_called() {
        assert_eq!((DAY, TEN_YEARS), (86_400, 315_619_200));
    }
}
