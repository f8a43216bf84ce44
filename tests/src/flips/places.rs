//! Which bits are flipped.

use crate::{Anatomy, Chance};
use payloads::container::ALIGNMENT;
use std::ops::Range;

/// A region of the file, the ELF header apart: what flips are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// The first 64 bytes of STUB.
    ElfHeader,
    /// The rest of STUB.
    Stub,
    /// ROOTS with its header.
    Roots,
    /// PAD.
    Pad,
    /// FRAMES.
    Frames,
    /// INDEX.
    Index,
    /// MANIFEST.
    Manifest,
    /// SIGNATURES.
    Signatures,
    /// TRAILER.
    Trailer,
}

impl Region {
    /// Whether every bit of it is tried, and not one a byte.
    pub fn is_tried_whole(self) -> bool {
        !matches!(self, Region::Stub | Region::Frames | Region::Index)
    }

    /// All of them with their bytes, in file order.
    pub fn all(at: &Anatomy) -> [(Region, Range<usize>); 9] {
        let header = at.stub.end.min(ELF_HEADER);
        [
            (Region::ElfHeader, at.stub.start..header),
            (Region::Stub, header..at.stub.end),
            (Region::Roots, at.roots.clone()),
            (Region::Pad, at.pad.clone()),
            (Region::Frames, at.frames.clone()),
            (Region::Index, at.index.clone()),
            (Region::Manifest, at.manifest.clone()),
            (Region::Signatures, at.signatures.clone()),
            (Region::Trailer, at.trailer.clone()),
        ]
    }
}

/// Bytes of an ELF header of 64 bits.
const ELF_HEADER: usize = 64;

/// One bit of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flip {
    /// Where it lies.
    pub region: Region,
    /// The byte, from the start of the file.
    pub byte: usize,
    /// The bit of that byte, 0 to 7.
    pub bit: u8,
}

impl Flip {
    /// What the byte becomes.
    pub fn of(self, whole: &[u8]) -> u8 {
        whole[self.byte] ^ (1 << self.bit)
    }
}

/// Every bit of what is small or decides, and one bit, chosen by `seed`, of every other byte.
pub fn exhaustive(at: &Anatomy, seed: u64) -> Vec<Flip> {
    let mut chance = Chance::new(seed);
    let mut flips = Vec::new();
    for (region, bytes) in Region::all(at) {
        for byte in bytes {
            let bits = match region.is_tried_whole() {
                true => 0..8,
                false => {
                    let one = chance.within(0..8);
                    one..one + 1
                }
            };
            flips.extend(bits.map(|bit| Flip { region, byte, bit: bit as u8 }));
        }
    }
    flips
}

/// `count` bits anywhere, chosen by `seed`.
pub fn sample(at: &Anatomy, count: usize, seed: u64) -> Vec<Flip> {
    let mut chance = Chance::new(seed);
    (0..count).map(|_| flip_in(&mut chance, at, 0..at.trailer.end)).collect()
}

/// One bit in each page of 4 KiB that `bytes` touch, chosen by `seed`.
pub fn every_page(at: &Anatomy, bytes: Range<usize>, seed: u64) -> Vec<Flip> {
    let (mut chance, page) = (Chance::new(seed), ALIGNMENT as usize);
    let pages = bytes.start / page..bytes.end.div_ceil(page);
    let within = |n: usize| (n * page).max(bytes.start)..((n + 1) * page).min(bytes.end);
    pages.map(|n| flip_in(&mut chance, at, within(n))).collect()
}

/// `count` of `flips`, chosen by `seed`, each at most once.
pub fn chosen(flips: Vec<Flip>, count: usize, seed: u64) -> Vec<Flip> {
    Chance::new(seed).some_of(flips, count)
}

fn flip_in(chance: &mut Chance, at: &Anatomy, bytes: Range<usize>) -> Flip {
    let (byte, bit) = (chance.within(bytes), chance.within(0..8) as u8);
    let region = Region::all(at).into_iter().find(|(_, range)| range.contains(&byte));
    Flip { region: region.expect("the regions fill the file").0, byte, bit }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Workshop, bad_inputs::container::small};
    use std::collections::BTreeSet;

    #[test]
    fn each_page_has_a_flip_and_each_seed_its_own() {
        let at = Anatomy::of(&small(Workshop::shared()));
        let all = 0..at.trailer.end;
        let flips = every_page(&at, all.clone(), 1);
        let pages: Vec<usize> = flips.iter().map(|flip| flip.byte / 4096).collect();
        assert_eq!(pages, (0..all.end.div_ceil(4096)).collect::<Vec<_>>());
        assert_eq!(flips, every_page(&at, all.clone(), 1));
        assert_ne!(flips, every_page(&at, all, 2));
    }

    #[test]
    fn none_is_tried_twice_and_all_that_decides_is_tried_to_the_bit() {
        let at = Anatomy::of(&small(Workshop::shared()));
        let flips = exhaustive(&at, 1);
        let distinct: BTreeSet<_> = flips.iter().map(|flip| (flip.byte, flip.bit)).collect();
        assert_eq!(distinct.len(), flips.len());
        let bytes: BTreeSet<_> = flips.iter().map(|flip| flip.byte).collect();
        assert!(bytes.into_iter().eq(0..at.trailer.end));
        let trailer = flips.iter().filter(|flip| flip.region == Region::Trailer).count();
        assert_eq!(trailer, at.trailer.len() * 8);
        let some = chosen(flips.clone(), 100, 1);
        let distinct: BTreeSet<_> = some.iter().map(|flip| (flip.byte, flip.bit)).collect();
        assert_eq!(
            (distinct.len(), chosen(flips.clone(), usize::MAX, 1).len()),
            (100, flips.len())
        );
    }
}
