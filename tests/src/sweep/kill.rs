//! SIGKILL at every call that changes files.

use super::course::{Course, Finding};
use super::judge::Stand;
use super::report::Row;
use super::tracer::Act;

/// Kills at call `point` (from 1), looks, and runs again.
pub fn at(course: &Course, point: usize) -> Result<Stand, Finding> {
    let run = course.run(|call| if call.index == point { Act::Kill } else { Act::Pass });
    let [fired] = run.fired.as_slice() else {
        return Err(Finding(format!("point {point} was not reached: {}", run.outcome)));
    };
    let because = |Finding(what)| Finding(format!("killed at {fired}\n{what}"));
    let stand = course.stand().map_err(because)?;
    course.recover().map_err(because)?;
    Ok(stand)
}

/// Kills at each of `points`.
pub fn sweep(course: &Course, points: &[usize], row: &mut Row) {
    for point in points {
        row.count(at(course, *point));
    }
}
