//! What a forger makes where the honest code offers no way: signatures, certificates, trust lists and
//! roots of any form, in files that are otherwise as good as new.

pub mod certificates;
pub mod gpg;
pub mod lists;
pub mod openpgp;
pub mod sm2;
pub mod x509;

use crate::{Anatomy, Parts, Workshop, rebuilt, resigned, trailer_of};
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

/// A release without a stub, with what `sign` makes of its manifest as SIGNATURES.
pub fn signed(workshop: &Workshop, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    signed_anew(workshop.draft().build(workshop), sign)
}

/// Such a release with these entries in ROOTS, signed by the release key.
pub fn offering(workshop: &Workshop, roots: &[u8]) -> Vec<u8> {
    with_roots(&workshop.draft().build(workshop), workshop, roots)
}

/// A container with these entries in ROOTS, signed anew.
pub fn with_roots(bytes: &[u8], workshop: &Workshop, roots: &[u8]) -> Vec<u8> {
    rebuilt(bytes, workshop, |parts| put_roots(parts, roots))
}

/// Puts these entries in ROOTS, with the PAD that follows from their length.
pub fn put_roots(parts: &mut Parts, roots: &[u8]) {
    parts.roots = [&[0; roots_header::LENGTH], roots].concat();
    let end = parts.stub.len() + parts.roots.len();
    parts.pad = vec![0; end.next_multiple_of(PAGE) - end];
}

/// As [`offering`], with what `sign` makes of its manifest as SIGNATURES.
pub fn offering_signed(
    workshop: &Workshop,
    roots: &[u8],
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    signed_anew(offering(workshop, roots), sign)
}

/// As [`offering_signed`], the manifest asking for these kinds.
pub fn offering_asking(
    workshop: &Workshop,
    roots: &[u8],
    kinds: &[&str],
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let file = resigned(&offering(workshop, roots), workshop, |manifest| {
        manifest["envelope"]["required"] = serde_json::json!(kinds);
    });
    signed_anew(file, sign)
}

fn signed_anew(bytes: Vec<u8>, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let signatures = sign(manifest_of(&bytes));
    resealed(&bytes, &signatures)
}
