//! Kills with the official Go, 270 MB in 13,000 files: at some points of every operation.

use super::course::Course;
use super::ground::Ground;
use super::operation::Operation;
use super::report::Row;
use super::{crew, kill};
use crate::Chance;
use std::rc::Rc;

/// Kills each of `operations` at `count` points, chosen by `seed`, without the gate; a row that is done
/// goes to `told`.
///
/// # Panics
/// Without root; where an undisturbed run is no success.
pub fn sweep(operations: &[Operation], count: usize, seed: u64, told: impl FnMut(Row)) {
    let attempt = |ground: &Rc<Ground>, operation: Operation| {
        let course = Course::on(ground.clone(), operation);
        let points = late_ones(course.calls().len(), count, seed);
        let mut row = Row { points: course.calls().len(), ..Row::of(operation.name) };
        points.into_iter().for_each(|point| row.count(kill::once(&course, point)));
        row
    };
    crew::share(operations, || Rc::new(Ground::real()), attempt, told);
}

/// Kills each of `operations`, which have a gate, at `count` moments, chosen by `seed`; a row that is done goes to `told`.
///
/// # Panics
/// Without root; where an undisturbed run is no success.
pub fn with_gate(operations: &[Operation], count: usize, seed: u64, told: impl FnMut(Row)) {
    let attempt = |ground: &Rc<Ground>, operation: Operation| {
        let course = Course::uncounted(ground.clone(), operation);
        let (length, mut chance) = (course.length(), Chance::new(seed));
        let mut row = Row { points: count, ..Row::of(operation.name) };
        for _ in 0..count {
            row.count(kill::at_moment(&course, chance.within(1..length)));
        }
        row
    };
    crew::share(operations, || Rc::new(Ground::real()), attempt, told);
}

/// The calls at the end, which are not about one of thousands of files.
const LATE: usize = 150;

/// `count` of so many calls, half of them late ones as far as there are others.
fn late_ones(calls: usize, count: usize, seed: u64) -> Vec<usize> {
    let late = calls.saturating_sub(LATE) + 1;
    let mut chance = Chance::new(seed);
    let early = chance.some_of((1..late).collect(), count / 2);
    let mut points = chance.some_of((late..calls + 1).collect(), count - early.len());
    points.extend(early);
    points
}

#[cfg(test)]
mod tests {
    use super::late_ones;

    #[test]
    fn half_of_the_points_are_late_where_there_are_early_ones() {
        let points = late_ones(10_000, 20, 6);
        assert_eq!((points.len(), points.iter().filter(|point| **point > 9850).count()), (20, 10));
        assert_eq!(late_ones(42, 20, 6).len(), 20);
        assert_eq!(late_ones(12, 20, 6).len(), 12);
    }
}
