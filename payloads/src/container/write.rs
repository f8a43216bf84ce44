//! Writing a container: regions in file order, hashed as they go, the manifest last, then whatever
//! the signer answers. The mirror of [`open`](super::open).

use super::manifest::{
    ChunkTable, Component, Envelope, FrameEntry, IndexDigests, Manifest, Payload, Regions,
    StubEntry, pad_length, payload_version, window_sum,
};
use super::trailer::Trailer;
use super::{CHUNK_LENGTH, FORMAT, MAX_FILE, MAX_MANIFEST, MAX_ROOTS, chunks, roots_header};
use crate::digest::Both;
use crate::words::container as words;
use keys::{Roots, Signatures};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use voice::{Context as _, Exit, Fact, Said};

/// A compressed frame, waiting in a file.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What the manifest says of it; `stored_length` is the file's length.
    pub entry: FrameEntry,
    /// The file with its stored bytes.
    pub stored: PathBuf,
}

/// INDEX as it will be stored.
#[derive(Clone, Debug)]
pub struct StoredIndex {
    pub(super) stored: Vec<u8>,
    expanded_length: u64,
}

impl StoredIndex {
    /// INDEX of the `lines` of its members, which come sorted by (path, frame).
    ///
    /// # Errors
    /// zstd's.
    pub fn compress(lines: &[u8]) -> anyhow::Result<StoredIndex> {
        let expanded_length = lines.len() as u64;
        let mut encoder = zstd::Encoder::new(Vec::new(), 19)?;
        encoder.include_checksum(true)?;
        encoder.window_log(u32::try_from(super::MAX_INDEX_WINDOW_LOG)?)?;
        encoder.set_pledged_src_size(Some(expanded_length))?;
        encoder.write_all(lines)?;
        Ok(StoredIndex { stored: encoder.finish()?, expanded_length })
    }
}

/// Everything that goes into a container except the signatures.
#[derive(Clone, Debug)]
pub struct Draft {
    /// STUB.
    pub stub: Vec<u8>,
    /// The programs within it.
    pub stubs: Vec<StubEntry>,
    /// What ROOTS carries.
    pub roots: Roots,
    /// In file order, the `end` frame last.
    pub frames: Vec<Frame>,
    /// The members.
    pub index: StoredIndex,
    /// What is inside.
    pub components: Vec<Component>,
    /// Go's version, or empty.
    pub go: String,
    /// May be empty.
    pub flavour: String,
    /// The series in which `counter` counts.
    pub line: String,
    /// Counts within (first root, line).
    pub counter: u32,
    /// Signature kinds this file demands.
    pub required: Vec<String>,
    /// Seconds since 1970.
    pub signing_time: u64,
    /// Seconds since 1970; mtime of every member.
    pub build_time: u64,
    /// The oldest program that reads it.
    pub minimum_program: String,
    /// For people.
    pub notes: BTreeMap<String, String>,
}

/// Writes the container to `out` (empty, at its start). `sign` sees only the manifest's bytes.
///
/// # Errors
/// [`Exit::Usage`] where a limit of FORMAT.md 1 is passed; the signer's; the disk's.
pub fn write(
    draft: &Draft,
    out: &mut File,
    sign: &mut dyn FnMut(&[u8]) -> anyhow::Result<Signatures>,
) -> anyhow::Result<Manifest> {
    let layout = Layout::of(draft)?;
    let mut hashing =
        Hashing { out, chunk: Vec::with_capacity(CHUNK_LENGTH as usize), table: ChunkTable::new() };
    hashing.write(&draft.stub)?;
    hashing.write(&layout.roots)?;
    hashing.write(&vec![0; usize::try_from(layout.regions.pad)?])?;
    for frame in &draft.frames {
        let file = File::open(&frame.stored).context(|| words::opening(&frame.stored.display()))?;
        hashing.copy(file, frame.entry.stored_length)?;
    }
    hashing.write(&draft.index.stored)?;
    let manifest = manifest(draft, &layout, hashing.finish()?);
    let bytes = manifest.render()?;
    within(words::the_manifest(), bytes.len() as u64, MAX_MANIFEST)?;
    let signatures = sign(&bytes)?.render();
    let trailer = Trailer {
        manifest_offset: layout.manifest_offset,
        manifest_length: bytes.len() as u64,
        roots_offset: draft.stub.len() as u64,
        roots_length: layout.roots.len() as u64,
        signatures_length: signatures.len() as u64,
    };
    within(words::the_file(), trailer.total().unwrap_or(u64::MAX), MAX_FILE)?;
    let trailer = trailer.render().unwrap_or([0; super::trailer::LENGTH]);
    for part in [&bytes[..], &signatures[..], &trailer[..]] {
        out.write_all(part)?;
    }
    Ok(manifest)
}

struct Layout {
    roots: Vec<u8>,
    regions: Regions,
    manifest_offset: u64,
}

impl Layout {
    fn of(draft: &Draft) -> anyhow::Result<Layout> {
        let entries = draft.roots.render();
        let roots_length = (roots_header::LENGTH + entries.len()) as u64;
        within(words::the_roots(), roots_length, MAX_ROOTS)?;
        let stub = draft.stub.len() as u64;
        let frames: u64 = draft.frames.iter().map(|f| f.entry.stored_length).sum();
        let regions = Regions {
            stub,
            roots: roots_length,
            pad: pad_length(stub + roots_length),
            frames,
            index: draft.index.stored.len() as u64,
        };
        let manifest_offset = stub + roots_length + regions.pad + frames + regions.index;
        within(words::the_file(), manifest_offset, MAX_FILE)?;
        let mut roots = roots_header::render(manifest_offset).to_vec();
        roots.extend(entries);
        Ok(Layout { roots, regions, manifest_offset })
    }
}

fn within(what: Said, found: u64, limit: u64) -> Result<(), Fact> {
    if found <= limit {
        return Ok(());
    }
    Err(Fact::new(Exit::Usage, words::too_large(&what, &found, &limit)))
}

fn manifest(draft: &Draft, layout: &Layout, chunks: ChunkTable) -> Manifest {
    let index = Both::of(&draft.index.stored);
    let frames: Vec<FrameEntry> = draft.frames.iter().map(|f| f.entry.clone()).collect();
    Manifest {
        envelope: Envelope {
            chunks,
            counter: draft.counter,
            critical: Vec::new(),
            ext: BTreeMap::new(),
            format: FORMAT,
            index: IndexDigests {
                expanded_length: draft.index.expanded_length,
                sha256: index.sha256,
                sm3: index.sm3,
            },
            line: draft.line.clone(),
            minimum_program: draft.minimum_program.clone(),
            regions: layout.regions.clone(),
            required: draft.required.clone(),
            signing_time: draft.signing_time,
            stubs: draft.stubs.clone(),
        },
        notes: draft.notes.clone(),
        payload: Payload {
            build_time: draft.build_time,
            components: draft.components.clone(),
            flavour: draft.flavour.clone(),
            window_sum: window_sum(&frames),
            frames,
            go: draft.go.clone(),
            version: payload_version(&draft.components),
        },
    }
}

/// Writes through, cutting what passes into chunks and keeping their digests.
struct Hashing<'a> {
    out: &'a mut File,
    chunk: Vec<u8>,
    table: ChunkTable,
}

impl Hashing<'_> {
    fn write(&mut self, mut bytes: &[u8]) -> anyhow::Result<()> {
        while !bytes.is_empty() {
            let room = CHUNK_LENGTH as usize - self.chunk.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.chunk.extend_from_slice(now);
            bytes = later;
            if self.chunk.len() as u64 == CHUNK_LENGTH {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn copy(&mut self, mut from: impl Read, length: u64) -> anyhow::Result<()> {
        let mut buffer = vec![0; 256 << 10];
        let mut copied = 0;
        loop {
            match from.read(&mut buffer)? {
                0 => break,
                n => {
                    self.write(&buffer[..n])?;
                    copied += n as u64;
                }
            }
        }
        anyhow::ensure!(
            copied == length,
            "a frame changed while it was written: {copied} of {length} bytes"
        );
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        self.table.push(chunks::digest(self.table.sha256.len() as u64, &self.chunk));
        self.out.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<ChunkTable> {
        if !self.chunk.is_empty() {
            self.flush()?;
        }
        Ok(self.table)
    }
}
