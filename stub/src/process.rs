//! The process as one value: arguments, environment, identity, clock, host. Nothing else in this crate asks
//! the operating system for them, so tests need no globals.

pub mod about;
pub(crate) mod command;
pub mod leash;
pub mod signals;

use crate::host::Host;
use crate::process::about::About;
use nix::errno::Errno;
use payloads::environment::surroundings::Variables;
use std::ffi::{CStr, OsStr, OsString};
use std::os::fd::BorrowedFd;
use std::path::PathBuf;
use std::process::Command;
use voice::Voice;

/// What the program was started with.
#[derive(Clone, Debug)]
pub struct Process {
    /// Arguments, the program's name first.
    pub arguments: Vec<OsString>,
    /// Environment. No variable in it can weaken verification.
    pub environment: Variables,
    /// Effective user id.
    pub uid: u32,
    /// The account's name, by passwd; empty where there is no account.
    pub account: String,
    /// The account's home directory, by passwd; empty where there is no account.
    pub home: PathBuf,
    /// The account's login shell, by passwd; empty where there is no account.
    pub login_shell: PathBuf,
    /// Seconds since 1970 by the system clock.
    pub now: u64,
    /// What is asked of the kernel.
    pub kernel: Kernel,
}

/// What is asked of the kernel where no safe call does it.
#[derive(Clone, Copy, Debug)]
pub struct Kernel {
    /// Finds out about the machine it runs on: see [`Process::host`].
    pub host: fn() -> Host,
    /// Shares a file's blocks with an empty file, where the file system can.
    pub clone_file: CloneFile,
    /// Makes two paths change places.
    pub exchange: Exchange,
    /// Reads what a file has beside its bytes, owner and permission bits.
    pub extended: Extended,
    /// Has a command begin a session of its own, which no terminal belongs to.
    pub apart: fn(&mut Command),
    /// Has a command end when this process does.
    pub end_with_us: fn(&mut Command),
}

/// Lets the empty second file share the blocks of the first.
pub type CloneFile = fn(BorrowedFd<'_>, BorrowedFd<'_>) -> Result<(), Errno>;

/// Makes what two paths name change places, in one step (renameat2(2), RENAME_EXCHANGE).
pub type Exchange = fn(&CStr, &CStr) -> Result<(), Errno>;

/// The extended attributes of a file (xattr(7)), access control lists among them, by name and value; `None` where they
/// cannot be read.
pub type Extended = fn(BorrowedFd<'_>) -> Option<Vec<u8>>;

#[cfg(test)]
impl Kernel {
    /// One that does nothing.
    pub(crate) const INERT: Kernel = Kernel {
        host: || unreachable!("no host is asked for"),
        clone_file: |_, _| Ok(()),
        exchange: |_, _| Ok(()),
        extended: |_| Some(Vec::new()),
        apart: |_| (),
        end_with_us: |_| (),
    };
}

impl Process {
    /// This process. Its arguments, and what finds out about the host, come from where it starts.
    pub fn current(arguments: Vec<OsString>, kernel: Kernel) -> Process {
        let uid = nix::unistd::geteuid();
        let account = nix::unistd::User::from_uid(uid).ok().flatten();
        Process {
            arguments,
            environment: std::env::vars_os().collect(),
            uid: uid.as_raw(),
            account: account.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
            home: account.as_ref().map(|a| a.dir.clone()).unwrap_or_default(),
            login_shell: account.map(|a| a.shell).unwrap_or_default(),
            now: voice::time::now(),
            kernel,
        }
    }

    /// The machine it runs on, asked anew: most runs have no use for it.
    pub fn host(&self) -> Host {
        (self.kernel.host)()
    }

    /// A variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&OsStr> {
        self.environment.value(name)
    }

    /// A variable as text; `None` where it is not UTF-8.
    pub fn text(&self, name: &str) -> Option<String> {
        self.variable(name)?.to_str().map(str::to_owned)
    }

    /// Where the program that was started lies: a name without a slash was found through PATH.
    pub fn found_as(&self) -> PathBuf {
        let typed = self.started_as();
        if typed.components().count() != 1 || typed.is_absolute() {
            return typed;
        }
        let path = self.variable("PATH").unwrap_or_default();
        let found = std::env::split_paths(path).map(|directory| directory.join(&typed));
        found.into_iter().find(|path| path.is_file()).unwrap_or(typed)
    }

    /// The path the program was started as.
    pub fn started_as(&self) -> PathBuf {
        self.arguments.first().map(PathBuf::from).unwrap_or_default()
    }
}

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

    /// From here on something is changed: signals are held back, and what cannot be said is no error any more.
    pub fn work_begins(&self) {
        signals::hold();
        self.voice.work_begins();
    }
}
