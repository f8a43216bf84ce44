//! Unpacking: frames stream once, checked, decoded, compared with INDEX and laid down below one
//! directory. The only code that turns a container's members into files, for both programs.
//!
//! bounded reader -> chunk digest -> zstd -> tar header compared -> SHA-256 compared -> file

mod frame_reader;
mod plan;
mod tree;

pub use frame_reader::head;
pub use plan::{Plan, Selection, matches};
pub use tree::Tree;

use crate::container::Verified;
use crate::container::index::{Member, MemberKind};
use crate::container::manifest::Kind;
use crate::digest::Sha256;
use crate::words::container as words;
use crate::workers;
use frame_reader::{FrameReader, Window};
use std::fs::File;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use voice::{Context as _, Exit, Fact, Progress, Said};

/// Lays the planned files and links down in `tree`, whose directories are there ([`Tree::lay_directories`]),
/// decoding with up to `threads` threads.
///
/// Every member of every selected frame is checked against INDEX, also where the plan does not want
/// it written. Existing files are never followed or overwritten.
///
/// # Errors
/// 20 for anything in the file that differs from what was signed; 13, 14 or 16 at the destination.
pub fn unpack(
    verified: &Verified<'_>,
    plan: &Plan,
    tree: &Tree,
    threads: usize,
    progress: &Progress,
) -> anyhow::Result<()> {
    let (sender, receiver) = sync_channel(WAITING_FILES);
    let run = Run {
        verified,
        plan,
        tree,
        progress,
        frames: Mutex::new(plan.frames_longest_first()),
        files: Mutex::new(receiver),
        spare: Mutex::new(Vec::new()),
        failed: AtomicBool::new(false),
        first: Mutex::new(None),
    };
    workers::together(threads, sender, |sender| run.work(sender));
    match run.first.into_inner() {
        Ok(None) => Ok(()),
        Ok(Some(error)) => Err(error),
        Err(_) => Err(anyhow::anyhow!("an unpacking thread panicked")),
    }
}

/// Small files that wait for a thread with nothing left to decode. Each is at most [`SMALL`] bytes.
const WAITING_FILES: usize = 64;
/// Bytes up to which a file is handed over whole; larger ones are written as they are decoded.
const SMALL: u64 = 128 << 10;

/// One unpacking, shared by its threads.
struct Run<'a> {
    verified: &'a Verified<'a>,
    plan: &'a Plan,
    tree: &'a Tree,
    progress: &'a Progress,
    frames: Mutex<Vec<usize>>,
    files: Mutex<Receiver<SmallFile<'a>>>,
    /// Buffers of files that are written: asking the system for memory for each would cost more than
    /// writing it.
    spare: Mutex<Vec<Vec<u8>>>,
    failed: AtomicBool,
    first: Mutex<Option<anyhow::Error>>,
}

/// A decoded file that is not yet compared and written.
struct SmallFile<'a> {
    frame: usize,
    member: &'a Member,
    contents: Vec<u8>,
}

impl<'a> Run<'a> {
    /// Decodes frames while there are any, then writes files that others decoded.
    fn work(&self, sender: SyncSender<SmallFile<'a>>) {
        match Window::new() {
            Ok(window) => self.frames(window, &sender),
            Err(error) => self.note(Err(error)),
        }
        drop(sender);
        while let Some(file) = self.files.lock().ok().and_then(|files| files.recv().ok()) {
            self.note(self.write_small(file));
        }
    }

    fn frames(&self, mut window: Window, sender: &SyncSender<SmallFile<'a>>) {
        while let Some(number) = self.next_frame() {
            let decoded = self.frame(number, &mut window, sender);
            self.note(decoded.context(|| step(self.verified, number)));
        }
    }

    fn next_frame(&self) -> Option<usize> {
        if self.failed.load(Relaxed) {
            return None;
        }
        self.frames.lock().ok()?.pop()
    }

    fn note(&self, result: anyhow::Result<()>) {
        let Err(error) = result else { return };
        self.failed.store(true, Relaxed);
        if let Ok(mut first) = self.first.lock() {
            first.get_or_insert(error);
        }
    }

    fn frame(
        &self,
        number: usize,
        window: &mut Window,
        sender: &SyncSender<SmallFile<'a>>,
    ) -> anyhow::Result<()> {
        let manifest = self.verified.trusted().manifest()?;
        let Some(entry) = manifest.payload.frames.get(number) else { return Ok(()) };
        let mut reader = FrameReader::new(self.verified.frame(number)?, entry, window)?;
        if manifest.payload.kind_of(entry) == Some(Kind::End) {
            reader.end_blocks()?;
            return reader.finish();
        }
        for member in self.plan.members(number) {
            if self.failed.load(Relaxed) {
                return Ok(());
            }
            reader.header(member, manifest.payload.build_time)?;
            self.member(number, member, &mut reader, sender)?;
        }
        reader.finish()
    }

    fn member(
        &self,
        frame: usize,
        member: &'a Member,
        reader: &mut FrameReader<'_>,
        sender: &SyncSender<SmallFile<'a>>,
    ) -> anyhow::Result<()> {
        let wanted = self.plan.wants(member);
        match &member.kind {
            MemberKind::Dir => Ok(()),
            MemberKind::Link { target } if wanted => {
                self.tree.made(member, self.plan, || self.tree.link(member, target))
            }
            MemberKind::Link { .. } => Ok(()),
            MemberKind::File { size, .. } if *size <= SMALL => {
                let mut contents = self.buffer();
                reader.whole_contents(member, *size, &mut contents)?;
                match sender.try_send(SmallFile { frame, member, contents }) {
                    Ok(()) => Ok(()),
                    Err(TrySendError::Full(file) | TrySendError::Disconnected(file)) => {
                        self.write_small(file)
                    }
                }
            }
            MemberKind::File { executable, size, sha256 } => {
                let mut file = if wanted { Some(self.file(member, *executable)?) } else { None };
                let found = reader.contents(member, *size, |bytes| {
                    self.progress.add(bytes.len() as u64);
                    file.as_mut().map_or(Ok(()), |file| self.tree.write(file, member, bytes))
                })?;
                Ok(same_digest(&member.path, found, *sha256)?)
            }
        }
    }

    fn write_small(&self, file: SmallFile<'_>) -> anyhow::Result<()> {
        let written = self.compare_and_write(&file);
        if let Ok(mut spare) = self.spare.lock() {
            spare.push(file.contents);
        }
        written
    }

    fn compare_and_write(&self, file: &SmallFile<'_>) -> anyhow::Result<()> {
        let (member, contents) = (file.member, &file.contents);
        let MemberKind::File { executable, sha256, .. } = &member.kind else { return Ok(()) };
        same_digest(&member.path, Sha256::of(contents), *sha256)
            .context(|| step(self.verified, file.frame))?;
        self.progress.add(contents.len() as u64);
        if !self.plan.wants(member) {
            return Ok(());
        }
        let mut out = self.file(member, *executable)?;
        self.tree.write(&mut out, member, contents)
    }

    fn file(&self, member: &Member, executable: bool) -> anyhow::Result<File> {
        self.tree.made(member, self.plan, || self.tree.file(member, executable))
    }

    fn buffer(&self) -> Vec<u8> {
        let spare = self.spare.lock().ok().and_then(|mut spare| spare.pop());
        spare.unwrap_or_else(|| Vec::with_capacity(SMALL as usize))
    }
}

fn step(verified: &Verified<'_>, number: usize) -> Said {
    let manifest = verified.trusted().manifest().ok();
    let frame = manifest.and_then(|manifest| manifest.payload.frames.get(number));
    let component = frame.map_or("", |frame| frame.component.as_str());
    let platform = frame.map_or("", |frame| frame.platform.name());
    words::checking_frame(&number, &component, &platform)
}

/// Refuses contents of the member at `path` that are not what INDEX says.
pub(crate) fn same_digest(path: &str, found: Sha256, expected: Sha256) -> Result<(), Fact> {
    if found == expected {
        return Ok(());
    }
    let (found, expected) = (found.short(), expected.short());
    Err(Fact::new(Exit::Damaged, words::member_digest(&path, &found, &expected)))
}

/// Refuses a file system that takes two names in `directory` for one: one of two files would be lost.
pub fn one_name(directory: &Path, one: &str, other: &str) -> Fact {
    let said = words::one_name(&directory.display(), &one, &other);
    Fact::new(Exit::Destination, said).help(words::one_name_help())
}

/// How many threads to decode with: two windows are what the memory budget allows.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(2)
}
