//! Where the regions of a finished container lie, and what can be done to its bytes.

use super::{SIGNED, Workshop};
use payloads::container::trailer::{self, Trailer};
use payloads::container::{Laid, Manifest, Source};
use std::ops::Range;

/// The regions of a container as ranges of its bytes.
#[derive(Clone, Debug)]
pub struct Anatomy {
    /// The program in front.
    pub stub: Range<usize>,
    /// ROOTS with its header.
    pub roots: Range<usize>,
    /// PAD.
    pub pad: Range<usize>,
    /// FRAMES.
    pub frames: Range<usize>,
    /// INDEX.
    pub index: Range<usize>,
    /// MANIFEST.
    pub manifest: Range<usize>,
    /// SIGNATURES.
    pub signatures: Range<usize>,
    /// TRAILER.
    pub trailer: Range<usize>,
}

impl Anatomy {
    /// Of an honest container.
    pub fn of(bytes: &[u8]) -> Anatomy {
        let trailer = trailer_of(bytes);
        let manifest_at = trailer.manifest_offset as usize;
        let manifest = manifest_at..manifest_at + trailer.manifest_length as usize;
        let parsed: Manifest =
            serde_json::from_slice(&bytes[manifest.clone()]).expect("an honest manifest");
        let mut at = 0;
        let mut next = |length: u64| {
            let from = at;
            at += length as usize;
            from..at
        };
        let regions = &parsed.envelope.regions;
        Anatomy {
            stub: next(regions.stub),
            roots: next(regions.roots),
            pad: next(regions.pad),
            frames: next(regions.frames),
            index: next(regions.index),
            signatures: manifest.end..manifest.end + trailer.signatures_length as usize,
            trailer: bytes.len() - trailer::LENGTH..bytes.len(),
            manifest,
        }
    }

    /// Each region with its name.
    pub fn named(&self) -> [(&'static str, &Range<usize>); 8] {
        [
            ("STUB", &self.stub),
            ("ROOTS", &self.roots),
            ("PAD", &self.pad),
            ("FRAMES", &self.frames),
            ("INDEX", &self.index),
            ("MANIFEST", &self.manifest),
            ("SIGNATURES", &self.signatures),
            ("TRAILER", &self.trailer),
        ]
    }
}

/// The trailer of an honest container.
pub fn trailer_of(bytes: &[u8]) -> Trailer {
    let tail = bytes.last_chunk().expect("a trailer");
    Trailer::parse(tail, bytes.len() as u64).expect("an honest trailer")
}

/// Whether this program's own reader, in this process, accepts every byte of `source`.
pub fn accepts(source: &Source) -> anyhow::Result<()> {
    use keys::{Clock, Roots, Trust};
    use payloads::refusal::trusted;
    use voice::Progress;
    let clock = Clock { now: SIGNED, built: 0, latest_known: 0 };
    let laid = Laid::read(source)?;
    let known = |_: &Roots| trusted(Trust::tofu(Workshop::shared().roots()));
    let accepted = laid.authenticate(known, &clock)?;
    accepted.verify(source, 1, &Progress::hidden())?;
    accepted.index(source)?.try_for_each(|member| member.map(drop))
}
