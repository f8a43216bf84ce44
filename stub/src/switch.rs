//! The one place that makes a release current: the order of releases is written down, then one rename.

mod releases;
mod target;
mod turn;

pub use releases::Releases;
pub(crate) use target::Target;
pub(crate) use turn::Turn;

use crate::durable;
use crate::layout::Layout;
use crate::plan::{Plan, Step};
use payloads::words::{Doing, Fact, install, switch as words};
use payloads::{Exit, say};
use std::path::Path;

/// The release that is current; `None` before the first.
///
/// # Errors
/// [`Exit::State`] where `current` is no symbolic link.
pub fn current(layout: &Layout) -> anyhow::Result<Option<String>> {
    let link = layout.current();
    match std::fs::read_link(&link) {
        Ok(target) => Ok(Some(target.to_string_lossy().into_owned())),
        Err(_) if link.symlink_metadata().is_err() => Ok(None),
        Err(_) => {
            let said = say!(install::CURRENT_NO_LINK, path = link.display());
            Err(Fact::new(Exit::State, said).help(say!(install::CURRENT_NO_LINK_HELP)).into())
        }
    }
}

/// Makes `release` current, under the lock; the one that was is remembered for `rollback`. Nothing happens
/// where it is current already.
///
/// # Errors
/// [`Exit::SwitchFailed`]: the old release is current as before.
pub fn to(layout: &Layout, release: &str) -> anyhow::Result<()> {
    go(layout, release, Releases::push)
}

/// As [`to`], and the way back from `release` leads to what was current before it.
///
/// # Errors
/// Those of [`to`].
pub fn back_to(layout: &Layout, release: &str) -> anyhow::Result<()> {
    go(layout, release, |releases, _| releases.cut_behind(release))
}

/// Adds to `plan` what [`to`] will do.
pub fn plan_to(plan: &mut Plan, layout: &Layout, release: &str) {
    let from = current(layout).unwrap_or_default();
    if from.as_deref() == Some(release) {
        return;
    }
    plan.then(Step::WriteFile(Releases::path(layout)));
    plan.then(Step::Switch { path: layout.current(), from, to: release.to_owned() });
}

fn go(
    layout: &Layout,
    release: &str,
    change: impl FnOnce(&mut Releases, &str),
) -> anyhow::Result<()> {
    let switching = || say!(install::SWITCHING, release = release);
    let before = current(layout)?;
    if before.as_deref() == Some(release) {
        return Ok(());
    }
    let turn = || {
        let place = layout.release(release);
        if !place.symlink_metadata().is_ok_and(|data| data.is_dir()) {
            let said = say!(words::NO_SUCH_DIRECTORY, path = place.display());
            return Err(Fact::new(Exit::State, said).into());
        }
        if let Some(before) = &before {
            let mut releases = Releases::read(layout).releases;
            change(&mut releases, before);
            releases.write(layout)?;
        }
        durable::link(&layout.current(), release)
    };
    turn().or_else(|error| {
        undo(layout, before.as_deref());
        Err(error).meaning(Exit::SwitchFailed, switching)
    })
}

/// The rename may have happened, and only its way to the disk failed: then it is taken back, as far as that can
/// be done.
fn undo(layout: &Layout, before: Option<&str>) {
    let link = layout.current();
    let now = std::fs::read_link(&link).ok();
    match before {
        _ if now.as_deref() == before.map(Path::new) => {}
        Some(before) => drop(durable::link(&link, before)),
        None => drop(std::fs::remove_file(&link)),
    }
}
