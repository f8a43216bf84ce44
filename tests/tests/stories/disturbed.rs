//! `doctor` and `verify --installed` beside another run: what they find then may be half of a change.

use nix::mount::MsFlags;
use std::fs::{self, File};
use tests::words::{doctor, home as words, installed};
use tests::{Home, Namespace};
use voice::Exit;
use voice::{Lang, Text};

const VERBS: [(&[&str], &Text); 2] =
    [(&["doctor"], &doctor::unwell), (&["verify", "--installed"], &installed::differs)];

/// A home with a file missing in its release.
fn damaged() -> Home {
    let home = Home::with_previous();
    fs::remove_file(home.prefix().join("current/goroot/VERSION")).unwrap();
    home
}

/// What another run holds.
fn lock(home: &Home) -> File {
    let lock = File::open(home.prefix().join("state/lock")).unwrap();
    lock.lock().unwrap();
    lock
}

#[test]
fn what_is_wrong_while_another_run_is_under_way_cannot_be_relied_on() {
    let home = damaged();
    let held = lock(&home);
    let before = home.tree();
    for (verb, wrong) in VERBS {
        for lang in [Lang::En, Lang::Zh] {
            let outcome = home.goferry().args(verb).lang(lang).run();
            outcome.ends_with(Exit::Busy).says(&[wrong, &words::disturbed, &words::busy_help]);
            assert!(outcome.stderr.contains(&std::process::id().to_string()), "{outcome}");
            home.is_still(&before, &outcome);
        }
    }
    drop(held);
    for (verb, wrong) in VERBS {
        let outcome = home.goferry().args(verb).run();
        outcome.ends_with(Exit::Modified).says(&[wrong]).does_not_say(&[&words::disturbed]);
    }
}

#[test]
fn what_is_well_is_well_whoever_holds_the_lock() {
    let home = Home::with_previous();
    let _held = lock(&home);
    for (verb, _) in VERBS {
        home.goferry().args(verb).run().ends_with(Exit::Done);
    }
}

#[test]
fn where_nobody_can_hold_a_lock_it_is_said_as_ever() {
    let namespace = Namespace::enter();
    let home = damaged();
    fs::remove_file(home.prefix().join("state/lock")).unwrap();
    let said = || {
        for (verb, wrong) in VERBS {
            home.goferry().args(verb).run().ends_with(Exit::Modified).says(&[wrong]);
        }
        assert!(!home.prefix().join("state/lock").exists());
    };
    said();
    namespace.remount(home.path(), MsFlags::MS_RDONLY);
    said();
}
