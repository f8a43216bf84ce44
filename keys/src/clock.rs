//! What time it is, as far as a machine without a network can know.

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
    pub fn is_plausible(&self) -> bool {
        let floor = self.built.max(self.latest_known);
        (floor..=self.built.saturating_add(TEN_YEARS)).contains(&self.now)
    }

    /// The latest of the times known.
    pub fn reference(&self) -> u64 {
        self.now.max(self.built).max(self.latest_known)
    }

    /// Whether a signature made at `signed` is more than a day ahead of a plausible clock.
    pub fn is_future(&self, signed: u64) -> bool {
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
