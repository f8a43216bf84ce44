//! What time it is in a run. The machine's clock may stand anywhere after the last commit; a test that needs a
//! certain time tells it the program, by [`Supervisor::at`](crate::Supervisor::at), from the first run on.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Seconds in a day.
pub const DAY: u64 = 24 * 60 * 60;

/// By how many seconds the goferry under test is ahead of what the kernel tells it: `ci/later` builds such.
pub(crate) fn ahead() -> u64 {
    let seconds = std::env::var("GOFERRY_LATER").unwrap_or_default();
    seconds.parse().unwrap_or(0)
}

/// Homes that remember what the machine's clock said.
static OF_TODAY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// What a home remembers of trust, and so of time, as it is before a run.
#[derive(Debug)]
pub(crate) struct Memory {
    state: PathBuf,
    before: Option<(u64, i64, i64)>,
}

impl Memory {
    pub(crate) fn of(home: Option<&OsStr>) -> Memory {
        let mut memory = Memory { state: PathBuf::from(home.unwrap_or_default()), before: None };
        memory.state.push("goenv/state/trust.json");
        memory.before = memory.seen();
        memory
    }

    /// After a run that was told the time, or not.
    ///
    /// # Panics
    /// Where it was, and the home has learned today's from a run before: what follows would depend on the day.
    pub(crate) fn after(self, told: bool) {
        let mut of_today = OF_TODAY.lock().unwrap_or_else(PoisonError::into_inner);
        if told {
            let depends = of_today.contains(&self.state);
            drop(of_today);
            assert!(
                !depends,
                "{} knows what day it is today: tell it each time",
                self.state.display()
            );
        } else if self.seen() != self.before {
            of_today.insert(self.state);
        }
    }

    fn seen(&self) -> Option<(u64, i64, i64)> {
        let data = std::fs::metadata(&self.state).ok()?;
        Some((data.ino(), data.ctime(), data.ctime_nsec()))
    }
}
