//! Whether what is vendored of a module is the module: each file compared with the zip that go.sum vouches for.

use super::consistency;
use super::module_cache::{ModuleCache, Published};
use super::modules_txt::{Listed, ModulesTxt};
use crate::inputs::tree::{Entry, Kind, Tree};
use crate::words::project as words;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use voice::Said;

/// What is known of the files of a vendored module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// Each is as the module has it.
    Compared,
    /// These are not as the module has them; never empty.
    Patched(Vec<Difference>),
    /// The module was not at hand: go.sum's digest is the module's, and says nothing of the files that lie here.
    NotCompared,
    /// They come from a directory, which has no digest.
    Directory,
}

/// A file that is not as the module has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Its path in the module.
    pub path: String,
    /// What was done to it.
    pub change: Change,
}

/// What was done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Its bytes differ.
    Changed,
    /// The module has no such file.
    Added,
    /// The module has it in a package that is vendored, and `go mod vendor` would have copied it.
    Removed,
}

impl Content {
    /// As the documents of a release say it, which are in English.
    pub fn statement(&self) -> &'static str {
        match self {
            Content::Compared => "content compared",
            Content::Patched(_) => "patched",
            Content::NotCompared => "from go.sum, content not compared",
            Content::Directory => "from a directory, no digest",
        }
    }

    /// What is not as the module has it, as far as that is known.
    pub fn differences(&self) -> &[Difference] {
        match self {
            Content::Patched(differences) => differences,
            Content::Compared | Content::NotCompared | Content::Directory => &[],
        }
    }
}

/// `changed a/b.go`, as the documents of a release say it.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let change = match self.change {
            Change::Changed => "changed",
            Change::Added => "added",
            Change::Removed => "removed",
        };
        write!(f, "{change} {}", self.path)
    }
}

impl Difference {
    /// For people.
    pub(super) fn said(&self) -> Said {
        match self.change {
            Change::Changed => words::file_changed(&self.path),
            Change::Added => words::file_added(&self.path),
            Change::Removed => words::file_removed(&self.path),
        }
    }
}

/// A file of a vendor tree.
pub(super) type File<'a> = (&'a str, &'a Entry);

/// The files of a vendor tree by the modules of its list.
pub(super) struct Vendored<'a> {
    /// With their paths in the module.
    of_modules: BTreeMap<&'a str, Vec<File<'a>>>,
    /// Those of no module, with their paths below `vendor`.
    pub strays: Vec<File<'a>>,
}

impl<'a> Vendored<'a> {
    /// Those of `tree` below `prefix`, which ends in `/` where it is not empty.
    pub(super) fn sorted(tree: &'a Tree, prefix: &str, list: &'a ModulesTxt) -> Self {
        let modules: BTreeSet<&str> =
            list.vendored().map(|listed| listed.module.path.as_str()).collect();
        let mut vendored = Vendored { of_modules: BTreeMap::new(), strays: Vec::new() };
        let files = tree.iter().filter(|(_, entry)| entry.kind != Kind::Dir);
        for (path, entry) in files {
            let Some(path) = path.strip_prefix(prefix).filter(|path| *path != LIST) else {
                continue;
            };
            // The longest one, where one module's path lies in another's.
            let ends = path.rmatch_indices('/').map(|(at, _)| at);
            match ends.clone().find(|at| modules.contains(&path[..*at])) {
                None => vendored.strays.push((path, entry)),
                Some(at) => {
                    let files = vendored.of_modules.entry(&path[..at]).or_default();
                    files.push((&path[at + 1..], entry));
                }
            }
        }
        vendored
    }

    /// The files of this module.
    pub(super) fn of(&self, listed: &Listed) -> &[File<'a>] {
        self.of_modules.get(listed.module.path.as_str()).map_or(&[], Vec::as_slice)
    }

    /// What is known of this module's, whose zip has the digest `h1` in go.sum.
    ///
    /// # Errors
    /// [`voice::Exit::Medium`]: one cannot be read.
    pub(super) fn content(
        &self,
        listed: &Listed,
        h1: Option<&str>,
        cache: &ModuleCache,
    ) -> anyhow::Result<Content> {
        let Some(source) = consistency::source(listed) else { return Ok(Content::Directory) };
        let find = |(version, h1): (String, &str)| cache.find(&source.path, &version, h1);
        let Some(published) = source.version.clone().zip(h1).and_then(find) else {
            return Ok(Content::NotCompared);
        };
        let differences = differences(self.of(listed), listed, &published)?;
        Ok(if differences.is_empty() { Content::Compared } else { Content::Patched(differences) })
    }
}

/// Go's own list, which is none of a module's files.
const LIST: &str = "modules.txt";

/// How `files`, vendored of the module `listed`, differ from it as it was published.
///
/// # Errors
/// [`voice::Exit::Medium`]: one cannot be read.
pub(super) fn differences(
    files: &[File<'_>],
    listed: &Listed,
    published: &Published,
) -> anyhow::Result<Vec<Difference>> {
    let mut found = Vec::new();
    let mut note = |path: &str, change| found.push(Difference { path: path.to_owned(), change });
    for (path, entry) in files {
        match published.file(path) {
            None => note(path, Change::Added),
            Some(bytes) if !is_file_of(entry, bytes)? => note(path, Change::Changed),
            Some(_) => {}
        }
    }
    let there: BTreeSet<&str> = files.iter().map(|(path, _)| *path).collect();
    let packages: BTreeSet<&str> = packages(listed).collect();
    for path in published.paths().filter(|path| !there.contains(path)) {
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        if packages.contains(directory) && is_copied(name, published.file(path)) {
            note(path, Change::Removed);
        }
    }
    found.sort();
    Ok(found)
}

/// The directories of its vendored packages in the module.
fn packages(listed: &Listed) -> impl Iterator<Item = &str> {
    listed.packages.iter().filter_map(|(package, _)| {
        let rest = package.strip_prefix(&listed.module.path)?;
        rest.strip_prefix('/').or(rest.is_empty().then_some(rest))
    })
}

fn is_file_of(entry: &Entry, bytes: &[u8]) -> anyhow::Result<bool> {
    let Kind::File(contents) = &entry.kind else { return Ok(false) };
    Ok(contents.length() == bytes.len() as u64 && *contents.bytes()? == *bytes)
}

/// Whether `go mod vendor` surely copies this file of a package (`matchPotentialSourceFile` in
/// `modcmd/vendor.go`): no tests, no module files, and no Go that is marked to be ignored.
fn is_copied(name: &str, bytes: Option<&[u8]>) -> bool {
    let is_mark = |line: &[u8]| {
        let line = line.trim_ascii();
        line.starts_with(b"//") && [&b"build"[..], b"ignore"].iter().all(|word| has(line, word))
    };
    let is_ignored = || bytes.is_some_and(|bytes| bytes.split(|b| *b == b'\n').any(is_mark));
    let is_left_out = name.ends_with("_test.go") || name == "go.mod" || name == "go.sum";
    !(is_left_out || name.ends_with(".go") && is_ignored())
}

fn has(line: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(line, word).is_some()
}

#[cfg(test)]
pub(super) mod tests;
