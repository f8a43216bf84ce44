//! A manifest whose signatures hold, before and after what it claims was judged.

use super::Evidence;
use super::candidate::{Candidate, most_telling};
use crate::{Authentic, Claims, Clock, Kind, ManifestDigest, Refusal, Warning};

/// A manifest that somebody accepted here signed: it may be read now, and is not believed yet. Only
/// [`Trust::judge`](crate::Trust::judge) makes one.
#[derive(Clone, Debug)]
pub struct Signed {
    manifest: Vec<u8>,
    evidence: Evidence,
    candidates: Vec<Candidate>,
    clock: Clock,
}

impl Signed {
    pub(super) fn new(
        manifest: Vec<u8>,
        evidence: Evidence,
        candidates: Vec<Candidate>,
        clock: Clock,
    ) -> Self {
        Signed { manifest, evidence, candidates, clock }
    }

    /// The manifest's bytes, exactly as signed.
    pub fn manifest(&self) -> &[u8] {
        &self.manifest
    }

    /// The last step of the verdict. `claims` have to be read from [`Signed::manifest`].
    ///
    /// # Errors
    /// [`Refusal::Stripped`] and [`Refusal::NotEvaluated`] for a kind that the manifest itself
    /// requires, [`Refusal::Backdated`], [`Refusal::Retired`], [`Refusal::FromTheFuture`],
    /// [`Refusal::NotBorn`] and [`Refusal::Expired`] for SM2 certificates.
    pub fn accept(self, claims: Claims) -> Result<Authentic, Refusal> {
        let Signed { manifest, evidence, candidates, clock } = self;
        let judged = candidates.into_iter().map(|candidate| {
            candidate.accepts(&claims, &clock)?;
            candidate.require(&claims.required, &evidence)?;
            Ok(candidate)
        });
        let accepted = most_telling(judged.collect())?.into_iter().next();
        let Candidate { anchor, list, .. } = accepted.as_ref().ok_or(Refusal::UnknownRoot(None))?;
        let warnings = warnings(&evidence, accepted.as_ref(), &clock);
        let signers = accepted.as_ref().map(|one| one.signers(claims.signing_time));
        Ok(Authentic {
            digest: ManifestDigest::of(&manifest),
            manifest,
            claims,
            signers: signers.unwrap_or_default(),
            anchor: anchor.clone(),
            list: list.clone(),
            warnings,
        })
    }
}

/// A manifest that others have still to sign. It is no [`Signed`], and nothing makes it one.
#[derive(Clone, Debug)]
pub struct Unfinished {
    signed: Signed,
    required: Vec<Kind>,
}

impl Unfinished {
    pub(super) fn new(signed: Signed, required: Vec<Kind>) -> Self {
        Unfinished { signed, required }
    }

    /// The manifest's bytes, exactly as signed so far.
    pub fn manifest(&self) -> &[u8] {
        &self.signed.manifest
    }

    /// The kinds that trust list, host and `claims` require and that are still missing, ascending.
    ///
    /// # Errors
    /// Those of [`Signed::accept`] that no further signature can mend.
    pub fn missing(&self, claims: &Claims) -> Result<Vec<Kind>, Refusal> {
        let Signed { candidates, clock, .. } = &self.signed;
        let judged = candidates.iter().map(|candidate| {
            candidate.accepts(claims, clock)?;
            Ok(candidate.clone())
        });
        let accepted = most_telling(judged.collect())?;
        let mut missing = Vec::new();
        if let Some(candidate) = accepted.first() {
            let listed = candidate.list.body().required.iter();
            let all = listed.chain(&self.required).chain(&claims.required);
            missing.extend(all.filter(|kind| !candidate.has(**kind)).copied());
        }
        missing.sort_unstable();
        missing.dedup();
        Ok(missing)
    }
}

fn warnings(evidence: &Evidence, accepted: Option<&Candidate>, clock: &Clock) -> Vec<Warning> {
    let counted = |kind: &Kind| accepted.is_some_and(|candidate| candidate.has(*kind));
    let others = evidence.kinds().filter(|kind| !counted(kind));
    let mut warnings: Vec<_> = others.map(Warning::NotEvaluated).collect();
    if !clock.is_plausible() {
        let earliest = clock.built.max(clock.latest_known);
        warnings.push(Warning::ClockImplausible { now: clock.now, earliest });
    }
    warnings
}
