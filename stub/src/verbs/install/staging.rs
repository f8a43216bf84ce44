//! What a release is made of, built in staging.

use super::{Release, Run};
use crate::disk::durable;
use crate::prefix::go_defaults::GoDefaults;
use crate::prefix::layout::Layout;
use crate::prefix::staging::{self, Staging};
use crate::process::signals;
use crate::releases::copies;
use crate::releases::copies::Shared;
use crate::words::install;
use payloads::container::manifest::StubEntry;
use payloads::digest::Sha256;
use payloads::platform::Platform;
use payloads::sentences::unpack as unpack_words;
use payloads::unpack::{self, Plan, Tree};
use std::fs::Permissions;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};
use voice::{Context as _, recover};

impl Staging {
    /// Every member, checked and compared with INDEX on its way; those that another release has are shared with it:
    /// how much that was, and the milliseconds it saved, where that can be said.
    pub(super) fn unpack(
        &self,
        plan: Plan,
        run: &Run<'_>,
    ) -> anyhow::Result<(Shared, Option<u64>)> {
        let (name, sharing) = (&run.release.name, run.options.sharing);
        let tree = Tree::open(self.path())?.asking(signals::check);
        tree.lay_directories(&plan)?;
        let begun = Instant::now();
        let (plan, shared) = copies::share(plan, name, self.path(), sharing, run.at)?;
        let took = begun.elapsed();
        let (voice, bytes) = (&run.at.context.voice, plan.wanted_bytes());
        let progress = voice.progress(&install::unpacking(), plan.total());
        let begun = Instant::now();
        unpack::unpack(run.verified, &plan, &tree, unpack::threads(), &progress)?;
        progress.done();
        Ok((shared, saved(shared.bytes, took, bytes, begun.elapsed())))
    }

    /// `goroot/go.env`, the one generated file of the tree; gives its digest.
    pub(super) fn add_go_env(
        &self,
        release: &Release<'_>,
        layout: &Layout,
    ) -> anyhow::Result<Option<Sha256>> {
        let manifest = release.trusted.manifest()?;
        if manifest.payload.go.is_empty() || !release.has("go") {
            return Ok(None);
        }
        let defaults =
            GoDefaults::of_staged(manifest, release.components(), self.path(), layout).file();
        durable::write(&self.path().join("goroot/go.env"), 0o644, &defaults)?;
        Ok(Some(Sha256::of(&defaults)))
    }

    /// What the release needs to be managed and repaired later: manifest, signatures, ROOTS, INDEX and
    /// the program that installed it, all from checked bytes.
    pub(super) fn add_meta(&self, release: &Release<'_>) -> anyhow::Result<()> {
        let meta = self.path().join("meta");
        if !meta.is_dir() {
            durable::directory(&meta)?;
        }
        let put = |name: &str, mode, bytes: &[u8]| durable::write(&meta.join(name), mode, bytes);
        let trusted = release.trusted;
        let envelope = trusted.envelope();
        put("manifest.json", 0o644, trusted.authentic().manifest())?;
        put("signatures", 0o644, trusted.signatures())?;
        put("roots", 0o644, trusted.roots())?;
        let index = envelope.index_offset()..envelope.index_offset() + envelope.regions.index;
        put("index.zst", 0o644, &checked(release, index)?)?;
        match program(release)? {
            Some(program) => put("goferry", 0o755, &program),
            None => Ok(()),
        }
    }

    /// Everything written so far reaches the disk, readable for everyone.
    pub(super) fn sync(&self) -> anyhow::Result<()> {
        let path = self.path();
        std::fs::set_permissions(path, Permissions::from_mode(0o755))
            .context(|| unpack_words::writing_member(&path.display()))?;
        staging::sync(path)
    }
}

/// The bytes of the program for the release's CPU.
pub(super) fn program(release: &Release<'_>) -> anyhow::Result<Option<Vec<u8>>> {
    stub(release).map(|stub| release.trusted.program(release.source, stub)).transpose()
}

/// What the file says of it.
pub(super) fn stub<'a>(release: &Release<'a>) -> Option<&'a StubEntry> {
    let stubs = &release.trusted.envelope().stubs;
    stubs.iter().find(|stub| stub.platform == Platform::Cpu(release.cpu))
}

/// Bytes of the file, each chunk checked as it is read.
fn checked(release: &Release<'_>, range: std::ops::Range<u64>) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    release.trusted.bytes(release.source, range).read_to_end(&mut bytes).map_err(recover)?;
    Ok(bytes)
}

/// Milliseconds that sharing `shared` bytes in `took` saved, where unpacking the other `unpacked` bytes took `rest`.
/// From less than a mebibyte nothing can be said.
fn saved(shared: u64, took: Duration, unpacked: u64, rest: Duration) -> Option<u64> {
    let rest = rest.as_micros().checked_mul(shared.into())?.checked_div(unpacked.into())?;
    let saved = rest.checked_sub(took.as_micros())? / 1000;
    u64::try_from(saved).ok().filter(|saved| unpacked >= 1 << 20 && *saved > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sharing_saved_is_told_by_the_speed_of_the_rest_or_not_at_all() {
        const MIB: u64 = 1 << 20;
        let ms = Duration::from_millis;
        assert_eq!(saved(100 * MIB, ms(200), 50 * MIB, ms(1000)), Some(1800));
        assert_eq!(saved(100 * MIB, ms(2001), 50 * MIB, ms(1000)), None);
        assert_eq!(saved(100 * MIB, ms(1), MIB - 1, ms(1000)), None);
        assert_eq!(saved(100 * MIB, ms(1), 0, ms(0)), None);
        assert_eq!(saved(0, ms(0), 50 * MIB, ms(1000)), None);
    }
}
