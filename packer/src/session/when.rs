//! Points in time as a command line gives them.

/// Seconds since 1970, as digits alone; at most what an OpenPGP signature holds.
pub fn seconds(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|seconds| digits && *seconds <= u64::from(u32::MAX))
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
