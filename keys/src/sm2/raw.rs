//! The 64 bytes of an SM2 signature, r and s, and their DER form of GM/T 0009.

use super::digest::ID;
use crate::{Flaw, Refusal};
use ::sm2::PublicKey;
use ::sm2::dsa::signature::hazmat::PrehashVerifier;
use ::sm2::dsa::{Signature, VerifyingKey};

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

/// r and s, 32 bytes each, big-endian, both from 1 to the group's order minus 1. There is no second
/// spelling, and n-s does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw(Signature);

impl Raw {
    /// Bytes of the raw form.
    pub const LENGTH: usize = 64;

    /// Reads the raw form.
    ///
    /// # Errors
    /// [`Refusal::Sm2Form`] for another length or a number out of range.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let signature = Signature::from_slice(bytes);
        signature.map(Raw).map_err(|_| Refusal::Sm2Form(Flaw::OutOfRange))
    }

    /// Reads DER, `SEQUENCE { r INTEGER, s INTEGER }`, in its only spelling.
    ///
    /// # Errors
    /// [`Refusal::Sm2Form`].
    pub fn from_der(der: &[u8]) -> Result<Self, Refusal> {
        let raw = numbers(der).ok_or(Refusal::Sm2Form(Flaw::NotDer))?;
        let raw = Raw::from_bytes(&raw)?;
        if raw.to_der() != der {
            return Err(Refusal::Sm2Form(Flaw::Respelled));
        }
        Ok(raw)
    }

    /// The raw form.
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        self.0.to_bytes()
    }

    /// The DER form, which OpenSSL, GmSSL and gmsm read.
    pub fn to_der(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for number in self.to_bytes().chunks_exact(32) {
            let zeros = number.iter().take_while(|byte| **byte == 0).count();
            let digits = &number[zeros..];
            let sign: &[u8] = if digits.first().is_some_and(|b| *b > 0x7f) { &[0] } else { &[] };
            push(&mut body, INTEGER, &[sign, digits].concat());
        }
        let mut der = Vec::new();
        push(&mut der, SEQUENCE, &body);
        der
    }

    /// Whether `key` made this signature over `digest`.
    pub(crate) fn holds(&self, key: &PublicKey, digest: &[u8; 32]) -> bool {
        let key = VerifyingKey::new(ID, *key);
        key.is_ok_and(|key| key.verify_prehash(digest, &self.0).is_ok())
    }

    pub(super) fn of(signature: Signature) -> Self {
        Raw(signature)
    }
}

/// r and s padded to 32 bytes each. Lenient: [`Raw::from_der`] compares with the only spelling.
fn numbers(der: &[u8]) -> Option<Vec<u8>> {
    let body = der.get(2..)?;
    let (r, rest) = number(body)?;
    let (s, rest) = number(rest)?;
    rest.is_empty().then(|| [r, s].concat())
}

fn number(bytes: &[u8]) -> Option<([u8; 32], &[u8])> {
    let (&[_, length], rest) = bytes.split_first_chunk()?;
    let (digits, rest) = rest.split_at_checked(usize::from(length))?;
    let digits = if digits.len() == 33 { &digits[1..] } else { digits };
    let mut padded = [0; 32];
    let start = padded.len().checked_sub(digits.len())?;
    padded[start..].copy_from_slice(digits);
    Some((padded, rest))
}

/// `tag | length | body`; bodies here are at most 70 bytes long.
fn push(out: &mut Vec<u8>, tag: u8, body: &[u8]) {
    out.extend([tag, u8::try_from(body.len()).unwrap_or(u8::MAX)]);
    out.extend_from_slice(body);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";

    fn raw(r: [u8; 32], s: [u8; 32]) -> Result<Raw, Refusal> {
        Raw::from_bytes(&[r, s].concat())
    }

    fn small(byte: u8) -> [u8; 32] {
        let mut number = [0; 32];
        number[31] = byte;
        number
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        let order: [u8; 32] = hex::decode(ORDER).unwrap().try_into().unwrap();
        let mut above = order;
        above[31] += 1;
        let mut below = order;
        below[31] -= 1;
        for bad in [[0; 32], order, above, [0xff; 32]] {
            for (r, s) in [(bad, small(1)), (small(1), bad)] {
                assert!(matches!(raw(r, s), Err(Refusal::Sm2Form(_))));
            }
        }
        raw(below, small(1)).unwrap();
        assert!(matches!(Raw::from_bytes(&[1; 63]), Err(Refusal::Sm2Form(_))));
        assert!(matches!(Raw::from_bytes(&[1; 65]), Err(Refusal::Sm2Form(_))));
    }

    #[test]
    fn the_der_form_is_read_back() {
        for (r, s) in [([0x7f; 32], [0x80; 32]), (small(1), small(0x80)), ([1; 32], small(0x7f))] {
            let raw = raw(r, s).unwrap();
            assert_eq!(Raw::from_der(&raw.to_der()).unwrap(), raw);
        }
        let two = raw(small(1), small(0x80)).unwrap();
        assert_eq!(two.to_der(), [0x30, 7, 2, 1, 1, 2, 2, 0, 0x80]);
    }

    #[test]
    fn every_second_spelling_in_der_is_refused() {
        for bad in [
            &[0x30, 7, 2, 1, 1, 2, 2, 0, 0x80, 0][..],
            &[0x30, 7, 2, 1, 1, 2, 2, 0, 0x80][..8],
            &[0x30, 0x81, 7, 2, 1, 1, 2, 2, 0, 0x80],
            &[0x30, 7, 2, 2, 0, 1, 2, 1, 0x40],
            &[0x30, 6, 2, 1, 1, 2, 1, 0x80],
            &[0x31, 7, 2, 1, 1, 2, 2, 0, 0x80],
            &[0x30, 7, 3, 1, 1, 2, 2, 0, 0x80],
            &[0x30, 6, 2, 1, 0, 2, 1, 1],
            &[0x30, 0],
            &[],
        ] {
            assert!(matches!(Raw::from_der(bad), Err(Refusal::Sm2Form(_))), "{bad:?}");
        }
    }

    #[test]
    fn a_zero_stands_before_a_set_top_bit_and_nowhere_else() {
        let raw = raw(small(0x7f), small(0x80)).unwrap();
        assert_eq!(raw.to_der(), [0x30, 7, 2, 1, 0x7f, 2, 2, 0, 0x80]);
    }
}
