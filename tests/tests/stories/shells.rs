//! After an installation of the real product, new shells find its Go and no other.

use std::path::Path;
use tests::{Home, Invocation, Outcome, REAL_GO, Real, require_tool};
use voice::Exit;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "dash", "tcsh"];
const THEIRS: &str = "this is another Go";

/// Started as login(1) does it, with a `-` before the name.
fn login(home: &Home, shell: &str) -> Outcome {
    let script = "exec -a \"-${0##*/}\" \"$0\" -c \"$1\"";
    let bash = bare(home, "/bin/bash").args(["-c", script, &found(shell), ASK]);
    bash.run()
}

/// As a terminal window starts it.
fn interactive(home: &Home, shell: &str) -> Outcome {
    bare(home, &found(shell)).args(["-i", "-c", ASK]).run()
}

/// Which Go it is, and where it keeps its own tree.
const ASK: &str = "go version; go env GOROOT; goferry --version";

fn bare(home: &Home, program: &str) -> Invocation {
    let path = format!("{}:/usr/bin:/bin", home.beside("other/bin").display());
    let run = home.run(Path::new(program)).within(home.path()).env("PATH", path);
    run.env("TERM", "dumb")
        .env("USER", "li")
        .env("LOGNAME", "li")
        .env("GOROOT", home.beside("other"))
}

fn found(shell: &str) -> String {
    require_tool(shell);
    format!("/usr/bin/{shell}")
}

/// Another Go, which is there first in everybody's PATH.
fn with_another_go(home: &Home) {
    std::fs::create_dir_all(home.beside("other/bin")).unwrap();
    home.lay("other/bin/go", format!("#!/bin/sh\necho '{THEIRS}'\n").as_bytes());
}

#[track_caller]
fn is_ours(home: &Home, outcome: &Outcome) {
    let goroot = home.prefix().join(home.current()).join("goroot");
    assert!(outcome.stdout.contains(&format!("go version go{REAL_GO} linux/")), "{outcome}");
    assert!(outcome.stdout.contains(&format!("\n{}\n", goroot.display())), "{outcome}");
    assert!(outcome.stdout.contains("goferry 0."), "{outcome}");
    assert!(!outcome.stdout.contains(THEIRS), "{outcome}");
    assert!(outcome.is_success(), "{outcome}");
}

fn install(home: &Home, shell: &str) {
    let run = home.run(&Real::shared().next()).env("SHELL", found(shell));
    run.args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
}

#[test]
fn from_an_empty_home_a_new_shell_of_the_user_finds_this_go() {
    for shell in SHELLS {
        let home = Real::home();
        with_another_go(&home);
        let before = login(&home, shell);
        assert!(!before.stdout.contains(REAL_GO), "{before}");
        install(&home, shell);
        is_ours(&home, &login(&home, shell));
        // An interactive dash reads no file at all unless ENV names one.
        if shell != "dash" {
            is_ours(&home, &interactive(&home, shell));
        }
    }
}

#[test]
fn from_a_full_home_every_shell_finds_this_go_and_no_other() {
    let home = Real::home();
    with_another_go(&home);
    let other = home.beside("other");
    let posix = format!("export GOROOT={0}\nexport PATH={0}/bin:$PATH\n", other.display());
    let csh = format!("setenv GOROOT {0}\nset path = ( {0}/bin $path )\n", other.display());
    let fish = format!("set -gx GOROOT {0}\nset -gx PATH {0}/bin $PATH\n", other.display());
    home.write(".profile", posix.as_bytes());
    home.write(
        ".bashrc",
        format!("case $- in *i*) ;; *) return ;; esac\n{posix}# no newline").as_bytes(),
    );
    home.write(".bash_profile", format!("[ -f ~/.bashrc ] && . ~/.bashrc\n{posix}").as_bytes());
    for name in [".zshenv", ".zprofile", ".zshrc", ".zlogin"] {
        home.write(name, posix.as_bytes());
    }
    for name in [".cshrc", ".login"] {
        home.write(name, csh.as_bytes());
    }
    home.write(".config/fish/config.fish", fish.as_bytes());
    install(&home, "bash");
    for shell in SHELLS {
        is_ours(&home, &login(&home, shell));
        if shell != "dash" {
            is_ours(&home, &interactive(&home, shell));
        }
    }
    let dash =
        bare(&home, "/usr/bin/dash").args(["-l", "-c", &format!("dash -i -c '{ASK}'")]).run();
    is_ours(&home, &dash);
    let here = home.goferry().args(["env", "--shell", "sh"]).run();
    let evaluated = bare(&home, "/usr/bin/dash")
        .args(["-c", &format!("eval '{}'; {ASK}", here.stdout.trim())])
        .run();
    is_ours(&home, &evaluated);
}
