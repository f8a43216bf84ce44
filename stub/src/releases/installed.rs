//! What is installed, compared with what should be: by each release's own INDEX, once the signatures over it were
//! judged again. A record that was edited cannot vouch for a tree that was.

mod compare;
mod difference;
mod release;

pub use compare::{Bytes, Depth, Expected, PROGRAM, RECEIPT, compare, expected};
pub use difference::{Difference, What, without_covered};
pub use release::Kept;

use crate::prefix::layout::Layout;
use crate::process::context::Context;
use payloads::words::{Doing, Fact, install as words, installed as said};
use payloads::{Exit, say};

/// The directories of the prefix that were made by an installation, by name, whatever became of their receipts.
///
/// # Errors
/// The system's, where the prefix cannot be read.
pub fn names(layout: &Layout) -> anyhow::Result<Vec<String>> {
    let directory = layout.directory();
    let step = || say!(words::LOOKING_AT, path = directory.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&directory).doing(step)? {
        let entry = entry.doing(step)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let meta = entry.path().join("meta");
        let ours = ["manifest.json", "receipt.json"]
            .iter()
            .any(|file| meta.join(file).symlink_metadata().is_ok());
        if !name.starts_with('.') && entry.file_type().doing(step)?.is_dir() && ours {
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
        let said = say!(words::NO_SUCH_RELEASE, release = wanted, place = place.display());
        return Err(Fact::new(Exit::Usage, said).help(say!(words::VERSIONS_HELP)).into());
    }
    Ok(names)
}

/// Every difference of a release, found with a bar.
pub fn compared(
    kept: &Kept,
    expected: &[Expected],
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Vec<Difference>> {
    let comparing = || say!(said::COMPARING, release = kept.name);
    let progress = context.voice.progress(&comparing(), total(expected));
    let found = compare(kept, expected, layout, Depth::Contents, &progress).doing(comparing);
    progress.done();
    found
}

/// Bytes of the files that will be read.
pub fn total(expected: &[Expected]) -> u64 {
    let known = expected.iter().filter(|expected| expected.bytes == Bytes::Carried);
    known.map(|expected| expected.member.size()).sum()
}
