//! The end of a full uninstall: by one rename the prefix is gone, and the receipt that says what else was made
//! for it goes last of all. An uninstall that was cut off after that rename is finished by the next run.

use crate::disk::{durable, removal};
use crate::prefix::home::OnRecord;
use crate::prefix::layout::Layout;
use nix::libc::{EBUSY, EXDEV};

use crate::words::install as words;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use voice::Context as _;

/// Takes away the prefix, of which only the state directory is left, and the empty directories `made` for it,
/// outermost first. The lock in it is held.
pub(crate) fn of(layout: &Layout, made: &[PathBuf]) -> anyhow::Result<()> {
    let prefix = layout.directory();
    let step = || words::removing(&prefix.display());
    let outermost = made.first().unwrap_or(&prefix);
    let name = format!("{}{}", begin(&prefix), std::process::id());
    let grave = outermost.parent().unwrap_or(Path::new("/")).join(name);
    match std::fs::rename(&prefix, &grave) {
        Ok(()) => {
            durable::sync_parent(&grave)?;
            durable::sync_parent(&prefix)?;
            fill(&grave, &prefix, made)
        }
        // A mount point, or a directory of a lower layer of an overlay: neither can be renamed.
        Err(e) if matches!(e.raw_os_error(), Some(EXDEV | EBUSY)) => {
            removal::tree(&layout.state())?;
            remove_empty(&prefix)?;
            fill(&grave, &prefix, made)
        }
        other => other.context(step),
    }
}

/// Whether an uninstall of the prefix at `layout` was cut off at its end.
pub(crate) fn any(layout: &Layout) -> bool {
    !found(layout).is_empty()
}

/// Finishes what an uninstall that was cut off left. One that is under way at this moment loses nothing by it.
pub(crate) fn clear(layout: &Layout) -> anyhow::Result<()> {
    let prefix = layout.directory();
    for grave in found(layout) {
        let record = OnRecord::read(&grave.join("state"));
        let made = record.map(|record| directories(&record.created, layout)).unwrap_or_default();
        fill(&grave, &prefix, &made)?;
    }
    Ok(())
}

/// The directories that were made on the way to the prefix, by its receipt: only those that lead there.
pub(crate) fn directories(created: &[PathBuf], layout: &Layout) -> Vec<PathBuf> {
    let prefix = layout.directory();
    let here = created.iter().map(|path| layout.here(path));
    let mut made: Vec<PathBuf> = here.filter(|path| prefix.starts_with(path)).collect();
    made.sort();
    made
}

fn fill(grave: &Path, prefix: &Path, made: &[PathBuf]) -> anyhow::Result<()> {
    for directory in made.iter().rev().filter(|directory| *directory != prefix) {
        remove_empty(directory)?;
    }
    removal::tree(grave)
}

/// Removes a directory of ours where nothing is in it any more.
pub(crate) fn remove_empty(path: &Path) -> anyhow::Result<()> {
    use std::io::ErrorKind::{DirectoryNotEmpty, NotADirectory, NotFound};
    match std::fs::remove_dir(path) {
        Ok(()) => durable::sync_parent(path),
        Err(e) if matches!(e.kind(), DirectoryNotEmpty | NotFound | NotADirectory) => Ok(()),
        other => other.context(|| words::removing(&path.display())),
    }
}

/// Prefixes on their way out, in the directories above the prefix.
fn found(layout: &Layout) -> Vec<PathBuf> {
    let (prefix, base) = (layout.directory(), layout.base());
    let begin = begin(&prefix);
    let above = prefix.ancestors().skip(1).take_while(|path| path.starts_with(&base));
    let entries = above.filter_map(|directory| std::fs::read_dir(directory).ok()).flatten();
    let is_grave = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with(&begin)
            && durable::is_sibling(&name)
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
    };
    entries.flatten().filter(is_grave).map(|entry| entry.path()).collect()
}

/// How the name of a prefix on its way out begins.
fn begin(prefix: &Path) -> String {
    format!(".{}.goferry-", prefix.file_name().unwrap_or_default().to_string_lossy())
}
