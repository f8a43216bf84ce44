//! A Go that is run here: the carried one where it is of this CPU, else this machine's. It finds nothing of the user's
//! and no network.

use crate::inputs::go::Distribution;
use crate::words::rehearsal as words;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::{Builder, TempDir};
use voice::{Context as _, Exit, Fact, Said, Voice, best_effort};

/// Starts a program in a network of its own, in which there is nothing.
const APART: [&str; 5] = ["unshare", "--user", "--map-root-user", "--net", "--"];

/// Whether packages may bring C code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cgo {
    /// As where there is no C compiler.
    Off,
    /// As where there is one.
    On,
}

/// A Go to rehearse with, and where.
pub struct Bench {
    go: PathBuf,
    /// As it says itself, without `go`.
    pub(super) version: String,
    pub(super) is_carried: bool,
    /// Words before the command that leave it no network; none where the kernel refuses that.
    apart: &'static [&'static str],
    c_compiler: Option<&'static str>,
    path: OsString,
    /// What was compiled stays for the next run.
    compiled: PathBuf,
    place: TempDir,
}

/// How a command of Go ended.
pub(super) struct Run {
    has_succeeded: bool,
    pub(super) stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Run {
    /// What went wrong, paths relative to `here`; `None` where nothing did.
    pub(super) fn failure(&self, here: &Path) -> Option<String> {
        if self.has_succeeded {
            return None;
        }
        // `go test` says on standard output which package failed, and why on the other.
        let said = [lines(&self.stderr, here), lines(&self.stdout, here)].concat();
        Some(said.into_iter().take(TOLD).collect::<Vec<_>>().join(" | "))
    }
}

impl Bench {
    /// Lays out the carried Go of this CPU below `scratch`, or takes this machine's along `path`.
    ///
    /// # Errors
    /// [`Exit::Usage`] where there is neither; the scratch directory cannot be written.
    pub fn open(
        all_go: &[Distribution],
        scratch: &Path,
        cache: &Path,
        path: OsString,
        voice: &Voice,
    ) -> anyhow::Result<Bench> {
        let mut bench = Bench::without_go(scratch, cache, path, voice)?;
        let carried = all_go.iter().find(|go| Some(go.cpu) == Cpu::host());
        if let Some(carried) = carried
            && bench.runs(carried, cache)?
        {
            return Ok(bench);
        }
        bench.is_carried = false;
        bench.go = found("go", &bench.path).unwrap_or_default();
        if bench.says_its_version() {
            return Ok(bench);
        }
        Err(Fact::new(Exit::Usage, words::no_go()).help(words::no_go_help()).into())
    }

    /// Lays out `go` below `scratch`; `None` where it does not run here.
    ///
    /// # Errors
    /// The scratch directory cannot be written.
    pub fn of(
        go: &Distribution,
        scratch: &Path,
        cache: &Path,
        path: OsString,
        voice: &Voice,
    ) -> anyhow::Result<Option<Bench>> {
        let mut bench = Bench::without_go(scratch, cache, path, voice)?;
        Ok(bench.runs(go, cache)?.then_some(bench))
    }

    fn without_go(
        scratch: &Path,
        cache: &Path,
        path: OsString,
        voice: &Voice,
    ) -> anyhow::Result<Bench> {
        let preparing = || words::preparing(&scratch.display());
        // Absolute, for Go runs in other directories.
        let scratch = scratch.canonicalize().context(preparing)?;
        let place = Builder::new().prefix("rehearsal-").tempdir_in(&scratch).context(preparing)?;
        let compiled = std::path::absolute(cache.join("go-build")).context(preparing)?;
        for directory in [&compiled, &place.path().join("home"), &place.path().join("tmp")] {
            fs::create_dir_all(directory).context(preparing)?;
        }
        let (apart, c_compiler) = (cut_off(voice), c_compiler(&path));
        Ok(Bench {
            go: PathBuf::new(),
            version: String::new(),
            is_carried: true,
            apart,
            c_compiler,
            path,
            compiled,
            place,
        })
    }

    /// Whether `go`, laid out, runs here.
    fn runs(&mut self, go: &Distribution, cache: &Path) -> anyhow::Result<bool> {
        self.go = laid_out(go, cache, self.place.path())?.join("bin/go");
        Ok(self.says_its_version())
    }

    /// Go's command.
    pub fn command(&self) -> PathBuf {
        self.go.clone()
    }

    /// The carried Go's command, where that is the one.
    pub fn carried(&self) -> Option<PathBuf> {
        self.is_carried.then(|| self.go.clone())
    }

    pub(super) fn whose(&self) -> Said {
        if self.is_carried { words::carried() } else { words::this_machines() }
    }

    /// A directory that is gone with what is given back.
    pub(super) fn directory(&self, prefix: &str) -> anyhow::Result<TempDir> {
        let place = self.place.path();
        let made = Builder::new().prefix(prefix).tempdir_in(place);
        made.context(|| words::preparing(&place.display()))
    }

    /// Whether C code for `cpu` can be compiled here.
    pub(super) fn compiles_c_for(&self, cpu: Cpu) -> bool {
        self.c_compiler.is_some() && Some(cpu) == Cpu::host()
    }

    /// Runs Go in the directory `here`, for `cpu`, with `flags` in GOFLAGS.
    ///
    /// # Errors
    /// It cannot be started.
    pub(super) fn go(
        &self,
        here: &Path,
        cpu: Cpu,
        cgo: Cgo,
        flags: &str,
        arguments: &[&str],
    ) -> anyhow::Result<Run> {
        self.go_with(&[], here, cpu, cgo, flags, arguments)
    }

    /// The same with other settings than those of all runs.
    ///
    /// # Errors
    /// It cannot be started.
    pub(super) fn go_with(
        &self,
        settings: &[(&str, OsString)],
        here: &Path,
        cpu: Cpu,
        cgo: Cgo,
        flags: &str,
        arguments: &[&str],
    ) -> anyhow::Result<Run> {
        let below = |name| self.place.path().join(name);
        let mut words = self.apart.iter().map(OsString::from).collect::<Vec<_>>();
        words.push(self.go.clone().into_os_string());
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .args(arguments)
            .current_dir(here)
            .env_clear()
            .env("PATH", &self.path)
            .env("HOME", below("home"))
            .env("GOPATH", below("gopath"))
            .env("TMPDIR", below("tmp"))
            .env("GOCACHE", &self.compiled)
            .env("GOOS", "linux")
            .env("GOARCH", cpu.goarch())
            .env("CGO_ENABLED", if cgo == Cgo::On { "1" } else { "0" })
            .env("CC", self.c_compiler.unwrap_or("cc"))
            .envs([("GOENV", "off"), ("GOWORK", "off"), ("GOPROXY", "off")])
            .envs([("GOTOOLCHAIN", "local"), ("GOFLAGS", flags), ("LC_ALL", "C")])
            // What lies above the scratch directory is no matter of the project's.
            .env("GIT_CEILING_DIRECTORIES", self.place.path())
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        let running = || words::running(&arguments.join(" "));
        let output = command.output().exit_with(Exit::Preflight, running)?;
        let (has_succeeded, stdout, stderr) =
            (output.status.success(), output.stdout, output.stderr);
        Ok(Run { has_succeeded, stdout, stderr })
    }

    /// Whether it runs here; then its version is known.
    fn says_its_version(&mut self) -> bool {
        let Some(host) = Cpu::host() else { return false };
        let Ok(run) = self.go(self.place.path(), host, Cgo::Off, "", &["env", "GOVERSION"]) else {
            return false;
        };
        let said = String::from_utf8_lossy(&run.stdout).trim().to_owned();
        self.version = said.strip_prefix("go").unwrap_or(&said).to_owned();
        run.has_succeeded
    }
}

/// The carried Go in files: those of an earlier run, where each is still what it was, else new ones. What would not
/// be known again goes below `scratch`.
fn laid_out(go: &Distribution, cache: &Path, scratch: &Path) -> anyhow::Result<PathBuf> {
    let Some(known) = go.known_as() else {
        let goroot = scratch.join("go");
        return go.tree.write_to(&goroot).map(|()| goroot);
    };
    let named = Sha256::of(known.as_bytes()).to_string();
    let beside = cache.join("rehearsal");
    let preparing = || words::preparing(&beside.display());
    // Absolute, for Go runs in other directories.
    let kept = std::path::absolute(beside.join(&named[..16])).context(preparing)?;
    if go.tree.lies_in(&kept) {
        return Ok(kept);
    }
    fs::create_dir_all(&beside).context(preparing)?;
    let fresh = Builder::new().prefix(".new-").tempdir_in(&beside).context(preparing)?;
    go.tree.write_to(&fresh.path().join("go"))?;
    // One that is damaged goes with the directory that the new one was made in.
    best_effort("there may be none", fs::rename(&kept, fresh.path().join("old")));
    match fs::rename(fresh.path().join("go"), &kept) {
        // Another run was quicker.
        Err(_) if go.tree.lies_in(&kept) => Ok(kept),
        other => other.context(preparing).map(|()| kept),
    }
}

/// [`APART`] where it works here; else that is said, and Go's own settings have to keep it from fetching.
fn cut_off(voice: &Voice) -> &'static [&'static str] {
    let [program, options @ ..] = APART;
    let mut command = Command::new(program);
    let tried = command.args(options).arg("true").stdin(Stdio::null()).output();
    if tried.is_ok_and(|output| output.status.success()) {
        return &APART;
    }
    voice.note(&words::not_cut_off());
    &[]
}

fn c_compiler(path: &OsString) -> Option<&'static str> {
    ["gcc", "clang", "cc"].into_iter().find(|name| found(name, path).is_some())
}

/// The file called `name` in a directory of `path`.
fn found(name: &str, path: &OsString) -> Option<PathBuf> {
    std::env::split_paths(path).map(|directory| directory.join(name)).find(|path| path.is_file())
}

/// Lines of Go's output that are told; the first say what the others come from.
const TOLD: usize = 3;

/// Lines of Go's output with the paths of `here` relative, headings apart.
pub(super) fn lines(output: &[u8], here: &Path) -> Vec<String> {
    let here = format!("{}/", here.display());
    let text = String::from_utf8_lossy(output).replace(&here, "");
    let lines = text.lines().map(str::trim);
    let told = lines.filter(|line| !line.is_empty() && !line.starts_with("# "));
    let mut seen = BTreeSet::new();
    told.filter(|line| seen.insert((*line).to_owned())).take(TOLD).map(str::to_owned).collect()
}
