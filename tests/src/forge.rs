//! What a forger makes where the honest code offers no way: signatures, certificates, trust lists and
//! roots of any form, in files that are otherwise as good as new.

pub mod certificates;
pub mod gpg;
pub mod lists;
pub mod openpgp;
pub mod sm2;
pub mod x509;

use crate::bad_inputs::container::small;
use crate::{Anatomy, Workshop, rebuilt, trailer_of};
use payloads::container::{roots_header, trailer::Trailer};

/// PAD ends where this divides the offset.
const PAGE: usize = 4096;

/// `bytes` with other SIGNATURES, and the trailer that fits.
pub fn resealed(bytes: &[u8], signatures: &[u8]) -> Vec<u8> {
    let at = Anatomy::of(bytes).signatures.start;
    let trailer = Trailer { signatures_length: signatures.len() as u64, ..trailer_of(bytes) };
    [&bytes[..at], signatures, &trailer.render().expect("small numbers")].concat()
}

/// The manifest of a container.
pub fn manifest_of(bytes: &[u8]) -> &[u8] {
    &bytes[Anatomy::of(bytes).manifest]
}

/// A list of entries as SIGNATURES and ROOTS hold them, in the order given.
pub fn entries<'a>(entries: impl IntoIterator<Item = (u16, &'a [u8])>) -> Vec<u8> {
    let entry = |(kind, bytes): (u16, &[u8])| {
        let length = u32::try_from(bytes.len()).expect("a short entry");
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), bytes].concat()
    };
    entries.into_iter().flat_map(entry).collect()
}

/// The small container with what `sign` makes of its manifest as SIGNATURES.
pub fn signed(workshop: &Workshop, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let bytes = small(workshop);
    let signatures = sign(manifest_of(&bytes));
    resealed(&bytes, &signatures)
}

/// The small container with these entries in ROOTS, signed by the release key.
pub fn offering(workshop: &Workshop, roots: &[u8]) -> Vec<u8> {
    rebuilt(&small(workshop), workshop, |parts| {
        parts.roots = [&[0; roots_header::LENGTH], roots].concat();
        let end = parts.stub.len() + parts.roots.len();
        parts.pad = vec![0; end.next_multiple_of(PAGE) - end];
    })
}

/// As [`offering`], with what `sign` makes of its manifest as SIGNATURES.
pub fn offering_signed(
    workshop: &Workshop,
    roots: &[u8],
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let bytes = offering(workshop, roots);
    let signatures = sign(manifest_of(&bytes));
    resealed(&bytes, &signatures)
}
