//! Which release may follow which: counters, lines, floors, two runs at once; and what a wrong clock changes.

use super::{next, pinned, signer};
use nix::libc;
use std::path::PathBuf;
use tests::forge::lists;
use tests::words::{install, trust};
use tests::{Home, Release, Supervisor, Verdict, resigned};
use voice::Exit;

/// A release of another line of the same workshop.
fn of_line(home: &Home, line: &str, counter: u32) -> PathBuf {
    let bytes = Release::mini().counting(counter).build(home.workshop());
    let bytes = resigned(&bytes, home.workshop(), |manifest| {
        manifest["envelope"]["line"] = line.into();
    });
    home.lay(&format!("{line}-{counter}.run"), &bytes)
}

#[test]
fn a_lower_counter_needs_the_flag_and_an_equal_one_does_not() {
    let home = Home::with_previous();
    home.install(&next(&home, 5)).run().ends_with(Exit::Done);
    let before = home.tree();
    let outcome = home.install(&next(&home, 4)).run();
    outcome.ends_with(Exit::Policy).says(&[
        &install::not_installed,
        &trust::downgrade,
        &trust::allow_downgrade,
    ]);
    home.withstood(&before, &outcome);

    let equal = home.lay(
        "equal.run",
        &Release::mini()
            .with_go(&tests::prints(tests::host(), "another\n"))
            .counting(5)
            .build(home.workshop()),
    );
    home.install(&equal).run().ends_with(Exit::Done);
    home.install(&next(&home, 4)).arg("--allow-downgrade").run().ends_with(Exit::Done);
    home.go_works();
    // The highest one seen stays what it was: the way back down needs the flag each time.
    let outcome = home.install(&next(&home, 3)).run();
    outcome.ends_with(Exit::Policy).says(&[&trust::downgrade]);
    home.install(&next(&home, 4)).run().ends_with(Exit::Done).says(&[&install::already_current]);
}

#[test]
fn two_lines_stand_beside_each_other_without_any_flag() {
    let home = Home::with_previous();
    home.install(&next(&home, 9)).run().ends_with(Exit::Done);
    let old = of_line(&home, "go1.26", 3);
    home.install(&old).run().ends_with(Exit::Done);
    home.install(&next(&home, 9)).run().ends_with(Exit::Done);
    home.install(&old).run().ends_with(Exit::Done);
    let outcome = home.install(&of_line(&home, "go1.26", 2)).run();
    outcome.ends_with(Exit::Policy).says(&[&trust::downgrade]);
}

#[test]
fn below_the_floor_of_the_list_nothing_helps() {
    let home = Home::with_previous();
    home.install(&next(&home, 2)).run().ends_with(Exit::Done);
    let mut body = lists::next(home.workshop());
    body.floors.insert("go1.27".to_owned(), 3);
    let list = home.beside("trust-list");
    std::fs::write(&list, lists::by(home.workshop().root_key(), &body)).unwrap();
    home.goferry().args(["trust", "import"]).arg(&list).run().ends_with(Exit::Done);
    let before = home.tree();
    for counter in [1, 2] {
        for flag in [&[][..], &["--allow-downgrade"]] {
            let outcome = home.install(&next(&home, counter)).args(flag).run();
            outcome.ends_with(Exit::Policy).says(&[&trust::below_floor]);
            home.withstood(&before, &outcome);
        }
    }
    home.install(&next(&home, 3)).run().ends_with(Exit::Done);
}

#[test]
fn an_epoch_lets_the_counter_of_a_line_start_again() {
    let home = Home::with_previous();
    home.install(&next(&home, 4_000_000)).run().ends_with(Exit::Done);
    home.install(&next(&home, 2)).run().ends_with(Exit::Policy).says(&[&trust::downgrade]);
    let mut body = lists::next(home.workshop());
    body.epochs.insert("go1.27".to_owned(), 1);
    let list = home.beside("trust-list");
    std::fs::write(&list, lists::by(home.workshop().root_key(), &body)).unwrap();
    home.goferry().args(["trust", "import"]).arg(&list).run().ends_with(Exit::Done);
    home.install(&next(&home, 2)).run().ends_with(Exit::Done);
    home.install(&next(&home, 1)).run().ends_with(Exit::Policy).says(&[&trust::downgrade]);
}

/// Runs `first` of a home, and `meanwhile` where it is about to take the lock.
fn raced(home: &Home, first: PathBuf, meanwhile: impl Fn(&Home)) -> tests::Outcome {
    let mut met = false;
    let mut supervisor = Supervisor::new(|call| {
        if call.number == libc::SYS_flock && !std::mem::replace(&mut met, true) {
            meanwhile(home);
        }
        Verdict::Pass
    });
    let outcome = home.install(&first).supervised(&mut supervisor);
    drop(supervisor);
    assert!(met, "it never took the lock: {outcome}");
    outcome
}

#[test]
fn a_counter_seen_meanwhile_by_another_run_counts() {
    let home = Home::with_previous();
    let newer = next(&home, 7);
    let outcome = raced(&home, next(&home, 6), |home| {
        home.install(&newer).run().ends_with(Exit::Done);
    });
    outcome.ends_with(Exit::Policy).says(&[&trust::downgrade]);
    home.install(&newer).run().ends_with(Exit::Done).says(&[&install::already_current]);
}

#[test]
fn a_theft_learned_of_meanwhile_by_another_run_counts() {
    let home = Home::with_previous();
    let mut body = lists::next(home.workshop());
    body.compromised.insert(signer(&home), Vec::new());
    let list = home.beside("trust-list");
    std::fs::write(&list, lists::by(home.workshop().root_key(), &body)).unwrap();
    let current = home.current();
    let outcome = raced(&home, next(&home, 6), |home| {
        home.goferry().args(["trust", "import"]).arg(&list).run().ends_with(Exit::Done);
    });
    outcome.ends_with(Exit::Policy).says(&[&trust::compromised]);
    assert_eq!(home.current(), current);
    home.go_works();
}

#[test]
fn a_machine_in_1970_or_2099_installs_with_exactly_one_warning() {
    for (now, warning) in [(0, &trust::clock_implausible), (4_070_908_800, &trust::clock_far_ahead)]
    {
        let fresh = Home::empty();
        let root = super::root(&fresh).to_string();
        let file = fresh.mini();
        let first = fresh.run(&file).args(["install", "-y", "--require-root", &root]);
        let home = pinned();
        let outcomes = [
            first.supervised(&mut Supervisor::at(now)),
            home.install(&next(&home, 2)).supervised(&mut Supervisor::at(now)),
        ];
        for outcome in outcomes {
            outcome.ends_with(Exit::Done).says(&[warning]);
            let warnings = outcome.stderr.lines().filter(|line| line.starts_with("warning:"));
            // A home of these tests is nobody's by the password file.
            let warnings = warnings.filter(|line| !line.contains("HOME is"));
            assert_eq!(warnings.count(), 1, "{outcome}");
        }
        fresh.go_works();
        home.go_works();
    }
}
