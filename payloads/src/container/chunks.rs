//! The chunk table (FORMAT.md 5): the one statement of integrity.

use super::{CHUNK_LENGTH, Source, manifest::ChunkTable};
use crate::digest::lanes::{LANES, Lanes};
use crate::digest::{Both, BothHasher, Sha256};
use crate::words::container as words;
use crate::workers;
use sha2::Digest as _;
use voice::{Exit, Fact, Progress};

/// The byte that keeps a chunk's digest apart from every other digest.
pub(crate) const DOMAIN: u8 = 0x01;

/// Both digests of chunk `number`.
pub fn digest(number: u64, bytes: &[u8]) -> Both {
    let mut hasher = BothHasher::default();
    hasher.update(&prefix(number));
    hasher.update(bytes);
    hasher.finish()
}

/// The SHA-256 of chunk `number` alone: what is checked again after every later read.
pub fn sha256(number: u64, bytes: &[u8]) -> Sha256 {
    let hasher = sha2::Sha256::new().chain_update(prefix(number)).chain_update(bytes);
    Sha256::from_bytes(hasher.finalize().into())
}

fn prefix(number: u64) -> [u8; 9] {
    let mut prefix = [DOMAIN; 9];
    prefix[1..].copy_from_slice(&number.to_le_bytes());
    prefix
}

/// Checks both digests of every chunk of `[0, end)`, with `threads` threads. Writes nothing, holds a
/// MiB a thread.
///
/// # Errors
/// [`Exit::Damaged`] naming a chunk that differs (the first one, where the file is read by one thread),
/// [`Exit::Medium`] where reading fails.
pub(super) fn check_all(
    source: &Source,
    end: u64,
    table: &ChunkTable,
    threads: usize,
    progress: &Progress,
) -> anyhow::Result<()> {
    let work = Work { source, end, table, progress };
    let buffer = vec![0; LANES * LANE];
    workers::each(threads, &work.units(), buffer, |buffer, unit| work.check(*unit, buffer))?;
    Ok(())
}

/// Bytes of chunk `number` of `[0, end)`; `None` past the last one.
pub(super) fn length_of(number: u64, end: u64) -> Option<usize> {
    let from = number.checked_mul(CHUNK_LENGTH).filter(|from| *from < end)?;
    usize::try_from((end - from).min(CHUNK_LENGTH)).ok()
}

/// What a thread takes at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// As many whole chunks as there are lanes, from this one on, hashed side by side.
    Lanes(u64),
    /// One chunk.
    One(u64),
}

/// Bytes of a chunk that are in memory at a time, for each lane: what precedes them, and a piece.
const LANE: usize = PREFIX + PIECE;
const PREFIX: usize = 9;
const PIECE: usize = CHUNK_LENGTH as usize / 8;

struct Work<'a> {
    source: &'a Source,
    end: u64,
    table: &'a ChunkTable,
    progress: &'a Progress,
}

impl Work<'_> {
    fn units(&self) -> Vec<Unit> {
        let lanes = LANES as u64;
        let in_lanes = self.end / CHUNK_LENGTH / lanes * lanes;
        let all = self.end.div_ceil(CHUNK_LENGTH);
        let side_by_side = (0..in_lanes).step_by(LANES).map(Unit::Lanes);
        side_by_side.chain((in_lanes..all).map(Unit::One)).collect()
    }

    fn check(&self, unit: Unit, buffer: &mut [u8]) -> anyhow::Result<()> {
        match unit {
            Unit::Lanes(first) => self.check_lanes(first, buffer),
            Unit::One(number) => self.check_one(number, buffer),
        }
    }

    fn check_one(&self, number: u64, buffer: &mut [u8]) -> anyhow::Result<()> {
        let mut hasher = BothHasher::default();
        hasher.update(&prefix(number));
        let mut from = number * CHUNK_LENGTH;
        let end = (from + CHUNK_LENGTH).min(self.end);
        while from < end {
            let piece = usize::try_from(end - from)?.min(PIECE);
            self.source.read_into(from, &mut buffer[..piece])?;
            hasher.update(&buffer[..piece]);
            self.progress.add(piece as u64);
            from += piece as u64;
        }
        self.compare(number, hasher.finish())
    }

    /// The prefix makes the pieces straddle SM3's blocks: each lane of `buffer` begins with what the
    /// blocks before it left over, which is always as long as the prefix.
    fn check_lanes(&self, first: u64, buffer: &mut [u8]) -> anyhow::Result<()> {
        let mut sm3 = Lanes::new();
        let mut sha256: [sha2::Sha256; LANES] = Default::default();
        for (lane, bytes) in buffer.chunks_exact_mut(LANE).enumerate() {
            bytes[..PREFIX].copy_from_slice(&prefix(first + lane as u64));
            sha256[lane].update(&bytes[..PREFIX]);
        }
        for piece in 0..CHUNK_LENGTH as usize / PIECE {
            for (lane, bytes) in buffer.chunks_exact_mut(LANE).enumerate() {
                let from = (first + lane as u64) * CHUNK_LENGTH + (piece * PIECE) as u64;
                self.source.read_into(from, &mut bytes[PREFIX..])?;
                sha256[lane].update(&bytes[PREFIX..]);
                self.progress.add(PIECE as u64);
            }
            sm3.absorb(lanes_of(buffer, 0..PIECE));
            for bytes in buffer.chunks_exact_mut(LANE) {
                bytes.copy_within(PIECE.., 0);
            }
        }
        let sm3 = sm3.finish(lanes_of(buffer, 0..PREFIX));
        for (lane, (sha256, sm3)) in sha256.into_iter().zip(sm3).enumerate() {
            let sha256 = Sha256::from_bytes(sha256.finalize().into());
            self.compare(first + lane as u64, Both { sha256, sm3 })?;
        }
        Ok(())
    }

    fn compare(&self, number: u64, found: Both) -> anyhow::Result<()> {
        let at = usize::try_from(number)?;
        let (Some(sha256), Some(sm3)) = (self.table.sha256.get(at), self.table.sm3.get(at)) else {
            return Err(anyhow::anyhow!("the chunk table is shorter than the file"));
        };
        let to = ((number + 1) * CHUNK_LENGTH).min(self.end);
        if found.sha256 != *sha256 {
            return Err(differs("SHA-256", number, to, found.sha256.short(), sha256.short()));
        }
        if found.sm3 != *sm3 {
            return Err(differs("SM3", number, to, found.sm3.short(), sm3.short()));
        }
        Ok(())
    }
}

fn lanes_of(buffer: &[u8], range: std::ops::Range<usize>) -> [&[u8]; LANES] {
    std::array::from_fn(|lane| &buffer[lane * LANE..][range.clone()])
}

/// The error for a chunk whose digest is not the signed one.
pub(super) fn differs(
    kind: &str,
    number: u64,
    to: u64,
    found: String,
    expected: String,
) -> anyhow::Error {
    let from = number * CHUNK_LENGTH;
    let said = words::chunk_differs(&kind, &number, &from, &to, &found, &expected);
    Fact::new(Exit::Damaged, said).help(words::copy_again()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_chunks_go_side_by_side_and_the_rest_alone() {
        let file = std::env::current_exe().unwrap();
        let (source, table) = (Source::open(&file).unwrap(), ChunkTable::new());
        let progress = Progress::hidden();
        for (end, expected) in [
            (0, vec![]),
            (1, vec![Unit::One(0)]),
            (CHUNK_LENGTH, vec![Unit::One(0)]),
            (8 * CHUNK_LENGTH, vec![Unit::Lanes(0)]),
            (9 * CHUNK_LENGTH + 1, vec![Unit::Lanes(0), Unit::One(8), Unit::One(9)]),
        ] {
            let units = Work { source: &source, end, table: &table, progress: &progress }.units();
            assert_eq!(units, expected, "{end}");
        }
    }
}
