//! What signatures prove by themselves: their form and their arithmetic, not whose they are.

use crate::sm2::SealedSignature;
use crate::{Certificate, Fingerprint, Kind, Packet, Purpose, Refusal, Signatures};

/// Signatures over one message, none of which is bad as far as that can be calculated here.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    pub(crate) openpgp: Option<Packet>,
    pub(crate) sm2: Option<SealedSignature>,
    /// Kinds this program cannot evaluate.
    others: Vec<Kind>,
}

impl Evidence {
    /// Checks every signature that can be calculated: by a certificate that `known` finds for the key
    /// an OpenPGP signature names, by the leaf an SM2 signature brings. It does not matter whether
    /// that certificate is accepted here: a present signature that is bad is refused.
    ///
    /// # Errors
    /// Those of the form, [`Refusal::WrongPurpose`], [`Refusal::BadSignature`].
    pub(crate) fn gather<'a>(
        signatures: &Signatures,
        purpose: Purpose,
        message: &[u8],
        known: impl Fn(Fingerprint) -> Option<&'a Certificate>,
    ) -> Result<Self, Refusal> {
        let mut evidence = Evidence { openpgp: None, sm2: None, others: Vec::new() };
        for (kind, bytes) in signatures.iter() {
            match kind {
                Kind::OpenPgp => {
                    let packet = Packet::parse(bytes)?;
                    check(&packet, purpose, message, known(packet.issuer()))?;
                    evidence.openpgp = Some(packet);
                }
                Kind::Sm2 => {
                    let sealed = SealedSignature::parse(bytes)?;
                    sealed.check(purpose, message)?;
                    evidence.sm2 = Some(sealed);
                }
                Kind::Other(_) => evidence.others.push(kind),
            }
        }
        Ok(evidence)
    }

    /// Every kind that is present.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = Kind> {
        let openpgp = self.openpgp.as_ref().map(|_| Kind::OpenPgp);
        let sm2 = self.sm2.as_ref().map(|_| Kind::Sm2);
        openpgp.into_iter().chain(sm2).chain(self.others.iter().copied())
    }

    /// Why a kind that is required does not count: missing, or present and nobody's here.
    pub(crate) fn lacks(&self, kind: Kind) -> Refusal {
        let signer = match kind {
            Kind::OpenPgp => self.openpgp.as_ref().map(Packet::issuer),
            Kind::Sm2 => self.sm2.as_ref().map(|sealed| sealed.chain().leaf().fingerprint()),
            Kind::Other(_) => None,
        };
        match signer {
            Some(signer) => Refusal::UnknownSigner { kind, signer },
            None if self.others.contains(&kind) => Refusal::NotEvaluated(kind),
            None => Refusal::Stripped(kind),
        }
    }
}

fn check(
    packet: &Packet,
    purpose: Purpose,
    mut message: &[u8],
    known: Option<&Certificate>,
) -> Result<(), Refusal> {
    if packet.purpose() != purpose {
        return Err(Refusal::WrongPurpose { expected: purpose, found: packet.purpose() });
    }
    match known {
        Some(certificate) => {
            packet.verify(&certificate.key(packet.issuer())?, purpose, &mut message)
        }
        None => Ok(()),
    }
}
