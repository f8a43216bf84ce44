//! One run of one program: what it is given, what it is denied, and how it ends.

use crate::Outcome;
use crate::clock::Memory;
use crate::supervisor::Supervisor;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use voice::Lang;

/// A program with its arguments, environment, limits and descriptors. Nothing of the test's own
/// environment reaches it but PATH.
#[derive(Clone, Debug)]
pub struct Invocation {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: BTreeMap<OsString, OsString>,
    directory: Option<PathBuf>,
    wrappers: Vec<OsString>,
    before: String,
    redirections: String,
    lang: Lang,
    limit: u32,
}

/// Seconds. No run of these tests takes nearly as long: what is still there then hangs.
const LIMIT: u32 = 120;

impl Invocation {
    /// `program` in English, with nothing but PATH in its environment.
    pub fn of(program: impl Into<PathBuf>) -> Invocation {
        let path = OsString::from("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        Invocation {
            program: program.into(),
            arguments: Vec::new(),
            environment: BTreeMap::from([("PATH".into(), path)]),
            directory: None,
            wrappers: Vec::new(),
            before: String::new(),
            redirections: "</dev/null".to_owned(),
            lang: Lang::En,
            limit: LIMIT,
        }
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|a| a.as_ref().to_owned()));
        self
    }

    /// Adds one argument.
    pub fn arg(self, argument: impl AsRef<OsStr>) -> Self {
        self.args([argument])
    }

    /// Sets a variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.environment.insert(name.into(), value.as_ref().to_owned());
        self
    }

    /// Takes a variable away.
    pub fn without_env(mut self, name: &str) -> Self {
        self.environment.remove(OsStr::new(name));
        self
    }

    /// Runs in `directory`.
    pub fn within(mut self, directory: &Path) -> Self {
        self.directory = Some(directory.to_owned());
        self
    }

    /// Speaks `lang`, by the locale.
    pub fn lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self.env("LANG", if lang == Lang::En { "C.UTF-8" } else { "zh_CN.UTF-8" })
    }

    /// Runs under this umask, in octal.
    pub fn umask(mut self, mask: &str) -> Self {
        self.before += &format!("umask {mask}; ");
        self
    }

    /// Shell redirections instead of `</dev/null`: `<&-`, `>/dev/full`.
    pub fn redirected(mut self, redirections: &str) -> Self {
        self.redirections = redirections.to_owned();
        self
    }

    /// Runs under a limit, as prlimit(1) takes it: `--nofile=16`.
    pub fn limited(self, limit: &str) -> Self {
        self.wrapped(["prlimit", limit, "--"])
    }

    /// May take up to `seconds`: a compiler on an imitated CPU.
    pub fn taking_at_most(self, seconds: u32) -> Self {
        Invocation { limit: seconds, ..self }
    }

    /// Runs as user and group `id`.
    pub fn user(self, id: u32) -> Self {
        let (user, group) = (format!("--reuid={id}"), format!("--regid={id}"));
        self.wrapped(["setpriv", user.as_str(), group.as_str(), "--clear-groups", "--"])
    }

    /// Runs with `directory` as `/`; program and arguments are paths in there.
    pub fn rooted(self, directory: &Path) -> Self {
        self.wrapped([OsStr::new("chroot"), directory.as_os_str()])
    }

    /// Runs through another program, which gets ours as its last arguments.
    pub fn wrapped<A: AsRef<OsStr>>(mut self, wrapper: impl IntoIterator<Item = A>) -> Self {
        self.wrappers.extend(wrapper.into_iter().map(|a| a.as_ref().to_owned()));
        self
    }

    /// Runs to its end.
    pub fn run(self) -> Outcome {
        let limit = self.limit.to_string();
        // In a session of its own: who runs the tests at a terminal is not asked on it.
        let limit = ["setsid", "--wait", "timeout", "--kill-after=1", &limit].map(OsString::from);
        let memory = self.memory();
        let outcome = self.finish(&limit, |child| child.wait().expect("a child can be waited for"));
        memory.after(false);
        outcome
    }

    /// Runs to its end with each system call shown to `supervisor` first.
    pub fn supervised(self, supervisor: &mut Supervisor<'_>) -> Outcome {
        let program = crate::programs::executed(&self.program);
        let memory = self.memory();
        let outcome = self.finish(&Supervisor::WRAPPER.map(OsString::from), |child| {
            supervisor.follow(child, &program)
        });
        memory.after(supervisor.has_told());
        outcome
    }

    /// Runs stopped at its first line until `follow` has taken hold of it, which sees it to its end and is
    /// asked only about calls that may change files.
    pub(crate) fn followed(self, follow: impl FnOnce(&mut Child) -> ExitStatus) -> Outcome {
        let mut wrapper = Supervisor::WRAPPER.map(OsString::from).to_vec();
        wrapper.push(crate::programs::our_own("filtered").into());
        self.finish(&wrapper, follow)
    }

    fn memory(&self) -> Memory {
        Memory::of(self.environment.get(OsStr::new("HOME")).map(OsString::as_os_str))
    }

    fn finish(
        self,
        outermost: &[OsString],
        wait: impl FnOnce(&mut Child) -> ExitStatus,
    ) -> Outcome {
        let said = [(); 2].map(|()| tempfile::NamedTempFile::new().expect("a file for the output"));
        let mut command = self.command(outermost);
        let [stdout, stderr] =
            [0, 1].map(|n: usize| Stdio::from(said[n].reopen().expect("reopened")));
        command.stdout(stdout).stderr(stderr);
        let mut child = {
            let _no_program_is_being_written = programs();
            command.spawn().unwrap_or_else(|e| panic!("{command:?}: {e}"))
        };
        let status = wait(&mut child);
        let [stdout, stderr] = said.map(|file| {
            String::from_utf8_lossy(&std::fs::read(file.path()).expect("output")).into_owned()
        });
        Outcome { status, stdout, stderr, command: format!("{command:?}"), lang: self.lang }
    }

    fn command(&self, outermost: &[OsString]) -> Command {
        let script = format!("{}exec \"$@\" {}", self.before, self.redirections);
        let shell = ["sh", "-c", script.as_str(), "sh"].map(OsString::from);
        // The wrappers come last, so that umask and redirections hold for a shell that still runs whole.
        let mut words = outermost.iter().chain(&shell).chain(&self.wrappers);
        let mut command = Command::new(words.next().expect("a first word"));
        command.args(words).arg(&self.program).args(&self.arguments);
        command
            .env_clear()
            .envs(&self.environment)
            .stdin(tempfile::tempfile().expect("an empty file"));
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        command
    }
}

/// Lays a program down. A process forked meanwhile would keep it open for writing, and it could not
/// be started (ETXTBSY): starting and writing wait for each other.
pub(crate) fn lay_program(path: &Path, bytes: &[u8]) {
    use std::io::Write;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let _nothing_is_being_started = programs();
    let mut options = File::options();
    let file = options.write(true).create(true).truncate(true).mode(0o755).open(path);
    let mut file = file.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    file.write_all(bytes).expect("room for a program");
    file.set_permissions(std::fs::Permissions::from_mode(0o755)).expect("chmod");
}

fn programs() -> MutexGuard<'static, ()> {
    static PROGRAMS: Mutex<()> = Mutex::new(());
    PROGRAMS.lock().unwrap_or_else(PoisonError::into_inner)
}
