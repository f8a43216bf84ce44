//! Ctrl-C at a terminal: nothing is left behind.

use crate::SHELLS;
use crate::stick::Stick;
use payloads::platform::Cpu;
use voice::Exit;

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
