//! `goferry audit verify` finds edits, deletions, insertions and reordering, and against a noted head a cut end;
//! `audit export` is the record as collectors take it in.

use crate::change::audit::chain::{Chain, Finding, Head, Record};
use crate::change::audit::log::Log;
use crate::prefix::Installation;
use crate::prefix::layout::{Layout, Place};
use crate::process::Context;
use crate::words::{audit as words, options};
use clap::{Args, ValueEnum};
use payloads::digest::Sha256;
use serde_json::{Value, json};
use voice::Exit;
use voice::grammar::typed;
use voice::{Fact, Said};

/// The options of `audit verify`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Verify {
    #[arg(long, value_name = "N:DIGEST", help = options::audit_head(), value_parser = typed(Noted::parse))]
    head: Option<Noted>,
    #[command(flatten)]
    pub place: Place,
}

/// The options of `audit export`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Export {
    #[arg(long, help = options::format(), value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    pub place: Place,
}

/// A head that somebody noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted(Head);

impl Noted {
    /// `N:DIGEST`.
    fn parse(typed: &str) -> Option<Noted> {
        let (seq, digest) = typed.trim().split_once(':')?;
        let sha256 = Sha256::parse(&digest.to_ascii_lowercase())?;
        Some(Noted(Head { seq: seq.parse().ok()?, sha256 }))
    }
}

/// Carries out `audit verify`.
///
/// # Errors
/// [`Exit::Modified`] where the record is not what goferry wrote; [`Exit::State`] where there is none; the disk's.
pub fn verify(options: &Verify, at: Installation<'_>) -> anyhow::Result<Exit> {
    let mut chain = Log::of(at.layout).chain()?;
    if let Some(Noted(head)) = &options.head {
        chain.hold_against(*head);
    }
    chain.note_unfinished();
    tell(&chain, at)?;
    match broken(&chain, at.layout) {
        None => Ok(Exit::Done),
        Some(said) => Err(Fact::new(Exit::Modified, said).help(words::broken_help()).into()),
    }
}

fn tell(chain: &Chain, at: Installation<'_>) -> anyhow::Result<()> {
    let voice = &at.context.voice;
    let Head { seq, sha256 } = chain.last();
    voice.json(&json!({
        "ok": chain.findings.is_empty(),
        "lines": chain.len(),
        "head": { "seq": seq, "sha256": sha256 },
        "findings": as_json(&chain.findings, at.context),
        "notes": as_json(&chain.notes, at.context),
    }))?;
    for finding in chain.findings.iter().chain(&chain.notes) {
        voice.line(&finding.said)?;
    }
    if chain.findings.is_empty() {
        voice.line(&words::whole(&Log::of(at.layout).path().display(), &chain.len()))?;
        voice.line(&words::head(&seq, &sha256))?;
    }
    Ok(())
}

fn as_json(findings: &[Finding], context: &Context) -> Value {
    let lang = context.voice.lang();
    let one =
        |f: &Finding| json!({ "line": f.line, "id": f.said.id(), "said": f.said.render(lang) });
    findings.iter().map(one).collect()
}

fn broken(chain: &Chain, layout: &Layout) -> Option<Said> {
    let count = chain.findings.len();
    (count > 0).then(|| words::broken(&Log::of(layout).path().display(), &count))
}

/// For whom the record is exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The lines as they are: newline-delimited JSON.
    #[default]
    #[value(alias = "fluent-bit")]
    Ndjson,
    /// Events for Splunk's HTTP Event Collector.
    Splunk,
}

/// Carries out `audit export`: on standard output, and a warning where the chain does not hold.
///
/// # Errors
/// [`Exit::State`] where there is no record; the disk's and standard output's.
pub fn export(options: &Export, at: Installation<'_>) -> anyhow::Result<Exit> {
    let record = Log::of(at.layout).read()?;
    for line in record.split(|byte| *byte == b'\n') {
        let Some(known) = Record::parse(line) else { continue };
        let line = String::from_utf8_lossy(line);
        match options.format {
            Format::Ndjson => at.context.voice.output(&line)?,
            Format::Splunk => at.context.voice.output(&event(&known, &line))?,
        }
    }
    if let Some(said) = broken(&Chain::read(&record), at.layout) {
        at.context.voice.warn(&said);
    }
    Ok(Exit::Done)
}

/// What the HTTP Event Collector takes: the time in seconds since 1970, and the line as it is.
fn event(record: &Record, line: &str) -> String {
    let time = seconds(&record.time).unwrap_or(0);
    let host = Value::from(record.host.as_str());
    format!(
        r#"{{"time":{time},"host":{host},"source":"goferry","sourcetype":"goferry:audit","event":{line}}}"#
    )
}

/// Seconds since 1970 of a time as [`voice::time::rfc3339`] writes it; by Gregorian days, years counted from
/// March so that the leap day is the last.
fn seconds(time: &str) -> Option<u64> {
    let at = |range: std::ops::Range<usize>| time.get(range)?.parse::<u64>().ok();
    let (year, month, day) = (at(0..4)?, at(5..7)?, at(8..10)?);
    let (year, month) =
        if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    // 1970-01-01 is day 719,469 by this count.
    let days = days.checked_sub(719_469)?;
    Some(days * 86_400 + at(11..13)? * 3600 + at(14..16)? * 60 + at(17..19)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_is_written() {
        for written in [0, 951_782_399, 951_782_400, 1_795_392_000, 4_107_542_400, 253_402_300_799]
        {
            assert_eq!(seconds(&voice::time::rfc3339(written)), Some(written));
        }
        assert_eq!(seconds("yesterday"), None);
    }
}
