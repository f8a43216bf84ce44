//! The releases of a prefix, by their receipts.

pub mod in_use;

use crate::prefix::layout::Layout;
use crate::prefix::receipt::Receipt;
use crate::words::install as words;
use voice::Exit;
use voice::{Context as _, Fact};

/// One release of a prefix.
#[derive(Clone, Debug)]
pub struct Installed {
    /// Its directory's name.
    pub name: String,
    /// Whether `current` names it.
    pub current: bool,
    /// What its receipt says.
    pub receipt: Receipt,
}

/// The releases of the prefix at `layout`, by name.
///
/// # Errors
/// The operating system's; no prefix at all is an empty list.
pub fn list(layout: &Layout) -> anyhow::Result<Vec<Installed>> {
    let current = std::fs::read_link(layout.current()).unwrap_or_default();
    let with_receipt = |name: String| {
        let receipt = Receipt::read(&layout.release(&name)).ok()?;
        Some(Installed { current: current.as_os_str() == name.as_str(), name, receipt })
    };
    Ok(directories(layout)?.into_iter().filter_map(with_receipt).collect())
}

/// Directories that can only be releases, though their receipts are lost or damaged.
///
/// # Errors
/// The operating system's.
pub fn without_receipt(layout: &Layout) -> anyhow::Result<Vec<String>> {
    let mut names = directories(layout)?;
    names.retain(|name| {
        let place = layout.release(name);
        place.join("meta/manifest.json").is_file() && Receipt::read(&place).is_err()
    });
    Ok(names)
}

/// Directories of the prefix that are not hidden, by name.
fn directories(layout: &Layout) -> anyhow::Result<Vec<String>> {
    let directory = layout.directory();
    let step = || words::looking_at(&directory.display());
    let entries = match std::fs::read_dir(&directory) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e).context(step),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.context(step)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !name.starts_with('.') && entry.file_type().context(step)?.is_dir() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The release a user means: by directory name, or by Go version where only one fits.
///
/// # Errors
/// [`Exit::Usage`] where none is meant or several are.
pub fn find<'a>(
    wanted: &str,
    installed: &'a [Installed],
    layout: &Layout,
) -> anyhow::Result<&'a Installed> {
    let mut found = meant(wanted, installed);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(no_such(wanted, layout).into()),
    }
}

/// As [`find`]; of several that fit, the newest of the complete ones.
///
/// # Errors
/// [`Exit::Usage`] where none is meant.
pub fn newest<'a>(
    wanted: &str,
    installed: &'a [Installed],
    layout: &Layout,
) -> anyhow::Result<&'a Installed> {
    let age = |release: &&Installed| {
        let receipt = &release.receipt;
        (receipt.is_complete(), receipt.counter, receipt.installed_at)
    };
    meant(wanted, installed).max_by_key(age).ok_or_else(|| no_such(wanted, layout).into())
}

fn meant<'a>(wanted: &str, installed: &'a [Installed]) -> impl Iterator<Item = &'a Installed> {
    let version = wanted.strip_prefix("go").or(wanted.strip_prefix('v')).unwrap_or(wanted);
    installed.iter().filter(move |i| i.name == wanted || i.receipt.go == version)
}

/// Nothing here is called `wanted`, or too much.
pub(crate) fn no_such(wanted: &str, layout: &Layout) -> Fact {
    let place = layout.directory();
    let said = words::no_such_release(&wanted, &place.display());
    Fact::new(Exit::Usage, said).help(words::versions_help())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(name: &str, go: &str, counter: u32, stage: &str) -> Installed {
        let receipt = serde_json::json!({
            "schema": 1, "stage": stage, "release": name, "go": go, "cpu": "x86_64",
            "line": "go1.27", "counter": counter,
            "manifest_sha256": "0".repeat(64), "manifest_sm3": "0".repeat(64),
            "file": "x.run", "signed_by": [], "trust": "tofu", "go_env_sha256": null,
            "gate": true, "installed_at": 5, "installed_by": "0.1.0",
        });
        let receipt = serde_json::from_value(receipt).unwrap();
        Installed { name: name.to_owned(), current: false, receipt }
    }

    #[test]
    fn a_go_version_means_its_newest_complete_release_and_a_name_that_one() {
        let all = [
            installed("v1.27.3-aaaaaaaa", "1.27.3", 7, "complete"),
            installed("v1.27.3-bbbbbbbb", "1.27.3", 9, "complete"),
            installed("v1.27.3-cccccccc", "1.27.3", 11, "activating"),
            installed("v1.26.1-dddddddd", "1.26.1", 30, "complete"),
        ];
        let layout = Layout::at(std::path::Path::new("/x"));
        let newest = |wanted: &str| newest(wanted, &all, &layout).map(|i| i.name.as_str());
        for wanted in ["1.27.3", "go1.27.3", "v1.27.3", "v1.27.3-bbbbbbbb"] {
            assert_eq!(newest(wanted).unwrap(), "v1.27.3-bbbbbbbb", "{wanted}");
        }
        assert_eq!(newest("v1.27.3-aaaaaaaa").unwrap(), "v1.27.3-aaaaaaaa");
        assert!(newest("1.27").is_err() && newest("..").is_err());
        assert!(find("1.27.3", &all, &layout).is_err());
        assert_eq!(find("1.26.1", &all, &layout).unwrap().name, "v1.26.1-dddddddd");
    }
}
