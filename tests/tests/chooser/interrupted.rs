//! Ctrl-C at a terminal, and signals: nothing is left behind, and of a run that was killed nothing by the next.

use crate::SHELLS;
use crate::stick::Stick;
use payloads::platform::Cpu;
use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tests::Invocation;
use tests::words::chooser as words;
use voice::Exit;
use voice::Lang;

const CTRL_C: &str = "\u{3}";

#[test]
fn an_interrupted_file_decides_how_it_ends() {
    let tidy = "#!/bin/sh\ntrap 'echo tidying up; exit 31' INT\necho ready\nread line\nexit 0\n";
    for shell in SHELLS {
        let stick = Stick::empty().with(Cpu::X86_64, None, tidy.as_bytes());
        let before = stick.tree();
        let talk = stick.run(shell).on_a_terminal(&[("ready", CTRL_C)]);
        talk.outcome.ends_with(Exit::SwitchFailed);
        assert!(talk.screen.contains("tidying up"), "{}", talk.screen);
        assert_eq!(before.differences(&stick.tree()), "", "{}", talk.screen);
    }
}

#[test]
fn a_file_that_dies_of_the_interrupt_leaves_no_copy() {
    let plain = "#!/bin/sh\necho ready\nread line\nexit 0\n";
    for shell in SHELLS {
        let stick = Stick::empty().with(Cpu::X86_64, None, plain.as_bytes());
        let before = stick.tree();
        let talk = stick.run(shell).on_a_terminal(&[("ready", CTRL_C)]);
        talk.outcome.ends_with(Exit::Interrupt);
        assert_eq!(before.differences(&stick.tree()), "", "{}", talk.screen);
    }
}

#[test]
fn an_interrupted_copy_is_removed() {
    let slow = "#!/bin/sh\necho half >\"$2\"\necho copying >/dev/tty\nread line </dev/tty\n";
    // busybox sh has its own cp.
    for shell in SHELLS.into_iter().filter(|shell| shell[0] != "busybox") {
        let stick = Stick::ours();
        let tools = stick.home.beside("tools");
        std::fs::create_dir(&tools).unwrap();
        stick.home.lay("tools/cp", slow.as_bytes());
        let path = format!("{}:/usr/bin:/bin", tools.display());
        let before = stick.tree();
        let talk = stick.run(shell).env("PATH", path).on_a_terminal(&[("copying", CTRL_C)]);
        talk.outcome.ends_with(Exit::Interrupt);
        assert_eq!(before.differences(&stick.tree()), "", "{}", talk.screen);
    }
}

/// The script in a session of its own, with a `cp` that copies half and sends `signal` to all of it.
fn hit_while_copying(stick: &Stick, shell: &[&str], signal: &str) -> Invocation {
    let cp = format!("#!/bin/sh\necho half >\"$2\"\nkill -{signal} 0\nread line\n");
    let tools = stick.home.beside("tools");
    std::fs::create_dir_all(&tools).unwrap();
    stick.home.lay("tools/cp", cp.as_bytes());
    let path = format!("{}:/usr/bin:/bin", tools.display());
    stick.run(shell).env("PATH", path).wrapped(["setsid", "--wait"])
}

/// Those that take `cp` from PATH: busybox sh has its own.
fn with_cp() -> impl Iterator<Item = &'static [&'static str]> {
    SHELLS.into_iter().filter(|shell| shell[0] != "busybox")
}

#[test]
fn a_signal_while_it_copies_ends_it_and_leaves_nothing() {
    let signals = [("HUP", Exit::Hangup), ("INT", Exit::Interrupt), ("TERM", Exit::Terminate)];
    for shell in with_cp() {
        for (signal, exit) in signals {
            let stick = Stick::ours();
            let run = hit_while_copying(&stick, shell, signal);
            let before = stick.tree();
            let outcome = run.run();
            outcome.ends_with(exit);
            assert_eq!(before.differences(&stick.tree()), "", "{signal}: {outcome}");
        }
    }
}

#[test]
fn a_signal_to_the_script_alone_lets_the_file_finish_and_leaves_nothing() {
    for shell in SHELLS {
        for signal in ["HUP", "INT", "TERM"] {
            let file = format!("#!/bin/sh\nkill -{signal} $PPID\necho done\nexit 31\n");
            let stick = Stick::empty().with(Cpu::X86_64, None, file.as_bytes());
            let before = stick.tree();
            let outcome = stick.run(shell).run();
            outcome.ends_with(Exit::SwitchFailed);
            assert_eq!(outcome.stdout, "done\n", "{outcome}");
            assert_eq!(before.differences(&stick.tree()), "", "{signal}: {outcome}");
        }
    }
}

/// The copies in a stick's home.
fn copies(stick: &Stick) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(stick.home.path()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.to_string_lossy().contains("/.goferry.")).collect()
}

#[test]
fn what_a_killed_run_left_is_cleared_by_the_next() {
    let file = b"#!/bin/sh\n[ \"$1\" != die ] || kill -KILL $PPID\nexit 4\n";
    for shell in SHELLS {
        let stick = Stick::empty().with(Cpu::X86_64, None, file);
        let before = stick.tree();
        for lang in [Lang::En, Lang::Zh] {
            let killed = stick.run(shell).arg("die").run();
            assert!(!killed.is_success(), "{killed}");
            assert_eq!(copies(&stick).len(), 1, "{killed}");
            let next = stick.run(shell).lang(lang).run();
            next.ends_with(Exit::Declined).says(&[&words::CLEARED]);
            assert_eq!(before.differences(&stick.tree()), "", "{next}");
        }
    }
}

#[test]
fn half_a_copy_of_a_killed_run_is_cleared_by_the_next() {
    for shell in with_cp() {
        let stick = Stick::ours();
        let killed = hit_while_copying(&stick, shell, "KILL");
        let before = stick.tree();
        let killed = killed.run();
        assert!(!killed.is_success() && copies(&stick).len() == 1, "{killed}");
        let next = stick.run(shell).run();
        next.ends_with(Exit::Declined).says(&[&words::CLEARED]);
        assert_eq!(before.differences(&stick.tree()), "", "{next}");
    }
}

#[test]
fn the_copy_of_a_run_that_lives_is_not_touched() {
    let file = b"#!/bin/sh\n[ \"$1\" != outer ] || $2 \"$3\" inner\n[ -e \"$0\" ] && exit 4\n";
    for shell in SHELLS {
        let stick = Stick::empty().with(Cpu::X86_64, None, file);
        let before = stick.tree();
        let outcome = stick.run(shell).args(["outer", &shell.join(" ")]).arg(stick.script()).run();
        outcome.ends_with(Exit::Declined).does_not_say(&[&words::CLEARED]);
        assert_eq!(before.differences(&stick.tree()), "", "{outcome}");
    }
}

const A_CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

#[test]
fn the_copy_of_another_machine_is_cleared_only_when_it_is_old() {
    for shell in SHELLS {
        let stick = Stick::ours();
        let lay = |name: &str| {
            let file = stick.home.write(&format!(".goferry.elsewhere.{name}/go.run"), b"half");
            File::open(file.parent().unwrap()).unwrap()
        };
        let (fresh, old) = (lay("1.abcdef"), lay("2.abcdef"));
        // By whatever clock the script is run.
        fresh.set_modified(SystemTime::UNIX_EPOCH + A_CENTURY).unwrap();
        old.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        let outcome = stick.run(shell).run();
        outcome.ends_with(Exit::Declined).says(&[&words::CLEARED]);
        let left: Vec<PathBuf> = copies(&stick);
        assert_eq!(left, [stick.home.path().join(".goferry.elsewhere.1.abcdef")], "{outcome}");
    }
}
