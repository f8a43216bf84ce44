//! What lies beside a file and speaks of bytes it no longer has.

use crate::beside::install_sh;
use crate::beside::provenance::Subject;
use crate::beside::sidecars::{checksums, forget};
use crate::beside::sums;
use crate::beside::sums::{SHA256SUMS, SM3SUMS};
use crate::beside::{beside, directory_of, replace};
use payloads::digest::Both;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The ending of a file's provenance.
const PROVENANCE: &str = ".provenance.json";
/// Endings of what [`forget`] removes beside the file itself.
const BESIDE: [&str; 3] = [".asc", ".sm2sig", PROVENANCE];

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

/// Whether `path` is a file of lines about several files, which only loses some.
pub fn is_checksums(path: &Path) -> bool {
    path.ends_with(SHA256SUMS) || path.ends_with(SM3SUMS)
}

/// Tells the script that chooses between files the new digest of one it offers, which it would call damaged, and the
/// checksum files, where there are any, the new digest of the script.
///
/// # Errors
/// The disk's; the file cannot be read.
pub fn refresh(file: &Path) -> anyhow::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let directory = directory_of(file);
    match install_sh::refresh(directory, &name)?.filter(|_| directory.join(SHA256SUMS).exists()) {
        Some(script) => checksums(&script).map(drop),
        None => Ok(()),
    }
}

/// The provenance of `file` as it is: how it was built remains true of whoever signs it.
#[derive(Debug)]
pub struct Provenance(Value);

impl Provenance {
    /// The statement beside `file`, if there is one and it is about the bytes it has.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of(file: &Path) -> anyhow::Result<Option<Provenance>> {
        let Ok(bytes) = std::fs::read(beside(file, PROVENANCE)) else { return Ok(None) };
        let digests = sums::of_file(file)?;
        let statement: Option<Value> = serde_json::from_slice(&bytes).ok();
        let is_about = |value: &Value| value["subject"] == subject(file, &digests);
        Ok(statement.filter(is_about).map(Provenance))
    }

    /// Writes it beside `file` again, about the bytes that has now.
    ///
    /// # Errors
    /// The file cannot be read; the disk's.
    pub fn renew(self, file: &Path) -> anyhow::Result<()> {
        let Provenance(mut statement) = self;
        statement["subject"] = subject(file, &sums::of_file(file)?);
        replace(&beside(file, PROVENANCE), format!("{statement:#}\n").as_bytes()).map(drop)
    }
}

fn subject(file: &Path, digests: &Both) -> Value {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    json!([Subject::of_file(&name, digests).statement()])
}

fn candidates(file: &Path) -> Vec<PathBuf> {
    let own = BESIDE.iter().map(|suffix| beside(file, suffix));
    let sums = [SHA256SUMS, SM3SUMS].into_iter().flat_map(|name| {
        let sums = directory_of(file).join(name);
        ["", ".asc", ".sm2sig"].map(|suffix| beside(&sums, suffix))
    });
    own.chain(sums).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beside::install_sh::Choice;
    use payloads::platform::Cpu;

    #[test]
    fn a_script_that_offers_other_bytes_has_its_line_anew_where_there_are_lines() {
        for listed in [true, false] {
            let dir = tempfile::tempdir().unwrap();
            let file = dir.path().join("one.run");
            std::fs::write(&file, "once").unwrap();
            let sha256 = sums::of_file(&file).unwrap().sha256;
            let name = "one.run".to_owned();
            let choice = Choice { cpu: Cpu::X86_64, world: None, name, sha256 };
            let script = install_sh::write(dir.path(), &[choice]).unwrap();
            if listed {
                checksums(&script).unwrap();
            }
            std::fs::write(&file, "signed again").unwrap();
            refresh(&file).unwrap();
            let line = format!("{}  install.sh\n", sums::of_file(&script).unwrap().sha256);
            let found = std::fs::read_to_string(dir.path().join(SHA256SUMS)).ok();
            assert_eq!(found, listed.then_some(line));
        }
    }
}
