//! An OpenPGP signature in the only form accepted, RFC 9580 section 5.2.3: one version 4 packet, no
//! byte of which can be changed, added or left out.
//!
//! Whatever is not covered by the signature's own arithmetic is rebuilt and compared: the header,
//! the empty unhashed area, the digest prefix, the lengths of the two numbers.

mod hashed_area;

use crate::{Fingerprint, Flaw, Kind, Purpose, Refusal};
use hashed_area::HashedArea;
use openpgp::crypto::mpi;
use openpgp::packet::{Key, key};
use openpgp::types::HashAlgorithm;
use sequoia_openpgp as openpgp;
use sha2::{Digest, Sha256, Sha512};
use std::io::Read;

/// Old-format header of a signature packet with a one-octet length, as GnuPG writes it.
const HEADER: u8 = 0x88;
/// Version 4, a signature over a binary document, by EdDSA.
const VERSION_TYPE_ALGORITHM: [u8; 3] = [4, 0x00, 22];
/// The order of Ed25519's group, little-endian: S must be below it, RFC 8032 section 5.1.7.
const GROUP_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The digest a signature is computed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    /// Algorithm 8.
    Sha256,
    /// Algorithm 10.
    Sha512,
}

impl Hash {
    fn number(self) -> u8 {
        match self {
            Hash::Sha256 => 8,
            Hash::Sha512 => 10,
        }
    }

    /// The algorithm under sequoia's name.
    pub(crate) fn algorithm(self) -> HashAlgorithm {
        match self {
            Hash::Sha256 => HashAlgorithm::SHA256,
            Hash::Sha512 => HashAlgorithm::SHA512,
        }
    }

    /// The digest of the message for `purpose` followed by `tail`.
    fn over(
        self,
        purpose: Purpose,
        message: &mut dyn Read,
        tail: &[u8],
    ) -> Result<Vec<u8>, Refusal> {
        match self {
            Hash::Sha256 => digest::<Sha256>(purpose, message, tail),
            Hash::Sha512 => digest::<Sha512>(purpose, message, tail),
        }
    }
}

fn digest<D: Digest>(
    purpose: Purpose,
    message: &mut dyn Read,
    tail: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let mut state = D::new();
    purpose.feed(message, &mut |bytes| state.update(bytes))?;
    state.update(tail);
    Ok(state.finalize().to_vec())
}

/// What is signed, before there is a signature: time, issuer and purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    hash: Hash,
    area: HashedArea,
}

impl Draft {
    /// A signature to be made by `issuer` at `created`, with SHA-256.
    pub(crate) fn new(created: u32, issuer: Fingerprint, purpose: Purpose) -> Self {
        Draft { hash: Hash::Sha256, area: HashedArea::new(created, issuer, purpose) }
    }

    /// The digest to sign.
    pub(crate) fn digest(&self, message: &mut dyn Read) -> Result<Vec<u8>, Refusal> {
        self.hash.over(self.area.purpose, message, &self.tail())
    }

    /// The digest algorithm.
    pub(crate) fn hash(&self) -> Hash {
        self.hash
    }

    /// The packet, once `digest` has been signed.
    pub(crate) fn signed(self, digest: &[u8], r: [u8; 32], s: [u8; 32]) -> Packet {
        let prefix = [digest[0], digest[1]];
        Packet { draft: self, prefix, r, s }
    }

    /// The signed part of the packet's body.
    fn body(&self) -> Vec<u8> {
        let area = self.area.bytes();
        let length = u16::try_from(area.len()).unwrap_or(u16::MAX);
        let mut body = VERSION_TYPE_ALGORITHM.to_vec();
        body.push(self.hash.number());
        body.extend_from_slice(&length.to_be_bytes());
        body.extend_from_slice(area);
        body
    }

    /// What follows the message in the digest, RFC 9580 section 5.2.4.
    fn tail(&self) -> Vec<u8> {
        let mut tail = self.body();
        let length = u32::try_from(tail.len()).unwrap_or(u32::MAX);
        tail.extend_from_slice(&[4, 0xff]);
        tail.extend_from_slice(&length.to_be_bytes());
        tail
    }
}

/// A signature in strict form, not yet compared with any message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    draft: Draft,
    prefix: [u8; 2],
    r: [u8; 32],
    s: [u8; 32],
}

impl Packet {
    /// Reads the strict form.
    ///
    /// # Errors
    /// [`Refusal::SignatureForm`] for everything else.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let packet = parse(bytes).map_err(Refusal::SignatureForm)?;
        if packet.render() != bytes {
            return Err(Refusal::SignatureForm(Flaw::Respelled));
        }
        Ok(packet)
    }

    /// The one spelling of this signature.
    pub fn render(&self) -> Vec<u8> {
        let mut body = self.draft.body();
        body.extend_from_slice(&[0, 0]);
        body.extend_from_slice(&self.prefix);
        push_mpi(&mut body, &self.r);
        push_mpi(&mut body, &self.s);
        let length = u8::try_from(body.len()).unwrap_or(u8::MAX);
        [&[HEADER, length][..], &body].concat()
    }

    /// When the signature says it was made, in seconds since 1970.
    pub fn created(&self) -> u64 {
        u64::from(self.draft.area.created)
    }

    /// The key that says it signed.
    pub fn issuer(&self) -> Fingerprint {
        self.draft.area.issuer
    }

    /// What the signature says it is for.
    pub fn purpose(&self) -> Purpose {
        self.draft.area.purpose
    }

    /// Checks that `key` signed `message` for `purpose`. Whether the key may sign is another
    /// question, asked of its certificate.
    ///
    /// # Errors
    /// [`Refusal::WrongPurpose`], [`Refusal::BadSignature`] or [`Refusal::Read`].
    pub(crate) fn verify(
        &self,
        key: &Key<key::PublicParts, key::UnspecifiedRole>,
        purpose: Purpose,
        message: &mut dyn Read,
    ) -> Result<(), Refusal> {
        if self.purpose() != purpose {
            return Err(Refusal::WrongPurpose { expected: purpose, found: self.purpose() });
        }
        let digest = self.draft.digest(message)?;
        let numbers =
            mpi::Signature::EdDSA { r: mpi::MPI::new(&self.r), s: mpi::MPI::new(&self.s) };
        let holds = digest.starts_with(&self.prefix)
            && key.verify(&numbers, self.draft.hash.algorithm(), &digest).is_ok();
        if !holds {
            let signer = self.issuer();
            return Err(Refusal::BadSignature { kind: Kind::OpenPgp, signer });
        }
        Ok(())
    }

    /// Builds the strict form from what another program's packet says.
    pub(crate) fn from_parts(
        hash: HashAlgorithm,
        hashed_area: &[u8],
        prefix: [u8; 2],
        r: &[u8],
        s: &[u8],
    ) -> Result<Self, Refusal> {
        let hash = match hash {
            HashAlgorithm::SHA256 => Hash::Sha256,
            HashAlgorithm::SHA512 => Hash::Sha512,
            _ => return Err(Refusal::SignatureForm(Flaw::DigestAlgorithm)),
        };
        let area = HashedArea::parse(hashed_area).map_err(Refusal::SignatureForm)?;
        let (Some(r), Some(s)) = (padded(r), padded(s)) else {
            return Err(Refusal::SignatureForm(Flaw::Number));
        };
        Packet::parse(&Packet { draft: Draft { hash, area }, prefix, r, s }.render())
    }
}

fn parse(bytes: &[u8]) -> Result<Packet, Flaw> {
    let rest = bytes.strip_prefix(&[HEADER]).ok_or(Flaw::PacketHeader)?;
    let (length, rest) = rest.split_first().ok_or(Flaw::Cut)?;
    if rest.len() != usize::from(*length) {
        return Err(Flaw::PacketHeader);
    }
    let (&[version, kind, algorithm], rest) = rest.split_first_chunk().ok_or(Flaw::Cut)?;
    match [version, kind, algorithm] {
        VERSION_TYPE_ALGORITHM => {}
        [4, 0, _] => return Err(Flaw::Algorithm),
        [4, ..] => return Err(Flaw::SignatureType),
        _ => return Err(Flaw::Version(4)),
    }
    let (&[hash, high, low], rest) = rest.split_first_chunk().ok_or(Flaw::Cut)?;
    let hash = match hash {
        8 => Hash::Sha256,
        10 => Hash::Sha512,
        _ => return Err(Flaw::DigestAlgorithm),
    };
    let area_len = usize::from(u16::from_be_bytes([high, low]));
    let (area, rest) = rest.split_at_checked(area_len).ok_or(Flaw::HashedArea)?;
    let area = HashedArea::parse(area)?;
    let rest = rest.strip_prefix(&[0, 0]).ok_or(Flaw::UnhashedArea)?;
    let (&prefix, rest) = rest.split_first_chunk().ok_or(Flaw::Cut)?;
    let (r, rest) = take_mpi(rest)?;
    let (s, rest) = take_mpi(rest)?;
    if !rest.is_empty() {
        return Err(Flaw::Rest);
    }
    if !below_group_order(&s) {
        return Err(Flaw::GroupOrder);
    }
    Ok(Packet { draft: Draft { hash, area }, prefix, r, s })
}

/// Whether S, which OpenPGP stores as the native little-endian octets, is below the group order.
fn below_group_order(s: &[u8; 32]) -> bool {
    s.iter().rev().lt(GROUP_ORDER.iter().rev())
}

/// A multi-precision integer without leading zero octets, padded to 32.
fn take_mpi(bytes: &[u8]) -> Result<([u8; 32], &[u8]), Flaw> {
    let (&header, rest) = bytes.split_first_chunk().ok_or(Flaw::Cut)?;
    let bits = usize::from(u16::from_be_bytes(header));
    let (octets, rest) = rest.split_at_checked(bits.div_ceil(8)).ok_or(Flaw::Cut)?;
    Ok((padded(octets).ok_or(Flaw::Number)?, rest))
}

fn padded(octets: &[u8]) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    let start = out.len().checked_sub(octets.len())?;
    out[start..].copy_from_slice(octets);
    Some(out)
}

fn push_mpi(out: &mut Vec<u8>, padded: &[u8; 32]) {
    let zeros = padded.iter().take_while(|octet| **octet == 0).count();
    let octets = &padded[zeros..];
    let leading = octets.first().map_or(0, |octet| octet.leading_zeros());
    let bits = u32::try_from(octets.len()).unwrap_or(0) * 8 - leading;
    out.extend_from_slice(&u16::try_from(bits).unwrap_or(0).to_be_bytes());
    out.extend_from_slice(octets);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Packet {
        let draft = Draft::new(1_700_000_000, Fingerprint::from_bytes([7; 20]), Purpose::Manifest);
        let mut s = [9; 32];
        s[31] = 0;
        draft.signed(&[1, 2], [3; 32], s)
    }

    #[test]
    fn the_strict_form_is_read_back() {
        let packet = sample();
        assert_eq!(Packet::parse(&packet.render()).unwrap(), packet);
        assert_eq!(packet.created(), 1_700_000_000);
    }

    #[test]
    fn short_numbers_are_written_without_leading_zeros() {
        let mut packet = sample();
        packet.r = [0; 32];
        packet.r[31] = 1;
        packet.s = [0; 32];
        let bytes = packet.render();
        assert!(bytes.ends_with(&[0, 1, 1, 0, 0]));
        assert_eq!(Packet::parse(&bytes).unwrap(), packet);
    }

    #[test]
    fn s_at_the_group_order_is_refused() {
        let mut packet = sample();
        packet.s = GROUP_ORDER;
        assert!(matches!(Packet::parse(&packet.render()), Err(Refusal::SignatureForm(_))));
        packet.s[0] -= 1;
        assert!(Packet::parse(&packet.render()).is_ok());
    }

    #[test]
    fn every_cut_and_every_appended_byte_is_refused() {
        let bytes = sample().render();
        for cut in 0..bytes.len() {
            assert!(Packet::parse(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        assert!(Packet::parse(&[&bytes[..], &[0]].concat()).is_err());
        assert!(Packet::parse(&[&bytes[..], &bytes].concat()).is_err());
    }

    #[test]
    fn a_signature_over_sha_512_holds_and_is_read_back() {
        use openpgp::crypto::Signer;
        use openpgp::types::Curve;
        let key: Key<key::SecretParts, key::UnspecifiedRole> =
            key::Key4::generate_ecc(true, Curve::Ed25519).unwrap().into();
        let issuer = Fingerprint::of(&key.fingerprint()).unwrap();
        let mut pair = key.into_keypair().unwrap();
        let area = HashedArea::new(1_700_000_000, issuer, Purpose::Manifest);
        let draft = Draft { hash: Hash::Sha512, area: area.clone() };
        let digest = draft.digest(&mut &b"{}"[..]).unwrap();
        let mpi::Signature::EdDSA { r, s } = pair.sign(HashAlgorithm::SHA512, &digest).unwrap()
        else {
            panic!("not EdDSA")
        };
        let [r, s] = [r, s].map(|mpi| padded(mpi.value()).unwrap());
        let packet = draft.signed(&digest, r, s);
        assert_eq!(digest.len(), 64);
        assert_eq!(Packet::parse(&packet.render()).unwrap(), packet);
        let parts = (HashAlgorithm::SHA512, area.bytes(), packet.prefix);
        assert_eq!(Packet::from_parts(parts.0, parts.1, parts.2, &r, &s).unwrap(), packet);
        packet.verify(pair.public(), Purpose::Manifest, &mut &b"{}"[..]).unwrap();
        let other = packet.verify(pair.public(), Purpose::Manifest, &mut &b"[]"[..]);
        assert!(matches!(other, Err(Refusal::BadSignature { .. })));
    }
}
