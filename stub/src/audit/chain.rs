//! The record as it is read: its lines, and whether each follows from the one before it.

use super::line::Link;
use payloads::digest::{Both, Sha256, Sm3};

/// What is read of a line that goferry wrote.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Its place.
    pub(super) link: Link,
    /// What was done.
    pub(super) action: String,
    /// `begun`, `ended` or `refused`.
    pub(super) phase: String,
    /// The line that says it began.
    pub(super) began: Option<u64>,
    /// When, by RFC 3339.
    pub(super) time: String,
    /// The host's name, or none.
    pub(super) host: String,
}

impl Record {
    /// The line, without its end; `None` for anything else.
    pub(super) fn parse(line: &[u8]) -> Option<Record> {
        let value: serde_json::Value = serde_json::from_slice(line).ok()?;
        let text = |name: &str| value[name].as_str();
        let sha256 = Sha256::parse(text("prev_sha256")?)?;
        let sm3 = Sm3::parse(text("prev_sm3")?)?;
        Some(Record {
            link: Link { seq: value["seq"].as_u64()?, previous: Both { sha256, sm3 } },
            action: text("action")?.to_owned(),
            phase: text("phase")?.to_owned(),
            began: value["began"].as_u64(),
            time: text("time")?.to_owned(),
            host: text("host").unwrap_or_default().to_owned(),
        })
    }
}
