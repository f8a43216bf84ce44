//! One run of the program: its voice, its environment, its clock. Nothing else in this crate asks the
//! operating system for them, so tests need no globals.

pub mod when;

use voice::Exit;

use crate::words::build as words;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use voice::{Fact, Voice};

/// What every verb gets.
#[derive(Debug)]
pub struct Session {
    /// How to speak.
    pub voice: Voice,
    /// The environment. No variable in it can weaken verification.
    pub environment: BTreeMap<OsString, OsString>,
    /// Seconds since 1970 by the system clock.
    pub now: u64,
}

impl Session {
    /// A variable that is set, not empty, and UTF-8.
    pub fn variable(&self, name: &str) -> Option<String> {
        let value = self.environment.get(OsStr::new(name))?.to_str()?;
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// `SOURCE_DATE_EPOCH` (reproducible-builds.org), where it is set.
    ///
    /// # Errors
    /// [`Exit::Usage`]: it is no number of seconds.
    fn source_date_epoch(&self) -> anyhow::Result<Option<u64>> {
        let Some(text) = self.variable("SOURCE_DATE_EPOCH") else { return Ok(None) };
        match when::seconds(&text) {
            Some(seconds) => Ok(Some(seconds)),
            None => Err(Fact::new(Exit::Usage, words::epoch(&text)).into()),
        }
    }

    /// The time that was `asked` for; else `SOURCE_DATE_EPOCH`, else now.
    ///
    /// # Errors
    /// Those of [`source_date_epoch`](Self::source_date_epoch).
    pub fn time(&self, asked: Option<u64>) -> anyhow::Result<u64> {
        match asked {
            Some(asked) => Ok(asked),
            None => Ok(self.source_date_epoch()?.unwrap_or(self.now)),
        }
    }

    /// The clock that signatures are judged by.
    pub fn clock(&self) -> keys::Clock {
        keys::Clock { now: self.now, built: voice::time::RELEASED, latest_known: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::Lang;

    #[test]
    fn an_epoch_that_is_no_number_is_refused_and_an_empty_one_is_none() {
        let with = |value: &str| {
            let environment = BTreeMap::from([("SOURCE_DATE_EPOCH".into(), value.into())]);
            let voice = Voice::new(Lang::En, false, true);
            Session { voice, environment, now: 0 }.source_date_epoch()
        };
        assert_eq!(with("").unwrap(), None);
        assert_eq!(with("1700000000").unwrap(), Some(1_700_000_000));
        assert!(with("yesterday").is_err());
    }
}
