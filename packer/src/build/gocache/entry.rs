//! An action of Go's build cache (`cmd/go/internal/cache`): `XX/ACTION-a` says which output it had, `XX/OUTPUT-d` holds
//! that. Both names are SHA-256 in hex, `XX` their first two digits.

use payloads::digest::Sha256;

/// What `XX/ACTION-a` says: `v1 ACTION OUTPUT SIZE TIME`, the numbers right-aligned in 20 places, the time in nanoseconds
/// since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Action {
    action: String,
    output: String,
    size: u64,
}

impl Action {
    /// `None` for whatever is written in another way: it is not understood, and does not travel.
    pub(super) fn parse(text: &str) -> Option<Action> {
        let mut parts = text.strip_suffix('\n')?.split_ascii_whitespace();
        let mut next = || parts.next();
        let (version, action, output, size) = (next()?, next()?, next()?, next()?);
        let time: u64 = next()?.parse().ok()?;
        let action = Action {
            action: action.to_owned(),
            output: output.to_owned(),
            size: size.parse().ok()?,
        };
        let is_known = version == "v1" && is_digest(&action.action) && is_digest(&action.output);
        (is_known && action.at(time) == text).then_some(action)
    }

    /// It with the time 0, so that it is the same whenever it was made. Go only compares it with the time before which
    /// results of tests are stale, and these are none.
    pub(super) fn at_no_time(&self) -> String {
        self.at(0)
    }

    fn at(&self, time: u64) -> String {
        format!("v1 {} {} {:20} {time:20}\n", self.action, self.output, self.size)
    }

    /// Where it lies.
    pub(super) fn name(&self) -> String {
        format!("{}/{}-a", &self.action[..2], self.action)
    }

    /// Where its output lies.
    pub(super) fn output_name(&self) -> String {
        format!("{}/{}-d", &self.output[..2], self.output)
    }
}

fn is_digest(text: &str) -> bool {
    Sha256::parse(text).is_some()
}

/// Whether an output is Go's index of a directory or module, which names its place and the times of its files.
pub(super) fn is_index(output: &[u8]) -> bool {
    output.starts_with(b"go index v")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_taken_apart_and_loses_nothing_but_its_time() {
        let (action, output) = ("0a".repeat(32), "b1".repeat(32));
        let at = |time: &str| format!("v1 {action} {output} {:>20} {time:>20}\n", 4711);
        let parsed = Action::parse(&at("1780000000123456789")).unwrap();
        assert_eq!(parsed.at_no_time(), at("0"));
        assert_eq!(parsed.name(), format!("0a/{action}-a"));
        assert_eq!(parsed.output_name(), format!("b1/{output}-d"));
    }

    #[test]
    fn what_is_written_otherwise_is_not_understood() {
        let (action, output) = ("0a".repeat(32), "b1".repeat(32));
        let good = format!("v1 {action} {output} {:>20} {:>20}\n", 4711, 7);
        assert!(Action::parse(&good).is_some());
        for bad in [
            good.replace("v1", "v2"),
            good.replacen("0a", "0A", 1),
            good.replacen("0a", "a", 1),
            good.replace(" 4711", "  4711"),
            good.replace('\n', ""),
            good.replace(" 7", " -7"),
            good.replace(" 7\n", " 7 x\n"),
            String::new(),
        ] {
            assert_eq!(Action::parse(&bad), None, "{bad}");
        }
    }
}
