//! One lock for a prefix, held by the kernel: it goes with the process, however that ends.

mod holder;

pub(crate) use holder::{Holder, undisturbed};

use crate::change::plan::DryRun;
use crate::disk::beneath;
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::ownership;
use crate::words::home as words;
use nix::errno::Errno;
use nix::fcntl::{AtFlags, OFlag};
use nix::libc::{S_IFMT, S_IFREG};
use nix::sys::stat::{FchmodatFlags, Mode, fchmod, fchmodat, fstat, fstatat, mkdirat};
use nix::unistd::{UnlinkatFlags, unlinkat};
use payloads::interruption::asked_again;
use std::fs::{File, TryLockError};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::{Duration, Instant};
use voice::Exit;
use voice::{Context as _, Fact, Said};

/// How long a run waits for another one.
const PATIENCE: Duration = Duration::from_secs(10);

/// The lock, held until dropped.
#[derive(Debug)]
pub struct Lock {
    // To hold it is all that is done with it. Closing releases it, and cannot fail as unlocking can.
    #[allow(dead_code)]
    held: File,
    state: OwnedFd,
    /// The prefix, where its state directory was made for the lock alone; it goes with it then.
    made_in: Option<OwnedFd>,
}

impl Lock {
    /// Takes the lock of the prefix, a directory that exists. Waits 10 s for whoever holds it, and
    /// says who that is. From here on signals are held back, and what a run that was cut off left is gone.
    ///
    /// # Errors
    /// [`Exit::Busy`] where another run holds it still, or removed the prefix meanwhile;
    /// [`Exit::Destination`] where the file system has no locks, something is planted in the lock's place, or the
    /// prefix is not this user's alone.
    pub fn take(at: Installation<'_>) -> anyhow::Result<Lock> {
        ownership::check(at.layout, at.context.process.uid)?;
        let lock = Lock::within(PATIENCE, at.layout, &|said| at.context.voice.note(&said))?;
        at.context.work_begins();
        crate::prefix::leftovers::clear(at.layout)?;
        Ok(lock)
    }

    /// What a run that was cut off left goes, where this run has nothing else to change.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    pub fn tidy(dry_run: DryRun, at: Installation<'_>) -> anyhow::Result<()> {
        if !dry_run.is_dry() && crate::prefix::leftovers::any(at.layout) {
            drop(Lock::take(at)?);
        }
        Ok(())
    }

    fn within(patience: Duration, layout: &Layout, tell: &dyn Fn(Said)) -> anyhow::Result<Lock> {
        let path = layout.state().join("lock");
        let step = || words::locking(&path.display());
        let end = Instant::now() + patience;
        let mut told = false;
        loop {
            let file = LockFile::open(layout, &path).context(step)?;
            match lock(&file.file) {
                Ok(()) if is_in_place(&file.file, &file.state).context(step)? => {
                    return Ok(Lock { held: file.file, state: file.state, made_in: file.made_in });
                }
                // An uninstall that ended meanwhile took the file away: somebody else may hold a new one.
                Ok(()) if Instant::now() < end => {}
                Err(Errno::EINTR) if Instant::now() < end => {}
                Err(Errno::EAGAIN) if Instant::now() < end => {
                    if !told {
                        let (holder, seconds) = (Holder::of(file.inode).said(), patience.as_secs());
                        let path = path.display();
                        tell(words::waiting(&seconds, &holder, &path));
                        told = true;
                    }
                    crate::process::signals::check()?;
                    std::thread::sleep(Duration::from_millis(50));
                }
                Ok(()) => return refused(Errno::EAGAIN, file.inode, &path),
                Err(errno) => {
                    // Where nothing can be locked, nobody holds it.
                    if errno != Errno::EAGAIN && file.is_new {
                        discard(&file.state, file.made_in.as_ref());
                    }
                    return refused(errno, file.inode, &path);
                }
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Still under the lock, which is released after this.
        if self.made_in.is_some() {
            discard(&self.state, self.made_in.as_ref());
        }
    }
}

/// Takes the lock file away, and the state directory that was made for it alone. What is not empty by now has a
/// reason to stay.
fn discard(state: &OwnedFd, made_in: Option<&OwnedFd>) {
    unlinkat(state, "lock", UnlinkatFlags::NoRemoveDir).unwrap_or_default();
    if let Some(prefix) = made_in {
        unlinkat(prefix, "state", UnlinkatFlags::RemoveDir).unwrap_or_default();
    }
}

/// The file that is locked.
struct LockFile {
    file: File,
    /// Whether it was made just now.
    is_new: bool,
    inode: u64,
    state: OwnedFd,
    /// The prefix, where the state directory was made just now.
    made_in: Option<OwnedFd>,
}

impl LockFile {
    fn open(layout: &Layout, path: &Path) -> anyhow::Result<LockFile> {
        let prefix = crate::prefix::opened(layout)?.ok_or_else(|| {
            let prefix = layout.directory();
            Fact::new(Exit::Busy, words::gone_meanwhile(&prefix.display()))
                .help(words::gone_meanwhile_help())
        })?;
        let place = layout.state();
        let directory = || beneath::below(&prefix, "state", beneath::DIRECTORY, Mode::empty());
        let (state, made) = match directory() {
            Err(Errno::ENOENT) => {
                let mode = Mode::from_bits_truncate(0o755);
                mkdirat(&prefix, "state", mode)
                    .and_then(|()| {
                        let follow = FchmodatFlags::FollowSymlink;
                        asked_again(|| fchmodat(&prefix, "state", mode, follow))
                    })
                    .context(|| words::making(&place.display()))?;
                (directory(), true)
            }
            other => (other, false),
        };
        let state = beneath::expecting(words::a_directory, &place, state)?;
        // Neither waits for the other end of a FIFO.
        let open = |more| {
            let flags = OFlag::O_RDWR | OFlag::O_NONBLOCK | more;
            beneath::below(&state, "lock", flags, READABLE)
        };
        let readable = |file: OwnedFd| asked_again(|| fchmod(&file, READABLE)).map(|()| file);
        let (file, is_new) = match open(OFlag::empty()) {
            Err(Errno::ENOENT) => match open(OFlag::O_CREAT | OFlag::O_EXCL).and_then(readable) {
                // Another run was faster.
                Err(Errno::EEXIST) => (open(OFlag::empty()), false),
                other => (other, true),
            },
            other => (other, false),
        };
        let stat = file.as_ref().map_err(|errno| *errno).and_then(fstat);
        let regular = stat.and_then(|stat| match stat.st_mode & S_IFMT {
            S_IFREG => Ok(stat),
            _ => Err(Errno::EINVAL),
        });
        let stat = beneath::expecting(words::a_file, path, regular)?;
        let file = beneath::expecting(words::a_file, path, file)?;
        let made_in = made.then_some(prefix);
        Ok(LockFile { file: File::from(file), is_new, inode: stat.st_ino, state, made_in })
    }
}

/// A lock's mode, whatever its directory hands down.
const READABLE: Mode = Mode::from_bits_truncate(0o644);

/// Locks it where nobody holds it: `EAGAIN` otherwise.
fn lock(file: &File) -> Result<(), Errno> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => Errno::EAGAIN,
        TryLockError::Error(error) => Errno::from_raw(error.raw_os_error().unwrap_or_default()),
    })
}

/// Whether the locked file is still the one that others will find.
fn is_in_place(held: &File, state: &OwnedFd) -> nix::Result<bool> {
    match fstatat(state, "lock", AtFlags::AT_SYMLINK_NOFOLLOW) {
        Ok(there) => {
            let held = fstat(held)?;
            Ok((there.st_dev, there.st_ino) == (held.st_dev, held.st_ino))
        }
        Err(Errno::ENOENT) => Ok(false),
        Err(errno) => Err(errno),
    }
}

fn refused(errno: Errno, inode: u64, path: &Path) -> anyhow::Result<Lock> {
    let path = path.display();
    match errno {
        Errno::EAGAIN => {
            let holder = Holder::of(inode);
            let said = words::busy(&holder.said(), &path);
            Err(Fact::new(Exit::Busy, said).help(holder.help()).into())
        }
        Errno::ENOLCK | Errno::ENOSYS | Errno::EOPNOTSUPP => {
            let said = words::no_locks(&path);
            Err(Fact::new(Exit::Destination, said).help(words::no_locks_help()).into())
        }
        errno => Err(errno).context(|| words::locking(&path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use std::os::unix::fs::symlink;
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use voice::exit_of;

    /// A prefix to lock, and what to do with it; gone afterwards.
    fn in_a_prefix(name: &str, test: impl FnOnce(&Layout)) {
        let scratch = Scratch::new(&format!("lock-{name}"));
        std::fs::create_dir(scratch.join("state")).unwrap();
        test(&Layout::at(&scratch));
    }

    fn taken(layout: &Layout, seconds: u64, told: &AtomicU32) -> anyhow::Result<Lock> {
        let count = |_| {
            told.fetch_add(1, SeqCst);
        };
        Lock::within(Duration::from_secs(seconds), layout, &count)
    }

    fn at_once(layout: &Layout) -> anyhow::Result<Lock> {
        taken(layout, 0, &AtomicU32::new(0))
    }

    #[test]
    fn a_second_one_is_told_once_who_holds_it_and_is_let_in_when_it_is_free() {
        in_a_prefix("second", |layout| {
            let first = at_once(layout).unwrap();
            let error = at_once(layout).unwrap_err();
            assert_eq!(exit_of(&error), Exit::Busy);
            let holder = format!("process {}", std::process::id());
            assert!(error.to_string().contains(&holder), "{error}");
            let told = AtomicU32::new(0);
            std::thread::scope(|scope| {
                let waiting = scope.spawn(|| taken(layout, 60, &told).map(drop));
                while told.load(SeqCst) == 0 {
                    std::thread::yield_now();
                }
                drop(first);
                waiting.join().unwrap().unwrap();
            });
            assert_eq!(told.load(SeqCst), 1);
        });
    }

    #[test]
    fn a_lock_file_that_was_taken_away_keeps_nobody_apart_so_a_new_one_is_made() {
        in_a_prefix("replaced", |layout| {
            let first = at_once(layout).unwrap();
            std::fs::remove_dir_all(layout.state()).unwrap();
            let second = at_once(layout).unwrap();
            assert!(!is_in_place(&first.held, &second.state).unwrap());
            drop((first, second));
            assert!(!layout.state().exists(), "made for the lock alone");
        });
    }

    #[test]
    fn what_is_planted_in_its_place_is_refused_at_once() {
        in_a_prefix("planted", |layout| {
            let lock = layout.state().join("lock");
            let refused = || {
                let error = taken(layout, 60, &AtomicU32::new(0)).unwrap_err();
                assert_eq!(exit_of(&error), Exit::Destination, "{error:?}");
                format!("{error:?}")
            };
            nix::unistd::mkfifo(&lock, Mode::S_IRWXU).unwrap();
            assert!(refused().contains("a special file"));
            std::fs::remove_file(&lock).unwrap();
            std::fs::create_dir(&lock).unwrap();
            assert!(refused().contains("a directory"));
            std::fs::remove_dir(&lock).unwrap();
            let theirs = layout.directory().join("theirs");
            symlink(&theirs, &lock).unwrap();
            assert!(refused().contains("a symbolic link") && !theirs.exists());
            std::fs::remove_dir_all(layout.state()).unwrap();
            std::fs::create_dir(&theirs).unwrap();
            symlink(&theirs, layout.state()).unwrap();
            assert!(refused().contains("a symbolic link") && !theirs.join("lock").exists());
        });
    }
}
