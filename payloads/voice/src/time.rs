//! Time as the container and its messages use it: whole seconds since 1970-01-01T00:00:00Z.

use crate::words::terms as words;
use crate::{Exit, Fact};
use std::time::{SystemTime, UNIX_EPOCH};

/// When this version was released, 2026-11-23: no honest clock of a host that runs it is earlier.
pub const RELEASED: u64 = 1_795_392_000;

/// Seconds since the epoch by the system clock; 0 where it stands before 1970.
#[expect(clippy::disallowed_methods, reason = "the one place")]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Seconds since 1970, as digits alone; at most what an OpenPGP signature holds.
pub fn seconds(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|seconds| digits && *seconds <= u64::from(u32::MAX))
}

/// What the variable `SOURCE_DATE_EPOCH` (reproducible-builds.org) holds.
///
/// # Errors
/// [`Exit::Usage`]: it is no number of seconds.
pub fn source_date_epoch(text: &str) -> Result<u64, Fact> {
    seconds(text).ok_or_else(|| Fact::new(Exit::Usage, words::epoch(&text)))
}

/// `2026-11-23T03:10:00Z` (RFC 3339), for every `u64` up to the year 9999; later times are shown as that.
pub fn rfc3339(seconds: u64) -> String {
    let seconds = seconds.min(253_402_300_799);
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (rest / 3600, rest % 3600 / 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Day number since 1970-01-01 to year, month, day in the Gregorian calendar: whole 400-year eras of
/// 146,097 days, years counted from March so that the leap day is the last.
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_gregorian() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(2_147_483_648), "2038-01-19T03:14:08Z");
        assert_eq!(rfc3339(4_107_542_399), "2100-02-28T23:59:59Z");
        assert_eq!(rfc3339(4_107_542_400), "2100-03-01T00:00:00Z");
        assert_eq!(rfc3339(u64::MAX), "9999-12-31T23:59:59Z");
    }
}
