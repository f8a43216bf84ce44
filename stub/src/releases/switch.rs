//! The one place that makes a release current: the order of releases is written down, then one rename.

mod releases;
mod target;

pub use releases::Releases;
pub(crate) use target::Target;

use crate::change::step::Step;
use crate::disk::durable;
use crate::prefix::layout::Layout;
use crate::words::{install, switch as words};
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact, best_effort};

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
            let said = install::current_no_link(&link.display());
            Err(Fact::new(Exit::State, said).help(install::current_no_link_help()).into())
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

/// What is said of [`to`] and [`back_to`] where `from` is current then.
pub fn steps(from: Option<String>, release: &str, layout: &Layout) -> Vec<Step> {
    if from.as_deref() == Some(release) {
        return Vec::new();
    }
    let order = from.is_some().then(|| Step::WriteFile(Releases::path(layout)));
    let switch = Step::Switch { path: layout.current(), from, to: release.to_owned() };
    order.into_iter().chain([switch]).collect()
}

fn go(
    layout: &Layout,
    release: &str,
    change: impl FnOnce(&mut Releases, &str),
) -> anyhow::Result<()> {
    let switching = || install::switching(&release);
    let before = current(layout)?;
    if before.as_deref() == Some(release) {
        return Ok(());
    }
    let turn = || {
        let place = layout.release(release);
        if !place.symlink_metadata().is_ok_and(|data| data.is_dir()) {
            let said = words::no_such_directory(&place.display());
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
        Err(error).exit_with(Exit::SwitchFailed, switching)
    })
}

/// The rename may have happened, and only its way to the disk failed: then it is taken back.
fn undo(layout: &Layout, before: Option<&str>) {
    let link = layout.current();
    let now = std::fs::read_link(&link).ok();
    let undone = match before {
        _ if now.as_deref() == before.map(Path::new) => Ok(()),
        Some(before) => durable::link(&link, before),
        None => std::fs::remove_file(&link).map_err(anyhow::Error::from),
    };
    best_effort("the error on its way is the one that matters", undone);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use voice::exit_of;

    /// A prefix with directories for releases, none of them current.
    fn prefix(name: &str) -> (Scratch, Layout) {
        let prefix = Scratch::new(name);
        for release in ["state", "v1-a", "v1-b", "v1-c"] {
            std::fs::create_dir_all(prefix.join(release)).unwrap();
        }
        let layout = Layout::at(&prefix);
        (prefix, layout)
    }

    fn back(layout: &Layout) -> Vec<String> {
        let current = current(layout).unwrap();
        let releases = Releases::read(layout).releases;
        releases.back_from(current.as_deref()).map(str::to_owned).collect()
    }

    #[test]
    fn going_back_again_goes_further_back_and_never_in_a_circle() {
        let (_prefix, layout) = prefix("switch-order");
        ["v1-a", "v1-b", "v1-c"].iter().for_each(|release| to(&layout, release).unwrap());
        assert_eq!(back(&layout), ["v1-b", "v1-a"]);
        back_to(&layout, "v1-b").unwrap();
        assert_eq!(back(&layout), ["v1-a"]);
        back_to(&layout, "v1-a").unwrap();
        assert!(back(&layout).is_empty());
        to(&layout, "v1-c").unwrap();
        to(&layout, "v1-a").unwrap();
        assert_eq!(back(&layout), ["v1-c"]);
    }

    #[test]
    fn a_run_that_was_cut_off_before_the_rename_has_changed_no_way_back() {
        let (_prefix, layout) = prefix("switch-cut");
        ["v1-a", "v1-b"].iter().for_each(|release| to(&layout, release).unwrap());
        // What `to` and `back_to` write before they rename.
        let mut releases = Releases::read(&layout).releases;
        releases.push("v1-b");
        releases.write(&layout).unwrap();
        assert_eq!(back(&layout), ["v1-a"]);
        releases.cut_behind("v1-a");
        releases.write(&layout).unwrap();
        assert_eq!(back(&layout), ["v1-a"]);
    }

    #[test]
    fn what_cannot_be_switched_to_leaves_the_old_one_current() {
        let (_prefix, layout) = prefix("switch-refused");
        to(&layout, "v1-a").unwrap();
        let written = || std::fs::read(Releases::path(&layout)).ok();
        let before = written();
        let refused = to(&layout, "v1-gone").unwrap_err();
        assert_eq!(exit_of(&refused), Exit::SwitchFailed);
        assert_eq!((current(&layout).unwrap().as_deref(), written()), (Some("v1-a"), before));
        std::fs::remove_file(layout.current()).unwrap();
        std::fs::create_dir(layout.current()).unwrap();
        assert_eq!(exit_of(&to(&layout, "v1-b").unwrap_err()), Exit::State);
    }

    #[test]
    fn a_damaged_order_is_known_to_be_one_and_the_next_switch_writes_a_good_one() {
        let (_prefix, layout) = prefix("switch-damaged");
        to(&layout, "v1-a").unwrap();
        for damage in [&b""[..], b"{", b"[]", b"{\"schema\":1,\"before\":7}"] {
            std::fs::write(Releases::path(&layout), damage).unwrap();
            assert!(Releases::read(&layout).damaged);
        }
        to(&layout, "v1-b").unwrap();
        let found = Releases::read(&layout);
        assert!(!found.damaged && found.releases.before == ["v1-a"]);
        // A later program's fields are no damage.
        let later = br#"{"schema":9,"before":["v1-c"],"pinned":["v1-c"],"more":{}}"#;
        std::fs::write(Releases::path(&layout), later).unwrap();
        let found = Releases::read(&layout);
        assert!(!found.damaged && found.releases.is_pinned("v1-c"));
    }
}
