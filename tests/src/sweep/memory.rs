//! Digests of files that were read before.

use payloads::digest::Sha256;
use std::collections::HashMap;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// By inode and the times of the last change, which nobody can set: on one file system, whose inodes are new
/// for each file.
#[derive(Debug, Default)]
pub(super) struct Memory(HashMap<Key, Sha256>);

type Key = (u64, u64, i64, i64);

/// Longer than a clock's tick: what was changed more recently may be changed again without showing it.
const TICK: Duration = Duration::from_millis(50);

impl Memory {
    /// That of the file at `path`, which `data` is about.
    pub(super) fn digest(&mut self, path: &Path, data: &Metadata) -> Sha256 {
        let key = (data.ino(), data.size(), data.ctime(), data.ctime_nsec());
        if let Some(known) = self.0.get(&key) {
            return *known;
        }
        let read = digest(path);
        if is_settled(data) {
            self.0.insert(key, read);
        }
        read
    }
}

#[expect(clippy::disallowed_methods, reason = "held against the time of a file")]
fn is_settled(data: &Metadata) -> bool {
    let changed = Duration::new(data.ctime() as u64, data.ctime_nsec() as u32);
    SystemTime::UNIX_EPOCH.elapsed().is_ok_and(|now| now > changed + TICK)
}

/// Of what is there now.
pub(super) fn digest(path: &Path) -> Sha256 {
    Sha256::of(&std::fs::read(path).expect("a file that can be read"))
}
