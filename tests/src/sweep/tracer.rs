//! Follows a program by ptrace(2), counts its calls that change files over all threads and children,
//! and lets the sweep decide on each before the kernel sees it. The kernel stops the program at no others
//! ([`super::filter`]). x86_64 only.

use super::call::Call;
use crate::supervisor::seized;
use crate::{Invocation, Outcome};
use nix::errno::Errno;
use nix::libc;
use nix::sys::ptrace;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::collections::{HashMap, HashSet};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The kernel carries it out.
    Pass,
    /// It is not carried out and fails so.
    Fail(Errno),
    /// It is carried out, and the program gets this signal.
    Signal(Signal),
    /// It is not carried out: everything that is followed dies of SIGKILL.
    Kill,
}

/// How a followed run went.
#[derive(Debug)]
pub struct Run {
    /// How the program ended, and what it said.
    pub outcome: Outcome,
    /// How many calls that change files it made.
    pub calls: usize,
    /// How many did not simply pass. A sweep asserts that its fault was among them.
    pub struck: usize,
    /// The first of those, in words.
    pub fired: Option<String>,
    /// Killed because it did not end by itself.
    pub hung: bool,
}

/// No run takes nearly as long, of 53,000 calls on a busy machine either: what is still there then hangs.
const LIMIT: Duration = Duration::from_secs(300);

/// Runs `invocation` of `program`, asking `decide` about each call that changes files.
pub fn follow(invocation: Invocation, program: &Path, decide: impl FnMut(&Call) -> Act) -> Run {
    let program = std::fs::canonicalize(program).expect("the program exists");
    let mut tracer =
        Tracer { program, decide, calls: 0, struck: 0, fired: None, threads: Threads::default() };
    let mut hung = false;
    let outcome = invocation.followed(|child| {
        let status;
        (status, hung) = tracer.follow(child);
        status
    });
    Run { outcome, calls: tracer.calls, struck: tracer.struck, fired: tracer.fired, hung }
}

/// What is known of the threads that are followed.
#[derive(Default)]
struct Threads {
    /// Whether the program itself has begun; what comes before is the shell that starts it.
    begun: bool,
    alive: HashSet<Pid>,
    /// Between entry and exit of a call whose answer matters.
    inside: HashMap<Pid, (Act, Call)>,
    /// Descriptors that were opened for writing. Children and threads count as one: only `close` asks.
    written: HashSet<u64>,
}

struct Tracer<D> {
    program: PathBuf,
    decide: D,
    calls: usize,
    struck: usize,
    fired: Option<String>,
    threads: Threads,
}

impl<D: FnMut(&Call) -> Act> Tracer<D> {
    fn follow(&mut self, child: &mut Child) -> (ExitStatus, bool) {
        let first = seized(child);
        let (done, until_done) = channel::<()>();
        let watchdog = std::thread::spawn(move || {
            let hung = until_done.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout);
            hung && kill(first, Signal::SIGKILL).is_ok()
        });
        kill(first, Signal::SIGCONT).expect("our own child");
        let status = self.wait(first);
        drop(done);
        (status, watchdog.join().expect("it does nothing that could fail"))
    }

    /// Until nobody is left, so that the next run meets none of these.
    fn wait(&mut self, first: Pid) -> ExitStatus {
        let flags = WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD;
        let mut ended = None;
        loop {
            match waitpid(None, Some(flags)) {
                Ok(WaitStatus::Exited(pid, code)) => {
                    self.threads.alive.remove(&pid);
                    if pid == first {
                        ended = Some(ExitStatus::from_raw(code << 8));
                    }
                }
                Ok(WaitStatus::Signaled(pid, signal, _)) => {
                    self.threads.alive.remove(&pid);
                    if pid == first {
                        ended = Some(ExitStatus::from_raw(signal as i32));
                    }
                }
                Ok(status) => self.step(status),
                Err(Errno::ECHILD) => return ended.expect("the first process is one of ours"),
                Err(Errno::EINTR) => {}
                Err(errno) => panic!("waiting for the program: {errno}"),
            }
        }
    }

    fn step(&mut self, status: WaitStatus) {
        let (pid, signal) = match status {
            WaitStatus::PtraceSyscall(pid) => {
                self.at_answer(pid);
                (pid, None)
            }
            WaitStatus::PtraceEvent(pid, _, event) => {
                self.at_event(pid, event);
                (pid, None)
            }
            WaitStatus::Stopped(pid, Signal::SIGTRAP) => (pid, None),
            WaitStatus::Stopped(pid, signal) => (pid, Some(signal)),
            _ => return,
        };
        self.threads.alive.insert(pid);
        // It may have been killed meanwhile; then its end is what comes next.
        match self.threads.inside.contains_key(&pid) {
            true => ptrace::syscall(pid, signal).ok(),
            false => ptrace::cont(pid, signal).ok(),
        };
    }

    fn at_event(&mut self, pid: Pid, event: i32) {
        match event {
            libc::PTRACE_EVENT_EXEC => {
                let exe = std::fs::read_link(format!("/proc/{pid}/exe"));
                self.threads.begun |= exe.is_ok_and(|exe| exe == self.program);
            }
            libc::PTRACE_EVENT_SECCOMP if self.threads.begun => self.at_call(pid),
            _ => {}
        }
    }

    fn at_call(&mut self, pid: Pid) {
        let Ok(mut registers) = ptrace::getregs(pid) else { return };
        let closes_written = |descriptor| self.threads.written.remove(&descriptor);
        let call = Call::of(pid, &registers, self.calls + 1, closes_written);
        let Some(call) = call else { return };
        let act = self.meet(&call);
        // Whatever `close` answers, the descriptor is gone (close(2), "Dealing with error returns").
        let carried_out = call.name == "close";
        match act {
            Act::Kill => self.threads.alive.iter().for_each(|pid| send(*pid, Signal::SIGKILL)),
            Act::Signal(signal) => send(pid, signal),
            Act::Fail(errno) if !carried_out => {
                registers.orig_rax = u64::MAX;
                registers.rax = failed(errno);
                ptrace::setregs(pid, registers).ok();
            }
            Act::Pass | Act::Fail(_) => {}
        }
        let answer_matters = match act {
            Act::Fail(_) => carried_out,
            _ => call.opens(),
        };
        if answer_matters {
            self.threads.inside.insert(pid, (act, call));
        }
    }

    fn at_answer(&mut self, pid: Pid) {
        let Some((act, call)) = self.threads.inside.remove(&pid) else { return };
        let Ok(mut registers) = ptrace::getregs(pid) else { return };
        if let Act::Fail(errno) = act {
            registers.rax = failed(errno);
            ptrace::setregs(pid, registers).ok();
        } else if call.opens() && registers.rax as i64 >= 0 {
            self.threads.written.insert(registers.rax);
        }
    }

    fn meet(&mut self, call: &Call) -> Act {
        self.calls += 1;
        let act = (self.decide)(call);
        if act != Act::Pass {
            self.struck += 1;
            self.fired.get_or_insert_with(|| call.to_string());
        }
        act
    }
}

/// What the kernel leaves in `rax` of a call that failed.
fn failed(errno: Errno) -> u64 {
    -i64::from(errno as i32) as u64
}

/// Who is gone already needs none.
fn send(pid: Pid, signal: Signal) {
    kill(pid, signal).ok();
}
