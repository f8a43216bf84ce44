//! The chunk table (FORMAT.md 5): the one statement of integrity.

use super::{CHUNK_LENGTH, Source, manifest::ChunkTable};
use crate::digest::{Both, BothHasher, Sha256};
use crate::words::{Fact, Progress, container as words};
use crate::{Exit, say};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The byte that keeps a chunk's digest apart from every other digest.
pub const DOMAIN: u8 = 0x01;

/// Both digests of chunk `number`.
pub fn digest(number: u64, bytes: &[u8]) -> Both {
    let mut hasher = BothHasher::default();
    hasher.update(&prefix(number));
    hasher.update(bytes);
    hasher.finish()
}

/// The SHA-256 of chunk `number` alone: what is checked again after every later read.
pub fn sha256(number: u64, bytes: &[u8]) -> Sha256 {
    use sha2::Digest as _;
    let hasher = sha2::Sha256::new().chain_update(prefix(number)).chain_update(bytes);
    Sha256::from_bytes(hasher.finalize().into())
}

fn prefix(number: u64) -> [u8; 9] {
    let mut prefix = [DOMAIN; 9];
    prefix[1..].copy_from_slice(&number.to_le_bytes());
    prefix
}

/// Checks both digests of every chunk of `[0, end)`, with `threads` threads, and that PAD
/// (`pad`, a byte range) is zero. Writes nothing, holds one chunk a thread.
///
/// # Errors
/// [`Exit::Damaged`] naming the first chunk that differs, [`Exit::Medium`] where reading fails.
pub(super) fn check_all(
    source: &Source,
    end: u64,
    pad: std::ops::Range<u64>,
    table: &ChunkTable,
    threads: usize,
    progress: &Progress,
) -> anyhow::Result<()> {
    let next = AtomicU64::new(0);
    let first_error: Mutex<Option<(u64, anyhow::Error)>> = Mutex::new(None);
    let work = || {
        let mut buffer = vec![0; CHUNK_LENGTH as usize];
        loop {
            let number = next.fetch_add(1, Relaxed);
            let Some(length) = length_of(number, end) else { return };
            let bytes = &mut buffer[..length];
            let outcome = source
                .read_into(number * CHUNK_LENGTH, bytes)
                .and_then(|()| check_one(number, bytes, &pad, table));
            progress.add(length as u64);
            if let Err(error) = outcome {
                keep_first(&first_error, number, error);
                next.store(u64::MAX / 2, Relaxed);
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            // Where the host allows no second thread the first one does all the work.
            drop(std::thread::Builder::new().spawn_scoped(scope, work));
        }
        work();
    });
    match first_error.into_inner() {
        Ok(Some((_, error))) => Err(error),
        Ok(None) => Ok(()),
        Err(_) => Err(anyhow::anyhow!("a checking thread panicked")),
    }
}

fn keep_first(slot: &Mutex<Option<(u64, anyhow::Error)>>, number: u64, error: anyhow::Error) {
    if let Ok(mut slot) = slot.lock()
        && slot.as_ref().is_none_or(|(other, _)| number < *other)
    {
        *slot = Some((number, error));
    }
}

/// Bytes of chunk `number` of `[0, end)`; `None` past the last one.
pub(super) fn length_of(number: u64, end: u64) -> Option<usize> {
    let from = number.checked_mul(CHUNK_LENGTH).filter(|from| *from < end)?;
    usize::try_from((end - from).min(CHUNK_LENGTH)).ok()
}

fn check_one(number: u64, bytes: &[u8], pad: &std::ops::Range<u64>, table: &ChunkTable) -> anyhow::Result<()> {
    let at = usize::try_from(number)?;
    let found = digest(number, bytes);
    if let Some(expected) = table.sha256.get(at).filter(|d| **d != found.sha256) {
        return Err(differs("SHA-256", number, bytes, found.sha256.short(), expected.short()));
    }
    if let Some(expected) = table.sm3.get(at).filter(|d| **d != found.sm3) {
        return Err(differs("SM3", number, bytes, found.sm3.short(), expected.short()));
    }
    let from = number * CHUNK_LENGTH;
    let within = |at: u64| usize::try_from(at.saturating_sub(from)).map_or(bytes.len(), |at| at.min(bytes.len()));
    if bytes[within(pad.start)..within(pad.end)].iter().any(|b| *b != 0) {
        return Err(Fact::new(Exit::Damaged, say!(words::PAD_NOT_ZERO)).into());
    }
    Ok(())
}

/// The error for a chunk whose digest is not the signed one.
pub(super) fn differs(kind: &str, number: u64, bytes: &[u8], found: String, expected: String) -> anyhow::Error {
    let from = number * CHUNK_LENGTH;
    let said = say!(
        words::CHUNK_DIFFERS,
        kind = kind,
        chunk = number,
        from = from,
        to = from + bytes.len() as u64,
        found = found,
        expected = expected
    );
    Fact::new(Exit::Damaged, said).help(say!(words::COPY_AGAIN)).into()
}
