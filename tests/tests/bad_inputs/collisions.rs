//! Section I, two at once: the second one begins while the first has the lock and is changing things. Each gets to
//! its end, and what is left is what the one after the other leaves.

use crate::places::programs_at_the_lock;
use std::path::PathBuf;
use tests::sweep::tracer::{Act, follow};
use tests::words::{home as words, install};
use tests::{Home, Invocation, Outcome, Release, Workshop};
use voice::Exit;

/// Runs `first`, a verb of the goferry that is installed, and `second` from its first change on.
fn at_once(home: &Home, first: Invocation, second: Invocation) -> [Outcome; 2] {
    std::thread::scope(|scope| {
        let (mut second, mut other) = (Some(second), None);
        let run = follow(first, &home.prefix().join("bin/goferry"), |call| {
            let path = call.path();
            let is_change = path.starts_with(home.prefix()) && !path.ends_with("state/lock");
            if let Some(second) = second.take_if(|_| is_change) {
                let second = other.insert(scope.spawn(|| second.run()));
                while programs_at_the_lock(home) < 2 && !second.is_finished() {
                    std::thread::yield_now();
                }
            }
            Act::Pass
        });
        [run.outcome, other.expect("the first one changed something").join().unwrap()]
    })
}

/// Both did what they were asked.
#[track_caller]
fn one_after_the_other(outcomes: &[Outcome; 2]) {
    for outcome in outcomes {
        outcome.ends_with(Exit::Done);
    }
}

fn release(home: &Home, counter: u32) -> PathBuf {
    let bytes = Release::mini().with_stub().counting(counter).build(Workshop::shared());
    home.lay(&format!("{counter}.run"), &bytes)
}

fn uninstall(home: &Home) -> Invocation {
    home.goferry().args(["uninstall", "--all", "-y"])
}

/// By the file itself, whatever has become of the installed program.
fn install_anew(home: &Home, counter: u32) -> Invocation {
    home.run(&release(home, counter)).args(["install", "-y", "--no-gate"])
}

#[test]
fn two_installs_of_one_release_lay_it_down_once() {
    let home = Home::with_previous();
    let next = release(&home, 2);
    let outcomes = at_once(&home, home.install(&next), home.install(&next));
    one_after_the_other(&outcomes);
    outcomes[0].says(&[&install::installed]);
    outcomes[1].says(&[&install::already_current]);
    home.go_works();
}

#[test]
fn of_two_releases_at_once_both_are_there_and_the_second_is_current() {
    let home = Home::with_previous();
    let [two, three] = [2, 3].map(|counter| release(&home, counter));
    let outcomes = at_once(&home, home.install(&two), home.install(&three));
    one_after_the_other(&outcomes);
    home.go_works();
    let last = home.current();
    home.install(&three).run().ends_with(Exit::Done).says(&[&install::already_current]);
    home.goferry().arg("rollback").run().ends_with(Exit::Done);
    assert_ne!(home.current(), last);
    home.go_works();
}

#[test]
fn an_install_and_an_uninstall_do_not_mix() {
    let home = Home::empty();
    let before = home.tree();
    install_anew(&home, 1).run().ends_with(Exit::Done);
    let outcomes = at_once(&home, home.install(&release(&home, 2)), uninstall(&home));
    one_after_the_other(&outcomes);
    home.is_still(&before, &outcomes[1]);

    install_anew(&home, 1).run().ends_with(Exit::Done);
    let [removed, refused] = at_once(&home, uninstall(&home), install_anew(&home, 2));
    removed.ends_with(Exit::Done);
    refused.ends_with(Exit::Busy).says(&[&words::gone_meanwhile]);
    home.is_still(&before, &refused);
    install_anew(&home, 2).run().ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn an_install_and_a_rollback_leave_what_the_second_one_chose() {
    let home = Home::with_previous();
    let first = home.current();
    home.install(&release(&home, 2)).run().ends_with(Exit::Done);
    let second = home.current();
    let rollback = || home.goferry().arg("rollback");
    let three = release(&home, 3);

    one_after_the_other(&at_once(&home, home.install(&three), rollback()));
    assert_eq!(home.current(), second);
    one_after_the_other(&at_once(&home, rollback(), home.install(&three)));
    assert!(home.current() != first && home.current() != second);
    home.go_works();
}
