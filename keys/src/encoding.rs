//! The encodings that what is signed travels in: lists of entries (SIGNATURES, ROOTS), and statements of
//! magic, length, canonical JSON and signatures (trust lists, root changes, admissions).

use crate::{Certificate, Flaw, Kind, Packet, Purpose, Refusal, Signatures, Structure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// One entry: its kind and its bytes.
pub(crate) type Entry = (u16, Vec<u8>);

/// Bytes of an entry's header.
const HEADER: usize = 6;

/// Reads (u16le kind, u32le length, bytes) until the bytes end exactly; kinds must not descend.
pub(crate) fn parse_entries(mut rest: &[u8]) -> Result<Vec<Entry>, Flaw> {
    let mut entries: Vec<Entry> = Vec::new();
    while !rest.is_empty() {
        let (header, body) = rest.split_at_checked(HEADER).ok_or(Flaw::Cut)?;
        let kind = u16::from_le_bytes([header[0], header[1]]);
        let length = u32::from_le_bytes([header[2], header[3], header[4], header[5]]);
        let length = usize::try_from(length).map_err(|_| Flaw::Cut)?;
        let (bytes, after) = body.split_at_checked(length).ok_or(Flaw::Cut)?;
        if entries.last().is_some_and(|(before, _)| *before > kind) {
            return Err(Flaw::KindsDescend);
        }
        entries.push((kind, bytes.to_vec()));
        rest = after;
    }
    Ok(entries)
}

/// The encoding of `entries` in the order given. Each must be shorter than 4 GiB; the limits of
/// SIGNATURES and ROOTS are far below that.
pub(crate) fn render_entries<'a>(entries: impl IntoIterator<Item = (u16, &'a [u8])>) -> Vec<u8> {
    let mut out = Vec::new();
    for (kind, bytes) in entries {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&kind.to_le_bytes());
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(bytes);
    }
    out
}

/// Splits `magic | u64le length | body | rest`.
pub(crate) fn split<'a>(
    magic: &[u8; 8],
    bytes: &'a [u8],
    what: Structure,
) -> Result<(&'a [u8], &'a [u8]), Refusal> {
    let malformed = |flaw| Refusal::Malformed(what, flaw);
    let rest = bytes.strip_prefix(magic).ok_or(malformed(Flaw::Magic))?;
    let (&length, rest) = rest.split_first_chunk().ok_or(malformed(Flaw::Cut))?;
    let length = usize::try_from(u64::from_le_bytes(length)).map_err(|_| malformed(Flaw::Cut))?;
    rest.split_at_checked(length).ok_or(malformed(Flaw::Cut))
}

/// `magic | u64le length | body | rest`.
pub(crate) fn join(magic: &[u8; 8], body: &[u8], rest: &[u8]) -> Vec<u8> {
    let length = body.len() as u64;
    [&magic[..], &length.to_le_bytes(), body, rest].concat()
}

/// Checks that `certificate` signed `body` for `purpose` by OpenPGP. Other kinds are not evaluated.
///
/// # Errors
/// [`Refusal::Stripped`] when that signature is missing, and those of [`Certificate::verify`].
pub(crate) fn signed_by(
    certificate: &Certificate,
    signatures: &Signatures,
    purpose: Purpose,
    mut body: &[u8],
) -> Result<(), Refusal> {
    let bytes = signatures.get(Kind::OpenPgp).ok_or(Refusal::Stripped(Kind::OpenPgp))?;
    certificate.verify(&Packet::parse(bytes)?, purpose, &mut body)
}

/// Refuses what is marked as not to be ignored: this version knows no extension.
pub(crate) fn no_critical(critical: &[String]) -> Result<(), Refusal> {
    critical.first().map_or(Ok(()), |name| Err(Refusal::Newer(name.clone())))
}

/// Whether the names called critical are in order and extensions of `ext`.
pub(crate) fn are_extensions(critical: &[String], ext: &Map<String, Value>) -> bool {
    ascends(critical) && critical.iter().all(|name| ext.contains_key(name))
}

/// Binary values in JSON.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// What [`base64()`] encoded; `None` for any other text.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Whether `items` ascend without repetition, as lists in signed JSON must.
pub(crate) fn ascends<T: Ord>(items: &[T]) -> bool {
    items.windows(2).all(|pair| pair[0] < pair[1])
}
