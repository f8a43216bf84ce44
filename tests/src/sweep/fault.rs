//! An error instead of a call, once or from there on, at every call that changes files.

use super::call::Call;
use super::catalogue;
use super::course::{Course, Finding};
use super::judge::Stand;
use super::tracer::{Act, Run};
use crate::words::{adopt, install, profile};
use nix::errno::Errno;
use std::collections::HashSet;
use std::path::PathBuf;
use voice::Exit;
use voice::{Lang, Text, os_error};

/// What happens, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The call, counted from 1.
    pub point: usize,
    /// How it fails.
    pub errno: Errno,
    /// Whether all later ones fail, too.
    pub lasts: bool,
}

/// What a disk, a quota, a mount, a signal and an old kernel answer.
pub const ERRORS: [Errno; 7] = [
    Errno::ENOSPC,
    Errno::EIO,
    Errno::EDQUOT,
    Errno::EROFS,
    Errno::EACCES,
    Errno::EINTR,
    Errno::ENOSYS,
];

/// Every fault there is in a run of so many calls.
pub fn everywhere(calls: usize) -> Vec<Fault> {
    let each = |point| {
        let once = ERRORS.map(|errno| Fault { point, errno, lasts: false });
        once.into_iter().flat_map(|once| [once, Fault { lasts: true, ..once }])
    };
    (1..=calls).flat_map(each).collect()
}

/// Lets it happen, holds what the program said against what is, and runs again undisturbed.
///
/// # Errors
/// A panic, a wrong exit code, a false success; what is neither old nor new, or was not mended.
pub fn inject(course: &Course, fault: &Fault) -> Result<Stand, Finding> {
    let (mut met, mut interrupted) = (None, HashSet::new());
    let run = course.run(|call| {
        if call.index == fault.point {
            met = Some(Met::of(call));
        }
        match fault.strikes(call, &mut interrupted) {
            true => Act::Fail(fault.errno),
            false => Act::Pass,
        }
    });
    let (Some(met), Some(fired)) = (met, run.fired.as_ref()) else {
        return Err(Finding(format!("no such call was made: {}", run.outcome)));
    };
    let because = |Finding(what)| Finding(format!("{fault:?} at {fired}\n{what}"));
    fault.answered(&run, &met).map_err(because)?;
    let stand = course.stand().map_err(because)?;
    if run.outcome.is_success() && stand != Stand::New && !warned(&run) {
        let what = format!("it was said to be done, and is not: {stand:?} after {}", run.outcome);
        return Err(because(Finding(what)));
    }
    match warned(&run) {
        // The user was told what line to add; the installation is done.
        true => course.recover_but_profiles(stand),
        false => course.recover(stand),
    }
    .map_err(because)?;
    Ok(stand)
}

/// What was known of the call while it was made.
struct Met {
    speaks: bool,
    syncs: bool,
    asks_again: bool,
    locks: bool,
}

impl Met {
    fn of(call: &Call) -> Met {
        Met {
            speaks: call.speaks(),
            // A profile is written anew, to another file, before it is given up.
            syncs: matches!(call.name, "fsync" | "fdatasync" | "syncfs")
                && call.path().extension().is_none_or(|end| end != "goferry-new"),
            asks_again: call.may_be_interrupted(),
            locks: call.path().ends_with("state/lock"),
        }
    }
}

impl Fault {
    /// A lasting one is the file system's: what is said still comes out. Lasting interruptions meet every other
    /// call of a kind for a file, those of `interrupted` not again: who asks again gets through.
    fn strikes(&self, call: &Call, interrupted: &mut HashSet<(&'static str, PathBuf)>) -> bool {
        let lasts = self.lasts && call.index > self.point && !call.speaks();
        if call.index != self.point && !lasts {
            return false;
        }
        let this = (call.name, call.path());
        let again = self.errno == Errno::EINTR && interrupted.remove(&this);
        if !again {
            interrupted.insert(this);
        }
        !again
    }

    fn answered(&self, run: &Run, met: &Met) -> Result<(), Finding> {
        let wrong = |what: &str| Err(Finding(format!("{what}: {}", run.outcome)));
        let Some(code) = run.outcome.status.code().filter(|_| !run.hung) else {
            return wrong("it died of a signal, or hung");
        };
        if run.outcome.stderr.contains("panicked") || code == i32::from(Exit::Bug.code()) {
            return wrong("a panic");
        }
        // What could not be said may be lost in the middle of a line.
        let unknown = unknown(&run.outcome.stderr, self.errno).filter(|_| !met.speaks);
        if let Some(line) = unknown {
            return wrong(&format!("{line:?} is not of the catalogue"));
        }
        if code != 0 && !self.documents(met, code, &run.outcome.stderr) {
            return wrong("that is not what this exit code stands for");
        }
        let interrupted = self.errno == Errno::EINTR && !self.lasts;
        if code != 0 && interrupted && met.asks_again {
            return wrong("an interrupted call was not made again");
        }
        let lost = matches!(self.errno, Errno::EIO | Errno::ENOSPC | Errno::EDQUOT);
        if code == 0 && lost && met.syncs && !unrecorded(run) && !warned(run) {
            return wrong("a failed fsync was passed over");
        }
        if code != 0 && !met.speaks && !run.outcome.stderr.contains("error: ") {
            return wrong("no error was told");
        }
        Ok(())
    }

    /// Whether `code` is the one for this answer of the system; or says what of the work was done, and what
    /// was `told` says so, too. Where the lock cannot be taken, the place is not one for an installation.
    fn documents(&self, met: &Met, code: i32, told: &str) -> bool {
        let own = match self.errno {
            Errno::ENOSPC | Errno::EDQUOT => Exit::NoSpace,
            Errno::EROFS | Errno::EACCES => Exit::Destination,
            _ => Exit::Io,
        };
        let is = |exit: Exit| code == i32::from(exit.code());
        let said = |text: &&Text| sentences(told).any(|line| catalogue::is(text.en, line));
        is(own)
            || met.locks && is(Exit::Destination)
            || PROGRESS.iter().any(|(exit, texts)| is(*exit) && texts.iter().any(said))
    }
}

/// The codes that say what of the work was done, and with which words.
const PROGRESS: [(Exit, &[&Text]); 3] = [
    (
        Exit::SwitchFailed,
        &[&install::switching, &install::linking, &install::moving, &adopt::adopting],
    ),
    (Exit::Profile, &[&install::profile_failed, &profile::no_shell_served]),
    (Exit::Residue, &[&install::residue, &profile::left_behind]),
];

/// Steps, causes and advice.
fn sentences(told: &str) -> impl Iterator<Item = &str> {
    let marks = ["error: ", "warning: ", "  caused by: ", "  help: "];
    told.lines().filter_map(move |line| marks.iter().find_map(|mark| line.strip_prefix(mark)))
}

/// The first sentence that neither the catalogue has nor the system answers, by itself or by `errno`.
fn unknown(told: &str, errno: Errno) -> Option<&str> {
    let answers = [errno, Errno::ENOENT].map(|errno| os_error(errno as i32, Lang::En));
    sentences(told).find(|line| !catalogue::has(line) && !answers.iter().any(|one| one == line))
}

/// A profile that could not be edited is a warning while another shell is served.
fn warned(run: &Run) -> bool {
    run.outcome.stderr.contains("warning: leaving")
}

/// What was done is done, and the audit log could not be told: a warning.
fn unrecorded(run: &Run) -> bool {
    run.outcome.stderr.contains("was not added to the audit log")
}
