//! A supervisor by ptrace(2): sees each system call of a static program before the kernel does, and
//! may fail it, stop the world at it, or tell another time. Counts over all threads, unlike strace.
//! x86_64 only.

use nix::errno::Errno;
use nix::libc;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ExitStatus};

/// A system call about to be made.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// `SYS_...`.
    pub number: i64,
    /// Its arguments.
    pub arguments: [u64; 6],
    /// How many of this number were made before it, by all threads together.
    pub before: usize,
    process: Pid,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The kernel carries it out.
    Pass,
    /// It is not carried out and fails so.
    Fail(Errno),
    /// It is carried out; then what it wrote to its second argument becomes this many seconds since
    /// 1970 (for `clock_gettime`).
    Tell(u64),
}

/// Decides on each call of a program, and remembers how often it did not let one pass.
pub struct Supervisor<'a> {
    decide: Box<dyn FnMut(&Call) -> Verdict + 'a>,
    fired: usize,
    told: bool,
}

impl Call {
    /// The text that argument `n` points to.
    pub fn text(&self, n: usize) -> String {
        let mut bytes = vec![0; 4096];
        let read = memory(self.process).read_at(&mut bytes, self.arguments[n]).unwrap_or(0);
        let end = bytes[..read].iter().position(|b| *b == 0).unwrap_or(read);
        String::from_utf8_lossy(&bytes[..end]).into_owned()
    }

    /// What descriptor `n` of the program names.
    pub fn descriptor(&self, n: usize) -> String {
        let link = format!("/proc/{}/fd/{}", self.process, self.arguments[n] as i32);
        std::fs::read_link(link).map(|path| path.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

impl<'a> Supervisor<'a> {
    /// The program's own arguments follow; it waits to be followed. Whatever these tests were started with
    /// (nohup ignores SIGHUP), signals mean to it what they mean at a terminal.
    pub(crate) const WRAPPER: [&'static str; 6] = [
        "env",
        "--default-signal=HUP,INT,QUIT,TERM",
        "sh",
        "-c",
        "kill -STOP $$; exec \"$@\"",
        "sh",
    ];

    /// A supervisor that asks `decide`.
    pub fn new(decide: impl FnMut(&Call) -> Verdict + 'a) -> Self {
        Supervisor { decide: Box::new(decide), fired: 0, told: false }
    }

    /// Fails every call of these numbers.
    pub fn failing(numbers: &'a [i64], errno: Errno) -> Self {
        Supervisor::new(move |call| match numbers.contains(&call.number) {
            true => Verdict::Fail(errno),
            false => Verdict::Pass,
        })
    }

    /// Tells the program that it is `time`, seconds since 1970.
    pub fn at(time: u64) -> Self {
        Supervisor::telling(move |_| time)
    }

    /// Tells the program, at its n-th question for the time, what `time` says.
    pub fn telling(time: impl Fn(usize) -> u64 + 'a) -> Self {
        Supervisor::new(move |call| match (call.number, call.arguments[0] as i32) {
            (libc::SYS_clock_gettime, libc::CLOCK_REALTIME) => Verdict::Tell(time(call.before)),
            _ => Verdict::Pass,
        })
    }

    /// How many calls did not simply pass. A sweep that never fired proves nothing.
    pub fn fired(&self) -> usize {
        self.fired
    }

    /// Whether it was asked for the time and told one.
    pub(crate) fn has_told(&self) -> bool {
        self.told
    }

    /// Follows `child`, started through [`WRAPPER`](Self::WRAPPER), to its end. Calls are shown from
    /// where it executes `program`.
    pub(crate) fn follow(&mut self, child: &mut Child, program: &Path) -> ExitStatus {
        let first = seized(child);
        kill(first, Signal::SIGCONT).expect("our own child");
        let mut watch = Watch::new(program);
        loop {
            let flags = WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD;
            let status = waitpid(None, Some(flags)).expect("there is a process to wait for");
            match status {
                WaitStatus::Exited(pid, code) if pid == first => {
                    return ExitStatus::from_raw(code << 8);
                }
                WaitStatus::Signaled(pid, signal, _) if pid == first => {
                    return ExitStatus::from_raw(signal as i32);
                }
                other => self.step(other, &mut watch),
            }
        }
    }

    fn step(&mut self, status: WaitStatus, watch: &mut Watch<'_>) {
        let (pid, signal) = match status {
            WaitStatus::PtraceSyscall(pid) => {
                self.at_call(pid, watch);
                (pid, None)
            }
            WaitStatus::PtraceEvent(pid, _, event) => {
                watch.at_event(pid, event);
                (pid, None)
            }
            WaitStatus::Stopped(pid, Signal::SIGTRAP) => (pid, None),
            WaitStatus::Stopped(pid, signal) => (pid, Some(signal)),
            _ => return,
        };
        // It may have been killed meanwhile; then its end is what comes next.
        ptrace::syscall(pid, signal).ok();
    }

    fn at_call(&mut self, pid: Pid, watch: &mut Watch<'_>) {
        let Ok(mut registers) = ptrace::getregs(pid) else { return };
        if let Some((verdict, call)) = watch.entered.remove(&pid) {
            match verdict {
                Verdict::Fail(errno) => {
                    registers.rax = -i64::from(errno as i32) as u64;
                    ptrace::setregs(pid, registers).expect("a stopped thread's registers");
                }
                Verdict::Tell(seconds) => {
                    self.told = true;
                    let seconds = seconds.wrapping_sub(crate::clock::ahead());
                    let time = [seconds.to_le_bytes(), [0; 8]].concat();
                    memory(pid)
                        .write_all_at(&time, call.arguments[1])
                        .expect("a stopped thread's memory");
                }
                Verdict::Pass => {}
            }
            return;
        }
        let call = watch.call(pid, &registers);
        let verdict = match watch.is_ours(pid) {
            true => (self.decide)(&call),
            false => Verdict::Pass,
        };
        if verdict != Verdict::Pass {
            self.fired += 1;
        }
        if matches!(verdict, Verdict::Fail(_)) {
            registers.orig_rax = u64::MAX;
            ptrace::setregs(pid, registers).expect("a stopped thread's registers");
        }
        watch.entered.insert(pid, (verdict, call));
    }
}

/// Takes hold of `child`, started through [`WRAPPER`](Supervisor::WRAPPER), and of all that it will start. It
/// waits for SIGCONT.
pub(crate) fn seized(child: &Child) -> Pid {
    let first = Pid::from_raw(child.id() as i32);
    let stopped = waitpid(first, Some(WaitPidFlag::WUNTRACED)).expect("the wrapper stops itself");
    assert!(matches!(stopped, WaitStatus::Stopped(..)), "{stopped:?}");
    ptrace::seize(first, OPTIONS).expect("this test needs ptrace");
    first
}

const OPTIONS: Options = Options::PTRACE_O_EXITKILL
    .union(Options::PTRACE_O_TRACESYSGOOD)
    .union(Options::PTRACE_O_TRACECLONE)
    .union(Options::PTRACE_O_TRACEFORK)
    .union(Options::PTRACE_O_TRACEVFORK)
    .union(Options::PTRACE_O_TRACEEXEC)
    .union(Options::PTRACE_O_TRACESECCOMP);

/// What is known of the threads that are followed.
struct Watch<'a> {
    program: &'a Path,
    ours: HashMap<Pid, bool>,
    entered: HashMap<Pid, (Verdict, Call)>,
    made: HashMap<i64, usize>,
}

impl<'a> Watch<'a> {
    fn new(program: &'a Path) -> Self {
        Watch { program, ours: HashMap::new(), entered: HashMap::new(), made: HashMap::new() }
    }

    fn call(&mut self, pid: Pid, registers: &libc::user_regs_struct) -> Call {
        let number = registers.orig_rax as i64;
        let ours = self.is_ours(pid);
        let count = self.made.entry(number).or_insert(0);
        let r = registers;
        let arguments = [r.rdi, r.rsi, r.rdx, r.r10, r.r8, r.r9];
        let call = Call { number, arguments, before: *count, process: pid };
        if ours {
            *count += 1;
        }
        call
    }

    /// Whether this thread, or one just forked off, runs the program.
    fn is_ours(&mut self, pid: Pid) -> bool {
        let is_program =
            || std::fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == self.program);
        *self.ours.entry(pid).or_insert_with(is_program)
    }

    fn at_event(&mut self, pid: Pid, event: i32) {
        if event == libc::PTRACE_EVENT_EXEC {
            self.ours.remove(&pid);
            hide_vdso(pid);
        }
    }
}

/// Makes a program that has just been executed ask the kernel for the time, where it would read it
/// from memory: takes the vDSO out of its auxiliary vector (System V gABI, "Process initialization").
fn hide_vdso(pid: Pid) {
    const AT_IGNORE: u64 = 1;
    let Ok(registers) = ptrace::getregs(pid) else { return };
    let memory = memory(pid);
    let word = |at: u64| {
        let mut bytes = [0; 8];
        memory.read_exact_at(&mut bytes, at).map(|()| u64::from_le_bytes(bytes)).unwrap_or(0)
    };
    let mut at = registers.rsp + 8 * (word(registers.rsp) + 2);
    while word(at) != 0 {
        at += 8;
    }
    at += 8;
    while word(at) != libc::AT_NULL {
        if word(at) == libc::AT_SYSINFO_EHDR {
            memory.write_all_at(&AT_IGNORE.to_le_bytes(), at).expect("a stopped process's stack");
        }
        at += 16;
    }
}

fn memory(pid: Pid) -> File {
    let path = format!("/proc/{pid}/mem");
    File::options().read(true).write(true).open(path).expect("a followed process's memory")
}
