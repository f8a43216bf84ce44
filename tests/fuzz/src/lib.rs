//! What the targets share: a file to try bytes in, the container that is honest, and somebody who
//! signs whatever is given to him.
#![allow(clippy::expect_used)]

use keys::{Claims, Clock, Kind, Purpose, Role, Roots, SecretKey, Signatures};
use keys::{Trust, TrustList, TrustListBody, TrustState};
use payloads::container::trailer::{LENGTH, Trailer};
use payloads::container::{Laid, Source, Trusted, roots_header};
use payloads::refusal::trusted;
use std::collections::BTreeMap;
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// When the seeds were signed, seconds since 1970: 2026-01-01.
pub const SIGNED: u64 = 1_767_225_600;
/// A day in the same year, for a program built before it.
pub const CLOCK: Clock = Clock { now: SIGNED + 86_400, built: SIGNED, latest_known: 0 };

/// A file that is given other contents for each try, in memory where there is `/dev/shm`.
pub struct Scratch {
    file: File,
    path: PathBuf,
    _directory: TempDir,
}

impl Scratch {
    /// An empty one.
    pub fn new() -> Self {
        let directory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let directory = directory.expect("a scratch directory");
        let path = directory.path().join("tried.run");
        let file = File::create(&path).expect("a scratch file");
        Scratch { file, path, _directory: directory }
    }

    /// The file with these contents.
    pub fn holding(&self, bytes: &[u8]) -> Source {
        self.file.set_len(bytes.len() as u64).expect("our own file");
        self.file.write_all_at(bytes, 0).expect("our own file");
        Source::open(&self.path).expect("our own file")
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Scratch::new()
    }
}

/// The trailer of an honest container.
pub fn trailer_of(whole: &[u8]) -> Trailer {
    let tail = whole.last_chunk().expect("a trailer");
    Trailer::parse(tail, whole.len() as u64).expect("an honest trailer")
}

/// The regions that can be replaced apart: what is before ROOTS, ROOTS, what is before MANIFEST,
/// MANIFEST, SIGNATURES.
pub fn regions(whole: &[u8]) -> [Range<usize>; 5] {
    let trailer = trailer_of(whole);
    let [roots, manifest] = [trailer.roots_offset, trailer.manifest_offset].map(|at| at as usize);
    let behind_roots = roots + trailer.roots_length as usize;
    let signatures = manifest + trailer.manifest_length as usize;
    [
        0..roots,
        roots..behind_roots,
        behind_roots..manifest,
        manifest..signatures,
        signatures..whole.len() - LENGTH,
    ]
}

/// A container of these regions, whose trailer and header of ROOTS fit them.
pub fn laid_out(regions: [&[u8]; 5]) -> Vec<u8> {
    let [stub, roots, between, manifest, signatures] = regions.map(|bytes| bytes.len() as u64);
    let manifest_offset = stub + roots + between;
    let trailer = Trailer {
        manifest_offset,
        manifest_length: manifest,
        roots_offset: stub,
        roots_length: roots,
        signatures_length: signatures,
    };
    let mut whole = regions.concat();
    let header = roots_header::render(manifest_offset);
    if let Some(place) = whole.get_mut(stub as usize..stub as usize + header.len()) {
        place.copy_from_slice(&header);
    }
    whole.extend(trailer.render().expect("small numbers"));
    whole
}

/// What a home that believes `state` makes of `source`, as far as the manifest is authentic.
pub fn authenticated(source: &Source, state: &TrustState) -> Option<Trusted> {
    let trust = |roots: &Roots| trusted(Trust::from_state(state, roots));
    Laid::read(source).and_then(|laid| laid.authenticate(trust, &CLOCK)).ok()
}

/// The state of a home that was told the root of `whole`, which is authentic.
pub fn pinned_by(whole: &[u8]) -> TrustState {
    let pinned = |roots: &Roots| {
        let root = roots.certificates()[0].fingerprint();
        trusted(Trust::tofu(roots).and_then(|trust| trust.require_root(root)))
    };
    let scratch = Scratch::new();
    let laid = Laid::read(&scratch.holding(whole)).expect("a whole file");
    let file = laid.authenticate(pinned, &CLOCK).expect("an authentic file");
    TrustState::default().after(file.authentic(), &CLOCK)
}

/// Somebody believed who signs everything, for targets that begin behind the signatures.
pub struct Signer {
    release: SecretKey,
    /// That of a home that believes him.
    pub state: TrustState,
}

impl Signer {
    /// One with keys made on the spot.
    pub fn new() -> Self {
        let made = |role| keys::generate("Snake-oil", SIGNED - 1, role, None).expect("a key");
        let ((root, certificate), (release, signs)) = (made(Role::Root), made(Role::Release));
        let body = TrustListBody::first(&certificate, &[signs], SIGNED - 1);
        let list = TrustList::new(body).expect("a list");
        let packet = root.sign(Purpose::TrustList, SIGNED, &mut list.message()).expect("signed");
        let list = list.with_signature(Kind::OpenPgp, packet).expect("a short list");
        let roots = Roots::new(vec![certificate], Vec::new(), Some(list)).expect("short roots");
        let mut signer = Signer { release, state: TrustState::default() };
        let claims =
            Claims { series: "any".into(), counter: 1, signing_time: SIGNED, required: vec![] };
        let signed = Trust::tofu(&roots)
            .and_then(|trust| trust.judge(b"{}".to_vec(), &signer.sign(b"{}"), &CLOCK))
            .and_then(|signed| signed.accept(claims));
        signer.state = TrustState::default().after(&signed.expect("believed"), &CLOCK);
        signer
    }

    /// SIGNATURES over `manifest`.
    pub fn sign(&self, mut manifest: &[u8]) -> Signatures {
        let packet = self.release.sign(Purpose::Manifest, SIGNED, &mut manifest).expect("signed");
        Signatures::default().with(Kind::OpenPgp, packet).expect("a short one")
    }
}

impl Default for Signer {
    fn default() -> Self {
        Signer::new()
    }
}

/// What was recorded of Go's checksum database, by path below its directory (keys/fixtures).
pub fn recorded() -> BTreeMap<String, Vec<u8>> {
    let crate_ = Path::new(env!("CARGO_MANIFEST_DIR"));
    let top = crate_.join("../../keys/fixtures/sumdb-later/sum.golang.org");
    let (mut files, mut pending) = (BTreeMap::new(), vec![top.clone()]);
    while let Some(directory) = pending.pop() {
        for entry in std::fs::read_dir(&directory).expect("the fixtures") {
            let path = entry.expect("the fixtures").path();
            if path.is_dir() {
                pending.push(path);
                continue;
            }
            let name = path.strip_prefix(&top).expect("below it").display().to_string();
            files.insert(name, std::fs::read(&path).expect("a fixture"));
        }
    }
    files
}

/// Puts the files in `bytes` among `files`: the length of each path in a byte, the path, the length of the contents in
/// two bytes, the first the low one, the contents. Where that ends early, so does the file.
pub fn replaced(mut bytes: &[u8], files: &mut BTreeMap<String, Vec<u8>>) {
    let mut take = |length: usize| {
        let (taken, rest) = bytes.split_at(length.min(bytes.len()));
        bytes = rest;
        taken
    };
    while let [length] = take(1) {
        let path = String::from_utf8_lossy(take(usize::from(*length))).into_owned();
        let length = take(2).try_into().map_or(0, u16::from_le_bytes);
        files.insert(path, take(usize::from(length)).to_vec());
    }
}
