//! The directory members are laid down in: new files only, links never followed.

use crate::container::index::Member;
use crate::interruption::asked_again;
use crate::words::container as words;
use nix::errno::Errno;
use nix::fcntl::{OFlag, openat};
use nix::sys::stat::{Mode, mkdirat};
use std::fs::File;
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use voice::Context as _;

/// A directory, held open, that members are written below. Its paths come from INDEX, which lets no
/// member lie below a link, so a name is never resolved through a link of the container's.
#[derive(Debug)]
pub struct Tree {
    root: OwnedFd,
    name: PathBuf,
    go_on: fn() -> anyhow::Result<()>,
}

impl Tree {
    /// Opens the existing directory `root`, not through a link.
    ///
    /// # Errors
    /// The operating system's.
    pub fn open(root: &Path) -> anyhow::Result<Tree> {
        let flags = OFlag::O_DIRECTORY | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC | OFlag::O_RDONLY;
        let fd = nix::fcntl::open(root, flags, Mode::empty())
            .context(|| words::opening_directory(&root.display()))?;
        Ok(Tree { root: fd, name: root.to_owned(), go_on: || Ok(()) })
    }

    /// The same, asking `go_on` before each piece of a file; its error ends the unpacking.
    pub fn asking(self, go_on: fn() -> anyhow::Result<()>) -> Tree {
        Tree { go_on, ..self }
    }

    pub(super) fn directory(&self, member: &Member) -> anyhow::Result<()> {
        match mkdirat(self.root.as_fd(), member.path.as_str(), Mode::from_bits_truncate(0o755)) {
            Err(Errno::EEXIST) if self.name.join(&member.path).is_dir() => Ok(()),
            other => other.context(|| self.creating(member)),
        }
    }

    pub(super) fn file(&self, member: &Member, executable: bool) -> anyhow::Result<File> {
        let flags =
            OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
        let mode = Mode::from_bits_truncate(if executable { 0o755 } else { 0o644 });
        let made = asked_again(|| openat(&self.root, member.path.as_str(), flags, mode));
        let fd = made.context(|| self.creating(member))?;
        Ok(File::from(fd))
    }

    pub(super) fn write(
        &self,
        file: &mut File,
        member: &Member,
        bytes: &[u8],
    ) -> anyhow::Result<()> {
        (self.go_on)()?;
        file.write_all(bytes)
            .context(|| words::writing_member(&self.name.join(&member.path).display()))
    }

    pub(super) fn link(&self, member: &Member, target: &str) -> anyhow::Result<()> {
        nix::unistd::symlinkat(target, self.root.as_fd(), member.path.as_str())
            .context(|| self.creating(member))
    }

    fn creating(&self, member: &Member) -> voice::Said {
        words::creating_member(&self.name.join(&member.path).display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::index::MemberKind;
    use crate::scratch::Scratch;
    use nix::fcntl::{FcntlArg, FdFlag, fcntl};
    use std::os::unix::fs::symlink;

    fn inherited_by_none(open: impl AsFd) -> bool {
        let flags = fcntl(open, FcntlArg::F_GETFD).unwrap();
        FdFlag::from_bits_retain(flags).contains(FdFlag::FD_CLOEXEC)
    }

    #[test]
    fn a_tree_is_a_directory_itself_and_no_child_inherits_it() {
        let path = Scratch::new();
        std::fs::create_dir(path.join("real")).unwrap();
        symlink("real", path.join("link")).unwrap();
        std::fs::write(path.join("file"), "").unwrap();
        let tree = Tree::open(&path.join("real")).unwrap();
        assert_eq!(tree.name, path.join("real"));
        assert!(inherited_by_none(&tree.root));
        for other in ["link", "file", "absent"] {
            assert!(Tree::open(&path.join(other)).is_err(), "{other}");
        }
    }

    #[test]
    fn it_asks_before_each_piece() {
        let path = Scratch::new();
        let kind = MemberKind::Dir;
        let member = Member { path: "one".to_owned(), frame: 0, kind };
        let tree = Tree::open(&path).unwrap().asking(|| anyhow::bail!("no"));
        let mut file = tree.file(&member, false).unwrap();
        assert!(tree.write(&mut file, &member, b"piece").is_err());
        assert_eq!(std::fs::read(path.join("one")).unwrap(), b"");
        assert!(tree.file(&member, false).is_err(), "it is there");
    }

    #[test]
    fn a_file_is_new_and_never_behind_a_link() {
        let path = Scratch::new();
        symlink("behind", path.join("link")).unwrap();
        let tree = Tree::open(&path).unwrap();
        let file = |name: &str| {
            let kind = MemberKind::Dir;
            tree.file(&Member { path: name.to_owned(), frame: 0, kind }, true)
        };
        assert!(inherited_by_none(file("new").unwrap()));
        assert!(file("new").is_err() && file("link").is_err() && !path.join("behind").exists());
    }

    #[test]
    fn what_is_there_is_a_directory_or_in_the_way() {
        let path = Scratch::new();
        std::fs::create_dir(path.join("real")).unwrap();
        std::fs::write(path.join("file"), "").unwrap();
        let tree = Tree::open(&path).unwrap();
        let make = |name: &str| {
            let kind = MemberKind::Dir;
            tree.directory(&Member { path: name.to_owned(), frame: 0, kind })
        };
        make("new").unwrap();
        make("real").unwrap();
        assert!(path.join("new").is_dir() && make("file").is_err() && make("a/b").is_err());
    }
}
