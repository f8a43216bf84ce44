//! Eight words in one AVX2 register. `unsafe` is for calling what needs a CPU feature.

use super::{Blocks, Words};

/// One block into the state: with AVX2 where this CPU has it, else by `plain`.
#[inline(always)]
pub(super) fn compress_or(
    state: &mut [Words; 8],
    blocks: &Blocks<'_>,
    plain: fn(&mut [Words; 8], &Blocks<'_>),
) {
    #[cfg(target_arch = "x86_64")]
    if x86_64::compress(state, blocks) {
        return;
    }
    plain(state, blocks);
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod x86_64 {
    use crate::digest::lanes::{self, Blocks, Vector, Words};
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi32, _mm256_and_si256, _mm256_andnot_si256, _mm256_or_si256,
        _mm256_set1_epi32, _mm256_slli_epi32, _mm256_srli_epi32, _mm256_xor_si256,
    };
    use std::mem::transmute;

    /// False, and nothing done, where the CPU lacks AVX2.
    pub(super) fn compress(state: &mut [Words; 8], blocks: &Blocks<'_>) -> bool {
        if !std::arch::is_x86_feature_detected!("avx2") {
            return false;
        }
        // SAFETY: the CPU has AVX2, as was just seen; nothing else is asked for.
        unsafe { with_avx2(state, blocks) };
        true
    }

    #[target_feature(enable = "avx2")]
    fn with_avx2(state: &mut [Words; 8], blocks: &Blocks<'_>) {
        lanes::compress::<Register>(state, blocks);
    }

    /// Made and used below `with_avx2` only.
    #[derive(Clone, Copy)]
    struct Register(__m256i);

    impl Vector for Register {
        #[inline(always)]
        fn of(words: Words) -> Self {
            // SAFETY: both are 32 plain bytes; every bit pattern is a value of either.
            Register(unsafe { transmute::<Words, __m256i>(words) })
        }

        #[inline(always)]
        fn all(word: u32) -> Self {
            // SAFETY: only reached from `with_avx2`; so for every block below.
            Register(unsafe { _mm256_set1_epi32(word.cast_signed()) })
        }

        #[inline(always)]
        fn words(self) -> Words {
            // SAFETY: as in `of`.
            unsafe { transmute::<__m256i, Words>(self.0) }
        }

        #[inline(always)]
        fn add(self, other: Self) -> Self {
            // SAFETY: see `all`.
            Register(unsafe { _mm256_add_epi32(self.0, other.0) })
        }

        #[inline(always)]
        fn xor(self, other: Self) -> Self {
            // SAFETY: see `all`.
            Register(unsafe { _mm256_xor_si256(self.0, other.0) })
        }

        #[inline(always)]
        fn and(self, other: Self) -> Self {
            // SAFETY: see `all`.
            Register(unsafe { _mm256_and_si256(self.0, other.0) })
        }

        #[inline(always)]
        fn or(self, other: Self) -> Self {
            // SAFETY: see `all`.
            Register(unsafe { _mm256_or_si256(self.0, other.0) })
        }

        #[inline(always)]
        fn not_and(self, other: Self) -> Self {
            // SAFETY: see `all`.
            Register(unsafe { _mm256_andnot_si256(self.0, other.0) })
        }

        #[inline(always)]
        fn rotate<const N: i32, const REST: i32>(self) -> Self {
            // SAFETY: see `all`.
            unsafe {
                let (high, low) =
                    (_mm256_slli_epi32::<N>(self.0), _mm256_srli_epi32::<REST>(self.0));
                Register(_mm256_or_si256(high, low))
            }
        }
    }
}
