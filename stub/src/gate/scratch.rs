//! Where the gate works: beside the release, where programs may run, and gone with this value.

use crate::disk::removal;
use crate::prefix::gocache;
use crate::prefix::leftovers::{GATE, LEASH};
use crate::process::leash::{self, Leash};
use crate::process::signals;
use crate::words::gate as words;
use nix::unistd::mkdtemp;
use payloads::smoke;
use std::path::{Path, PathBuf};
use voice::{Context as _, best_effort};

/// Without this file, Go leaves a process behind that counts how often it is used.
const TELEMETRY: (&str, &str) = ("home/.config/go/telemetry/mode", "off\n");

/// A scratch directory.
pub(super) struct Scratch {
    path: PathBuf,
    /// What is started here holds on to it.
    leash: Option<Leash>,
}

impl Scratch {
    /// Makes one below `place`, for this user alone, that begins with what the release in `release` has compiled before.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn new(place: &Path, release: &Path) -> anyhow::Result<Scratch> {
        let step = || words::preparing(&place.display());
        // What is there from here on goes again, whatever signal comes.
        signals::hold();
        let path = mkdtemp(&place.join(format!("{GATE}XXXXXX"))).context(step)?;
        let mut scratch = Scratch { path, leash: None };
        scratch.leash = Some(Leash::new(&scratch.at(LEASH)).context(step)?);
        for directory in ["home/.config/go/telemetry", "tmp", "smoke", "suites"] {
            std::fs::create_dir_all(scratch.at(directory)).context(step)?;
        }
        let (mode, off) = TELEMETRY;
        std::fs::write(scratch.at(mode), off).context(step)?;
        for (name, text) in smoke::FILES {
            std::fs::write(scratch.program().join(name), text).context(step)?;
        }
        gocache::lay_into(&scratch.cache(), release)?;
        Ok(scratch)
    }

    /// What it is in.
    pub(super) fn place(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// A path in it.
    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Go's build cache.
    pub(super) fn cache(&self) -> PathBuf {
        self.at("cache")
    }

    /// The program that is built, run and tested.
    pub(super) fn program(&self) -> PathBuf {
        self.at("smoke")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(self.leash.take());
        best_effort("the next run ends what stays", leash::end_all(&self.at(LEASH)));
        best_effort("the next run removes what stays", removal::tree(&self.path));
    }
}
