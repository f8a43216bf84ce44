//! What `install` was asked for.

use crate::change::plan::Telling;
use crate::prefix::layout::Place;
use crate::process::context::{flag, path, text};
use crate::releases::copies::Sharing;
use crate::trust;
use clap::ArgMatches;
use keys::Downgrade;
use payloads::environment::Mode;
use payloads::platform::Cpu;
use std::path::PathBuf;
use voice::command_line::bad_value;

/// The options of `install`.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file to install; the program's own without one.
    pub file: Option<PathBuf>,
    /// What is demanded of it.
    pub trust: trust::Options,
    /// `--allow-downgrade`.
    pub downgrade: Downgrade,
    /// Where to.
    pub place: Place,
    /// How shells come to find it.
    pub mode: Mode,
    /// `--dry-run`, `--explain`.
    pub telling: Telling,
    /// `--yes`.
    pub yes: bool,
    /// `--force`: the release is laid down again where it is installed already.
    pub force: bool,
    /// `--adopt`: a prefix that was made by hand is taken in.
    pub adopt: bool,
    /// `--share`.
    pub sharing: Sharing,
    /// `--no-gate`: the release is not tested.
    pub no_gate: bool,
    /// `--skip-acceptance`: the gate leaves out the acceptance suites.
    pub skip_acceptance: bool,
    /// `--changed-exit`: end with 3 where something was changed.
    pub changed_exit: bool,
}

impl Options {
    /// Reads them from the command line.
    ///
    /// # Errors
    /// [`voice::Exit::Usage`] for a mode, fingerprint or digest that is none.
    pub fn read(matches: &ArgMatches) -> anyhow::Result<Options> {
        let mode = match text(matches, "env") {
            Some(name) => Mode::parse(&name).ok_or_else(|| bad_value("--env", &name))?,
            None if flag(matches, "no-modify-profile") => Mode::None,
            None => Mode::Rc,
        };
        let sharing = match text(matches, "share") {
            Some(name) => Sharing::parse(&name).ok_or_else(|| bad_value("--share", &name))?,
            None => Sharing::default(),
        };
        Ok(Options {
            file: path(matches, "file").or_else(|| path(matches, "self")),
            trust: trust::Options::read(matches)?,
            downgrade: match flag(matches, "allow-downgrade") {
                true => Downgrade::Allowed,
                false => Downgrade::Refused,
            },
            place: Place::read(matches),
            mode,
            telling: Telling::read(matches),
            yes: flag(matches, "yes"),
            force: flag(matches, "force"),
            adopt: flag(matches, "adopt"),
            sharing,
            no_gate: flag(matches, "no-gate"),
            skip_acceptance: flag(matches, "skip-acceptance"),
            changed_exit: flag(matches, "changed-exit"),
        })
    }

    /// Whether the gate is there to be passed: not with `--no-gate`, and not where an image for another CPU is built.
    pub(super) fn gate(&self, cpu: Cpu) -> bool {
        !self.no_gate && Cpu::host() == Some(cpu)
    }
}
