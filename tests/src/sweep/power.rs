//! Power cuts: at each system call that changes something, the call is not made, the disk dies, the machine
//! starts again. What is there then is old or new, and the next run finishes it.

mod act;
mod disk;
mod picture;
mod shutdown;

pub use act::{Act, OPERATIONS, Operation};
pub use disk::{Cut, Disk};

use super::ground::Ground;
use crate::{Call, Namespace, Outcome, Supervisor, Verdict};
use nix::errno::Errno;
use nix::libc;
use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;
use picture::Picture;
use std::path::PathBuf;

/// What came of the cuts of one operation.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The calls of an undisturbed run that change something.
    pub calls: usize,
    /// Cuts after which everything was as before, and as after it.
    pub old: usize,
    /// See `old`.
    pub new: usize,
    /// Cuts after which part was old and part was new, all of it whole, and the next run finished it.
    pub between: usize,
    /// What must not be; a text for each cut.
    pub broken: Vec<String>,
}

/// Where the power is cut: before call `.0` of those that change something; at their number, after the
/// run's end.
pub type Point = (usize, Cut);

/// All points of a run with so many calls.
pub fn everywhere(calls: usize) -> Vec<Point> {
    (0..=calls).flat_map(|n| Cut::ALL.map(|cut| (n, cut))).collect()
}

/// A home on a disk of its own, as it is before and after `operation`.
pub struct Sweep<'a> {
    operation: &'a Operation,
    ground: Ground,
    disk: Disk,
    before: Picture,
    after: Picture,
    calls: usize,
}

impl<'a> Sweep<'a> {
    /// Prepares the home, and runs the operation once undisturbed.
    ///
    /// # Panics
    /// Without root; where the operation does not work even so.
    pub fn of(operation: &'a Operation, namespace: &Namespace) -> Sweep<'a> {
        on_one_cpu();
        let ground = Ground::new();
        std::fs::create_dir(ground.home()).expect("a fresh directory");
        let disk = Disk::new(namespace, &ground.beside("disk"), &ground.home(), DISK_MIB);
        operation.prepare(&ground);
        let before = Picture::of(&ground);
        disk.unmount();
        disk.keep(&kept(&ground));
        disk.mount();
        let mut calls = 0;
        let mut supervisor = Supervisor::new(|call| {
            calls += usize::from(changes_something(call));
            Verdict::Pass
        });
        let outcome = operation.act.run(&ground).supervised(&mut supervisor);
        drop(supervisor);
        assert!(outcome.is_success(), "{}: {outcome}", operation.name);
        let after = Picture::of(&ground);
        disk.unmount();
        Sweep { operation, ground, disk, before, after, calls }
    }

    /// How many calls of an undisturbed run change something.
    pub fn calls(&self) -> usize {
        self.calls
    }

    /// Cuts the power at each of `points`.
    pub fn cut(&self, points: &[Point]) -> Tally {
        let mut tally = Tally { calls: self.calls, ..Tally::default() };
        for point in points {
            match self.at(*point) {
                Ok(State::Old) => tally.old += 1,
                Ok(State::New) => tally.new += 1,
                Ok(State::Between) => tally.between += 1,
                Err(why) => tally.broken.push(format!("{}, {point:?}: {why}", self.operation.name)),
            }
        }
        tally
    }

    fn at(&self, (n, cut): Point) -> Result<State, String> {
        self.disk.put_back(&kept(&self.ground));
        self.disk.mount();
        let outcome = self.interrupted(n, cut);
        self.disk.restart();
        let judged = self.judge(&outcome).and_then(|state| self.finish().map(|()| state));
        self.disk.unmount();
        judged
    }

    fn interrupted(&self, n: usize, cut: Cut) -> Outcome {
        let mut seen = 0;
        let mut supervisor = Supervisor::new(|call| {
            let hit = changes_something(call) && seen == n;
            seen += usize::from(changes_something(call));
            match hit {
                true => {
                    self.disk.cut(cut);
                    Verdict::Fail(Errno::EIO)
                }
                false => Verdict::Pass,
            }
        });
        let outcome = self.operation.act.run(&self.ground).supervised(&mut supervisor);
        let fired = supervisor.fired();
        drop(supervisor);
        if fired == 0 {
            assert_eq!(n, self.calls, "fewer calls than in the undisturbed run: {outcome}");
            self.disk.cut(cut);
        }
        outcome
    }

    /// Whether the home is in a state it may be in.
    fn judge(&self, outcome: &Outcome) -> Result<State, String> {
        let seen = Picture::of(&self.ground);
        let wrong = seen.wrong_between(&self.before, &self.after, self.operation);
        if !wrong.is_empty() {
            return Err(format!("{wrong}after {outcome}"));
        }
        let state = match (seen.is(&self.before), seen.is(&self.after)) {
            (_, true) => State::New,
            (true, _) => State::Old,
            _ => State::Between,
        };
        if outcome.is_success() && state != State::New {
            let differences = self.after.differences(&seen);
            return Err(format!("it was said to be done, but\n{differences}after {outcome}"));
        }
        let calm = std::panic::catch_unwind(|| drop(outcome.is_calm()));
        calm.map_err(|_| format!("not calm: {outcome}"))?;
        Ok(state)
    }

    /// The next run finishes what was begun.
    fn finish(&self) -> Result<(), String> {
        let outcome = self.operation.again.run(&self.ground).run();
        if !self.operation.again.may_end_with(&outcome) {
            return Err(format!("the next run: {outcome}"));
        }
        let seen = Picture::of(&self.ground);
        match seen.is(&self.after) {
            true => Ok(()),
            false => Err(format!("after the next run\n{}{outcome}", self.after.differences(&seen))),
        }
    }
}

#[derive(PartialEq)]
enum State {
    Old,
    New,
    Between,
}

const DISK_MIB: u64 = 48;

fn kept(ground: &Ground) -> PathBuf {
    ground.beside("disk-before")
}

/// One thread unpacks, so that the calls come in the same order each time.
fn on_one_cpu() {
    let mut one = CpuSet::new();
    let first = nix::sched::sched_getaffinity(Pid::from_raw(0)).expect("a thread runs somewhere");
    let own = (0..CpuSet::count()).find(|cpu| first.is_set(*cpu).unwrap_or(false));
    one.set(own.expect("at least one CPU")).expect("within the set");
    sched_setaffinity(Pid::from_raw(0), &one).expect("a thread may stay on one CPU");
}

/// Whether what `call` does could be missing after a power cut, or was to prevent that.
fn changes_something(call: &Call) -> bool {
    const ALWAYS: [i64; 31] = [
        libc::SYS_pwrite64,
        libc::SYS_pwritev,
        libc::SYS_pwritev2,
        libc::SYS_copy_file_range,
        libc::SYS_sendfile,
        libc::SYS_ftruncate,
        libc::SYS_truncate,
        libc::SYS_fallocate,
        libc::SYS_mkdir,
        libc::SYS_mkdirat,
        libc::SYS_rmdir,
        libc::SYS_unlink,
        libc::SYS_unlinkat,
        libc::SYS_rename,
        libc::SYS_renameat,
        libc::SYS_renameat2,
        libc::SYS_link,
        libc::SYS_linkat,
        libc::SYS_symlink,
        libc::SYS_symlinkat,
        libc::SYS_chmod,
        libc::SYS_fchmod,
        libc::SYS_fchmodat,
        libc::SYS_fchown,
        libc::SYS_fchownat,
        libc::SYS_lchown,
        libc::SYS_utimensat,
        libc::SYS_fsync,
        libc::SYS_fdatasync,
        libc::SYS_syncfs,
        libc::SYS_sync,
    ];
    let creates = |flags: u64| flags & libc::O_CREAT as u64 != 0;
    match call.number {
        libc::SYS_write | libc::SYS_writev => call.arguments[0] > 2,
        libc::SYS_open => creates(call.arguments[1]),
        libc::SYS_openat => creates(call.arguments[2]),
        libc::SYS_openat2 => true,
        number => ALWAYS.contains(&number),
    }
}
