//! The one ioctl that cuts a file system's power.
#![allow(unsafe_code)]

use super::Cut;
use nix::libc;
use std::fs::File;
use std::os::fd::AsRawFd;

/// Linux, `FS_IOC_SHUTDOWN`: `_IOR('X', 125, __u32)`.
mod kernel {
    nix::ioctl_read!(fs_ioc_shutdown, b'X', 125, u32);
}

/// `EXT4_GOING_FLAGS_LOGFLUSH`, `EXT4_GOING_FLAGS_NOLOGFLUSH`.
pub(super) fn shut_down(directory: &File, how: Cut) -> nix::Result<libc::c_int> {
    let mut flags = match how {
        Cut::KeepingNames => 1,
        Cut::LosingNames => 2,
    };
    // SAFETY: the kernel reads one u32 through the pointer, which lives that long.
    unsafe { kernel::fs_ioc_shutdown(directory.as_raw_fd(), &mut flags) }
}
