//! Power cuts: at each call that changes something, the call is not made, the disk dies, the machine
//! starts again. What is there then is old or new, and the next run finishes it.

mod disk;
mod shutdown;

pub use disk::{Cut, Disk};

use super::course::{Course, Finding};
use super::ground::Ground;
use super::judge::Stand;
use super::operation::Operation;
use super::report::Row;
use super::tracer::Act;
use crate::Namespace;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::{Pid, syncfs};
use payloads::Exit;
use std::fs::File;

/// Where the power is cut: before call `.0`, counted from 1; one past the last, after the run's end.
pub type Point = (usize, Cut);

/// All points of a run with so many calls.
pub fn everywhere(calls: usize) -> Vec<Point> {
    (1..=calls + 1).flat_map(|n| Cut::ALL.map(|cut| (n, cut))).collect()
}

/// An operation whose home is on a disk of its own.
pub struct Power {
    course: Course,
    disk: Disk,
}

impl Power {
    /// Prepares the home, and runs the operation once undisturbed.
    ///
    /// # Panics
    /// Without root; where the operation does not work even so.
    pub fn over(operation: Operation, namespace: &Namespace) -> Power {
        on_one_cpu();
        let ground = Ground::new();
        std::fs::create_dir(ground.home()).expect("a fresh directory");
        let disk = Disk::new(namespace, &ground.beside("disk"), &ground.home(), DISK_MIB);
        Power { course: Course::on(ground, operation), disk }
    }

    /// How many calls of an undisturbed run change something.
    pub fn calls(&self) -> usize {
        self.course.calls().len()
    }

    /// Cuts the power at each of `points`.
    pub fn cut(&self, points: &[Point]) -> Row {
        let mut row = Row::of(self.course.operation().name);
        row.points = self.calls();
        points.iter().for_each(|point| row.count(self.at(*point)));
        row
    }

    fn at(&self, (n, cut): Point) -> Result<Stand, Finding> {
        let home = self.course.ground().home();
        let run = self.course.run(|call| {
            if call.index == 1 {
                // The old state is an old one: nothing of it is still on its way.
                syncfs(File::open(&home).expect("a home")).expect("a disk in memory");
            }
            match call.index == n {
                true => {
                    self.disk.cut(cut);
                    Act::Kill
                }
                false => Act::Pass,
            }
        });
        if run.fired.is_empty() {
            assert!(n > run.calls, "call {n} of {} was not met", run.calls);
            self.disk.cut(cut);
        }
        self.disk.restart();
        let at = run.fired.first().map_or("after the end", String::as_str);
        let because = |Finding(what)| Finding(format!("power cut ({cut:?}) at {at}\n{what}"));
        let stand = self.course.stand().map_err(because)?;
        if run.outcome.is_success() && stand != Stand::New {
            let what = format!("it was said to be done, and is not: {stand:?} after {}", run.outcome);
            return Err(because(Finding(what)));
        }
        self.course.recover().and_then(|()| self.audit_holds()).map_err(because)?;
        Ok(stand)
    }

    /// A line torn by the cut is no tampering.
    fn audit_holds(&self) -> Result<(), Finding> {
        let ground = self.course.ground();
        if !ground.prefix().join("state/audit.jsonl").exists() {
            return Ok(());
        }
        let outcome = ground.goferry().args(["audit", "verify"]).run();
        match outcome.status.code() == Some(i32::from(Exit::Done.code())) {
            true => Ok(()),
            false => Err(Finding(outcome.to_string())),
        }
    }
}

/// Room for three of the small releases.
const DISK_MIB: u64 = 48;

/// One thread unpacks, so that the calls come in the same order each time.
fn on_one_cpu() {
    let this = Pid::from_raw(0);
    let allowed = sched_getaffinity(this).expect("a thread runs somewhere");
    let own = (0..CpuSet::count()).find(|cpu| allowed.is_set(*cpu).unwrap_or(false));
    let mut one = CpuSet::new();
    one.set(own.expect("at least one CPU")).expect("within the set");
    sched_setaffinity(this, &one).expect("a thread may stay on one CPU");
}
