//! A kernel of LoongArch's old world: qemu-user for loong64, told through its debugger's socket to
//! answer as one. Signal sets of 8 bytes are refused, those of 16 are taken.

use crate::{Invocation, Outcome, stub_for};
use nix::sched::{CpuSet, sched_getaffinity};
use nix::unistd::Pid;
use payloads::platform::Cpu;
use std::io::{BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

impl Invocation {
    /// Runs a program for loong64 to its end on such a kernel; its children are on one of the new world.
    /// It has one processor, so that it starts no threads: qemu's debugger can stop only one at a time.
    /// Gives how many signal sets were refused: where none was, nothing is proved.
    pub fn in_the_old_world(self) -> (Outcome, usize) {
        let scratch = tempfile::tempdir().expect("a scratch directory");
        let socket = scratch.path().join("gdb");
        let qemu = crate::programs::executed(&stub_for(Cpu::Loong64));
        let ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let kernel = scope
                .spawn(|| Kernel::connect(&socket, &ended).map_or(0, Kernel::refuse_short_sets));
            let one = one_processor();
            let single = self.wrapped(["taskset", "--cpu-list", one.as_str()]);
            let outcome =
                single.wrapped([qemu.as_os_str(), "-g".as_ref(), socket.as_os_str()]).run();
            ended.store(true, Ordering::Relaxed);
            (outcome, kernel.join().expect("the kernel's part was played to the end"))
        })
    }
}

/// The number of one that this process may use.
fn one_processor() -> String {
    let allowed = sched_getaffinity(Pid::this()).expect("a process knows its processors");
    let is_allowed = |n: &usize| allowed.is_set(*n).unwrap_or(false);
    (0..CpuSet::count()).find(is_allowed).expect("there is one").to_string()
}

/// The debugger's side of GDB's remote serial protocol ("Debugging with GDB", appendix E): as much of it
/// as it takes to give a system call another result.
struct Kernel {
    to: UnixStream,
    from: BufReader<UnixStream>,
}

/// System calls as qemu names them, in hexadecimal: asm-generic/unistd.h, rt_sigaction and rt_sigprocmask.
const CAUGHT: [&str; 2] = ["86", "87"];
/// Registers by number: a0, the result; a3, the length of the set; the program counter.
const A0: &str = "4";
const A3: &str = "7";
const PC: &str = "21";
const EINVAL: i64 = 22;

impl Kernel {
    /// `None` where the program ended before qemu listened.
    fn connect(socket: &Path, ended: &AtomicBool) -> Option<Kernel> {
        let to = loop {
            match UnixStream::connect(socket) {
                Ok(stream) => break stream,
                Err(_) if ended.load(Ordering::Relaxed) => return None,
                Err(_) => std::thread::yield_now(),
            }
        };
        let from = BufReader::new(to.try_clone().expect("a second descriptor"));
        Some(Kernel { to, from })
    }

    fn refuse_short_sets(mut self) -> usize {
        self.ask("qSupported:QCatchSyscalls+;vContSupported+");
        assert_eq!(self.ask(&format!("QCatchSyscalls:1;{}", CAUGHT.join(";"))), "OK");
        let (mut refused, mut is_short, mut resume) = (0, false, "vCont;c".to_owned());
        loop {
            let stop = Stop::parse(&self.ask(&resume));
            resume = "vCont;c".to_owned();
            match stop {
                Stop::Entry(thread) => is_short = self.length_of_set(&thread) == 8,
                Stop::Return(thread) => {
                    self.answer(&thread, if is_short { -EINVAL } else { 0 });
                    refused += usize::from(is_short);
                }
                Stop::Signal(number) => resume = format!("vCont;C{number}"),
                Stop::End => return refused,
            }
        }
    }

    fn length_of_set(&mut self, thread: &str) -> u64 {
        self.choose(thread);
        self.register(A3)
    }

    /// qemu stores its own result after this stop: the thread, alone, has to reach the next instruction
    /// before it can be replaced.
    fn answer(&mut self, thread: &str, result: i64) {
        self.choose(thread);
        let next = format!("{:x},4", self.register(PC));
        assert_eq!(self.ask(&format!("Z0,{next}")), "OK");
        self.ask(&format!("vCont;c:{thread}"));
        assert_eq!(self.ask(&format!("z0,{next}")), "OK");
        self.choose(thread);
        assert_eq!(self.ask(&format!("P{A0}={}", digits(result))), "OK");
    }

    fn choose(&mut self, thread: &str) {
        assert_eq!(self.ask(&format!("Hg{thread}")), "OK");
    }

    fn register(&mut self, number: &str) -> u64 {
        let digits = self.ask(&format!("p{number}"));
        u64::from_str_radix(&digits, 16).expect("a register").swap_bytes()
    }

    /// One packet there and one back; empty where the other side is gone.
    fn ask(&mut self, packet: &str) -> String {
        let sum = packet.bytes().fold(0u8, u8::wrapping_add);
        if write!(self.to, "${packet}#{sum:02x}").is_err() {
            return String::new();
        }
        let mut bytes = (&mut self.from).bytes().map_while(Result::ok);
        let told = bytes.by_ref().skip_while(|b| *b != b'$').skip(1).take_while(|b| *b != b'#');
        let told = String::from_utf8(told.collect()).expect("packets are text");
        bytes.take(2).for_each(drop);
        self.to.write_all(b"+").ok();
        told
    }
}

fn digits(value: i64) -> String {
    value.to_le_bytes().map(|byte| format!("{byte:02x}")).concat()
}

/// Why the program stands still.
#[derive(Debug, PartialEq, Eq)]
enum Stop {
    /// This thread is about to make one of the calls.
    Entry(String),
    /// The call was carried out.
    Return(String),
    /// A signal, in hexadecimal, is on its way to it.
    Signal(String),
    /// It ended.
    End,
}

impl Stop {
    /// `T05thread:p1a.1a;syscall_entry:86;`
    fn parse(reply: &str) -> Stop {
        let Some((signal, about)) =
            reply.strip_prefix('T').and_then(|rest| rest.split_at_checked(2))
        else {
            return Stop::End;
        };
        let value = |key: &str| {
            let mut pairs = about.split(';').filter_map(|pair| pair.split_once(':'));
            pairs.find(|(name, _)| *name == key).map(|(_, value)| value.to_owned())
        };
        let thread = value("thread").unwrap_or_default();
        match (value("syscall_entry"), value("syscall_return")) {
            (Some(_), _) => Stop::Entry(thread),
            (_, Some(_)) => Stop::Return(thread),
            _ => Stop::Signal(signal.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_are_told_apart() {
        let thread = "p1a.1b".to_owned();
        assert_eq!(Stop::parse("T05thread:p1a.1b;syscall_entry:86;"), Stop::Entry(thread.clone()));
        assert_eq!(Stop::parse("T05thread:p1a.1b;syscall_return:87;"), Stop::Return(thread));
        assert_eq!(Stop::parse("T06thread:p1a.1b;"), Stop::Signal("06".to_owned()));
        assert_eq!(Stop::parse("W00"), Stop::End);
        assert_eq!(digits(-22), "eaffffffffffffff");
    }
}
