//! The trust list: what a root says about release certificates, complete in itself.

mod signer;

use crate::encoding::{self, ascends, base64, from_base64};
use crate::{
    Certificate, Fingerprint, Flaw, Kind, ManifestDigest, Purpose, Refusal, Signatures, Structure,
    canonical, sm2,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What stands at the beginning of a trust list.
const MAGIC: &[u8; 8] = b"GFTRUST1";

/// What a trust list says. Lists ascend without repetition; keys of maps are series or fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustListBody {
    /// Rises with every list of a root; the newest replaces every older one.
    pub version: u32,
    /// The root that signs this list.
    pub root: Fingerprint,
    /// When it was issued, in seconds since 1970.
    pub issued: u64,
    /// The kinds of signature every release must have; never empty.
    pub required: Vec<Kind>,
    /// The release certificates themselves, binary, in base64, ascending by fingerprint.
    pub release: Vec<String>,
    /// The DER of the SM2 certificate authority in base64; empty when there is none.
    pub sm2_ca: String,
    /// Rotated release certificates: valid up to and including a counter in each series named.
    pub retired: BTreeMap<Fingerprint, BTreeMap<String, u32>>,
    /// Stolen release certificates: only these manifests still count.
    pub compromised: BTreeMap<Fingerprint, Vec<ManifestDigest>>,
    /// The lowest counter still accepted, by series.
    pub floors: BTreeMap<String, u32>,
    /// Raised to let the counter of a series start again.
    pub epochs: BTreeMap<String, u32>,
    /// Extensions an older program may ignore.
    pub ext: Map<String, Value>,
    /// Names in `ext` that no program may ignore.
    pub critical: Vec<String>,
}

impl TrustListBody {
    /// The list with `authority` as its SM2 root.
    pub fn with_sm2_ca(self, authority: &sm2::Certificate) -> Self {
        TrustListBody { sm2_ca: base64(authority.to_der()), ..self }
    }

    /// The list with these release certificates, given in any order, instead of its own.
    pub fn with_release(self, release: &[Certificate]) -> Self {
        let mut release: Vec<&Certificate> = release.iter().collect();
        release.sort_by_key(|certificate| certificate.fingerprint());
        let encoded = release.iter().map(|cert| base64(cert.to_bytes()));
        TrustListBody { release: encoded.collect(), ..self }
    }

    /// A first list: `root` names `release` and asks for OpenPGP signatures.
    pub fn first(root: &Certificate, release: &[Certificate], issued: u64) -> Self {
        let body = TrustListBody {
            version: 1,
            root: root.fingerprint(),
            issued,
            required: vec![Kind::OpenPgp],
            release: Vec::new(),
            sm2_ca: String::new(),
            retired: BTreeMap::new(),
            compromised: BTreeMap::new(),
            floors: BTreeMap::new(),
            epochs: BTreeMap::new(),
            ext: Map::new(),
            critical: Vec::new(),
        };
        body.with_release(release)
    }
}

/// A trust list in its only encoding. It is believed only after [`TrustList::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustList {
    body: TrustListBody,
    bytes: Vec<u8>,
    release: Vec<Certificate>,
    sm2_ca: Option<sm2::Certificate>,
    signatures: Signatures,
}

impl TrustList {
    /// The most bytes an encoding may have: it has to fit into ROOTS beside the root certificate.
    pub const MAX_LEN: usize = 48 << 10;

    /// An unsigned list saying `body`.
    pub fn new(body: TrustListBody) -> Result<Self, Refusal> {
        let bytes = canonical::to_vec(&body).map_err(|_| malformed(Flaw::NoJson))?;
        let (release, sm2_ca) = checked(&body)?;
        let list = TrustList { body, bytes, release, sm2_ca, signatures: Signatures::default() };
        if list.render().len() > Self::MAX_LEN {
            return Err(malformed(Flaw::TooLong(Self::MAX_LEN)));
        }
        Ok(list)
    }

    /// Reads the only encoding, as an entry of ROOTS or a file of its own.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > Self::MAX_LEN {
            return Err(malformed(Flaw::TooLong(Self::MAX_LEN)));
        }
        let (body, rest) = encoding::split(MAGIC, bytes, Structure::TrustList)?;
        let said = canonical::from_slice(body).map_err(|_| malformed(Flaw::Json))?;
        let list = TrustList { signatures: Signatures::parse(rest)?, ..TrustList::new(said)? };
        if list.bytes != body {
            return Err(malformed(Flaw::Respelled));
        }
        Ok(list)
    }

    /// The encoding that [`TrustList::parse`] reads.
    pub fn render(&self) -> Vec<u8> {
        encoding::join(MAGIC, &self.bytes, &self.signatures.render())
    }

    /// The message a root signs for [`Purpose::TrustList`].
    pub fn message(&self) -> &[u8] {
        &self.bytes
    }

    /// The list with a signature of `kind` added or replaced.
    pub fn with_signature(self, kind: Kind, signature: Vec<u8>) -> Result<Self, Refusal> {
        let signatures = self.signatures.with(kind, signature)?;
        let list = TrustList { signatures, ..self };
        if list.render().len() > Self::MAX_LEN {
            return Err(malformed(Flaw::TooLong(Self::MAX_LEN)));
        }
        Ok(list)
    }

    /// What the list says. Unless it was verified, anybody may have written it.
    pub fn body(&self) -> &TrustListBody {
        &self.body
    }

    /// The signatures of the root, whether they hold or not.
    pub fn signatures(&self) -> &Signatures {
        &self.signatures
    }

    /// The release certificates, ascending by fingerprint.
    pub fn release(&self) -> &[Certificate] {
        &self.release
    }

    /// Checks that `root` signed this list and that nothing in it is too new to be understood.
    ///
    /// # Errors
    /// [`Refusal::UnknownRoot`], [`Refusal::Stripped`], [`Refusal::Newer`], and those of
    /// [`Certificate::verify`].
    pub fn verify(&self, root: &Certificate) -> Result<(), Refusal> {
        if self.body.root != root.fingerprint() {
            return Err(Refusal::UnknownRoot(Some(self.body.root)));
        }
        encoding::signed_by(root, &self.signatures, Purpose::TrustList, &self.bytes)?;
        encoding::no_critical(&self.body.critical)
    }

    /// The release certificate that `key` belongs to.
    pub(crate) fn certificate_with(&self, key: Fingerprint) -> Option<&Certificate> {
        self.release.iter().find(|certificate| certificate.contains(key))
    }

    /// The SM2 certificate authority, if there is one.
    pub fn sm2_ca(&self) -> Option<&sm2::Certificate> {
        self.sm2_ca.as_ref()
    }

    /// The lowest counter accepted in `series`.
    pub fn floor(&self, series: &str) -> u32 {
        self.body.floors.get(series).copied().unwrap_or(0)
    }

    /// How often the counter of `series` started again.
    pub fn epoch(&self, series: &str) -> u32 {
        self.body.epochs.get(series).copied().unwrap_or(0)
    }
}

/// Everything the type of the body cannot say; gives the certificates and the SM2 authority.
fn checked(body: &TrustListBody) -> Result<(Vec<Certificate>, Option<sm2::Certificate>), Refusal> {
    if body.required.is_empty() || !ascends(&body.required) {
        return Err(malformed(Flaw::RequiredKinds));
    }
    if !body.compromised.values().all(|kept| ascends(kept)) {
        return Err(malformed(Flaw::OutOfOrder));
    }
    if !encoding::are_extensions(&body.critical, &body.ext) {
        return Err(malformed(Flaw::CriticalNames));
    }
    let mut release = Vec::new();
    for text in &body.release {
        release.push(Certificate::decode(&from_base64(text).ok_or(malformed(Flaw::Base64))?)?);
    }
    let fingerprints: Vec<_> = release.iter().map(Certificate::fingerprint).collect();
    if !ascends(&fingerprints) {
        return Err(malformed(Flaw::OutOfOrder));
    }
    Ok((release, sm2_authority(&body.sm2_ca)?))
}

fn sm2_authority(text: &str) -> Result<Option<sm2::Certificate>, Refusal> {
    let der = from_base64(text).ok_or(malformed(Flaw::Base64))?;
    if der.is_empty() {
        return Ok(None);
    }
    let authority = sm2::Certificate::from_der(&der)?;
    authority.check_authority()?;
    Ok(Some(authority))
}

fn malformed(flaw: Flaw) -> Refusal {
    Refusal::Malformed(Structure::TrustList, flaw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Role, SecretKey, generate};

    const MADE: u64 = 1_700_000_000;

    fn keys() -> (SecretKey, Certificate) {
        let (root, _) = generate("Snake-oil root", MADE, Role::Root, None).unwrap();
        let (_, release) = generate("Snake-oil release", MADE, Role::Release, None).unwrap();
        (root, release)
    }

    fn signed(root: &SecretKey, body: TrustListBody) -> TrustList {
        let list = TrustList::new(body).unwrap();
        let packet = root.sign(Purpose::TrustList, MADE, &mut list.message()).unwrap();
        list.with_signature(Kind::OpenPgp, packet).unwrap()
    }

    #[test]
    fn a_signed_list_is_read_back_and_holds() {
        let (root, release) = keys();
        let body = TrustListBody::first(root.certificate(), &[release], MADE);
        let list = signed(&root, body);
        assert_eq!(list.signatures().iter().count(), 1);
        let again = TrustList::parse(&list.render()).unwrap();
        assert_eq!(again, list);
        again.verify(root.certificate()).unwrap();
        let (other, _) = keys();
        assert!(matches!(again.verify(other.certificate()), Err(Refusal::UnknownRoot(_))));
    }

    #[test]
    fn every_flipped_bit_of_a_list_is_refused() {
        let (root, release) = keys();
        let body = TrustListBody::first(root.certificate(), &[release], MADE);
        let good = signed(&root, body).render();
        let mut bytes = good.clone();
        for i in 0..good.len() {
            let bit = 1 << (i % 8);
            bytes[i] ^= bit;
            let accepted = TrustList::parse(&bytes).and_then(|l| l.verify(root.certificate()));
            assert!(accepted.is_err(), "byte {i} bit {bit}");
            bytes[i] ^= bit;
        }
    }

    #[test]
    fn a_body_out_of_order_has_no_encoding() {
        let (root, release) = keys();
        let first = || TrustListBody::first(root.certificate(), std::slice::from_ref(&release), 0);
        let digests = [ManifestDigest::of(b"1"), ManifestDigest::of(b"2")];
        let (low, high) = (digests.iter().min().unwrap(), digests.iter().max().unwrap());
        let out_of_order = BTreeMap::from([(release.fingerprint(), vec![*high, *low])]);
        for bad in [
            TrustListBody { required: vec![], ..first() },
            TrustListBody { required: vec![Kind::Sm2, Kind::OpenPgp], ..first() },
            TrustListBody { critical: vec!["new".into()], ..first() },
            TrustListBody { compromised: out_of_order, ..first() },
            TrustListBody { sm2_ca: "=".into(), ..first() },
            TrustListBody { release: [first().release, first().release].concat(), ..first() },
        ] {
            assert!(TrustList::new(bad).is_err());
        }
    }

    #[test]
    fn release_certificates_may_be_given_in_any_order() {
        let (root, release) = keys();
        let first = || TrustListBody::first(root.certificate(), &[], MADE);
        let both = [release.clone(), root.certificate().clone()];
        let other_way = [root.certificate().clone(), release];
        assert_eq!(first().with_release(&both), first().with_release(&other_way));
        assert_eq!(TrustList::new(first().with_release(&both)).unwrap().release().len(), 2);
    }

    #[test]
    fn only_an_authority_can_be_the_sm2_root() {
        let (root, _) = keys();
        let made = sm2::generate_sm2("Snake-oil", sm2::Validity::since(MADE)).unwrap();
        let first = || TrustListBody::first(root.certificate(), &[], MADE);
        let list = TrustList::new(first().with_sm2_ca(&made.ca)).unwrap();
        assert_eq!(list.sm2_ca(), Some(&made.ca));
        assert_eq!(TrustList::new(first()).unwrap().sm2_ca(), None);
        let leaf = TrustList::new(first().with_sm2_ca(made.chain.leaf()));
        assert!(matches!(leaf, Err(Refusal::Chain { .. })));
        let noise = TrustList::new(TrustListBody { sm2_ca: "AAAA".into(), ..first() });
        assert!(matches!(noise, Err(Refusal::Malformed(Structure::X509, _))));
    }

    #[test]
    fn a_critical_extension_asks_for_a_newer_program_once_it_is_authentic() {
        let (root, release) = keys();
        let mut body = TrustListBody::first(root.certificate(), &[release], MADE);
        body.ext.insert("quorum".into(), Value::from(2));
        signed(&root, body.clone()).verify(root.certificate()).unwrap();
        body.critical.push("quorum".into());
        let refused = signed(&root, body).verify(root.certificate());
        assert!(matches!(refused, Err(Refusal::Newer(name)) if name == "quorum"));
    }

    #[test]
    fn exactly_48_kib_are_read_and_signed() {
        let (root, _) = keys();
        let filled = |letters: usize| {
            let mut body = TrustListBody::first(root.certificate(), &[], MADE);
            body.ext.insert("filler".into(), Value::from("x".repeat(letters)));
            TrustList::new(body).unwrap()
        };
        let room = TrustList::MAX_LEN - filled(0).render().len();
        let whole = filled(room);
        assert_eq!(TrustList::parse(&whole.render()).unwrap(), whole);
        let unsigned = [&filled(room - 7).render()[..], &[1, 0, 8, 0, 0, 0], &[7; 8]].concat();
        assert_eq!(unsigned.len(), TrustList::MAX_LEN + 7);
        assert!(TrustList::parse(&unsigned).is_err());
        let sign = |letters, bytes| filled(letters).with_signature(Kind::OpenPgp, vec![7; bytes]);
        assert_eq!(sign(room - 8, 2).unwrap().render().len(), TrustList::MAX_LEN);
        assert!(sign(room - 8, 3).is_err());
    }
}
