//! The SIGNATURES region: a strict list of signatures of independent kinds.

use crate::encoding::{self, Entry};
use crate::{Flaw, Refusal, Structure};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a signature is made with. A kind this program does not know is kept, reported as not
/// evaluated, and never counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Kind {
    /// 1: a version 4 OpenPGP signature packet by an Ed25519 key.
    OpenPgp,
    /// 2: a raw SM2 signature and its X.509 chain.
    Sm2,
    /// Any other number.
    Other(u16),
}

impl Kind {
    /// The number that stands for the kind in the file.
    pub fn number(self) -> u16 {
        match self {
            Kind::OpenPgp => 1,
            Kind::Sm2 => 2,
            Kind::Other(number) => number,
        }
    }

    /// The kind called `openpgp` or `sm2`, as manifests and command lines name it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "openpgp" => Some(Kind::OpenPgp),
            "sm2" => Some(Kind::Sm2),
            _ => None,
        }
    }
}

impl TryFrom<String> for Kind {
    type Error = &'static str;

    /// A name, or `kind-` and the number of a kind that has none yet.
    fn try_from(name: String) -> Result<Self, Self::Error> {
        let number = name.strip_prefix("kind-").and_then(|number| number.parse().ok());
        let kind = Kind::named(&name).or(number.map(Kind::Other));
        kind.filter(|kind| String::from(*kind) == name).ok_or("not a kind of signature")
    }
}

impl From<Kind> for String {
    fn from(kind: Kind) -> String {
        match kind {
            Kind::OpenPgp => "openpgp".to_owned(),
            Kind::Sm2 => "sm2".to_owned(),
            Kind::Other(1 | 2) => String::new(),
            Kind::Other(number) => format!("kind-{number}"),
        }
    }
}

impl From<u16> for Kind {
    fn from(number: u16) -> Self {
        match number {
            1 => Kind::OpenPgp,
            2 => Kind::Sm2,
            other => Kind::Other(other),
        }
    }
}

impl From<Kind> for u16 {
    fn from(kind: Kind) -> u16 {
        kind.number()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::OpenPgp => f.write_str("OpenPGP"),
            Kind::Sm2 => f.write_str("SM2"),
            Kind::Other(number) => write!(f, "kind {number}"),
        }
    }
}

/// Signatures over one thing, at most one of each kind, kinds ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatures {
    entries: Vec<Entry>,
}

impl Signatures {
    /// The most bytes an encoding may have: 32 KiB.
    pub const MAX_LEN: usize = 32 << 10;

    /// Reads the only encoding; anything else is [`Refusal::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let malformed = |flaw| Refusal::Malformed(Structure::Signatures, flaw);
        if bytes.len() > Self::MAX_LEN {
            return Err(malformed(Flaw::TooLong(Self::MAX_LEN)));
        }
        let entries = encoding::parse_entries(bytes).map_err(malformed)?;
        if entries.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(malformed(Flaw::Twice));
        }
        Ok(Signatures { entries })
    }

    /// The encoding that [`Signatures::parse`] reads.
    pub fn render(&self) -> Vec<u8> {
        encoding::render_entries(self.entries.iter().map(|(kind, bytes)| (*kind, bytes.as_slice())))
    }

    /// The signature of `kind`, if there is one.
    pub fn get(&self, kind: Kind) -> Option<&[u8]> {
        self.iter().find(|(k, _)| *k == kind).map(|(_, bytes)| bytes)
    }

    /// The same list with `bytes` as its signature of `kind`, replacing one already there.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when the list would exceed [`Signatures::MAX_LEN`].
    pub fn with(mut self, kind: Kind, bytes: Vec<u8>) -> Result<Self, Refusal> {
        self.entries.retain(|(k, _)| *k != kind.number());
        self.entries.push((kind.number(), bytes));
        self.entries.sort_by_key(|(k, _)| *k);
        if self.render().len() > Self::MAX_LEN {
            return Err(Refusal::Malformed(Structure::Signatures, Flaw::TooLong(Self::MAX_LEN)));
        }
        Ok(self)
    }

    /// Every signature, kinds ascending.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, &[u8])> {
        self.entries.iter().map(|(kind, bytes)| (Kind::from(*kind), bytes.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Signatures {
        let list = Signatures::default().with(Kind::Other(9), vec![9; 3]).unwrap();
        list.with(Kind::OpenPgp, vec![1; 2]).unwrap()
    }

    #[test]
    fn an_unknown_kind_survives_the_round_trip() {
        let bytes = two().render();
        assert_eq!(bytes, [1, 0, 2, 0, 0, 0, 1, 1, 9, 0, 3, 0, 0, 0, 9, 9, 9]);
        assert_eq!(Signatures::parse(&bytes).unwrap(), two());
        assert_eq!(two().get(Kind::Other(9)), Some(&[9, 9, 9][..]));
        assert_eq!(two().get(Kind::Sm2), None);
    }

    #[test]
    fn a_kind_has_one_name() {
        for kind in [Kind::OpenPgp, Kind::Sm2, Kind::Other(7)] {
            assert_eq!(Kind::try_from(String::from(kind)), Ok(kind));
        }
        for name in ["kind-1", "kind-07", "kind-65536", "OpenPGP", ""] {
            assert!(Kind::try_from(name.to_owned()).is_err(), "{name}");
        }
    }

    #[test]
    fn a_second_signature_of_a_kind_replaces_the_first() {
        let list = two().with(Kind::OpenPgp, vec![7]).unwrap();
        assert_eq!(list.get(Kind::OpenPgp), Some(&[7][..]));
        assert_eq!(list.iter().count(), 2);
    }

    #[test]
    fn every_other_encoding_is_refused() {
        let good = two().render();
        for cut in [1, 5, 7, 9, good.len() - 1] {
            assert!(Signatures::parse(&good[..cut]).is_err(), "cut at {cut}");
        }
        let descending = [&good[8..], &good[..8]].concat();
        let twice = [&good[..8], &good[..8]].concat();
        let overlong = [1, 0, 255, 255, 255, 255, 0];
        for bad in [&descending[..], &twice, &overlong, &vec![0; Signatures::MAX_LEN + 1]] {
            assert!(matches!(
                Signatures::parse(bad),
                Err(Refusal::Malformed(Structure::Signatures, _))
            ));
        }
    }

    #[test]
    fn exactly_32_kib_are_read_and_written() {
        let longest = vec![7; Signatures::MAX_LEN - 6];
        let list = Signatures::default().with(Kind::Other(9), longest.clone()).unwrap();
        assert_eq!(Signatures::parse(&list.render()).unwrap(), list);
        let longer = [&longest[..], &[7]].concat();
        assert!(Signatures::parse(&encoding::render_entries([(9, &longer[..])])).is_err());
        assert!(Signatures::default().with(Kind::Other(9), longer).is_err());
    }

    #[test]
    fn a_kind_is_its_number_and_says_its_name() {
        for (kind, number, name) in
            [(Kind::OpenPgp, 1, "OpenPGP"), (Kind::Sm2, 2, "SM2"), (Kind::Other(7), 7, "kind 7")]
        {
            assert_eq!((u16::from(kind), Kind::from(number)), (number, kind));
            assert_eq!(kind.to_string(), name);
        }
    }
}
