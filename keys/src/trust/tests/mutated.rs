//! Mutated bytes from a fixed seed: whatever is accepted is what was signed.

use super::*;
use crate::sm2::{Validity, generate_sm2};

/// xorshift64*, so that a failure can be repeated.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % end.max(1)
    }

    /// One to three changes: a bit, a byte, a removed, doubled or moved stretch, a cut.
    fn mutated(&mut self, good: &[u8]) -> Vec<u8> {
        let mut bytes = good.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len());
            let end = at + self.below(bytes.len().saturating_sub(at).min(64));
            match self.below(6) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                1 if !bytes.is_empty() => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let stretch = bytes[at..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, stretch);
                }
                4 => bytes[at..end].reverse(),
                _ => bytes.truncate(at),
            }
        }
        bytes
    }
}

fn accepted_only_unchanged(good: &[u8], accepts: impl Fn(&[u8]) -> bool) {
    assert!(accepts(good));
    let mut seeded = Seeded(20_261_123);
    for round in 0..1500 {
        let bytes = seeded.mutated(good);
        assert!(bytes == good || !accepts(&bytes), "round {round}");
    }
}

#[test]
fn only_the_very_signatures_are_accepted() {
    let mut world = World::new();
    let sm2 = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
    world.body = world.body.with_sm2_ca(&sm2.ca);
    world.body.required = vec![Kind::OpenPgp, Kind::Sm2];
    let sealed = sm2.release_key.sign(Purpose::Manifest, sm2.chain.clone(), MANIFEST).unwrap();
    let both = world.signatures().with(Kind::Sm2, sealed).unwrap();
    let trust = world.trust();
    accepted_only_unchanged(&both.render(), |bytes| {
        Signatures::parse(bytes).is_ok_and(|signatures| {
            accepted(&trust, &signatures, claims(1)).is_ok_and(|it| it.warnings().is_empty())
        })
    });
}

#[test]
fn only_the_very_list_and_change_are_accepted() {
    let (world, next) = (World::new(), World::new());
    let root = world.root.certificate();
    accepted_only_unchanged(&world.list().render(), |bytes| {
        TrustList::parse(bytes).is_ok_and(|list| list.verify(root).is_ok())
    });
    let change = state::change(1, &world, &next);
    accepted_only_unchanged(&change.render(), |bytes| {
        RootChange::parse(bytes).is_ok_and(|change| change.verify(root).is_ok())
    });
}
