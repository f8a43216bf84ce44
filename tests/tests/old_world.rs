//! A kernel that takes no signal set of ours, as those of LoongArch's old world: the shipped goferry
//! lives through it, threads and child processes included.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use tests::words::{gate, install};
use tests::{Anatomy, Home, Invocation, Outcome, Workshop, require_tool};
use voice::Exit;

/// Runs to its end with every call that sets a signal up failing, in all threads and children; gives the
/// lines of the trace.
fn refused_signals(home: &Home, run: Invocation) -> (Outcome, Vec<String>) {
    require_tool("strace");
    let trace = home.beside("trace");
    let calls = "rt_sigprocmask,rt_sigaction";
    let [show, fail] = [
        format!("trace={calls},clone,clone3,vfork,fork,execve"),
        format!("inject={calls}:error=EINVAL"),
    ];
    let outcome = run
        .wrapped(["strace", "-f", "-e", &show, "-e", &fail, "-o"])
        .wrapped([trace.as_os_str(), "--".as_ref()])
        .run();
    let trace = std::fs::read_to_string(trace).expect("strace wrote its trace");
    let lines: Vec<String> = trace.lines().map(str::to_owned).collect();
    assert!(lines.iter().any(|line| line.ends_with("EINVAL (Invalid argument) (INJECTED)")));
    (outcome, lines)
}

#[test]
fn every_verb_works_where_the_kernel_refuses_signal_sets() {
    let home = Home::empty();
    home.write(".bashrc", b"alias ll='ls -l'\n");
    let (file, next, before) = (home.mini(), home.next(), home.tree());
    let calm = |run: Invocation| {
        let (outcome, _) = refused_signals(&home, run);
        outcome.ends_with(Exit::Done);
    };
    calm(home.run(&file).arg("verify"));
    calm(home.run(&file).args(["info", "--json"]));
    let (installed, trace) = refused_signals(&home, home.run(&file).args(["install", "-y"]));
    installed.ends_with(Exit::Done).says(&[&gate::passed, &install::installed]);
    let has = |what: &str| trace.iter().any(|line| line.contains(what));
    assert!(has("CLONE_THREAD"), "no thread was started:\n{}", trace.join("\n"));
    assert!(has("goroot/bin/go\""), "no child was started:\n{}", trace.join("\n"));
    home.go_works();
    calm(home.goferry().args(["install", "-y"]).arg(&next));
    home.go_works();
    calm(home.goferry().arg("versions"));
    calm(home.goferry().args(["list", "--long"]).arg(&next));
    calm(home.goferry().args(["uninstall", "--all", "-y"]));
    home.is_still(&before, &"uninstall");
}

#[test]
fn a_refusal_of_signal_sets_makes_no_old_world_of_another_cpu() {
    let home = Home::empty();
    let (outcome, _) = refused_signals(&home, home.run(&home.mini()).args(["install", "-y"]));
    outcome.ends_with(Exit::Done).does_not_say(&[&tests::words::host::other_world]);
}

#[test]
fn a_damaged_file_is_still_refused_with_its_own_code() {
    let home = Home::empty();
    let mut bytes = Workshop::shared().mini().to_vec();
    // In a frame, wherever that lies: a bit of ROOTS may be another answer.
    let frames = Anatomy::of(&bytes).frames;
    bytes[frames.start] ^= 1;
    let (file, before) = (home.lay("damaged.run", &bytes), home.tree());
    let (outcome, _) = refused_signals(&home, home.run(&file).args(["install", "-y"]));
    outcome.ends_with(Exit::Damaged);
    home.is_still(&before, &outcome);
}
