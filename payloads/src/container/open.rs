//! Opening a container: what is laid where, whether it is trusted, whether every byte holds.

use super::index::IndexReader;
use super::manifest::{Envelope, Manifest, Parsed, signature_kind};
use super::trailer::{self, Trailer};
use super::{CHUNK_LENGTH, Source, chunks, cut, roots_header};
use crate::digest::Both;
use crate::words::{Doing, Fact, Progress, carry, container as words, recover};
use crate::{Exit, say};
use keys::{Authentic, Claims, Clock, Roots, Signatures, Trust};
use std::io::Read;
use std::ops::Range;

/// A container's regions, located and read, not believed.
#[derive(Debug)]
pub struct Laid {
    trailer: Trailer,
    roots: Vec<u8>,
    manifest: Vec<u8>,
    signatures: Vec<u8>,
}

impl Laid {
    /// Locates the regions of `source`. Allocates at most the limits of FORMAT.md 1.
    ///
    /// # Errors
    /// [`Exit::Damaged`], saying how much is missing where the file was cut; [`Exit::Medium`].
    pub fn read(source: &Source) -> anyhow::Result<Laid> {
        let length = source.length();
        let tail = match length.checked_sub(trailer::LENGTH as u64) {
            Some(at) => <[u8; trailer::LENGTH]>::try_from(source.read(at, trailer::LENGTH)?).ok(),
            None => None,
        };
        let trailer = tail
            .as_ref()
            .and_then(|tail| Trailer::parse(tail, length))
            .ok_or_else(|| cut::explain(source, tail.as_ref()))?;
        let at = |offset: u64, length: u64| source.read(offset, usize::try_from(length)?);
        let signatures_at = trailer.manifest_offset + trailer.manifest_length;
        let roots = at(trailer.roots_offset, trailer.roots_length)?;
        if roots_header::parse(&roots) != Some(trailer.manifest_offset) {
            return Err(Fact::new(Exit::Damaged, say!(words::ROOTS_HEADER)).into());
        }
        Ok(Laid {
            trailer,
            roots,
            manifest: at(trailer.manifest_offset, trailer.manifest_length)?,
            signatures: at(signatures_at, trailer.signatures_length)?,
        })
    }

    /// Asks `keys` whether the manifest's signatures are to be believed. `trust` makes the trust
    /// decision's ground from the file's own ROOTS: a home's state, a required root, or the ROOTS alone.
    ///
    /// # Errors
    /// 20 to 23 by what is wrong; [`Exit::Newer`] for an envelope of another format.
    pub fn authenticate(
        self,
        trust: impl FnOnce(&Roots) -> anyhow::Result<Trust>,
        clock: &Clock,
    ) -> anyhow::Result<Trusted> {
        use crate::words::trust::trusted;
        let signatures = trusted(Signatures::parse(&self.signatures))?;
        let roots = trusted(Roots::parse(&self.roots[roots_header::LENGTH..]))?;
        let signed = trusted(trust(&roots)?.judge(self.manifest, &signatures, clock))?;
        let parsed = Manifest::parse(signed.manifest(), &self.trailer)?;
        let authentic = trusted(signed.accept(claims(parsed.envelope())))?;
        Ok(Trusted {
            trailer: self.trailer,
            roots: self.roots,
            signatures: self.signatures,
            authentic,
            parsed,
        })
    }
}

/// What trust depends on of what a checked manifest says.
fn claims(envelope: &Envelope) -> Claims {
    Claims {
        line: envelope.line.clone(),
        counter: envelope.counter,
        signing_time: envelope.signing_time,
        required: envelope.required.iter().filter_map(|name| signature_kind(name)).collect(),
    }
}

/// A container whose manifest is authentic; its other bytes are checked as they are read.
#[derive(Debug)]
pub struct Trusted {
    trailer: Trailer,
    roots: Vec<u8>,
    signatures: Vec<u8>,
    authentic: Authentic,
    parsed: Parsed,
}

impl Trusted {
    /// The part of the manifest that every program understands.
    pub fn envelope(&self) -> &Envelope {
        self.parsed.envelope()
    }

    /// The whole manifest.
    ///
    /// # Errors
    /// [`Exit::Newer`] where its payload needs a newer goferry.
    pub fn manifest(&self) -> anyhow::Result<&Manifest> {
        match &self.parsed {
            Parsed::Whole(manifest) => Ok(manifest),
            Parsed::Newer(envelope) => Err(self.newer(envelope).into()),
        }
    }

    fn newer(&self, envelope: &Envelope) -> Fact {
        let (version, own) = (&envelope.minimum_program, env!("CARGO_PKG_VERSION"));
        let signer =
            self.authentic.signers().first().map_or_else(String::new, |s| s.user_id.clone());
        let said = match envelope.critical.first() {
            Some(what) => say!(words::UNKNOWN_CRITICAL, what = what, version = version, own = own),
            None => say!(words::NEWER_PAYLOAD, signer = signer, version = version, own = own),
        };
        Fact::new(Exit::Newer, said)
    }

    /// Who signed, under which trust, with which warnings.
    pub fn authentic(&self) -> &Authentic {
        &self.authentic
    }

    /// The manifest's digests: the identity of the release.
    pub fn identity(&self) -> Both {
        Both::of(self.authentic.manifest())
    }

    /// ROOTS with its header, as read.
    pub fn roots(&self) -> &[u8] {
        &self.roots
    }

    /// SIGNATURES, as read.
    pub fn signatures(&self) -> &[u8] {
        &self.signatures
    }

    /// The trailer's numbers, which the manifest confirmed.
    pub fn trailer(&self) -> &Trailer {
        &self.trailer
    }

    /// Bytes of `range` of the file; each chunk's SHA-256 is checked as it is read.
    pub fn bytes<'a>(&'a self, source: &'a Source, range: Range<u64>) -> CheckedReader<'a> {
        CheckedReader::new(source, self, range)
    }

    /// The members, streamed.
    ///
    /// # Errors
    /// [`Exit::Newer`] for a newer payload, [`Exit::Damaged`] where INDEX does not hold.
    pub fn index<'a>(
        &'a self,
        source: &'a Source,
    ) -> anyhow::Result<IndexReader<'a, CheckedReader<'a>>> {
        let manifest = self.manifest()?;
        let from = manifest.envelope.index_offset();
        let stored = self.bytes(source, from..from + manifest.envelope.regions.index);
        IndexReader::new(stored, &manifest.payload, manifest.envelope.index.expanded_length)
    }

    /// Reads the whole file and checks every chunk with both digests, and INDEX's own digests.
    ///
    /// # Errors
    /// [`Exit::Damaged`] naming the first chunk that differs, [`Exit::Medium`] where the medium fails.
    pub fn verify<'a>(
        &'a self,
        source: &'a Source,
        threads: usize,
        progress: &Progress,
    ) -> anyhow::Result<Verified<'a>> {
        let checking = || say!(words::CHECKING, file = source.name().display());
        let envelope = self.envelope();
        let end = self.trailer.manifest_offset;
        chunks::check_all(source, end, &envelope.chunks, threads, progress).doing(checking)?;
        self.check_pad(source).doing(checking)?;
        self.check_index_digests(source).doing(checking)?;
        Ok(Verified { trusted: self, source })
    }

    fn check_pad(&self, source: &Source) -> anyhow::Result<()> {
        let regions = &self.envelope().regions;
        let from = regions.stub + regions.roots;
        let mut pad = Vec::new();
        self.bytes(source, from..from + regions.pad).read_to_end(&mut pad).map_err(recover)?;
        match pad.iter().all(|byte| *byte == 0) {
            true => Ok(()),
            false => Err(Fact::new(Exit::Damaged, say!(words::PAD_NOT_ZERO)).into()),
        }
    }

    fn check_index_digests(&self, source: &Source) -> anyhow::Result<()> {
        let envelope = self.envelope();
        let from = envelope.index_offset();
        let mut reader = self.bytes(source, from..from + envelope.regions.index);
        let mut hasher = crate::digest::BothHasher::default();
        let mut buffer = vec![0; 64 << 10];
        loop {
            match reader.read(&mut buffer).map_err(recover)? {
                0 => break,
                n => hasher.update(&buffer[..n]),
            }
        }
        let (found, expected) = (hasher.finish(), &envelope.index);
        if found.sha256 != expected.sha256 {
            return Err(index_differs("SHA-256", found.sha256.short(), expected.sha256.short()));
        }
        if found.sm3 != expected.sm3 {
            return Err(index_differs("SM3", found.sm3.short(), expected.sm3.short()));
        }
        Ok(())
    }
}

fn index_differs(kind: &str, found: String, expected: String) -> anyhow::Error {
    let said = say!(words::INDEX_DIFFERS, kind = kind, found = found, expected = expected);
    Fact::new(Exit::Damaged, said).into()
}

/// A container of which every byte was seen to hold. What is read from it later is checked again.
#[derive(Debug)]
pub struct Verified<'a> {
    trusted: &'a Trusted,
    source: &'a Source,
}

impl<'a> Verified<'a> {
    /// The authentic manifest and its signers.
    pub fn trusted(&self) -> &'a Trusted {
        self.trusted
    }

    /// The file.
    pub fn source(&self) -> &'a Source {
        self.source
    }

    /// Stored bytes of frame `number`, chunk-checked.
    ///
    /// # Errors
    /// [`Exit::Newer`] for a newer payload.
    pub fn frame(&self, number: usize) -> anyhow::Result<CheckedReader<'a>> {
        let manifest = self.trusted.manifest()?;
        let before: u64 =
            manifest.payload.frames.iter().take(number).map(|f| f.stored_length).sum();
        let length = manifest.payload.frames.get(number).map_or(0, |f| f.stored_length);
        let from = manifest.envelope.frames_offset() + before;
        Ok(self.trusted.bytes(self.source, from..from + length))
    }
}

/// A reader of part of the file. A byte leaves it only after the SHA-256 of its whole chunk, as just
/// read, was compared with the signed one: the medium may change between two reads.
pub struct CheckedReader<'a> {
    source: &'a Source,
    trusted: &'a Trusted,
    at: u64,
    end: u64,
    chunk: Vec<u8>,
    number: Option<u64>,
}

impl<'a> CheckedReader<'a> {
    fn new(source: &'a Source, trusted: &'a Trusted, range: Range<u64>) -> Self {
        let end = range.end.min(trusted.trailer.manifest_offset);
        CheckedReader { source, trusted, at: range.start, end, chunk: Vec::new(), number: None }
    }

    fn load(&mut self, number: u64) -> anyhow::Result<()> {
        let covered = self.trusted.trailer.manifest_offset;
        self.number = None;
        self.chunk.resize(chunks::length_of(number, covered).unwrap_or(0), 0);
        self.source.read_into(number * CHUNK_LENGTH, &mut self.chunk)?;
        let found = chunks::sha256(number, &self.chunk);
        let table = &self.trusted.envelope().chunks.sha256;
        match table.get(usize::try_from(number)?) {
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
