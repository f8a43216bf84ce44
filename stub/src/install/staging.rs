//! The directory a release is built in, beside its final place. Gone with this value unless the
//! release moves into its place.

use super::Release;
use super::created::Created;
use crate::go_defaults;
use crate::layout::Layout;
use payloads::container::Verified;
use payloads::container::manifest::StubEntry;
use payloads::unpack::{self, Plan, Tree};
use payloads::words::{Doing, Voice, container, install as words, recover, unpack as unpack_words};
use payloads::{platform::Platform, say};
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// A staging directory.
#[derive(Debug)]
pub(super) struct Staging {
    path: PathBuf,
    created: Created,
    moved: bool,
}

/// How staging directories are called: `.staging-` and a number.
const NAME: &str = ".staging-";

impl Staging {
    /// Makes one, mode 0700, after removing what an interrupted run left. `created` goes with it if the
    /// release does not come to stand.
    pub(super) fn new(layout: &Layout, created: Created) -> anyhow::Result<Staging> {
        let directory = layout.directory();
        remove_leftovers(&directory)?;
        let path = directory.join(format!("{NAME}{}", std::process::id()));
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .doing(|| say!(unpack_words::CREATING_MEMBER, path = path.display()))?;
        Ok(Staging { path, created, moved: false })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Every member, checked and compared with INDEX on its way.
    pub(super) fn unpack(
        &self,
        verified: &Verified<'_>,
        plan: &Plan,
        voice: &Voice,
    ) -> anyhow::Result<()> {
        let progress = voice.progress(&say!(container::UNPACKING), plan.total());
        unpack::unpack(verified, plan, &Tree::open(&self.path)?, unpack::threads(), &progress)?;
        progress.done();
        Ok(())
    }

    /// `goroot/go.env`, the one generated file of the tree.
    pub(super) fn add_go_env(&self, release: &Release<'_>) -> anyhow::Result<()> {
        if release.trusted.manifest()?.payload.go.is_empty() {
            return Ok(());
        }
        crate::durable::write(&self.path.join("goroot/go.env"), 0o644, &go_defaults::file())
    }

    /// What the release needs to be managed and repaired later: manifest, signatures, ROOTS, INDEX and
    /// the program that installed it, all from checked bytes.
    pub(super) fn add_meta(&self, release: &Release<'_>) -> anyhow::Result<()> {
        let meta = self.path.join("meta");
        if !meta.is_dir() {
            std::fs::create_dir(&meta)
                .doing(|| say!(unpack_words::CREATING_MEMBER, path = meta.display()))?;
        }
        let put =
            |name: &str, mode, bytes: &[u8]| crate::durable::write(&meta.join(name), mode, bytes);
        let trusted = release.trusted;
        let envelope = trusted.envelope();
        put("manifest.json", 0o644, trusted.authentic().manifest())?;
        put("signatures", 0o644, trusted.signatures())?;
        put("roots", 0o644, trusted.roots())?;
        let index = envelope.index_offset()..envelope.index_offset() + envelope.regions.index;
        put("index.zst", 0o644, &checked(release, index)?)?;
        match program(release) {
            Some(range) => put("goferry", 0o755, &checked(release, range)?),
            None => Ok(()),
        }
    }

    /// Everything written so far reaches the disk.
    pub(super) fn sync(&self) -> anyhow::Result<()> {
        std::fs::set_permissions(&self.path, std::fs::Permissions::from_mode(0o755))
            .doing(|| say!(unpack_words::WRITING_MEMBER, path = self.path.display()))?;
        let directory = File::open(&self.path)?;
        nix::unistd::syncfs(&directory)
            .doing(|| say!(unpack_words::WRITING_MEMBER, path = self.path.display()))
    }

    /// Moves the release into its place; a remnant of an interrupted run there is removed first.
    ///
    /// Gives the directories that were made on the way to the prefix, for the receipt.
    pub(super) fn move_to(mut self, place: &Path) -> anyhow::Result<Vec<PathBuf>> {
        let step = || say!(words::MOVING, path = place.display());
        if place.symlink_metadata().is_ok() {
            std::fs::remove_dir_all(place).doing(step)?;
        }
        std::fs::rename(&self.path, place).doing(step)?;
        self.moved = true;
        crate::durable::sync_parent(place)?;
        Ok(self.created.keep())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.moved {
            return;
        }
        // Best effort: what stays is found and removed by the next run.
        drop(std::fs::remove_dir_all(&self.path));
    }
}

/// Where the program for the release's CPU lies in the file.
pub(super) fn program(release: &Release<'_>) -> Option<std::ops::Range<u64>> {
    stub(release).map(|stub| stub.offset..stub.offset + stub.length)
}

/// The program for the release's CPU.
pub(super) fn stub<'a>(release: &Release<'a>) -> Option<&'a StubEntry> {
    let stubs = &release.trusted.envelope().stubs;
    stubs.iter().find(|stub| stub.platform == Platform::Cpu(release.cpu))
}

/// Bytes of the file, each chunk checked as it is read.
pub(super) fn checked(
    release: &Release<'_>,
    range: std::ops::Range<u64>,
) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    release.trusted.bytes(release.source, range).read_to_end(&mut bytes).map_err(recover)?;
    Ok(bytes)
}

fn remove_leftovers(directory: &Path) -> anyhow::Result<()> {
    let step = || say!(words::LOOKING_AT, path = directory.display());
    for entry in std::fs::read_dir(directory).doing(step)? {
        let entry = entry.doing(step)?;
        if entry.file_name().to_string_lossy().starts_with(NAME) {
            std::fs::remove_dir_all(entry.path())
                .doing(|| say!(words::REMOVING, path = entry.path().display()))?;
        }
    }
    Ok(())
}
