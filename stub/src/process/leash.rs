//! What is started here and may outlive us when we are killed. An open file runs through all of it, from parent to
//! child: the next run sees by its lock that somebody is left, and ends whoever has it open.

use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;
use voice::best_effort;

/// Between two looks at whoever is left.
const TURN: Duration = Duration::from_millis(10);
/// How many looks: ten seconds, for a process that is writing dies only when the disk has answered.
const TURNS: usize = 1000;

/// The open file. Every program that is started while this value lives has it, and hands it on.
#[derive(Debug)]
pub struct Leash {
    // To hold it is all that is done with it.
    #[allow(dead_code)]
    held: File,
}

impl Leash {
    /// Makes the file at `path`, which must not be there, and locks it.
    ///
    /// # Errors
    /// The system's.
    pub fn new(path: &Path) -> io::Result<Leash> {
        let held = File::options().write(true).create_new(true).mode(0o600).open(path)?;
        held.try_lock()?;
        fcntl(&held, FcntlArg::F_SETFD(FdFlag::empty()))?;
        Ok(Leash { held })
    }
}

/// Ends every process that has the leash at `path` open, and waits until there is none. Where nothing is at
/// `path`, nothing is done.
///
/// # Errors
/// The system's; [`io::ErrorKind::TimedOut`] where one does not end, or cannot be seen from here (no /proc, another
/// user's, another namespace's).
pub fn end_all(path: &Path) -> io::Result<()> {
    let how = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK;
    let file = match File::options().read(true).custom_flags(how.bits()).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    let data = file.metadata()?;
    for _ in 0..TURNS {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => end_holders(&data),
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => return Ok(()),
        }
        std::thread::sleep(TURN);
    }
    Err(io::ErrorKind::TimedOut.into())
}

/// Sends SIGKILL to each but ourselves.
pub(super) fn end_holders(leash: &std::fs::Metadata) {
    let Ok(processes) = std::fs::read_dir("/proc") else { return };
    let numbers = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    for process in numbers.filter(|number| *number != std::process::id().cast_signed()) {
        if has_open(process, leash) {
            let killed = kill(Pid::from_raw(process), Signal::SIGKILL);
            best_effort("it may have ended meanwhile", killed);
        }
    }
}

fn has_open(process: i32, leash: &std::fs::Metadata) -> bool {
    let Ok(descriptors) = std::fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    let identity = (leash.dev(), leash.ino());
    descriptors
        .flatten()
        .filter_map(|entry| std::fs::metadata(entry.path()).ok())
        .any(|data| (data.dev(), data.ino()) == identity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use std::process::{Command, Stdio};

    #[test]
    fn whoever_was_started_under_it_is_ended_with_its_children() {
        let scratch = Scratch::new("leash");
        let path = scratch.join("leash");
        end_all(&path).unwrap();
        let leash = Leash::new(&path).unwrap();
        let mut shell = Command::new("/bin/sh")
            .args(["-c", "sleep 300 & sleep 300"])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        drop(leash);
        end_all(&path).unwrap();
        assert!(!shell.wait().unwrap().success());
        // Nobody is left, so it is free at once.
        assert!(File::open(&path).unwrap().try_lock().is_ok());
    }
}
