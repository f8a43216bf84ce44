//! INT, TERM and HUP at every call that changes files, alone and again and again.

use super::course::{Course, Finding};
use super::judge::{Picture, Stand};
use super::tracer::Act;
use nix::sys::signal::Signal;

/// Which signal, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knock {
    /// The call during which it first arrives, counted from 1.
    pub point: usize,
    /// The signal.
    pub signal: Signal,
    /// Whether it arrives at the next calls, too: an impatient user.
    pub again: bool,
}

/// Every knock there is on a run of so many calls.
pub fn everywhere(calls: usize) -> Vec<Knock> {
    let signals = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP];
    let each = |point| {
        let once = signals.map(|signal| Knock { point, signal, again: false });
        once.into_iter().flat_map(|once| [once, Knock { again: true, ..once }])
    };
    (1..=calls).flat_map(each).collect()
}

impl Knock {
    /// Not for ever: a call that a signal interrupts is made again, and would be so again and again.
    fn times(&self) -> usize {
        if self.again { 5 } else { 1 }
    }
}

/// Sends it: the program either still gets to its end, or cleans up and says which signal ended it.
///
/// # Errors
/// Another end; leftovers; what is neither old nor new, or was not finished by the next run.
pub fn knock(course: &Course, knock: &Knock) -> Result<Stand, Finding> {
    let run = course.run(|call| {
        let arrives = (knock.point..knock.point + knock.times()).contains(&call.index);
        if arrives { Act::Signal(knock.signal) } else { Act::Pass }
    });
    let Some(fired) = &run.fired else {
        return Err(Finding(format!("no such call was made: {}", run.outcome)));
    };
    let because = |Finding(what)| Finding(format!("{knock:?} at {fired}\n{what}"));
    let stand = course.stand().map_err(because)?;
    let picture = Picture::of(course.ground());
    let left = picture.leftovers();
    let cleaned = 128 + knock.signal as i32;
    let good = match run.outcome.status.code() {
        Some(0) => stand == Stand::New,
        Some(code) => code == cleaned && left.is_empty(),
        None => false,
    };
    if !good {
        return Err(because(Finding(format!("{stand:?}, left {left:?}: {}", run.outcome))));
    }
    course.recover(stand).map_err(because)?;
    Ok(stand)
}
