//! A tree of files as it will be packed: sorted, with nothing in it that a container may not hold.

use crate::words::go as words;
use anyhow::Result;
use payloads::container::path_flaw;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::fs;
use std::io::{self, Cursor, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use voice::Exit;
use voice::{Context as _, Fact};

/// Most bytes that a distribution may unpack to; Go 1.27 has 240 MB.
pub const MAX_EXPANDED: u64 = 1 << 30;

/// Members by their path: relative, UTF-8, parted by `/`, in the order of the paths' bytes. A member's
/// parent directories are members too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    members: BTreeMap<String, Entry>,
}

/// One member. Of its mode only this survives: 0755 where `executable`, else 0644; directories 0755.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Whether its owner may execute it; for files only.
    pub executable: bool,
}

/// What a member is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File(Contents),
    /// A directory.
    Dir,
    /// A symbolic link; its target stays inside the tree.
    Symlink {
        /// As the link has it: relative to the link's own directory.
        target: String,
    },
}

/// Where a file's bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// In a file that is read when it is needed.
    OnDisk {
        /// The file.
        path: PathBuf,
        /// Its length in bytes when the tree was made.
        length: u64,
    },
    /// Here; shared between copies of the tree.
    Bytes(Arc<[u8]>),
}

impl Contents {
    /// Length in bytes.
    pub fn length(&self) -> u64 {
        match self {
            Contents::OnDisk { length, .. } => *length,
            Contents::Bytes(bytes) => bytes.len() as u64,
        }
    }

    /// A reader over the bytes, from the first one.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match self {
            Contents::OnDisk { path, .. } => Box::new(fs::File::open(path)?),
            Contents::Bytes(bytes) => Box::new(Cursor::new(bytes)),
        })
    }

    /// All the bytes.
    ///
    /// # Errors
    /// [`Exit::Medium`]: the file cannot be read.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>> {
        match self {
            Contents::OnDisk { path, .. } => {
                let bytes =
                    fs::read(path).exit_with(Exit::Medium, || words::reading(&path.display()))?;
                Ok(Cow::Owned(bytes))
            }
            Contents::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }
}

impl Tree {
    /// A tree without members.
    pub fn new() -> Self {
        Tree::default()
    }

    /// What is in the directory `root`. Files stay on disk and are read when they are packed.
    ///
    /// # Errors
    /// [`Exit::Usage`]: a member is no file, directory or link inside the tree, or its name cannot be
    /// carried; [`Exit::Medium`]: something cannot be read.
    pub fn from_dir(root: &Path) -> Result<Self> {
        let mut tree = Tree::default();
        let mut pending = vec![String::new()];
        while let Some(directory) = pending.pop() {
            let place = root.join(&directory);
            for entry in unread(fs::read_dir(&place), &place)? {
                let file = unread(entry, &place)?.path();
                let path = tree.take_in(&directory, &file)?;
                if tree.members.get(&path).is_some_and(|entry| entry.kind == Kind::Dir) {
                    pending.push(path);
                }
            }
        }
        Ok(tree)
    }

    /// Adds the directory entry `file` as a member of `directory`; gives its path in the tree.
    fn take_in(&mut self, directory: &str, file: &Path) -> Result<String> {
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(|| Fact::new(Exit::Usage, words::tree_name(&file.to_string_lossy())))?;
        let path =
            if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") };
        let meta = unread(fs::symlink_metadata(file), file)?;
        let executable = meta.is_file() && meta.permissions().mode() & 0o100 != 0;
        let kind = if meta.is_dir() {
            Kind::Dir
        } else if meta.is_symlink() {
            let target = unread(fs::read_link(file), file)?;
            Kind::Symlink { target: target.to_string_lossy().into_owned() }
        } else if meta.is_file() {
            Kind::File(Contents::OnDisk { path: file.to_owned(), length: meta.len() })
        } else {
            return Err(refused(words::tree_kind(&file.display())));
        };
        self.insert(&path, Entry { kind, executable })?;
        Ok(path)
    }

    /// Adds a member, and its parent directories where they are missing. A directory may be added twice.
    ///
    /// # Errors
    /// [`Exit::Usage`]: the path or link target may not be in a container, or something else has the path.
    pub fn insert(&mut self, path: &str, entry: Entry) -> Result<()> {
        if let Some(said) = path_flaw(path) {
            return Err(refused(said));
        }
        if let Kind::Symlink { target } = &entry.kind
            && leaves(path, target)
        {
            let fact = Fact::new(Exit::Usage, words::tree_link(&path, &target));
            return Err(fact.help(words::tree_link_help()).into());
        }
        if !self.add_parents(path) {
            return Err(refused(words::tree_twice(&path)));
        }
        match self.members.entry(path.to_owned()) {
            Slot::Vacant(slot) => {
                slot.insert(entry);
                Ok(())
            }
            Slot::Occupied(slot) if slot.get().kind == Kind::Dir && entry.kind == Kind::Dir => {
                Ok(())
            }
            Slot::Occupied(_) => Err(refused(words::tree_twice(&path))),
        }
    }

    /// Adds a file made of `bytes`; see [`insert`](Self::insert).
    ///
    /// # Errors
    /// Those of [`insert`](Self::insert).
    pub fn insert_bytes(
        &mut self,
        path: &str,
        bytes: impl Into<Arc<[u8]>>,
        executable: bool,
    ) -> Result<()> {
        self.insert(path, Entry { kind: Kind::File(Contents::Bytes(bytes.into())), executable })
    }

    /// Adds all members of `other`.
    ///
    /// # Errors
    /// Those of [`insert`](Self::insert).
    pub fn merge(&mut self, other: Tree) -> Result<()> {
        other.members.into_iter().try_for_each(|(path, entry)| self.insert(&path, entry))
    }

    /// False where a file or link is in the way.
    fn add_parents(&mut self, path: &str) -> bool {
        path.match_indices('/').all(|(at, _)| {
            let parent = path[..at].to_owned();
            let entry =
                self.members.entry(parent).or_insert(Entry { kind: Kind::Dir, executable: false });
            entry.kind == Kind::Dir
        })
    }

    /// The contents of the file at `path`, where there is a file.
    pub fn file(&self, path: &str) -> Option<&Contents> {
        match &self.members.get(path)?.kind {
            Kind::File(contents) => Some(contents),
            _ => None,
        }
    }

    /// All members, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.members.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// Bytes in all files together.
    pub fn total_len(&self) -> u64 {
        let length = |entry: &Entry| match &entry.kind {
            Kind::File(contents) => contents.length(),
            _ => 0,
        };
        self.members.values().map(length).sum()
    }

    /// Whether the directory `root` holds this tree and nothing else.
    pub fn lies_in(&self, root: &Path) -> bool {
        let Ok(there) = Tree::from_dir(root) else { return false };
        there.members.len() == self.members.len()
            && self.members.iter().zip(&there.members).all(|((path, one), (name, other))| {
                path == name
                    && one.executable == other.executable
                    && is_same(&one.kind, &other.kind)
            })
    }

    /// Writes the tree as the directory `place`, whole or not at all; what was there is gone.
    ///
    /// # Errors
    /// The disk's.
    pub fn put_in_place_of(&self, place: &Path) -> Result<()> {
        let parent = place.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(parent)?;
        let staging = tempfile::Builder::new().prefix(".staging-").tempdir_in(parent)?;
        let whole = staging.path().join("whole");
        self.write_to(&whole)?;
        if place.exists() {
            fs::rename(place, staging.path().join("old"))?;
        }
        Ok(fs::rename(&whole, place)?)
    }

    /// Writes the tree into the directory `root`, which is made where it is missing.
    ///
    /// # Errors
    /// A member cannot be written, or is there already.
    pub fn write_to(&self, root: &Path) -> Result<()> {
        fs::create_dir_all(root).context(|| words::unpacking(&root.display()))?;
        for (path, entry) in &self.members {
            let place = root.join(path);
            write_member(&place, entry).context(|| words::unpacking(&place.display()))?;
        }
        Ok(())
    }
}

/// Whether both have the same contents; what cannot be read has none.
fn is_same(one: &Kind, other: &Kind) -> bool {
    match (one, other) {
        (Kind::File(one), Kind::File(other)) => {
            let is_equal = || Some(one.bytes().ok()? == other.bytes().ok()?);
            one.length() == other.length() && is_equal() == Some(true)
        }
        (one, other) => one == other,
    }
}

fn write_member(place: &Path, entry: &Entry) -> Result<()> {
    match &entry.kind {
        Kind::Dir => fs::create_dir(place)?,
        Kind::Symlink { target } => std::os::unix::fs::symlink(target, place)?,
        Kind::File(contents) => {
            let mut file = fs::File::create_new(place)?;
            io::copy(&mut contents.open()?, &mut file)?;
            let mode = if entry.executable { 0o755 } else { 0o644 };
            file.set_permissions(fs::Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

/// Whether a link at `path` leads out of the tree, or names no place in it.
pub(super) fn leaves(path: &str, target: &str) -> bool {
    let mut depth = path.matches('/').count();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    target.is_empty() || target.starts_with('/') || target.chars().any(char::is_control)
}

fn refused(said: voice::Said) -> anyhow::Error {
    Fact::new(Exit::Usage, said).into()
}

fn unread<T>(result: io::Result<T>, path: &Path) -> Result<T> {
    result.exit_with(Exit::Medium, || words::reading(&path.display()))
}

#[cfg(test)]
impl Tree {
    /// The member at `path`.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        self.members.get(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::exit_of;

    fn paths(tree: &Tree) -> Vec<&str> {
        tree.iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn members_are_sorted_and_bring_their_directories() {
        let mut tree = Tree::new();
        tree.insert_bytes("b/c/d", *b"12", true).unwrap();
        tree.insert_bytes("a", *b"345", false).unwrap();
        assert_eq!(paths(&tree), ["a", "b", "b/c", "b/c/d"]);
        assert_eq!(tree.total_len(), 5);
    }

    #[test]
    fn nothing_is_replaced_and_no_file_becomes_a_directory() {
        let mut tree = Tree::new();
        tree.insert_bytes("a", *b"", false).unwrap();
        assert!(tree.insert_bytes("a", *b"", false).is_err());
        assert!(tree.insert_bytes("a/b", *b"", false).is_err());
        for path in ["", "/a", "../a", "x/../y", "x//y"] {
            assert!(tree.insert_bytes(path, *b"", false).is_err(), "{path}");
        }
        assert_eq!(paths(&tree), ["a"]);
    }

    #[test]
    fn a_directory_is_read_and_written_back_alike() {
        let scratch = tempfile::tempdir().unwrap();
        let mut tree = Tree::new();
        tree.insert_bytes("bin/tool", *b"#!x", true).unwrap();
        tree.insert_bytes("doc", *b"text", false).unwrap();
        let link = Kind::Symlink { target: "../doc".to_owned() };
        tree.insert("bin/link", Entry { kind: link, executable: false }).unwrap();
        let (one, two) = (scratch.path().join("one"), scratch.path().join("two"));
        tree.write_to(&one).unwrap();
        let read = Tree::from_dir(&one).unwrap();
        read.write_to(&two).unwrap();
        assert_eq!(paths(&read), paths(&tree));
        assert!(read.entry("bin/tool").unwrap().executable);
        assert!(!read.entry("doc").unwrap().executable);
        assert_eq!(&*read.file("doc").unwrap().bytes().unwrap(), b"text");
        assert_eq!(fs::read_link(two.join("bin/link")).unwrap(), Path::new("../doc"));
        assert!(tree.lies_in(&two));
        for (name, text) in [("doc", "test"), ("other", "")] {
            fs::write(two.join(name), text).unwrap();
            assert!(!tree.lies_in(&two), "{name}");
            fs::write(two.join("doc"), "text").unwrap();
        }
        assert!(!tree.lies_in(&scratch.path().join("three")));
    }

    #[test]
    fn a_fifo_or_a_link_that_leads_out_is_refused() {
        let scratch = tempfile::tempdir().unwrap();
        nix::unistd::mkfifo(&scratch.path().join("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert_eq!(exit_of(&Tree::from_dir(scratch.path()).unwrap_err()), Exit::Usage);
        fs::remove_file(scratch.path().join("pipe")).unwrap();
        for target in ["/etc/passwd", "..", "x/../../y"] {
            let link = scratch.path().join("link");
            std::os::unix::fs::symlink(target, &link).unwrap();
            assert_eq!(exit_of(&Tree::from_dir(scratch.path()).unwrap_err()), Exit::Usage);
            fs::remove_file(link).unwrap();
        }
    }
}
