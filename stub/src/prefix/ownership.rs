//! Whose the places are: what others may write, others may plant things in or exchange under our hands.

use crate::disk::beneath;
use crate::prefix::Installation;
use crate::prefix::home::Owner;
use crate::prefix::layout::Layout;
use crate::words::home as words;
use nix::errno::Errno;
use nix::fcntl::AtFlags;
use nix::libc::{S_IFDIR, S_IFMT, S_ISVTX};
use nix::sys::stat::{fstat, fstatat};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact};

/// Refuses a prefix that others own or may write to, with its `state` and `bin`; and directories above it in which
/// anyone may rename it. What does not exist yet is fine.
///
/// # Errors
/// [`Exit::Destination`].
pub(crate) fn check(layout: &Layout, uid: u32) -> anyhow::Result<()> {
    let (directory, base) = (layout.directory(), layout.base());
    for above in directory.ancestors().skip(1).take_while(|path| path.starts_with(&base)) {
        check_above(above)?;
    }
    let Some(prefix) = crate::prefix::opened(layout)? else { return Ok(()) };
    let step = || words::opening(&directory.display());
    let stat = fstat(&prefix).context(step)?;
    Holder { owner: stat.st_uid, mode: stat.st_mode }.check(&directory, uid)?;
    for name in ["state", "bin"] {
        let path = directory.join(name);
        let found = match fstatat(&prefix, name, AtFlags::AT_SYMLINK_NOFOLLOW) {
            Err(Errno::ENOENT) => continue,
            Ok(stat) if stat.st_mode & S_IFMT != S_IFDIR => Err(Errno::ENOTDIR),
            other => other,
        };
        let stat = beneath::expecting(words::a_directory, &path, found)?;
        Holder { owner: stat.st_uid, mode: stat.st_mode }.check(&path, uid)?;
    }
    Ok(())
}

/// Warns where HOME is another directory than the account's: profiles and prefix are those of HOME.
pub(crate) fn warn_of_home(at: Installation<'_>) {
    let Owner::User(Some(home)) = at.layout.owner() else { return };
    let account = &at.context.process.home;
    let identity = |path: &Path| path.metadata().ok().map(|data| (data.dev(), data.ino()));
    // An account whose home does not exist has no other.
    if identity(account).is_some_and(|theirs| identity(home) != Some(theirs)) {
        let (home, account) = (home.display(), account.display());
        at.context.voice.warn(&words::home_differs(&home, &account));
    }
}

/// In a sticky directory, such as /tmp, nobody can rename what is ours.
fn check_above(path: &Path) -> Result<(), Fact> {
    let Ok(data) = path.metadata() else { return Ok(()) };
    if data.mode() & 0o002 == 0 || data.mode() & S_ISVTX != 0 {
        return Ok(());
    }
    let said = words::above_writable(&path.display(), &octal(data.mode()));
    Err(Fact::new(Exit::Destination, said).help(words::chmod_help(&path.display())))
}

/// Who may write a directory.
struct Holder {
    owner: u32,
    mode: u32,
}

impl Holder {
    fn check(&self, path: &Path, uid: u32) -> Result<(), Fact> {
        let refuse = |said, help| Err(Fact::new(Exit::Destination, said).help(help));
        let (shown, owner) = (path.display(), self.owner);
        if owner != uid {
            let said = words::foreign(&shown, &owner, &uid);
            return refuse(said, words::foreign_help(&owner));
        }
        if self.mode & 0o022 != 0 {
            let said = words::writable(&shown, &octal(self.mode));
            return refuse(said, words::chmod_help(&shown));
        }
        Ok(())
    }
}

fn octal(mode: u32) -> String {
    format!("{:04o}", mode & 0o7777)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use voice::exit_of;

    #[test]
    fn what_others_may_write_or_own_is_no_prefix() {
        let scratch = Scratch::new("owner");
        let prefix = scratch.join("goenv");
        for name in ["state", "bin"] {
            std::fs::create_dir_all(prefix.join(name)).unwrap();
        }
        let own = std::fs::metadata(&prefix).unwrap().uid();
        let layout = Layout::at(&prefix);
        let mode = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        let all = [&*scratch, &prefix, &prefix.join("state"), &prefix.join("bin")];
        all.iter().for_each(|path| mode(path, 0o755));
        check(&layout, own).unwrap();
        let refused = |uid| {
            let error = check(&layout, uid).unwrap_err();
            assert_eq!(exit_of(&error), Exit::Destination);
            error.to_string()
        };
        assert!(refused(own + 1).contains("belongs to user"));
        for path in &all[1..] {
            for bad in [0o775, 0o757, 0o1777] {
                mode(path, bad);
                assert!(refused(own).contains(&path.display().to_string()));
            }
            mode(path, 0o755);
        }
        mode(&scratch, 0o777);
        assert!(refused(own).contains("0777"));
        mode(&scratch, 0o1777);
        check(&layout, own).unwrap();
        std::fs::rename(prefix.join("bin"), scratch.join("planted")).unwrap();
        symlink(scratch.join("planted"), prefix.join("bin")).unwrap();
        assert!(refused(own).contains("a symbolic link"));
    }
}
