//! The whole journey on each CPU that this machine is not, run by qemu-user and binfmt_misc: the file checks
//! and installs itself, its Go compiles a program, and nothing stays behind.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use payloads::platform::Cpu;
use std::path::{Path, PathBuf};
use tests::{Home, Invocation, Outcome, REAL_GO, Real, Tree, executed, require_tool};
use voice::Exit;

/// Seconds. An imitated CPU is some ten times slower, and several are at work at once.
const PATIENCE: u32 = 1800;

/// All of it, on `cpu`.
fn travel(cpu: Cpu) {
    let (file, home) = (Real::shared().file_for(cpu), Real::home_for(cpu));
    home.write(".bashrc", b"alias ll='ls -l'\n");
    let before = home.tree();
    checks_and_describes_itself(&home, &file, cpu);
    // Below, its Go builds a program: the gate would be a second time, and minutes.
    done(home.run(&file).args(["install", "-y", "--no-gate"]));
    is_what_extract_gives(&home, &file);
    go_knows_where_it_is(&home, cpu);
    the_project_arrived(&home);
    go_builds_a_program(&home, cpu);
    let versions = done(home.goferry().arg("versions"));
    assert!(versions.stdout.contains(REAL_GO), "{versions}");
    let removed = done(home.goferry().args(["uninstall", "--all", "-y"]));
    home.is_still(&before, &removed);
}

#[test]
fn arm64_installs_builds_and_leaves() {
    travel(Cpu::Arm64);
}

#[test]
fn mips64el_installs_builds_and_leaves() {
    travel(Cpu::Mips64el);
}

#[test]
fn loong64_installs_builds_and_leaves() {
    travel(Cpu::Loong64);
}

#[test]
fn loong64_needs_no_vector_unit() {
    let (file, home) = (Real::shared().file_for(Cpu::Loong64), Home::empty_for(Cpu::Loong64));
    let qemu = executed(&file).into_os_string();
    let bare = [qemu, "-cpu".into(), "la464,lsx=off,lasx=off".into()];
    done(home.run(&file).arg("verify").wrapped(bare));
}

#[track_caller]
fn done(invocation: Invocation) -> Outcome {
    let outcome = invocation.taking_at_most(PATIENCE).run();
    outcome.ends_with(Exit::Done);
    outcome
}

fn checks_and_describes_itself(home: &Home, file: &Path, cpu: Cpu) {
    done(home.run(file).arg("verify"));
    let told = done(home.run(file).args(["info", "--json"]));
    let told: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    let by_the_packer = done(home.packer().args(["inspect", "--json"]).arg(file));
    let by_the_packer: serde_json::Value = serde_json::from_str(&by_the_packer.stdout).unwrap();
    assert_eq!(told["cpus"], serde_json::json!([cpu.name()]));
    for key in ["go", "release", "components", "stubs"] {
        assert!(!told[key].is_null(), "{key} in {told}");
        assert_eq!(told[key], by_the_packer[key], "{key}");
    }
}

/// The installed release, but for what the installation itself says there, is what this machine's packer
/// takes out of the same file.
fn is_what_extract_gives(home: &Home, file: &Path) {
    let out = home.beside("extracted");
    done(home.packer().arg("extract").arg(file).arg("-C").arg(&out));
    let ours = |path: &Path| {
        path == Path::new("") || path == Path::new("goroot/go.env") || path.starts_with("meta")
    };
    let [installed, extracted] = [home.prefix().join(home.current()), out.clone()]
        .map(|root: PathBuf| Tree::of(&root).without(ours));
    assert!(extracted.modes().count() > 10_000, "the tree is too small");
    let differences = extracted.differences(&installed);
    assert!(differences.is_empty(), "installed is not what was packed:\n{differences}");
    std::fs::remove_dir_all(out).unwrap();
}

fn go_knows_where_it_is(home: &Home, cpu: Cpu) {
    let go = |arguments: &[&str]| answer(|| go(home).args(arguments)).stdout;
    assert_eq!(go(&["version"]), format!("go version go{REAL_GO} linux/{}\n", cpu.goarch()));
    assert_eq!(go(&["env", "GOARCH"]), format!("{}\n", cpu.goarch()));
    assert_eq!(go(&["env", "GOHOSTARCH"]), format!("{}\n", cpu.goarch()));
    let packages = go(&["list", "std"]);
    assert!(packages.lines().count() > 150, "{packages}");
    assert!(packages.lines().any(|package| package == "net/http"), "{packages}");
}

fn the_project_arrived(home: &Home) {
    let project = home.beside("ferrydemo");
    done(home.goferry().args(["project", "copy", "ferrydemo"]).arg(&project));
    let packages =
        answer(|| offline(go(home).args(["list", "-deps", "."]).within(&project))).stdout;
    for package in ["example.org/ferrydemo/report", "github.com/spf13/cobra"] {
        assert!(packages.lines().any(|line| line == package), "{package} in {packages}");
    }
}

/// A program of one page, and nothing of Go itself: that was compiled where the file was packed.
fn go_builds_a_program(home: &Home, cpu: Cpu) {
    let source = home.beside("hello");
    std::fs::create_dir(&source).unwrap();
    std::fs::write(source.join("go.mod"), "module example.org/hello\n\ngo 1.27\n").unwrap();
    std::fs::write(source.join("main.go"), HELLO).unwrap();
    let built = answer(|| offline(go(home).args(["build", "-x"]).within(&source))).stderr;
    let compiled = built.lines().filter(|line| line.contains("/compile -o "));
    assert!(compiled.count() <= 1, "{built}");
    assert!(built.contains("/link -o "), "{built}");
    let program = source.join("hello");
    let machine = std::fs::read(&program).unwrap()[18..20].to_vec();
    assert_eq!(machine, cpu.elf_machine().to_le_bytes(), "for {cpu}");
    let said = done(home.run(&program)).stderr;
    assert_eq!(said, format!("go{REAL_GO} linux/{} 42\n", cpu.goarch()));
}

/// What a Go under qemu-user answers. Now and then it waits for ever there (golang/go, issue 70329): one that hangs
/// is asked again, and goes on from its cache; one that fails is not.
#[track_caller]
fn answer(question: impl Fn() -> Invocation) -> Outcome {
    let hung = |outcome: &Outcome| outcome.status.code() == Some(TIMED_OUT);
    let mut outcome = question().taking_at_most(PATIENCE / 3).run();
    for _ in 0..2 {
        if hung(&outcome) {
            outcome = question().taking_at_most(PATIENCE / 3).run();
        }
    }
    outcome.ends_with(Exit::Done);
    outcome
}

/// What timeout(1) ends with.
const TIMED_OUT: i32 = 124;

const HELLO: &str = r#"package main

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	fmt.Fprintln(os.Stderr, runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH, 42)
}
"#;

fn offline(invocation: Invocation) -> Invocation {
    require_tool("unshare");
    invocation.wrapped(["unshare", "--net", "--"])
}

/// The Go installed here, without C, with its counters outside the home that is compared; without the
/// signals by which its threads interrupt each other, over which it hangs under qemu-user.
fn go(home: &Home) -> Invocation {
    let calm = [("CGO_ENABLED", "0"), ("GODEBUG", "asyncpreemptoff=1")];
    let go = home.go().env("HOME", home.beside("builder"));
    calm.into_iter().fold(go, |go, (name, value)| go.env(name, value))
}
