//! How the program starts: as C's `main`, without Rust's runtime. That sets signals up first and aborts
//! without a word where it cannot, as on kernels of LoongArch's old world, whose signal sets are longer.
//! What it did is done here instead, where it matters, and where it fails that is no reason to stop.
//!
//! All unsafe code of the program is in this file.
#![allow(unsafe_code)]

use nix::errno::Errno;
use nix::libc::{self, c_char, c_int, c_ulong};
use std::ffi::{CStr, OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use stub::host::{Host, SignalSets};

/// The C library calls this first.
// SAFETY: no other `main` is linked: `no_main` keeps Rust from making one.
#[unsafe(no_mangle)]
extern "C" fn main(count: c_int, values: *const *const c_char) -> c_int {
    end_as_a_bug_at_panics();
    fill_standard_descriptors();
    survive_broken_pipes();
    let code = crate::run(arguments(count, values), host());
    // Flushes what `return` would not.
    std::process::exit(code.into())
}

/// Exit code 70 instead of a signal.
fn end_as_a_bug_at_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        report(panic);
        std::process::exit(payloads::Exit::Bug.code().into())
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

/// Writing to a pipe nobody reads is an error with a name, not a death. An old-world kernel refuses.
fn survive_broken_pipes() {
    // SAFETY: SIG_IGN runs no code of ours.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
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

fn host() -> Host {
    // SAFETY: each looks a number up in the auxiliary vector.
    let [page_size, hwcap] =
        [libc::AT_PAGESZ, libc::AT_HWCAP].map(|kind| unsafe { libc::getauxval(kind) });
    let sets = SignalSets { short: takes_signal_set(8), long: takes_signal_set(16) };
    Host::this(page_size, hwcap, sets)
}

/// Whether the kernel's signal sets are `length` bytes long, at most 16.
fn takes_signal_set(length: usize) -> bool {
    const MOST: usize = 16;
    let mut current = [0u8; MOST];
    let nothing: *const u8 = std::ptr::null();
    let length = length.min(MOST);
    // SAFETY: without a new set it only asks for the current one, `length` bytes of it: they have room.
    let answer = unsafe {
        let how = c_ulong::from(libc::SIG_BLOCK as u32);
        libc::syscall(libc::SYS_rt_sigprocmask, how, nothing, current.as_mut_ptr(), length)
    };
    answer == 0
}
