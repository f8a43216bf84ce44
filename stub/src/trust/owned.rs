//! Files and directories that only root can have written: regular, root's own, writable for nobody else. What
//! is there and is not so is an error and never passed over.

use crate::words::host_policy as words;
use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact, Said};

/// The most bytes that are read of a file: 64 KiB, as much as the longest of them may have.
const MOST: u64 = 64 << 10;

/// The file at `path`; `None` where there is none.
///
/// # Errors
/// [`Exit::Policy`].
pub(super) fn file(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(file) = opened(path, 0)? else { return Ok(None) };
    let data = file.metadata().exit_with(Exit::Policy, || unreadable(path))?;
    if !data.is_file() {
        return Err(refused(words::no_file(&path.display())).into());
    }
    only_roots(path, &data)?;
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes).exit_with(Exit::Policy, || unreadable(path))?;
    if bytes.len() as u64 > MOST {
        return Err(refused(words::too_long(&path.display(), &MOST)).into());
    }
    Ok(Some(bytes))
}

/// The files in the directory at `path` whose names end in one of `extensions`, in order; `None` where there is
/// no such directory.
///
/// # Errors
/// [`Exit::Policy`].
pub(super) fn directory(path: &Path, extensions: &[&str]) -> anyhow::Result<Option<Vec<PathBuf>>> {
    let Some(directory) = opened(path, nix::libc::O_DIRECTORY)? else { return Ok(None) };
    only_roots(path, &directory.metadata().exit_with(Exit::Policy, || unreadable(path))?)?;
    let entries = std::fs::read_dir(path).exit_with(Exit::Policy, || unreadable(path))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.exit_with(Exit::Policy, || unreadable(path))?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if extension.is_some_and(|extension| extensions.contains(&extension)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(Some(files))
}

/// Not through a link: whoever can write where it points could replace what is read.
fn opened(path: &Path, flags: i32) -> anyhow::Result<Option<File>> {
    let flags = flags | nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK | nix::libc::O_CLOEXEC;
    match File::options().read(true).custom_flags(flags).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).fact(|| refused(unreadable(path))),
    }
}

fn only_roots(path: &Path, data: &Metadata) -> Result<(), Fact> {
    let path = path.display();
    if data.uid() != 0 {
        return Err(refused(words::not_roots(&path, &data.uid())));
    }
    if data.mode() & 0o022 != 0 {
        let mode = format!("{:04o}", data.mode() & 0o7777);
        return Err(refused(words::writable(&path, &mode)));
    }
    Ok(())
}

fn unreadable(path: &Path) -> Said {
    words::unreadable(&path.display())
}

fn refused(said: Said) -> Fact {
    Fact::new(Exit::Policy, said).help(words::help())
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::exit_of;

    #[test]
    fn what_is_absent_is_none_and_what_is_not_roots_own_file_is_refused() {
        let absent = Path::new("/etc/no-such-directory/policy.conf");
        assert!(file(absent).unwrap().is_none() && directory(absent, &["asc"]).unwrap().is_none());
        assert!(file(Path::new("/etc/passwd")).unwrap().is_some());
        for no_file in ["/etc", "/proc/self/exe", "/dev/null"] {
            assert_eq!(exit_of(&file(Path::new(no_file)).unwrap_err()), Exit::Policy, "{no_file}");
        }
        for no_directory in ["/etc/passwd", "/proc/self/cwd", "/tmp"] {
            let refused = directory(Path::new(no_directory), &[]).unwrap_err();
            assert_eq!(exit_of(&refused), Exit::Policy, "{no_directory}");
        }
    }

    #[test]
    fn a_mode_or_owner_that_lets_others_write_is_refused() {
        let passwd = std::fs::metadata("/etc/passwd").unwrap();
        only_roots(Path::new("/etc/passwd"), &passwd).unwrap();
        let tmp = std::fs::metadata("/tmp").unwrap();
        let said = only_roots(Path::new("/tmp"), &tmp).unwrap_err().said;
        assert_eq!(said.name(), "writable");
    }
}
