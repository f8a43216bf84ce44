//! A whole tree as it stands: what negative tests compare, instead of one guessed path.

use payloads::digest::Sha256;
use std::collections::BTreeMap;
use std::fmt;
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
        let mut nodes = BTreeMap::new();
        let mut open = vec![PathBuf::new()];
        while let Some(path) = open.pop() {
            let here = root.join(&path);
            let node = Node::of(&here);
            if node.what == What::Directory {
                let entries =
                    std::fs::read_dir(&here).unwrap_or_else(|e| panic!("{}: {e}", here.display()));
                open.extend(entries.map(|entry| path.join(entry.unwrap().file_name())));
            }
            nodes.insert(path, node);
        }
        Tree(nodes)
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
        let added = other.0.keys().filter(|path| !self.0.contains_key(*path));
        let changed = self.0.iter().filter(|(path, node)| other.0.get(*path) != Some(*node));
        changed.map(|(path, _)| path).chain(added).map(PathBuf::as_path)
    }

    /// What differs in `other`, a line each; empty where nothing does.
    pub fn differences(&self, other: &Tree) -> String {
        let mut lines = String::new();
        for path in self.0.keys().chain(other.0.keys().filter(|path| !self.0.contains_key(*path))) {
            let (before, after) = (self.0.get(path), other.0.get(path));
            if before != after {
                let said = |node: Option<&Node>| node.map_or("nothing".to_owned(), Node::to_string);
                lines += &format!("{}: {} became {}\n", path.display(), said(before), said(after));
            }
        }
        lines
    }
}

impl Node {
    fn of(path: &Path) -> Node {
        let data = path.symlink_metadata().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let kind = data.file_type();
        let what = match () {
            () if kind.is_dir() => What::Directory,
            () if kind.is_symlink() => What::Link(std::fs::read_link(path).unwrap()),
            () if kind.is_file() => What::File(Sha256::of(&std::fs::read(path).unwrap())),
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
