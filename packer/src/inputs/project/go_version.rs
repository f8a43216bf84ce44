//! Order among Go versions, as cmd/go orders them (`internal/gover`): `1.21 < 1.21rc1 < 1.21.0`.

use std::cmp::Ordering;

/// A Go version without its `go`. Ordered field by field; a missing patch is below every patch, and
/// from Go 1.21 on "1.x" is the language, which is below the first release candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoVersion {
    major: u32,
    minor: u32,
    patch: Option<u32>,
    pre: Option<(String, u32)>,
}

impl GoVersion {
    /// Parses `1.26`, `1.26.8` or `1.27rc1`, with or without `go` before it and a toolchain's suffix
    /// (`-custom`) behind.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix("go").unwrap_or(text);
        let text = text.split(['-', '+', ' ']).next()?;
        let (major, rest) = number(text)?;
        let Some(rest) = rest.strip_prefix('.') else {
            return rest.is_empty().then_some(GoVersion {
                major,
                minor: 0,
                patch: Some(0),
                pre: None,
            });
        };
        let (minor, rest) = number(rest)?;
        if rest.is_empty() {
            let patch = ((major, minor) < (1, 21)).then_some(0);
            return Some(GoVersion { major, minor, patch, pre: None });
        }
        if let Some(rest) = rest.strip_prefix('.') {
            let (patch, rest) = number(rest)?;
            return rest.is_empty().then_some(GoVersion {
                major,
                minor,
                patch: Some(patch),
                pre: None,
            });
        }
        let kind = rest.trim_end_matches(|c: char| c.is_ascii_digit());
        let known = matches!(kind, "alpha" | "beta" | "rc");
        let (pre, _) = number(&rest[kind.len()..])?;
        known.then(|| GoVersion { major, minor, patch: None, pre: Some((kind.to_owned(), pre)) })
    }
}

impl Ord for GoVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |v: &GoVersion| {
            (v.major, v.minor, v.patch.map_or(0, |p| u64::from(p) + 1), v.pre.clone())
        };
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for GoVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A decimal number without leading zeroes, and what follows it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let plain = digits == "0" || !digits.starts_with('0');
    plain.then(|| digits.parse().ok())?.map(|value| (value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_go_orders_them() {
        let ascending = [
            "1", "1.13", "1.20.5", "1.21", "1.21rc1", "1.21rc2", "1.21.0", "1.26", "1.26.8",
            "go1.27.3",
        ];
        for pair in ascending.windows(2) {
            assert!(GoVersion::parse(pair[0]) < GoVersion::parse(pair[1]), "{pair:?}");
        }
        assert_eq!(GoVersion::parse("go1.27.3-linglong"), GoVersion::parse("1.27.3"));
        assert_eq!(GoVersion::parse("1.20"), GoVersion::parse("1.20.0"));
    }

    #[test]
    fn what_is_no_version_is_none() {
        for text in ["", "go", "1.", "1.x", "1.26.", "1.026", "1.27gamma1", "1.27.3rc1", "devel"] {
            assert_eq!(GoVersion::parse(text), None, "{text}");
        }
    }
}
