//! Power cuts: at each call that changes something, the call is not made, the disk dies, the machine
//! starts again. What is there then is old or new, and the next run finishes it.

mod disk;
mod shutdown;

pub use disk::{Cut, Disk};

use super::course::{Course, Finding};
use super::ground::Ground;
use super::judge::Stand;
use super::operation::Operation;
use super::tracer::Act;
use crate::Namespace;
use nix::unistd::syncfs;
use std::borrow::Borrow;
use std::fs::File;
use voice::Exit;

/// Where the power is cut: before call `.0`, counted from 1; one past the last, after the run's end.
pub type Point = (usize, Cut);

/// An operation whose home is on a disk of its own.
pub struct Power {
    course: Course,
    disk: Disk,
}

impl Borrow<Course> for Power {
    fn borrow(&self) -> &Course {
        &self.course
    }
}

impl Power {
    /// Prepares the home, and runs the operation once undisturbed. The disk is mounted for the calling thread
    /// alone.
    ///
    /// # Panics
    /// Without root; where the operation does not work even so.
    pub fn over(operation: Operation) -> Power {
        let namespace = Namespace::enter();
        let ground = Ground::new();
        std::fs::create_dir(ground.home()).expect("a fresh directory");
        let disk = Disk::new(&namespace, &ground.beside("disk"), &ground.home(), DISK_MIB);
        Power { course: Course::on(ground, operation), disk }
    }

    /// Each call of an undisturbed run that changes something on the disk, and its end, with both cuts.
    pub fn everywhere(&self) -> Vec<Point> {
        let home = self.course.ground().home().to_string_lossy().into_owned();
        let calls = self.course.calls();
        let on_disk = (1..=calls.len()).filter(|n| calls[n - 1].contains(&home));
        on_disk.chain([calls.len() + 1]).flat_map(|n| Cut::ALL.map(|cut| (n, cut))).collect()
    }

    /// Cuts the power at `point`, looks, and runs again.
    ///
    /// # Errors
    /// What is neither old nor new; what was said to be done, and is not; what was not mended.
    pub fn cut(&self, point: &Point) -> Result<Stand, Finding> {
        let (n, cut) = *point;
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
        if run.fired.is_none() {
            assert!(n > run.calls, "call {n} of {} was not met", run.calls);
            self.disk.cut(cut);
        }
        self.disk.restart();
        let at = run.fired.as_deref().unwrap_or("after the end");
        let because = |Finding(what)| Finding(format!("power cut ({cut:?}) at {at}\n{what}"));
        let stand = self.course.stand().map_err(because)?;
        if run.outcome.is_success() && stand != Stand::New {
            let what =
                format!("it was said to be done, and is not: {stand:?} after {}", run.outcome);
            return Err(because(Finding(what)));
        }
        self.course.recover(stand).and_then(|()| self.audit_holds()).map_err(because)?;
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
