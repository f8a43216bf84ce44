//! Recognising a prefix that was made by hand.

use super::record::{Adopted, Link, SCHEMA, Version};
use super::{GOPATH, GOROOT, OUR_GOROOT};
use crate::prefix::layout::Layout;
use crate::words::adopt as words;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use voice::Exit;
use voice::{Fact, Said};

/// What was made by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    directory: PathBuf,
    versions: Vec<Version>,
    links: Vec<Link>,
    /// The version that `current-goroot` names.
    pub(super) in_use: Option<String>,
}

/// What we make ourselves, which has to find its place free.
const OURS: [&str; 5] = ["current", "env", "env.fish", "env.csh", "bin/goferry"];

impl ByHand {
    /// What was made by hand at `layout`; `None` where nothing was, or where it was taken in before. Whether it can
    /// be taken in [`check`](Self::check) says.
    pub(super) fn look(layout: &Layout) -> Option<ByHand> {
        let directory = layout.directory();
        let is_directory = directory.symlink_metadata().is_ok_and(|data| data.is_dir());
        if is_ours(layout) || !is_directory {
            return None;
        }
        // One that cannot be read is told of by whoever needs it.
        let names = directories(&directory).ok()?;
        let versions: Vec<Version> =
            names.into_iter().filter_map(|name| version(&directory, name)).collect();
        let links: Vec<Link> =
            [GOROOT, GOPATH].into_iter().filter_map(|name| link(&directory, name)).collect();
        if versions.is_empty() && links.is_empty() {
            return None;
        }
        let mut found = ByHand { directory, versions, links, in_use: None };
        found.in_use = found.in_use(layout);
        Some(found)
    }

    /// What there is to be taken in at `layout`, where it `may` be.
    ///
    /// # Errors
    /// [`Exit::Destination`] where it may not; those of [`check`](Self::check).
    pub fn to_adopt(may: bool, layout: &Layout) -> Result<Option<ByHand>, Fact> {
        let Some(by_hand) = ByHand::look(layout) else { return Ok(None) };
        if !may {
            return Err(by_hand.refusal());
        }
        by_hand.check()?;
        Ok(Some(by_hand))
    }

    /// Why it is not installed into: nobody said that it may be taken in.
    fn refusal(&self) -> Fact {
        let (path, versions) = (self.directory.display(), self.named());
        let said = words::by_hand(&path, &versions);
        Fact::new(Exit::Destination, said).help(words::by_hand_help())
    }

    /// Whether it can be taken in.
    ///
    /// # Errors
    /// [`Exit::Destination`]: a version is no Go tree, something stands where ours belongs, or `current-goroot` leads
    /// out of the prefix.
    pub(super) fn check(&self) -> Result<(), Fact> {
        let refused = |said, help| Err(Fact::new(Exit::Destination, said).help(help));
        for version in &self.versions {
            let goroot = self.directory.join(&version.name).join("goroot");
            let missing =
                ["VERSION", "bin/go"].into_iter().find(|name| !goroot.join(name).is_file());
            let missing = missing.or(version.go.is_empty().then_some("VERSION"));
            if let Some(missing) = missing {
                let said = words::no_tree(&goroot.display(), &missing);
                return refused(said, words::no_tree_help());
            }
        }
        let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
        let is_link = |path: &PathBuf| path.read_link().is_ok();
        let mut ours = OURS.map(|name| self.directory.join(name)).into_iter().filter(is_there);
        let mut links = [GOROOT, GOPATH].map(|name| self.directory.join(name)).into_iter();
        let no_link = || links.find(|path| is_there(path) && !is_link(path));
        if let Some(path) = ours.next().or_else(no_link) {
            let said = words::in_the_way(&path.display());
            return refused(said, words::in_the_way_help());
        }
        let goroot = self.directory.join(GOROOT);
        match self.link(GOROOT) {
            Some(link) if self.in_use.is_none() && goroot.exists() => {
                let (path, target, prefix) =
                    (goroot.display(), link.target.display(), self.directory.display());
                let said = words::outside(&path, &target, &prefix);
                refused(said, words::outside_help())
            }
            _ => Ok(()),
        }
    }

    /// Says what will become of it, before the question.
    pub fn told(&self) -> Vec<Said> {
        let relinked = self.link(GOROOT).map(|_| words::will_relink());
        [words::will_adopt(&self.named())].into_iter().chain(relinked).collect()
    }

    /// Whether taking it in sees to its link at `path`, which stays the user's or comes to lead through `current`.
    pub fn sees_to(&self, path: &Path) -> bool {
        let link = self.links.iter().find(|link| path.ends_with(&link.name));
        link.is_some_and(|link| link.kept || link.name == GOROOT && self.in_use.is_some())
    }

    /// Its versions, in words.
    pub(super) fn named(&self) -> Said {
        let names: Vec<&str> = self.versions.iter().map(|version| version.name.as_str()).collect();
        match names.is_empty() {
            true => words::no_version(),
            false => words::versions(&names.join(", ")),
        }
    }

    /// For the record.
    pub(super) fn record(&self, now: u64) -> Adopted {
        let ByHand { versions, links, in_use, .. } = self.clone();
        Adopted { schema: SCHEMA, versions, links, in_use, adopted_at: now }
    }

    fn link(&self, name: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.name == name)
    }

    /// The version whose `goroot` the link is, by its text; by what it resolves to where a home is reached by two
    /// names. The paths of an image are another host's.
    fn in_use(&self, layout: &Layout) -> Option<String> {
        let target = &self.link(GOROOT)?.target;
        let below = target.strip_prefix(layout.prefix()).unwrap_or(target);
        let resolved =
            self.directory.join(GOROOT).canonicalize().ok().filter(|_| !layout.is_in_image());
        let is_it = |version: &&Version| {
            let goroot = Path::new(&version.name).join("goroot");
            below.components().filter(|part| *part != Component::CurDir).eq(goroot.components())
                || resolved.is_some() && self.directory.join(goroot).canonicalize().ok() == resolved
        };
        self.versions.iter().find(is_it).map(|version| version.name.clone())
    }
}

/// Whether goferry installed into it, or took it in. The receipt of the environment alone says that somebody tried.
fn is_ours(layout: &Layout) -> bool {
    let has = |name: &str| layout.state().join(name).exists();
    let is_current = || layout.current().symlink_metadata().is_ok_and(|data| data.is_symlink());
    has("trust.json") || has("adopted.json") || has("environment.json") && is_current()
}

/// The directories in `directory` that are not hidden, by name.
fn directories(directory: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !name.starts_with('.') && entry.file_type()?.is_dir() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The version in `prefix/name`: it has a `goroot`, or is called like a version though it has none. A release of
/// ours is none.
fn version(prefix: &Path, name: String) -> Option<Version> {
    let directory = prefix.join(&name);
    let goroot = directory.join("goroot");
    let digits = name.trim_start_matches("go").trim_start_matches('v');
    let is_called_so = digits.starts_with(|first: char| first.is_ascii_digit());
    if directory.join("meta").exists() || !(goroot.exists() || is_called_so) {
        return None;
    }
    let gopath = directory.join("gopath").is_dir();
    Some(Version { go: go_version(&goroot).unwrap_or_default(), gopath, name })
}

/// What the first line of `goroot/VERSION` says: `go1.21.0`.
fn go_version(goroot: &Path) -> Option<String> {
    let mut text = String::new();
    std::fs::File::open(goroot.join("VERSION")).ok()?.take(256).read_to_string(&mut text).ok()?;
    let version = text.lines().next()?.trim().strip_prefix("go")?;
    Some(version.to_owned())
}

/// The link called `name`. The user's GOPATH stays where it is, unless it is nowhere.
fn link(prefix: &Path, name: &str) -> Option<Link> {
    let path = prefix.join(name);
    let target = std::fs::read_link(&path).ok().filter(|target| !is_as_ours(name, target))?;
    Some(Link { name: name.to_owned(), target, kept: name == GOPATH && path.exists() })
}

/// Whether a link says what ours says.
fn is_as_ours(name: &str, target: &Path) -> bool {
    let ours = if name == GOROOT { OUR_GOROOT } else { "gopath" };
    target == Path::new(ours)
}
