//! Trees become frames: deterministic tar, cut by component and platform, compressed with zstd.

use crate::tree::{Contents, Entry, Kind as TreeKind, Tree};
use payloads::container::index::{Member, MemberKind};
use payloads::container::manifest::{Component, FrameEntry, Kind};
use payloads::container::{Frame, IndexWriter, MAX_WINDOW_LOG, StoredIndex, tar_header};
use payloads::digest::Sha256;
use payloads::platform::Platform;
use payloads::say;
use payloads::words::{Doing, Progress, build as words};
use sha2::Digest as _;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::sync::Mutex;

/// The members of one frame, before compression. Paths are the container's.
#[derive(Clone, Debug)]
pub struct Part {
    /// The component they belong to.
    pub component: Component,
    /// Which hosts need them.
    pub platform: Platform,
    /// The members by path, in the order of the paths' bytes.
    pub members: BTreeMap<String, Entry>,
}

impl Part {
    /// The members of `tree` below `prefix`, as far as `wanted` says yes to their paths in the tree.
    pub fn new(
        component: Component,
        platform: Platform,
        tree: &Tree,
        prefix: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Part {
        let mut members: BTreeMap<String, Entry> = tree
            .iter()
            .filter(|(path, _)| wanted(path))
            .map(|(path, entry)| (format!("{prefix}/{path}"), entry.clone()))
            .collect();
        for (at, _) in format!("{prefix}/").match_indices('/') {
            members
                .insert(prefix[..at].to_owned(), Entry { kind: TreeKind::Dir, executable: false });
        }
        Part { component, platform, members }
    }

    /// Bytes of all its files.
    pub fn length(&self) -> u64 {
        self.members
            .values()
            .map(|entry| match &entry.kind {
                TreeKind::File(contents) => contents.length(),
                _ => 0,
            })
            .sum()
    }
}

/// A directory that several parts have stays in one: the first that every host needs, else the first.
pub fn give_each_directory_one_home(parts: &mut [Part]) {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|number| parts[*number].platform != Platform::Any);
    let mut housed = BTreeSet::new();
    for number in order {
        parts[number]
            .members
            .retain(|path, entry| entry.kind != TreeKind::Dir || housed.insert(path.clone()));
    }
}

/// How to compress.
#[derive(Clone, Copy, Debug)]
pub struct Compression {
    /// zstd's level, 1 to 22.
    pub level: i32,
    /// mtime of every member, seconds since 1970.
    pub build_time: u64,
}

/// Frames, components and INDEX of a container.
#[derive(Clone, Debug)]
pub struct Packed {
    /// In file order, the `end` frame last.
    pub frames: Vec<Frame>,
    /// In order of appearance.
    pub components: Vec<Component>,
    /// The members.
    pub index: StoredIndex,
}

/// Compresses each part into a frame of its own below `work`, two at a time: threads within a frame
/// would change its bytes.
///
/// # Errors
/// A file that changes while it is read, or cannot be read; the disk's.
pub fn pack(
    parts: &[Part],
    compression: Compression,
    work: &Path,
    progress: &Progress,
) -> anyhow::Result<Packed> {
    let next = Mutex::new((0..parts.len()).rev().collect::<Vec<_>>());
    let done = Mutex::new(Vec::new());
    let run = || {
        while let Some(number) = next.lock().ok().and_then(|mut numbers| numbers.pop()) {
            let packed = frame(&parts[number], number, compression, work, progress);
            if let Ok(mut done) = done.lock() {
                done.push((number, packed));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().map_err(|_| anyhow::anyhow!("a packing thread panicked"))?;
    done.sort_by_key(|(number, _)| *number);
    assemble(parts, done, work)
}

/// A part's frame, and its members as INDEX will list them.
type PackedPart = (Frame, Vec<Member>);

fn assemble(
    parts: &[Part],
    done: Vec<(usize, anyhow::Result<PackedPart>)>,
    work: &Path,
) -> anyhow::Result<Packed> {
    let (mut frames, mut members) = (Vec::new(), Vec::new());
    let mut components: Vec<Component> = Vec::new();
    for (number, packed) in done {
        let (frame, found) = packed?;
        let component = &parts[number].component;
        let at = match components.iter().position(|c| c.name == component.name) {
            Some(at) => at,
            None => {
                components.push(component.clone());
                components.len() - 1
            }
        };
        components[at].members += frame.entry.members;
        components[at].expanded_length += found.iter().map(Member::size).sum::<u64>();
        members.extend(found);
        frames.push(frame);
    }
    frames.push(end_frame(work)?);
    components.push(component(Kind::End, "end", "", Platform::Any, ""));
    members.sort_by(|a, b| (a.path.as_bytes(), a.frame).cmp(&(b.path.as_bytes(), b.frame)));
    let mut index = IndexWriter::new();
    members.iter().try_for_each(|member| index.push(member))?;
    Ok(Packed { frames, components, index: index.finish()? })
}

/// A component without members yet.
pub fn component(kind: Kind, name: &str, version: &str, cpu: Platform, abi: &str) -> Component {
    Component {
        abi: abi.to_owned(),
        cpu,
        expanded_length: 0,
        kind,
        members: 0,
        name: name.to_owned(),
        version: version.to_owned(),
    }
}

fn frame(
    part: &Part,
    number: usize,
    compression: Compression,
    work: &Path,
    progress: &Progress,
) -> anyhow::Result<(Frame, Vec<Member>)> {
    let mut members = members(part, number as u64);
    let expanded_length = members
        .iter()
        .map(|m| {
            Ok(tar_header::render(m, 0)?.len() as u64
                + m.size()
                + tar_header::padding(m.size()) as u64)
        })
        .sum::<anyhow::Result<u64>>()?;
    let stored = work.join(format!("frame-{number}.zst"));
    let window_log = window_log(expanded_length);
    let mut encoder = encoder(&stored, compression.level, window_log, expanded_length)?;
    for member in &mut members {
        encoder.write_all(&tar_header::render(member, compression.build_time)?)?;
        if let Some(TreeKind::File(contents)) = part.members.get(&member.path).map(|e| &e.kind) {
            copy(contents, member, &mut encoder, progress)?;
        }
    }
    let mut file = encoder.finish()?;
    file.flush()?;
    let entry = FrameEntry {
        component: part.component.name.clone(),
        expanded_length,
        members: members.len() as u64,
        platform: part.platform,
        stored_length: file.get_ref().metadata()?.len(),
        window_log: u64::from(window_log),
    };
    Ok((Frame { entry, stored }, members))
}

fn members(part: &Part, frame: u64) -> Vec<Member> {
    part.members
        .iter()
        .map(|(path, entry)| {
            let kind = match &entry.kind {
                TreeKind::Dir => MemberKind::Dir,
                TreeKind::Symlink { target } => MemberKind::Link { target: target.clone() },
                TreeKind::File(contents) => MemberKind::File {
                    executable: entry.executable,
                    size: contents.length(),
                    sha256: Sha256::of(b""),
                },
            };
            Member { path: path.to_owned(), frame, kind }
        })
        .collect()
}

/// Copies a file's contents and padding into the frame, and notes its digest in `member`.
fn copy(
    contents: &Contents,
    member: &mut Member,
    out: &mut impl Write,
    progress: &Progress,
) -> anyhow::Result<()> {
    let step = || say!(words::PACKING_MEMBER, path = member.path);
    let mut hasher = sha2::Sha256::new();
    let mut copied = 0u64;
    let mut buffer = vec![0; 256 << 10];
    let mut from = contents.open().doing(step)?;
    loop {
        let n = from.read(&mut buffer).doing(step)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
        out.write_all(&buffer[..n])?;
        progress.add(n as u64);
        copied += n as u64;
    }
    if copied != contents.length() {
        let said = say!(words::CHANGED_WHILE_PACKED, path = member.path);
        return Err(payloads::words::Fact::new(payloads::Exit::Usage, said).into());
    }
    out.write_all(&vec![0; tar_header::padding(copied)])?;
    if let MemberKind::File { sha256, .. } = &mut member.kind {
        *sha256 = Sha256::from_bytes(hasher.finalize().into());
    }
    Ok(())
}

/// The smallest window that holds the frame, at most what readers allow. Go's executables repeat each
/// other tens of megabytes apart, and so do its sources: a smaller window costs 1 to 4 % of a file.
fn window_log(expanded_length: u64) -> u32 {
    expanded_length.max(1).next_power_of_two().ilog2().clamp(10, MAX_WINDOW_LOG as u32)
}

type Encoder = zstd::Encoder<'static, BufWriter<File>>;

fn encoder(
    path: &Path,
    level: i32,
    window_log: u32,
    expanded_length: u64,
) -> anyhow::Result<Encoder> {
    let file = File::create(path).doing(|| say!(words::CREATING, path = path.display()))?;
    let mut encoder = zstd::Encoder::new(BufWriter::with_capacity(1 << 20, file), level)?;
    encoder.include_checksum(true)?;
    encoder.include_contentsize(true)?;
    encoder.window_log(window_log)?;
    encoder.long_distance_matching(window_log == MAX_WINDOW_LOG as u32)?;
    encoder.set_pledged_src_size(Some(expanded_length))?;
    Ok(encoder)
}

fn end_frame(work: &Path) -> anyhow::Result<Frame> {
    let blocks = tar_header::end_blocks();
    let stored = work.join("frame-end.zst");
    let mut encoder = encoder(&stored, 1, 10, blocks.len() as u64)?;
    encoder.write_all(&blocks)?;
    let file = encoder.finish()?;
    let entry = FrameEntry {
        component: "end".to_owned(),
        expanded_length: blocks.len() as u64,
        members: 0,
        platform: Platform::Any,
        stored_length: file.into_inner()?.metadata()?.len(),
        window_log: 10,
    };
    Ok(Frame { entry, stored })
}
