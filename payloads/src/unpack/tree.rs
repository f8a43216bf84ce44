//! The directory members are laid down in: new files only, links never followed.

use super::{Plan, one_name};
use crate::container::index::Member;
use crate::interruption::asked_again;
use crate::words::container as words;
use nix::errno::Errno;
use nix::fcntl::{AtFlags, OFlag, openat};
use nix::sys::stat::{FchmodatFlags, Mode, fchmod, fchmodat, fstat, fstatat, mkdirat};
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
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

    /// Makes the directories that `plan` wants, none of which is there yet.
    ///
    /// # Errors
    /// [`voice::Exit::Destination`] where two of them are one here; the disk's.
    pub fn lay_directories(&self, plan: &Plan) -> anyhow::Result<()> {
        let mut all = plan.directories();
        all.try_for_each(|member| self.made(member, plan, || self.directory(member)))
    }

    /// Makes `member`. Where it is there already, because the file system takes its name for that of another member
    /// of `plan`, both are named.
    pub(super) fn made<T>(
        &self,
        member: &Member,
        plan: &Plan,
        make: impl FnOnce() -> nix::Result<T>,
    ) -> anyhow::Result<T> {
        let made = make();
        if matches!(made, Err(Errno::EEXIST))
            && let Some(other) = plan.beside(member).find(|other| self.are_one(member, other))
        {
            return Err(one_name(&self.name, &other.path, &member.path).into());
        }
        made.context(|| words::creating_member(&self.name.join(&member.path).display()))
    }

    fn are_one(&self, one: &Member, other: &Member) -> bool {
        let found = |member: &Member| {
            let data = fstatat(&self.root, member.path.as_str(), AtFlags::AT_SYMLINK_NOFOLLOW);
            data.ok().map(|data| (data.st_dev, data.st_ino))
        };
        found(one).is_some() && found(one) == found(other)
    }

    /// Its mode is set: a directory inherits more than the umask, setgid and access control lists.
    fn directory(&self, member: &Member) -> nix::Result<()> {
        let (path, mode) = (member.path.as_str(), Mode::from_bits_truncate(0o755));
        mkdirat(&self.root, path, mode)?;
        asked_again(|| fchmodat(&self.root, path, mode, FchmodatFlags::FollowSymlink))
    }

    pub(super) fn file(&self, member: &Member, executable: bool) -> nix::Result<File> {
        let flags =
            OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
        let mode = Mode::from_bits_truncate(if executable { 0o755 } else { 0o644 });
        let fd = asked_again(|| openat(&self.root, member.path.as_str(), flags, mode))?;
        // Mostly it has it: only a umask or an access control list takes some of it away.
        if fstat(&fd)?.st_mode & 0o7777 != mode.bits() {
            asked_again(|| fchmod(&fd, mode))?;
        }
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

    pub(super) fn link(&self, member: &Member, target: &str) -> nix::Result<()> {
        nix::unistd::symlinkat(target, &self.root, member.path.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::index::MemberKind;
    use crate::scratch::Scratch;
    use nix::fcntl::{FcntlArg, FdFlag, fcntl};
    use std::fs::Permissions;
    use std::os::fd::AsFd;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

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
    fn a_directory_is_new_and_has_the_mode_that_is_meant() {
        let path = Scratch::new();
        for there in ["real", "group"] {
            std::fs::create_dir(path.join(there)).unwrap();
        }
        let mode = |name: &str| path.join(name).metadata().unwrap().mode() & 0o7777;
        std::fs::set_permissions(path.join("group"), Permissions::from_mode(0o2755)).unwrap();
        let tree = Tree::open(&path).unwrap();
        let make = |name: &str| {
            let kind = MemberKind::Dir;
            tree.directory(&Member { path: name.to_owned(), frame: 0, kind })
        };
        make("new").unwrap();
        make("group/new").unwrap();
        assert_eq!([mode("group"), mode("new"), mode("group/new")], [0o2755, 0o755, 0o755]);
        assert!(make("real").is_err() && make("a/b").is_err());
    }
}
