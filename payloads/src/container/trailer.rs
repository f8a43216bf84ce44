//! TRAILER (FORMAT.md 2): unsigned, 72 bytes, says where to look and nothing else.

use super::{MAX_FILE, MAX_MANIFEST, MAX_ROOTS, MAX_SIGNATURES, Source, elf, roots_header};
use crate::words::container as words;
use voice::{Exit, Fact};

/// Length of TRAILER in bytes.
pub const LENGTH: usize = 72;
/// Its first 16 bytes.
pub(crate) const MAGIC: [u8; 16] = *b"GOFERRY TRAILER\n";
/// The format version it carries.
pub const VERSION: u32 = 1;

/// Where the regions that are needed first lie. All lengths and offsets in bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trailer {
    /// Offset of MANIFEST; everything before it is covered by the chunk table.
    pub manifest_offset: u64,
    /// Length of MANIFEST.
    pub manifest_length: u64,
    /// Offset of ROOTS, which is also the length of STUB.
    pub roots_offset: u64,
    /// Length of ROOTS with its header.
    pub roots_length: u64,
    /// Length of SIGNATURES.
    pub signatures_length: u64,
}

impl Trailer {
    /// Takes the numbers out of the last 72 bytes of a file of `file_length` bytes.
    ///
    /// `None` unless these are exactly the bytes that [`render`](Self::render) gives for them, every
    /// limit holds and the regions fill the file to the byte.
    pub fn parse(bytes: &[u8; LENGTH], file_length: u64) -> Option<Trailer> {
        let number = |at: usize| bytes[at..at + 8].try_into().map(u64::from_le_bytes).ok();
        let trailer = Trailer {
            manifest_offset: number(24)?,
            manifest_length: number(32)?,
            roots_offset: number(40)?,
            roots_length: number(48)?,
            signatures_length: number(56)?,
        };
        (trailer.is_sound() && trailer.total()? == file_length && trailer.render()? == *bytes)
            .then_some(trailer)
    }

    /// The only legal bytes for these numbers; `None` where they overflow.
    pub fn render(&self) -> Option<[u8; LENGTH]> {
        let mut out = Vec::with_capacity(LENGTH);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&(LENGTH as u32).to_le_bytes());
        for number in [
            self.manifest_offset,
            self.manifest_length,
            self.roots_offset,
            self.roots_length,
            self.signatures_length,
            self.total()?,
        ] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.try_into().ok()
    }

    /// Length of the whole file.
    pub fn total(&self) -> Option<u64> {
        self.manifest_offset
            .checked_add(self.manifest_length)?
            .checked_add(self.signatures_length)?
            .checked_add(LENGTH as u64)
    }

    fn is_sound(&self) -> bool {
        let roots_end = self.roots_offset.checked_add(self.roots_length);
        (roots_header::LENGTH as u64..=MAX_ROOTS).contains(&self.roots_length)
            && (1..=MAX_MANIFEST).contains(&self.manifest_length)
            && (1..=MAX_SIGNATURES).contains(&self.signatures_length)
            && roots_end.is_some_and(|end| end <= self.manifest_offset)
            && self.total().is_some_and(|total| total <= MAX_FILE)
    }
}

/// What to say of a file whose trailer does not hold (FORMAT.md 9). For messages only: nothing here ever leads
/// to acceptance.
pub(super) fn explain_cut(source: &Source, tail: Option<&[u8; LENGTH]>) -> Fact {
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
    let header = source.read(end_of_stub, roots_header::LENGTH).ok();
    match header.as_deref().and_then(roots_header::parse) {
        Some(want) if want > have => fact(words::cut_short(&have, &want)),
        Some(_) => fact(words::end_missing(&have)),
        None if end_of_stub > have => fact(words::cut_short(&have, &end_of_stub)),
        None if end_of_stub == have => fact(words::no_payload()),
        None => fact(words::end_missing(&have)),
    }
}

fn newer_format(tail: &[u8; LENGTH]) -> Option<u32> {
    let found = u32::from_le_bytes(tail[16..20].try_into().ok()?);
    (tail[..16] == MAGIC && found != VERSION).then_some(found)
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
#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> Trailer {
        Trailer {
            manifest_offset: 10_000,
            manifest_length: 500,
            roots_offset: 4000,
            roots_length: 100,
            signatures_length: 120,
        }
    }

    #[test]
    fn it_survives_a_round_trip() {
        let trailer = sound();
        let bytes = trailer.render().unwrap();
        assert_eq!(Trailer::parse(&bytes, trailer.total().unwrap()), Some(trailer));
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let trailer = sound();
        let (bytes, total) = (trailer.render().unwrap(), trailer.total().unwrap());
        for bit in 0..LENGTH * 8 {
            let mut bad = bytes;
            bad[bit / 8] ^= 1 << (bit % 8);
            // A number may change to another sound one only where the file's length changes with it
            // (roots offset and length are bound by the signed manifest).
            let accepted = Trailer::parse(&bad, total);
            assert!(
                accepted.is_none_or(|t| t.manifest_offset == trailer.manifest_offset
                    && t.manifest_length == trailer.manifest_length),
                "bit {bit}"
            );
        }
    }

    #[test]
    fn every_limit_holds_to_the_byte() {
        let accepted = |change: &dyn Fn(&mut Trailer)| {
            let mut trailer = sound();
            change(&mut trailer);
            let (bytes, total) = (trailer.render().unwrap(), trailer.total().unwrap());
            Trailer::parse(&bytes, total).is_some()
        };
        let header = roots_header::LENGTH as u64;
        for (length, sound) in [(header - 1, false), (header, true), (6000, true), (6001, false)] {
            assert_eq!(accepted(&|trailer| trailer.roots_length = length), sound, "{length}");
        }
        for (length, sound) in [(MAX_ROOTS, true), (MAX_ROOTS + 1, false)] {
            let far = |trailer: &mut Trailer| {
                (trailer.roots_length, trailer.manifest_offset) = (length, 2 * MAX_ROOTS + 10_000);
            };
            assert_eq!(accepted(&far), sound, "{length}");
        }
        for (length, sound) in
            [(0, false), (1, true), (MAX_MANIFEST, true), (MAX_MANIFEST + 1, false)]
        {
            assert_eq!(accepted(&|trailer| trailer.manifest_length = length), sound, "{length}");
        }
        for (length, sound) in
            [(0, false), (1, true), (MAX_SIGNATURES, true), (MAX_SIGNATURES + 1, false)]
        {
            assert_eq!(accepted(&|trailer| trailer.signatures_length = length), sound, "{length}");
        }
        let rest = sound().total().unwrap() - sound().manifest_offset;
        for (offset, sound) in [(MAX_FILE - rest, true), (MAX_FILE - rest + 1, false)] {
            assert_eq!(accepted(&|trailer| trailer.manifest_offset = offset), sound, "{offset}");
        }
    }

    #[test]
    fn numbers_that_overflow_are_refused() {
        for extreme in [0, 1, 1 << 31, (1 << 32) - 1, 1 << 63, u64::MAX] {
            for field in 0..5 {
                let mut t = sound();
                *[
                    &mut t.manifest_offset,
                    &mut t.manifest_length,
                    &mut t.roots_offset,
                    &mut t.roots_length,
                    &mut t.signatures_length,
                ][field] = extreme;
                let Some(bytes) = t.render() else { continue };
                assert_eq!(
                    Trailer::parse(&bytes, sound().total().unwrap()).filter(|p| *p != t),
                    None
                );
            }
        }
    }
}
