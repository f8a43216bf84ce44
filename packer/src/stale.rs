//! What lies beside a file and speaks of bytes it no longer has.

use crate::chooser;
use crate::sidecars::{beside, directory_of, forget};
use crate::sums::{SHA256SUMS, SM3SUMS};
use std::path::{Path, PathBuf};

/// Endings of what [`forget`] removes beside the file itself.
const BESIDE: [&str; 3] = [".asc", ".sm2sig", ".provenance.json"];

/// Removes detached signatures, provenance, lines of checksum files and the signatures of those;
/// gives what was there and changed or went. An admission statement stays: it is about the release,
/// whoever signs its file.
///
/// # Errors
/// The disk's.
pub fn remove(file: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let before: Vec<(PathBuf, Vec<u8>)> = candidates(file)
        .into_iter()
        .filter_map(|path| std::fs::read(&path).ok().map(|bytes| (path, bytes)))
        .collect();
    forget(file)?;
    let changed =
        |(path, bytes): &(PathBuf, Vec<u8>)| std::fs::read(path).ok().as_ref() != Some(bytes);
    Ok(before.into_iter().filter(changed).map(|(path, _)| path).collect())
}

/// Tells the script that chooses between files the new digest of one it offers: unlike the others it
/// is not signed, and it would call the file damaged.
///
/// # Errors
/// The disk's; the file cannot be read.
pub fn refresh(file: &Path) -> anyhow::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    chooser::refresh(directory_of(file), &name)
}

fn candidates(file: &Path) -> Vec<PathBuf> {
    let own = BESIDE.iter().map(|suffix| beside(file, suffix));
    let sums = [SHA256SUMS, SM3SUMS].into_iter().flat_map(|name| {
        let sums = directory_of(file).join(name);
        ["", ".asc", ".sm2sig"].map(|suffix| beside(&sums, suffix))
    });
    own.chain(sums).collect()
}
