//! `inspect`, `list`, `verify` and `extract`: on a file of any architecture, which is never executed.

use super::values;
use crate::session::Session;
use clap::ArgMatches;
use clap::FromArgMatches;
use keys::{Roots, Trust};
use payloads::container::{Source, Trusted};
use payloads::demands::Demands;
use payloads::inspect::{self, Extraction, Listing};
use payloads::platform::Cpu;
use payloads::refusal::trusted;
use std::ffi::OsString;
use std::path::Path;
use voice::command_line::bad_value;

/// `inspect [--provenance] FILE`.
pub fn info(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (source, trusted) = open(matches, session)?;
    let show = if matches.get_flag("provenance") { inspect::provenance } else { inspect::info };
    show(&source, &trusted, cpu(matches)?, &session.voice)
}

/// `list FILE [GLOB...]`.
pub fn list(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (source, trusted) = open(matches, session)?;
    let listing =
        Listing { cpu: cpu(matches)?, globs: globs(matches)?, long: matches.get_flag("long") };
    inspect::list(&source, &trusted, &listing, &session.voice)
}

/// `verify [--upstream] FILE`.
pub fn verify(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (source, trusted) = open(matches, session)?;
    let verify =
        if matches.get_flag("upstream") { inspect::verify_upstream } else { inspect::verify };
    verify(&source, &trusted, &session.voice)
}

/// `extract FILE [-C DIR] [GLOB...]`.
pub fn extract(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let (source, trusted) = open(matches, session)?;
    let into = values::path(matches, "directory").unwrap_or(Path::new(".")).to_owned();
    let extraction = Extraction { into, cpu: cpu(matches)?, globs: globs(matches)? };
    inspect::extract(&source, &trusted, &extraction, &session.voice)
}

/// The file, with its signatures accepted: by the root that was named, else by its own, and by what else the
/// command line demands.
pub(super) fn open(matches: &ArgMatches, session: &Session) -> anyhow::Result<(Source, Trusted)> {
    let demands = Demands::from_arg_matches(matches)?;
    let source = Source::open(values::path(matches, "file").unwrap_or(Path::new("")))?;
    let trust = |roots: &Roots| demands.narrow(trusted(Trust::tofu(roots))?);
    let found = demands.authenticate(&source, trust, &session.clock(), &session.voice)?;
    for warning in found.authentic().warnings() {
        session.voice.warn(&payloads::refusal::warning(warning));
    }
    Ok((source, found))
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
