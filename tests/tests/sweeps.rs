//! Old or new, never a mix: a seeded sample of what `ci/sweep` does to every operation at every call. The
//! exhaustive figures are in tests/README.md.
#![allow(clippy::expect_used, clippy::print_stdout, clippy::unwrap_used)]

use tests::Chance;
use tests::sweep::course::{Course, Finding};
use tests::sweep::judge::Stand;
use tests::sweep::operation::Operation;
use tests::sweep::report::Row;
use tests::sweep::{crew, fault, full, kill, signals};
use tests::workspace;

/// Asserts that each disturbed run of `row` was repaired by the next one, and that there were some.
#[track_caller]
fn withstood(row: &Row) {
    let told: Vec<&str> = row.findings.iter().map(|finding| finding.0.as_str()).collect();
    assert!(told.is_empty(), "{}: {} runs\n{}", row.name, told.len(), told.join("\n\n"));
    assert!(row.runs > 0 && row.repaired == row.runs, "{row}");
    assert_eq!(row.old + row.between + row.new, row.runs, "{row}");
}

fn points(course: &Course) -> Vec<usize> {
    (1..course.calls().len() + 1).collect()
}

/// Each finding says its call; with this seed it is found again.
const SEED: u64 = 6;

/// Sweeps `count` of the points that `all` names on a course, of every operation.
fn sample<P>(
    count: usize,
    all: impl Fn(&Course) -> Vec<P> + Sync,
    attempt: impl Fn(&Course, &P) -> Result<Stand, Finding> + Sync,
) {
    for operation in Operation::small() {
        let some = |course: &Course| Chance::new(SEED).some_of(all(course), count);
        withstood(&crew::sweep(|| Course::new(operation), some, &attempt));
    }
}

#[test]
fn a_run_that_is_killed_leaves_old_or_new_and_the_next_one_finishes_it() {
    sample(24, points, |course, point| kill::once(course, *point));
}

#[test]
fn a_run_that_mends_may_be_killed_too() {
    sample(6, points, |course, point| kill::twice(course, *point, SEED));
}

#[test]
fn an_error_at_any_call_is_told_and_mended() {
    sample(40, |course| fault::everywhere(course.calls().len()), fault::inject);
}

#[test]
fn a_signal_at_any_call_cleans_up_or_lets_the_run_end() {
    sample(12, |course| signals::everywhere(course.calls().len()), signals::knock);
}

/// Of each operation. `ci/sweep full` takes 200.
const OFFICIAL: usize = 20;

#[test]
fn the_official_go_withstands_being_killed_as_well() {
    let mut names = Vec::new();
    full::sweep(Operation::ALL, OFFICIAL, SEED, |row| {
        println!("{row}");
        withstood(&row);
        assert_eq!(row.runs, OFFICIAL, "{row}");
        names.push(row.name);
    });
    assert_eq!(names.len(), Operation::ALL.len(), "{names:?}");
}

#[test]
fn each_seeded_fault_fits_the_sources_that_it_breaks() {
    let patches = std::fs::read_dir(workspace().join("tests/mutants")).unwrap();
    let mut fitting = 0;
    for patch in patches.map(|entry| entry.unwrap().path()) {
        let check = std::process::Command::new("git")
            .args(["apply", "--check"])
            .arg(&patch)
            .current_dir(workspace())
            .output()
            .unwrap();
        let why = String::from_utf8_lossy(&check.stderr);
        assert!(check.status.success(), "write it anew: {}\n{why}", patch.display());
        fitting += 1;
    }
    assert_eq!(fitting, 5);
}
