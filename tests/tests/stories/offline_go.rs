//! What the installed Go can do where there is no network at all.

use std::path::Path;
use tests::words::{install, profile};
use tests::{Home, Invocation, Outcome, REAL_GO, Real, require_root};
use voice::Exit;

/// A login shell of the user's that runs `script`, cut off from every network.
fn far_side(home: &Home, script: &str) -> Outcome {
    require_root();
    let shell = home.run(Path::new("/bin/bash")).within(home.path()).env("PATH", "/usr/bin:/bin");
    let shell = shell.env("GOCACHE", Real::shared().cache());
    no_network(shell).args(["-l", "-c", script]).run()
}

fn no_network(run: Invocation) -> Invocation {
    run.wrapped(["unshare", "--net", "--"])
}

#[track_caller]
fn said(outcome: Outcome) -> String {
    assert!(outcome.is_success(), "{outcome}");
    outcome.stdout
}

#[test]
fn the_carried_project_is_vetted_built_and_run_with_no_network() {
    let home = Real::home();
    let install = home.run(&Real::shared().file()).args(["install", "-y", "--no-gate"]);
    no_network(install).run().ends_with(Exit::Done);
    let arch = if cfg!(target_arch = "x86_64") { "amd64" } else { "arm64" };
    assert_eq!(
        said(far_side(&home, "go version")),
        format!("go version go{REAL_GO} linux/{arch}\n")
    );
    let std = said(far_side(&home, "go list std"));
    assert!(std.lines().count() > 150 && std.contains("\nnet/http\n"), "{std}");
    let targets = said(far_side(&home, "go tool dist list"));
    for target in ["linux/amd64", "linux/arm64", "linux/loong64", "linux/mips64le"] {
        assert!(targets.lines().any(|line| line == target), "{target} is not in {targets}");
    }
    let copied = far_side(&home, "goferry project list && goferry project copy ferrydemo demo");
    copied.ends_with(Exit::Done).says(&[&install::project_copied]);
    assert!(copied.stdout.starts_with("ferrydemo\n"), "{copied}");
    said(far_side(
        &home,
        "cd demo && go vet -mod=vendor ./... && go build -mod=vendor -o ferrydemo .",
    ));
    let modules = said(far_side(&home, "cd demo && ./ferrydemo version && ./ferrydemo modules"));
    assert!(
        modules.contains(REAL_GO) && modules.contains("github.com/spf13/cobra v1.10.2"),
        "{modules}"
    );
    // The copy is the user's own: writable, and it stays.
    home.write("demo/main_extra.go", b"package main\n");
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    assert!(home.path().join("demo/ferrydemo").is_file());
}

#[test]
fn the_offline_defaults_are_gos_own_and_env_json_names_them_all() {
    let home = Real::installed();
    let told = home.goferry().args(["env", "--json"]).run();
    let told: serde_json::Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    let file = std::fs::read_to_string(told["go_env_file"].as_str().unwrap()).unwrap();
    let mut keys = Vec::new();
    for setting in told["go_env"].as_array().unwrap() {
        let (key, value) = (setting["key"].as_str().unwrap(), setting["value"].as_str().unwrap());
        assert!(file.contains(&format!("\n{key}={value}\n")), "{key} in {file}");
        assert_eq!(said(home.go().args(["env", key]).run()), format!("{value}\n"));
        assert!(!setting["why"].as_str().unwrap().is_empty());
        keys.push(key);
    }
    assert_eq!(keys, ["GOTOOLCHAIN", "GOPROXY", "GOSUMDB", "GONOPROXY", "GOFLAGS", "GOCACHE"]);
    assert_eq!(file.lines().filter(|line| line.contains('=')).count(), keys.len(), "{file}");
    assert_eq!(said(home.go().args(["env", "GOTOOLCHAIN", "GOPROXY"]).run()), "local\noff\n");
}

#[test]
fn a_newer_toolchain_line_is_an_error_and_no_download() {
    let home = Real::installed();
    home.write("newer/go.mod", b"module example.org/newer\n\ngo 1.99\n");
    home.write("newer/main.go", b"package main\n\nfunc main() {}\n");
    let outcome = far_side(&home, "cd newer && go build");
    assert!(
        outcome.stderr.contains("go.mod requires go >= 1.99") && !outcome.is_success(),
        "{outcome}"
    );
}

#[test]
fn the_users_own_go_env_wins_and_the_next_install_warns_of_it() {
    let home = Real::installed();
    let theirs = "https://goproxy.example.invalid";
    said(home.go().args(["env", "-w", &format!("GOPROXY={theirs}")]).run());
    assert_eq!(said(home.go().args(["env", "GOPROXY"]).run()), format!("{theirs}\n"));
    let outcome = home.install(&Real::shared().next()).run();
    outcome.ends_with(Exit::Done).says(&[&profile::user_file_wins]);
    assert!(outcome.stderr.contains(theirs), "{outcome}");
    assert_eq!(said(home.go().args(["env", "GOPROXY"]).run()), format!("{theirs}\n"));
    said(home.go().args(["env", "-u", "GOPROXY"]).run());
    assert_eq!(said(home.go().args(["env", "GOPROXY"]).run()), "off\n");
}
