//! Making an SM2 root certificate and a release certificate under it.

use super::certificate::{COMMON_NAME, EC_KEY, SM2_CURVE, SM2_WITH_SM3, malformed};
use super::{Certificate, Chain, SecretKey, digest_of_bytes, sm3};
use crate::{Flaw, KeyFlaw, Refusal};
use ::sm2::elliptic_curve::sec1::ToEncodedPoint;
use std::time::Duration;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::asn1::{Any, BitString, GeneralizedTime, OctetString, SetOfVec, UtcTime};
use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::{self, Encode, Tag};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::Time;
use x509_cert::{TbsCertificate, Version};

/// What RFC 5280 (section 4.1.2.5) writes for "never ends": 9999-12-31T23:59:59Z.
const NEVER: u64 = 253_402_300_799;

/// From when until when a certificate is valid, both inclusive, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub from: u64,
    /// The last second.
    pub until: u64,
}

impl Validity {
    /// From `from` for ever: trust lists end trust, dates do not.
    pub fn since(from: u64) -> Self {
        Validity { from, until: NEVER }
    }
}

/// A root, a release key, and the certificates of both.
pub struct Generated {
    /// The root's secret key.
    pub ca_key: SecretKey,
    /// The root certificate, which the trust list carries.
    pub ca: Certificate,
    /// The release key.
    pub release_key: SecretKey,
    /// The release certificate, which travels with every signature.
    pub chain: Chain,
}

/// Makes a root that signs release certificates and nothing else, and a first release certificate.
///
/// # Errors
/// [`Refusal::Malformed`] for a validity that X.509 cannot express.
pub fn generate_sm2(name: &str, validity: Validity) -> Result<Generated, Refusal> {
    let (ca_key, release_key) = (SecretKey::random(), SecretKey::random());
    let ca = root(&format!("{name} (goferry SM2 root)"), validity, &ca_key)?;
    let release = format!("{name} (goferry SM2 release)");
    let chain = issue_release(&ca_key, &ca, &release, validity, &release_key)?;
    Ok(Generated { ca_key, ca, release_key, chain })
}

/// A release certificate for `key`, called `name`, under `ca`: rotation, or a further signer.
///
/// # Errors
/// [`Refusal::SecretKey`] when `ca_key` is not `ca`'s; [`Refusal::Malformed`].
pub fn issue_release(
    ca_key: &SecretKey,
    ca: &Certificate,
    name: &str,
    validity: Validity,
    key: &SecretKey,
) -> Result<Chain, Refusal> {
    if ca_key.public() != *ca.key() {
        return Err(Refusal::SecretKey(KeyFlaw::OtherCertificate));
    }
    let usage = KeyUsage(KeyUsages::DigitalSignature.into());
    let identity = AuthorityKeyIdentifier {
        key_identifier: ca.key_id().map(|id| id.0),
        authority_cert_issuer: None,
        authority_cert_serial_number: None,
    };
    let leaf = made(|| {
        let extensions = vec![
            extension(true, &usage)?,
            extension(false, &identity)?,
            extension(false, &key_id(key)?)?,
        ];
        signed(ca_key, to_be_signed(ca.subject().clone(), named(name)?, validity, key, extensions)?)
    })?;
    Chain::new(leaf, vec![])
}

fn root(name: &str, validity: Validity, key: &SecretKey) -> Result<Certificate, Refusal> {
    let basic = BasicConstraints { ca: true, path_len_constraint: Some(0) };
    let usage = KeyUsage(KeyUsages::KeyCertSign.into());
    made(|| {
        let extensions = vec![
            extension(true, &basic)?,
            extension(true, &usage)?,
            extension(false, &key_id(key)?)?,
        ];
        signed(key, to_be_signed(named(name)?, named(name)?, validity, key, extensions)?)
    })
}

fn made(der: impl FnOnce() -> der::Result<Vec<u8>>) -> Result<Certificate, Refusal> {
    Certificate::from_der(&der().map_err(|_| malformed(Flaw::Inexpressible))?)
}

fn to_be_signed(
    issuer: Name,
    subject: Name,
    validity: Validity,
    key: &SecretKey,
    extensions: Vec<Extension>,
) -> der::Result<TbsCertificate> {
    let not_before = time(validity.from)?;
    let not_after = time(validity.until)?;
    Ok(TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::new(&serial(key))?,
        signature: algorithm(),
        issuer,
        validity: x509_cert::time::Validity { not_before, not_after },
        subject,
        subject_public_key_info: SubjectPublicKeyInfoOwned {
            algorithm: AlgorithmIdentifierOwned {
                oid: EC_KEY,
                parameters: Some((&SM2_CURVE).into()),
            },
            subject_public_key: BitString::from_bytes(&point(key))?,
        },
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: Some(extensions),
    })
}

fn signed(by: &SecretKey, tbs_certificate: TbsCertificate) -> der::Result<Vec<u8>> {
    let digest = digest_of_bytes(&by.public(), &tbs_certificate.to_der()?);
    let raw = by.raw(&digest).map_err(|_| der::ErrorKind::Failed)?;
    let signature = BitString::from_bytes(&raw.to_der())?;
    let signature_algorithm = algorithm();
    x509_cert::Certificate { tbs_certificate, signature_algorithm, signature }.to_der()
}

fn algorithm() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: SM2_WITH_SM3, parameters: None }
}

fn named(name: &str) -> der::Result<Name> {
    let value = Any::new(Tag::Utf8String, name.as_bytes())?;
    let attribute = AttributeTypeAndValue { oid: COMMON_NAME, value };
    let attributes = SetOfVec::try_from(vec![attribute])?;
    Ok(RdnSequence(vec![RelativeDistinguishedName(attributes)]))
}

/// UTCTime until 2049, GeneralizedTime from 2050: RFC 5280, section 4.1.2.5.
fn time(seconds: u64) -> der::Result<Time> {
    let since = Duration::from_secs(seconds);
    UtcTime::from_unix_duration(since)
        .map(Time::UtcTime)
        .or_else(|_| GeneralizedTime::from_unix_duration(since).map(Time::GeneralTime))
}

fn extension<T: Encode + AssociatedOid>(critical: bool, value: &T) -> der::Result<Extension> {
    let extn_value = OctetString::new(value.to_der()?)?;
    Ok(Extension { extn_id: T::OID, critical, extn_value })
}

fn point(key: &SecretKey) -> Vec<u8> {
    key.public().to_encoded_point(false).as_bytes().to_vec()
}

/// The first 160 bits of SM3 of the key, as RFC 7093 does it with other digests.
fn key_id(key: &SecretKey) -> der::Result<SubjectKeyIdentifier> {
    Ok(SubjectKeyIdentifier(OctetString::new(&sm3(&[&point(key)])[..20])?))
}

/// Positive and, as it comes from the key, different for each.
fn serial(key: &SecretKey) -> [u8; 16] {
    let mut serial = [0; 16];
    serial.copy_from_slice(&sm3(&[b"serial", &point(key)])[..16]);
    serial[0] = serial[0] & 0x7f | 0x40;
    serial
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ChainFlaw;

    const MADE: u64 = 1_700_000_000;

    #[test]
    fn a_root_and_its_release_certificate_have_the_right_usage() {
        let made = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
        made.ca.check_authority().unwrap();
        assert!(made.ca.check_release().is_err());
        made.chain.leaf().check_release().unwrap();
        assert!(made.chain.leaf().check_authority().is_err());
        made.chain.check(&made.ca).unwrap();
        assert!(made.chain.ends_in(&made.ca));
        assert_eq!(made.ca.validity(), (MADE, NEVER));
        assert_eq!(made.chain.leaf().subject_name(), "Snake-oil (goferry SM2 release)");
    }

    #[test]
    fn only_the_roots_own_key_issues_under_it() {
        let made = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
        let key = SecretKey::random();
        let validity = Validity { from: MADE, until: MADE + 1 };
        let refused = issue_release(&key, &made.ca, "thief", validity, &key);
        assert!(matches!(refused, Err(Refusal::SecretKey(_))));
        let chain = issue_release(&made.ca_key, &made.ca, "next", validity, &key).unwrap();
        chain.check(&made.ca).unwrap();
        assert_eq!(chain.leaf().validity(), (MADE, MADE + 1));
    }

    fn why(chain: &Chain, root: &Certificate) -> ChainFlaw {
        assert!(chain.ends_in(root));
        match chain.check(root) {
            Err(Refusal::Chain { why, .. }) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_leaf_with_the_roots_name_or_key_is_refused() {
        let made = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
        let issue = |name: &str, key: &SecretKey| {
            issue_release(&made.ca_key, &made.ca, name, Validity::since(MADE), key).unwrap()
        };
        let named = issue(&made.ca.subject_name(), &made.release_key);
        assert_eq!(why(&named, &made.ca), ChainFlaw::Root);
        let keyed = issue("other", &made.ca_key);
        assert_eq!(why(&keyed, &made.ca), ChainFlaw::Root);
    }

    #[test]
    fn a_root_without_room_for_an_authority_between_has_none() {
        let made = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
        let (key, validity) = (SecretKey::random(), Validity::since(MADE));
        let basic = BasicConstraints { ca: true, path_len_constraint: None };
        let (issuer, subject) = (made.ca.subject().clone(), named("between").unwrap());
        let extensions = vec![extension(true, &basic).unwrap()];
        let tbs = to_be_signed(issuer, subject, validity, &key, extensions).unwrap();
        let between = Certificate::from_der(&signed(&made.ca_key, tbs).unwrap()).unwrap();
        let leaf = issue_release(&key, &between, "leaf", validity, &made.release_key).unwrap();
        leaf.check(&between).unwrap();
        let chain = Chain::new(leaf.leaf().clone(), vec![between]).unwrap();
        assert_eq!(why(&chain, &made.ca), ChainFlaw::PathLength);
    }

    #[test]
    fn the_issuers_name_has_to_be_the_roots() {
        let made = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
        let renamed = root("other", Validity::since(MADE), &made.ca_key).unwrap();
        assert_eq!(why(&made.chain, &renamed), ChainFlaw::Issuer);
    }

    #[test]
    fn times_are_written_as_rfc_5280_asks() {
        let at = |seconds| matches!(time(seconds).unwrap(), Time::UtcTime(_));
        assert!(at(2_524_607_999) && !at(2_524_608_000));
        assert_eq!(time(NEVER).unwrap().to_string(), "9999-12-31T23:59:59Z");
        assert!(time(NEVER + 1).is_err());
    }

    /// A certificate for `key` called `name` that may certify others, with room for so many below it.
    fn authority(
        by: &SecretKey,
        issuer: &str,
        name: &str,
        key: &SecretKey,
        below: u8,
    ) -> Certificate {
        let basic = BasicConstraints { ca: true, path_len_constraint: Some(below) };
        let usage = KeyUsage(KeyUsages::KeyCertSign.into());
        made(|| {
            let extensions = vec![extension(true, &basic)?, extension(true, &usage)?];
            let validity = Validity::since(MADE);
            signed(by, to_be_signed(named(issuer)?, named(name)?, validity, key, extensions)?)
        })
        .unwrap()
    }

    #[test]
    fn as_many_authorities_stand_between_as_each_above_allows() {
        let [top, middle, low, leaf] = std::array::from_fn(|_| SecretKey::random());
        let chain_below = |top_allows, middle_allows| {
            let root = authority(&top, "top", "top", &top, top_allows);
            let one = authority(&top, "top", "middle", &middle, middle_allows);
            let two = authority(&middle, "middle", "low", &low, 0);
            let leaf = issue_release(&low, &two, "leaf", Validity::since(MADE), &leaf).unwrap();
            Chain::new(leaf.leaf().clone(), vec![two, one]).unwrap().check(&root)
        };
        chain_below(2, 1).unwrap();
        for (top_allows, middle_allows) in [(1, 1), (2, 0), (0, 0)] {
            let refused = chain_below(top_allows, middle_allows);
            let why = ChainFlaw::PathLength;
            assert!(matches!(refused, Err(Refusal::Chain { why: found, .. }) if found == why));
        }
    }
}
