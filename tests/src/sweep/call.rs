//! Which system calls change a file system, and what a tracer knows of one.

use nix::libc::{self, user_regs_struct};
use nix::unistd::Pid;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// A system call that changes files, or holds a lock, or makes changes last; about to be made.
#[derive(Clone, Copy)]
pub struct Call {
    /// Counted from 1, over all threads and children.
    pub index: usize,
    /// As the man pages have it.
    pub name: &'static str,
    process: Pid,
    arguments: [u64; 6],
    names: Names,
}

/// Where the path of a call is.
#[derive(Clone, Copy)]
enum Names {
    /// The n-th argument is text.
    Text(usize),
    /// The n-th argument is a directory's descriptor, the next one text.
    Below(usize),
    /// The n-th argument is a descriptor.
    Descriptor(usize),
}

/// `linux/fs.h`: shares a file's blocks.
pub(super) const FICLONE: u64 = 0x4004_9409;
pub(super) const WRITING: u64 =
    (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC) as u32 as u64;

/// `asm/unistd_64.h` stays below it: where x32 begins.
const ABOVE_ALL: i64 = 512;

impl Call {
    /// The call that the thread `process` is about to make, where it is of that kind. `closes_written`
    /// says whether a descriptor was opened for writing.
    pub(super) fn of(
        process: Pid,
        registers: &user_regs_struct,
        index: usize,
        closes_written: impl FnOnce(u64) -> bool,
    ) -> Option<Call> {
        let r = registers;
        let arguments = [r.rdi, r.rsi, r.rdx, r.r10, r.r8, r.r9];
        let (name, names) = kind(r.orig_rax as i64)?;
        let call = Call { index, name, process, arguments, names };
        let counts = match name {
            "open" => arguments[1] & WRITING != 0,
            "openat" => arguments[2] & WRITING != 0,
            "openat2" => call.number_at(arguments[2]) & WRITING != 0,
            "ioctl" => arguments[1] == FICLONE,
            "close" => closes_written(arguments[0]),
            _ => true,
        };
        counts.then_some(call)
    }

    /// The numbers of all calls that may be of that kind.
    pub(super) fn numbers() -> impl Iterator<Item = i64> {
        (0..ABOVE_ALL).filter(|number| kind(*number).is_some())
    }

    /// The file it is about, as far as it has a name.
    pub fn path(&self) -> PathBuf {
        match self.names {
            Names::Text(n) => PathBuf::from(self.text(n)),
            Names::Below(n) => self.descriptor(n).join(self.text(n + 1)),
            Names::Descriptor(n) => self.descriptor(n),
        }
    }

    /// Whether it writes to standard output or standard error: what is said is no file.
    pub fn speaks(&self) -> bool {
        matches!(self.name, "write" | "writev") && matches!(self.arguments[0], 1 | 2)
    }

    /// Whether a descriptor for writing is what it gives.
    pub(super) fn opens(&self) -> bool {
        self.name.starts_with("open") || self.name == "creat"
    }

    /// Whether an interruption by a signal is an answer that POSIX lets it give, so that the program
    /// has to ask again. `close` may give it, too, but must not be asked again; nor is `fsync`, whose every
    /// failure is final here.
    pub fn may_be_interrupted(&self) -> bool {
        let asked_again =
            ["write", "writev", "pwrite64", "ftruncate", "fallocate", "flock", "fchmod"];
        self.opens() || asked_again.contains(&self.name)
    }

    fn text(&self, n: usize) -> String {
        let mut bytes = vec![0; 4096];
        let read = self.memory(self.arguments[n], &mut bytes);
        let end = bytes[..read].iter().position(|b| *b == 0).unwrap_or(read);
        String::from_utf8_lossy(&bytes[..end]).into_owned()
    }

    fn number_at(&self, address: u64) -> u64 {
        let mut bytes = [0; 8];
        self.memory(address, &mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn memory(&self, address: u64, into: &mut [u8]) -> usize {
        let memory = File::open(format!("/proc/{}/mem", self.process));
        memory.and_then(|memory| memory.read_at(into, address)).unwrap_or(0)
    }

    fn descriptor(&self, n: usize) -> PathBuf {
        let number = self.arguments[n] as i32;
        let link = match number {
            libc::AT_FDCWD => format!("/proc/{}/cwd", self.process),
            number => format!("/proc/{}/fd/{number}", self.process),
        };
        std::fs::read_link(link)
            .unwrap_or_else(|_| Path::new("descriptor").join(number.to_string()))
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "call {}, {} {}", self.index, self.name, self.path().display())
    }
}

fn kind(number: i64) -> Option<(&'static str, Names)> {
    use Names::{Below, Descriptor, Text};
    Some(match number {
        libc::SYS_open => ("open", Text(0)),
        libc::SYS_creat => ("creat", Text(0)),
        libc::SYS_openat => ("openat", Below(0)),
        libc::SYS_openat2 => ("openat2", Below(0)),
        libc::SYS_close => ("close", Descriptor(0)),
        libc::SYS_write => ("write", Descriptor(0)),
        libc::SYS_writev => ("writev", Descriptor(0)),
        libc::SYS_pwrite64 => ("pwrite64", Descriptor(0)),
        libc::SYS_copy_file_range => ("copy_file_range", Descriptor(2)),
        libc::SYS_sendfile => ("sendfile", Descriptor(0)),
        libc::SYS_ioctl => ("ioctl", Descriptor(0)),
        libc::SYS_ftruncate => ("ftruncate", Descriptor(0)),
        libc::SYS_truncate => ("truncate", Text(0)),
        libc::SYS_fallocate => ("fallocate", Descriptor(0)),
        libc::SYS_fchmod => ("fchmod", Descriptor(0)),
        libc::SYS_chmod => ("chmod", Text(0)),
        libc::SYS_fchmodat => ("fchmodat", Below(0)),
        libc::SYS_fchmodat2 => ("fchmodat2", Below(0)),
        libc::SYS_fchown => ("fchown", Descriptor(0)),
        libc::SYS_chown => ("chown", Text(0)),
        libc::SYS_lchown => ("lchown", Text(0)),
        libc::SYS_fchownat => ("fchownat", Below(0)),
        libc::SYS_utimensat => ("utimensat", Below(0)),
        libc::SYS_fsync => ("fsync", Descriptor(0)),
        libc::SYS_fdatasync => ("fdatasync", Descriptor(0)),
        libc::SYS_syncfs => ("syncfs", Descriptor(0)),
        libc::SYS_flock => ("flock", Descriptor(0)),
        libc::SYS_mkdir => ("mkdir", Text(0)),
        libc::SYS_mkdirat => ("mkdirat", Below(0)),
        libc::SYS_mknod => ("mknod", Text(0)),
        libc::SYS_mknodat => ("mknodat", Below(0)),
        libc::SYS_rename => ("rename", Text(1)),
        libc::SYS_renameat => ("renameat", Below(2)),
        libc::SYS_renameat2 => ("renameat2", Below(2)),
        libc::SYS_symlink => ("symlink", Text(1)),
        libc::SYS_symlinkat => ("symlinkat", Below(1)),
        libc::SYS_link => ("link", Text(1)),
        libc::SYS_linkat => ("linkat", Below(2)),
        libc::SYS_unlink => ("unlink", Text(0)),
        libc::SYS_unlinkat => ("unlinkat", Below(0)),
        libc::SYS_rmdir => ("rmdir", Text(0)),
        _ => return None,
    })
}
