//! The certificates that travel with an SM2 signature: leaf first, then the authorities between it
//! and the root, never the root.

use super::certificate::{Certificate, malformed};
use super::sm3;
use crate::{ChainFlaw, Flaw, Refusal};
use x509_cert::der::{Reader, SliceReader};

/// A chain in its only encoding: the DER of each certificate, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    leaf: Certificate,
    above: Vec<Certificate>,
}

impl Chain {
    /// The most certificates a chain may have.
    pub const MAX: usize = 4;

    /// The leaf, and what is between it and the root in this order.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] for more than [`Chain::MAX`] certificates.
    pub fn new(leaf: Certificate, above: Vec<Certificate>) -> Result<Self, Refusal> {
        if above.len() >= Self::MAX {
            return Err(malformed(Flaw::ChainTooLong(Self::MAX)));
        }
        Ok(Chain { leaf, above })
    }

    /// Reads the only encoding.
    pub fn from_der(mut rest: &[u8]) -> Result<Self, Refusal> {
        let mut certificates = Vec::new();
        while !rest.is_empty() {
            let mut reader = SliceReader::new(rest).map_err(|_| malformed(Flaw::Cut))?;
            let one = reader.tlv_bytes().map_err(|_| malformed(Flaw::Cut))?;
            certificates.push(Certificate::from_der(one)?);
            rest = &rest[one.len()..];
            if certificates.len() > Self::MAX {
                return Err(malformed(Flaw::ChainTooLong(Self::MAX)));
            }
        }
        Chain::of(certificates)
    }

    /// Reads what a person gave: PEM certificates one after the other, or DER.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        const END: &str = "-----END CERTIFICATE-----";
        let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.contains(END)) else {
            return Chain::from_der(bytes);
        };
        let blocks = text.split_inclusive(END).filter(|block| block.contains("-----BEGIN"));
        // What stands before a block, as `openssl x509 -text` prints it, is a comment.
        let blocks = blocks.map(|block| &block[block.find("-----BEGIN").unwrap_or(0)..]);
        Chain::of(
            blocks.map(|block| Certificate::parse(block.as_bytes())).collect::<Result<_, _>>()?,
        )
    }

    fn of(certificates: Vec<Certificate>) -> Result<Self, Refusal> {
        let mut certificates = certificates.into_iter();
        let leaf = certificates.next().ok_or(malformed(Flaw::NoCertificate))?;
        Chain::new(leaf, certificates.collect())
    }

    /// The encoding that [`Chain::from_der`] reads.
    pub fn to_der(&self) -> Vec<u8> {
        self.certificates().flat_map(|certificate| certificate.to_der()).copied().collect()
    }

    /// The chain as PEM, leaf first, for stock tools.
    pub fn to_pem(&self) -> Result<String, Refusal> {
        self.certificates().map(Certificate::to_pem).collect()
    }

    /// SM3 of the encoding: part of what is signed.
    pub fn digest(&self) -> [u8; 32] {
        sm3(&[&self.to_der()])
    }

    /// The certificate whose key signs.
    pub fn leaf(&self) -> &Certificate {
        &self.leaf
    }

    /// Every certificate, the leaf first.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(&self.leaf).chain(&self.above)
    }

    /// Whether `root` issued the last certificate of this chain.
    pub(crate) fn ends_in(&self, root: &Certificate) -> bool {
        self.above.last().unwrap_or(&self.leaf).is_signed_by(root)
    }

    /// Refuses a chain that breaks a rule on its way to `root`, which has to be its end. Times apart:
    /// see [`Chain::check_time`].
    ///
    /// # Errors
    /// [`Refusal::Chain`] naming the certificate and the rule, [`Refusal::NotForSigning`].
    pub(crate) fn check(&self, root: &Certificate) -> Result<(), Refusal> {
        self.leaf.check_release()?;
        root.check_authority()?;
        let issuers = self.above.iter().chain([root]);
        for (certificate, issuer) in self.certificates().zip(issuers) {
            check_link(certificate, issuer, root)?;
        }
        for (between, authority) in self.above.iter().chain([root]).enumerate() {
            if between > authority.path_length() {
                return Err(authority.refused(ChainFlaw::PathLength));
            }
        }
        Ok(())
    }

    /// Refuses a time that this chain or `root` does not cover.
    ///
    /// # Errors
    /// [`Refusal::NotBorn`] or [`Refusal::Expired`].
    pub(crate) fn check_time(&self, root: &Certificate, signed: u64) -> Result<(), Refusal> {
        self.check_own_time(signed)?;
        root.check_time(signed)
    }

    /// Refuses a time that this chain does not cover, where its root is not known: for a signer, before
    /// anything is signed.
    ///
    /// # Errors
    /// [`Refusal::NotBorn`] or [`Refusal::Expired`].
    pub fn check_own_time(&self, signed: u64) -> Result<(), Refusal> {
        self.certificates().try_for_each(|one| one.check_time(signed))
    }
}

fn check_link(
    certificate: &Certificate,
    issuer: &Certificate,
    root: &Certificate,
) -> Result<(), Refusal> {
    if certificate.key() == root.key() || certificate.subject() == certificate.issuer() {
        return Err(certificate.refused(ChainFlaw::Root));
    }
    issuer.check_authority()?;
    if certificate.issuer() != issuer.subject() || !certificate.is_signed_by(issuer) {
        return Err(certificate.refused(ChainFlaw::Issuer));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
