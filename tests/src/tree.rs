//! A whole tree as it stands: what negative tests compare, instead of one guessed path.

use payloads::digest::Sha256;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Every path below a directory with its mode, its contents' digest or its link's target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree(BTreeMap<PathBuf, Node>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Node {
    mode: u32,
    owner: u32,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Directory,
    File(Sha256),
    Link(PathBuf),
    Other,
}

impl Tree {
    /// The tree below `root`, which itself counts too.
    pub fn of(root: &Path) -> Tree {
        let digest = |path: &Path, _: &Metadata| Sha256::of(&std::fs::read(path).unwrap());
        Tree::seen(root, |_| false, digest)
    }

    /// As [`of`](Self::of), where `digest` knows the files, and what is below `closed` is not looked at.
    pub fn seen(
        root: &Path,
        closed: impl Fn(&Path) -> bool,
        mut digest: impl FnMut(&Path, &Metadata) -> Sha256,
    ) -> Tree {
        let mut nodes = Vec::new();
        let mut open = vec![PathBuf::new()];
        while let Some(path) = open.pop() {
            let here = root.join(&path);
            let node = Node::of(&here, &mut digest);
            if node.what == What::Directory && !closed(&path) {
                let entries =
                    std::fs::read_dir(&here).unwrap_or_else(|e| panic!("{}: {e}", here.display()));
                let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
                names.sort_unstable_by(|a, b| b.cmp(a));
                open.extend(names.into_iter().map(|name| path.join(name)));
            }
            nodes.push((path, node));
        }
        // They are in their order already: a tree of them needs no search.
        Tree(nodes.into_iter().collect())
    }

    /// The same tree without what `out` says yes to: logs with the time in them, and the like.
    pub fn without(mut self, out: impl Fn(&Path) -> bool) -> Tree {
        self.0.retain(|path, _| !out(path));
        self
    }

    /// Every path with its permission bits.
    pub fn modes(&self) -> impl Iterator<Item = (&Path, u32)> {
        let plain = |node: &Node| !matches!(node.what, What::Link(_));
        self.0
            .iter()
            .filter(move |(_, node)| plain(node))
            .map(|(path, node)| (path.as_path(), node.mode & 0o7777))
    }

    /// Whether something is at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(Path::new(path))
    }

    /// Every path, links too.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(PathBuf::as_path)
    }

    /// The part at and below `top`.
    pub fn below(&self, top: &Path) -> Tree {
        self.clone().without(|path| !path.starts_with(top))
    }

    /// What the link at `path` points to; `None` where there is no link.
    pub fn link(&self, path: &Path) -> Option<&Path> {
        match &self.0.get(path)?.what {
            What::Link(target) => Some(target),
            _ => None,
        }
    }

    /// The same tree, where what a file below `root` holds counts as `seen` shows it, given its path here
    /// and its bytes.
    pub fn seen_through(
        mut self,
        root: &Path,
        seen: impl Fn(&Path, Vec<u8>) -> Vec<u8>,
        chosen: impl Fn(&Path) -> bool,
    ) -> Tree {
        for (path, node) in self.0.iter_mut().filter(|(path, _)| chosen(path)) {
            if let What::File(digest) = &mut node.what {
                *digest = Sha256::of(&seen(path, std::fs::read(root.join(path)).unwrap()));
            }
        }
        self
    }

    /// The paths at which `other` differs.
    pub fn differing<'a>(&'a self, other: &'a Tree) -> impl Iterator<Item = &'a Path> {
        self.beside(other).filter(|(_, before, after)| before != after).map(|(path, ..)| path)
    }

    /// Every path of both, in order, with what is there in each.
    fn beside<'a>(
        &'a self,
        other: &'a Tree,
    ) -> impl Iterator<Item = (&'a Path, Option<&'a Node>, Option<&'a Node>)> {
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        std::iter::from_fn(move || {
            let order = match (ours.peek(), theirs.peek()) {
                (Some((one, _)), Some((other, _))) => one.cmp(other),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return None,
            };
            let one = ours.next_if(|_| order.is_le());
            let other = theirs.next_if(|_| order.is_ge());
            let (path, _) = one.or(other)?;
            Some((path.as_path(), one.map(|(_, node)| node), other.map(|(_, node)| node)))
        })
    }

    /// What differs in `other`, a line each; empty where nothing does.
    pub fn differences(&self, other: &Tree) -> String {
        let mut lines = String::new();
        for (path, before, after) in self.beside(other).filter(|(_, one, other)| one != other) {
            let said = |node: Option<&Node>| node.map_or("nothing".to_owned(), Node::to_string);
            lines += &format!("{}: {} became {}\n", path.display(), said(before), said(after));
        }
        lines
    }
}

impl Node {
    fn of(path: &Path, digest: impl FnOnce(&Path, &Metadata) -> Sha256) -> Node {
        let data = path.symlink_metadata().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let kind = data.file_type();
        let what = match () {
            () if kind.is_dir() => What::Directory,
            () if kind.is_symlink() => What::Link(std::fs::read_link(path).unwrap()),
            () if kind.is_file() => What::File(digest(path, &data)),
            () => What::Other,
        };
        Node { mode: data.mode(), owner: data.uid(), what }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Directory => write!(f, "a directory"),
            What::File(digest) => write!(f, "a file {}", digest.short()),
            What::Link(target) => write!(f, "a link to {}", target.display()),
            What::Other => write!(f, "something else"),
        }?;
        write!(f, " {:o} of {}", self.mode, self.owner)
    }
}

/// The contents of all files below `top`, by path.
///
/// # Panics
/// Where one cannot be read.
pub fn files_below(top: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut pending) = (BTreeMap::new(), vec![top.to_owned()]);
    while let Some(directory) = pending.pop() {
        for entry in std::fs::read_dir(&directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                pending.push(path);
                continue;
            }
            let name = path.strip_prefix(top).expect("below it").display().to_string();
            found.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_differs_by_contents_mode_target_and_presence() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        std::fs::write(at("file"), "1").unwrap();
        symlink("file", at("link")).unwrap();
        let before = Tree::of(directory.path());
        assert_eq!(before.differences(&Tree::of(directory.path())), "");
        std::fs::write(at("file"), "2").unwrap();
        std::fs::set_permissions(at("file"), std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::remove_file(at("link")).unwrap();
        symlink("elsewhere", at("link")).unwrap();
        std::fs::create_dir(at("new")).unwrap();
        let said = before.differences(&Tree::of(directory.path()));
        assert_eq!(said.lines().count(), 3, "{said}");
    }
}
