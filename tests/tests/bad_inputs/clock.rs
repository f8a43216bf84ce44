//! Section G: the clock. The shipped goferry is told another time by a supervisor: no variable, no
//! option, nothing that could weaken verification.

use std::path::PathBuf;
use tests::words::trust;
use tests::{DAY, Home, Outcome, Release, Supervisor, Workshop, stub_build_time};
use voice::Exit;

/// The next release of a home, signed at `signed`.
fn next(home: &Home, counter: u32, signed: u64) -> PathBuf {
    let release = Release::mini().counting(counter).signed_at(signed).build(Workshop::shared());
    home.lay("next.run", &release)
}

fn install_at(home: &Home, file: &std::path::Path, now: u64) -> Outcome {
    let mut clock = Supervisor::at(now);
    let outcome = home.install(file).supervised(&mut clock);
    assert!(clock.fired() > 0, "it never asked for the time: {outcome}");
    outcome
}

/// Of these tests themselves.
#[test]
#[should_panic = "knows what day it is today"]
fn a_home_that_learned_the_date_from_the_machine_is_not_told_another() {
    let home = Home::with_previous();
    install_at(&home, &next(&home, 2, stub_build_time()), stub_build_time() + DAY);
}

#[test]
fn a_clock_that_cannot_be_right_is_a_warning() {
    let built = stub_build_time();
    let rows = [
        ("G1: 1970-01-01", 0, &trust::clock_implausible),
        ("G1: a second later", 1, &trust::clock_implausible),
        ("G2: a day before the build", built - DAY, &trust::clock_implausible),
        ("G5: 2106-02-07, after the end of OpenPGP's time", (1 << 32) + 5, &trust::clock_far_ahead),
        ("G5: the year 2300", 10_413_792_000, &trust::clock_far_ahead),
    ];
    for (row, now, warning) in rows {
        let home = Home::of_the_build_day();
        let outcome = install_at(&home, &next(&home, 2, built - 30 * DAY), now);
        outcome.ends_with(Exit::Done).says(&[warning]);
        assert_eq!(outcome.stderr.matches("warning: the clock").count(), 1, "{row}: {outcome}");
        home.go_works();
        home.goferry().arg("verify").supervised(&mut Supervisor::at(now)).is_calm();
    }
}

#[test]
fn a_signature_more_than_a_day_ahead_of_a_plausible_clock_is_refused() {
    let signed = stub_build_time() + 10 * DAY;
    for before in [1, DAY] {
        let home = Home::of_the_build_day();
        let outcome = install_at(&home, &next(&home, 2, signed), signed - before);
        outcome
            .ends_with(Exit::Done)
            .does_not_say(&[&trust::clock_implausible, &trust::clock_far_ahead]);
        home.go_works();
    }
    let home = Home::of_the_build_day();
    let before = home.tree();
    let outcome = install_at(&home, &next(&home, 2, signed), signed - DAY - 1);
    outcome.ends_with(Exit::Policy).says(&[&trust::future, &trust::future_help]);
    home.withstood(&before, &outcome);
    let wrong = install_at(&home, &next(&home, 2, signed), 0);
    wrong.ends_with(Exit::Done).says(&[&trust::clock_implausible]);
}

#[test]
fn the_end_of_32_bit_time_passes_unnoticed() {
    for now in [(1u64 << 31) - 1, 1 << 31, (1 << 31) + DAY] {
        let home = Home::of_the_build_day();
        install_at(&home, &next(&home, 2, stub_build_time()), now).ends_with(Exit::Done);
        home.go_works();
        let receipt = home.prefix().join("current/meta/receipt.json");
        let receipt: serde_json::Value =
            serde_json::from_slice(&std::fs::read(receipt).unwrap()).unwrap();
        assert_eq!(receipt["installed_at"], now);
    }
}

#[test]
fn a_clock_that_steps_back_is_a_warning_and_the_state_does_not() {
    let home = Home::of_the_build_day();
    let built = stub_build_time();
    let later = built + 40 * DAY;
    install_at(&home, &next(&home, 2, built), later).ends_with(Exit::Done);
    assert_eq!(latest_known_time(&home), later);
    let outcome = install_at(&home, &next(&home, 3, built), later - 30 * DAY);
    outcome.ends_with(Exit::Done).says(&[&trust::clock_implausible]);
    assert_eq!(latest_known_time(&home), later);
    home.go_works();
}

fn trust_state(home: &Home) -> PathBuf {
    home.prefix().join("state/trust.json")
}

fn latest_known_time(home: &Home) -> u64 {
    let state: serde_json::Value =
        serde_json::from_slice(&std::fs::read(trust_state(home)).unwrap()).unwrap();
    state["latest_known_time"].as_u64().unwrap()
}

fn with_latest_known_time(home: &Home, value: serde_json::Value) {
    let mut state: serde_json::Value =
        serde_json::from_slice(&std::fs::read(trust_state(home)).unwrap()).unwrap();
    state["latest_known_time"] = value;
    std::fs::write(trust_state(home), state.to_string()).unwrap();
}

#[test]
fn a_latest_time_far_in_the_future_bricks_nothing() {
    let built = stub_build_time();
    let home = Home::of_the_build_day();
    with_latest_known_time(&home, (built + 100 * 365 * DAY).into());
    let outcome = install_at(&home, &next(&home, 2, built), built + DAY);
    outcome.ends_with(Exit::Done).says(&[&trust::clock_implausible]);
    home.go_works();
    for corrupt in
        [serde_json::json!("yesterday"), serde_json::json!(-1), serde_json::json!(1u64 << 60)]
    {
        with_latest_known_time(&home, corrupt);
        let before = home.tree();
        let outcome = install_at(&home, &next(&home, 3, built), built + DAY);
        outcome.ends_with(Exit::State).says(&[&trust::malformed, &trust::repair]);
        home.withstood(&before, &outcome);
    }
}

#[test]
fn a_clock_that_jumps_during_the_run_changes_nothing() {
    let built = stub_build_time();
    for jump in [0, built + 20 * 365 * DAY] {
        let home = Home::of_the_build_day();
        let file = next(&home, 2, built);
        let mut clock =
            Supervisor::telling(move |question| if question == 0 { built + DAY } else { jump });
        let outcome = home.install(&file).supervised(&mut clock);
        outcome
            .ends_with(Exit::Done)
            .does_not_say(&[&trust::clock_implausible, &trust::clock_far_ahead]);
        assert!(clock.fired() > 0, "it never asked for the time");
        home.go_works();
    }
}
