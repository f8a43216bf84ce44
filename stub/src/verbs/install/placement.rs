//! A release in its place, with the way back: unless it becomes current, what was there before is there again.

use crate::disk::copy_tree;
use crate::disk::durable;
use crate::disk::removal;
use crate::disk::removal::REMOVING;
use crate::prefix::layout::Layout;
use crate::prefix::leftovers::{OLD, STAGING};
use crate::prefix::staging::sync;
use crate::process::Exchange;
use crate::releases::installed::RECEIPT;
use crate::releases::switch;
use crate::words::install as words;
use nix::errno::Errno;
use nix::libc::EXDEV;
use std::ffi::{CString, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use voice::Context as _;
use voice::Exit;

/// A release in its place.
#[derive(Debug)]
pub(super) struct Placed<'a> {
    layout: &'a Layout,
    name: &'a str,
    exchange: Exchange,
    back: Back,
}

/// What undoes it.
#[derive(Debug)]
enum Back {
    /// It stood there before: nothing.
    Stay,
    /// Nothing was there: it is removed.
    Remove,
    /// It changed places with what is here now.
    Exchange(PathBuf),
    /// What was there was renamed to this.
    Rename(PathBuf),
}

impl<'a> Placed<'a> {
    /// The release `name` as it stands, or its place before it does.
    pub(super) fn standing(name: &'a str, layout: &'a Layout, exchange: Exchange) -> Placed<'a> {
        Placed { layout, name, exchange, back: Back::Stay }
    }

    /// Moves `staging` into its place. What is there already changes places with it, in one step where the kernel and
    /// the file system can.
    ///
    /// # Errors
    /// [`Exit::SwitchFailed`], and with this value dropped all is as it was.
    pub(super) fn take(&mut self, staging: &Path) -> anyhow::Result<()> {
        let place = self.layout.release(self.name);
        let step = || words::moving(&place.display());
        self.move_in(staging, &place).exit_with(Exit::SwitchFailed, step)?;
        durable::sync_parent(&place).exit_with(Exit::SwitchFailed, step)
    }

    fn move_in(&mut self, staging: &Path, place: &Path) -> anyhow::Result<()> {
        if place.symlink_metadata().is_err() {
            std::fs::rename(staging, place)?;
            self.back = Back::Remove;
            return Ok(());
        }
        match self.exchanged(staging, place) {
            Ok(()) => {
                self.back = Back::Exchange(staging.to_owned());
                Ok(())
            }
            // Kernels before 3.15, and file systems that cannot: for a moment there is neither.
            Err(Errno::ENOSYS | Errno::EINVAL | Errno::EPERM | Errno::EOPNOTSUPP) => {
                let old = self.hidden(OLD);
                match std::fs::rename(place, &old) {
                    Err(error) if error.raw_os_error() == Some(EXDEV) => copy_aside(place, &old)?,
                    other => other?,
                }
                self.back = Back::Rename(old);
                Ok(std::fs::rename(staging, place)?)
            }
            Err(Errno::EXDEV) => {
                let old = self.hidden(OLD);
                copy_aside(place, &old)?;
                self.back = Back::Rename(old);
                Ok(std::fs::rename(staging, place)?)
            }
            Err(errno) => Err(errno.into()),
        }
    }

    fn exchanged(&self, one: &Path, other: &Path) -> Result<(), Errno> {
        let [one, other] = [one, other].map(|path| CString::new(path.as_os_str().as_bytes()));
        let (Ok(one), Ok(other)) = (one, other) else { return Err(Errno::EINVAL) };
        (self.exchange)(&one, &other)
    }

    /// Whether it replaced something.
    pub(super) fn replaced(&self) -> bool {
        matches!(self.back, Back::Exchange(_) | Back::Rename(_))
    }

    /// It is current: what it replaced goes.
    ///
    /// # Errors
    /// The disk's; the next run removes what is left.
    pub(super) fn settle(&mut self) -> anyhow::Result<()> {
        match std::mem::replace(&mut self.back, Back::Stay) {
            Back::Exchange(old) | Back::Rename(old) => removal::tree(&old),
            Back::Remove | Back::Stay => Ok(()),
        }
    }

    fn undo(&self) -> anyhow::Result<()> {
        let place = self.layout.release(self.name);
        let doomed = self.hidden(REMOVING);
        match &self.back {
            Back::Stay => return Ok(()),
            // The way back of the switch itself failed: a dangling link would be worse.
            Back::Remove if switch::current(self.layout)?.as_deref() == Some(self.name) => {
                return Ok(());
            }
            Back::Remove => std::fs::rename(&place, &doomed)?,
            Back::Exchange(old) => {
                self.exchanged(old, &place)?;
                std::fs::rename(old, &doomed)?;
            }
            Back::Rename(old) => {
                if place.symlink_metadata().is_ok() {
                    std::fs::rename(&place, &doomed)?;
                }
                std::fs::rename(old, &place)?;
            }
        }
        removal::tree(&doomed)
    }

    fn hidden(&self, begin: &str) -> PathBuf {
        self.layout.directory().join(format!("{begin}{}", self.name))
    }
}

/// What lies in the lower layer of an overlay cannot be renamed: a copy takes the name `old`, and `place` goes. Its
/// receipt goes first: without one, what is beside it is the release, whenever this is cut off.
fn copy_aside(place: &Path, old: &Path) -> anyhow::Result<()> {
    let mut name = OsString::from(STAGING);
    name.push(old.file_name().unwrap_or_default());
    let copy = old.with_file_name(name);
    copy_tree(place, &copy)?;
    sync(&copy)?;
    durable::rename(&copy, old)?;
    let receipt = place.join(RECEIPT);
    removal::tree(&receipt)?;
    removal::tree(place)
}

impl Drop for Placed<'_> {
    fn drop(&mut self) {
        // Best effort: what stays is found by the next run, which knows what it is by its name.
        self.undo().unwrap_or_default();
    }
}
