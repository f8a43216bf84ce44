//! What `ci/sweep` runs.
#![allow(clippy::expect_used, clippy::print_stdout)]
use tests::sweep::{course::Course, kill, operation::Operation, report::Row};

fn main() {
    println!("{}", Row::HEAD);
    for operation in Operation::ALL {
        let begun = std::time::Instant::now();
        let course = Course::new(*operation);
        let mut row = Row::of(operation.name);
        row.points = course.calls().len();
        let points: Vec<usize> = (1..=row.points).collect();
        kill::sweep(&course, &points, &mut row);
        row.seconds = begun.elapsed().as_secs_f64();
        println!("{row}");
        for finding in row.findings.iter().take(3) { println!("{}", finding.0); }
    }
}
