//! One run of the program: its voice, its environment, its clock, and points in time as a command line gives them.
//! Nothing else in this crate asks the operating system for them, so tests need no globals.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use voice::Voice;
use voice::time::{seconds, source_date_epoch};

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
    /// [`voice::Exit::Usage`]: it is no number of seconds.
    fn source_date_epoch(&self) -> anyhow::Result<Option<u64>> {
        let text = self.variable("SOURCE_DATE_EPOCH");
        Ok(text.map(|text| source_date_epoch(&text)).transpose()?)
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

/// Seconds since 1970, from digits alone or from `2026-11-23T00:00:00Z` (RFC 3339, UTC).
pub fn point(text: &str) -> Option<u64> {
    seconds(text).or_else(|| rfc3339(text))
}

/// The only spelling that [`voice::time::rfc3339`] gives: what does not come back the same, a
/// thirtieth of February for example, is no time.
fn rfc3339(text: &str) -> Option<u64> {
    let shape = b"0000-00-00T00:00:00Z";
    let fits =
        |(byte, shape): (u8, u8)| if shape == b'0' { byte.is_ascii_digit() } else { byte == shape };
    if text.len() != shape.len() || !text.bytes().zip(*shape).all(fits) {
        return None;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<u64>().ok();
    let days = days(number(0, 4)?, number(5, 7)?, number(8, 10)?)?;
    let seconds = days * 86_400 + number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    (voice::time::rfc3339(seconds) == text).then_some(seconds)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, years counted from March.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    let (year, month) =
        if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let leaps = year / 4 - year / 100 + year / 400;
    (year * 365 + leaps + (153 * month + 2) / 5 + day).checked_sub(719_469)
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

    #[test]
    fn seconds_and_dates_are_points_in_time() {
        assert_eq!(point("0"), Some(0));
        assert_eq!(point("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(point("2000-02-29T00:00:00Z"), Some(951_782_400));
        assert_eq!(point("2038-01-19T03:14:08Z"), Some(2_147_483_648));
        assert_eq!(point("2100-03-01T00:00:00Z"), Some(4_107_542_400));
    }

    #[test]
    fn anything_else_is_none() {
        for text in
            ["", "-1", "+1", "1.5", "now", "4294967296", "2026-02-30T00:00:00Z", "2026-01-01"]
        {
            assert_eq!(point(text), None, "{text}");
        }
        for text in ["2026-13-01T00:00:00Z", "1969-12-31T23:59:59Z", "0000-00-00T00:00:00Z"] {
            assert_eq!(point(text), None, "{text}");
        }
    }
}
