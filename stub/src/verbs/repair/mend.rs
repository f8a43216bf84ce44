//! Mending what was found, in its order.

use super::{Found, plan, rebuilt};
use crate::disk::durable;
use crate::disk::removal;
use crate::findings::Mend;
use crate::prefix::layout::Layout;
use crate::prefix::leftovers;
use crate::prefix::receipt::{EnvironmentReceipt, Receipt};
use crate::process::context::Context;
use crate::profile::Edit;
use crate::profile::environment;
use crate::releases::links::{Fault, LinkFault};
use crate::releases::switch::Releases;
use crate::trust::Remembered;
use crate::words::repair as words;
use payloads::sentences::unpack;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use voice::Exit;
use voice::{Context as _, Fact};

impl Found {
    /// Mends everything that can be mended.
    ///
    /// # Errors
    /// The disk's, at the first; [`Exit::Modified`], [`Exit::Profile`] and what is beyond repair, after all else was
    /// mended.
    pub(super) fn mend(self, layout: &Layout, context: &Context) -> anyhow::Result<()> {
        let mut beyond: Option<anyhow::Error> = None;
        for mend in self.mends() {
            crate::process::signals::check()?;
            match mend {
                Mend::Leftover(_) => leftovers::clear(layout)?,
                Mend::Open(path) => {
                    std::fs::set_permissions(path, Permissions::from_mode(0o644))
                        .context(|| unpack::writing_member(&path.display()))?;
                }
                Mend::Trust => {
                    clear(plan::trust(layout))?;
                    let files = self.whole.iter().map(|kept| &kept.trusted);
                    Remembered::reset(layout, files, context.process.now)?;
                }
                Mend::Tree(tree) => {
                    let lost = tree
                        .restore(self.donor.as_ref(), layout, context)
                        .context(|| words::restoring(&tree.kept.name))?;
                    if let Some(first) = lost.first() {
                        beyond = Some(not_restored(&tree.kept.name, first, lost.len()).into());
                    }
                }
                Mend::Complete(release) if beyond.is_none() => {
                    let place = layout.release(release);
                    Receipt::read(&place)?.complete(&place)?;
                }
                Mend::Complete(_) => {}
                Mend::Program(release) => beyond = beyond.or(self.program(release, layout)?),
                Mend::Environment => {
                    clear(EnvironmentReceipt::path(layout))?;
                    rebuilt::environment(layout, context)?.write(layout)?;
                }
                Mend::File(file) => {
                    let path = clear(layout.directory().join(file.name))?;
                    durable::write(&path, file.mode, &file.contents)?;
                }
                Mend::Profile(_, edit) => beyond = beyond.or(put_back(edit, layout, context)?),
                Mend::Releases => {
                    clear(Releases::path(layout))?;
                    Releases::from_receipts(layout).write(layout)?;
                }
                Mend::Link(fault, target) => link(fault, target)?,
            }
        }
        match self.beyond.or(beyond) {
            None => Ok(()),
            Some(error) => Err(error),
        }
    }

    /// `bin/goferry`, from the release's own, which may not have been restored. Gives what is lost then.
    fn program(&self, release: &str, layout: &Layout) -> anyhow::Result<Option<anyhow::Error>> {
        let kept = self.whole.iter().find(|kept| kept.name == release);
        match kept.and_then(|kept| kept.program(layout)) {
            Some(bytes) => write_program(&bytes, layout).map(|()| None),
            None => Ok(Some(not_restored(release, &layout.program(), 1).into())),
        }
    }
}

fn not_restored(release: &str, first: &std::path::Path, count: usize) -> Fact {
    let said = words::not_restored(&count, &first.display());
    let help = words::not_restored_help(&release);
    Fact::new(Exit::Modified, said).help(help)
}

/// Our line, into a file of the user's again. Gives what kept it out, after what else there is to be told.
fn put_back(
    edit: &Edit,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Option<anyhow::Error>> {
    let outcome = environment::put_back(edit, layout)?;
    outcome.warnings.iter().for_each(|warning| context.voice.warn(warning));
    for told in outcome.told() {
        context.voice.line(&told)?;
    }
    Ok(outcome.require_served(&layout.shell_prefix()?).err())
}

fn write_program(bytes: &[u8], layout: &Layout) -> anyhow::Result<()> {
    let path = layout.program();
    let step = || unpack::writing_member(&path.display());
    if let Some(directory) = path.parent().filter(|directory| !directory.is_dir()) {
        std::fs::create_dir(directory).context(step)?;
    }
    durable::write(&clear(path.clone())?, 0o755, bytes)
}

/// A directory is in the way of a file; one with something in it is not ours to remove.
fn clear(path: PathBuf) -> anyhow::Result<PathBuf> {
    let is_directory = path.symlink_metadata().is_ok_and(|data| data.is_dir());
    if is_directory && std::fs::remove_dir(&path).is_err() {
        let fact = Fact::new(Exit::State, words::file_differs(&path.display()));
        return Err(fact.help(words::no_link_help()).into());
    }
    Ok(path)
}

/// By one rename, where there is a link; an empty directory goes first.
fn link(fault: &LinkFault, target: &str) -> anyhow::Result<()> {
    if fault.kind == Fault::NoLink {
        removal::tree(&fault.path)?;
    }
    durable::link(&fault.path, target)
}
