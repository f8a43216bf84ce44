//! What certificates and contents are called: fingerprints and manifest digests.

use crate::Kind;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// What a certificate or key is called: 40 upper-case hexadecimal digits for a version 4 OpenPGP key,
/// 64 for an X.509 certificate (SM3 of its DER, as `openssl x509 -fingerprint -sm3` shows it). It is
/// always compared whole: 64-bit key ids collide on demand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(Bytes);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Bytes {
    OpenPgp([u8; 20]),
    Sm3([u8; 32]),
}

impl Fingerprint {
    /// The fingerprint as it stands in a version 4 signature or key.
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Fingerprint(Bytes::OpenPgp(bytes))
    }

    /// The SM3 digest of an X.509 certificate's DER.
    pub fn from_sm3(digest: [u8; 32]) -> Self {
        Fingerprint(Bytes::Sm3(digest))
    }

    /// The 20 or 32 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::OpenPgp(bytes) => bytes,
            Bytes::Sm3(bytes) => bytes,
        }
    }

    /// The kind of signature that what has this fingerprint can make.
    pub fn kind(&self) -> Kind {
        match self.0 {
            Bytes::OpenPgp(_) => Kind::OpenPgp,
            Bytes::Sm3(_) => Kind::Sm2,
        }
    }

    /// What a person typed: 40 or 64 hexadecimal digits in either case; spaces, colons, and `0x` in
    /// front are allowed; `None` for anything else, a shorter key id included.
    pub fn typed(text: &str) -> Option<Self> {
        let digits: String = text.split(|c: char| c.is_whitespace() || c == ':').collect();
        let digits = digits.strip_prefix("0x").unwrap_or(&digits);
        let bytes = hex::decode(digits).ok()?;
        let sm3 = || bytes.as_slice().try_into().ok().map(Fingerprint::from_sm3);
        bytes.as_slice().try_into().ok().map(Fingerprint::from_bytes).or_else(sm3)
    }

    pub(crate) fn of(fingerprint: &sequoia_openpgp::Fingerprint) -> Option<Self> {
        Some(Fingerprint::from_bytes(fingerprint.as_bytes().try_into().ok()?))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_upper(self.as_bytes()))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Fingerprint::typed(&text)
            .filter(|fingerprint| fingerprint.to_string() == text)
            .ok_or("not a fingerprint of 40 or 64 upper-case digits")
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> String {
        fingerprint.to_string()
    }
}

/// The SHA-256 of a manifest's bytes: the identity of a release, as 64 lower-case digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ManifestDigest([u8; 32]);

impl ManifestDigest {
    /// The digest of a manifest's raw bytes.
    pub fn of(manifest: &[u8]) -> Self {
        ManifestDigest(Sha256::digest(manifest).into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ManifestDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ManifestDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for ManifestDigest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 32];
        match hex::decode_to_slice(&text, &mut bytes) {
            Ok(()) if hex::encode(bytes) == text => Ok(ManifestDigest(bytes)),
            _ => Err("not a digest of 64 lower-case digits"),
        }
    }
}

impl From<ManifestDigest> for String {
    fn from(digest: ManifestDigest) -> String {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_type_spaces_but_files_may_not() {
        let text = "AB12 0000 0000 0000 0000  0000 0000 0000 0000 34CD";
        let typed = Fingerprint::typed(text).unwrap();
        assert_eq!(
            typed,
            Fingerprint::typed("0xab1200000000000000000000000000000000 34cd").unwrap()
        );
        assert!(Fingerprint::try_from(typed.to_string()).is_ok());
        assert!(Fingerprint::try_from(typed.to_string().to_lowercase()).is_err());
        assert!(Fingerprint::try_from(text.to_string()).is_err());
    }

    #[test]
    fn an_x509_certificate_is_called_by_its_sm3_digest() {
        let shown = ["AB"; 32].join(":");
        let typed = Fingerprint::typed(&shown).unwrap();
        assert_eq!(typed, Fingerprint::from_sm3([0xab; 32]));
        assert_eq!((typed.kind(), typed.to_string()), (Kind::Sm2, "AB".repeat(32)));
        assert_eq!(Fingerprint::try_from(typed.to_string()), Ok(typed));
        assert_eq!(Fingerprint::typed(&"AB".repeat(24)), None);
    }

    #[test]
    fn a_short_key_id_is_no_fingerprint() {
        assert_eq!(Fingerprint::typed("AB12000000000000"), None);
        assert_eq!(Fingerprint::typed(""), None);
    }
}
