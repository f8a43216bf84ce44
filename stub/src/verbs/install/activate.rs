//! From a release that has become current to an installation that is complete. A run that is cut off here is
//! finished by the next one: the receipt says how far it came.

use super::Run;
use super::created::Created;
use super::placement::Placed;
use super::staging::{program, stub};
use crate::disk::durable;
use crate::prefix::layout::{Layout, Owner};
use crate::prefix::program as installed;
use crate::prefix::receipt::Receipt;
use crate::process::context::Context;
use crate::profile::environment::Environment;
use crate::releases::links;
use crate::trust::Accepted;
use crate::words::{install as words, reinstall, upgrade_self};
use payloads::sentences::unpack;
use std::path::Path;
use voice::Context as _;
use voice::Exit;

/// What is left to do, read before the switch: from there on the file it came from is not needed.
pub(super) struct Activation {
    program: Option<Vec<u8>>,
    version: String,
    receipt: Receipt,
}

impl Activation {
    /// Reads it; `receipt` is that of the release.
    ///
    /// # Errors
    /// The file's or the medium's.
    pub(super) fn read(run: &Run<'_>, receipt: Receipt) -> anyhow::Result<Activation> {
        let program = program(run.release)?;
        let version = stub(run.release).map(|stub| stub.version.clone()).unwrap_or_default();
        Ok(Activation { program, version, receipt })
    }

    /// Remembers who was trusted, installs the manager, writes the environment and closes the receipt.
    ///
    /// # Errors
    /// The disk's; the release is current.
    pub(super) fn finish(
        self,
        placed: Placed<'_>,
        accepted: Accepted,
        run: &Run<'_>,
    ) -> anyhow::Result<(Receipt, Environment)> {
        let completed = self.complete(placed, accepted, run);
        completed.context(|| words::completing(&run.release.name))
    }

    fn complete(
        self,
        placed: Placed<'_>,
        accepted: Accepted,
        run: &Run<'_>,
    ) -> anyhow::Result<(Receipt, Environment)> {
        // All before the receipt is complete: a run that was cut off here is done again.
        accepted.remember(run.context.process.now)?;
        if let Some(program) = &self.program {
            install_program(program, &self.version, run.layout, run.context)?;
        }
        let environment = Environment::write(run.layout, run.options.mode(), run.context)?;
        placed.settle()?;
        let receipt = self.receipt.complete(&run.layout.release(&run.release.name))?;
        Ok((receipt, environment))
    }
}

/// The links that lead through `current`, and where the user's own programs go.
///
/// # Errors
/// [`Exit::SwitchFailed`], and all is as it was.
pub(super) fn make_links(layout: &Layout, created: &mut Created) -> anyhow::Result<()> {
    let switching = || reinstall::linking(&layout.directory().display());
    lead_through(layout, created).exit_with(Exit::SwitchFailed, switching)
}

fn lead_through(layout: &Layout, created: &mut Created) -> anyhow::Result<()> {
    let gopath = layout.gopath();
    if !gopath.is_dir() && *layout.owner() != Owner::System {
        created.make(&gopath, || make_directory(&gopath))?;
    }
    for (link, target) in links::ours(layout) {
        if std::fs::read_link(&link).ok().as_deref() != Some(Path::new(target)) {
            created.make(&link, || durable::link(&link, target))?;
        }
    }
    Ok(())
}

/// `bin/goferry`, from checked bytes. An older one does not take the place of the one that installs it.
fn install_program(
    bytes: &[u8],
    version: &str,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<()> {
    let path = layout.program();
    if let Some(before) = installed::newer_than(version, layout) {
        let path = path.display();
        context.voice.note(&upgrade_self::kept_newer(&path, &before, &version));
        return Ok(());
    }
    if let Some(directory) = path.parent().filter(|directory| !directory.is_dir()) {
        make_directory(directory)?;
    }
    durable::write(&path, 0o755, bytes)
}

fn make_directory(path: &Path) -> anyhow::Result<()> {
    std::fs::create_dir(path).context(|| unpack::creating_member(&path.display()))?;
    durable::sync_parent(path)
}
