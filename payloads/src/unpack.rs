//! Unpacking: frames stream once, checked, decoded, compared with INDEX and laid down below one
//! directory. The only code that turns a container's members into files, for both programs.
//!
//! bounded reader -> chunk digest -> zstd -> tar header compared -> SHA-256 compared -> file

mod frame_reader;
mod plan;
mod tree;

pub use plan::{Plan, Selection};
pub use tree::Tree;

use crate::container::Verified;
use crate::container::index::{Member, MemberKind};
use crate::container::manifest::{FrameEntry, Kind};
use crate::words::{Doing, Fact, Progress, container as words};
use crate::{Exit, say};
use frame_reader::FrameReader;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Lays the planned members down in `tree`, decoding with up to `threads` threads.
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
    for member in plan.directories() {
        tree.directory(member)?;
    }
    let queue = Mutex::new(plan.frames_longest_first());
    let failed = AtomicBool::new(false);
    let first: Mutex<Option<anyhow::Error>> = Mutex::new(None);
    let work = || {
        while let Some(number) = next(&queue, &failed) {
            if let Err(error) = frame(verified, plan, number, tree, &failed, progress) {
                failed.store(true, Relaxed);
                if let Ok(mut first) = first.lock() {
                    first.get_or_insert(error);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            // Where the host allows no second thread the first one does all the work.
            drop(std::thread::Builder::new().spawn_scoped(scope, work));
        }
        work();
    });
    match first.into_inner() {
        Ok(None) => Ok(()),
        Ok(Some(error)) => Err(error),
        Err(_) => Err(anyhow::anyhow!("an unpacking thread panicked")),
    }
}

fn next(queue: &Mutex<Vec<usize>>, failed: &AtomicBool) -> Option<usize> {
    if failed.load(Relaxed) {
        return None;
    }
    queue.lock().ok()?.pop()
}

fn frame(
    verified: &Verified<'_>,
    plan: &Plan,
    number: usize,
    tree: &Tree,
    failed: &AtomicBool,
    progress: &Progress,
) -> anyhow::Result<()> {
    let manifest = verified.trusted().manifest()?;
    let Some(entry) = manifest.payload.frames.get(number) else { return Ok(()) };
    let step = || {
        let (component, platform) = (&entry.component, entry.platform);
        say!(words::CHECKING_FRAME, frame = number, component = component, platform = platform)
    };
    let mut reader = FrameReader::new(verified.frame(number)?, entry).doing(step)?;
    if manifest.payload.kind_of(entry) == Some(Kind::End) {
        return reader.end_blocks().and_then(|()| reader.finish()).doing(step);
    }
    for member in plan.members(number) {
        if failed.load(Relaxed) {
            return Ok(());
        }
        reader.header(member, manifest.payload.build_time).doing(step)?;
        lay_down(&mut reader, member, plan.wants(member), tree, progress).doing(step)?;
    }
    reader.finish().doing(step)
}

fn lay_down(
    reader: &mut FrameReader<'_>,
    member: &Member,
    wanted: bool,
    tree: &Tree,
    progress: &Progress,
) -> anyhow::Result<()> {
    match &member.kind {
        MemberKind::Dir => Ok(()),
        MemberKind::Link { target } if wanted => tree.link(member, target),
        MemberKind::Link { .. } => Ok(()),
        MemberKind::File { executable, size, sha256 } => {
            let mut file = if wanted { Some(tree.file(member, *executable)?) } else { None };
            let found = reader.contents(member, *size, |bytes| {
                progress.add(bytes.len() as u64);
                file.as_mut().map_or(Ok(()), |file| tree.write(file, member, bytes))
            })?;
            if found != *sha256 {
                let (found, expected) = (found.short(), sha256.short());
                let said = say!(words::MEMBER_DIGEST, path = member.path, found = found, expected = expected);
                return Err(Fact::new(Exit::Damaged, said).into());
            }
            Ok(())
        }
    }
}

/// How many threads to decode with: two windows are what the memory budget allows.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(2)
}

/// The frames a host with the selection's CPU decodes, in file order: for the stock-tool line.
pub fn selected(frames: &[FrameEntry], selection: &Selection) -> Vec<usize> {
    (0..frames.len()).filter(|n| frames[*n].platform.serves(selection.cpu)).collect()
}
