//! Section L: what surrounds a run that is nobody's fault, and stays without consequence.

use std::path::Path;
use tests::words::{doctor, gate, install};
use tests::{Home, Real};
use voice::{Exit, Lang};

/// Seconds. A Go that compiles, while others do, too.
const PATIENCE: u32 = 900;

/// Starts the real installation in `home` and kills it, and nothing else, as soon as its gate compiles.
fn killed_in_the_gate(home: &Home) {
    let mut run = std::process::Command::new(Real::shared().file())
        .args(["install", "-y"])
        .env("HOME", home.path())
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let compiles = || {
        let entries = std::fs::read_dir(home.prefix()).into_iter().flatten().flatten();
        let mut gates = entries.filter(|entry| {
            entry.file_name().to_string_lossy().starts_with(".staging-goferry-gate-")
        });
        gates.any(|gate| {
            let work = std::fs::read_dir(gate.path().join("tmp"));
            work.is_ok_and(|work| work.flatten().next().is_some())
        })
    };
    while !compiles() {
        assert!(run.try_wait().unwrap().is_none(), "it ended before its gate compiled");
        std::thread::yield_now();
    }
    run.kill().unwrap();
    run.wait().unwrap();
}

#[test]
fn what_a_killed_gate_had_started_does_not_work_against_the_next_run() {
    let home = Real::home();
    killed_in_the_gate(&home);
    let again = home.run(&Real::shared().file()).args(["install", "-y"]);
    again.taking_at_most(PATIENCE).run().ends_with(Exit::Done);
    let left = std::fs::read_dir(home.prefix()).unwrap().flatten();
    let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with('.')), "{left:?}");
}

#[test]
fn a_workspace_or_an_env_file_of_the_users_does_not_reach_the_gate() {
    let home = Real::home();
    home.write("go.work", b"go 1.1\nuse ./nowhere\n");
    home.write("go.mod", b"module broken\ngo nonsense\n");
    home.write(".config/go/env", b"GOFLAGS=-mod=nonsense\nGOEXPERIMENT=nonsense\n");
    let install = home.run(&Real::shared().file()).args(["install", "-y"]);
    let told = install.taking_at_most(PATIENCE).run();
    // Afterwards the user is told what Go says of it.
    told.ends_with(Exit::Done).says(&[&doctor::go_fails, &doctor::go_fails_help]);
}

#[test]
fn signals_that_the_parent_ignored_or_blocked_are_set_right() {
    let home = Home::with_previous();
    let ignoring = "import os, signal, sys\n\
                    signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n\
                    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\n\
                    os.execv(sys.argv[1], sys.argv[1:])\n";
    // It starts the program that it puts in place.
    let newer = home.goferry().arg("upgrade-self").arg(home.next());
    newer.wrapped(["python3", "-c", ignoring]).run().ends_with(Exit::Done);
}

#[test]
fn an_answer_counts_in_any_case_width_and_encoding_and_anything_else_is_asked_again() {
    for answer in ["Yes", "YES", "ｙ", "是"] {
        let home = Home::empty();
        let file = home.mini();
        let install = home.run(&file).args(["install", "--no-gate"]);
        let talk =
            install.on_a_terminal(&[(install::go_on.en, "perhaps"), (install::go_on.en, answer)]);
        talk.outcome.ends_with(Exit::Done);
        home.go_works();
    }
}

#[test]
fn a_choice_of_how_shells_find_go_is_kept_and_another_is_carried_out() {
    let home = Home::empty();
    home.write(".bashrc", b"alias ll='ls -l'\n");
    let before = std::fs::read(home.path().join(".bashrc")).unwrap();
    let profile = || std::fs::read(home.path().join(".bashrc")).unwrap();
    let install = |file: &Path, options: &[&str]| {
        let run = home.run(file).args(["install", "-y", "--no-gate"]).args(options).run();
        run.ends_with(Exit::Done);
    };
    let (first, second) = (home.mini(), home.next());
    install(&first, &["--no-modify-profile"]);
    install(&second, &[]);
    assert_eq!(profile(), before, "it was to be left alone");
    // The release is current: only this is asked for.
    install(&second, &["--env", "rc"]);
    assert_ne!(profile(), before);
    install(&second, &["--env", "wrapper"]);
    assert_eq!(profile(), before);
    assert!(home.prefix().join("bin/go").exists());
    install(&second, &["--env", "none"]);
    assert!(!home.prefix().join("bin/go").exists());
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    assert_eq!(profile(), before);
}

#[test]
fn what_would_change_has_its_exit_code_in_a_dry_run_too() {
    let home = Home::with_previous();
    let dry = |file: &Path| home.install(file).args(["--dry-run", "--changed-exit"]).run();
    dry(&home.next()).ends_with(Exit::Changed);
    dry(&home.mini()).ends_with(Exit::Done);
}

#[test]
fn a_terminal_that_is_not_in_utf_8_is_told_the_question_in_english() {
    let home = Home::empty();
    let install = home.run(&home.mini()).args(["install", "--no-gate"]);
    let talk = install.env("LANG", "zh_CN.GBK").on_a_terminal(&[(install::go_on.en, "no")]);
    talk.outcome.ends_with(Exit::Declined);
    assert!(talk.screen.is_ascii(), "{}", talk.screen);
}

#[test]
fn every_verb_takes_yes() {
    let home = Home::with_previous();
    for verb in ["versions", "doctor", "prune", "env"] {
        home.goferry().args([verb, "--yes"]).run().ends_with(Exit::Done);
    }
}

#[test]
fn a_limit_on_memory_is_named_with_what_go_died_of_and_the_file_is_not_blamed() {
    let home = Real::home();
    let before = home.tree();
    for lang in [Lang::En, Lang::Zh] {
        let install = home.run(&Real::shared().file()).args(["install", "-y"]).lang(lang);
        // 700 MiB: enough for goferry, too little for Go's linker or compiler.
        let outcome = install.limited("--as=734003200").taking_at_most(PATIENCE).run();
        outcome.ends_with(Exit::Smoke).says(&[&gate::address_space_help]);
        assert!(outcome.stderr.contains("fatal error: "), "{outcome}");
        assert!(outcome.stderr.contains("716800 KiB"), "{outcome}");
        home.is_still(&before, &outcome);
    }
}
