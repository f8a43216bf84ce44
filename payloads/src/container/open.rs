//! Opening a container: what is laid where, whether it is trusted, whether every byte holds.

use super::checked::{CheckedReader, Covered, index_differs};
use super::index::IndexReader;
use super::manifest::{Envelope, Manifest, Parsed, StubEntry};
use super::trailer::{self, Trailer};
use super::{CHUNK_LENGTH, Source, Unfinished, roots_header};
use crate::digest::{Both, Sha256};
use crate::refusal::trusted;
use crate::words::container as words;
use keys::{Authentic, Claims, Clock, Kind, Roots, Signatures, Trust};
use std::io::Read;
use std::ops::Range;
use voice::{Exit, Fact, Progress, recover};

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
            .ok_or_else(|| trailer::explain_cut(source, tail.as_ref()))?;
        let at = |offset: u64, length: u64| source.read(offset, usize::try_from(length)?);
        let signatures_at = trailer.manifest_offset + trailer.manifest_length;
        let roots = at(trailer.roots_offset, trailer.roots_length)?;
        if roots_header::parse(&roots) != Some(trailer.manifest_offset) {
            return Err(Fact::new(Exit::Damaged, words::roots_header()).into());
        }
        Ok(Laid {
            trailer,
            roots,
            manifest: at(trailer.manifest_offset, trailer.manifest_length)?,
            signatures: at(signatures_at, trailer.signatures_length)?,
        })
    }

    /// The same regions where they are kept apart, long after the file: what an installed release has in its
    /// `meta`. Believed no more than a file's.
    ///
    /// # Errors
    /// [`Exit::Damaged`] where they do not fit each other.
    pub fn kept(roots: Vec<u8>, manifest: Vec<u8>, signatures: Vec<u8>) -> anyhow::Result<Laid> {
        let damaged = || Fact::new(Exit::Damaged, words::roots_header());
        let manifest_offset = roots_header::parse(&roots).ok_or_else(damaged)?;
        // Nothing is believed by it: the manifest is compared with these numbers once it is authentic.
        let value = keys::canonical::parse(&manifest).ok();
        let stub = value.as_ref().and_then(|v| v.pointer("/envelope/regions/stub")?.as_u64());
        let trailer = Trailer {
            manifest_offset,
            manifest_length: manifest.len() as u64,
            roots_offset: stub.ok_or_else(damaged)?,
            roots_length: roots.len() as u64,
            signatures_length: signatures.len() as u64,
        };
        let length = trailer.total().ok_or_else(damaged)?;
        let rendered = trailer.render().ok_or_else(damaged)?;
        let trailer = Trailer::parse(&rendered, length).ok_or_else(damaged)?;
        Ok(Laid { trailer, roots, manifest, signatures })
    }

    /// Gives every byte of the file to `each`, in order. MANIFEST, SIGNATURES and TRAILER come as they were
    /// read before, so that what is judged is what passes by here; the manifest binds the rest.
    ///
    /// # Errors
    /// [`Exit::Medium`] where the medium fails, [`Exit::Damaged`] where the file became shorter.
    pub fn stream(&self, source: &Source, mut each: impl FnMut(&[u8])) -> anyhow::Result<()> {
        let end = self.trailer.manifest_offset;
        let mut from = 0;
        while from < end {
            let length = (end - from).min(CHUNK_LENGTH);
            each(&source.read(from, usize::try_from(length)?)?);
            from += length;
        }
        each(&self.manifest);
        each(&self.signatures);
        // As parsed from the only bytes it can have.
        self.trailer.render().iter().for_each(|tail| each(tail));
        Ok(())
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
        let signatures = trusted(Signatures::parse(&self.signatures))?;
        let roots = self.offered()?;
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

    /// As [`authenticate`](Self::authenticate), for a file that others have still to sign: kinds of
    /// signature may be missing. What it gives is no [`Trusted`], and nothing makes it one.
    ///
    /// # Errors
    /// Those of [`authenticate`](Self::authenticate) that no further signature can mend.
    pub fn authenticate_unfinished(
        self,
        trust: impl FnOnce(&Roots) -> anyhow::Result<Trust>,
        clock: &Clock,
    ) -> anyhow::Result<Unfinished> {
        let signatures = trusted(Signatures::parse(&self.signatures))?;
        let roots = self.offered()?;
        let judged = trusted(trust(&roots)?.judge_unfinished(self.manifest, &signatures, clock))?;
        let parsed = Manifest::parse(judged.manifest(), &self.trailer)?;
        let missing = trusted(judged.missing(&claims(parsed.envelope())))?;
        let (trailer, manifest) = (self.trailer, judged.manifest().to_vec());
        Ok(Unfinished { trailer, manifest, roots, signatures, parsed, missing, judged })
    }

    /// What the file offers in ROOTS. Anybody may have written it.
    ///
    /// # Errors
    /// [`Exit::Damaged`] where it is malformed.
    pub fn offered(&self) -> anyhow::Result<Roots> {
        trusted(Roots::parse(&self.roots[roots_header::LENGTH..]))
    }
}

/// What trust depends on of what a checked manifest says.
pub(super) fn claims(envelope: &Envelope) -> Claims {
    Claims {
        series: envelope.line.clone(),
        counter: envelope.counter,
        signing_time: envelope.signing_time,
        required: envelope.required.iter().filter_map(|name| Kind::named(name)).collect(),
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
        let signers = self.authentic.signers().iter().map(|signer| signer.user_id.as_str());
        let signer = signers.collect::<Vec<_>>().join(", ");
        let said = match envelope.critical.first() {
            Some(what) => words::unknown_critical(&signer, &what, &version, &own),
            None => words::newer_payload(&signer, &version, &own),
        };
        let fact = Fact::new(Exit::Newer, said);
        if envelope.stubs.is_empty() { fact } else { fact.help(words::newer_help()) }
    }

    /// Who signed, under which trust, with which warnings.
    pub fn authentic(&self) -> &Authentic {
        &self.authentic
    }

    /// The verdict on the same manifest and signatures under another trust: what this home remembers may have
    /// changed since they were judged. Nothing is read again.
    ///
    /// # Errors
    /// Those of [`Laid::authenticate`].
    pub fn judged_again(
        &self,
        trust: impl FnOnce(&Roots) -> anyhow::Result<Trust>,
        clock: &Clock,
    ) -> anyhow::Result<Trusted> {
        let laid = Laid {
            trailer: self.trailer,
            roots: self.roots.clone(),
            manifest: self.authentic.manifest().to_vec(),
            signatures: self.signatures.clone(),
        };
        laid.authenticate(trust, clock)
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
        self.covered(source).reader(range)
    }

    /// The bytes of one of its programs.
    ///
    /// # Errors
    /// [`Exit::Damaged`] where they are not those that the manifest names; those of reading.
    pub fn program(&self, source: &Source, stub: &StubEntry) -> anyhow::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let range = stub.offset..stub.offset + stub.length;
        self.bytes(source, range).read_to_end(&mut bytes).map_err(recover)?;
        let (found, expected) = (Sha256::of(&bytes), stub.sha256);
        if found != expected {
            let (found, expected) = (found.short(), expected.short());
            let file = source.name().display();
            let said = words::program_differs(&file, &found, &expected);
            return Err(Fact::new(Exit::Damaged, said).into());
        }
        Ok(bytes)
    }

    /// The members, streamed.
    ///
    /// # Errors
    /// [`Exit::Newer`] for a newer payload, [`Exit::Damaged`] where INDEX does not hold.
    pub fn index<'a>(&'a self, source: &'a Source) -> anyhow::Result<IndexReader<'a>> {
        self.covered(source).index(&self.manifest()?.payload)
    }

    /// The members, by INDEX as it was kept apart from the file: `stored` is compared with its digest in the
    /// manifest first.
    ///
    /// # Errors
    /// Those of [`Trusted::index`].
    pub fn index_kept<'a>(&'a self, stored: &'a [u8]) -> anyhow::Result<IndexReader<'a>> {
        let manifest = self.manifest()?;
        let (found, expected) = (Sha256::of(stored), manifest.envelope.index.sha256);
        if found != expected {
            return Err(index_differs("SHA-256", found.short(), expected.short()));
        }
        let length = manifest.envelope.index.expanded_length;
        IndexReader::new(Box::new(stored), &manifest.payload, length)
    }

    /// Reads the whole file and checks every chunk with both digests, INDEX's and the programs' own digests, and INDEX
    /// line by line: nothing that it lists will be a reason not to install the file. Of a payload that is newer
    /// than this program only the bytes are checked.
    ///
    /// # Errors
    /// [`Exit::Damaged`] naming the first chunk or line that differs, [`Exit::Medium`] where the medium fails.
    pub fn verify<'a>(
        &'a self,
        source: &'a Source,
        threads: usize,
        progress: &Progress,
    ) -> anyhow::Result<Verified<'a>> {
        self.covered(source).check(threads, progress)?;
        for stub in &self.envelope().stubs {
            self.program(source, stub)?;
        }
        Ok(Verified { trusted: self, source })
    }

    fn covered<'a>(&'a self, source: &'a Source) -> Covered<'a> {
        Covered::new(source, &self.parsed, &self.trailer)
    }
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
