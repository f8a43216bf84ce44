//! What the signatures over a manifest mean under one root.

use super::{Anchor, Evidence};
use crate::{
    Certificate, Claims, Clock, Fingerprint, Kind, ManifestDigest, Packet, Policy, Refusal, Signer,
    TrustList, TrustMode, sm2,
};

/// A root whose trust list names at least one of the signers.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) anchor: Anchor,
    pub(super) list: TrustList,
    openpgp: Option<(Certificate, Packet)>,
    sm2: Option<(sm2::Chain, sm2::Certificate)>,
}

impl Candidate {
    /// Judges each signer that `anchor`'s list names; the others do not count here. Times of SM2
    /// certificates and retired keys wait for the manifest's claims.
    ///
    /// # Errors
    /// Those of one signature; [`Refusal::UnknownSigner`] or [`Refusal::Stripped`] when nobody is
    /// named.
    pub(super) fn under(
        anchor: &Anchor,
        evidence: &Evidence,
        digest: &ManifestDigest,
        clock: &Clock,
    ) -> Result<Self, Refusal> {
        let list = anchor.list().ok_or_else(|| nobody(evidence, &[]))?;
        let openpgp = evidence.openpgp.as_ref().and_then(|packet| {
            Some((list.certificate_with(packet.issuer())?.clone(), packet.clone()))
        });
        if let Some((certificate, packet)) = &openpgp {
            certificate.signer_of(packet)?;
            not_future(clock, packet.created())?;
            list.allows(certificate.fingerprint(), Some(digest))?;
        }
        let sm2 = evidence.sm2.as_ref().and_then(|sealed| {
            Some((sealed.chain().clone(), anchor.sm2_root(sealed.chain())?.clone()))
        });
        if let Some((chain, root)) = &sm2 {
            chain.check(root)?;
            for certificate in chain.certificates() {
                list.allows(certificate.fingerprint(), Some(digest))?;
            }
        }
        if openpgp.is_none() && sm2.is_none() {
            return Err(nobody(evidence, &list.body().required));
        }
        Ok(Candidate { anchor: anchor.clone(), list: list.clone(), openpgp, sm2 })
    }

    /// Refuses when a kind of `required` is missing or does not count here.
    pub(super) fn require(&self, required: &[Kind], evidence: &Evidence) -> Result<(), Refusal> {
        let missing = required.iter().find(|kind| !self.has(**kind));
        missing.map_or(Ok(()), |kind| Err(evidence.lacks(*kind)))
    }

    /// Refuses what the host's policy does not accept of a file.
    pub(super) fn satisfies(&self, policy: &Policy, evidence: &Evidence) -> Result<(), Refusal> {
        self.require(policy.required(), evidence)?;
        if policy.is_pinned() && self.anchor.mode != TrustMode::Pinned {
            return Err(Refusal::NotPinned(self.anchor.root.fingerprint()));
        }
        let openpgp = self.openpgp.as_ref().map(|(certificate, _)| certificate.fingerprint());
        let sm2 = self.sm2.as_ref().map(|(chain, _)| chain.leaf().fingerprint());
        let signers: Vec<Fingerprint> = openpgp.into_iter().chain(sm2).collect();
        policy.check_signers(&signers)
    }

    /// Judges what only the manifest says: its series and counter against retired certificates, its
    /// signing time against the signatures'.
    pub(super) fn accepts(&self, claims: &Claims, clock: &Clock) -> Result<(), Refusal> {
        let release = Some((claims.series.as_str(), claims.counter));
        not_future(clock, claims.signing_time)?;
        if let Some((certificate, packet)) = &self.openpgp {
            let (signed, sealed) = (packet.created(), claims.signing_time);
            if signed < sealed {
                let signer = packet.issuer();
                return Err(Refusal::Backdated { signer, signed, sealed });
            }
            self.list.not_retired(certificate.fingerprint(), release)?;
        }
        if let Some((chain, root)) = &self.sm2 {
            chain.check_time(root, claims.signing_time)?;
            for certificate in chain.certificates() {
                self.list.not_retired(certificate.fingerprint(), release)?;
            }
        }
        Ok(())
    }

    /// Who signed, as of `signing_time` where the signature itself says nothing.
    pub(super) fn signers(&self, signing_time: u64) -> Vec<Signer> {
        let openpgp = self.openpgp.as_ref().map(|(by, packet)| Signer::by_openpgp(by, packet));
        let sm2 = self.sm2.as_ref().map(|(chain, _)| Signer::by_sm2(chain, signing_time));
        openpgp.into_iter().chain(sm2).collect()
    }

    pub(super) fn has(&self, kind: Kind) -> bool {
        match kind {
            Kind::OpenPgp => self.openpgp.is_some(),
            Kind::Sm2 => self.sm2.is_some(),
            Kind::Other(_) => false,
        }
    }
}

/// Those that hold, pinned roots before ones of first use; where none does, the refusal that says
/// most: one about a signer that is named rather than one that nobody is.
pub(super) fn most_telling(
    judged: Vec<Result<Candidate, Refusal>>,
) -> Result<Vec<Candidate>, Refusal> {
    let (mut held, mut refused) = (Vec::new(), Vec::new());
    for one in judged {
        match one {
            Ok(candidate) => held.push(candidate),
            Err(refusal) => refused.push(refusal),
        }
    }
    if held.is_empty() {
        refused.sort_by_key(|refusal| matches!(refusal, Refusal::UnknownSigner { .. }));
        return Err(refused.into_iter().next().unwrap_or(Refusal::UnknownRoot(None)));
    }
    held.sort_by_key(|candidate| candidate.anchor.mode != TrustMode::Pinned);
    Ok(held)
}

/// Refuses a time that is more than a day ahead of a plausible clock.
pub(crate) fn not_future(clock: &Clock, signed: u64) -> Result<(), Refusal> {
    if clock.is_future(signed) {
        return Err(Refusal::FromTheFuture { signed, reference: clock.reference() });
    }
    Ok(())
}

/// Why no signature counts: the first that could be evaluated is nobody's here, or there is none of
/// the kind that is required first.
fn nobody(evidence: &Evidence, required: &[Kind]) -> Refusal {
    let present = evidence.kinds().find(|kind| !matches!(kind, Kind::Other(_)));
    evidence.lacks(present.or(required.first().copied()).unwrap_or(Kind::OpenPgp))
}
