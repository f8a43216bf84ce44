//! SM3 of eight messages of equal length side by side. One message cannot be hashed faster by more
//! lanes, but the chunks of a container are independent, and SM3, unlike SHA-256, has no instructions
//! of its own on most CPUs: it is half the time of a verification.
//!
//! GB/T 32905-2016, section 5.3, word for word, on vectors of eight words: AVX2's where an x86_64 CPU
//! has them, plain arrays elsewhere.

mod avx2;

use super::Sm3;

/// Messages hashed side by side.
pub const LANES: usize = 8;

/// Bytes of an SM3 block.
pub const BLOCK: usize = 64;

type Words = [u32; LANES];

const IV: [u32; 8] = [
    0x7380_166f,
    0x4914_b2b9,
    0x1724_42d7,
    0xda8a_0600,
    0xa96f_30bc,
    0x1631_38aa,
    0xe38d_ee4d,
    0xb0fb_0e4e,
];

/// Eight SM3 computations that advance together.
#[derive(Clone, Debug)]
pub struct Lanes {
    state: [Words; 8],
    absorbed: u64,
}

impl Lanes {
    /// Before the first block.
    pub fn new() -> Self {
        Lanes { state: IV.map(|word| [word; LANES]), absorbed: 0 }
    }

    /// Takes in the next whole blocks of every message. All slices have the same length, a multiple of
    /// [`BLOCK`]; what exceeds the shortest is ignored.
    pub fn absorb(&mut self, messages: [&[u8]; LANES]) {
        let mut blocks = messages.map(|message| message.as_chunks::<BLOCK>().0.iter());
        let count = blocks.iter().map(|blocks| blocks.len()).min().unwrap_or(0);
        const NONE: &[u8; BLOCK] = &[0; BLOCK];
        for _ in 0..count {
            let row = blocks.each_mut().map(|blocks| blocks.next().unwrap_or(NONE));
            avx2::compress_or(&mut self.state, &row, compress::<Words>);
        }
        self.absorbed += (count * BLOCK) as u64;
    }

    /// Takes in the last bytes, fewer than [`BLOCK`] of each message, and gives the digests.
    pub fn finish(mut self, rests: [&[u8]; LANES]) -> [Sm3; LANES] {
        let rest = rests[0].len();
        let bits = (self.absorbed + rest as u64) * 8;
        let padded = rests.map(|message| {
            let mut tail = message[..rest.min(message.len())].to_vec();
            tail.push(0x80);
            while tail.len() % BLOCK != BLOCK - 8 {
                tail.push(0);
            }
            tail.extend(bits.to_be_bytes());
            tail
        });
        self.absorb(std::array::from_fn(|lane| &padded[lane][..]));
        std::array::from_fn(|lane| {
            let mut digest = [0; 32];
            for (word, out) in self.state.iter().zip(digest.chunks_exact_mut(4)) {
                out.copy_from_slice(&word[lane].to_be_bytes());
            }
            Sm3::from_bytes(digest)
        })
    }
}

impl Default for Lanes {
    fn default() -> Self {
        Lanes::new()
    }
}

/// One block of every message.
type Blocks<'a> = [&'a [u8; BLOCK]; LANES];

/// Word `word` of every block.
#[inline(always)]
fn gathered(blocks: &Blocks<'_>, word: usize) -> Words {
    blocks.map(|block| {
        let at = 4 * word;
        u32::from_be_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]])
    })
}

/// The constants T_j, already rotated by j (section 4.2 and 5.3.3).
const T: [u32; 64] = {
    let mut t = [0; 64];
    let mut j = 0;
    while j < 64 {
        let word: u32 = if j < 16 { 0x79cc_4519 } else { 0x7a87_9d8a };
        t[j] = word.rotate_left(j as u32 % 32);
        j += 1;
    }
    t
};

/// Eight words that are computed with at once.
trait Vector: Copy {
    fn of(words: Words) -> Self;
    fn all(word: u32) -> Self;
    fn words(self) -> Words;
    fn add(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    /// `!self & other`.
    fn not_and(self, other: Self) -> Self;
    fn rotate<const N: i32, const REST: i32>(self) -> Self;
}

/// One block of every message into the state, sections 5.3.2 and 5.3.3.
#[inline(always)]
fn compress<V: Vector>(state: &mut [Words; 8], blocks: &Blocks<'_>) {
    let mut w = [V::all(0); 68];
    for (j, word) in w.iter_mut().enumerate().take(16) {
        *word = V::of(gathered(blocks, j));
    }
    for j in 16..68 {
        let x = w[j - 16].xor(w[j - 9]).xor(w[j - 3].rotate::<15, 17>());
        let p1 = x.xor(x.rotate::<15, 17>()).xor(x.rotate::<23, 9>());
        w[j] = p1.xor(w[j - 13].rotate::<7, 25>()).xor(w[j - 6]);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state.map(V::of);
    for j in 0..64 {
        let a12 = a.rotate::<12, 20>();
        let ss1 = a12.add(e).add(V::all(T[j])).rotate::<7, 25>();
        let (ff, gg) = if j < 16 {
            (a.xor(b).xor(c), e.xor(f).xor(g))
        } else {
            (a.and(b.or(c)).or(b.and(c)), e.and(f).or(e.not_and(g)))
        };
        let tt1 = ff.add(d).add(ss1.xor(a12)).add(w[j].xor(w[j + 4]));
        let tt2 = gg.add(h).add(ss1).add(w[j]);
        (d, c, b, a) = (c, b.rotate::<9, 23>(), a, tt1);
        (h, g, f) = (g, f.rotate::<19, 13>(), e);
        e = tt2.xor(tt2.rotate::<9, 23>()).xor(tt2.rotate::<17, 15>());
    }
    for (old, new) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *old = V::of(*old).xor(new).words();
    }
}

/// The same on every CPU.
impl Vector for Words {
    #[inline(always)]
    fn of(words: Words) -> Self {
        words
    }

    #[inline(always)]
    fn all(word: u32) -> Self {
        [word; LANES]
    }

    #[inline(always)]
    fn words(self) -> Words {
        self
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        std::array::from_fn(|lane| self[lane].wrapping_add(other[lane]))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        std::array::from_fn(|lane| self[lane] ^ other[lane])
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        std::array::from_fn(|lane| self[lane] & other[lane])
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        std::array::from_fn(|lane| self[lane] | other[lane])
    }

    #[inline(always)]
    fn not_and(self, other: Self) -> Self {
        std::array::from_fn(|lane| !self[lane] & other[lane])
    }

    #[inline(always)]
    fn rotate<const N: i32, const REST: i32>(self) -> Self {
        self.map(|word| word.rotate_left(N as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Both;
    use super::*;

    #[test]
    fn every_lane_agrees_with_the_reviewed_implementation_at_every_length() {
        let source: Vec<u8> =
            (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for length in (0..200).chain([1000, 2048]) {
            let messages: [&[u8]; LANES] =
                std::array::from_fn(|lane| &source[lane * 37..][..length]);
            let whole = length / BLOCK * BLOCK;
            let mut lanes = Lanes::new();
            lanes.absorb(messages.map(|m| &m[..whole]));
            let digests = lanes.finish(messages.map(|m| &m[whole..]));
            for (message, digest) in messages.iter().zip(digests) {
                assert_eq!(digest, Both::of(message).sm3, "length {length}");
            }
        }
    }
}
