//! One operation, ready to be disturbed any number of times: its home is kept, and where it leads when
//! nobody disturbs it is known.

use super::call::Call;
use super::ground::Ground;
use super::judge::{Ends, PROFILES, Picture, Stand};
use super::operation::Operation;
use super::tracer::{Act, Run, follow};
use crate::Outcome;
use std::rc::Rc;
use std::time::Instant;
use voice::Exit;

/// An operation on a ground of its own.
pub struct Course {
    ground: Rc<Ground>,
    operation: Operation,
    ends: Ends,
    calls: Vec<String>,
}

/// Something that must not be: what was done, and what came of it.
#[derive(Clone, Debug)]
pub struct Finding(pub String);

impl Course {
    /// Prepares the home, runs the operation once undisturbed, and counts.
    ///
    /// # Panics
    /// Where the undisturbed run is no success.
    pub fn new(operation: Operation) -> Course {
        Course::on(Ground::new(), operation)
    }

    /// As [`new`](Self::new), on a ground that is there.
    pub fn on(ground: impl Into<Rc<Ground>>, operation: Operation) -> Course {
        let mut calls = Vec::new();
        let mut course = Course::by(ground.into(), operation, |ground| {
            let run = follow(operation.run(ground), ground.executable(), |call| {
                calls.push(call.to_string());
                Act::Pass
            });
            run.outcome
        });
        course.calls = calls;
        course
    }

    /// As [`on`](Self::on), but nobody counts: all that an operation starts is followed, and compilers make many calls.
    pub fn uncounted(ground: Rc<Ground>, operation: Operation) -> Course {
        Course::by(ground, operation, |ground| operation.run(ground).run())
    }

    fn by(
        ground: Rc<Ground>,
        operation: Operation,
        run: impl FnOnce(&Ground) -> Outcome,
    ) -> Course {
        operation.prepare(&ground);
        ground.keep(operation.name);
        let old = Picture::of(&ground);
        run(&ground).ends_with(Exit::Done);
        let ends = Ends::new(old, Picture::of(&ground), operation.grain);
        Course { ground, operation, ends, calls: Vec::new() }
    }

    /// What is swept.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// Where.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The calls of the undisturbed run, in words.
    pub fn calls(&self) -> &[String] {
        &self.calls
    }

    /// From the beginning, with each call shown to `decide`.
    pub fn run(&self, decide: impl FnMut(&Call) -> Act) -> Run {
        self.ground.put_back(self.operation.name);
        follow(self.operation.run(&self.ground), self.ground.executable(), decide)
    }

    /// From the beginning, killed after so many `milliseconds`; what it has started is not.
    pub fn cut_at(&self, milliseconds: usize) -> Outcome {
        self.ground.put_back(self.operation.name);
        let seconds = format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
        let timeout = ["timeout", "--foreground", "--signal=KILL", &seconds];
        self.operation.run(&self.ground).wrapped(timeout).run()
    }

    /// Milliseconds that it takes where nobody disturbs it.
    pub fn length(&self) -> usize {
        self.ground.put_back(self.operation.name);
        let begun = Instant::now();
        self.operation.run(&self.ground).run().ends_with(Exit::Done);
        usize::try_from(begun.elapsed().as_millis()).expect("less than a lifetime")
    }

    /// Where the home stands by what Go says, whoever still writes there.
    ///
    /// # Errors
    /// What is neither old nor new.
    pub fn stand_by_go(&self) -> Result<Stand, Finding> {
        self.ends.stand_by_go(self.ground.go_says()).map_err(Finding)
    }

    /// Again, from where it stands, with each call shown to `decide`.
    pub fn run_again(&self, decide: impl FnMut(&Call) -> Act) -> Run {
        follow(self.operation.run(&self.ground), self.ground.executable(), decide)
    }

    /// Where the home stands now.
    ///
    /// # Errors
    /// What is neither old nor new.
    pub fn stand(&self) -> Result<Stand, Finding> {
        self.ends.stand(&Picture::of(&self.ground)).map_err(Finding)
    }

    /// Runs it again, undisturbed, where it stands at `stand`: everything has to be done then, and nothing left
    /// over.
    ///
    /// # Errors
    /// What is not as after an undisturbed run.
    pub fn recover(&self, stand: Stand) -> Result<(), Finding> {
        self.done_by_the_next_run(stand, |_| true)
    }

    /// As [`recover`](Self::recover), where profiles may be as they are: the user was told the line.
    ///
    /// # Errors
    /// See there.
    pub fn recover_but_profiles(&self, stand: Stand) -> Result<(), Finding> {
        self.done_by_the_next_run(stand, |difference| {
            !PROFILES.iter().any(|name| difference.starts_with(name))
        })
    }

    fn done_by_the_next_run(
        &self,
        stand: Stand,
        counts: impl Fn(&str) -> bool,
    ) -> Result<(), Finding> {
        let outcome = self.operation.run(&self.ground).run();
        let code = outcome.status.code();
        let is = |exit: &Exit| code == Some(i32::from(exit.code()));
        let nothing_to_do = self.operation.nothing_to_do.as_ref().is_some_and(is);
        let finished = is(&Exit::Done) || (stand == Stand::New && nothing_to_do);
        if !finished {
            return Err(Finding(format!("the next run did not finish it: {outcome}")));
        }
        let differences = self.ends.goal().differences(&Picture::of(&self.ground));
        let broken: Vec<&str> = differences.lines().filter(|line| counts(line)).collect();
        match broken.as_slice() {
            [] => Ok(()),
            broken => {
                Err(Finding(format!("after the next run:\n{}\n{outcome}", broken.join("\n"))))
            }
        }
    }
}
