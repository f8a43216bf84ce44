//! An X.509 certificate with an SM2 key: read strictly, and what it may be used for.

use super::raw::Raw;
use super::{digest_of_bytes, sm3};
use crate::certificate::shown;
use crate::{ChainFlaw, Fingerprint, Flaw, Refusal, Structure};
use ::sm2::PublicKey;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::pem::{self, LineEnding};
use x509_cert::der::{Decode, Encode, EncodePem};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier,
};
use x509_cert::name::Name;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::{TbsCertificate, Version};

/// Signature with SM2 and SM3, GM/T 0006.
pub(super) const SM2_WITH_SM3: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.156.10197.1.501");
/// A key on an elliptic curve, RFC 5480, and the curve, GM/T 0006.
pub(super) const EC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
pub(super) const SM2_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301");
pub(super) const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// A certificate. It says nothing about whether it is believed.
#[derive(Clone, Debug)]
pub struct Certificate {
    der: Vec<u8>,
    parsed: x509_cert::Certificate,
    key: PublicKey,
    signature: Raw,
    constraints: Option<BasicConstraints>,
    usage: Option<KeyUsage>,
    fingerprint: Fingerprint,
}

impl Certificate {
    /// The most bytes a certificate may have: 8 KiB.
    pub const MAX_LEN: usize = 8 << 10;

    /// Reads DER, which has one spelling.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] with [`Structure::X509`]: not DER, another algorithm than SM2 with SM3,
    /// a point that is not on the curve, an extension that must not be ignored and is unknown.
    pub fn from_der(der: &[u8]) -> Result<Self, Refusal> {
        if der.len() > Self::MAX_LEN {
            return Err(malformed(Flaw::TooLong(Self::MAX_LEN)));
        }
        let parsed = x509_cert::Certificate::from_der(der).map_err(|_| malformed(Flaw::NotX509))?;
        if parsed.to_der().ok().as_deref() != Some(der) {
            return Err(malformed(Flaw::Respelled));
        }
        let tbs = &parsed.tbs_certificate;
        if tbs.version != Version::V3 {
            return Err(malformed(Flaw::Version(3)));
        }
        if !is_sm2_with_sm3(&tbs.signature) || parsed.signature_algorithm != tbs.signature {
            return Err(malformed(Flaw::NotSm2));
        }
        let (constraints, usage) = extensions(tbs)?;
        let (key, signature) = (public_key(tbs)?, signature(&parsed)?);
        let fingerprint = Fingerprint::from_sm3(sm3(&[der]));
        let der = der.to_vec();
        Ok(Certificate { der, parsed, key, signature, constraints, usage, fingerprint })
    }

    /// Reads a certificate a person gave: PEM or DER, exactly one.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        Certificate::from_der(der_of(bytes).as_deref().unwrap_or(bytes))
    }

    /// The DER.
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate as PEM, for stock tools.
    pub fn to_pem(&self) -> Result<String, Refusal> {
        self.parsed.to_pem(LineEnding::LF).map_err(|_| malformed(Flaw::Unwritable))
    }

    /// SM3 of the DER: what people compare, `openssl x509 -fingerprint -sm3`.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The subject's common name, escaped and limited; empty when there is none.
    pub fn subject_name(&self) -> String {
        let attributes = self.subject().0.iter().flat_map(|rdn| rdn.0.iter());
        let mut names = attributes.filter(|attribute| attribute.oid == COMMON_NAME);
        names
            .next_back()
            .map_or_else(String::new, |name| shown(&String::from_utf8_lossy(name.value.value())))
    }

    /// When it is valid, in seconds since 1970, both inclusive.
    pub fn validity(&self) -> (u64, u64) {
        let validity = &self.parsed.tbs_certificate.validity;
        let seconds = |time: &x509_cert::time::Time| time.to_unix_duration().as_secs();
        (seconds(&validity.not_before), seconds(&validity.not_after))
    }

    /// Refuses a certificate that may not certify others: basicConstraints CA, and keyCertSign where
    /// there is a keyUsage.
    ///
    /// # Errors
    /// [`Refusal::Chain`].
    pub fn check_authority(&self) -> Result<(), Refusal> {
        let authority = self.constraints.as_ref().is_some_and(|basic| basic.ca);
        let certifies = self.usage.as_ref().is_none_or(KeyUsage::key_cert_sign);
        if authority && certifies { Ok(()) } else { Err(self.refused(ChainFlaw::NoAuthority)) }
    }

    /// Refuses a certificate that may not sign releases: keyUsage has digitalSignature and not
    /// keyCertSign, and basicConstraints does not say CA.
    ///
    /// # Errors
    /// [`Refusal::NotForSigning`].
    pub fn check_release(&self) -> Result<(), Refusal> {
        let authority = self.constraints.as_ref().is_some_and(|basic| basic.ca);
        let signs = |usage: &KeyUsage| usage.digital_signature() && !usage.key_cert_sign();
        if self.usage.as_ref().is_some_and(signs) && !authority {
            return Ok(());
        }
        Err(Refusal::NotForSigning { signer: self.fingerprint })
    }

    /// Refuses a time outside the validity.
    ///
    /// # Errors
    /// [`Refusal::NotBorn`] or [`Refusal::Expired`].
    pub(crate) fn check_time(&self, signed: u64) -> Result<(), Refusal> {
        let ((born, expired), signer) = (self.validity(), self.fingerprint);
        if signed < born {
            return Err(Refusal::NotBorn { signer, born, signed });
        }
        if signed > expired {
            return Err(Refusal::Expired { signer, expired, signed });
        }
        Ok(())
    }

    /// Whether `issuer`'s key made the signature on this certificate.
    pub(crate) fn is_signed_by(&self, issuer: &Certificate) -> bool {
        let tbs = self.parsed.tbs_certificate.to_der();
        tbs.is_ok_and(|tbs| self.signature.holds(&issuer.key, &digest_of_bytes(&issuer.key, &tbs)))
    }

    /// How many intermediate certificates may stand between this one and a leaf.
    pub(super) fn path_length(&self) -> usize {
        let limit = self.constraints.as_ref().and_then(|basic| basic.path_len_constraint);
        limit.map_or(usize::MAX, usize::from)
    }

    pub(super) fn subject(&self) -> &Name {
        &self.parsed.tbs_certificate.subject
    }

    pub(super) fn issuer(&self) -> &Name {
        &self.parsed.tbs_certificate.issuer
    }

    pub(crate) fn key(&self) -> &PublicKey {
        &self.key
    }

    pub(super) fn key_id(&self) -> Option<SubjectKeyIdentifier> {
        self.parsed.tbs_certificate.get().ok().flatten().map(|(_, id)| id)
    }

    pub(super) fn refused(&self, why: ChainFlaw) -> Refusal {
        Refusal::Chain { certificate: self.fingerprint, why }
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

/// The DER in the text of one certificate (RFC 7468); `None` for anything else. Decoded whole: the reader
/// of `der` 0.7, which takes PEM apart as it goes, never comes back from one that is cut within a length.
fn der_of(text: &[u8]) -> Option<Vec<u8>> {
    let (label, der) = pem::decode_vec(text).ok()?;
    (label == "CERTIFICATE").then_some(der)
}

fn is_sm2_with_sm3(algorithm: &AlgorithmIdentifierOwned) -> bool {
    let nothing = algorithm.parameters.as_ref().is_none_or(x509_cert::der::Any::is_null);
    algorithm.oid == SM2_WITH_SM3 && nothing
}

/// The two extensions that decide something; another critical one is refused.
fn extensions(
    tbs: &TbsCertificate,
) -> Result<(Option<BasicConstraints>, Option<KeyUsage>), Refusal> {
    let known = [
        BasicConstraints::OID,
        KeyUsage::OID,
        SubjectKeyIdentifier::OID,
        AuthorityKeyIdentifier::OID,
    ];
    let all = tbs.extensions.as_deref().unwrap_or_default();
    if all.iter().any(|extension| extension.critical && !known.contains(&extension.extn_id)) {
        return Err(malformed(Flaw::CriticalExtension));
    }
    let mut ids: Vec<_> = all.iter().map(|extension| extension.extn_id).collect();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(malformed(Flaw::Twice));
    }
    let unread = |_| malformed(Flaw::Extension);
    let constraints = tbs.get::<BasicConstraints>().map_err(unread)?;
    let usage = tbs.get::<KeyUsage>().map_err(unread)?;
    Ok((constraints.map(|(_, value)| value), usage.map(|(_, value)| value)))
}

/// The key: on SM2's curve, named so, uncompressed.
fn public_key(tbs: &TbsCertificate) -> Result<PublicKey, Refusal> {
    let info = &tbs.subject_public_key_info;
    let curve = info.algorithm.parameters.as_ref().and_then(|any| any.decode_as().ok());
    if info.algorithm.oid != EC_KEY || curve != Some(SM2_CURVE) {
        return Err(malformed(Flaw::Curve));
    }
    let point = info.subject_public_key.as_bytes().filter(|point| point.first() == Some(&4));
    let key = point.and_then(|point| PublicKey::from_sec1_bytes(point).ok());
    key.ok_or(malformed(Flaw::Point))
}

fn signature(parsed: &x509_cert::Certificate) -> Result<Raw, Refusal> {
    let der = parsed.signature.as_bytes().ok_or(malformed(Flaw::Signature))?;
    Raw::from_der(der).map_err(|_| malformed(Flaw::Signature))
}

pub(super) fn malformed(flaw: Flaw) -> Refusal {
    Refusal::Malformed(Structure::X509, flaw)
}

#[cfg(test)]
mod tests;
