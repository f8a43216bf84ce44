//! The gate: a release becomes current only after its Go has built, run and tested a program where it was laid
//! down, with the environment a login shell will have, and after it has passed the acceptance suites that came
//! with it. How long that took is told apart: it is no part of the installation.
//!
//! What Go compiles of itself for that program comes with the release, so that this takes a second or two; without it
//! some ten. Nothing of the user's reaches it and nothing of it stays: HOME, GOPATH, GOCACHE and the temporary directory
//! are in a scratch directory beside the release, where programs may run even if `/tmp` is mounted noexec. What
//! Go may fetch is up to the release's own `go.env`, as it will be afterwards: nothing. An acceptance suite
//! keeps the loopback interface, for Go's tests start servers there.

mod command;
mod scratch;
mod verdict;

use crate::disk::copy_tree;
use crate::process::command::run as run_command;
use crate::process::{Context, Kernel};
use crate::words::{gate as words, install};
use command::Environment;
use payloads::container::manifest::is_word;
use payloads::platform::Cpu;
use scratch::Scratch;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Instant;
use verdict::otherwise;
use voice::{Context as _, Exit, Fact, Said, Voice};

/// Bytes that the gate of an official Go compiles, and some: 94 MiB at most were measured.
pub const ROOM: u64 = 100 << 20;

/// A release that is put to the test.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Where it lies: staging, or its place.
    pub directory: &'a Path,
    /// Its Go's version; empty where it carries none.
    pub go: &'a str,
    /// The CPU of its Go, which is the host's.
    pub cpu: Cpu,
    /// The prefix, whose programs come after its own on PATH.
    pub prefix: &'a Path,
    /// Whether its acceptance suites are run.
    pub suites: bool,
}

/// Puts it to the test, in a scratch directory below `beside`, and gives the milliseconds that took; `None` where
/// there is nothing to test.
///
/// # Errors
/// [`voice::Exit::Smoke`] where it did not pass, [`voice::Exit::SecurityModule`] where the host forbids
/// starting what it built, [`voice::Exit::NoSpace`], the disk's, a signal's. The release is as it was, and
/// the scratch directory is gone.
pub fn run(
    candidate: &Candidate<'_>,
    beside: &Path,
    context: &Context,
) -> anyhow::Result<Option<u64>> {
    let voice = &context.voice;
    if candidate.go.is_empty() {
        return Ok(None);
    }
    voice.note(&words::begins());
    let started = Instant::now();
    let said = judged(&Bench::new(candidate, beside, &context.process.kernel)?, voice)?;
    let took = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let seconds = format!("{}.{}", took / 1000, took % 1000 / 100);
    voice.note(&words::passed(&seconds, &said));
    Ok(Some(took))
}

/// What its `go version` says, after everything held.
fn judged(bench: &Bench<'_>, voice: &Voice) -> anyhow::Result<String> {
    let said = bench.go_says_its_version()?;
    bench.go_builds_a_program()?;
    bench.the_program_runs()?;
    bench.its_test_passes()?;
    bench.suites_pass(voice)?;
    Ok(said)
}

/// The release and where it is tried.
struct Bench<'a> {
    candidate: &'a Candidate<'a>,
    /// Absolute, whatever `--root` is.
    directory: PathBuf,
    environment: Environment,
    scratch: Scratch,
    kernel: &'a Kernel,
}

impl<'a> Bench<'a> {
    fn new(
        candidate: &'a Candidate<'a>,
        beside: &Path,
        kernel: &'a Kernel,
    ) -> anyhow::Result<Self> {
        let absolute =
            |path: &Path| std::path::absolute(path).context(|| words::preparing(&beside.display()));
        let (directory, scratch) = (absolute(candidate.directory)?, absolute(beside)?);
        let scratch = Scratch::new(&scratch, &directory)?;
        let prefix = absolute(candidate.prefix)?;
        let environment = Environment::of(&directory, &prefix, &scratch);
        Ok(Bench { candidate, directory, environment, scratch, kernel })
    }

    fn go_says_its_version(&self) -> anyhow::Result<String> {
        let step = words::running(&"go version");
        self.says_the_version(&self.go(), &["version"], step)
    }

    fn go_builds_a_program(&self) -> anyhow::Result<()> {
        // Somebody's home may be a git repository: it is not asked.
        self.go_does(&["build", "-o=smoke", "-buildvcs=false", "."], &self.scratch.program())
    }

    fn the_program_runs(&self) -> anyhow::Result<()> {
        let program = self.scratch.program().join("smoke");
        let step = words::running(&words::own_program());
        self.says_the_version(&program, &[], step).map(drop)
    }

    fn its_test_passes(&self) -> anyhow::Result<()> {
        self.go_does(&["test", "./..."], &self.scratch.program())
    }

    fn suites_pass(&self, voice: &Voice) -> anyhow::Result<()> {
        if !self.candidate.suites {
            return Ok(());
        }
        for name in suites(&self.directory)? {
            voice.note(&words::suite_begins(&name));
            let suite = copied(&name, &self.directory, &self.scratch)?;
            let said = self.said(&self.go(), &["test", "./..."], &suite, words::suite_help);
            said.context(|| words::running(&words::suite(&name)))?;
        }
        Ok(())
    }

    fn go(&self) -> PathBuf {
        self.directory.join("goroot/bin/go")
    }

    fn go_does(&self, arguments: &[&str], within: &Path) -> anyhow::Result<()> {
        let verb = arguments.first().copied().unwrap_or_default();
        let said = self.said(&self.go(), arguments, within, words::help);
        said.context(|| words::running(&format!("go {verb}"))).map(drop)
    }

    /// `go version` and the program that was built say the same.
    fn says_the_version(
        &self,
        program: &Path,
        arguments: &[&str],
        step: Said,
    ) -> anyhow::Result<String> {
        let expected = Expected { go: self.candidate.go, arch: self.candidate.cpu.goarch() };
        let within = self.scratch.program();
        let said = self.said(program, arguments, &within, words::help).and_then(|said| {
            let line = said.lines().find(|line| expected.is(line)).map(str::to_owned);
            Ok(line.ok_or_else(|| otherwise(&said, &expected.line()))?)
        });
        said.context(|| step)
    }

    /// What a command says that passes; `help` is the way out where it does not.
    fn said(
        &self,
        program: &Path,
        arguments: &[&str],
        within: &Path,
        help: fn() -> Said,
    ) -> anyhow::Result<String> {
        let command = self.environment.command(program, arguments, within);
        let outcome = run_command(command, command::LIMIT, self.kernel)?;
        Ok(verdict::passed(outcome, help, self.scratch.place())?)
    }
}

/// What a program has to say that was built by the release's Go.
struct Expected<'a> {
    go: &'a str,
    arch: &'a str,
}

impl Expected<'_> {
    fn line(&self) -> String {
        format!("go version go{} linux/{}", self.go, self.arch)
    }

    /// A vendor's own build may add words after Go's version.
    fn is(&self, line: &str) -> bool {
        let version =
            line.strip_prefix("go version go").and_then(|rest| rest.strip_prefix(self.go));
        version.is_some_and(|rest| {
            rest.starts_with([' ', '-']) && line.trim_end().ends_with(self.arch)
        })
    }
}

/// The names of a release's suites.
///
/// # Errors
/// [`Exit::Damaged`] for one that is not carried; the disk's.
fn suites(release: &Path) -> anyhow::Result<Vec<String>> {
    let path = release.join("meta/acceptance");
    let list = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.context(|| install::looking_at(&path.display()))?,
    };
    let is_carried = |name: &str| is_word(name) && release.join("modules").join(name).is_dir();
    match list.lines().find(|name| !is_carried(name)) {
        None => Ok(list.lines().map(str::to_owned).collect()),
        Some(name) => Err(Fact::new(Exit::Damaged, words::no_suite(&name)).into()),
    }
}

/// A copy to run it in: tests may write beside their sources.
///
/// # Errors
/// The disk's.
fn copied(name: &str, release: &Path, scratch: &Scratch) -> anyhow::Result<PathBuf> {
    let copy = scratch.at("suites").join(name);
    copy_tree(&release.join("modules").join(name), &copy)?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use voice::exit_of;

    #[test]
    fn a_vendors_words_may_follow_the_version_and_another_version_or_cpu_is_none() {
        let expected = Expected { go: "1.27.3", arch: "loong64" };
        assert!(expected.is(&expected.line()));
        assert!(expected.is("go version go1.27.3-vendor (abi1.0) linux/loong64"));
        for other in
            ["", "go version go1.27.30 linux/loong64", "go version go1.27.3 linux/amd64", "1.27.3"]
        {
            assert!(!expected.is(other), "{other}");
        }
    }

    #[test]
    fn suites_are_carried_projects_in_the_order_of_the_list() {
        let release = Scratch::new("suites");
        std::fs::create_dir_all(release.join("meta")).unwrap();
        for name in ["one", "two"] {
            std::fs::create_dir_all(release.join("modules").join(name)).unwrap();
        }
        assert!(suites(&release).unwrap().is_empty());
        let list = |text: &str| {
            std::fs::write(release.join("meta/acceptance"), text).unwrap();
            suites(&release)
        };
        assert_eq!(list("two\none\n").unwrap(), ["two", "one"]);
        for bad in ["three\n", "../modules/one\n", "one\n\n", "/\n"] {
            assert_eq!(exit_of(&list(bad).unwrap_err()), Exit::Damaged, "{bad:?}");
        }
    }
}
