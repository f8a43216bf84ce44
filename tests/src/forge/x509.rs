//! X.509 certificates of any form: an honest one with some of it changed, signed again.

use super::sm2::signed;
use ::sm2::SecretKey;
use keys::sm2::Raw;
use x509_cert::der::asn1::{BitString, OctetString};
use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages};
use x509_cert::{Certificate, TbsCertificate};

/// A certificate with its contents changed, signed by `issuer`.
pub fn reissued(
    der: &[u8],
    issuer: &SecretKey,
    change: impl FnOnce(&mut TbsCertificate),
) -> Vec<u8> {
    let mut certificate = Certificate::from_der(der).expect("an honest certificate");
    change(&mut certificate.tbs_certificate);
    let tbs = certificate.tbs_certificate.to_der().expect("DER");
    let raw = Raw::from_bytes(&signed(issuer, &tbs)).expect("in range");
    certificate.signature = BitString::from_bytes(&raw.to_der()).expect("short");
    certificate.to_der().expect("DER")
}

/// A certificate with another spelling of its signature.
pub fn respelt(der: &[u8], spell: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut certificate = Certificate::from_der(der).expect("an honest certificate");
    let spelt = spell(certificate.signature.raw_bytes());
    certificate.signature = BitString::from_bytes(&spelt).expect("short");
    certificate.to_der().expect("DER")
}

/// With these bytes as its public key.
pub fn keyed(tbs: &mut TbsCertificate, point: &[u8]) {
    tbs.subject_public_key_info.subject_public_key = BitString::from_bytes(point).expect("short");
}

/// The bytes of its public key.
pub fn point_of(der: &[u8]) -> Vec<u8> {
    let certificate = Certificate::from_der(der).expect("an honest certificate");
    let info = certificate.tbs_certificate.subject_public_key_info;
    info.subject_public_key.raw_bytes().to_vec()
}

/// With this keyUsage.
pub fn used_for(tbs: &mut TbsCertificate, usages: &[KeyUsages]) {
    let usage = usages.iter().copied().fold(KeyUsage(Default::default()), |mut usage, one| {
        usage.0 |= one;
        usage
    });
    with(tbs, KeyUsage::OID, usage.to_der().expect("DER"));
}

/// With basicConstraints saying so.
pub fn constrained(tbs: &mut TbsCertificate, ca: bool, path_len_constraint: Option<u8>) {
    let basic = BasicConstraints { ca, path_len_constraint };
    with(tbs, BasicConstraints::OID, basic.to_der().expect("DER"));
}

/// With a critical extension that nobody knows.
pub fn with_unknown(tbs: &mut TbsCertificate) {
    with(tbs, x509_cert::der::oid::ObjectIdentifier::new_unwrap("1.2.3.4.5"), vec![5, 0]);
}

fn with(tbs: &mut TbsCertificate, extn_id: x509_cert::der::oid::ObjectIdentifier, value: Vec<u8>) {
    let extensions = tbs.extensions.get_or_insert_default();
    extensions.retain(|extension| extension.extn_id != extn_id);
    let extn_value = OctetString::new(value).expect("short");
    extensions.push(Extension { extn_id, critical: true, extn_value });
}
