//! What lies beside a finished file: checksums, detached signatures, SBOMs, provenance.

use crate::beside::detached::Detached;
use crate::beside::sums;
use crate::beside::sums::{SHA256SUMS, SM3SUMS};
use crate::beside::{beside, directory_of, remove, replace};
use payloads::digest::Both;
use std::path::{Path, PathBuf};

/// Endings of what is about the very bytes of one file and means nothing once they change.
const ABOUT_ITS_BYTES: [&str; 3] = [".asc", ".sm2sig", ".provenance.json"];

/// What a release says about itself, as far as it lies beside its file.
pub struct Statements<'a> {
    /// The inventory as CycloneDX JSON.
    pub cyclonedx: &'a str,
    /// The inventory as SPDX JSON.
    pub spdx: &'a str,
    /// The provenance of the finished file of this name, which has these digests.
    pub provenance: &'a dyn Fn(&str, &Both) -> String,
}

/// Writes what lies beside `file` and is about it alone; gives the paths and the file's own digests,
/// which are in the checksum files then.
///
/// # Errors
/// The signers'; the disk's.
pub fn write(
    detached: &Detached,
    statements: &Statements<'_>,
    file: &Path,
) -> anyhow::Result<(Vec<PathBuf>, Both)> {
    let digests = checksums(file)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let provenance = (statements.provenance)(&name, &digests);
    let mut written = detached.sign(file)?;
    written.extend([
        replace(&beside(file, ".cdx.json"), statements.cyclonedx.as_bytes())?,
        replace(&beside(file, ".spdx.json"), statements.spdx.as_bytes())?,
        replace(&beside(file, ".provenance.json"), provenance.as_bytes())?,
    ]);
    Ok((written, digests))
}

/// `SHA256SUMS` and `SM3SUMS` in the file's directory, with a line for it. Signatures of lines that
/// were there before go.
///
/// # Errors
/// The file cannot be read; the disk's.
pub fn checksums(file: &Path) -> anyhow::Result<Both> {
    let digests = sums::of_file(file)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    sums::record(directory_of(file), &name, &digests)?;
    Ok(digests)
}

/// The checksum files of `directory`, and with `detached` their signatures and the signers'
/// certificates: last, and once for all files there.
///
/// # Errors
/// The signers'; the disk's.
pub fn finish(directory: &Path, detached: Option<&Detached>) -> anyhow::Result<Vec<PathBuf>> {
    let mut written = vec![directory.join(SHA256SUMS), directory.join(SM3SUMS)];
    if let Some(detached) = detached {
        written.extend(detached.sign_directory(directory)?);
    }
    Ok(written)
}

/// Removes what is about the very bytes of `file`, which are going to change or just did: detached
/// signatures, provenance, its lines in the checksum files and the signatures of those.
///
/// # Errors
/// The disk's.
pub fn forget(file: &Path) -> anyhow::Result<()> {
    ABOUT_ITS_BYTES.iter().try_for_each(|suffix| remove(&beside(file, suffix)))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    sums::forget(directory_of(file), &name)
}
