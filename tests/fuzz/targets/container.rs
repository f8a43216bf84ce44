//! A whole file, for a home that knows its root: nothing is accepted but the one that was signed.
//! Half of the mutations change one region and lay the file out anew, so that they get past TRAILER.
#![no_main]

use fuzz::{Scratch, authenticated, laid_out, pinned_by, regions};
use keys::TrustState;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use payloads::container::trailer::{LENGTH, Trailer};
use std::sync::LazyLock;
use voice::Progress;

const HONEST: &[u8] = include_bytes!("../corpus/container/honest.run");

static STATE: LazyLock<TrustState> = LazyLock::new(|| pinned_by(HONEST));
static SCRATCH: LazyLock<Scratch> = LazyLock::new(Scratch::new);

fuzz_target!(|bytes: &[u8]| {
    let source = SCRATCH.holding(bytes);
    let file = authenticated(&source, &STATE);
    let accepted = file.is_some_and(|file| file.verify(&source, 1, &Progress::hidden()).is_ok());
    assert_eq!(accepted, bytes == HONEST, "the one file that was signed and no other");
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // What is one step away from the honest file is more telling than the tenth from a broken one.
    let size = if seed.is_multiple_of(2) { restored(data, size) } else { size };
    let sound = data[..size].last_chunk::<LENGTH>();
    let sound = sound.and_then(|tail| Trailer::parse(tail, size as u64)).is_some();
    if !sound || (seed / 2).is_multiple_of(4) {
        return fuzzer_mutate(data, size, max_size);
    }
    let whole = data[..size].to_vec();
    let mut parts = regions(&whole).map(|range| whole[range].to_vec());
    let chosen = &mut parts[seed as usize / 8 % 5];
    let (length, room) = (chosen.len(), chosen.len() + (max_size - size).min(64));
    chosen.resize(room, 0);
    let length = fuzzer_mutate(chosen, length, room);
    chosen.truncate(length);
    let laid = laid_out(parts.each_ref().map(Vec::as_slice));
    if laid.len() > max_size {
        return fuzzer_mutate(data, size, max_size);
    }
    data[..laid.len()].copy_from_slice(&laid);
    laid.len()
});

/// The honest file, where there is room for it.
fn restored(data: &mut [u8], size: usize) -> usize {
    let Some(place) = data.get_mut(..HONEST.len()) else { return size };
    place.copy_from_slice(HONEST);
    HONEST.len()
}
