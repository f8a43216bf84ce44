//! Where a cross-build runs: one directory in the cache, one run at a time.

use super::procedure::{self, Command};
use crate::inputs::tree::Tree;
use crate::words::go::cross as words;
use anyhow::Result;
use payloads::platform::Cpu;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Output, Stdio};
use std::sync::Arc;
use tempfile::{Builder, TempDir};
use voice::Exit;
use voice::{Context as _, Fact, Voice};

/// How the directories of builds begin.
const PREFIX: &str = "go-build-";

/// A directory with an official toolchain laid out in it; gone when this is dropped. Its name is new
/// each time, so that what a killed run left running cannot meddle.
pub(super) struct Workshop {
    place: TempDir,
    /// Held so that two builds never share the machine, nor the directory.
    _lock: File,
    /// Whether another run had it first.
    pub(super) waited: bool,
}

impl Workshop {
    /// Waits until no other run builds, and clears what a broken-off one left.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub(super) fn open(cache: &Path, voice: &Voice) -> Result<Self> {
        let work = cache.join("work");
        let preparing = || words::preparing(&work.display());
        fs::create_dir_all(&work).context(preparing)?;
        let lock = File::create(work.join("go-build.lock")).context(preparing)?;
        let waited = match lock.try_lock() {
            Ok(()) => false,
            Err(TryLockError::WouldBlock) => {
                voice.note(&words::waiting());
                lock.lock().context(preparing)?;
                true
            }
            Err(TryLockError::Error(error)) => return Err(error).context(preparing),
        };
        clear(&work).context(preparing)?;
        let place = Builder::new().prefix(PREFIX).tempdir_in(&work).context(preparing)?;
        Ok(Workshop { place, _lock: lock, waited })
    }

    /// Lays out the toolchain that builds.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn lay_out(&self, toolchain: &Tree) -> Result<()> {
        toolchain.write_to(&self.goroot())?;
        for name in ["home", "tmp", "build"] {
            let path = self.place.path().join(name);
            fs::create_dir(&path).context(|| words::preparing(&path.display()))?;
        }
        Ok(())
    }

    /// Builds these commands for `cpu`; their bytes in the order asked for.
    ///
    /// # Errors
    /// [`Exit::Destination`]: the toolchain cannot be run there; [`Exit::Preflight`]: it ended with an
    /// error or left something out.
    pub(super) fn build(&self, cpu: Cpu, commands: &[Command]) -> Result<Vec<Arc<[u8]>>> {
        let out = self.place.path().join(format!("out-{cpu}"));
        fs::create_dir(&out).context(|| words::preparing(&out.display()))?;
        self.run(cpu, commands, &out)
            .context(|| words::running(&procedure::command_line(commands)))?;
        commands.iter().map(|command| output(&out, command, cpu)).collect()
    }

    fn run(&self, cpu: Cpu, commands: &[Command], out: &Path) -> Result<()> {
        let go = self.goroot().join("bin/go");
        let mut directory = out.as_os_str().to_owned();
        directory.push("/");
        let mut command = process::Command::new(&go);
        command
            .args(["build", "-o"])
            .arg(directory)
            .args(commands.iter().map(Command::package))
            .current_dir(self.goroot().join("src"))
            .env_clear()
            .envs(procedure::environment(cpu))
            .envs([("GOENV", "off"), ("GOWORK", "off"), ("LC_ALL", "C")])
            .envs(
                [("HOME", "home"), ("TMPDIR", "tmp"), ("GOCACHE", "build")]
                    .map(|(name, below)| (name, self.place.path().join(below))),
            )
            .stdin(Stdio::null());
        let ended = finish(&mut command).fact(|| {
            Fact::new(Exit::Destination, words::cannot_run(&go.display()))
                .help(words::cannot_run_help())
        })?;
        if ended.status.success() {
            return Ok(());
        }
        let (status, text) = (ended.status, last_lines(&ended.stderr));
        let said = words::go_ended(&cpu, &status, &text);
        Err(Fact::new(Exit::Preflight, said).help(words::go_ended_help()).into())
    }

    fn goroot(&self) -> PathBuf {
        self.place.path().join("go")
    }
}

/// A program just written may still be open for writing in a child that another thread is starting;
/// that passes at once.
fn finish(command: &mut process::Command) -> io::Result<Output> {
    for _ in 0..1000 {
        match command.output() {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => {
                std::thread::yield_now();
            }
            result => return result,
        }
    }
    command.output()
}

/// Removes what runs left that could not do so themselves.
fn clear(work: &Path) -> io::Result<()> {
    for entry in fs::read_dir(work)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes())
            && entry.file_type()?.is_dir()
        {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn output(out: &Path, command: &Command, cpu: Cpu) -> Result<Arc<[u8]>> {
    let missing = || words::no_output(&cpu, &command.name);
    fs::read(out.join(&command.name)).map(Arc::from).exit_with(Exit::Preflight, missing)
}

/// The last lines of what it said.
fn last_lines(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(6)..].join(" | ")
}
