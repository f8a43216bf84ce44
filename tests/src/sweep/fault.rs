//! An error instead of a call, once or from there on, at every call that changes files.

use super::call::Call;
use super::course::{Course, Finding};
use super::judge::Stand;
use super::tracer::{Act, Run};
use nix::errno::Errno;
use payloads::Exit;

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
    let (mut met, mut struck_last) = (None, false);
    let run = course.run(|call| {
        if call.index == fault.point {
            met = Some(Met::of(call));
        }
        struck_last = fault.strikes(call, struck_last);
        match struck_last {
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
        true => course.recover_but_profiles(),
        false => course.recover(),
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
    /// A lasting one is the file system's: what is said still comes out. Of lasting interruptions each
    /// call meets one: who asks again gets through.
    fn strikes(&self, call: &Call, struck_last: bool) -> bool {
        let again = self.errno == Errno::EINTR && struck_last;
        let lasts = self.lasts && call.index > self.point && !call.speaks() && !again;
        call.index == self.point || lasts
    }

    fn answered(&self, run: &Run, met: &Met) -> Result<(), Finding> {
        let wrong = |what: &str| Err(Finding(format!("{what}: {}", run.outcome)));
        let Some(code) = run.outcome.status.code().filter(|_| !run.hung) else {
            return wrong("it died of a signal, or hung");
        };
        if run.outcome.stderr.contains("panicked") || code == i32::from(Exit::Bug.code()) {
            return wrong("a panic");
        }
        let allowed = self.may_end_with(met);
        if code != 0 && !allowed.iter().any(|exit| code == i32::from(exit.code())) {
            return wrong(&format!("{allowed:?} expected"));
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

    /// Besides 0. The last four say more than the system's answer does: what of the work was done. Where
    /// the lock cannot be taken, the place is not one for an installation.
    fn may_end_with(&self, met: &Met) -> Vec<Exit> {
        let own = match self.errno {
            Errno::ENOSPC | Errno::EDQUOT => Exit::NoSpace,
            Errno::EROFS | Errno::EACCES => Exit::Destination,
            _ => Exit::Io,
        };
        let place = if met.locks { Exit::Destination } else { own };
        vec![own, place, Exit::SwitchFailed, Exit::Profile, Exit::State, Exit::Residue]
    }
}

/// A profile that could not be edited is a warning while another shell is served.
fn warned(run: &Run) -> bool {
    run.outcome.stderr.contains("warning: leaving")
}

/// What was done is done, and the audit log could not be told: a warning.
fn unrecorded(run: &Run) -> bool {
    run.outcome.stderr.contains("was not added to the audit log")
}
