//! Old or new, never a mix: a seeded sample of what `ci/sweep` does to every operation at every call. The
//! exhaustive figures are in SECURITY.md.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use tests::Chance;
use tests::sweep::course::Course;
use tests::sweep::operation::Operation;
use tests::sweep::report::Row;
use tests::sweep::{crew, fault, kill, signals};

/// Asserts that each disturbed run of `row` was repaired by the next one, and that there were some.
#[track_caller]
fn withstood(row: &Row) {
    let told: Vec<&str> = row.findings.iter().map(|finding| finding.0.as_str()).collect();
    assert!(told.is_empty(), "{}: {} runs\n{}", row.name, told.len(), told.join("\n\n"));
    assert!(row.runs > 0 && row.repaired == row.runs, "{row}");
    assert_eq!(row.old + row.between + row.new, row.runs, "{row}");
}

fn some<P>(all: Vec<P>, count: usize) -> Vec<P> {
    Chance::new(SEED).some_of(all, count)
}

fn points(course: &Course) -> Vec<usize> {
    (1..course.calls().len() + 1).collect()
}

/// Each finding says its call; with this seed it is found again.
const SEED: u64 = 6;

#[test]
fn a_run_that_is_killed_leaves_old_or_new_and_the_next_one_finishes_it() {
    for operation in Operation::ALL {
        withstood(&crew::sweep(
            || Course::new(*operation),
            |course| some(points(course), 24),
            |course, point| kill::once(course, *point),
        ));
    }
}

#[test]
fn a_run_that_mends_may_be_killed_too() {
    for operation in Operation::ALL {
        withstood(&crew::sweep(
            || Course::new(*operation),
            |course| some(points(course), 6),
            |course, point| kill::twice(course, *point, SEED),
        ));
    }
}

#[test]
fn an_error_at_any_call_is_told_and_mended() {
    for operation in Operation::ALL {
        withstood(&crew::sweep(
            || Course::new(*operation),
            |course| some(fault::everywhere(course.calls().len()), 40),
            fault::inject,
        ));
    }
}

#[test]
fn a_signal_at_any_call_cleans_up_or_lets_the_run_end() {
    for operation in Operation::ALL {
        withstood(&crew::sweep(
            || Course::new(*operation),
            |course| some(signals::everywhere(course.calls().len()), 12),
            signals::knock,
        ));
    }
}
