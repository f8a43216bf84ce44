//! The strict list that SIGNATURES and ROOTS are made of: (u16le kind, u32le length, bytes).

use crate::Flaw;

/// One entry: its kind and its bytes.
pub(crate) type Entry = (u16, Vec<u8>);

/// Bytes of an entry's header.
const HEADER: usize = 6;

/// Reads entries until the bytes end exactly; kinds must not descend. Why not, otherwise.
pub(crate) fn parse(mut rest: &[u8]) -> Result<Vec<Entry>, Flaw> {
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
/// both users of this module are far below that.
pub(crate) fn render<'a>(entries: impl IntoIterator<Item = (u16, &'a [u8])>) -> Vec<u8> {
    let mut out = Vec::new();
    for (kind, bytes) in entries {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&kind.to_le_bytes());
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(bytes);
    }
    out
}
