//! Opening what lies below a directory of ours, never through a symbolic link and never outside it: a link
//! planted in our own tree leads nowhere.

use nix::errno::Errno;
use nix::fcntl::{OFlag, OpenHow, ResolveFlag, open, openat, openat2};
use nix::sys::stat::Mode;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Component, Path};

use crate::words::home as words;
use payloads::interruption::asked_again;
use voice::Exit;
use voice::{Context as _, Fact, Said};

/// What opening `path` without following links came to, where there should be `expected`.
///
/// # Errors
/// [`Exit::Destination`]: something else is there. The system's answer.
pub(crate) fn expecting<T>(
    expected: fn() -> Said,
    path: &Path,
    opened: Result<T, Errno>,
) -> anyhow::Result<T> {
    let Err(errno) = opened else { return opened.map_err(anyhow::Error::from) };
    match kind(path).filter(|found| !found.is_same_sentence(&expected())) {
        None => Err(errno).context(|| words::opening(&path.display())),
        Some(found) => {
            let (path, expected) = (path.display(), expected());
            let said = words::planted(&path, &found, &expected);
            Err(Fact::new(Exit::Destination, said).help(words::planted_help()).into())
        }
    }
}

/// What is at `path`, in words.
fn kind(path: &Path) -> Option<Said> {
    let kind = path.symlink_metadata().ok()?.file_type();
    Some(match () {
        () if kind.is_symlink() => words::a_link(),
        () if kind.is_dir() => words::a_directory(),
        () if kind.is_file() => words::a_file(),
        () => words::a_special_file(),
    })
}

/// How a directory is opened: for reading, and not through a link.
pub(crate) const DIRECTORY: OFlag =
    OFlag::O_RDONLY.union(OFlag::O_DIRECTORY).union(OFlag::O_NOFOLLOW).union(OFlag::O_CLOEXEC);

/// Opens the directory `path`; links are followed on the way to it, but it is none itself.
///
/// # Errors
/// The system's: `ELOOP` or `ENOTDIR` for a link.
pub(crate) fn start(path: &Path) -> Result<OwnedFd, Errno> {
    asked_again(|| open(path, DIRECTORY, Mode::empty()))
}

/// Opens the relative path `name` below `directory`. Needs no kernel newer than 4.19.
///
/// # Errors
/// The system's: `ELOOP` (or `ENOTDIR` on the way) for a link anywhere in `name`; `EXDEV` for a `name` that
/// leads outside.
pub(crate) fn below(
    directory: impl AsFd,
    name: impl AsRef<Path>,
    flags: OFlag,
    mode: Mode,
) -> Result<OwnedFd, Errno> {
    let within = ResolveFlag::RESOLVE_BENEATH
        .union(ResolveFlag::RESOLVE_NO_SYMLINKS)
        .union(ResolveFlag::RESOLVE_NO_MAGICLINKS);
    // openat2 refuses a mode where nothing is created.
    let how = match flags.contains(OFlag::O_CREAT) {
        true => OpenHow::new().mode(mode),
        false => OpenHow::new(),
    };
    let name = name.as_ref();
    if name.as_os_str().is_empty() {
        // The directory itself, opened anew; openat2 knows no such name.
        return asked_again(|| openat(&directory, ".", flags | OFlag::O_CLOEXEC, mode));
    }
    let how = how.flags(flags | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC).resolve(within);
    match asked_again(|| openat2(&directory, name, how)) {
        // Kernels before 5.6, and filters that forbid what they do not know.
        Err(Errno::ENOSYS | Errno::EPERM) => step_by_step(directory.as_fd(), name, flags, mode),
        other => other,
    }
}

/// The same by `openat` alone: one component at a time, each a directory and no link.
fn step_by_step(
    directory: impl AsFd,
    name: &Path,
    flags: OFlag,
    mode: Mode,
) -> Result<OwnedFd, Errno> {
    let flags = flags | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
    let mut held: Option<OwnedFd> = None;
    let mut components = name.components().peekable();
    while let Some(component) = components.next() {
        let Component::Normal(component) = component else { return Err(Errno::EXDEV) };
        let at = held.as_ref().map_or(directory.as_fd(), AsFd::as_fd);
        if components.peek().is_none() {
            return asked_again(|| openat(at, component, flags, mode));
        }
        held = Some(asked_again(|| openat(at, component, DIRECTORY, Mode::empty()))?);
    }
    Err(Errno::ENOENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use std::os::unix::fs::symlink;

    /// A way to open something below a directory.
    type Opener = fn(&OwnedFd, &Path, OFlag, Mode) -> Result<OwnedFd, Errno>;

    #[test]
    fn with_and_without_openat2_no_link_is_followed_and_nothing_outside_is_reached() {
        let ways: [Opener; 2] = [
            |directory, name, flags, mode| below(directory, name, flags, mode),
            |directory, name, flags, mode| step_by_step(directory, name, flags, mode),
        ];
        for (n, opened) in ways.into_iter().enumerate() {
            let scratch = Scratch::new(&format!("beneath-{n}"));
            std::fs::create_dir_all(scratch.join("ours/a/b")).unwrap();
            std::fs::create_dir(scratch.join("theirs")).unwrap();
            std::fs::write(scratch.join("theirs/file"), "1").unwrap();
            std::fs::write(scratch.join("ours/a/b/file"), "2").unwrap();
            symlink("../theirs", scratch.join("ours/link")).unwrap();
            symlink("file", scratch.join("ours/a/b/last")).unwrap();
            let ours = start(&scratch.join("ours")).unwrap();
            let open = |name: &str| {
                opened(&ours, Path::new(name), OFlag::O_RDONLY, Mode::empty()).map(drop)
            };
            assert_eq!(open("a/b/file"), Ok(()));
            assert_eq!(open("a/b/gone"), Err(Errno::ENOENT));
            assert_eq!(open("a/b/last"), Err(Errno::ELOOP));
            assert!(matches!(open("link/file"), Err(Errno::ELOOP | Errno::ENOTDIR)));
            assert_eq!(open("../theirs/file"), Err(Errno::EXDEV));
            assert_eq!(open("/etc/passwd"), Err(Errno::EXDEV));
            let create = OFlag::O_WRONLY | OFlag::O_CREAT;
            let planted = opened(&ours, Path::new("link/new"), create, Mode::S_IRUSR);
            assert!(planted.is_err() && !scratch.join("theirs/new").exists());
            assert!(matches!(
                start(&scratch.join("ours/link")),
                Err(Errno::ELOOP | Errno::ENOTDIR)
            ));
        }
    }
}
