//! A program that is run for what it says: for a limited time, with nothing to read, and nothing of it survives.

use crate::process::{Kernel, leash, signals};
use crate::words::gate as words;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::io::{ErrorKind, PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use voice::Exit;
use voice::{Fact, best_effort};

/// Between two looks at a command that runs.
const TURN: Duration = Duration::from_millis(10);

/// As often is looked whether those have ended that are to end.
const TURNS: usize = 200;

/// Bytes of a command's output that are looked at, from its end.
const TAIL: usize = 16 << 10;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// With this code.
    Code(i32),
    /// By this signal.
    Signal(i32),
    /// It did not, within this time.
    Overdue(Duration),
}

/// A command that was run.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// How it ended.
    pub(crate) how: How,
    /// The end of what it said, to both outputs.
    pub(crate) output: String,
    /// The first line with which a Go program said that it died; what it says afterwards may be longer than
    /// `output`.
    pub(crate) died: Option<String>,
}

/// Runs it to its end, or to the end of `limit`. What it started goes with it, and it goes with us.
///
/// # Errors
/// It could not be started; a signal's.
pub(crate) fn run(
    mut command: Command,
    limit: Duration,
    kernel: &Kernel,
) -> anyhow::Result<Outcome> {
    command.process_group(0);
    run_in_its_group(command, "", None, limit, kernel)
}

/// The same for what is short, at most a page: that on standard output, apart from the rest.
///
/// # Errors
/// As [`run`].
pub(crate) fn answer(
    mut command: Command,
    limit: Duration,
    kernel: &Kernel,
) -> anyhow::Result<(Vec<u8>, Outcome)> {
    let (mut answered, stdout) = Said::new()?;
    command.process_group(0);
    let outcome = run_in_its_group(command, "", Some(stdout), limit, kernel)?;
    answered.take_what_is_there();
    Ok((answered.bytes, outcome))
}

/// The same in a session of its own: for shells, which look for a terminal. `input`, at most a page, is what it may
/// read.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_apart(
    mut command: Command,
    input: &str,
    limit: Duration,
    kernel: &Kernel,
) -> anyhow::Result<Outcome> {
    (kernel.apart)(&mut command);
    run_in_its_group(command, input, None, limit, kernel)
}

fn run_in_its_group(
    mut command: Command,
    input: &str,
    stdout: Option<PipeWriter>,
    limit: Duration,
    kernel: &Kernel,
) -> anyhow::Result<Outcome> {
    (kernel.end_with_us)(&mut command);
    let (mut said, stderr) = Said::new()?;
    let stdout = stdout.map_or_else(|| stderr.try_clone(), Ok)?;
    // Whatever it starts has this, too, where that gives its outputs up.
    let leash = stderr.try_clone()?;
    fcntl(&leash, FcntlArg::F_SETFD(FdFlag::empty()))?;
    // An image that is being built may have no /dev/null yet: a pipe that is closed does as well.
    command.stdin(Stdio::piped()).stdout(stdout).stderr(stderr);
    let started = command.spawn();
    // It has the other ends of the pipes, of which we keep none.
    drop((command, leash));
    let mut child = started.map_err(not_started)?;
    if let Some(mut stdin) = child.stdin.take() {
        best_effort("it need not read", stdin.write_all(input.as_bytes()));
    }
    let ended = wait(&mut child, &mut said, limit);
    end_its_group(&mut child);
    said.end_its_writers();
    let how = match ended? {
        Some(status) => how(status),
        None => How::Overdue(limit),
    };
    Ok(Outcome { how, output: said.end(), died: said.died })
}

/// What a command says, of which the end is kept: in memory, for where the disk is full its words matter most.
struct Said {
    from: PipeReader,
    bytes: Vec<u8>,
    died: Option<String>,
}

impl Said {
    fn new() -> anyhow::Result<(Said, PipeWriter)> {
        let (from, to) = std::io::pipe()?;
        fcntl(&from, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        Ok((Said { from, bytes: Vec::new(), died: None }, to))
    }

    /// Whether nobody is left who could say more.
    fn take_what_is_there(&mut self) -> bool {
        let mut part = [0; 4096];
        loop {
            match self.from.read(&mut part) {
                Ok(0) => return true,
                Ok(length) => self.bytes.extend_from_slice(&part[..length]),
                Err(_) => return false,
            }
            self.died = self.died.take().or_else(|| died(&self.bytes));
            let surplus = self.bytes.len().saturating_sub(TAIL);
            self.bytes.drain(..surplus);
        }
    }

    /// Ends whoever has left the group and can still say something, and waits a while until nobody can.
    fn end_its_writers(&mut self) {
        let pipe = std::fs::metadata(format!("/proc/self/fd/{}", self.from.as_raw_fd()));
        for _ in 0..TURNS {
            if self.take_what_is_there() {
                return;
            }
            pipe.iter().for_each(leash::end_holders);
            std::thread::sleep(TURN);
        }
    }

    fn end(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// As Go's package runtime says it, whose traces follow.
fn died(said: &[u8]) -> Option<String> {
    let mut lines =
        said.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
    let first = lines.find(|line| line.starts_with(b"fatal error: "))?;
    Some(String::from_utf8_lossy(first).trim_end().to_owned())
}

/// A command that could not be started.
fn not_started(error: std::io::Error) -> anyhow::Error {
    let fact = match error.kind() {
        ErrorKind::PermissionDenied => {
            Fact::new(Exit::SecurityModule, words::forbidden()).help(words::forbidden_help())
        }
        _ => Fact::new(Exit::Smoke, words::not_started()).help(words::help()),
    };
    fact.over(error)
}

fn how(status: ExitStatus) -> How {
    match status.signal() {
        Some(number) => How::Signal(number),
        None => How::Code(status.code().unwrap_or_default()),
    }
}

fn wait(child: &mut Child, said: &mut Said, limit: Duration) -> anyhow::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        said.take_what_is_there();
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        signals::check()?;
        if started.elapsed() >= limit {
            return Ok(None);
        }
        std::thread::sleep(TURN);
    }
}

/// Kills whoever is left of the command's group, and waits a while until nobody is: the directory they write in
/// is about to be removed.
fn end_its_group(child: &mut Child) {
    let group = Pid::from_raw(child.id().cast_signed());
    for _ in 0..TURNS {
        if killpg(group, Signal::SIGKILL).is_err() {
            return;
        }
        best_effort("until it is waited for, it is one of its group", child.try_wait());
        std::thread::sleep(TURN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use voice::exit_of;

    const LIMIT: Duration = Duration::from_secs(600);

    struct Desk(Scratch);

    impl Desk {
        fn new(name: &str) -> Desk {
            Desk(Scratch::new(&format!("command-{name}")))
        }

        fn run(&self, script: &str, limit: Duration) -> Outcome {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", script]).current_dir(&*self.0);
            run(command, limit, &Kernel::INERT).unwrap()
        }
    }

    #[test]
    fn a_command_that_hangs_is_ended_with_all_it_started() {
        let desk = Desk::new("hangs");
        let script = "sleep 300 & echo $! >child; echo begun; sleep 300";
        let outcome = desk.run(script, Duration::from_millis(300));
        assert_eq!(outcome.how, How::Overdue(Duration::from_millis(300)));
        assert_eq!(outcome.output, "begun\n");
        let child = std::fs::read_to_string(desk.0.join("child")).unwrap();
        let state = std::fs::read_to_string(format!("/proc/{}/stat", child.trim()));
        // Gone, or dead and nobody has asked how it died.
        assert!(state.is_err() || state.is_ok_and(|state| state.contains(") Z ")));
    }

    #[test]
    fn what_left_the_group_and_gave_its_outputs_up_is_ended_too() {
        let desk = Desk::new("left");
        let outcome = desk.run(
            "setsid sh -c 'echo $$ >child; exec sleep 300 >/dev/null 2>&1' &\n\
             while [ ! -s child ]; do :; done; echo ended",
            LIMIT,
        );
        assert_eq!((outcome.how, outcome.output.as_str()), (How::Code(0), "ended\n"));
        let child = std::fs::read_to_string(desk.0.join("child")).unwrap();
        let state = std::fs::read_to_string(format!("/proc/{}/stat", child.trim()));
        assert!(state.is_err() || state.is_ok_and(|state| state.contains(") Z ")));
    }

    #[test]
    fn how_it_ended_and_the_end_of_what_it_said_are_told() {
        let desk = Desk::new("ends");
        let outcome = desk.run("echo out; echo err >&2; exit 3", LIMIT);
        assert_eq!((outcome.how, outcome.output.as_str()), (How::Code(3), "out\nerr\n"));
        assert_eq!(desk.run("kill -9 $$", LIMIT).how, How::Signal(9));
        let long = desk.run("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done", LIMIT);
        assert_eq!(long.output.len(), TAIL);
        assert!(long.output.ends_with("line 4999\n"));
    }

    #[test]
    fn an_answer_is_apart_from_what_else_is_said() {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "echo out; echo err >&2; exit 3"]);
        let (answered, outcome) = answer(command, LIMIT, &Kernel::INERT).unwrap();
        assert_eq!((&*answered, &*outcome.output), (&b"out\n"[..], "err\n"));
        assert_eq!(outcome.how, How::Code(3));
    }

    #[test]
    fn what_it_died_of_is_kept_however_much_it_says_afterwards() {
        let long = "i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done";
        let script = format!("{long}; echo fatal error: one; {long}; echo fatal error: two");
        let outcome = Desk::new("died").run(&script, LIMIT);
        assert_eq!(outcome.died.as_deref(), Some("fatal error: one"));
        assert!(!outcome.output.contains("fatal error: one"));
        assert_eq!(Desk::new("lives").run(long, LIMIT).died, None);
    }

    #[test]
    fn nothing_can_be_read_from_standard_input() {
        assert_eq!(Desk::new("input").run("cat", LIMIT).how, How::Code(0));
    }

    #[test]
    fn a_program_that_may_not_be_started_is_a_matter_of_the_host() {
        let desk = Desk::new("forbidden");
        std::fs::write(desk.0.join("output"), "no program").unwrap();
        let cases = [("output", Exit::SecurityModule), ("missing", Exit::Smoke)];
        for (name, exit) in cases {
            let command = Command::new(desk.0.join(name));
            let refused = run(command, LIMIT, &Kernel::INERT).unwrap_err();
            assert_eq!(exit_of(&refused), exit, "{name}");
        }
    }
}
