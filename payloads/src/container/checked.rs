//! A container's bytes against the chunk table of its manifest.

use super::index::IndexReader;
use super::manifest::{Envelope, Parsed, Payload};
use super::trailer::Trailer;
use super::{CHUNK_LENGTH, Source, chunks};
use crate::digest::BothHasher;
use crate::words::container as words;
use std::io::Read;
use std::ops::Range;
use voice::{Context as _, Exit, Fact, Progress, carry, recover};

/// A file, and what its manifest says of the bytes before it.
#[derive(Clone, Copy)]
pub(super) struct Covered<'a> {
    source: &'a Source,
    parsed: &'a Parsed,
    envelope: &'a Envelope,
    end: u64,
}

impl<'a> Covered<'a> {
    pub(super) fn new(source: &'a Source, parsed: &'a Parsed, trailer: &Trailer) -> Self {
        Covered { source, parsed, envelope: parsed.envelope(), end: trailer.manifest_offset }
    }

    /// Bytes of `range`; each chunk's SHA-256 is checked as it is read.
    pub(super) fn reader(self, range: Range<u64>) -> CheckedReader<'a> {
        let end = range.end.min(self.end);
        CheckedReader { covered: self, at: range.start, end, chunk: Vec::new(), number: None }
    }

    /// The members, streamed.
    ///
    /// # Errors
    /// [`Exit::Damaged`] where INDEX is not one legal frame.
    pub(super) fn index(self, payload: &'a Payload) -> anyhow::Result<IndexReader<'a>> {
        let from = self.envelope.index_offset();
        let stored = self.reader(from..from + self.envelope.regions.index);
        IndexReader::new(Box::new(stored), payload, self.envelope.index.expanded_length)
    }

    /// Reads the whole file and checks every chunk with both digests, INDEX's own digests, and INDEX line by
    /// line, as every installation will; of a payload that is newer than this program only its bytes.
    ///
    /// # Errors
    /// [`Exit::Damaged`] naming the first chunk or line that differs, [`Exit::Medium`] where the medium fails.
    pub(super) fn check(self, threads: usize, progress: &Progress) -> anyhow::Result<()> {
        let checking = || words::checking(&self.source.name().display());
        let table = &self.envelope.chunks;
        chunks::check_all(self.source, self.end, table, threads, progress).context(checking)?;
        self.check_pad().context(checking)?;
        self.check_index_digests().context(checking)?;
        let Parsed::Whole(manifest) = self.parsed else { return Ok(()) };
        let mut members = self.index(&manifest.payload).context(checking)?;
        members.try_for_each(|member| member.map(drop)).context(checking)
    }

    fn check_pad(self) -> anyhow::Result<()> {
        let regions = &self.envelope.regions;
        let from = regions.stub + regions.roots;
        let mut pad = Vec::new();
        self.reader(from..from + regions.pad).read_to_end(&mut pad).map_err(recover)?;
        match pad.iter().all(|byte| *byte == 0) {
            true => Ok(()),
            false => Err(Fact::new(Exit::Damaged, words::pad_not_zero()).into()),
        }
    }

    fn check_index_digests(self) -> anyhow::Result<()> {
        let from = self.envelope.index_offset();
        let mut reader = self.reader(from..from + self.envelope.regions.index);
        let mut hasher = BothHasher::default();
        let mut buffer = vec![0; 64 << 10];
        loop {
            match reader.read(&mut buffer).map_err(recover)? {
                0 => break,
                n => hasher.update(&buffer[..n]),
            }
        }
        let (found, expected) = (hasher.finish(), &self.envelope.index);
        if found.sha256 != expected.sha256 {
            return Err(index_differs("SHA-256", found.sha256.short(), expected.sha256.short()));
        }
        if found.sm3 != expected.sm3 {
            return Err(index_differs("SM3", found.sm3.short(), expected.sm3.short()));
        }
        Ok(())
    }
}

pub(super) fn index_differs(kind: &str, found: String, expected: String) -> anyhow::Error {
    let said = words::index_differs(&kind, &found, &expected);
    Fact::new(Exit::Damaged, said).into()
}

/// A reader of part of the file. A byte leaves it only after the SHA-256 of its whole chunk, as just
/// read, was compared with the signed one: the medium may change between two reads.
pub struct CheckedReader<'a> {
    covered: Covered<'a>,
    at: u64,
    end: u64,
    chunk: Vec<u8>,
    number: Option<u64>,
}

impl CheckedReader<'_> {
    fn load(&mut self, number: u64) -> anyhow::Result<()> {
        let Covered { source, envelope, end, parsed: _ } = self.covered;
        self.number = None;
        self.chunk.resize(chunks::length_of(number, end).unwrap_or(0), 0);
        source.read_into(number * CHUNK_LENGTH, &mut self.chunk)?;
        let found = chunks::sha256(number, &self.chunk);
        match envelope.chunks.sha256.get(usize::try_from(number)?) {
            Some(expected) if *expected == found => {
                self.number = Some(number);
                Ok(())
            }
            expected => {
                let expected = expected.map(|d| d.short()).unwrap_or_default();
                let to = number * CHUNK_LENGTH + self.chunk.len() as u64;
                Err(chunks::differs("SHA-256", number, to, found.short(), expected))
            }
        }
    }
}

impl Read for CheckedReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at >= self.end || out.is_empty() {
            return Ok(0);
        }
        let number = self.at / CHUNK_LENGTH;
        if self.number != Some(number) {
            self.load(number).map_err(carry)?;
        }
        let from = (self.at % CHUNK_LENGTH) as usize;
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let bytes = &self.chunk[from..];
        let n = bytes.len().min(out.len()).min(left);
        out[..n].copy_from_slice(&bytes[..n]);
        self.at += n as u64;
        Ok(n)
    }
}
