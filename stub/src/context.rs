//! What every verb is given.

use crate::process::Process;
use clap::ArgMatches;
use keys::Fingerprint;
use payloads::words::Voice;
use payloads::words::command_line::bad_value;
use std::path::PathBuf;

/// The process and its voice, and the options that every verb shares.
#[derive(Debug)]
pub struct Context {
    /// Arguments, environment, identity, clock.
    pub process: Process,
    /// How the program speaks.
    pub voice: Voice,
    /// `--require-root FPR`.
    pub require_root: Option<String>,
}

impl Context {
    /// The root the user demands.
    ///
    /// # Errors
    /// [`payloads::Exit::Usage`] where it is no fingerprint.
    pub fn required_root(&self) -> anyhow::Result<Option<Fingerprint>> {
        let typed = |text: &String| {
            Fingerprint::typed(text).ok_or_else(|| bad_value("--require-root", text).into())
        };
        self.require_root.as_ref().map(typed).transpose()
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
