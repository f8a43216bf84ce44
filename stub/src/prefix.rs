//! What lies in a prefix: where, by whose hand, and how it goes.

pub mod go_defaults;
pub mod gocache;
pub mod home;
pub mod layout;
pub mod leftovers;
pub mod modules;
pub mod ownership;
pub mod prefix_removal;
pub mod program;
pub mod receipt;
pub mod staging;
pub mod toolchains;

use crate::disk::beneath;
use crate::process::Context;
use crate::words::home as words;
use layout::Layout;
use nix::errno::Errno;
use nix::fcntl::{OFlag, open};
use nix::sys::stat::Mode;
use payloads::interruption::asked_again;
use std::os::fd::OwnedFd;
use std::path::Path;
use voice::time::source_date_epoch;
use voice::{Context as _, Exit, Fact};

/// An installation, and the run that is about it.
#[derive(Clone, Copy, Debug)]
pub struct Installation<'a> {
    /// What lies where.
    pub layout: &'a Layout,
    /// The process and its voice.
    pub context: &'a Context,
}

impl Installation<'_> {
    /// Seconds since 1970 that records give: now; in an image `SOURCE_DATE_EPOCH`, where that is earlier, so that two
    /// builds of it are one. No verdict is by this time.
    ///
    /// # Errors
    /// [`Exit::Usage`]: the variable is no number of seconds.
    pub fn time_on_record(&self) -> Result<u64, Fact> {
        Ok(self.given_time()?.unwrap_or(self.context.process.now))
    }

    /// That time, where it is given: two installations are to be the same bytes then, and nothing on record is of this
    /// run.
    ///
    /// # Errors
    /// Those of [`time_on_record`](Self::time_on_record).
    pub fn given_time(&self) -> Result<Option<u64>, Fact> {
        let process = &self.context.process;
        let given = process.variable("SOURCE_DATE_EPOCH").filter(|_| self.layout.is_in_image());
        let given = given.map(|text| source_date_epoch(&text.to_string_lossy())).transpose()?;
        Ok(given.map(|given| given.min(process.now)))
    }
}

/// Opens the prefix; `None` where there is none. No link is followed below [`Layout::base`].
///
/// # Errors
/// [`Exit::Destination`] where a link or something else is in the way.
pub(crate) fn opened(layout: &Layout) -> anyhow::Result<Option<OwnedFd>> {
    let (base, directory) = (layout.base(), layout.directory());
    let step = || words::opening(&directory.display());
    let flags = OFlag::O_PATH | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC;
    let opened = asked_again(|| open(&base, flags, Mode::empty())).and_then(|base_fd| {
        let name = directory.strip_prefix(&base).unwrap_or(&directory);
        beneath::below(base_fd, name, beneath::DIRECTORY, Mode::empty())
    });
    match opened {
        Ok(prefix) => Ok(Some(prefix)),
        Err(Errno::ENOENT) => Ok(None),
        Err(errno @ (Errno::ELOOP | Errno::ENOTDIR)) => {
            let mut way: Vec<&Path> =
                directory.ancestors().take_while(|path| *path != base).collect();
            way.reverse();
            let is_other = |path: &&&Path| path.symlink_metadata().is_ok_and(|data| !data.is_dir());
            let place = way.iter().find(is_other).copied().unwrap_or(&directory);
            beneath::expecting(words::a_directory, place, Err(errno))
        }
        Err(errno) => Err(errno).exit_with(Exit::Destination, step),
    }
}
