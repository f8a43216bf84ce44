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

impl Authentic {
    /// Whether this release may be installed over what `state` has seen: its counter is not below the
    /// floor of the root's list or of the host's policy, nor below the highest one seen in its line
    /// since the list's epoch began. Equal passes.
    ///
    /// # Errors
    /// [`Refusal::BelowFloor`], which nothing overrides; [`Refusal::Downgrade`].
    pub fn permit(
        &self,
        state: &TrustState,
        policy: &Policy,
        downgrade: Downgrade,
    ) -> Result<(), Refusal> {
        let (line, counter) = (self.claims().line.as_str(), self.claims().counter);
        above_floor(line, counter, self.trust_list().floor(line).max(policy.floor(line)))?;
        let epoch = self.trust_list().epoch(line);
        match state.highest_since(self.first_root(), line, epoch) {
            Some(highest) if counter < highest && downgrade == Downgrade::Refused => {
                Err(Refusal::Downgrade { line: line.to_owned(), counter, highest })
            }
            _ => Ok(()),
        }
    }
}

impl TrustState {
    /// Whether an installed release may be switched to: floors bind, the counter does not.
    ///
    /// # Errors
    /// [`Refusal::BelowFloor`].
    pub fn permit_use(
        &self,
        first_root: Fingerprint,
        line: &str,
        counter: u32,
        policy: &Policy,
    ) -> Result<(), Refusal> {
        above_floor(line, counter, self.floor(first_root, line).max(policy.floor(line)))
    }

    /// As [`TrustState::permit_use`] for going back to what was there before, which the person may
    /// insist on where only the root's floor speaks against it.
    ///
    /// # Errors
    /// [`Refusal::BelowFloor`].
    pub fn permit_rollback(
        &self,
        first_root: Fingerprint,
        line: &str,
        counter: u32,
        policy: &Policy,
        downgrade: Downgrade,
    ) -> Result<(), Refusal> {
        match downgrade {
            Downgrade::Refused => self.permit_use(first_root, line, counter, policy),
            Downgrade::Allowed => above_floor(line, counter, policy.floor(line)),
        }
    }
}

fn above_floor(line: &str, counter: u32, floor: u32) -> Result<(), Refusal> {
    if counter < floor {
        return Err(Refusal::BelowFloor { line: line.to_owned(), counter, floor });
    }
    Ok(())
}
