//! What lies beside a finished file: checksums, a detached signature, SBOMs, provenance.

use crate::meta::Meta;
use crate::request::Request;
use crate::signer::{Signer, Signers};
use crate::sums::{self, SHA256SUMS, SM3SUMS};
use payloads::digest::Both;
use payloads::say;
use payloads::words::{Doing, container as words};
use std::fs;
use std::path::{Path, PathBuf};

/// Writes everything that lies beside `file`; gives the paths and the file's own digests.
///
/// # Errors
/// The signer's; the disk's.
pub fn write(request: &Request, meta: &Meta, file: &Path) -> anyhow::Result<(Vec<PathBuf>, Both)> {
    let digests = checksums(file)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let provenance = meta.provenance(&name, &digests);
    let mut written = vec![directory_of(file).join(SHA256SUMS), directory_of(file).join(SM3SUMS)];
    written.extend(sign_all(&request.signers, request.signing_time, file)?);
    written.extend([
        replace(&beside(file, ".cdx.json"), meta.cyclonedx.as_bytes())?,
        replace(&beside(file, ".spdx.json"), meta.spdx.as_bytes())?,
        replace(&beside(file, ".provenance.json"), provenance.as_bytes())?,
    ]);
    Ok((written, digests))
}

/// `SHA256SUMS` and `SM3SUMS` in the file's directory, with a line for it.
///
/// # Errors
/// The file cannot be read; the disk's.
pub fn checksums(file: &Path) -> anyhow::Result<Both> {
    let digests = sums::of_file(file)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    sums::record(directory_of(file), &name, &digests)?;
    Ok(digests)
}

/// `FILE.asc` and `FILE.sm2sig`: detached signatures over the whole file.
///
/// # Errors
/// The signers'; the disk's.
pub fn sign_all(signers: &Signers, at: u64, file: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let sign =
        |signer: &Signer| replace(&beside(file, signer.suffix()), &signer.sign_file(at, file)?);
    signers.iter().map(sign).collect()
}

/// The file's name with `suffix` appended.
pub fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    file.with_file_name(name)
}

fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<PathBuf> {
    let unfinished = beside(path, &format!(".unfinished-{}", std::process::id()));
    let writing = || say!(words::WRITING, file = path.display());
    fs::write(&unfinished, bytes).doing(writing)?;
    fs::rename(&unfinished, path).doing(writing)?;
    Ok(path.to_owned())
}

fn directory_of(file: &Path) -> &Path {
    file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
