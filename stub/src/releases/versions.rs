//! The releases of a prefix, by their receipts.

use crate::prefix::layout::Layout;
use crate::prefix::receipt::Receipt;
use crate::words::install as words;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact};

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

/// The processes that run from, or stand in, the releases of a prefix.
#[derive(Clone, Debug, Default)]
pub struct InUse(Vec<(PathBuf, u32)>);

impl InUse {
    /// Looks at the program, the working directory and the mapped files of every process.
    pub fn below(prefix: &Path) -> InUse {
        let mut seen = InUse::default();
        // /proc has resolved every link; without a prefix nothing can be in use.
        let Ok(prefix) = prefix.canonicalize() else { return seen };
        for process in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let number = process.file_name().to_str().and_then(|name| name.parse().ok());
            let Some(number) = number else { continue };
            for path in paths(&process.path()) {
                if let Some(release) = path.strip_prefix(&prefix).ok().and_then(|p| p.iter().next())
                {
                    seen.0.push((release.into(), number));
                }
            }
        }
        seen.0.sort_unstable();
        seen.0.dedup();
        seen
    }

    /// The processes that use `release`, ascending by number.
    pub fn by(&self, release: &str) -> Vec<u32> {
        let uses =
            |(name, number): &(PathBuf, u32)| (name == Path::new(release)).then_some(*number);
        self.0.iter().filter_map(uses).collect()
    }
}

/// What a process runs, stands in and has mapped: `/proc/PID/{exe,cwd,maps}` (proc(5)).
fn paths(process: &Path) -> Vec<PathBuf> {
    let links =
        ["exe", "cwd"].into_iter().filter_map(|name| std::fs::read_link(process.join(name)).ok());
    let maps = std::fs::read(process.join("maps")).unwrap_or_default();
    let mapped = maps.split(|byte| *byte == b'\n').filter_map(|line| {
        let path = line.iter().position(|byte| *byte == b'/')?;
        Some(PathBuf::from(OsStr::from_bytes(line.get(path..)?)))
    });
    links.chain(mapped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;

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

    #[test]
    fn a_program_that_runs_from_a_release_or_stands_in_it_uses_it() {
        let scratch = Scratch::new("in-use");
        for name in ["v1-a/bin", "v1-b", "v1-c"] {
            std::fs::create_dir_all(scratch.join(name)).unwrap();
        }
        let program = scratch.join("v1-a/bin/cat");
        std::fs::copy("/bin/cat", &program).unwrap();
        let start = |program: &Path, place: &str| {
            let mut command = std::process::Command::new(program);
            command.current_dir(scratch.join(place)).stdin(std::process::Stdio::piped());
            command.spawn().unwrap()
        };
        let mut started = [start(&program, "."), start(Path::new("/bin/cat"), "v1-b")];
        let seen = InUse::below(&scratch);
        assert_eq!(seen.by("v1-a"), [started[0].id()]);
        assert_eq!(seen.by("v1-b"), [started[1].id()]);
        assert!(seen.by("v1-c").is_empty() && seen.by("v1").is_empty());
        for child in &mut started {
            drop(child.stdin.take());
            child.wait().unwrap();
        }
    }
}
