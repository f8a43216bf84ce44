//! INT, TERM and HUP while something is being changed: the first one is noted, and long loops ask whether to
//! go on. A second one changes nothing, so that it cannot break the clean-up after the first.
//!
//! Where a kernel refuses the handlers (LoongArch's old world) a signal ends the program at once, as `kill -9`
//! does; the next run cleans up.

use crate::words::home as words;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};
use voice::Exit;
use voice::{Fact, best_effort};

static THIS_PROCESS: Noted = Noted::nothing();

/// From here on a signal does not end the program; [`check`] tells of it. The lock calls this when it is taken:
/// before that there is nothing to clean up, and a question can be left with Ctrl-C.
pub fn hold() {
    THIS_PROCESS.held.store(true, SeqCst);
}

/// For the handler: notes `signal`, and says whether the program goes on. Does nothing that a handler must not
/// (POSIX 2.4.3, async-signal safety).
pub fn arrived(signal: i32) -> bool {
    THIS_PROCESS.arrived(signal)
}

/// Whether to go on. Asked by loops and between steps that can be taken back, and not after the switch.
///
/// # Errors
/// [`Exit::Hangup`], [`Exit::Interrupt`], [`Exit::Terminate`].
pub fn check() -> anyhow::Result<()> {
    Ok(THIS_PROCESS.check()?)
}

/// Whether `exit` says that a signal ended the run.
pub fn ended(exit: Exit) -> bool {
    exit >= Exit::Hangup
}

struct Noted {
    held: AtomicBool,
    /// The number of the first signal, or 0.
    first: AtomicI32,
}

impl Noted {
    const fn nothing() -> Noted {
        Noted { held: AtomicBool::new(false), first: AtomicI32::new(0) }
    }

    fn arrived(&self, signal: i32) -> bool {
        let held = self.held.load(SeqCst);
        if held {
            let first = self.first.compare_exchange(0, signal, SeqCst, SeqCst);
            best_effort("the first signal is the one that counts", first);
        }
        held
    }

    fn check(&self) -> Result<(), Fact> {
        let (exit, name) = match self.first.load(SeqCst) {
            0 => return Ok(()),
            1 => (Exit::Hangup, "SIGHUP"),
            2 => (Exit::Interrupt, "SIGINT"),
            _ => (Exit::Terminate, "SIGTERM"),
        };
        Err(Fact::new(exit, words::stopped(&name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_noted_only_while_something_is_being_changed() {
        let noted = Noted::nothing();
        assert!(!noted.arrived(15) && noted.check().is_ok());
        noted.held.store(true, SeqCst);
        assert!(noted.check().is_ok());
        assert!(noted.arrived(15) && noted.check().is_err());
    }

    #[test]
    fn the_first_signal_decides_and_each_has_its_own_code() {
        for (signal, exit) in [(1, 129), (2, 130), (15, 143)] {
            let noted = Noted::nothing();
            noted.held.store(true, SeqCst);
            assert!(noted.arrived(signal) && noted.arrived(15) && noted.arrived(2));
            let fact = noted.check().unwrap_err();
            assert_eq!(fact.exit.code(), exit);
            assert!(ended(fact.exit) && !ended(Exit::Bug));
        }
    }
}
