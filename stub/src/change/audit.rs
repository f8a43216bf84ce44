//! The record of what was done here: `state/audit.jsonl`, a JSON object a line, each with the SHA-256 of the line
//! before it (FIPS 180-4): one digest suffices for a chain, and `sha256sum` is on the machine of every auditor.
//!
//! Every operation that changes something writes a line before its first change and one at its end; one that
//! was refused writes a single line. Whoever can write this file can also write a whole new chain, or cut its end
//! off: what the record shows by itself is an edit of a line that others follow. The rest is shown by a head that
//! was noted elsewhere, or by a server that has received the lines.

pub mod chain;
mod line;
pub mod log;
#[cfg(test)]
mod tests;

pub use log::NAMES;

use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::ownership;
use crate::words::audit as words;
use line::{Line, Phase};
use log::Log;
use nix::errno::Errno;
use voice::Exit;
use voice::{exit_of, os_error};

/// An operation that has begun. Not ended it stays on record as cut off, which the next one notes.
#[derive(Debug)]
#[must_use = "an operation is to be ended"]
pub struct Operation<'a> {
    action: &'static str,
    /// The line that says it began; `None` where there was no room for one.
    began: Option<u64>,
    at: Installation<'a>,
}

impl<'a> Operation<'a> {
    /// Puts the beginning of `action` on record. Under the lock of the prefix, before the first change. What it is
    /// about is what [`Context::about`](crate::process::Context) has been told so far.
    ///
    /// # Errors
    /// [`Exit::NoSpace`] or [`Exit::Io`]: nothing is to be changed then. Where `action` makes room, a full disk is
    /// only a warning.
    pub fn begin(action: &'static str, at: Installation<'a>) -> anyhow::Result<Operation<'a>> {
        at.context.about.has_begun();
        let line = Line { action, phase: Phase::Begun, at };
        let appended = match Log::of(at.layout).append(&line, true) {
            Err(error) if exit_of(&error) == Exit::NoSpace && makes_room(action) => {
                not_recorded(&error, at);
                return Ok(Operation { action, began: None, at });
            }
            other => other?,
        };
        if let Some(before) = appended.cut_off {
            let (action, time, line) = (&before.action, &before.time, before.seq);
            at.context.voice.note(&words::cut_off(&action, &time, &line));
        }
        Ok(Operation { action, began: Some(appended.seq), at })
    }

    /// Puts its end on record; what it turned out to be about, too. A disk that is full by now is a warning: what
    /// was done is done.
    pub fn end(self, result: &anyhow::Result<Exit>) {
        self.end_as(result.as_ref().map_or_else(exit_of, |exit| *exit));
    }

    /// As [`end`](Self::end), by its exit code.
    pub fn end_as(self, exit: Exit) {
        let phase = Phase::Ended { began: self.began, exit };
        record(self.action, phase, self.at);
    }

    /// Carries out `work` as an operation, from its beginning to its end.
    ///
    /// # Errors
    /// Those of [`begin`](Self::begin) and of `work`.
    pub fn during(
        action: &'static str,
        at: Installation<'a>,
        work: impl FnOnce() -> anyhow::Result<Exit>,
    ) -> anyhow::Result<Exit> {
        let operation = Operation::begin(action, at)?;
        let result = work();
        operation.end(&result);
        result
    }
}

/// Runs the verb `action`. Where it was refused before it had begun, that is put on record, if there is an
/// installation with a record.
///
/// # Errors
/// Those of `verb`.
pub fn watch(
    action: &'static str,
    at: Installation<'_>,
    verb: impl FnOnce() -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let result = verb();
    if let Err(error) = &result
        && !at.context.about.begun()
        && is_ours(at.layout)
        && ownership::check(at.layout, at.context.process.uid).is_ok()
    {
        record(action, Phase::Refused { exit: exit_of(error) }, at);
    }
    result
}

/// Whether there is an installation: what is refused anywhere else leaves nothing behind.
fn is_ours(layout: &Layout) -> bool {
    Log::of(layout).path().exists() || layout.state().join("environment.json").exists()
}

fn record(action: &'static str, phase: Phase, at: Installation<'_>) {
    let create = matches!(phase, Phase::Refused { .. });
    let line = Line { action, phase, at };
    match Log::of(at.layout).append(&line, create) {
        // Who may not write here cannot do anything else here either, and has just been told so.
        Err(error) if create && exit_of(&error) == Exit::Destination => {}
        // The installation went meanwhile.
        Err(error) if error.root_cause().downcast_ref() == Some(&Errno::ENOENT) => {}
        Err(error) => not_recorded(&error, at),
        Ok(_) => {}
    }
}

fn not_recorded(error: &anyhow::Error, at: Installation<'_>) {
    let path = Log::of(at.layout).path();
    let code = error.chain().find_map(|cause| {
        let errno = || cause.downcast_ref::<Errno>().map(|errno| *errno as i32);
        cause.downcast_ref::<std::io::Error>().map_or_else(errno, std::io::Error::raw_os_error)
    });
    let why = match code {
        Some(code) => os_error(code, at.context.voice.lang()),
        None => error.root_cause().to_string(),
    };
    at.context.voice.warn(&words::not_recorded(&path.display(), &why));
}

/// What takes something away has to work on a full disk.
fn makes_room(action: &str) -> bool {
    matches!(action, "prune" | "uninstall")
}
