//! The gate: a release becomes current only after its Go has built, run and tested a program, and passed the
//! suites that came with it.

use payloads::platform::Cpu;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tests::words::{gate as words, install, project};
use tests::{
    Home, Invocation, Namespace, Outcome, REAL_GO, Real, Release, Workshop, host, lying, member,
    require_tool, stub_build_time, with_member,
};
use voice::Exit;
use voice::{Lang, Text};

/// Seconds. A Go that compiles, while others do, too.
const PATIENCE: u32 = 900;

/// What the user has set, all of which would break a build that it reached.
fn spoilt(home: &Home, run: Invocation) -> Invocation {
    let file = home.write("spoilt.env", b"GOFLAGS=-mod=nonsense\nGOROOT=/nowhere\n");
    let variables = [
        ("GOFLAGS", "-nonsense"),
        ("GOROOT", "/nowhere"),
        ("GOCACHE", "/nowhere"),
        ("GOTMPDIR", "/nowhere"),
        ("GOTOOLCHAIN", "go1.99.0"),
        ("GOPROXY", "https://proxy.invalid"),
        ("GOOS", "plan9"),
        ("GOARCH", "386"),
        ("GOEXPERIMENT", "nonsense"),
        ("GO111MODULE", "off"),
        ("GOWORK", "/nowhere/go.work"),
        ("GODEBUG", "nonsense=1"),
        ("CC", "/nowhere"),
        ("TMPDIR", "/nowhere"),
    ];
    let run = variables.into_iter().fold(run, |run, (name, value)| run.env(name, value));
    run.env("GOENV", file)
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.ends_with(Exit::Done).stdout).unwrap()
}

fn receipt(home: &Home) -> Value {
    let receipt = std::fs::read(home.prefix().join("current/meta/receipt.json")).unwrap();
    serde_json::from_slice(&receipt).unwrap()
}

/// The goferry installed there, given the time that a compiler takes.
fn real_goferry(home: &Home) -> Invocation {
    home.goferry().taking_at_most(PATIENCE)
}

/// Nothing of the gate is left beside the releases.
#[track_caller]
fn is_tidy(home: &Home) {
    let names = std::fs::read_dir(home.prefix()).unwrap();
    let names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|name| name.starts_with('.')), "{names:?}");
}

/// How many packages a run compiled; Go also asks the compiler what it is.
fn compilations(trace: &Path) -> usize {
    let text = std::fs::read_to_string(trace).unwrap();
    let started =
        text.lines().filter(|line| line.contains("execve(\"") && line.contains("/compile\", ["));
    started.filter(|line| !line.contains("\"-V=full\"")).count()
}

/// The programs that a run started (strace may tell of a start in two lines), and the sockets it asked for but for those that stay on this host.
fn seen(trace: &Path) -> (BTreeSet<PathBuf>, Vec<String>) {
    let text = std::fs::read_to_string(trace).unwrap();
    let sockets =
        text.lines().filter(|line| line.contains("socket(") && !line.contains("(AF_UNIX"));
    let sockets = sockets.map(str::to_owned);
    let started =
        text.lines().filter(|line| line.contains("execve(\"") && !line.contains(" = -1 "));
    let started = started.map(|line| line.split('"').nth(1).unwrap().into());
    (started.collect(), sockets.collect())
}

#[test]
fn the_official_go_passes_without_the_users_settings_and_without_a_network() {
    require_tool("strace");
    let home = Real::home();
    let trace = home.beside("trace");
    let run = home.run(&Real::shared().file()).args(["install", "-y", "--json", "--env=none"]);
    let run = spoilt(&home, run);
    let before = home.tree();
    let watch = ["strace", "-f", "-qq", "-e", "trace=network,execve", "-e", "signal=none", "-o"];
    let outcome = run.wrapped(watch).wrapped([&trace]).taking_at_most(PATIENCE).run();
    let told = json(&outcome);
    let took = told["gate_ms"].as_u64().unwrap();
    assert!(took > 0, "{told}");
    assert_eq!(
        (receipt(&home)["gate"].clone(), receipt(&home)["gate_ms"].clone()),
        (true.into(), took.into())
    );
    is_tidy(&home);
    assert_eq!(std::fs::read_dir(home.prefix().join("gopath")).unwrap().count(), 0);
    let beside = home.tree().without(|path| path.starts_with("goenv"));
    assert_eq!(before.differences(&beside), "", "{outcome}");
    let (started, sockets) = seen(&trace);
    assert!(sockets.is_empty(), "{sockets:?}");
    // The program, it as it is tested, and what runs the test.
    assert_eq!(compilations(&trace), 3);
    let staged = |path: &PathBuf| path.to_string_lossy().contains("/goenv/.staging-");
    let others: BTreeSet<_> = started.iter().filter(|path| !staged(path)).cloned().collect();
    // What was installed says afterwards whether the user's settings let it work.
    let installed = home.prefix().join("current-goroot/bin/go");
    assert_eq!(others, BTreeSet::from([installed, Real::shared().file()]));
    for tool in ["bin/go", "compile", "link", "vet", "smoke/smoke", "smoke.test"] {
        assert!(started.iter().any(|path| path.ends_with(tool)), "{tool} in {started:?}");
    }
}

/// The real release with a compiler that says something and makes nothing.
fn with_a_broken_compiler(home: &Home) -> PathBuf {
    let workshop = Workshop::of(&Real::shared().keys());
    let bytes = std::fs::read(Real::shared().next()).unwrap();
    let compiler = format!("goroot/pkg/tool/linux_{}/compile", host().goarch());
    let broken = lying(&member(&bytes, &compiler), host(), "out of order\n");
    home.lay("broken.run", &with_member(&bytes, &workshop, &compiler, &broken))
}

#[test]
fn a_go_whose_compiler_is_broken_is_not_activated_and_the_old_one_stays() {
    let home = Real::installed();
    let file = with_a_broken_compiler(&home);
    let (before, good) = (home.tree(), home.current());
    for lang in [Lang::En, Lang::Zh] {
        let outcome = home.goferry().args(["install", "-y"]).arg(&file).lang(lang).run();
        outcome.ends_with(Exit::Smoke).says(&[&words::begins, &words::help]);
        outcome.says(&[&install::not_installed]).does_not_say(&[&words::passed]);
        let step = "go build";
        assert!(outcome.stderr.contains(step) && outcome.stderr.contains("    | "), "{outcome}");
        home.is_still(&before, &outcome);
    }
    home.go_works();
    // What the gate kept away is what that file brings.
    home.install(&file).run().ends_with(Exit::Done);
    assert!(home.current() != good && receipt(&home)["gate"] == false);
    let before = home.tree();
    let outcome = home.goferry().arg("smoke").run();
    outcome.ends_with(Exit::Smoke);
    home.is_still(&before, &outcome);
}

/// MiB that an installation with `options` says it needs, where there is next to nothing.
fn needed(home: &Home, namespace: &Namespace, options: &[&str], said: &'static Text) -> u32 {
    namespace.tmpfs(home.path(), "size=1m,mode=755");
    let outcome = home.run(&Real::shared().file()).args(["install", "-y"]).args(options).run();
    outcome.ends_with(Exit::NoSpace).says(&[said, &install::other_prefix]);
    let (before, _) = outcome.stderr.split_once(" MiB needed").unwrap();
    before.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn room_for_what_the_gate_compiles_is_asked_for_before_any_write_and_is_enough() {
    let (namespace, home) = (Namespace::enter(), Real::home());
    let release = needed(&home, &namespace, &["--no-gate"], &install::no_space);
    let all = needed(&home, &namespace, &[], &install::no_space_for_gate);
    assert_eq!(all, release + 100);
    let put = || home.run(&Real::shared().file()).args(["install", "-y"]);
    namespace.tmpfs(home.path(), &format!("size={}m,mode=755", all - 1));
    let before = home.tree();
    for lang in [Lang::En, Lang::Zh] {
        let outcome = put().lang(lang).run();
        outcome.ends_with(Exit::NoSpace);
        outcome.says(&[&install::no_space_for_gate, &install::without_gate]);
        outcome.does_not_say(&[&words::begins]);
        home.is_still(&before, &outcome);
    }
    put().arg("--no-gate").run().ends_with(Exit::Done);
    namespace.tmpfs(home.path(), &format!("size={all}m,mode=755"));
    let gate = |options: &[&str]| {
        let plan = json(&put().args(["--dry-run", "--json"]).args(options).run());
        let steps = plan["plan"].as_array().unwrap().clone();
        steps.into_iter().find(|step| step["step"] == "run-gate").map(|step| step["bytes"].clone())
    };
    assert_eq!((gate(&[]), gate(&["--no-gate"])), (Some((100 << 20).into()), None));
    let outcome = put().taking_at_most(PATIENCE).run();
    outcome.ends_with(Exit::Done).says(&[&words::passed]);
}

/// A module with one test, in a directory of that name.
fn suite(home: &Home, name: &str, test: &str) -> PathBuf {
    let directory = home.beside(name);
    std::fs::create_dir(&directory).unwrap();
    let module = format!("module example.org/{name}\n\ngo 1.26\n");
    std::fs::write(directory.join("go.mod"), module).unwrap();
    std::fs::write(directory.join("LICENSE"), "CC0\n").unwrap();
    std::fs::write(directory.join("suite_test.go"), format!("package {name}\n\n{test}")).unwrap();
    directory
}

const LOOPBACK: &str = r#"import (
	"net"
	"os"
	"testing"
)

func TestServerOnLoopback(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go net.Dial("tcp", l.Addr().String())
	if _, err := l.Accept(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("result.txt", []byte("passed"), 0o644); err != nil {
		t.Fatal(err)
	}
}
"#;

const FAILS: &str = r#"import "testing"

func TestAnswer(t *testing.T) { t.Fatal("the answer is 41") }
"#;

/// The real release in `file` with a Go that is the one in `home`, and keeps what it compiles for all stories.
fn with_a_cache(home: &Home, file: &Path) -> PathBuf {
    let go = home.prefix().join(home.current()).join("goroot/bin/go");
    let cache = Real::shared().cache();
    let script = format!("#!/bin/sh\nGOCACHE={} exec {} \"$@\"\n", cache.display(), go.display());
    let workshop = Workshop::of(&Real::shared().keys());
    let bytes = std::fs::read(file).unwrap();
    home.lay("cached.run", &with_member(&bytes, &workshop, "goroot/bin/go", script.as_bytes()))
}

#[test]
fn a_suite_that_fails_keeps_the_release_away_and_can_be_left_out() {
    let (real, home) = (Real::shared(), Real::installed());
    let suites = [suite(&home, "passes", LOOPBACK), suite(&home, "fails", FAILS)];
    let out = home.beside("out.run");
    let mut build = real.build().arg("--sign-openpgp").arg(real.keys().join("release.key"));
    for suite in &suites {
        build = build.arg("--acceptance").arg(suite);
    }
    let counter = (stub_build_time() / 60 + 10).to_string();
    build.args(["--counter", &counter, "-o"]).arg(&out).run().ends_with(Exit::Done);
    let out = with_a_cache(&home, &out);
    let before = home.tree();
    let outcome = real_goferry(&home).args(["install", "-y"]).arg(&out).run();
    outcome.ends_with(Exit::Smoke).says(&[&words::suite_begins, &words::suite_help]);
    for said in ["acceptance suite passes", "acceptance suite fails", "the answer is 41"] {
        assert!(outcome.stderr.contains(said), "{said}: {outcome}");
    }
    home.is_still(&before, &outcome);
    let skipped = real_goferry(&home).args(["install", "-y", "--skip-acceptance"]).arg(&out).run();
    skipped.ends_with(Exit::Done).says(&[&words::passed]).does_not_say(&[&words::suite_begins]);
    let before = home.tree();
    let outcome = real_goferry(&home).arg("smoke").run();
    outcome.ends_with(Exit::Smoke).says(&[&words::suite_begins]);
    home.is_still(&before, &outcome);
    let listed = home.goferry().args(["project", "list"]).run();
    assert_eq!(listed.ends_with(Exit::Done).stdout, "fails\npasses\n");
}

#[test]
fn a_suite_without_tests_is_refused_when_it_is_packed() {
    let (real, home) = (Real::shared(), Home::empty());
    let suite = suite(&home, "empty", "");
    std::fs::rename(suite.join("suite_test.go"), suite.join("suite.go")).unwrap();
    let build = real.build().arg("--sign-openpgp").arg(real.keys().join("release.key"));
    let outcome = build.arg("--acceptance").arg(&suite).arg("-o").arg(home.path()).run();
    outcome.ends_with(Exit::Usage).says(&[&project::no_tests, &project::no_tests_help]);
}

/// A release whose Go is this shell script.
fn scripted(home: &Home, script: &str) -> PathBuf {
    let script = format!("#!/bin/sh\n{script}\n");
    let release = Release::mini().with_go(script.as_bytes()).counting(2).with_stub();
    home.lay("scripted.run", &release.build(Workshop::shared()))
}

#[test]
fn each_way_to_fail_has_its_code_and_leaves_the_old_release() {
    let home = Home::with_previous();
    let before = home.tree();
    let version = format!("go version go{REAL_GO} linux/{}", host().goarch());
    let only = |what: &str| format!("[ \"$1\" = version ] && echo '{version}' && exit 0\n{what}");
    let cases: [(String, Exit, &'static Text); 8] = [
        ("echo go version go1.2 linux/amd64".into(), Exit::Smoke, &words::says_otherwise),
        ("exit 3".into(), Exit::Smoke, &words::silent),
        ("kill -9 $$".into(), Exit::Smoke, &words::memory_help),
        (only("echo 1 >&2; exit 1"), Exit::Smoke, &words::last_lines),
        // Built, as it says, but there is nothing.
        (only("exit 0"), Exit::Smoke, &words::not_started),
        (only("echo x: no space left on device; exit 1"), Exit::NoSpace, &words::no_room_help),
        (
            only("echo fork/exec /x: permission denied; exit 2"),
            Exit::SecurityModule,
            &words::forbidden_help,
        ),
        // Built, but it may not be started.
        (only("echo x >smoke; exit 0"), Exit::SecurityModule, &words::forbidden),
    ];
    for (script, exit, said) in cases {
        let file = scripted(&home, &script);
        for lang in [Lang::En, Lang::Zh] {
            let outcome = home.goferry().args(["install", "-y"]).arg(&file).lang(lang).run();
            outcome.ends_with(exit).says(&[said, &install::not_installed]);
            home.withstood(&before, &outcome);
        }
    }
}

#[test]
fn a_signal_ends_the_gate_with_all_it_started() {
    let home = Home::with_previous();
    let before = home.tree();
    for (name, exit) in [("INT", Exit::Interrupt), ("TERM", Exit::Terminate)] {
        let pid = home.beside("pid");
        let script = format!("sleep 300 & echo $! >{}; kill -{name} $PPID; wait", pid.display());
        let outcome = home.goferry().args(["install", "-y"]).arg(scripted(&home, &script)).run();
        outcome.ends_with(exit);
        home.withstood(&before, &outcome);
        let sleeper = std::fs::read_to_string(pid).unwrap();
        let state = std::fs::read_to_string(format!("/proc/{}/stat", sleeper.trim()));
        assert!(state.is_err() || state.is_ok_and(|state| state.contains(") Z ")));
    }
}

#[test]
fn smoke_tests_what_is_installed_and_changes_nothing() {
    let home = Home::with_previous();
    let before = home.tree();
    let outcome = home.goferry().args(["smoke", "--json"]).run();
    let told = json(&outcome);
    assert!(told["gate_ms"].is_u64() && told["release"] == home.current().to_str().unwrap());
    let outcome = home.goferry().arg("smoke").arg(REAL_GO).run();
    outcome.ends_with(Exit::Done).says(&[&words::passed]);
    home.goferry().args(["smoke", "9.9.9"]).run().ends_with(Exit::Usage);
    home.is_still(&before, &outcome);
    let good = home.current();
    home.install(&scripted(&home, "exit 3")).run().ends_with(Exit::Done);
    let before = home.tree();
    home.goferry().arg("smoke").run().ends_with(Exit::Smoke);
    let outcome = home.goferry().args(["smoke", "--json"]).arg(&good).run();
    assert_eq!(json(&outcome)["release"], good.to_str().unwrap());
    home.is_still(&before, &outcome);
}

#[test]
fn a_release_for_another_cpu_is_not_put_to_the_test_here() {
    let home = Home::empty();
    let other = if host() == Cpu::Arm64 { Cpu::X86_64 } else { Cpu::Arm64 };
    let image = home.beside("image");
    std::fs::create_dir(&image).unwrap();
    let release = Release::mini_for(other).with_stub_for(other).build(Workshop::shared());
    let file = home.lay("other.run", &release);
    let by = home.lay("goferry", &std::fs::read(tests::stub()).unwrap());
    let run = home.run(&by).arg("install").arg(&file).args(["-y", "--root"]).arg(&image).run();
    run.ends_with(Exit::Done).does_not_say(&[&words::begins]);
}
