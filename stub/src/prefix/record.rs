//! The records of a prefix: JSON for people to read, too, each replaced as a whole.

use crate::disk::durable;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::ErrorKind;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Said};

/// Reads the one at `path`, which is what `step` says; `None` where there is none yet.
///
/// # Errors
/// [`Exit::State`] where it cannot be understood.
pub(crate) fn read<T: DeserializeOwned>(
    path: &Path,
    step: impl FnOnce() -> Said,
) -> anyhow::Result<Option<T>> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).exit_with(Exit::State, step),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).exit_with(Exit::State, step),
    }
}

/// Writes the one at `path`.
///
/// # Errors
/// The disk's; the old one is then intact.
pub(crate) fn write(path: &Path, record: &impl Serialize) -> anyhow::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(record)?;
    bytes.push(b'\n');
    durable::write(path, 0o644, &bytes)
}
