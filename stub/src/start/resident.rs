//! Keeps the whole program in memory. It runs from the file it came in, and the kernel reads its pages one by
//! one as they are needed: where the stick is pulled, touching one that was not read yet is SIGBUS. So all are
//! read before anything is done, locked as far as the limit allows (RLIMIT_MEMLOCK: 64 KiB before Linux 5.16),
//! and SIGBUS becomes words and an exit code.

use nix::libc::{self, c_int, c_void, dl_phdr_info, siginfo_t};
use std::ops::Range;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering::SeqCst};

/// What the handler needs.
struct Program {
    /// Its segments, from their first byte in the file to their last.
    segments: Vec<Range<usize>>,
    last_words: Vec<u8>,
    exit: u8,
}

static PROGRAM: AtomicPtr<Program> = AtomicPtr::new(ptr::null_mut());

/// Reads the program whole. Where that cannot be done, now or later, `last_words` go to standard error and the
/// process ends with `exit`.
pub fn stay(last_words: Vec<u8>, exit: u8) {
    let mut segments = Vec::<Range<usize>>::new();
    // SAFETY: the callback has the type that is asked for, and `segments` outlives the call.
    unsafe { libc::dl_iterate_phdr(Some(of_first_object), (&raw mut segments).cast()) };
    // For good: the handler may ask for it at any time.
    let program = Box::leak(Box::new(Program { segments, last_words, exit }));
    PROGRAM.store(program, SeqCst);
    // What speaks and ends has to be there when nothing else can be read.
    // SAFETY: getpid takes nothing and changes nothing.
    unsafe { libc::syscall(libc::SYS_getpid) };
    for code in [on_bus_error as *const () as usize, libc::syscall as *const () as usize] {
        lock(&(code..code + 1));
    }
    handle_bus_errors();
    program.segments.iter().for_each(read);
    program.segments.iter().for_each(lock);
}

/// The program comes before the objects it is linked to, of which a static one has none (dl_iterate_phdr(3)).
unsafe extern "C" fn of_first_object(
    info: *mut dl_phdr_info,
    _: libc::size_t,
    segments: *mut c_void,
) -> c_int {
    // SAFETY: the C library describes the object for the time of this call, its program headers are mapped, and
    // `segments` is the vector that `stay` gave.
    let (info, headers, segments) = unsafe {
        let info = &*info;
        let headers = std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into());
        (info, headers, &mut *segments.cast::<Vec<Range<usize>>>())
    };
    let loaded = headers.iter().filter(|header| header.p_type == libc::PT_LOAD);
    segments.extend(loaded.map(|header| {
        let from = (info.dlpi_addr + header.p_vaddr) as usize;
        from..from + header.p_filesz as usize
    }));
    const NO_MORE: c_int = 1;
    NO_MORE
}

/// A byte of each page, whatever size pages have here.
fn read(segment: &Range<usize>) {
    const SMALLEST_PAGE: usize = 4096;
    for at in segment.clone().step_by(SMALLEST_PAGE).chain(segment.end.checked_sub(1)) {
        // SAFETY: it lies within a segment that is mapped for reading; pages that cannot be read are what the
        // handler is for.
        unsafe { ptr::read_volatile(at as *const u8) };
    }
}

/// As far as the limit allows; what is refused may be read again later.
fn lock(range: &Range<usize>) {
    // SAFETY: it changes no byte.
    unsafe { libc::mlock(range.start as *const c_void, range.len()) };
}

/// An old-world kernel refuses.
fn handle_bus_errors() {
    // SAFETY: all zeroes is an action without flags or blocked signals.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    let handler = on_bus_error as extern "C" fn(c_int, *mut siginfo_t, *mut c_void);
    action.sa_sigaction = handler as libc::sighandler_t;
    action.sa_flags = libc::SA_SIGINFO;
    // SAFETY: the handler does what handlers may do; the old action is not asked for.
    unsafe { libc::sigaction(libc::SIGBUS, &raw const action, ptr::null_mut()) };
}

extern "C" fn on_bus_error(_: c_int, info: *mut siginfo_t, _: *mut c_void) {
    static SAID: AtomicBool = AtomicBool::new(false);
    // SAFETY: the kernel describes the signal; a program that was stored stays for good.
    let (at, code, program) =
        unsafe { ((*info).si_addr() as usize, (*info).si_code, PROGRAM.load(SeqCst).as_ref()) };
    let ours = program.filter(|program| {
        code == libc::BUS_ADRERR && program.segments.iter().any(|segment| segment.contains(&at))
    });
    let Some(program) = ours else {
        // SAFETY: as if there were no handler: it happens again, and the process dies of it.
        unsafe { libc::signal(libc::SIGBUS, libc::SIG_DFL) };
        return;
    };
    if SAID.swap(true, SeqCst) {
        // Another thread is about to end this process.
        loop {
            std::hint::spin_loop();
        }
    }
    let words = &program.last_words;
    // SAFETY: both calls may be made in handlers; the words are never freed.
    unsafe {
        libc::syscall(libc::SYS_write, libc::STDERR_FILENO, words.as_ptr(), words.len());
        libc::syscall(libc::SYS_exit_group, c_int::from(program.exit));
    }
}
