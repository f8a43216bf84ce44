//! The 64 bytes of an SM2 signature, r and s, and their DER form of GM/T 0009.

use super::ID;
use crate::{Flaw, Refusal};
use ::sm2::PublicKey;
use ::sm2::dsa::signature::hazmat::PrehashVerifier;
use ::sm2::dsa::{Signature, VerifyingKey};
use x509_cert::der::{self, Decode, Encode, asn1::UintRef};

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
        let numbers = <[UintRef<'_>; 2]>::from_der(der);
        let [r, s] = numbers.map_err(|_| Refusal::Sm2Form(Flaw::NotDer))?;
        let mut raw = [0; Self::LENGTH];
        for (place, number) in raw.chunks_exact_mut(32).zip([r, s]) {
            let start = place.len().checked_sub(number.as_bytes().len());
            let start = start.ok_or(Refusal::Sm2Form(Flaw::OutOfRange))?;
            place[start..].copy_from_slice(number.as_bytes());
        }
        Raw::from_bytes(&raw)
    }

    /// The raw form.
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        self.0.to_bytes()
    }

    /// The DER form, which OpenSSL, GmSSL and gmsm read.
    pub fn to_der(&self) -> Vec<u8> {
        let bytes = self.to_bytes();
        let (r, s) = bytes.split_at(32);
        let der = || -> der::Result<Vec<u8>> { [UintRef::new(r)?, UintRef::new(s)?].to_der() };
        // Two numbers of 32 bytes have one.
        der().unwrap_or_default()
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
