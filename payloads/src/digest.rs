//! Digests: SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016), 32 bytes each, as types of their own.

pub(crate) mod lanes;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::Digest as _;
use std::fmt;
use std::io::Read;

macro_rules! digest {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// From the 32 bytes of a finished digest.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                $name(bytes)
            }

            /// The 32 bytes.
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// From exactly 64 lower-case hex digits.
            pub fn parse(text: &str) -> Option<Self> {
                let lower = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
                let mut bytes = [0; 32];
                (lower && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some($name(bytes))
            }

            /// The first and last four digits, for messages: `41d0…9e7a`.
            pub fn short(&self) -> String {
                let text = self.to_string();
                format!("{}…{}", &text[..4], &text[60..])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                $name::parse(&text).ok_or_else(|| D::Error::custom("not 64 lower-case hex digits"))
            }
        }
    };
}

digest!(Sha256, "A SHA-256 digest.");
digest!(Sm3, "An SM3 digest.");

impl Sha256 {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Sha256(sha2::Sha256::digest(bytes).into())
    }

    /// The digest of everything `from` gives.
    ///
    /// # Errors
    /// Those of `from`.
    pub fn of_all(from: &mut dyn Read) -> std::io::Result<Self> {
        let (mut hasher, mut buffer) = (sha2::Sha256::new(), vec![0; 64 << 10]);
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return Ok(Sha256(hasher.finalize().into())),
                Ok(n) => hasher.update(&buffer[..n]),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}

/// Both digests of the same bytes, computed as they pass by.
#[derive(Clone, Debug, Default)]
pub struct BothHasher {
    sha256: sha2::Sha256,
    sm3: sm3::Sm3,
}

/// Both digests of the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Both {
    /// SHA-256.
    pub sha256: Sha256,
    /// SM3.
    pub sm3: Sm3,
}

impl BothHasher {
    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.sm3.update(bytes);
    }

    /// The digests of all that was taken in.
    pub fn finish(self) -> Both {
        Both { sha256: Sha256(self.sha256.finalize().into()), sm3: Sm3(self.sm3.finalize().into()) }
    }
}

impl Both {
    /// Both digests of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = BothHasher::default();
        hasher.update(bytes);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_examples_hold() {
        // FIPS 180-4 example "abc"; GB/T 32905-2016 appendix A.1 "abc".
        let both = Both::of(b"abc");
        assert_eq!(
            both.sha256.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            both.sm3.to_string(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    #[test]
    fn what_is_read_piece_by_piece_has_the_digest_of_the_whole() {
        let bytes = vec![7; 200_000];
        assert_eq!(Sha256::of_all(&mut bytes.as_slice()).unwrap(), Sha256::of(&bytes));
    }

    #[test]
    fn upper_case_and_short_text_are_no_digests() {
        let good = Sha256::of(b"").to_string();
        assert!(Sha256::parse(&good).is_some());
        assert!(Sha256::parse(&good.to_uppercase()).is_none());
        assert!(Sha256::parse(&good[1..]).is_none());
    }
}
