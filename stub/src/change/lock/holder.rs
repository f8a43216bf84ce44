//! Who holds the lock of a prefix.

use crate::change::audit;
use crate::prefix::layout::Layout;
use crate::process::signals;
use crate::words::home as words;
use nix::fcntl::OFlag;
use std::fs::{File, TryLockError};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use voice::{Context as _, Exit, Fact, Said, exit_of};

/// Who holds a lock, as far as the kernel tells.
#[derive(Debug)]
pub(crate) enum Holder {
    /// This process.
    Running(u32),
    /// This one, which does not go on by itself.
    Stopped(u32),
    /// One of another namespace or host.
    Unknown,
}

impl Holder {
    /// Who holds the lock of the prefix at `layout` now. Nothing is made and nobody is waited for: where there is no
    /// lock file, or this user may not open it, nobody is known to.
    pub(crate) fn at(layout: &Layout) -> Option<Holder> {
        let flags = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK;
        let mut how = File::options();
        let file =
            how.read(true).custom_flags(flags.bits()).open(layout.state().join("lock")).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(Holder::of(file.metadata().ok()?.ino())),
            _ => None,
        }
    }

    /// Who holds a lock on the file `inode`.
    pub(super) fn of(inode: u64) -> Holder {
        let locks = std::fs::read_to_string("/proc/locks").unwrap_or_default();
        let Some(pid) = holder(&locks, inode) else { return Holder::Unknown };
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // After the name, which may hold anything, stands the state.
        match stat.rsplit(')').next().map(str::trim_start) {
            Some(state) if state.starts_with(['T', 't']) => Holder::Stopped(pid),
            _ => Holder::Running(pid),
        }
    }

    /// In words.
    pub(crate) fn said(&self) -> Said {
        match self {
            Holder::Running(pid) => words::holder(&pid),
            Holder::Stopped(pid) => words::holder_stopped(&pid),
            Holder::Unknown => words::holder_unknown(),
        }
    }

    /// What helps.
    pub(crate) fn help(&self) -> Said {
        match self {
            Holder::Stopped(pid) => words::busy_stopped_help(&pid),
            _ => words::busy_help(),
        }
    }
}

/// Who holds a whole-file lock on `inode`, by the text of /proc/locks (proc(5)): waiting ones have an arrow,
/// and a process of another namespace is number 0. File systems differ in what device they show, so the
/// inode decides.
fn holder(locks: &str, inode: u64) -> Option<u32> {
    locks
        .lines()
        .find_map(|line| {
            let mut fields = line.split_ascii_whitespace().skip(1);
            let [kind, pid] = [fields.next()?, fields.nth(2)?];
            let (_, found) = fields.next()?.rsplit_once(':')?;
            (kind == "FLOCK" && found.parse() == Ok(inode)).then(|| pid.parse().ok())?
        })
        .filter(|pid| *pid != 0)
}

/// What `look` finds. Where it finds something wrong and another run held the lock before or after, or put itself on
/// record meanwhile, that cannot be relied on. Nothing is locked: whoever only looks keeps nobody waiting.
///
/// # Errors
/// Those of `look`; [`Exit::Busy`] in their place.
pub(crate) fn undisturbed(
    layout: &Layout,
    look: impl FnOnce() -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let recorded = || layout.state().join(audit::NAMES[0]).metadata().map(|file| file.len()).ok();
    let (before, began) = (Holder::at(layout), recorded());
    let Err(error) = look() else { return Ok(Exit::Done) };
    let holder = Holder::at(layout).or(before);
    let holder = holder.or_else(|| (recorded() != began).then_some(Holder::Unknown));
    let exit = exit_of(&error);
    let counts = matches!(exit, Exit::Usage | Exit::Policy) || signals::ended(exit);
    match holder.filter(|_| !counts) {
        None => Err(error),
        Some(holder) => Err(error).fact(|| {
            let place = layout.directory();
            let said = words::disturbed(&holder.said(), &place.display());
            Fact::new(Exit::Busy, said).help(holder.help())
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;

    #[test]
    fn the_holder_is_found_among_waiting_and_other_locks() {
        let locks = "1: POSIX  ADVISORY  WRITE 7 08:01:99 0 EOF\n\
                     2: FLOCK  ADVISORY  WRITE 4711 08:01:99 0 EOF\n\
                     2: -> FLOCK  ADVISORY  WRITE 4712 08:01:99 0 EOF\n\
                     3: FLOCK  ADVISORY  WRITE 0 08:01:98 0 EOF\n";
        assert_eq!(holder(locks, 99), Some(4711));
        assert_eq!(holder(locks, 98), None);
        assert_eq!(holder(locks, 1), None);
    }

    #[test]
    fn a_run_that_came_and_went_meanwhile_disturbs_and_one_before_does_not() {
        let scratch = Scratch::new("undisturbed");
        let layout = Layout::at(&scratch);
        let record = layout.state().join(audit::NAMES[0]);
        std::fs::create_dir(layout.state()).unwrap();
        let damaged = || Err(Fact::new(Exit::State, words::locking(&"x")).into());
        let exit = |look: &dyn Fn() -> anyhow::Result<Exit>| {
            undisturbed(&layout, look).unwrap_or_else(|error| exit_of(&error))
        };
        for text in ["1", "12"] {
            let disturbed = || {
                std::fs::write(&record, text).unwrap();
                damaged()
            };
            assert_eq!(exit(&disturbed), Exit::Busy);
            assert_eq!(exit(&damaged), Exit::State);
        }
    }
}
