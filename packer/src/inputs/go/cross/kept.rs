//! What was built before, in the cache: the files that depend on the CPU, and the checksum database's
//! record of the whole. It is believed only as far as a digest from elsewhere or that record proves it.

use super::super::{DatabaseEvidence, Distribution, Request, sumdb};
use super::procedure::Command;
use crate::inputs::tree::Tree;
use anyhow::Result;
use keys::note::Evidence;
use payloads::platform::{Cpu, Platform};
use payloads::recipe::module_version;

use crate::words::go::cross as words;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use voice::Context as _;

const EVIDENCE: &str = "checksum-database.json";

/// Where the one for `cpu` is kept.
pub(super) fn place(cache: &Path, version: &str, cpu: Cpu) -> PathBuf {
    cache.join("go").join("built").join(format!("go{version}.linux-{}", cpu.goarch()))
}

/// The files at `place`, each with its path in the distribution; none where one is missing.
pub(super) fn files(
    place: &Path,
    commands: &[Command],
    cpu: Cpu,
) -> Option<Vec<(String, Arc<[u8]>)>> {
    let read = |command: &Command| {
        let path = command.path_for(cpu);
        let bytes = fs::read(place.join(&path)).ok()?;
        Some((path, bytes.into()))
    };
    commands.iter().map(read).collect()
}

/// The kept record and the `h1:` digest that it proves; none where it proves nothing.
pub(super) fn evidence(
    place: &Path,
    request: &Request,
    version: &str,
) -> Option<(DatabaseEvidence, String)> {
    let text = fs::read(place.join(EVIDENCE)).ok()?;
    let evidence: Evidence = serde_json::from_slice(&text).ok()?;
    sumdb::kept(request, &evidence, &module_version(version, request.cpu)).ok()
}

/// Keeps what was built, whole or not at all.
///
/// # Errors
/// The cache cannot be written.
pub(super) fn keep(place: &Path, go: &Distribution) -> Result<()> {
    let mut tree = Tree::new();
    for (path, entry) in go.tree.iter() {
        if go.platform_of(path) == Platform::Cpu(go.cpu) {
            tree.insert(path, entry.clone())?;
        }
    }
    if let Some(record) = &go.origin.checksum_database {
        tree.insert_bytes(EVIDENCE, serde_json::to_vec_pretty(&record.evidence)?, false)?;
    }
    tree.put_in_place_of(place).context(|| words::keeping(&place.display()))
}
