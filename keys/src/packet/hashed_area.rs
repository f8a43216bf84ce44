//! The hashed area of a strict signature: creation time, issuer fingerprint and one purpose
//! notation, each once, none critical, in any order, and nothing else.

use crate::{Fingerprint, Flaw, Purpose};

/// The notation that says what a signature is for.
pub(crate) const PURPOSE_NOTATION: &str = "purpose@goferry.invalid";

const CREATION_TIME: u8 = 2;
const NOTATION: u8 = 20;
const ISSUER_FINGERPRINT: u8 = 33;
/// Notation flags: the value is text.
const HUMAN_READABLE: [u8; 4] = [0x80, 0, 0, 0];
/// The longest area that leaves room for the rest in a packet with a one-octet length.
const MAX_LEN: usize = 170;

/// The area's bytes and what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HashedArea {
    bytes: Vec<u8>,
    pub(super) created: u32,
    pub(super) issuer: Fingerprint,
    pub(super) purpose: Purpose,
}

impl HashedArea {
    /// The area in the order we write: time, issuer, purpose.
    pub(super) fn new(created: u32, issuer: Fingerprint, purpose: Purpose) -> Self {
        let mut bytes = Vec::new();
        push(&mut bytes, CREATION_TIME, &[&created.to_be_bytes()]);
        push(&mut bytes, ISSUER_FINGERPRINT, &[&[4], issuer.as_bytes()]);
        let lengths = [0, short(PURPOSE_NOTATION), 0, short(purpose.name())];
        let text = [PURPOSE_NOTATION.as_bytes(), purpose.name().as_bytes()];
        push(&mut bytes, NOTATION, &[&HUMAN_READABLE, &lengths, text[0], text[1]]);
        HashedArea { bytes, created, issuer, purpose }
    }

    /// Reads an area, keeping the order it was written in.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Flaw> {
        if bytes.len() > MAX_LEN {
            return Err(Flaw::HashedArea);
        }
        let (mut created, mut issuer, mut purpose) = (None, None, None);
        let mut rest = bytes;
        while !rest.is_empty() {
            let (kind, body, after) = subpacket(rest)?;
            let first = match kind {
                CREATION_TIME => created.replace(creation_time(body)?).is_none(),
                ISSUER_FINGERPRINT => issuer.replace(fingerprint(body)?).is_none(),
                NOTATION => purpose.replace(notation(body)?).is_none(),
                _ => return Err(Flaw::Subpacket),
            };
            if !first {
                return Err(Flaw::Twice);
            }
            rest = after;
        }
        match (created, issuer, purpose) {
            (Some(created), Some(issuer), Some(purpose)) => {
                Ok(HashedArea { bytes: bytes.to_vec(), created, issuer, purpose })
            }
            _ => Err(Flaw::Incomplete),
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The type, body and rest after one subpacket with a one-octet length.
fn subpacket(bytes: &[u8]) -> Result<(u8, &[u8], &[u8]), Flaw> {
    let (&[length, kind], rest) = bytes.split_first_chunk().ok_or(Flaw::HashedArea)?;
    if !(1..192).contains(&length) {
        return Err(Flaw::HashedArea);
    }
    let (body, after) = rest.split_at_checked(usize::from(length) - 1).ok_or(Flaw::HashedArea)?;
    Ok((kind, body, after))
}

fn creation_time(body: &[u8]) -> Result<u32, Flaw> {
    body.try_into().map(u32::from_be_bytes).map_err(|_| Flaw::CreationTime)
}

fn fingerprint(body: &[u8]) -> Result<Fingerprint, Flaw> {
    let version_4 = body.strip_prefix(&[4]).and_then(|bytes| bytes.try_into().ok());
    version_4.map(Fingerprint::from_bytes).ok_or(Flaw::Issuer)
}

fn notation(body: &[u8]) -> Result<Purpose, Flaw> {
    let text = body.strip_prefix(&HUMAN_READABLE).ok_or(Flaw::Notation)?;
    let (lengths, text) = text.split_first_chunk::<4>().ok_or(Flaw::Notation)?;
    let value = text.strip_prefix(PURPOSE_NOTATION.as_bytes()).ok_or(Flaw::Notation)?;
    let purpose = std::str::from_utf8(value).ok().and_then(Purpose::named);
    let purpose = purpose.ok_or(Flaw::UnknownPurpose)?;
    if *lengths != [0, short(PURPOSE_NOTATION), 0, short(purpose.name())] {
        return Err(Flaw::Notation);
    }
    Ok(purpose)
}

fn short(text: &str) -> u8 {
    u8::try_from(text.len()).unwrap_or(u8::MAX)
}

fn push(out: &mut Vec<u8>, kind: u8, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    out.push(u8::try_from(length + 1).unwrap_or(u8::MAX));
    out.push(kind);
    parts.iter().for_each(|part| out.extend_from_slice(part));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area() -> HashedArea {
        HashedArea::new(5, Fingerprint::from_bytes([1; 20]), Purpose::Sidecar)
    }

    #[test]
    fn the_order_is_free_and_kept() {
        let bytes = area().bytes;
        let (time, rest) = bytes.split_at(6);
        let turned = [rest, time].concat();
        let parsed = HashedArea::parse(&turned).unwrap();
        assert_eq!(parsed.bytes(), turned);
        assert_eq!((parsed.created, parsed.purpose), (5, Purpose::Sidecar));
        assert_eq!(HashedArea::parse(&bytes).unwrap(), area());
    }

    #[test]
    fn critical_unknown_double_and_missing_subpackets_are_refused() {
        let bytes = area().bytes;
        let mut critical = bytes.clone();
        critical[1] |= 0x80;
        for bad in [
            critical,
            bytes[6..].to_vec(),
            bytes[..29].to_vec(),
            [&bytes[..], &bytes[..6]].concat(),
            [&bytes[..], &[2, 4, 1]].concat(),
            [&bytes[..], &[0]].concat(),
            [&[192, 0][..], &bytes].concat(),
        ] {
            assert!(HashedArea::parse(&bad).is_err(), "{bad:?}");
        }
    }
}
