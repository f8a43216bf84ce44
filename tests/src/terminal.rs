//! A terminal with somebody at it.

use crate::{Invocation, Outcome};
use nix::fcntl::OFlag;
use nix::pty::{PtyMaster, grantpt, posix_openpt, ptsname_r, unlockpt};
use std::io::{Read, Write};

/// How a run on a terminal went.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// How it ended; what it said is on the screen.
    pub outcome: Outcome,
    /// All that was shown, with what was typed.
    pub screen: String,
}

impl Invocation {
    /// Runs with a terminal for standard input, output and error, which is the controlling one too. Who
    /// sits there types each answer and Enter once the words before it are on the screen.
    pub fn on_a_terminal(self, answers: &[(&str, &str)]) -> Conversation {
        let master =
            posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC).expect("a terminal");
        grantpt(&master).expect("a terminal of ours");
        unlockpt(&master).expect("a terminal of ours");
        let device = ptsname_r(&master).expect("a terminal has a name");
        let invocation = self
            .redirected(&format!("<{device} >{device} 2>{device}"))
            .wrapped(["setsid", "--ctty", "--wait"]);
        std::thread::scope(|scope| {
            let sitting = scope.spawn(|| sit(master, answers));
            let outcome = invocation.run();
            Conversation { outcome, screen: sitting.join().expect("somebody sits there") }
        })
    }
}

/// Reads until the terminal is left by all programs; then reading fails with EIO.
fn sit(mut master: PtyMaster, answers: &[(&str, &str)]) -> String {
    let (mut screen, mut buffer, mut seen) = (Vec::new(), [0; 4096], 0);
    let mut answers = answers.iter();
    let mut next = answers.next();
    while let Ok(read @ 1..) = master.read(&mut buffer) {
        screen.extend_from_slice(&buffer[..read]);
        let new = String::from_utf8_lossy(&screen[seen..]).into_owned();
        if let Some((words, answer)) = next.filter(|(words, _)| new.contains(words)) {
            assert!(!words.is_empty());
            writeln!(master, "{answer}").expect("the program still listens");
            (seen, next) = (screen.len(), answers.next());
        }
    }
    String::from_utf8_lossy(&screen).replace("\r\n", "\n")
}
