//! How shells come to a release, and what manages it: the links, and `bin/goferry`.

use super::Run;
use super::created::Created;
use super::staging::stub;
use crate::change::step::Step;
use crate::disk::durable;
use crate::prefix::home::Owner;
use crate::prefix::layout::Layout;
use crate::prefix::program as installed;
use crate::releases::links;
use crate::words::{install, upgrade_self};
use std::path::{Path, PathBuf};
use voice::Context as _;
use voice::Exit;

/// The links that lead through `current`, and where the user's own programs go.
///
/// # Errors
/// [`Exit::SwitchFailed`], and all is as it was.
pub(super) fn make_links(layout: &Layout, created: &mut Created) -> anyhow::Result<()> {
    let switching = || install::linking(&layout.directory().display());
    lead_through(layout, created).exit_with(Exit::SwitchFailed, switching)
}

/// What is said of [`make_links`].
pub(super) fn steps(layout: &Layout) -> impl Iterator<Item = Step> {
    let links = links::to_make(layout);
    let links = links.map(|(path, target)| Step::Link { path, target: target.to_owned() });
    gopath(layout).map(Step::CreateDirectory).into_iter().chain(links)
}

fn lead_through(layout: &Layout, created: &mut Created) -> anyhow::Result<()> {
    if let Some(gopath) = gopath(layout) {
        created.make(&gopath, || make_directory(&gopath))?;
    }
    for (link, target) in links::to_make(layout) {
        created.make(&link, || durable::link(&link, target))?;
    }
    Ok(())
}

/// The user's own GOPATH, where it is missing.
fn gopath(layout: &Layout) -> Option<PathBuf> {
    Some(layout.gopath()).filter(|path| !path.is_dir() && *layout.owner() != Owner::System)
}

/// What is said of [`install_program`].
pub(super) fn program_steps(run: &Run<'_>) -> Vec<Step> {
    if stub(run.release).is_none() {
        return Vec::new();
    }
    let program = run.at.layout.program();
    let directory = missing_directory(&program).map(|path| Step::CreateDirectory(path.into()));
    directory.into_iter().chain([Step::WriteFile(program)]).collect()
}

/// `bin/goferry`, from checked bytes. An older one does not take the place of the one that installs it.
pub(super) fn install_program(bytes: &[u8], run: &Run<'_>) -> anyhow::Result<()> {
    let (path, version) = (run.at.layout.program(), stub(run.release).map(|stub| &*stub.version));
    let version = version.unwrap_or_default();
    if let Some(before) = installed::newer_than(version, run.at.layout) {
        let path = path.display();
        run.at.context.voice.note(&upgrade_self::kept_newer(&path, &before, &version));
        return Ok(());
    }
    if let Some(directory) = missing_directory(&path) {
        make_directory(directory)?;
    }
    durable::write(&path, 0o755, bytes)
}

fn missing_directory(of: &Path) -> Option<&Path> {
    of.parent().filter(|directory| !directory.is_dir())
}

fn make_directory(path: &Path) -> anyhow::Result<()> {
    durable::directory(path)?;
    durable::sync_parent(path)
}
