//! OpenPGP signature packets of any form, RFC 9580 section 5.2.3, made byte by byte.

use crate::Workshop;
use keys::{Fingerprint, Purpose, SecretKey};
use sequoia_openpgp::Cert;
use sequoia_openpgp::crypto::{KeyPair, Signer, mpi};
use sequoia_openpgp::parse::Parse;
use sequoia_openpgp::types::HashAlgorithm;

/// The header of a signature packet with a one-octet length, as the accepted form has it.
pub const HEADER: u8 = 0x88;
/// Subpackets.
pub const CREATED: u8 = 2;
/// Expiration of the signature.
pub const SIGNATURE_EXPIRES: u8 = 3;
/// The issuer's 64-bit key ID.
pub const ISSUER_ID: u8 = 16;
/// A notation.
pub const NOTATION: u8 = 20;
/// The issuer's fingerprint.
pub const ISSUER: u8 = 33;
/// Marks a subpacket as critical.
pub const CRITICAL: u8 = 0x80;

/// What signs: one key with its secret.
#[derive(Clone)]
pub struct Pen(KeyPair);

impl Pen {
    /// The subkey with which a release key signs.
    pub fn of(key: &SecretKey) -> Pen {
        Pen::among(key, |keys| keys.into_iter().next_back())
    }

    /// The primary key.
    pub fn primary(key: &SecretKey) -> Pen {
        Pen::among(key, |keys| keys.into_iter().next())
    }

    /// Any key with its secret.
    pub fn holding(pair: KeyPair) -> Pen {
        Pen(pair)
    }

    fn among(key: &SecretKey, choose: impl FnOnce(Vec<KeyPair>) -> Option<KeyPair>) -> Pen {
        let armored = key.to_armored().expect("a key");
        let cert = Cert::from_bytes(armored.as_bytes()).expect("a key");
        let pairs = cert.keys().secret().map(|ka| ka.key().clone().into_keypair().expect("open"));
        Pen(choose(pairs.collect()).expect("a key has a key"))
    }

    /// The key's fingerprint.
    pub fn fingerprint(&self) -> Fingerprint {
        let bytes = self.0.public().fingerprint();
        Fingerprint::from_bytes(bytes.as_bytes().try_into().expect("a version 4 key"))
    }

    fn sign(&self, digest: &[u8]) -> [Vec<u8>; 2] {
        let mut pair = self.0.clone();
        match pair.sign(HashAlgorithm::SHA256, digest).expect("signed") {
            mpi::Signature::EdDSA { r, s } => [r, s].map(|mpi| mpi.value().to_vec()),
            // Of a key that is not listed: numbers that look like those of one that is.
            mpi::Signature::ECDSA { r, .. } => [r.value().to_vec(), vec![1]],
            other => panic!("{other:?}"),
        }
    }
}

/// A signature in the making: whatever is not changed is as the accepted form has it.
#[derive(Clone)]
pub struct Sheet {
    /// Version of the packet.
    pub version: u8,
    /// Type of the signature: 0 for binary documents.
    pub kind: u8,
    /// Algorithm of the key: 22.
    pub algorithm: u8,
    /// Digest algorithm: 8.
    pub hash: u8,
    /// The hashed area: subpackets.
    pub hashed: Vec<Vec<u8>>,
    /// The unhashed area: subpackets.
    pub unhashed: Vec<Vec<u8>>,
    /// What precedes the message in the digest.
    pub domain: Vec<u8>,
}

impl Sheet {
    /// What the release key signs of a manifest at `at`.
    pub fn of(issuer: Fingerprint, at: u32) -> Sheet {
        Sheet {
            version: 4,
            kind: 0,
            algorithm: 22,
            hash: 8,
            hashed: vec![created(at), issued_by(issuer), purpose("manifest")],
            unhashed: Vec::new(),
            domain: Purpose::Manifest.domain().to_vec(),
        }
    }

    /// The honest one of `workshop`.
    pub fn honest(workshop: &Workshop) -> Sheet {
        let at = u32::try_from(crate::workshop::SIGNED).expect("a time that OpenPGP can hold");
        Sheet::of(Pen::of(workshop.release_key()).fingerprint(), at)
    }

    /// With one subpacket more in the hashed area.
    pub fn hashing(mut self, subpacket: Vec<u8>) -> Sheet {
        self.hashed.push(subpacket);
        self
    }

    /// Without the hashed subpacket at this place: 0 creation time, 1 issuer, 2 purpose.
    pub fn lacking(mut self, place: usize) -> Sheet {
        self.hashed.remove(place);
        self
    }

    /// With another subpacket at this place of the hashed area.
    pub fn replacing(mut self, place: usize, subpacket: Vec<u8>) -> Sheet {
        self.hashed[place] = subpacket;
        self
    }

    /// With one subpacket more in the unhashed area.
    pub fn beside(mut self, subpacket: Vec<u8>) -> Sheet {
        self.unhashed.push(subpacket);
        self
    }

    /// The body of the packet, signed by `pen` over `message`.
    pub fn body(&self, pen: &Pen, message: &[u8]) -> Vec<u8> {
        let (digest, [r, s]) = self.signed(pen, message);
        self.assembled([digest[0], digest[1]], &r, &s)
    }

    /// The packet, signed by `pen` over `message`.
    pub fn packet(&self, pen: &Pen, message: &[u8]) -> Vec<u8> {
        packet(&self.body(pen, message))
    }

    /// The digest and the numbers r and s, without leading zeros.
    pub fn signed(&self, pen: &Pen, message: &[u8]) -> (Vec<u8>, [Vec<u8>; 2]) {
        let mut covered = self.domain.clone();
        if !covered.is_empty() {
            covered.extend((message.len() as u64).to_le_bytes());
        }
        covered.extend(message);
        let head = self.head();
        covered.extend(&head);
        covered.extend([self.version, 0xff]);
        covered.extend(u32::try_from(head.len()).expect("a short head").to_be_bytes());
        let digest = digest(self.hash, &covered);
        let numbers = pen.sign(&digest);
        (digest, numbers)
    }

    /// The body with these two octets of the digest and these numbers.
    pub fn assembled(&self, prefix: [u8; 2], r: &[u8], s: &[u8]) -> Vec<u8> {
        [&self.head()[..], &area(&self.unhashed), &prefix, &number(r), &number(s)].concat()
    }

    fn head(&self) -> Vec<u8> {
        let front = [self.version, self.kind, self.algorithm, self.hash];
        [&front[..], &area(&self.hashed)].concat()
    }
}

/// A packet of the accepted form's header.
pub fn packet(body: &[u8]) -> Vec<u8> {
    let length = u8::try_from(body.len()).expect("a body for a one-octet length");
    [&[HEADER, length], body].concat()
}

/// A multi-precision integer; leading zeros stay and count as digits.
pub fn number(bytes: &[u8]) -> Vec<u8> {
    let leading = bytes.first().map_or(0, |byte| byte.leading_zeros().min(7));
    let bits = u16::try_from(bytes.len() * 8).expect("a short number") - leading as u16;
    [&bits.to_be_bytes()[..], bytes].concat()
}

/// A subpacket with a one-octet length.
pub fn subpacket(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u8::try_from(body.len() + 1).expect("a short subpacket");
    [&[length, kind], body].concat()
}

/// The creation time.
pub fn created(at: u32) -> Vec<u8> {
    subpacket(CREATED, &at.to_be_bytes())
}

/// The issuer's fingerprint.
pub fn issued_by(issuer: Fingerprint) -> Vec<u8> {
    subpacket(ISSUER, &[&[4], issuer.as_bytes()].concat())
}

/// Our notation.
pub fn purpose(name: &str) -> Vec<u8> {
    notation(0, "purpose@goferry.invalid", name)
}

/// A notation of text; `mark` is 0 or [`CRITICAL`].
pub fn notation(mark: u8, name: &str, value: &str) -> Vec<u8> {
    let lengths = [name, value].map(|text| u16::try_from(text.len()).expect("short"));
    let lengths = lengths.map(u16::to_be_bytes).concat();
    let text = [name.as_bytes(), value.as_bytes()].concat();
    subpacket(NOTATION | mark, &[&[0x80, 0, 0, 0][..], &lengths, &text].concat())
}

fn area(subpackets: &[Vec<u8>]) -> Vec<u8> {
    let bytes = subpackets.concat();
    [&u16::try_from(bytes.len()).expect("a short area").to_be_bytes()[..], &bytes].concat()
}

fn digest(algorithm: u8, bytes: &[u8]) -> Vec<u8> {
    let algorithm = HashAlgorithm::from(algorithm);
    let mut context = algorithm.context().expect("a digest that can be calculated").for_digest();
    context.update(bytes);
    context.into_digest().expect("a digest")
}
