//! Releases that a go.mod can ask for by name: with several versions of Go in a prefix, `bin/goVERSION` leads to each, where
//! go looks for them with `GOTOOLCHAIN=path` (go.dev/doc/toolchain).

use crate::disk::{durable, removal};
use crate::prefix::layout::Layout;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a link from `bin` to a release's go ends with.
const GO: &str = "goroot/bin/go";

/// Whether there are several versions of Go, with that of a release to come.
pub fn are_several(layout: &Layout, to_come: Option<&str>) -> bool {
    let mut versions: BTreeSet<String> = found(layout, &[]).into_keys().collect();
    versions.extend(to_come.filter(|version| !version.is_empty()).map(str::to_owned));
    versions.len() > 1
}

/// The links that should be there, and where they lead, with a release to come, by its name, and without those that go;
/// none where there is one version of Go.
pub fn wanted(
    layout: &Layout,
    to_come: Option<&str>,
    without: &[String],
) -> BTreeMap<PathBuf, String> {
    let bin = layout.directory().join("bin");
    let mut found = found(layout, without);
    if let Some((version, name)) = to_come.and_then(|name| Some((version(name)?, name))) {
        found.insert(version.to_owned(), name.to_owned());
    }
    let is_one = found.len() < 2;
    let link = |(version, name): (String, String)| {
        (bin.join(format!("go{version}")), format!("../{name}/{GO}"))
    };
    found.into_iter().filter(|_| !is_one).map(link).collect()
}

/// The release that each version of Go means: of several the current one, else the last.
fn found(layout: &Layout, without: &[String]) -> BTreeMap<String, String> {
    let current = std::fs::read_link(layout.current()).unwrap_or_default();
    let mut releases: Vec<String> = names(&layout.directory());
    releases.retain(|name| !without.contains(name) && layout.release(name).join(GO).is_file());
    releases.sort_by_key(|name| current.as_os_str() == name.as_str());
    releases.iter().filter_map(|name| Some((version(name)?.to_owned(), name.clone()))).collect()
}

/// The version of Go in the name of a release.
fn version(name: &str) -> Option<&str> {
    name.strip_prefix('v')?.rsplit_once('-').map(|(version, _)| version)
}

/// The links that are there.
pub fn present(layout: &Layout) -> Vec<PathBuf> {
    let bin = layout.directory().join("bin");
    let links = names(&bin).into_iter().filter(|name| name.starts_with("go"));
    let links = links.map(|name| bin.join(name));
    let is_ours = |link: &PathBuf| {
        std::fs::read_link(link)
            .is_ok_and(|target| target.starts_with("..") && target.ends_with(GO))
    };
    links.filter(is_ours).collect()
}

/// Makes the links what they should be without these releases.
///
/// # Errors
/// The disk's. Each link is then what it was or what it should be.
pub fn renew(layout: &Layout, without: &[String]) -> anyhow::Result<()> {
    let wanted = wanted(layout, None, without);
    for link in present(layout).iter().filter(|link| !wanted.contains_key(*link)) {
        removal::tree(link)?;
    }
    for (link, target) in &wanted {
        if !leads_to(link, target) {
            durable::link(link, target)?;
        }
    }
    Ok(())
}

/// Whether the link says that.
pub fn leads_to(link: &Path, target: &str) -> bool {
    std::fs::read_link(link).is_ok_and(|found| found.as_os_str() == target)
}

fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;

    #[test]
    fn each_version_has_a_name_where_there_are_several_and_none_where_there_is_one() {
        let scratch = Scratch::new("toolchains");
        let (prefix, layout) = (scratch.join("p"), Layout::at(&scratch.join("p")));
        let add = |name: &str| {
            std::fs::create_dir_all(prefix.join(name).join("goroot/bin")).unwrap();
            std::fs::write(prefix.join(name).join(GO), name).unwrap();
        };
        std::fs::create_dir_all(prefix.join("bin")).unwrap();
        std::fs::write(prefix.join("bin/goferry"), "").unwrap();
        add("v1.27.3-11111111");
        add("v1.27.3-22222222");
        renew(&layout, &[]).unwrap();
        assert!(present(&layout).is_empty());
        add("v1.26.8-33333333");
        std::os::unix::fs::symlink("v1.27.3-11111111", prefix.join("current")).unwrap();
        for _ in 0..2 {
            renew(&layout, &[]).unwrap();
            let names: Vec<_> =
                present(&layout).iter().map(|p| p.file_name().unwrap().to_owned()).collect();
            assert_eq!(names, ["go1.26.8", "go1.27.3"]);
            assert_eq!(
                std::fs::read_to_string(prefix.join("bin/go1.27.3")).unwrap(),
                "v1.27.3-11111111"
            );
        }
        std::fs::remove_dir_all(prefix.join("v1.26.8-33333333")).unwrap();
        renew(&layout, &[]).unwrap();
        assert!(present(&layout).is_empty() && prefix.join("bin/goferry").exists());
    }
}
