//! A container on its way from one signer to the next.

use super::checked::Covered;
use super::manifest::{Envelope, Manifest, Parsed};
use super::open::claims;
use super::trailer::{self, Trailer};
use super::{MAX_FILE, Source};
use crate::digest::Both;
use crate::refusal::trusted;
use crate::words::container as words;
use keys::{Kind, Roots, Signatures};
use std::fs::File;
use std::io::Write;
use voice::{Exit, Fact, Progress};

/// A container that somebody accepted here signed and that others may have still to sign. It is no
/// [`Trusted`](super::Trusted): nothing is ever unpacked from it.
#[derive(Debug)]
pub struct Unfinished {
    pub(super) trailer: Trailer,
    pub(super) manifest: Vec<u8>,
    pub(super) roots: Roots,
    pub(super) signatures: Signatures,
    pub(super) parsed: Parsed,
    pub(super) missing: Vec<Kind>,
    pub(super) judged: keys::Unfinished,
}

impl Unfinished {
    /// The part of the manifest that every program understands.
    pub fn envelope(&self) -> &Envelope {
        self.parsed.envelope()
    }

    /// What MANIFEST says; `None` where its payload needs a newer goferry.
    pub fn whole(&self) -> Option<&Manifest> {
        match &self.parsed {
            Parsed::Whole(manifest) => Some(manifest),
            Parsed::Newer(_) => None,
        }
    }

    /// MANIFEST's bytes: the message that is signed.
    pub fn manifest(&self) -> &[u8] {
        &self.manifest
    }

    /// The manifest's digests: the identity of the release.
    pub fn identity(&self) -> Both {
        Both::of(&self.manifest)
    }

    /// What ROOTS offers.
    pub fn roots(&self) -> &Roots {
        &self.roots
    }

    /// The signatures that are there, whether they count or not.
    pub fn signatures(&self) -> &Signatures {
        &self.signatures
    }

    /// The trailer's numbers, which the manifest confirmed.
    pub fn trailer(&self) -> &Trailer {
        &self.trailer
    }

    /// The kinds of signature that are required and missing, ascending; empty where the file is
    /// finished.
    pub fn missing(&self) -> &[Kind] {
        &self.missing
    }

    /// Whether the signature of `kind` is by somebody whom the trust list names.
    ///
    /// # Errors
    /// Those of [`keys::Unfinished::missing`].
    pub fn counts(&self, kind: Kind) -> anyhow::Result<bool> {
        let mut claims = claims(self.envelope());
        claims.required.push(kind);
        Ok(!trusted(self.judged.missing(&claims))?.contains(&kind))
    }

    /// As [`Trusted::verify`](super::Trusted::verify), but for the programs' own digests.
    ///
    /// # Errors
    /// [`Exit::Damaged`] naming the first chunk or line that differs, [`Exit::Medium`] where the medium fails.
    pub fn verify(
        &self,
        source: &Source,
        threads: usize,
        progress: &Progress,
    ) -> anyhow::Result<()> {
        Covered::new(source, &self.parsed, &self.trailer).check(threads, progress)
    }

    /// Writes the container that `source` is with `signatures` in the place of its own to `out`
    /// (empty, at its start). Every byte before SIGNATURES is as it was.
    ///
    /// # Errors
    /// [`Exit::Usage`] where the file would become too long; the disk's.
    pub fn write_with(
        &self,
        signatures: &Signatures,
        source: &Source,
        out: &mut File,
    ) -> anyhow::Result<()> {
        let signatures = signatures.render();
        let trailer = Trailer { signatures_length: signatures.len() as u64, ..self.trailer };
        let total = trailer.total().unwrap_or(u64::MAX);
        let end = trailer.render().filter(|_| total <= MAX_FILE).ok_or_else(|| {
            let said = words::too_large(&words::the_file(), &total, &MAX_FILE);
            Fact::new(Exit::Usage, said)
        })?;
        copy(source, self.trailer.manifest_offset, out)?;
        for part in [&self.manifest[..], &signatures, &end as &[u8; trailer::LENGTH]] {
            out.write_all(part)?;
        }
        Ok(())
    }
}

/// The first `length` bytes of `source`.
fn copy(source: &Source, length: u64, out: &mut File) -> anyhow::Result<()> {
    let mut buffer = vec![0; 1 << 20];
    let mut at = 0;
    while at < length {
        let piece = usize::try_from(length - at).unwrap_or(usize::MAX).min(buffer.len());
        source.read_into(at, &mut buffer[..piece])?;
        out.write_all(&buffer[..piece])?;
        at += piece as u64;
    }
    Ok(())
}
