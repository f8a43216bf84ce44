//! How the program starts: as C's `main`, without Rust's runtime. That sets signals up first and aborts
//! without a word where it cannot, as on kernels of LoongArch's old world, whose signal sets are longer.
//! What it did is done here instead, where it matters, and where it fails that is no reason to stop.
//!
//! SECURITY.md names every module with unsafe code.
#![allow(unsafe_code)]

mod resident;

use nix::errno::Errno;
use nix::libc::{self, c_char, c_int};
use std::ffi::{CStr, OsStr, OsString};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use stub::host::{Host, SignalSets};
use stub::process::Kernel;

/// The C library calls this first.
// SAFETY: no other `main` is linked: `no_main` keeps Rust from making one.
#[unsafe(no_mangle)]
extern "C" fn main(count: c_int, values: *const *const c_char) -> c_int {
    end_as_a_bug_at_panics();
    fill_standard_descriptors();
    take_signals_back();
    survive_broken_pipes();
    note_signals();
    let arguments = arguments(count, values);
    resident::stay(stub::last_words(&arguments), voice::Exit::Medium.code());
    let kernel = Kernel { host, clone_file, exchange, extended, apart, end_with_us };
    let code = crate::run(arguments, kernel);
    // Flushes what `return` would not.
    std::process::exit(code.into())
}

/// Exit code 70 instead of a signal.
fn end_as_a_bug_at_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        report(panic);
        std::process::exit(voice::Exit::Bug.code().into())
    }));
}

/// Where 0, 1 or 2 is closed, a file that is opened later would take its place, and messages would land in it.
fn fill_standard_descriptors() {
    for descriptor in 0..=2 {
        // SAFETY: F_GETFD takes no pointer and changes nothing.
        let is_open = unsafe { libc::fcntl(descriptor, libc::F_GETFD) } != -1;
        if is_open || Errno::last() != Errno::EBADF {
            continue;
        }
        // A root without /dev: this one can be neither read nor written.
        let places = [(c"/dev/null", libc::O_RDWR), (c"/", libc::O_PATH)];
        // SAFETY: the path is a C string. The lowest free number is `descriptor`; it stays open for good.
        places.iter().any(|(path, how)| unsafe { libc::open(path.as_ptr(), *how) } != -1);
    }
}

/// Who started us may have ignored the end of children, which could then not be waited for, or held signals back. An
/// old-world kernel refuses.
fn take_signals_back() {
    // SAFETY: SIG_DFL runs no code of ours; the set is filled in before it is read, and nothing is kept.
    unsafe {
        libc::signal(libc::SIGCHLD, libc::SIG_DFL);
        let mut none = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        libc::sigemptyset(none.as_mut_ptr());
        libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), std::ptr::null_mut());
    }
}

/// Has the kernel end what `command` starts when the thread that starts it ends, however that comes: prctl(2),
/// PR_SET_PDEATHSIG. What that starts in its turn is ended by the next run. Where the kernel refuses signal sets
/// (LoongArch's old world), so is all of it: what the library does on this way to a new program would fail there.
fn end_with_us(command: &mut Command) {
    if !can_work_before_it_starts() {
        return;
    }
    let us = std::process::id().cast_signed();
    let ask = move || {
        // SAFETY: takes a number and no pointer.
        let asked = Errno::result(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) });
        // SAFETY: asks for a number. We may have ended before it was asked.
        let is_orphan = unsafe { libc::getppid() } != us;
        asked.map(drop)?;
        if is_orphan { Err(Errno::ESRCH.into()) } else { Ok(()) }
    };
    // SAFETY: between fork and exec it makes two system calls and no allocation.
    unsafe { command.pre_exec(ask) };
}

/// Has `command` begin a session of its own: an interactive shell would wait for a terminal that is not its to take.
/// Where what is done before it starts would fail, a group of its own has to do.
fn apart(command: &mut Command) {
    if !can_work_before_it_starts() {
        command.process_group(0);
        return;
    }
    // SAFETY: between fork and exec it makes one system call and no allocation.
    unsafe { command.pre_exec(|| Ok(nix::unistd::setsid().map(drop)?)) };
}

/// Whether the library can do anything between fork and exec: it asks for a signal set there.
fn can_work_before_it_starts() -> bool {
    const OF_THE_LIBRARY: usize = if cfg!(target_arch = "mips64") { 16 } else { 8 };
    ask_for_signal_set(OF_THE_LIBRARY).is_ok()
}

/// Writing to a pipe nobody reads is an error with a name, not a death. An old-world kernel refuses.
fn survive_broken_pipes() {
    // SAFETY: SIG_IGN runs no code of ours.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
}

/// See [`stub::process::signals`]. One that is ignored, as after `nohup`, stays so. An old-world kernel refuses.
fn note_signals() {
    for number in [libc::SIGHUP, libc::SIGINT, libc::SIGTERM] {
        let handler = on_signal as extern "C" fn(c_int) as libc::sighandler_t;
        // SAFETY: the handler touches two atomics or ends the process, which handlers may do.
        if unsafe { libc::signal(number, handler) } == libc::SIG_IGN {
            // SAFETY: SIG_IGN runs no code of ours.
            unsafe { libc::signal(number, libc::SIG_IGN) };
        }
    }
}

extern "C" fn on_signal(number: c_int) {
    if !stub::process::signals::arrived(number) {
        // SAFETY: `_exit` may be called from handlers, and nothing is to be cleaned up.
        unsafe { libc::_exit(128 + number) }
    }
}

/// musl hands them to nobody but `main`.
fn arguments(count: c_int, values: *const *const c_char) -> Vec<OsString> {
    let count = usize::try_from(count).unwrap_or(0);
    let argument = |n| {
        // SAFETY: the C library gives `count` pointers to C strings that live as long as the process.
        let text = unsafe { CStr::from_ptr(*values.add(n)) };
        OsStr::from_bytes(text.to_bytes()).to_owned()
    };
    (0..count).map(argument).collect()
}

/// Lets the empty file `into` share the blocks of `source` (ioctl_ficlone(2)).
fn clone_file(source: BorrowedFd<'_>, into: BorrowedFd<'_>) -> Result<(), Errno> {
    // SAFETY: FICLONE takes a descriptor, no pointer; both are open.
    let answer = unsafe { libc::ioctl(into.as_raw_fd(), libc::FICLONE, source.as_raw_fd()) };
    Errno::result(answer).map(drop)
}

/// Makes two paths change places (renameat2(2)). The C libraries here are older than the call.
fn exchange(one: &CStr, other: &CStr) -> Result<(), Errno> {
    const RENAME_EXCHANGE: libc::c_uint = 2;
    // SAFETY: both are C strings, which the kernel reads and does not keep.
    let answer = unsafe {
        let (call, here) = (libc::SYS_renameat2, libc::AT_FDCWD);
        libc::syscall(call, here, one.as_ptr(), here, other.as_ptr(), RENAME_EXCHANGE)
    };
    Errno::result(answer).map(drop)
}

/// Reads a file's extended attributes (flistxattr(2), fgetxattr(2)); on a file system without them there are none.
fn extended(file: BorrowedFd<'_>) -> Option<Vec<u8>> {
    const LARGEST: usize = 64 << 10;
    let mut names = vec![0; LARGEST];
    // SAFETY: the kernel writes at most LARGEST bytes, for which there is room.
    let answer = unsafe { libc::flistxattr(file.as_raw_fd(), names.as_mut_ptr().cast(), LARGEST) };
    match Errno::result(answer) {
        Ok(length) => names.truncate(usize::try_from(length).ok()?),
        Err(Errno::EOPNOTSUPP | Errno::ENOSYS) => return Some(Vec::new()),
        Err(_) => return None,
    }
    let mut names: Vec<&[u8]> = names.split_inclusive(|byte: &u8| *byte == 0).collect();
    names.sort_unstable();
    let mut all = Vec::new();
    for name in names {
        let mut value = vec![0u8; LARGEST];
        let place = value.as_mut_ptr().cast();
        // SAFETY: the name ends with a zero byte, and there is room for LARGEST bytes.
        let answer =
            unsafe { libc::fgetxattr(file.as_raw_fd(), name.as_ptr().cast(), place, LARGEST) };
        value.truncate(usize::try_from(Errno::result(answer).ok()?).ok()?);
        all.extend_from_slice(name);
        all.extend_from_slice(&value.len().to_be_bytes());
        all.append(&mut value);
    }
    Some(all)
}

fn host() -> Host {
    // SAFETY: each looks a number up in the auxiliary vector.
    let [page_size, hwcap] =
        [libc::AT_PAGESZ, libc::AT_HWCAP].map(|kind| unsafe { libc::getauxval(kind) });
    // Whatever else stands in the way says nothing about the length.
    let short = ask_for_signal_set(8) != Err(Errno::EINVAL);
    let sets = SignalSets { short, long: ask_for_signal_set(16).is_ok() };
    Host::this(page_size, hwcap, sets)
}

/// Asks for the set of blocked signals, in `length` bytes, at most 16. A kernel whose sets have another length
/// answers EINVAL.
fn ask_for_signal_set(length: usize) -> Result<(), Errno> {
    const MOST: usize = 16;
    let mut blocked = [0u8; MOST];
    let nothing: *const u8 = std::ptr::null();
    // SAFETY: without a new set it only fills in the current one, for which there is room.
    let answer = unsafe {
        let (how, length) = (libc::c_long::from(libc::SIG_BLOCK), length.min(MOST));
        libc::syscall(libc::SYS_rt_sigprocmask, how, nothing, blocked.as_mut_ptr(), length)
    };
    Errno::result(answer).map(drop)
}
