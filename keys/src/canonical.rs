//! Canonical JSON: what is signed has exactly one spelling.
//!
//! Objects with ASCII keys sorted by bytes, arrays, strings, booleans, and integers from 0 to
//! 2^53-1; no white space, no `null` (what is absent is left out), no fractions, no duplicate keys,
//! and one escape form: `\"` `\\` `\b` `\f` `\n` `\r` `\t`, `\u00xx` in lower case for the other
//! control characters, everything else as UTF-8. Bytes are accepted only if rendering what they
//! mean gives the same bytes again.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;

/// The largest integer every JSON reader keeps exactly: 2^53-1.
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// How many arrays and objects may enclose one another.
pub const MAX_DEPTH: usize = 100;

/// Why bytes are not canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCanonical {
    /// Not JSON at all, or nested deeper than [`MAX_DEPTH`].
    Syntax,
    /// JSON, but spelt otherwise than it would be rendered; the first differing byte's offset.
    Form {
        /// Offset of the first byte that differs from the rendering.
        at: usize,
    },
    /// A number that is negative, has a fraction or an exponent, or exceeds [`MAX_INTEGER`].
    Number,
    /// A key with a byte outside ASCII.
    Key,
    /// A `null`.
    Null,
    /// Canonical, but a field is unknown, missing or of the wrong type; its name as serde says it.
    Shape(String),
}

impl fmt::Display for NotCanonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotCanonical::Syntax => f.write_str("not JSON"),
            NotCanonical::Form { at } => write!(f, "not canonical JSON at byte {at}"),
            NotCanonical::Number => f.write_str("a number is not an integer from 0 to 2^53-1"),
            NotCanonical::Key => f.write_str("a key is not ASCII"),
            NotCanonical::Null => f.write_str("null is not canonical"),
            NotCanonical::Shape(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for NotCanonical {}

/// Reads canonical JSON; anything with a second spelling is refused.
pub fn parse(bytes: &[u8]) -> Result<Value, NotCanonical> {
    let value: Value = serde_json::from_slice(bytes).map_err(|_| NotCanonical::Syntax)?;
    check(&value, 0)?;
    let rendered = render(&value);
    if rendered == bytes {
        return Ok(value);
    }
    let same = rendered.iter().zip(bytes).take_while(|(a, b)| a == b).count();
    Err(NotCanonical::Form { at: same })
}

/// The one spelling of `value`. A value that [`parse`] would refuse (a fraction, a `null`) is
/// rendered as JSON does it; [`to_vec`] refuses it instead.
pub fn render(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write(value, &mut out);
    out
}

/// Reads a `T` from canonical JSON. Unknown fields are refused when `T` denies them.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotCanonical> {
    serde_json::from_value(parse(bytes)?).map_err(|e| NotCanonical::Shape(e.to_string()))
}

/// The canonical bytes of a `T`, or why it has none.
pub fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    let value = serde_json::to_value(value).map_err(|e| NotCanonical::Shape(e.to_string()))?;
    check(&value, 0)?;
    Ok(render(&value))
}

/// `depth` arrays and objects enclose `value`.
fn check(value: &Value, depth: usize) -> Result<(), NotCanonical> {
    if depth == MAX_DEPTH && matches!(value, Value::Array(_) | Value::Object(_)) {
        return Err(NotCanonical::Syntax);
    }
    match value {
        Value::Null => Err(NotCanonical::Null),
        Value::Bool(_) | Value::String(_) => Ok(()),
        Value::Number(n) => match n.as_u64() {
            Some(n) if n <= MAX_INTEGER => Ok(()),
            _ => Err(NotCanonical::Number),
        },
        Value::Array(items) => items.iter().try_for_each(|item| check(item, depth + 1)),
        Value::Object(fields) => fields.iter().try_for_each(|(key, field)| {
            if !key.is_ascii() {
                return Err(NotCanonical::Key);
            }
            check(field, depth + 1)
        }),
    }
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(b) => out.extend_from_slice(if *b { b"true" } else { b"false" }),
        Value::Number(n) => out.extend_from_slice(n.to_string().as_bytes()),
        Value::String(s) => write_string(s, out),
        Value::Array(items) => write_list(out, b"[]", items, write),
        Value::Object(fields) => {
            // Sorted here: serde_json keeps insertion order once any crate asks it to.
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| key.as_bytes());
            write_list(out, b"{}", fields, |(key, value), out| {
                write_string(key, out);
                out.push(b':');
                write(value, out);
            });
        }
    }
}

fn write_list<T>(
    out: &mut Vec<u8>,
    around: &[u8; 2],
    items: impl IntoIterator<Item = T>,
    mut item: impl FnMut(T, &mut Vec<u8>),
) {
    out.push(around[0]);
    for (i, element) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        item(element, out);
    }
    out.push(around[1]);
}

fn write_string(s: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for c in s.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{c}' => out.extend_from_slice(b"\\f"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            c if c < ' ' => out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes()),
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_by_bytes_and_nothing_is_spaced() {
        let value = json!({"b": [1, true, "x"], "a": {}, "B": []});
        assert_eq!(render(&value), br#"{"B":[],"a":{},"b":[1,true,"x"]}"#);
        assert_eq!(parse(&render(&value)), Ok(value));
    }

    #[test]
    fn every_second_spelling_is_refused() {
        for (text, expected) in [
            ("{\"a\":1} ", NotCanonical::Form { at: 7 }),
            ("{\"a\": 1}", NotCanonical::Form { at: 5 }),
            ("{\"b\":1,\"a\":1}", NotCanonical::Form { at: 2 }),
            ("{\"a\":1,\"a\":2}", NotCanonical::Form { at: 5 }),
            ("{\"a\":1,\"a\":1}", NotCanonical::Form { at: 6 }),
            ("\"\\u0041\"", NotCanonical::Form { at: 1 }),
            ("\"\\/\"", NotCanonical::Form { at: 1 }),
            ("\"\\u001F\"", NotCanonical::Form { at: 6 }),
            ("1e0", NotCanonical::Number),
            ("1.0", NotCanonical::Number),
            ("-0", NotCanonical::Number),
            ("-1", NotCanonical::Number),
            ("9007199254740992", NotCanonical::Number),
            ("18446744073709551616", NotCanonical::Number),
            ("{\"\u{e9}\":1}", NotCanonical::Key),
            ("null", NotCanonical::Null),
            ("{\"a\":1}}", NotCanonical::Syntax),
            ("01", NotCanonical::Syntax),
            ("\u{feff}{}", NotCanonical::Syntax),
            ("", NotCanonical::Syntax),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(expected), "{text}");
        }
        assert_eq!(parse(&[b'['; 100_000]), Err(NotCanonical::Syntax));
        let nested = |n: usize| ["[".repeat(n), "]".repeat(n)].concat().into_bytes();
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(parse(&nested(MAX_DEPTH + 1)), Err(NotCanonical::Syntax));
        assert_eq!(parse(b"\"\xff\""), Err(NotCanonical::Syntax));
    }

    #[test]
    fn every_character_survives_the_round_trip() {
        let all: String = ('\0'..='\u{3000}').chain(['\u{fffd}', '\u{10ffff}']).collect();
        let bytes = render(&Value::String(all.clone()));
        assert_eq!(parse(&bytes), Ok(Value::String(all)));
        assert_eq!(parse(b"9007199254740991"), Ok(json!(MAX_INTEGER)));
    }

    #[test]
    fn what_has_no_canonical_form_is_not_written() {
        assert_eq!(to_vec(&1.5), Err(NotCanonical::Number));
        assert_eq!(to_vec(&None::<u8>), Err(NotCanonical::Null));
        assert!(matches!(from_slice::<u8>(b"\"x\""), Err(NotCanonical::Shape(_))));
    }
}
