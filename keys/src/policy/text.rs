//! `policy.conf`: one `key = value` a line, a section `[floors]` last, comments. A value is `true`,
//! `false`, a number, a plain string, or a list of them on one line. `keys/README.md` has the grammar.

use super::{Policy, RootPin};
use crate::{Fingerprint, Kind, PolicyFlaw, Refusal};

/// Reads a whole file. A key that is unknown is refused: it may be a demand.
pub(super) fn parse(bytes: &[u8]) -> Result<Policy, Refusal> {
    let at = |line, why| Refusal::Policy { line, why };
    if bytes.len() > Policy::MAX_LEN {
        return Err(at(1, PolicyFlaw::TooLong(Policy::MAX_LEN)));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| at(1, PolicyFlaw::NotUtf8))?;
    let mut reader = Reader::default();
    for (number, line) in text.lines().enumerate() {
        reader.line(line).map_err(|why| at(number + 1, why))?;
    }
    Ok(reader.policy)
}

#[derive(Default)]
struct Reader {
    policy: Policy,
    in_floors: bool,
    seen: Vec<String>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), PolicyFlaw> {
        let line = without_comment(line).trim_matches([' ', '\t']);
        if line.chars().any(|c| c.is_control() && c != '\t') {
            return Err(PolicyFlaw::Control);
        }
        if line.is_empty() {
            return Ok(());
        }
        if line == "[floors]" {
            return self.enter_floors();
        }
        let (key, value) = key_and_value(line, self.in_floors).ok_or(PolicyFlaw::NotAKey)?;
        let place = format!("{}{key}", if self.in_floors { "floors." } else { "" });
        if self.seen.contains(&place) {
            return Err(PolicyFlaw::KeyTwice);
        }
        self.seen.push(place);
        let policy = std::mem::take(&mut self.policy);
        self.policy = if self.in_floors {
            policy.with_floor(key, number(value).ok_or(PolicyFlaw::NotACounter)?)
        } else {
            demand(policy, key, value)?
        };
        Ok(())
    }

    fn enter_floors(&mut self) -> Result<(), PolicyFlaw> {
        if std::mem::replace(&mut self.in_floors, true) {
            return Err(PolicyFlaw::SectionTwice);
        }
        Ok(())
    }
}

fn demand(policy: Policy, key: &str, value: &str) -> Result<Policy, PolicyFlaw> {
    match key {
        "pinned" if value == "true" => Ok(policy.with_pinned_root()),
        "pinned" if value == "false" => Ok(policy),
        "pinned" => Err(PolicyFlaw::NotABool),
        "required" => {
            let kinds = strings(value).ok_or(PolicyFlaw::NotAList)?;
            let kinds: Option<Vec<_>> = kinds.into_iter().map(Kind::named).collect();
            let kinds = kinds.ok_or(PolicyFlaw::NotAKind)?;
            Ok(kinds.into_iter().fold(policy, Policy::requiring))
        }
        "root_pin" => {
            let pin = string(value).and_then(RootPin::parse);
            Ok(policy.with_root_pin(pin.ok_or(PolicyFlaw::NotAnIndex)?))
        }
        "signers" => Ok(policy.signed_by(&fingerprints(value)?)),
        "admission" => Ok(policy.admitted_by(&fingerprints(value)?)),
        _ => Err(PolicyFlaw::UnknownKey),
    }
}

/// Nobody in the list would be no demand where one was meant.
fn fingerprints(value: &str) -> Result<Vec<Fingerprint>, PolicyFlaw> {
    let texts = strings(value).filter(|texts| !texts.is_empty());
    let texts = texts.ok_or(PolicyFlaw::NotAList)?;
    let all: Option<Vec<_>> = texts.into_iter().map(Fingerprint::typed).collect();
    all.ok_or(PolicyFlaw::NotAFingerprint)
}

/// The text before `#`, unless that stands in a string.
fn without_comment(line: &str) -> &str {
    let mut in_string = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => in_string = !in_string,
            '#' if !in_string => return &line[..at],
            _ => {}
        }
    }
    line
}

/// A bare key, or in `[floors]` also one in quotation marks: a line's name has dots.
fn key_and_value(line: &str, quoted: bool) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let (key, value) = (key.trim_matches([' ', '\t']), value.trim_matches([' ', '\t']));
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(bare) {
        return Some((key, value));
    }
    let name = string(key).filter(|_| quoted)?;
    (!name.is_empty()).then_some((name, value))
}

/// A string without escapes.
fn string(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

/// `["one", "two"]` on one line; a comma may follow the last.
fn strings(text: &str) -> Option<Vec<&str>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?.trim_matches([' ', '\t']);
    if inner.is_empty() {
        return Some(Vec::new());
    }
    let inner = inner.strip_suffix(',').unwrap_or(inner);
    inner.split(',').map(|item| string(item.trim_matches([' ', '\t']))).collect()
}

/// A decimal number without leading zero or sign.
fn number(text: &str) -> Option<u32> {
    let value: u32 = text.parse().ok()?;
    (value.to_string() == text).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"# what this department demands
pinned = true
required = ["openpgp", "sm2",]   # both
signers = ["0101010101010101010101010101010101010101"]
admission = [ "02 0202020202020202020202020202020202020 2" ]
root_pin = "tpm:0x1500016"

[floors]
"go1.27" = 12 # the first without the flaw
plain = 1
"#;

    #[test]
    fn a_whole_policy_is_read() {
        let policy = Policy::parse(WHOLE.as_bytes()).unwrap();
        let expected = Policy::default()
            .with_pinned_root()
            .requiring(Kind::OpenPgp)
            .requiring(Kind::Sm2)
            .signed_by(&[Fingerprint::from_bytes([1; 20])])
            .admitted_by(&[Fingerprint::from_bytes([2; 20])])
            .with_root_pin(RootPin::parse("tpm:0x1500016").unwrap())
            .with_floor("go1.27", 12)
            .with_floor("plain", 1);
        assert_eq!(policy, expected);
        assert_eq!(Policy::parse(b"").unwrap(), Policy::default());
        assert_eq!(Policy::parse(b"pinned = false\r\n").unwrap(), Policy::default());
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_line() {
        for bad in [
            "unknown = true",
            "pinned = yes",
            "pinned",
            "required = \"openpgp\"",
            "required = [\"pgp\"]",
            "required = ['openpgp']",
            "required = [\"openpgp\" \"sm2\"]",
            "required = [\"open\\u0070gp\"]",
            "signers = []",
            "signers = [\"0101\"]",
            "admission = [\"\"]",
            "\"pinned\" = true",
            "root_pin = tpm:0x1500016",
            "root_pin = [\"tpm:0x1500016\"]",
            "root_pin = \"tpm:0x81000001\"",
            "root_pin = \"\"",
            "pin.ned = true",
            "[floors",
            "[policy]",
            "pinned = true\u{7}",
            "[floors]\n\"go1.27\" = 01",
            "[floors]\n\"go1.27\" = -1",
            "[floors]\n\"go1.27\" = 4294967296",
            "[floors]\n\"\" = 1",
            "[floors]\npinned = true",
            "[floors]\n[floors]",
            "pinned = true\npinned = true",
            "[floors]\na = 1\n\"a\" = 2",
        ] {
            let text = format!("\n{bad}");
            let lines = text.lines().count();
            let refused = Policy::parse(text.as_bytes());
            assert!(matches!(refused, Err(Refusal::Policy { line, .. }) if line == lines), "{bad}");
        }
        assert!(Policy::parse(&[0xff]).is_err());
        assert!(Policy::parse(&vec![b'#'; Policy::MAX_LEN + 1]).is_err());
    }

    #[test]
    fn a_number_sign_in_a_string_begins_no_comment() {
        let policy = Policy::parse(b"[floors]\n\"go#1\" = 2 # \"two\" # 3\n").unwrap();
        assert_eq!(policy, Policy::default().with_floor("go#1", 2));
    }

    #[test]
    fn a_tab_is_a_space_and_other_controls_are_refused_in_names_too() {
        let spaced = Policy::parse(b"\tpinned\t=\ttrue\t\n[floors]\n\"a\tb\" = 1").unwrap();
        assert_eq!(spaced, Policy::default().with_pinned_root().with_floor("a\tb", 1));
        let refused = Policy::parse(b"[floors]\n\"a\x07b\" = 1");
        assert!(matches!(refused, Err(Refusal::Policy { line: 2, why: PolicyFlaw::Control })));
    }

    #[test]
    fn pinned_is_true_or_false_and_64_kib_are_not_too_many() {
        let refused = Policy::parse(b"pinned = yes");
        let why = PolicyFlaw::NotABool;
        assert!(matches!(refused, Err(Refusal::Policy { why: found, .. }) if found == why));
        assert_eq!(Policy::parse(&vec![b'#'; Policy::MAX_LEN]).unwrap(), Policy::default());
    }
}
