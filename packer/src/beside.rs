//! Files beside a file: what they are called, written whole or not at all, and taken away.

pub mod detached;
pub mod install_sh;
pub mod licences;
pub mod provenance;
pub mod sbom;
pub mod sidecars;
pub mod stale;
pub mod sums;
pub mod upstream;

use crate::words::build as words;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use voice::Context as _;

/// Endings of signatures.
const SIGNATURES: [&str; 2] = [".asc", ".sm2sig"];

/// Removes the detached signatures of `file`.
///
/// # Errors
/// The disk's.
pub fn unsign(file: &Path) -> anyhow::Result<()> {
    SIGNATURES.iter().try_for_each(|suffix| remove(&beside(file, suffix)))
}

/// The file's name with `suffix` appended.
pub fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    file.with_file_name(name)
}

/// The directory a file lies in.
pub fn directory_of(file: &Path) -> &Path {
    file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file whole or not at all; one that is there is replaced.
///
/// # Errors
/// The disk's.
pub fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<PathBuf> {
    let unfinished = beside(path, &format!(".unfinished-{}", std::process::id()));
    let writing = || words::writing(&path.display());
    fs::write(&unfinished, bytes).context(writing)?;
    fs::rename(&unfinished, path).context(writing)?;
    Ok(path.to_owned())
}

/// Removes a file that may not be there.
///
/// # Errors
/// The disk's.
pub fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => {
            Err(e).context(|| words::writing(&path.display()))
        }
        _ => Ok(()),
    }
}
