//! What happens to a home besides killed runs: the power goes, the disk is full, the medium is pulled, others
//! are at work. Here a sample of each; `ci/sweep` does all of it.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use tests::sweep::power::{self, Operation, Sweep};
use tests::{Chance, Namespace};

/// Cuts the power at `count` points of an operation.
fn survives_cuts(name: &str, count: usize) {
    let namespace = Namespace::enter();
    let operation = Operation::named(name);
    let sweep = Sweep::of(&operation, &namespace);
    let points = Chance::new(6).some_of(power::everywhere(sweep.calls()), count);
    let tally = sweep.cut(&points);
    println!("{name}: {tally:?}");
    assert!(tally.broken.is_empty(), "{}", tally.broken.join("\n\n"));
}

#[test]
fn a_power_cut_in_an_install_leaves_nothing_or_all_of_it() {
    survives_cuts("install", 25);
}

#[test]
fn a_power_cut_in_an_upgrade_leaves_the_old_release_or_the_new_one() {
    survives_cuts("upgrade", 25);
}

#[test]
fn a_power_cut_in_a_rollback_leaves_the_old_release_or_the_new_one() {
    survives_cuts("rollback", 25);
}
