//! Which file a looking verb was given, judged by what holds in this home; and its other values.

use crate::prefix::layout::Layout;
use crate::process::context::{Context, path, text};
use crate::trust;
use crate::trust::TrustPolicy;
use clap::ArgMatches;
use payloads::container::{Source, Trusted};
use payloads::platform::Cpu;
use std::ffi::OsString;
use voice::command_line::bad_value;

/// FILE, or the program's own file, with its signatures accepted. Nothing is written.
///
/// # Errors
/// Those of [`TrustPolicy::read`] and [`TrustPolicy::open`].
pub fn open(matches: &ArgMatches, context: &Context) -> anyhow::Result<(Source, Trusted)> {
    let file = path(matches, "file").or_else(|| path(matches, "self"));
    let options = trust::Options::read(matches)?;
    let layout = Layout::meant(matches, &context.process).ok();
    TrustPolicy::read(&options, layout.as_ref())?.open(file.as_deref(), context)
}

/// `--cpu`, if it was given.
///
/// # Errors
/// [`voice::Exit::Usage`]: there is no such CPU.
pub fn cpu(matches: &ArgMatches) -> anyhow::Result<Option<Cpu>> {
    let Some(name) = text(matches, "cpu") else { return Ok(None) };
    Ok(Some(Cpu::parse(&name).ok_or_else(|| bad_value("--cpu", &name))?))
}

/// The patterns given as `name`.
///
/// # Errors
/// [`voice::Exit::Usage`]: one is not UTF-8, as all paths of a container are.
pub fn globs(matches: &ArgMatches, name: &str) -> anyhow::Result<Vec<String>> {
    let plain = |glob: &OsString| match glob.to_str() {
        Some(glob) => Ok(glob.trim_end_matches('/').to_owned()),
        None => Err(bad_value("GLOB", glob.to_string_lossy()).into()),
    };
    matches.get_many::<OsString>(name).into_iter().flatten().map(plain).collect()
}
