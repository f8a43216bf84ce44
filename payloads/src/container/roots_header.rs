//! The header of ROOTS (FORMAT.md 3). It repeats MANIFEST's offset, so that a cut file, whose trailer
//! is gone, can still say how much of it is missing.

use super::{Source, elf, trailer};
use crate::words::container as words;
use voice::{Exit, Fact};

/// Length of the header in bytes.
pub const LENGTH: usize = 24;
/// Its first 16 bytes.
pub(crate) const MAGIC: [u8; 16] = *b"GOFERRY ROOTS\n\0\0";

/// The header's bytes for a MANIFEST at `manifest_offset`.
pub fn render(manifest_offset: u64) -> [u8; LENGTH] {
    let mut out = [0; LENGTH];
    out[..16].copy_from_slice(&MAGIC);
    out[16..].copy_from_slice(&manifest_offset.to_le_bytes());
    out
}

/// MANIFEST's offset; `None` where these bytes are no such header.
pub fn parse(bytes: &[u8]) -> Option<u64> {
    let offset = bytes.get(16..LENGTH)?.try_into().map(u64::from_le_bytes).ok()?;
    (bytes[..16] == MAGIC).then_some(offset)
}

/// What to say of a file whose trailer does not hold (FORMAT.md 9). For messages only: nothing here ever leads
/// to acceptance.
pub(super) fn explain_cut(source: &Source, tail: Option<&[u8; trailer::LENGTH]>) -> Fact {
    let have = source.length();
    let head = source.read(0, have.min(4) as usize).unwrap_or_default();
    if head.starts_with(&[0x1f, 0x8b]) {
        return Fact::new(Exit::Damaged, words::is_gzip()).help(words::gunzip_help());
    }
    if let Some(found) = tail.and_then(newer_format) {
        return Fact::new(Exit::Damaged, words::newer_trailer(&found));
    }
    let fact = |said| Fact::new(Exit::Damaged, said).help(words::copy_again());
    let Some(end_of_stub) = end_of_stub(source) else {
        return fact(words::no_container(&have));
    };
    let header = source.read(end_of_stub, LENGTH).ok();
    match header.as_deref().and_then(parse) {
        Some(want) if want > have => fact(words::cut_short(&have, &want)),
        Some(_) => fact(words::end_missing(&have)),
        None if end_of_stub > have => fact(words::cut_short(&have, &end_of_stub)),
        None if end_of_stub == have => fact(words::no_payload()),
        None => fact(words::end_missing(&have)),
    }
}

fn newer_format(tail: &[u8; trailer::LENGTH]) -> Option<u32> {
    let found = u32::from_le_bytes(tail[16..20].try_into().ok()?);
    (tail[..16] == trailer::MAGIC && found != trailer::VERSION).then_some(found)
}

/// Where the ELF at the start ends, by what is left of it: tables that a cut took away read as zeros, and their
/// place alone says how far it reached.
fn end_of_stub(source: &Source) -> Option<u64> {
    let read = |offset: u64, length: usize| {
        let left = source.length().saturating_sub(offset).min(length as u64);
        let mut bytes = source.read(offset, usize::try_from(left).ok()?).ok()?;
        bytes.resize(length, 0);
        Some(bytes)
    };
    elf::parse(&read).map(|elf| elf.end)
}
