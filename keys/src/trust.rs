//! What one verifier accepts, and its verdict on a manifest.

use crate::{
    Authentic, Certificate, Clock, Fingerprint, Kind, ManifestDigest, Packet, Purpose, Refusal,
    Roots, Signatures, Signer, TrustList, TrustMode, TrustState, Warning,
};
use std::io::Read;

/// The roots accepted here, each with its newest trust list.
#[derive(Clone, Debug)]
pub struct Trust {
    anchors: Vec<Anchor>,
    offered: Vec<Anchor>,
}

/// A root and the newest list it signed.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    /// The first root of the chain.
    pub(crate) first: Fingerprint,
    pub(crate) root: Certificate,
    /// Changes since the first root.
    pub(crate) root_version: u32,
    pub(crate) mode: TrustMode,
    pub(crate) list: Option<TrustList>,
}

impl Trust {
    /// Trust on first use: the roots a file brings itself. Say so to the user.
    ///
    /// # Errors
    /// When a trust list or root change of these roots does not hold.
    pub fn tofu(roots: &Roots) -> Result<Self, Refusal> {
        let offered = offered(roots)?;
        Ok(Trust { anchors: offered.clone(), offered })
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
        let offered = offered(roots).unwrap_or_default();
        Ok(Trust { anchors, offered })
    }

    /// Accepts only the root with this fingerprint, which came another way: one already accepted,
    /// or one the file brings.
    ///
    /// # Errors
    /// [`Refusal::UnknownRoot`] when it is neither.
    pub fn require_root(self, root: Fingerprint) -> Result<Self, Refusal> {
        let wanted = |anchor: &Anchor| anchor.first == root || anchor.root.fingerprint() == root;
        let all = self.anchors.iter().chain(&self.offered);
        let anchor = all.into_iter().find(|anchor| wanted(anchor)).cloned();
        let anchor = anchor.ok_or(Refusal::UnknownRoot(Some(root)))?;
        let anchors = vec![Anchor { mode: TrustMode::Pinned, ..anchor }];
        Ok(Trust { anchors, offered: self.offered })
    }

    /// The roots accepted, by fingerprint of their certificates.
    pub fn roots(&self) -> impl Iterator<Item = &Certificate> {
        self.anchors.iter().map(|anchor| &anchor.root)
    }

    /// The verdict on a manifest: every kind the trust list requires is there, and every signature
    /// that can be evaluated holds.
    ///
    /// # Errors
    /// [`Refusal::Stripped`], [`Refusal::NotEvaluated`], [`Refusal::Compromised`],
    /// [`Refusal::UnknownRoot`], and those of one signature.
    pub fn judge(
        &self,
        manifest: Vec<u8>,
        signatures: &Signatures,
        clock: &Clock,
    ) -> Result<Authentic, Refusal> {
        let bytes = signatures.get(Kind::OpenPgp).ok_or(Refusal::Stripped(Kind::OpenPgp))?;
        let packet = Packet::parse(bytes)?;
        let digest = ManifestDigest::of(&manifest);
        let (anchor, list, signer) = self.evaluate(
            &packet,
            Purpose::Manifest,
            &mut manifest.as_slice(),
            clock,
            Some(&digest),
        )?;
        let authentic = Authentic {
            manifest,
            digest,
            signers: vec![signer],
            first_root: anchor.first,
            root: anchor.root.clone(),
            root_version: anchor.root_version,
            mode: anchor.mode,
            list: list.clone(),
            warnings: warnings(signatures, clock),
        };
        authentic.require(&list.body().required)?;
        Ok(authentic)
    }

    /// The verdict on a detached signature over a whole file.
    ///
    /// # Errors
    /// Those of one signature, [`Refusal::Compromised`], and [`Refusal::UnknownRoot`].
    pub fn judge_sidecar(
        &self,
        packet: &Packet,
        file: &mut dyn Read,
        clock: &Clock,
    ) -> Result<Signer, Refusal> {
        self.evaluate(packet, Purpose::Sidecar, file, clock, None).map(|(_, _, signer)| signer)
    }

    fn evaluate(
        &self,
        packet: &Packet,
        purpose: Purpose,
        message: &mut dyn Read,
        clock: &Clock,
        digest: Option<&ManifestDigest>,
    ) -> Result<(&Anchor, &TrustList, Signer), Refusal> {
        let (anchor, list, certificate) = self.named_by(packet)?;
        certificate.verify(packet, purpose, message)?;
        if clock.is_future(packet.created()) {
            let (signed, reference) = (packet.created(), clock.reference());
            return Err(Refusal::FromTheFuture { signed, reference });
        }
        list.allows(certificate, digest)?;
        let signer = Signer {
            kind: Kind::OpenPgp,
            certificate: certificate.fingerprint(),
            key: packet.issuer(),
            user_id: certificate.user_id(),
            signed_at: packet.created(),
        };
        Ok((anchor, list, signer))
    }

    /// The release certificate a signature names, and the list and root that vouch for it.
    fn named_by(&self, packet: &Packet) -> Result<(&Anchor, &TrustList, &Certificate), Refusal> {
        if self.anchors.is_empty() {
            return Err(Refusal::UnknownRoot(None));
        }
        let lists = self.anchors.iter().filter_map(|anchor| Some((anchor, anchor.list.as_ref()?)));
        let mut named = lists.filter_map(|(anchor, list)| {
            Some((anchor, list, list.certificate_with(packet.issuer())?))
        });
        let signer = packet.issuer();
        named.next().ok_or(Refusal::UnknownSigner { kind: Kind::OpenPgp, signer })
    }
}

impl Anchor {
    /// Follows the root changes and takes the newer list that `roots` offers, if this root signed
    /// them.
    pub(crate) fn updated(mut self, roots: &Roots) -> Result<Self, Refusal> {
        while let Some(change) = roots.changes().iter().find(|change| {
            change.body().old == self.root.fingerprint()
                && self.root_version.checked_add(1) == Some(change.body().version)
        }) {
            self.root = change.verify(&self.root)?.clone();
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
}

/// Every root certificate in `roots` as a root of its own.
fn offered(roots: &Roots) -> Result<Vec<Anchor>, Refusal> {
    let anchors = roots.certificates().iter().map(|root| {
        let first = root.fingerprint();
        let mode = TrustMode::Tofu;
        Anchor { first, root: root.clone(), root_version: 0, mode, list: None }.updated(roots)
    });
    anchors.collect()
}

fn warnings(signatures: &Signatures, clock: &Clock) -> Vec<Warning> {
    let others = signatures.iter().map(|(kind, _)| kind).filter(|kind| *kind != Kind::OpenPgp);
    let mut warnings: Vec<_> = others.map(Warning::NotEvaluated).collect();
    if !clock.is_plausible() {
        let earliest = clock.built.max(clock.latest_known);
        warnings.push(Warning::ClockImplausible { now: clock.now, earliest });
    }
    warnings
}

#[cfg(test)]
mod tests;
