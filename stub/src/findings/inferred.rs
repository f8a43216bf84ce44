//! What is not written down any more, told by what is there.

use crate::prefix::layout::Layout;
use crate::prefix::receipt::Receipt;
use crate::prefix::{Installation, program};
use crate::profile;
use crate::releases::installed::InstalledRelease;
use crate::releases::switch::{Releases, Target};
use keys::Downgrade;
use payloads::environment::{self, Mode};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::rc::Rc;

/// The release `bin/goferry` is to be restored from, where it is not one of ours: missing, damaged, or of a
/// release's version but not its bytes. One that says another version was put there by `upgrade-self`.
pub(super) fn program_from(whole: &[Rc<InstalledRelease>], layout: &Layout) -> Option<String> {
    let programs: Vec<(&InstalledRelease, Option<Vec<u8>>)> = whole
        .iter()
        .filter(|kept| kept.stub().is_some())
        .map(|kept| (kept.as_ref(), kept.program(layout)))
        .collect();
    let first = programs.first()?;
    let path = layout.program();
    let has_mode = path
        .symlink_metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o7777 == 0o755);
    let own = if has_mode { std::fs::read(&path).ok() } else { None };
    if own.is_some() && programs.iter().any(|(_, known)| *known == own) {
        return None;
    }
    let version = if has_mode { program::version(layout) } else { None };
    let is_known = |version: &String| {
        programs.iter().any(|(kept, _)| kept.stub().is_some_and(|stub| stub.version == *version))
    };
    if version.is_some_and(|version| !is_known(&version)) {
        return None;
    }
    let current = std::fs::read_link(layout.current()).unwrap_or_default();
    let of_current = programs.iter().find(|(kept, _)| Path::new(&kept.name) == current);
    Some(of_current.unwrap_or(first).0.name.clone())
}

/// How shells seem to have been told of the prefix.
pub(crate) fn mode(at: Installation<'_>) -> anyhow::Result<Mode> {
    let prefix = at.layout.shell_prefix()?;
    let has = |mode| {
        let more = environment::files(&prefix, mode).into_iter().skip(3);
        let mut more = more.map(|file| at.layout.directory().join(file.name));
        more.next().is_some_and(|file| file.is_file())
    };
    Ok(match () {
        () if has(Mode::Wrapper) => Mode::Wrapper,
        () if has(Mode::Direnv) => Mode::Direnv,
        () if !profile::environment::lines(at)?.is_empty() => Mode::Rc,
        () => Mode::None,
    })
}

/// The release that `current` is to name: the one it was before, else the one installed last, that is whole and
/// above its floor.
pub(super) fn current(whole: &[Rc<InstalledRelease>], at: Installation<'_>) -> Option<String> {
    let layout = at.layout;
    let before = Releases::read(layout).releases.before;
    let known = whole.iter().map(|kept| kept.name.clone());
    let mut names: Vec<String> = known.filter(|name| !before.contains(name)).collect();
    names.extend(before.into_iter().filter(|name| whole.iter().any(|kept| kept.name == *name)));
    let may = |name: &String| {
        let receipt = Receipt::read(&layout.release(name));
        receipt.is_err()
            || Target::named(name, layout)
                .is_ok_and(|target| target.check(Downgrade::Refused, at).is_ok())
    };
    names.iter().rev().find(|name| may(name)).or(names.last()).cloned()
}
