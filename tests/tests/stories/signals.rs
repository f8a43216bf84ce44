//! Being stopped: at the question, while it unpacks, while it cleans up, and where it is too late.

use nix::errno::Errno;
use nix::libc;
use nix::sys::signal::Signal;
use std::path::PathBuf;
use tests::sweep::call::Call;
use tests::sweep::tracer::{Act, follow};
use tests::words::{home, install};
use tests::{Entry, Home, Invocation, Outcome, Release, Supervisor, Workshop};
use voice::Exit;
use voice::Lang;

const SIGNALS: [(Signal, Exit); 3] = [
    (Signal::SIGHUP, Exit::Hangup),
    (Signal::SIGINT, Exit::Interrupt),
    (Signal::SIGTERM, Exit::Terminate),
];

/// A release with a file that is written in many pieces.
fn next(home: &Home) -> PathBuf {
    let large = Entry::file("goroot/src/large.txt", &[b'=', b'\n'].repeat(4 << 20));
    let release = Release::mini().with_stub().counting(2).with(large);
    home.lay("next.run", &release.build(Workshop::shared()))
}

/// Runs `invocation` of the installed goferry, with `signal` at the `point`-th call that `when` says yes to, and at
/// every call after it where the user is impatient. Gives how often it was sent, too.
fn stopped(
    home: &Home,
    invocation: Invocation,
    signal: Signal,
    point: usize,
    impatient: bool,
    when: impl Fn(&Call) -> bool,
) -> (Outcome, usize) {
    let (mut met, mut sent) = (0, 0);
    let run = follow(invocation, &home.prefix().join("bin/goferry"), |call| {
        let hit = when(call);
        met += usize::from(hit);
        match met >= point && (impatient || hit && met == point) {
            true => {
                sent += 1;
                Act::Signal(signal)
            }
            false => Act::Pass,
        }
    });
    (run.outcome, sent)
}

fn in_staging(call: &Call) -> bool {
    call.path().to_string_lossy().contains("/.staging-")
}

#[test]
fn a_question_is_left_with_control_c_and_nothing_was_changed() {
    for (lang, question) in [(Lang::En, install::go_on.en), (Lang::Zh, install::go_on.zh)] {
        let home = Home::empty();
        let (file, before) = (home.mini(), home.tree());
        let talk = home.run(&file).lang(lang).on_a_terminal(&[(question, "\x03")]);
        talk.outcome.ends_with(Exit::Interrupt);
        home.is_still(&before, &talk.screen);
    }
}

#[test]
fn a_signal_while_it_unpacks_leaves_the_old_release_and_says_so_in_either_language() {
    let home = Home::with_previous();
    let (file, before) = (next(&home), home.tree());
    for (lang, point) in [(Lang::En, 1), (Lang::Zh, 2), (Lang::En, 9), (Lang::En, 40)] {
        for (signal, exit) in SIGNALS {
            let install = home.install(&file).lang(lang);
            let (outcome, sent) = stopped(&home, install, signal, point, false, in_staging);
            assert_eq!(sent, 1, "{outcome}");
            outcome.ends_with(exit).says(&[&home::stopped, &install::not_installed]);
            home.withstood(&before, &outcome);
        }
    }
}

#[test]
fn signals_at_every_call_of_the_clean_up_do_not_break_it() {
    let home = Home::with_previous();
    let (file, before) = (next(&home), home.tree());
    for (signal, exit) in SIGNALS {
        let (outcome, sent) = stopped(&home, home.install(&file), signal, 9, true, in_staging);
        assert!(sent > 20, "{sent} of {outcome}");
        outcome.ends_with(exit).says(&[&home::stopped]);
        home.withstood(&before, &outcome);
    }
}

#[test]
fn a_signal_after_the_switch_does_not_keep_it_from_being_completed() {
    for (signal, _) in SIGNALS {
        let home = Home::with_previous();
        let (file, old) = (next(&home), home.current());
        let switches =
            |call: &Call| call.name.starts_with("rename") && call.path().ends_with("goenv/current");
        let (outcome, sent) = stopped(&home, home.install(&file), signal, 1, true, switches);
        assert!(sent > 20, "{sent} of {outcome}");
        outcome.ends_with(Exit::Done).says(&[&install::installed]);
        assert_ne!(home.current(), old);
        home.install(&file).run().ends_with(Exit::Done).says(&[&install::already_current]);
        home.go_works();
    }
}

#[test]
fn a_first_install_that_is_stopped_leaves_a_home_as_it_was() {
    let home = Home::empty();
    let (file, before) = (next(&home), home.tree());
    for (signal, exit) in SIGNALS {
        for point in [1, 5, 30] {
            let (mut met, mut sent) = (0, 0);
            let install = home.run(&file).args(["install", "-y", "--no-gate"]);
            let run = follow(install, &file, |call| {
                met += 1;
                // The first calls are before anything is made; from the prefix on it is cleaned up.
                match call.path().starts_with(home.path()) && met >= point {
                    true => {
                        sent += 1;
                        Act::Signal(signal)
                    }
                    false => Act::Pass,
                }
            });
            assert!(sent > 0);
            run.outcome.ends_with(exit);
            home.is_still(&before, &run.outcome);
        }
    }
}

#[test]
fn a_hangup_that_is_ignored_as_after_nohup_stays_ignored() {
    let home = Home::with_previous();
    let (file, old) = (next(&home), home.current());
    let install = home.install(&file).wrapped(["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"]);
    let (outcome, sent) = stopped(&home, install, Signal::SIGHUP, 1, true, in_staging);
    assert!(sent > 20, "{sent} of {outcome}");
    outcome.ends_with(Exit::Done);
    assert_ne!(home.current(), old);
}

#[test]
fn a_kernel_that_refuses_handlers_is_no_reason_to_stop() {
    let home = Home::with_previous();
    let (file, old) = (next(&home), home.current());
    let calls = [libc::SYS_rt_sigaction];
    let mut supervisor = Supervisor::failing(&calls, Errno::EINVAL);
    let outcome = home.install(&file).supervised(&mut supervisor);
    assert!(supervisor.fired() >= 3, "{outcome}");
    outcome.ends_with(Exit::Done);
    assert_ne!(home.current(), old);
}

#[test]
fn other_verbs_that_change_something_end_well_or_as_they_were_stopped() {
    for (signal, exit) in SIGNALS {
        let home = Home::with_previous();
        home.install(&next(&home)).run().ends_with(Exit::Done);
        for point in 1..=4 {
            let before = home.current();
            let rollback = home.goferry().arg("rollback");
            let (outcome, sent) = stopped(&home, rollback, signal, point, true, |_| true);
            assert!(sent > 0);
            match outcome.is_success() {
                true => assert_ne!(home.current(), before),
                false => {
                    outcome.ends_with(exit);
                    assert_eq!(home.current(), before);
                }
            }
            home.go_works();
            home.goferry().arg("use").arg(&before).run().ends_with(Exit::Done);
        }
    }
}
