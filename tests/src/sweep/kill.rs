//! SIGKILL at every call that changes files; and, of a run and of the run that mends it, at one each.

use super::course::{Course, Finding};
use super::judge::Stand;
use super::tracer::{Act, Run};
use crate::Chance;

/// Kills at call `point`, counted from 1; looks; and runs again.
///
/// # Errors
/// What is neither old nor new, or was not mended.
pub fn once(course: &Course, point: usize) -> Result<Stand, Finding> {
    let run = course.run(|call| if call.index == point { Act::Kill } else { Act::Pass });
    let fired = the_one(&run)?;
    let because = |Finding(what)| Finding(format!("killed at {fired}\n{what}"));
    let stand = course.stand().map_err(because)?;
    course.recover(stand).map_err(because)?;
    Ok(stand)
}

/// Kills at call `point`, kills the run that mends at a call by `seed`, and runs once more.
///
/// # Errors
/// What is neither old nor new after either, or was not mended.
pub fn twice(course: &Course, point: usize, seed: u64) -> Result<Stand, Finding> {
    let run = course.run(|call| if call.index == point { Act::Kill } else { Act::Pass });
    let first = the_one(&run)?;
    course.ground().keep(CUT_OFF);
    let calls = course.run_again(|_| Act::Pass).calls;
    course.ground().put_back(CUT_OFF);
    if calls == 0 {
        return course.stand();
    }
    let point = Chance::new(seed).within(1..calls + 1);
    let run = course.run_again(|call| if call.index == point { Act::Kill } else { Act::Pass });
    let second = the_one(&run)?;
    let because =
        |Finding(what)| Finding(format!("killed at {first}\nthen, mending, at {second}\n{what}"));
    let stand = course.stand().map_err(because)?;
    course.recover(stand).map_err(because)?;
    Ok(stand)
}

/// Kills after so many `milliseconds`, whatever is at work then: the gate's compilers, which outlive it. Go works, and
/// the next run ends them and finishes.
///
/// # Errors
/// What is neither old nor new, or was not mended.
pub fn at_moment(course: &Course, milliseconds: usize) -> Result<Stand, Finding> {
    let outcome = course.cut_at(milliseconds);
    let because =
        |Finding(what)| Finding(format!("killed after {milliseconds} ms: {outcome}\n{what}"));
    let stand = course.stand_by_go().map_err(because)?;
    course.recover(stand).map_err(because)?;
    Ok(stand)
}

const CUT_OFF: &str = "cut off";

/// The call the program died at: a sweep whose kill does not happen proves nothing.
fn the_one(run: &Run) -> Result<&str, Finding> {
    match (run.struck, &run.fired) {
        (1, Some(fired)) => Ok(fired),
        _ => Err(Finding(format!("no such call was made: {}", run.outcome))),
    }
}
