//! Section J: the signals that no handler of goferry's is for, and a file that changes while it is installed. What
//! handlers are for, kills and power cuts are swept (`tests/tests/sweeps.rs`, `mishaps.rs`).

use nix::sys::signal::Signal;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use tests::sweep::call::Call;
use tests::sweep::tracer::{Act, Run, follow};
use tests::{Chance, Entry, Home, Release, Workshop};
use voice::Exit;

/// A release with a file that is written in many pieces.
fn next(home: &Home) -> PathBuf {
    let large = Entry::file("goroot/src/large.txt", &[b'=', b'\n'].repeat(4 << 20));
    let release = Release::mini().with_stub().counting(2).with(large);
    home.lay("next.run", &release.build(Workshop::shared()))
}

fn in_staging(call: &Call) -> bool {
    call.path().to_string_lossy().contains("/.staging-")
}

/// Installs the next release with `signal` at the calls in staging that `when` says yes to, by their number.
fn installed_under(home: &Home, signal: Signal, when: impl Fn(usize) -> bool) -> Run {
    let mut met = 0;
    let install = home.install(&next(home));
    let run = follow(install, &home.prefix().join("bin/goferry"), |call| {
        met += usize::from(in_staging(call));
        if in_staging(call) && when(met) { Act::Signal(signal) } else { Act::Pass }
    });
    assert!(run.struck > 0, "{}", run.outcome);
    run
}

#[test]
fn quit_ends_it_at_once_and_the_next_run_clears_up() {
    for point in [1, 3, 9, 27] {
        let home = Home::with_previous();
        let old = home.current();
        let run = installed_under(&home, Signal::SIGQUIT, |met| met == point);
        assert_eq!(run.outcome.status.signal(), Some(Signal::SIGQUIT as i32), "{}", run.outcome);
        assert_eq!(home.current(), old);
        home.go_works();
        home.install(&next(&home)).run().ends_with(Exit::Done);
        assert_ne!(home.current(), old);
        home.go_works();
        home.goferry().args(["verify", "--installed", "--all"]).run().ends_with(Exit::Done);
    }
}

#[test]
fn a_broken_pipe_somewhere_else_is_no_reason_to_stop() {
    let home = Home::with_previous();
    let old = home.current();
    installed_under(&home, Signal::SIGPIPE, |_| true).outcome.ends_with(Exit::Done);
    assert_ne!(home.current(), old);
    home.go_works();
}

#[test]
fn stopped_and_continued_at_any_call_it_gets_to_its_end() {
    for signal in [Signal::SIGSTOP, Signal::SIGTSTP, Signal::SIGCONT] {
        let home = Home::with_previous();
        let old = home.current();
        let run = installed_under(&home, signal, |_| true);
        assert!(run.struck > 20, "{}", run.outcome);
        run.outcome.ends_with(Exit::Done);
        assert_ne!(home.current(), old);
        home.go_works();
    }
}

#[test]
fn a_file_that_is_cut_short_while_it_is_installed_is_damaged_and_nothing_is_changed() {
    let home = Home::with_previous();
    let mut chance = Chance::new(10);
    let noise: Vec<u8> = (0..16 << 17).flat_map(|_| chance.number().to_le_bytes()).collect();
    let release = Release::mini().with_stub().counting(2).with(Entry::file("goroot/noise", &noise));
    let whole = release.build(Workshop::shared());
    let (file, before) = (home.lay("next.run", &whole), home.tree());
    // Its end was read before, and is not needed any more.
    for left in [0, 1, 4096, whole.len() / 2] {
        std::fs::write(&file, &whole).unwrap();
        let mut cut = false;
        let run = follow(home.install(&file), &home.prefix().join("bin/goferry"), |call| {
            if in_staging(call) && !cut {
                let file = std::fs::File::options().write(true).open(&file).unwrap();
                file.set_len(left as u64).unwrap();
                cut = true;
            }
            Act::Pass
        });
        assert!(cut, "{}", run.outcome);
        run.outcome.ends_with(Exit::Damaged);
        home.withstood(&before, &run.outcome);
    }
}
