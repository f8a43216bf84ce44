//! `goferry audit export`: the record as collectors take it in.

use crate::change::audit::chain::{Chain, Record};
use crate::change::audit::log::Log;
use crate::prefix::layout::{Layout, Place};
use crate::process::context::Context;
use crate::verbs::OnInstallation;
use crate::words::audit as words;
use crate::words::options;
use clap::Args;
use clap::ValueEnum;
use serde_json::Value;
use voice::Exit;
use voice::Fact;

/// The options of `audit export`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    #[arg(long, help = options::format(), value_enum, default_value_t)]
    format: Format,
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
}

impl OnInstallation for Options {
    fn place(&self) -> &Place {
        &self.place
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        run(self.format, layout, context)
    }
}

/// For whom.
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
pub fn run(format: Format, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    let log = Log::of(layout);
    let head = log.head()?;
    let Some(record) = log.read()? else {
        let place = layout.state();
        return Err(Fact::new(Exit::State, words::no_log(&place.display())).into());
    };
    let mut chain = Chain::read(&record);
    chain.hold_against(head);
    for line in record.split(|byte| *byte == b'\n') {
        let Some(known) = Record::parse(line) else { continue };
        let line = String::from_utf8_lossy(line);
        match format {
            Format::Ndjson => context.voice.output(&line)?,
            Format::Splunk => context.voice.output(&event(&known, &line))?,
        }
    }
    if !chain.findings.is_empty() {
        let (path, count) = (log.path(), chain.findings.len());
        context.voice.warn(&words::broken(&path.display(), &count));
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
