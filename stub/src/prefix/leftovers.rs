//! What a run that was cut off left in a prefix: half-built, half-removed and half-replaced releases, and files
//! on their way to their names. Every run that changes something begins by taking it away.

use crate::disk::removal::REMOVING;
use crate::disk::{durable, removal};
use crate::prefix::layout::{GOCACHE, Layout};
use crate::prefix::{modules, prefix_removal};
use crate::process::leash;

use crate::words::install as words;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact};

/// How the name of a release that is being built begins.
pub const STAGING: &str = ".staging-";
/// How the name of a directory begins in which the gate works.
pub const GATE: &str = ".staging-goferry-gate-";
/// In such a directory, the file that whatever was started there has open.
pub const LEASH: &str = "leash";
/// How the name of a release begins that is being replaced by the same one, laid down again. Without a release
/// of that name and its receipt beside it, it is the release.
pub const OLD: &str = ".old-";

/// Takes it away. Under the lock: what another run is at looks the same.
///
/// # Errors
/// The disk's.
pub fn clear(layout: &Layout) -> anyhow::Result<()> {
    prefix_removal::clear(layout)?;
    let found = found(layout)?;
    for path in found.iter().filter(|path| is_of_the_gate(path)) {
        leash::end_all(&path.join(LEASH)).fact(|| still_at_work(path))?;
    }
    for path in found {
        match goes_back_to(&path, layout) {
            Some(place) => {
                removal::tree(&place)?;
                durable::rename(&path, &place)?;
            }
            None => removal::tree(&path)?,
        }
    }
    Ok(())
}

fn is_of_the_gate(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_bytes().starts_with(GATE.as_bytes()))
}

fn still_at_work(path: &Path) -> Fact {
    Fact::new(Exit::Busy, words::gate_at_work(&path.display())).help(words::gate_at_work_help())
}

/// The place of the release that what was found at `path` is, where no other stands there: nothing, or what has no
/// receipt any more.
pub fn goes_back_to(path: &Path, layout: &Layout) -> Option<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let place = name.strip_prefix(OLD).map(|name| layout.release(name));
    place.filter(|place| place.join("meta/receipt.json").symlink_metadata().is_err())
}

/// Whether `name` in the prefix is that of such a thing.
pub fn is_one(name: &str) -> bool {
    let is_ours = [STAGING, OLD, REMOVING].iter().any(|begin| name.starts_with(begin));
    is_ours || durable::is_sibling(name)
}

/// Whether there is anything to take away.
pub fn any(layout: &Layout) -> bool {
    found(layout).is_ok_and(|found| !found.is_empty())
}

/// What is to be taken away.
///
/// # Errors
/// The operating system's.
pub fn found(layout: &Layout) -> anyhow::Result<Vec<PathBuf>> {
    let prefix = layout.directory();
    let mut found = Vec::new();
    for (path, name) in entries(&prefix)? {
        if is_one(&name) {
            found.push(path);
        } else if ["bin", "state", GOCACHE].contains(&name.as_str()) {
            siblings(&path, &mut found);
        } else if name != "gopath" {
            siblings(&path.join("meta"), &mut found);
        }
    }
    found.extend(modules::stale(layout)?);
    Ok(found)
}

fn siblings(directory: &Path, found: &mut Vec<PathBuf>) {
    let is_real = |path: &Path| path.symlink_metadata().is_ok_and(|data| data.is_dir());
    if is_real(directory) && directory.parent().is_some_and(is_real) {
        let entries = entries(directory).unwrap_or_default().into_iter();
        found.extend(entries.filter(|(_, name)| durable::is_sibling(name)).map(|(path, _)| path));
    }
}

fn entries(directory: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let step = || words::looking_at(&directory.display());
    let entry = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.context(step)?;
        Ok((entry.path(), entry.file_name().to_string_lossy().into_owned()))
    };
    std::fs::read_dir(directory).context(step)?.map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use std::os::unix::fs::symlink;

    #[test]
    fn what_is_ours_and_unfinished_goes_and_nothing_else_does() {
        let prefix = Scratch::new("leftovers");
        let layout = Layout::at(&prefix);
        let at = |name: &str| prefix.join(name);
        for name in ["bin", "state", "gopath/meta", "v1/meta", ".old-v1/meta", ".old-v2/goroot"] {
            std::fs::create_dir_all(at(name)).unwrap();
        }
        // Its copy stood beside it as it began to go.
        std::fs::create_dir_all(at("v4/goroot")).unwrap();
        std::fs::create_dir_all(at(".old-v4/meta")).unwrap();
        std::fs::write(at(".old-v4/meta/receipt.json"), "").unwrap();
        std::fs::write(at("v1/meta/receipt.json"), "").unwrap();
        for name in [".staging-7/goroot", ".removing-v3/goroot", "theirs/meta"] {
            std::fs::create_dir_all(at(name)).unwrap();
        }
        let gone = ["bin/.goferry.goferry-1", "state/.x.json.goferry-22", "v1/meta/.y.goferry-3"];
        let kept = ["bin/.goferry.goferry-x", "gopath/meta/.z.goferry-4", "state/lock", ".env"];
        gone.iter().chain(&kept).for_each(|name| std::fs::write(at(name), "").unwrap());
        symlink("theirs", at("current")).unwrap();
        symlink("v1", at(".current.goferry-9")).unwrap();
        assert!(any(&layout));
        clear(&layout).unwrap();
        assert!(!any(&layout));
        let gone = gone.iter().chain(&[
            "v4/goroot",
            ".old-v4",
            ".old-v1",
            ".staging-7",
            ".removing-v3",
            ".current.goferry-9",
        ]);
        gone.for_each(|name| assert!(at(name).symlink_metadata().is_err(), "{name}"));
        // The release whose replacement never came is back.
        let kept = kept.iter().chain(&[
            "v1",
            "v2/goroot",
            "theirs/meta",
            "current",
            "v4/meta/receipt.json",
        ]);
        kept.for_each(|name| assert!(at(name).symlink_metadata().is_ok(), "{name}"));
    }
}
