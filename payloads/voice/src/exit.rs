//! The exit codes of both programs: one closed table, documented, never renumbered.

use crate::Said;
use crate::words::exits;

/// Why a program ended. The discriminant is the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// The command line cannot be understood or contradicts itself.
    Usage = 2,
    /// Something was changed; only with `--changed-exit`.
    Changed = 3,
    /// The user answered no.
    Declined = 4,
    /// A check before the first write failed and has no code of its own.
    Preflight = 10,
    /// The file is for another CPU or ABI.
    WrongCpu = 11,
    /// Kernel or library too old.
    TooOld = 12,
    /// Not enough space, inodes or quota.
    NoSpace = 13,
    /// The destination cannot be used: noexec, read-only, permission, a foreign directory.
    Destination = 14,
    /// A security module of the host forbids it.
    SecurityModule = 15,
    /// Input or output error at the destination.
    Io = 16,
    /// Bytes are damaged or missing.
    Damaged = 20,
    /// A signature does not hold.
    BadSignature = 21,
    /// The signer is unknown or not trusted here.
    Untrusted = 22,
    /// Policy refuses: a required signature is missing, a downgrade, a revoked key.
    Policy = 23,
    /// The medium the file is on failed.
    Medium = 24,
    /// Authentic, but needs a newer goferry.
    Newer = 25,
    /// Another run holds the lock.
    Busy = 30,
    /// Switching failed; the old version is intact.
    SwitchFailed = 31,
    /// No shell profile could be edited; the installation is intact.
    Profile = 32,
    /// The recorded state is damaged; `repair` mends it.
    State = 33,
    /// The smoke test failed; nothing was activated.
    Smoke = 40,
    /// The installed tree was modified.
    Modified = 41,
    /// A benchmark stayed below its objective.
    Slow = 42,
    /// Something is left after an uninstall.
    Residue = 50,
    /// A volume is missing.
    Volume = 60,
    /// A bug of goferry.
    Bug = 70,
    /// Ended by SIGHUP.
    Hangup = 129,
    /// Ended by SIGINT.
    Interrupt = 130,
    /// Ended by SIGTERM.
    Terminate = 143,
}

impl Exit {
    /// Every code, ascending.
    pub const ALL: [Exit; 30] = [
        Exit::Done,
        Exit::Usage,
        Exit::Changed,
        Exit::Declined,
        Exit::Preflight,
        Exit::WrongCpu,
        Exit::TooOld,
        Exit::NoSpace,
        Exit::Destination,
        Exit::SecurityModule,
        Exit::Io,
        Exit::Damaged,
        Exit::BadSignature,
        Exit::Untrusted,
        Exit::Policy,
        Exit::Medium,
        Exit::Newer,
        Exit::Busy,
        Exit::SwitchFailed,
        Exit::Profile,
        Exit::State,
        Exit::Smoke,
        Exit::Modified,
        Exit::Slow,
        Exit::Residue,
        Exit::Volume,
        Exit::Bug,
        Exit::Hangup,
        Exit::Interrupt,
        Exit::Terminate,
    ];

    /// The number the process ends with.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// What the code means, in the reader's language.
    pub fn meaning(self) -> Said {
        match self {
            Exit::Done => exits::done(),
            Exit::Usage => exits::usage(),
            Exit::Changed => exits::changed(),
            Exit::Declined => exits::declined(),
            Exit::Preflight => exits::preflight(),
            Exit::WrongCpu => exits::wrong_cpu(),
            Exit::TooOld => exits::too_old(),
            Exit::NoSpace => exits::no_space(),
            Exit::Destination => exits::destination(),
            Exit::SecurityModule => exits::security_module(),
            Exit::Io => exits::io(),
            Exit::Damaged => exits::damaged(),
            Exit::BadSignature => exits::bad_signature(),
            Exit::Untrusted => exits::untrusted(),
            Exit::Policy => exits::policy(),
            Exit::Medium => exits::medium(),
            Exit::Newer => exits::newer(),
            Exit::Busy => exits::busy(),
            Exit::SwitchFailed => exits::switch_failed(),
            Exit::Profile => exits::profile(),
            Exit::State => exits::state(),
            Exit::Smoke => exits::smoke(),
            Exit::Modified => exits::modified(),
            Exit::Slow => exits::slow(),
            Exit::Residue => exits::residue(),
            Exit::Volume => exits::volume(),
            Exit::Bug => exits::bug(),
            Exit::Hangup => exits::hangup(),
            Exit::Interrupt => exits::interrupt(),
            Exit::Terminate => exits::terminate(),
        }
    }
}
