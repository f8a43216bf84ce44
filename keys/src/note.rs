//! Go's checksum database: its signed note, and the proof that a record is in the tree it signs.
//!
//! The note format is that of `golang.org/x/mod/sumdb/note`, the tree that of RFC 6962, its tiles
//! those of `golang.org/x/mod/sumdb/tlog`. An [`Evidence`] carries all that is needed to check one
//! record without a network, now or in ten years. No crate stands in for it: `signed_note` and
//! `tlog_tiles` would bring the stub a second base64 and the tables of `url`, for less than is here.

pub mod database;
pub mod tile;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use tile::Node;

/// The key of sum.golang.org, as Go publishes it in `cmd/go/internal/modfetch/key.go`.
pub const SUM_GOLANG_ORG: &str =
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

/// That database's name.
pub const SUM_DATABASE: &str = "sum.golang.org";

/// The first byte of an encoded key: Ed25519.
const ALGORITHM_ED25519: u8 = 1;

/// The longest note that is looked at, in bytes; real ones have about 200.
const MAX_NOTE: usize = 64 << 10;

/// Why a note or proof is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A key that is not of the form `NAME+HASH+KEY`, or whose hash is not its own.
    Key,
    /// The note, or the tree head in it, is not of the documented form.
    Note,
    /// No signature by the expected name and key is on the note.
    UnknownSigner,
    /// The signature by the expected key does not hold.
    BadSignature,
    /// The proof does not lead from the record to the signed root.
    Proof,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Flaw::Key => "the key of the checksum database is malformed",
            Flaw::Note => "the tree head is malformed",
            Flaw::UnknownSigner => "the tree head is not signed by the expected key",
            Flaw::BadSignature => "the signature of the tree head does not hold",
            Flaw::Proof => "the proof does not lead to the signed tree head",
        })
    }
}

impl std::error::Error for Flaw {}

/// A checksum database's name and public key.
#[derive(Clone, Debug)]
pub struct Verifier {
    name: String,
    hash: u32,
    key: VerifyingKey,
}

impl Verifier {
    /// Reads `NAME+HASH+KEY`: HASH is eight hexadecimal digits, KEY base64 of the algorithm's byte and
    /// the key.
    ///
    /// # Errors
    /// [`Flaw::Key`], also where HASH is not the hash of NAME and KEY.
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Flaw::Key);
        };
        let encoded = BASE64.decode(key).map_err(|_| Flaw::Key)?;
        let hash = u32::from_str_radix(hash, 16).map_err(|_| Flaw::Key)?;
        let Some((&ALGORITHM_ED25519, bytes)) = encoded.split_first() else {
            return Err(Flaw::Key);
        };
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| Flaw::Key)?;
        if name.is_empty() || hash != key_hash(name, &encoded) {
            return Err(Flaw::Key);
        }
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| Flaw::Key)?;
        Ok(Verifier { name: name.to_owned(), hash, key })
    }

    /// The database's name, such as `sum.golang.org`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tree head in `note`, where this key signed it.
    ///
    /// # Errors
    /// [`Flaw::Note`], [`Flaw::UnknownSigner`] or [`Flaw::BadSignature`].
    pub fn open(&self, note: &str) -> Result<Head, Flaw> {
        if note.len() > MAX_NOTE {
            return Err(Flaw::Note);
        }
        let end = note.rfind("\n\n").ok_or(Flaw::Note)?;
        let (text, signatures) = (&note[..=end], &note[end + 2..]);
        let signature = self.own_signature(signatures)?;
        self.key.verify_strict(text.as_bytes(), &signature).map_err(|_| Flaw::BadSignature)?;
        Head::parse(text)
    }

    /// The signature lines are `\u{2014} NAME base64(key hash, 4 bytes big-endian | signature)`.
    fn own_signature(&self, lines: &str) -> Result<Signature, Flaw> {
        for line in lines.strip_suffix('\n').ok_or(Flaw::Note)?.split('\n') {
            let rest = line.strip_prefix("\u{2014} ").ok_or(Flaw::Note)?;
            let (name, encoded) = rest.split_once(' ').ok_or(Flaw::Note)?;
            let bytes = BASE64.decode(encoded).map_err(|_| Flaw::Note)?;
            let (hash, signature) = bytes.split_first_chunk::<4>().ok_or(Flaw::Note)?;
            if name == self.name && u32::from_be_bytes(*hash) == self.hash {
                return Signature::from_slice(signature).map_err(|_| Flaw::BadSignature);
            }
        }
        Err(Flaw::UnknownSigner)
    }
}

fn key_hash(name: &str, encoded_key: &[u8]) -> u32 {
    let digest = Sha256::new().chain_update(name).chain_update("\n").chain_update(encoded_key);
    let digest = digest.finalize();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

/// A tree head: how many records there are, and the hash over all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Records in the tree.
    pub size: u64,
    /// The Merkle tree hash over them (RFC 6962, 2.1).
    pub root: Node,
}

impl Head {
    fn parse(text: &str) -> Result<Self, Flaw> {
        let mut lines = text.split('\n');
        let header = (lines.next(), lines.next(), lines.next(), lines.next());
        let (Some("go.sum database tree"), Some(size), Some(root), Some(_)) = header else {
            return Err(Flaw::Note);
        };
        let size: u64 = size.parse().map_err(|_| Flaw::Note)?;
        let root = BASE64.decode(root).map_err(|_| Flaw::Note)?;
        Ok(Head { size, root: root.try_into().map_err(|_| Flaw::Note)? })
    }
}

/// The size that an unverified note states.
fn stated_size(note: &str) -> Option<u64> {
    let end = note.rfind("\n\n")?;
    Head::parse(&note[..=end]).ok().map(|head| head.size)
}

/// The answer to a lookup: the record's number, its text and the tree head of that moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The record's number in the tree, from 0.
    pub number: u64,
    /// The go.sum lines of one module version, each ended by a newline.
    pub record: String,
    /// The signed tree head.
    pub note: String,
}

impl Lookup {
    /// Takes apart what `/lookup/MODULE@VERSION` answers; believes nothing yet.
    ///
    /// # Errors
    /// [`Flaw::Note`].
    pub fn parse(answer: &str) -> Result<Self, Flaw> {
        let (number, rest) = answer.split_once('\n').ok_or(Flaw::Note)?;
        let (record, note) = rest.split_once("\n\n").ok_or(Flaw::Note)?;
        let number = number.parse().map_err(|_| Flaw::Note)?;
        Ok(Lookup { number, record: format!("{record}\n"), note: note.to_owned() })
    }
}

/// A record of the checksum database with its proof; believed only after [`verify`](Self::verify).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The record's number in the tree, from 0.
    pub number: u64,
    /// The go.sum lines of one module version, each ended by a newline.
    pub record: String,
    /// The signed tree head.
    pub note: String,
    /// The audit path from the record to the root (RFC 6962, 2.1.1), nearest first, in base64.
    pub proof: Vec<String>,
}

impl Evidence {
    /// Puts a lookup and the audit path for it together.
    pub fn new(lookup: Lookup, path: &[Node]) -> Self {
        let proof = path.iter().map(|node| BASE64.encode(node)).collect();
        Evidence { number: lookup.number, record: lookup.record, note: lookup.note, proof }
    }

    /// Checks the signature of the tree head, and that the record is in that tree.
    ///
    /// # Errors
    /// What is wrong with it, as a [`Flaw`].
    pub fn verify(&self, verifier: &Verifier) -> Result<Proven<'_>, Flaw> {
        let head = verifier.open(&self.note)?;
        let path: Result<Vec<Node>, Flaw> = self.proof.iter().map(|hash| decode(hash)).collect();
        let leaf = tile::leaf(self.record.as_bytes());
        if !tile::leads_to(leaf, self.number, head.size, &path?, head.root) {
            return Err(Flaw::Proof);
        }
        Ok(Proven { record: &self.record, head })
    }
}

fn decode(hash: &str) -> Result<Node, Flaw> {
    BASE64.decode(hash).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(Flaw::Proof)
}

/// A record that is in a tree whose head was signed: made only by [`Evidence::verify`].
#[derive(Clone, Copy, Debug)]
pub struct Proven<'a> {
    record: &'a str,
    head: Head,
}

impl<'a> Proven<'a> {
    /// The signed tree head.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The `h1:` digest that the record states for this module and version.
    pub fn h1(&self, module: &str, version: &str) -> Option<&'a str> {
        self.record.lines().find_map(|line| {
            let mut words = line.split(' ');
            let named = words.next() == Some(module) && words.next() == Some(version);
            words.next().filter(|h1| named && h1.starts_with("h1:"))
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A database of the tests' own.
    pub(super) fn signer() -> (ed25519_dalek::SigningKey, Verifier) {
        let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
        let mut encoded = vec![ALGORITHM_ED25519];
        encoded.extend_from_slice(secret.verifying_key().as_bytes());
        let hash = key_hash("snake-oil.example", &encoded);
        let text = format!("snake-oil.example+{hash:08x}+{}", BASE64.encode(&encoded));
        (secret, Verifier::parse(&text).unwrap())
    }

    /// Its signed head.
    pub(super) fn signed_head(size: u64, root: Node) -> String {
        use ed25519_dalek::Signer;
        let (secret, verifier) = signer();
        let text = format!("go.sum database tree\n{size}\n{}\n", BASE64.encode(root));
        let signature = secret.sign(text.as_bytes()).to_bytes();
        let signed = BASE64.encode([&verifier.hash.to_be_bytes()[..], &signature].concat());
        format!("{text}\n\u{2014} {} {signed}\n", verifier.name())
    }

    const MODULE: &str = "golang.org/toolchain";
    const VERSION: &str = "v0.0.1-go1.27.3.linux-amd64";
    const H1: &str = "h1:r0ub+FnqzZxoWm/dSUOI9DcIqYWn/mNYGFJcv7PyBzs=";

    /// What the real database answered for Go 1.27.3, and the proof made of its tiles.
    fn recorded() -> Evidence {
        serde_json::from_str(include_str!("../fixtures/sumdb/go1.27.3.linux-amd64.json")).unwrap()
    }

    fn flaw(evidence: Evidence) -> Flaw {
        evidence.verify(&Verifier::parse(SUM_GOLANG_ORG).unwrap()).unwrap_err()
    }

    #[test]
    fn the_recorded_evidence_proves_the_h1_of_the_toolchain() {
        let evidence = recorded();
        let proven = evidence.verify(&Verifier::parse(SUM_GOLANG_ORG).unwrap()).unwrap();
        assert_eq!(proven.h1(MODULE, VERSION), Some(H1));
        assert_eq!(proven.h1(MODULE, "v0.0.1-go1.27.3.linux-arm64"), None);
        assert_eq!(proven.head().size, 70_835_252);
    }

    #[test]
    fn the_recorded_tiles_give_the_recorded_proof() {
        let database = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sumdb/sum.golang.org");
        let lookup = format!("{database}/lookup/{MODULE}@{VERSION}");
        let lookup = Lookup::parse(&std::fs::read_to_string(lookup).unwrap()).unwrap();
        let read = |tile: tile::Tile| std::fs::read(format!("{database}/{}", tile.path()));
        let path = tile::audit_path(lookup.number, 70_835_252, read).unwrap();
        assert_eq!(Evidence::new(lookup, &path), recorded());
    }

    #[test]
    fn a_changed_record_does_not_lead_to_the_signed_root() {
        let mut evidence = recorded();
        evidence.record = evidence.record.replacen("h1:r0ub", "h1:r0uc", 1);
        assert_eq!(flaw(evidence), Flaw::Proof);
    }

    #[test]
    fn a_changed_number_or_path_does_not_lead_to_the_signed_root() {
        let mut other = recorded();
        other.number += 1;
        assert_eq!(flaw(other), Flaw::Proof);
        let mut swapped = recorded();
        swapped.proof.swap(0, 1);
        assert_eq!(flaw(swapped), Flaw::Proof);
        let mut short = recorded();
        short.proof.pop();
        assert_eq!(flaw(short), Flaw::Proof);
        let mut long = recorded();
        long.proof.push(long.proof[0].clone());
        assert_eq!(flaw(long), Flaw::Proof);
    }

    #[test]
    fn a_changed_tree_head_is_a_bad_signature() {
        let mut evidence = recorded();
        evidence.note = evidence.note.replacen("70835252", "70835253", 1);
        assert_eq!(flaw(evidence), Flaw::BadSignature);
    }

    #[test]
    fn every_flipped_bit_of_the_note_is_refused() {
        let evidence = recorded();
        for at in 0..evidence.note.len() {
            let mut bytes = evidence.note.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(note) = String::from_utf8(bytes) else { continue };
            flaw(Evidence { note, ..evidence.clone() });
        }
    }

    #[test]
    fn a_note_by_another_key_of_the_same_name_is_not_the_signers() {
        let seed = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
        let mut encoded = vec![ALGORITHM_ED25519];
        encoded.extend_from_slice(seed.verifying_key().as_bytes());
        let hash = key_hash("sum.golang.org", &encoded);
        let text = format!("sum.golang.org+{hash:08x}+{}", BASE64.encode(&encoded));
        let other = Verifier::parse(&text).unwrap();
        assert_eq!(recorded().verify(&other).unwrap_err(), Flaw::UnknownSigner);
    }

    #[test]
    fn a_key_whose_hash_is_not_its_own_is_malformed() {
        let wrong = SUM_GOLANG_ORG.replacen("033de0ae", "033de0af", 1);
        assert_eq!(Verifier::parse(&wrong).unwrap_err(), Flaw::Key);
        assert_eq!(Verifier::parse("sum.golang.org").unwrap_err(), Flaw::Key);
    }

    #[test]
    fn a_lookup_is_taken_apart() {
        let evidence = recorded();
        let answer = format!("{}\n{}\n{}", evidence.number, evidence.record, evidence.note);
        let lookup = Lookup::parse(&answer).unwrap();
        assert_eq!(lookup.record, evidence.record);
        assert_eq!(lookup.note, evidence.note);
        assert_eq!(Lookup::parse("not found"), Err(Flaw::Note));
    }
}
