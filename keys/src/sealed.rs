//! What trust lists and root changes are made of: magic, u64le length, canonical JSON, signatures.

use crate::{Certificate, Flaw, Kind, Packet, Purpose, Refusal, Signatures, Structure};

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

/// Whether `items` ascend without repetition, as lists in signed JSON must.
pub(crate) fn ascends<T: Ord>(items: &[T]) -> bool {
    items.windows(2).all(|pair| pair[0] < pair[1])
}
