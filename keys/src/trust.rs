//! What one verifier accepts, and its verdict on a manifest.
//!
//! In this order: the arithmetic of every signature ([`evidence`]), whose they are under the roots
//! accepted here and whether all required kinds are there ([`candidate`]), and only then, once the
//! caller has read them from the signed bytes, what the manifest claims ([`Signed::accept`]).

mod anchor;
mod candidate;
mod evidence;
mod signed;

use crate::{
    Certificate, Clock, Fingerprint, ManifestDigest, Packet, Policy, Purpose, Refusal, Roots,
    Signatures, Signer, TrustState, sm2,
};
pub(crate) use anchor::Anchor;
pub use anchor::KnownRoot;
pub(crate) use candidate::not_future;
use candidate::{Candidate, most_telling};
pub(crate) use evidence::Evidence;
pub use signed::{Signed, Unfinished};
use std::io::Read;

/// The roots accepted here, each with its newest trust list, and what the host demands.
#[derive(Clone, Debug)]
pub struct Trust {
    anchors: Vec<Anchor>,
    /// Every root of the file, whether accepted or not.
    offered: Vec<Anchor>,
    roots: Roots,
    first_use: bool,
    policy: Policy,
}

impl Trust {
    /// Trust on first use: the roots a file brings itself. Say so to the user.
    ///
    /// # Errors
    /// When a trust list or root change of these roots does not hold.
    pub fn tofu(roots: &Roots) -> Result<Self, Refusal> {
        let offered = anchor::offered(roots)?;
        let (anchors, roots, policy) = (offered.clone(), roots.clone(), Policy::default());
        Ok(Trust { anchors, offered, roots, first_use: true, policy })
    }

    /// What a home or host has accepted. A newer trust list or a root change in the file's ROOTS
    /// counts when the accepted root signed it; nothing else there does.
    ///
    /// # Errors
    /// When a trust list or root change that claims to be of an accepted root does not hold.
    pub fn from_state(state: &TrustState, roots: &Roots) -> Result<Self, Refusal> {
        let anchors = state.anchors()?.into_iter().map(|anchor| anchor.updated(roots));
        let anchors = anchors.collect::<Result<_, _>>()?;
        // Only `require_root` looks at these, and only at the one that is named.
        let offered = anchor::offered(roots).unwrap_or_default();
        let (roots, policy) = (roots.clone(), Policy::default());
        Ok(Trust { anchors, offered, roots, first_use: false, policy })
    }

    /// Accepts only the root with this fingerprint, which came another way: one already accepted,
    /// or one the file brings.
    ///
    /// # Errors
    /// [`Refusal::UnknownRoot`] when it is neither.
    pub fn require_root(self, root: Fingerprint) -> Result<Self, Refusal> {
        let all = self.anchors.iter().chain(&self.offered);
        let anchor = all.into_iter().find(|anchor| anchor.includes(root)).cloned();
        let anchor = anchor.ok_or(Refusal::UnknownRoot(Some(root)))?;
        Ok(Trust { anchors: vec![anchor.pinned()], ..self })
    }

    /// Of the roots accepted, keeps those with one of these fingerprints, which the host holds (in a
    /// TPM). It only narrows: a root that is not accepted already does not become so.
    ///
    /// # Errors
    /// [`Refusal::UnknownRoot`] when nothing is left.
    pub fn narrow(self, host: &[Fingerprint]) -> Result<Self, Refusal> {
        let kept = |anchor: &Anchor| host.iter().any(|root| anchor.includes(*root));
        let anchors: Vec<_> = self.anchors.into_iter().filter(kept).map(Anchor::pinned).collect();
        if anchors.is_empty() {
            return Err(Refusal::UnknownRoot(host.first().copied()));
        }
        Ok(Trust { anchors, ..self })
    }

    /// As [`Trust::narrow`], by the host's own root certificates. On first use the host's copy of a
    /// certificate counts and not the file's, which may lack a revocation.
    ///
    /// # Errors
    /// [`Refusal::UnknownRoot`] when nothing is left; when a trust list or root change in ROOTS that
    /// claims to be of such a root does not hold.
    pub fn narrow_to(self, host: &[Certificate]) -> Result<Self, Refusal> {
        let own = host.iter().map(|root| Anchor::fresh(root.clone()).updated(&self.roots));
        let own = own.collect::<Result<Vec<_>, _>>()?;
        let first_use = self.first_use;
        let kept = |anchor: Anchor| {
            let own = own.iter().find(|own| anchor.meets(own))?;
            Some(if first_use { own.clone() } else { anchor }.pinned())
        };
        let anchors: Vec<_> = self.anchors.into_iter().filter_map(kept).collect();
        if anchors.is_empty() {
            return Err(Refusal::UnknownRoot(host.first().map(Certificate::fingerprint)));
        }
        Ok(Trust { anchors, ..self })
    }

    /// Demands what `policy` demands beside what was demanded before.
    pub fn under(self, policy: Policy) -> Self {
        Trust { policy: self.policy.and(policy), ..self }
    }

    /// The verdict on the signatures over a manifest: no present one is bad, under one accepted root
    /// every kind is there that its trust list and the host require, and at least one. What the
    /// manifest claims is judged next, by [`Signed::accept`].
    ///
    /// # Errors
    /// [`Refusal::Stripped`], [`Refusal::NotEvaluated`], [`Refusal::Compromised`],
    /// [`Refusal::UnknownRoot`], those of the policy, and those of one signature.
    pub fn judge(
        &self,
        manifest: Vec<u8>,
        signatures: &Signatures,
        clock: &Clock,
    ) -> Result<Signed, Refusal> {
        let (evidence, candidates) = self.evaluate(&manifest, signatures, clock)?;
        let complete = |candidate: Candidate| {
            candidate.require(&candidate.list.body().required, &evidence)?;
            candidate.satisfies(&self.policy, &evidence)?;
            Ok(candidate)
        };
        let candidates = candidates.into_iter().map(complete).collect();
        let candidates = most_telling(candidates)?;
        Ok(Signed::new(manifest, evidence, candidates, *clock))
    }

    /// As [`Trust::judge`] for a file that is still to be signed by others: kinds may be missing.
    ///
    /// # Errors
    /// Those of [`Trust::judge`] that no further signature can mend.
    pub fn judge_unfinished(
        &self,
        manifest: Vec<u8>,
        signatures: &Signatures,
        clock: &Clock,
    ) -> Result<Unfinished, Refusal> {
        let (evidence, candidates) = self.evaluate(&manifest, signatures, clock)?;
        let signed = Signed::new(manifest, evidence, candidates, *clock);
        Ok(Unfinished::new(signed, self.policy.required().to_vec()))
    }

    /// The verdict on a detached OpenPGP signature over a whole file.
    ///
    /// # Errors
    /// Those of one signature, [`Refusal::Compromised`], [`Refusal::Retired`] (a whole file has no
    /// counter), and [`Refusal::UnknownRoot`].
    pub fn judge_sidecar(
        &self,
        packet: &Packet,
        file: &mut dyn Read,
        clock: &Clock,
    ) -> Result<Signer, Refusal> {
        let (anchor, certificate) = self.named_by(packet.issuer())?;
        certificate.verify(packet, Purpose::Sidecar, file)?;
        candidate::not_future(clock, packet.created())?;
        anchor.allows(certificate.fingerprint(), None)?;
        anchor.not_retired(certificate.fingerprint(), None)?;
        Ok(Signer::by_openpgp(certificate, packet))
    }

    /// The verdict on a `.sm2sig` over a whole file. The signature holds no time: `signed_at` is the
    /// signing time of the content, which the chain has to cover.
    ///
    /// # Errors
    /// As [`Trust::judge_sidecar`].
    pub fn judge_sm2_sidecar(
        &self,
        signature: &[u8],
        chain: &sm2::Chain,
        signed_at: u64,
        file: &mut dyn Read,
        clock: &Clock,
    ) -> Result<Signer, Refusal> {
        sm2::check_sidecar(signature, chain, file)?;
        let ended = self.anchors.iter().find_map(|anchor| Some((anchor, anchor.sm2_root(chain)?)));
        let (anchor, root) = ended.ok_or_else(|| self.nobody(chain.leaf().fingerprint()))?;
        chain.check(root)?;
        chain.check_time(root, signed_at)?;
        candidate::not_future(clock, signed_at)?;
        for certificate in chain.certificates() {
            anchor.allows(certificate.fingerprint(), None)?;
            anchor.not_retired(certificate.fingerprint(), None)?;
        }
        Ok(Signer::by_sm2(chain, signed_at))
    }

    /// What the signatures prove, and under which roots accepted here they say something.
    fn evaluate(
        &self,
        manifest: &[u8],
        signatures: &Signatures,
        clock: &Clock,
    ) -> Result<(Evidence, Vec<Candidate>), Refusal> {
        let everywhere = || self.anchors.iter().chain(&self.offered).filter_map(Anchor::list);
        let known = |key| everywhere().find_map(|list| list.certificate_with(key));
        let evidence = Evidence::gather(signatures, Purpose::Manifest, manifest, known)?;
        if self.anchors.is_empty() {
            return Err(Refusal::UnknownRoot(None));
        }
        let digest = ManifestDigest::of(manifest);
        let under = |anchor| Candidate::under(anchor, &evidence, &digest, clock);
        let candidates = most_telling(self.anchors.iter().map(under).collect())?;
        Ok((evidence, candidates))
    }

    /// The release certificate that `key` belongs to, and the root that vouches for it.
    fn named_by(&self, key: Fingerprint) -> Result<(&Anchor, &Certificate), Refusal> {
        let named = |anchor| Some((anchor, Anchor::list(anchor)?.certificate_with(key)?));
        self.anchors.iter().find_map(named).ok_or_else(|| self.nobody(key))
    }

    fn nobody(&self, signer: Fingerprint) -> Refusal {
        if self.anchors.is_empty() {
            return Refusal::UnknownRoot(None);
        }
        Refusal::UnknownSigner { kind: signer.kind(), signer }
    }
}

#[cfg(test)]
mod tests;
