//! One lock for a prefix, held by the kernel: it goes with the process, however that ends.

use crate::layout::Layout;
use nix::fcntl::{Flock, FlockArg};
use payloads::words::{Doing, Fact, install as words};
use payloads::{Exit, say};
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;

/// The lock, held until dropped.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code)] Flock<File>);

impl Lock {
    /// Takes the lock of the prefix at `layout`, whose state directory exists.
    ///
    /// # Errors
    /// [`Exit::Busy`] where another run holds it; [`Exit::Destination`] where the file system has no locks.
    pub fn take(layout: &Layout) -> anyhow::Result<Lock> {
        let path = layout.state().join("lock");
        let step = || say!(words::LOCKING, path = path.display());
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .custom_flags(nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK)
            .open(&path)
            .meaning(Exit::Destination, step)?;
        match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
            Ok(lock) => Ok(Lock(lock)),
            Err((_, nix::errno::Errno::EAGAIN)) => {
                Err(Fact::new(Exit::Busy, say!(words::BUSY, path = path.display()))
                    .help(say!(words::BUSY_HELP))
                    .into())
            }
            Err((_, errno)) => Err(errno).meaning(Exit::Destination, step),
        }
    }
}
