//! What every verb is given.

use crate::process::Process;
use crate::process::about::About;
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
