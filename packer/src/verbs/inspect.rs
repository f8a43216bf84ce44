//! `inspect`, `list`, `verify` and `extract`: on a file of any architecture, which is never executed.

use super::values;
use crate::session::Session;
use clap::ArgMatches;
use keys::{Fingerprint, Trust};
use payloads::container::{Laid, Source, Trusted};
use payloads::inspect::{self, Extraction, Listing};
use payloads::platform::Cpu;
use payloads::say;
use payloads::words::command_line::bad_value;
use payloads::words::trust::trusted;
use payloads::words::{Doing, container as words};
use std::ffi::OsString;
use std::path::Path;

/// `inspect FILE`.
pub fn info(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (source, trusted) = open(matches, session)?;
    inspect::info(&source, &trusted, cpu(matches)?, &session.voice)
}

/// `list FILE [GLOB...]`.
pub fn list(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (source, trusted) = open(matches, session)?;
    let listing =
        Listing { cpu: cpu(matches)?, globs: globs(matches)?, long: matches.get_flag("long") };
    inspect::list(&source, &trusted, &listing, &session.voice)
}

/// `verify FILE`.
pub fn verify(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (source, trusted) = open(matches, session)?;
    inspect::verify(&source, &trusted, &session.voice)
}

/// `extract FILE [-C DIR] [GLOB...]`.
pub fn extract(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (source, trusted) = open(matches, session)?;
    let into = values::path(matches, "directory").unwrap_or(Path::new(".")).to_owned();
    let extraction = Extraction { into, cpu: cpu(matches)?, globs: globs(matches)? };
    inspect::extract(&source, &trusted, &extraction, &session.voice)
}

/// The file, with its signatures accepted: by the root that was named, else by its own.
fn open(matches: &ArgMatches, session: &Session) -> anyhow::Result<(Source, Trusted)> {
    let source = Source::open(values::path(matches, "file").unwrap_or(Path::new("")))?;
    let root = required_root(matches)?;
    let checking = || say!(words::CHECKING, file = source.name().display());
    let found = Laid::read(&source).and_then(|laid| {
        laid.authenticate(
            |roots| {
                let own = trusted(Trust::tofu(roots))?;
                root.map_or(Ok(own.clone()), |root| trusted(own.require_root(root)))
            },
            &session.clock(),
        )
    });
    let found = found.doing(checking)?;
    for warning in found.authentic().warnings() {
        session.voice.warn(&payloads::words::trust::warning(warning));
    }
    Ok((source, found))
}

fn required_root(matches: &ArgMatches) -> anyhow::Result<Option<Fingerprint>> {
    let Some(text) = values::optional(matches, "require-root")? else { return Ok(None) };
    Ok(Some(Fingerprint::typed(text).ok_or_else(|| bad_value("--require-root", text))?))
}

fn cpu(matches: &ArgMatches) -> anyhow::Result<Option<Cpu>> {
    let Some(text) = values::optional(matches, "cpu")? else { return Ok(None) };
    Ok(Some(Cpu::parse(text).ok_or_else(|| bad_value("--cpu", text))?))
}

fn globs(matches: &ArgMatches) -> anyhow::Result<Vec<String>> {
    let text = |glob: &OsString| match glob.to_str() {
        Some(glob) => Ok(glob.trim_end_matches('/').to_owned()),
        None => Err(bad_value("GLOB", glob.to_string_lossy()).into()),
    };
    values::all(matches, "glob").map(text).collect()
}
