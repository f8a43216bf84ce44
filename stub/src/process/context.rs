//! What every verb is given.

use crate::process::Process;
use crate::process::about::About;
use clap::ArgMatches;
use std::path::PathBuf;
use voice::Voice;

/// The process and its voice.
#[derive(Debug)]
pub struct Context {
    /// Arguments, environment, identity, clock.
    pub process: Process,
    /// How the program speaks.
    pub voice: Voice,
    /// What the run is about, as far as it has found out: for the audit log.
    pub about: About,
}

impl Context {
    /// A run that nothing is known of yet.
    pub fn new(process: Process, voice: Voice) -> Context {
        Context { process, voice, about: About::default() }
    }
}

/// A path option's value.
pub fn path(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.try_get_one::<std::ffi::OsString>(name).ok().flatten().map(PathBuf::from)
}

/// A flag's value; false where the verb has no such flag.
pub fn flag(matches: &ArgMatches, name: &str) -> bool {
    matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false)
}

/// A text option's value; `None` where it is not UTF-8.
pub fn text(matches: &ArgMatches, name: &str) -> Option<String> {
    let value = matches.try_get_one::<std::ffi::OsString>(name).ok().flatten()?;
    value.to_str().map(str::to_owned)
}
