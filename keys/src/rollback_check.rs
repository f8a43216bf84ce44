//! Whether an authentic release may replace what is here: counters, floors, epochs.

use crate::{Authentic, Fingerprint, Policy, Refusal, TrustState};

/// Whether the person asked for an older release (`--allow-downgrade`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Downgrade {
    /// No: a lower counter is refused.
    Refused,
    /// Yes: a lower counter passes. It helps nothing against a floor.
    Allowed,
}

impl Downgrade {
    /// Allowed where it `is_allowed`.
    pub fn allowed_if(is_allowed: bool) -> Downgrade {
        if is_allowed { Downgrade::Allowed } else { Downgrade::Refused }
    }
}

impl Authentic {
    /// Whether this release may be installed over what `state` has seen: its counter is not below the
    /// floor of the root's list or of the host's policy, nor below the highest one seen in its series
    /// since the list's epoch began. Equal passes.
    ///
    /// # Errors
    /// [`Refusal::BelowFloor`], which nothing overrides; [`Refusal::Downgrade`].
    pub fn check_rollback(
        &self,
        state: &TrustState,
        policy: &Policy,
        downgrade: Downgrade,
    ) -> Result<(), Refusal> {
        let (series, counter) = (self.claims().series.as_str(), self.claims().counter);
        above_floor(series, counter, self.trust_list().floor(series).max(policy.floor(series)))?;
        let epoch = self.trust_list().epoch(series);
        match state.highest_since(self.first_root(), series, epoch) {
            Some(highest) if counter < highest && downgrade == Downgrade::Refused => {
                Err(Refusal::Downgrade { series: series.to_owned(), counter, highest })
            }
            _ => Ok(()),
        }
    }
}

impl TrustState {
    /// Whether an installed release may be switched to: floors bind, the counter does not. Of the two
    /// floors [`Downgrade::Allowed`] overrides the root's and never the host's.
    ///
    /// # Errors
    /// [`Refusal::BelowFloor`].
    pub fn check_use(
        &self,
        first_root: Fingerprint,
        series: &str,
        counter: u32,
        policy: &Policy,
        downgrade: Downgrade,
    ) -> Result<(), Refusal> {
        let floor = match downgrade {
            Downgrade::Refused => self.floor(first_root, series).max(policy.floor(series)),
            Downgrade::Allowed => policy.floor(series),
        };
        above_floor(series, counter, floor)
    }
}

fn above_floor(series: &str, counter: u32, floor: u32) -> Result<(), Refusal> {
    if counter < floor {
        return Err(Refusal::BelowFloor { series: series.to_owned(), counter, floor });
    }
    Ok(())
}
