//! A release engineer's desk: a directory of keys, and all else that stories lay beside it.

use crate::elsewhere::keys;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tests::Home;
use voice::Exit;

/// Keys that `keys init` made, beside a home.
pub struct Desk {
    pub home: Home,
    pub keys: PathBuf,
}

impl Desk {
    /// With a root and a release key of OpenPGP.
    pub fn new() -> Desk {
        Desk::with(false)
    }

    /// With keys of both kinds; its trust list requires both.
    pub fn of_two_kinds() -> Desk {
        Desk::with(true)
    }

    fn with(sm2: bool) -> Desk {
        let home = Home::empty();
        let keys = keys(&home, "works", sm2);
        Desk { home, keys }
    }

    /// One of its keys and certificates.
    pub fn key(&self, name: &str) -> PathBuf {
        self.keys.join(name)
    }

    /// What the packer tells of `path`, asked with these words.
    pub fn json(&self, words: &[&str], path: &Path) -> Value {
        let told = self.home.packer().args(words).arg("--json").arg(path).run();
        serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap()
    }
}
