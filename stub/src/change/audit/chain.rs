//! The record as it is read: its lines, and whether each follows from the one before it.

use crate::words::audit as words;
use payloads::digest::Sha256;
use voice::Said;

/// What is read of a line that goferry wrote.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// The number of the line, from 1.
    pub(crate) seq: u64,
    /// The digest of the line before it, without its end of line; zeros in the first.
    previous: Sha256,
    /// What was done.
    pub(crate) action: String,
    /// `begun`, `ended` or `refused`.
    pub(crate) phase: String,
    /// The line that says it began.
    pub(crate) began: Option<u64>,
    /// Of which process, or none.
    pub(crate) pid: Option<u64>,
    /// When, by RFC 3339.
    pub(crate) time: String,
    /// The host's name, or none.
    pub(crate) host: String,
}

impl Record {
    /// The line, without its end; `None` for anything else.
    pub(crate) fn parse(line: &[u8]) -> Option<Record> {
        let value: serde_json::Value = serde_json::from_slice(line).ok()?;
        let text = |name: &str| value[name].as_str();
        Some(Record {
            seq: value["seq"].as_u64()?,
            previous: Sha256::parse(text("prev_sha256")?)?,
            action: text("action")?.to_owned(),
            phase: text("phase")?.to_owned(),
            began: value["began"].as_u64(),
            pid: value["pid"].as_u64(),
            time: text("time")?.to_owned(),
            host: text("host").unwrap_or_default().to_owned(),
        })
    }

    /// An operation's end closes its beginning.
    pub(crate) fn ends(&self, begun: &Record) -> bool {
        self.phase == "ended" && self.began == Some(begun.seq)
    }
}

/// The number and the digest of a line: of the last one it is what is noted elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: u64,
    pub(crate) sha256: Sha256,
}

impl Head {
    /// That of a record without lines.
    pub(crate) fn none() -> Head {
        Head { seq: 0, sha256: Sha256::from_bytes([0; 32]) }
    }

    /// That of line `seq`, without its end.
    pub(crate) fn of(seq: u64, line: &[u8]) -> Head {
        Head { seq, sha256: Sha256::of(line) }
    }
}

/// What was found at a line, or after it.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The number of the line; 0 before the first.
    pub(crate) line: u64,
    /// What it is. Its id is the same in every version.
    pub(crate) said: Said,
}

/// The whole record, walked from its first line to its last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chain {
    lines: Vec<Head>,
    open: Vec<Record>,
    /// What somebody else must have done.
    pub(crate) findings: Vec<Finding>,
    /// What a power cut or a kill explains.
    pub(crate) notes: Vec<Finding>,
}

impl Chain {
    /// Walks the record: every line has to follow from the one before it.
    pub(crate) fn read(record: &[u8]) -> Chain {
        let mut chain = Chain::default();
        let mut lines: Vec<&[u8]> = record.split(|byte| *byte == b'\n').collect();
        // What follows the last end of line: nothing, or a line that was cut short.
        lines.pop_if(|rest| rest.is_empty());
        lines.into_iter().for_each(|line| chain.add(line));
        chain
    }

    /// The last line.
    pub(crate) fn last(&self) -> Head {
        self.lines.last().copied().unwrap_or_else(Head::none)
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    fn add(&mut self, line: &[u8]) {
        let Some(record) = Record::parse(line) else { return self.add_foreign(line) };
        let (before, seq) = (self.last(), record.seq);
        let expected = before.seq + 1;
        if seq > expected {
            self.find(expected, words::missing(&expected, &(seq - 1)));
        } else if seq < expected {
            self.find(seq, words::misplaced(&seq, &expected));
        } else if record.previous != before.sha256 && before.seq == 0 {
            self.find(1, words::no_beginning());
        } else if record.previous != before.sha256 {
            self.find(before.seq, words::changed(&before.seq));
        }
        self.lines.push(Head::of(seq, line));
        self.open.retain(|begun| !record.ends(begun));
        if record.phase == "begun" {
            self.open.push(record);
        }
    }

    fn add_foreign(&mut self, line: &[u8]) {
        let last = self.last().seq;
        match is_torn(line) {
            true => self.note(last, words::torn(&last)),
            false => self.find(last, words::foreign(&last)),
        }
    }

    /// Holds it against a head that somebody noted: nothing else shows that the last line was changed or the end
    /// was cut off.
    pub(crate) fn hold_against(&mut self, noted: Head) {
        let seq = noted.seq;
        if self.lines.contains(&noted) {
            return;
        }
        match self.lines.iter().any(|line| line.seq == seq) {
            true => self.find(seq, words::noted_differs(&seq)),
            false => self.find(seq, words::noted_missing(&seq)),
        }
    }

    /// Notes operations that have no end.
    pub(crate) fn note_unfinished(&mut self) {
        for begun in std::mem::take(&mut self.open) {
            let line = begun.seq;
            self.note(line, words::unfinished(&begun.action, &line));
        }
    }

    fn find(&mut self, line: u64, said: Said) {
        self.findings.push(Finding { line, said });
    }

    fn note(&mut self, line: u64, said: Said) {
        self.notes.push(Finding { line, said });
    }
}

/// Whether this is the beginning of a line of ours, with or without the zeros that some file systems leave.
fn is_torn(line: &[u8]) -> bool {
    let zeros = line.iter().all(|byte| *byte == 0);
    let is_object = serde_json::from_slice::<serde_json::Value>(line).is_ok();
    !line.is_empty() && (zeros || line.starts_with(b"{") && !is_object)
}
