//! What happens to a home besides killed runs: the power goes, the disk is full, the medium is pulled, others
//! are at work. Here a sample of each; `ci/sweep` does all of it.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use tests::sweep::medium::{self, Reader};
use tests::sweep::operation::Operation;
use tests::sweep::power::{self, Power};
use tests::sweep::report::Row;
use tests::sweep::space::{Scarce, exhaust};
use tests::sweep::{crowd, readers};
use tests::{Chance, Home, Namespace};

const SEED: u64 = 6;

fn named(name: &str) -> Operation {
    Operation::named(name).expect("an operation")
}

/// Cuts the power at `count` points of an operation.
fn survives_cuts(name: &str, count: usize) {
    let namespace = Namespace::enter();
    let power = Power::over(named(name), &namespace);
    let points = Chance::new(SEED).some_of(power::everywhere(power.calls()), count);
    let row = power.cut(&points);
    println!("{}\n{row}", Row::HEAD);
    let findings: Vec<&str> = row.findings.iter().map(|finding| finding.0.as_str()).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
}

#[test]
fn a_power_cut_in_an_install_leaves_nothing_or_all_of_it() {
    survives_cuts("install", 25);
}

#[test]
fn a_power_cut_in_an_upgrade_leaves_the_old_release_or_the_new_one() {
    survives_cuts("upgrade", 25);
}

/// Leaves less than enough, in steps of `step`.
fn survives_want(name: &str, scarce: Scarce, step: usize) {
    let tally = exhaust(named(name), scarce, step);
    println!("{name}: {tally:?}");
    let findings: Vec<&str> = tally.findings.iter().map(|finding| finding.0.as_str()).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
    assert!(tally.unchanged > 3, "{tally:?}");
}

#[test]
fn a_disk_that_fills_up_under_an_install_is_left_as_it_was() {
    survives_want("install", Scarce::Pages, 1);
    survives_want("install", Scarce::Inodes, 1);
}

#[test]
fn a_disk_that_fills_up_under_an_upgrade_keeps_the_old_release() {
    survives_want("upgrade", Scarce::Pages, 1);
    survives_want("upgrade", Scarce::Inodes, 1);
}

#[test]
fn a_stick_that_is_pulled_is_named_and_nothing_is_changed() {
    let home = Home::empty();
    let file = home.mini();
    for reader in [Reader::Installed, Reader::Itself] {
        let (pulls, broken) = medium::pull(&file, reader, |_| true);
        assert!(broken.is_empty(), "{pulls} {}", broken.join("\n\n"));
    }
}

#[test]
fn eight_at_once_leave_a_home_that_is_whole() {
    let tally = crowd::gather(10, 8, SEED);
    println!("{tally:?}");
    assert!(tally.broken.is_empty(), "{}", tally.broken.join("\n\n"));
}

#[test]
fn whoever_resolves_current_finds_a_whole_release() {
    let tally = readers::read(50, 50_000);
    println!("{tally:?}");
    assert!(tally.broken.is_empty(), "{}", tally.broken.join("\n\n"));
    assert!(tally.seen > 10, "{tally:?}");
}
