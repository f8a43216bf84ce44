//! Makes small containers with keys that live as long as the test, and takes them as install does.

use crate::container::index::{Member, MemberKind};
use crate::container::manifest::{Component, FrameEntry, Kind, StubEntry};
use crate::container::trailer::{self, Trailer};
use crate::container::{Draft, Frame, Laid, Source, StoredIndex, Trusted, tar_header, write};
use crate::digest::Sha256;
use crate::platform::{Cpu, Platform};
use crate::refusal::trusted;
pub(super) use crate::scratch::Scratch;
use crate::unpack::{Plan, Selection, Tree, unpack};
use keys::{Clock, Purpose, Role, Roots, SecretKey, Signatures, Trust, TrustList, TrustListBody};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;
use voice::{Fact, Progress};

/// 2026-01-01.
pub(super) const SIGNED: u64 = 1_767_225_600;
pub(super) const CLOCK: Clock = Clock { now: SIGNED + 60, built: SIGNED, latest_known: 0 };

static KEYS: LazyLock<(SecretKey, Roots)> = LazyLock::new(|| {
    let make = |role| keys::generate("Snake-oil", SIGNED - 1, role, None).unwrap();
    let ((root_key, root), (release, certificate)) = (make(Role::Root), make(Role::Release));
    let list = TrustList::new(TrustListBody::first(&root, &[certificate], SIGNED - 1)).unwrap();
    let packet = root_key.sign(Purpose::TrustList, SIGNED, &mut list.message()).unwrap();
    let list = list.with_signature(keys::Kind::OpenPgp, packet).unwrap();
    (release, Roots::new(vec![root], vec![], Some(list)).unwrap())
});

fn sign(mut manifest: &[u8]) -> Signatures {
    let packet = KEYS.0.sign(Purpose::Manifest, SIGNED, &mut manifest).unwrap();
    Signatures::default().with(keys::Kind::OpenPgp, packet).unwrap()
}

impl Scratch {
    /// A file in it with these contents, open.
    pub(super) fn source(&self, bytes: &[u8]) -> Source {
        let path = self.join("file.run");
        std::fs::write(&path, bytes).unwrap();
        Source::open(&path).unwrap()
    }
}

/// A container in the making: what is public can be made otherwise before it is built.
#[derive(Clone)]
pub(super) struct Maker {
    pub(super) stub: Vec<u8>,
    pub(super) members: Vec<Member>,
    /// Lines of INDEX, honest until changed.
    pub(super) lines: Vec<u8>,
    /// What the frame of Go expands to.
    pub(super) tar: Vec<u8>,
    /// Frames as stored: Go, end.
    pub(super) stored: [Vec<u8>; 2],
    pub(super) entry: FrameEntry,
}

impl Maker {
    pub(super) fn new() -> Self {
        Maker::holding(b"package main\n")
    }

    /// With these contents in one of its files.
    pub(super) fn holding(contents: &[u8]) -> Self {
        let at = |path: &str, kind| Member { path: path.to_owned(), frame: 0, kind };
        let (size, sha256) = (contents.len() as u64, Sha256::of(contents));
        let link = MemberKind::Link { target: "main.go".to_owned() };
        let members = vec![
            at("goroot", MemberKind::Dir),
            at("goroot/go", link),
            at("goroot/main.go", MemberKind::File { executable: true, size, sha256 }),
        ];
        let mut maker = Maker {
            stub: b"I am no program.".to_vec(),
            lines: members.iter().flat_map(|member| member.render().unwrap()).collect(),
            tar: Vec::new(),
            stored: Default::default(),
            entry: entry("go", Platform::Cpu(Cpu::X86_64), 3),
            members,
        };
        for member in &maker.members {
            maker.tar.extend(tar_header::render(member, SIGNED).unwrap());
            maker.tar.extend(&contents[..member.size() as usize]);
            maker.tar.resize(maker.tar.len() + tar_header::padding(member.size()), 0);
        }
        maker.packed()
    }

    /// With its frames compressed anew, after `tar` was changed.
    pub(super) fn packed(mut self) -> Self {
        self.stored = [frame(&self.tar, |_| {}), frame(&tar_header::end_blocks(), |_| {})];
        self.entry.expanded_length = self.tar.len() as u64;
        self
    }

    /// With INDEX changed as text.
    pub(super) fn told(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.lines = change(std::str::from_utf8(&self.lines).unwrap()).into_bytes();
        self
    }

    pub(super) fn build(&self) -> Vec<u8> {
        let scratch = Scratch::new();
        let mut end = entry("end", Platform::Any, 0);
        end.expanded_length = 1024;
        let entries = [self.entry.clone(), end];
        let frames = entries.into_iter().zip(&self.stored).map(|(mut entry, bytes)| {
            let stored = scratch.path().join(&entry.component);
            std::fs::write(&stored, bytes).unwrap();
            entry.stored_length = bytes.len() as u64;
            Frame { entry, stored }
        });
        let frames: Vec<Frame> = frames.collect();
        let version = "0.1.0".to_owned();
        let platform = Platform::Cpu(Cpu::X86_64);
        let length = self.stub.len() as u64;
        let draft = Draft {
            stub: self.stub.clone(),
            stubs: vec![StubEntry {
                length,
                offset: 0,
                platform,
                sha256: Sha256::of(&self.stub),
                version: version.clone(),
            }],
            roots: KEYS.1.clone(),
            components: frames.iter().map(|frame| component(&frame.entry)).collect(),
            frames,
            index: StoredIndex::compress(&self.lines).unwrap(),
            go: "1.27.3".to_owned(),
            flavour: String::new(),
            line: "go1.27".to_owned(),
            counter: 1,
            required: vec!["openpgp".to_owned()],
            signing_time: SIGNED,
            build_time: SIGNED,
            minimum_program: version,
            notes: BTreeMap::new(),
        };
        let path = scratch.path().join("made.run");
        let mut out = std::fs::File::create_new(&path).unwrap();
        write(&draft, &mut out, &mut |manifest| Ok(sign(manifest))).unwrap();
        std::fs::read(path).unwrap()
    }
}

fn entry(component: &str, platform: Platform, members: u64) -> FrameEntry {
    let component = component.to_owned();
    let (expanded_length, stored_length, window_log) = (0, 0, 20);
    FrameEntry { component, expanded_length, members, platform, stored_length, window_log }
}

fn component(frame: &FrameEntry) -> Component {
    Component {
        abi: String::new(),
        cpu: frame.platform,
        expanded_length: frame.expanded_length,
        kind: if frame.component == "go" { Kind::Go } else { Kind::End },
        members: frame.members,
        name: frame.component.clone(),
        version: String::new(),
    }
}

/// A frame by the real encoder, after `change` had its way with the settings.
pub(super) fn frame(tar: &[u8], change: impl FnOnce(&mut zstd::Encoder<'_, Vec<u8>>)) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.window_log(20).unwrap();
    encoder.set_pledged_src_size(Some(tar.len() as u64)).unwrap();
    change(&mut encoder);
    encoder.write_all(tar).unwrap();
    encoder.finish().unwrap()
}

/// The regions [before MANIFEST, MANIFEST, SIGNATURES] of an honest container, and its trailer.
pub(super) fn regions(whole: &[u8]) -> ([&[u8]; 3], Trailer) {
    let trailer = Trailer::parse(whole.last_chunk().unwrap(), whole.len() as u64).unwrap();
    let (before, rest) = whole.split_at(trailer.manifest_offset as usize);
    let (manifest, rest) = rest.split_at(trailer.manifest_length as usize);
    ([before, manifest, &rest[..rest.len() - trailer::LENGTH]], trailer)
}

/// The container with its manifest changed, signed and laid out anew.
pub(super) fn resigned(whole: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let ([before, manifest, _], trailer) = regions(whole);
    let mut value: Value = serde_json::from_slice(manifest).unwrap();
    change(&mut value);
    let manifest = keys::canonical::render(&value);
    let signatures = sign(&manifest).render();
    let (manifest_length, signatures_length) = (manifest.len() as u64, signatures.len() as u64);
    let trailer = Trailer { manifest_length, signatures_length, ..trailer }.render().unwrap();
    [before, &manifest, &signatures, &trailer].concat()
}

/// The container as far as its manifest is authentic.
pub(super) fn opened(source: &Source) -> anyhow::Result<Trusted> {
    let tofu = |roots: &Roots| trusted(Trust::tofu(roots));
    Laid::read(source)?.authenticate(tofu, &CLOCK)
}

/// What install does: every byte checked, INDEX read as a tree, members laid down in `directory`.
pub(super) fn received(whole: &[u8], directory: &Path) -> anyhow::Result<()> {
    let scratch = Scratch::new();
    let source = scratch.source(whole);
    let file = opened(&source)?;
    let verified = file.verify(&source, 2, &Progress::hidden())?;
    let plan = Plan::new(&verified, Selection::all(Cpu::X86_64))?;
    let tree = Tree::open(directory)?;
    tree.lay_directories(&plan)?;
    unpack(&verified, &plan, &tree, 2, &Progress::hidden())
}

/// The name of the fact that an error comes down to.
pub(super) fn id(error: &anyhow::Error) -> &'static str {
    error.chain().find_map(|cause| cause.downcast_ref::<Fact>()).map_or("", |fact| fact.said.name())
}

/// Bytes that do not compress, of a seed.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 1u64;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as u8
    };
    (0..length).map(next).collect()
}
