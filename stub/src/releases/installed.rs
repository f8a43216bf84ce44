//! What is installed, compared with what should be: by each release's own INDEX, once the signatures over it were
//! judged again. A record that was edited cannot vouch for a tree that was.

mod compare;
mod difference;
mod release;

pub use compare::{Bytes, Depth, Expected, PROGRAM, RECEIPT, compare, expected};
pub use difference::{Difference, What, without_covered};
pub use release::InstalledRelease;

use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::words::{install as words, installed as said};
use voice::Exit;
use voice::{Context as _, Fact, Progress};

/// The directories of the prefix that were made by an installation, by name, whatever became of their receipts.
///
/// # Errors
/// The system's, where the prefix cannot be read.
pub fn names(layout: &Layout) -> anyhow::Result<Vec<String>> {
    let directory = layout.directory();
    let step = || words::looking_at(&directory.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&directory).context(step)? {
        let entry = entry.context(step)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let meta = entry.path().join("meta");
        let ours = ["manifest.json", "receipt.json"]
            .iter()
            .any(|file| meta.join(file).symlink_metadata().is_ok());
        if !name.starts_with('.') && entry.file_type().context(step)?.is_dir() && ours {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Those that `wanted` means: a directory's name, or a version of Go.
///
/// # Errors
/// [`Exit::Usage`] where there is none.
pub fn named(wanted: &str, layout: &Layout) -> anyhow::Result<Vec<String>> {
    let version = wanted.strip_prefix("go").or(wanted.strip_prefix('v')).unwrap_or(wanted);
    let prefix = format!("v{version}-");
    let mut names = names(layout)?;
    names.retain(|name| name == wanted || name.starts_with(&prefix));
    if names.is_empty() {
        let place = layout.directory();
        let said = words::no_such_release(&wanted, &place.display());
        return Err(Fact::new(Exit::Usage, said).help(words::versions_help()).into());
    }
    Ok(names)
}

/// Every difference of a release; where every byte is read, with a bar.
///
/// # Errors
/// Those of [`compare()`].
pub fn compared(
    kept: &InstalledRelease,
    expected: &[Expected],
    depth: Depth,
    at: Installation<'_>,
) -> anyhow::Result<Vec<Difference>> {
    let comparing = || said::comparing(&kept.name);
    let progress = match depth {
        Depth::Shape => Progress::hidden(),
        Depth::Contents => at.context.voice.progress(&comparing(), total(expected)),
    };
    let found = compare(kept, expected, at.layout, depth, &progress).context(comparing);
    progress.done();
    found
}

/// Bytes of the files that will be read.
pub fn total(expected: &[Expected]) -> u64 {
    let known = expected.iter().filter(|expected| expected.bytes == Bytes::Carried);
    known.map(|expected| expected.member.size()).sum()
}
