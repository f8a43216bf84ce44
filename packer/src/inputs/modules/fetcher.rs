//! The real go command, with a network, into a module cache of its own. What earlier runs fetched is asked before the
//! user's proxies; go judges it again.

use super::asked::Named;
use super::below_one_another;
use super::proxy_tree::Download;
use crate::inputs::go::Request;
use crate::words::modules as words;
use keys::note::database::escaped;
use payloads::platform::Cpu;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use voice::{Context as _, Exit, Fact, Voice};

/// With what modules are fetched.
pub struct Fetching<'a> {
    /// The go command.
    pub go: PathBuf,
    /// Its version, without `go`.
    pub go_version: String,
    /// Proxy, database and whether any may be asked.
    pub request: &'a Request,
    /// The environment of this run: credentials of private modules are the user's.
    pub environment: &'a BTreeMap<OsString, OsString>,
    /// Where downloads are kept between runs.
    pub cache: &'a Path,
    /// A directory that is there as long as what is gathered.
    pub scratch: &'a Path,
    /// Carried toolchains, whose records travel, too.
    pub toolchains: Vec<(String, Cpu)>,
    /// Signed heads that clients may have seen, beside those this packer remembers.
    pub after: Vec<String>,
}

/// The most module versions that are named to one run of go.
const AT_ONCE: usize = 200;

/// How many lines are shown of what go said.
const SHOWN: usize = 4;

/// A go command and its module cache.
pub(super) struct Fetcher<'a> {
    fetching: &'a Fetching<'a>,
    /// Goes with the scratch directory: what was fetched is read until the file is made.
    place: PathBuf,
    proxy: String,
}

/// What `go list -m -json` and `go mod download -json` say of one (cmd/go, "Module" and "Download modules").
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    #[serde(default)]
    path: String,
    #[serde(default)]
    version: String,
    error: Option<Trouble>,
}

/// One gives a text, the other wraps it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Trouble {
    Text(String),
    Wrapped {
        #[serde(rename = "Err")]
        err: String,
    },
}

impl<'a> Fetcher<'a> {
    pub(super) fn new(fetching: &'a Fetching<'a>) -> anyhow::Result<Fetcher<'a>> {
        let preparing = || words::preparing(&fetching.scratch.display());
        let scratch = fetching.scratch.canonicalize().context(preparing)?;
        let place = tempfile::Builder::new().prefix("modules-").tempdir_in(scratch);
        let place = place.context(preparing)?.keep();
        let kept = std::path::absolute(kept(fetching.cache)).context(preparing)?;
        fs::create_dir_all(&kept).context(|| words::preparing(&kept.display()))?;
        let settings = &fetching.request.settings;
        let users = match fetching.request.offline {
            true => files_alone(&settings.proxy),
            false => settings.proxy.clone(),
        };
        let proxy = format!("file://{},{users}", kept.display());
        Ok(Fetcher { fetching, place, proxy })
    }

    /// The part of the module cache that is laid out as a proxy serves it.
    pub(super) fn downloaded(&self) -> PathBuf {
        self.place.join("gopath/pkg/mod/cache/download")
    }

    /// A directory that goes with this value.
    pub(super) fn directory(&self) -> anyhow::Result<TempDir> {
        let place = &self.place;
        tempfile::tempdir_in(place).context(|| words::preparing(&place.display()))
    }

    /// A module without anything in it, in a directory that goes with what is given back.
    pub(super) fn fresh_module(&self) -> anyhow::Result<TempDir> {
        let directory = self.directory()?;
        let text = format!("module goferry.invalid/fresh\n\ngo {}\n", self.fetching.go_version);
        let path = directory.path().join("go.mod");
        fs::write(&path, text).context(|| words::preparing(&path.display()))?;
        Ok(directory)
    }

    /// Runs go in `here`, outside workspaces but for `workspace`, and gives what it said.
    ///
    /// # Errors
    /// [`Unserved`] with all versions that it could not get; [`Exit::Usage`] with the last lines of what it said against
    /// it; [`Exit::BadSignature`] where that is another digest.
    pub(super) fn go(
        &self,
        here: &Path,
        workspace: Option<&Path>,
        arguments: &[&str],
    ) -> anyhow::Result<Vec<u8>> {
        let (output, told) = self.tried(here, workspace, arguments)?;
        told.map_or(Ok(output), |told| Err(refused(here, arguments, &told)))
    }

    /// The same of a command that gives JSON for each module, though some may be missing: their names are given.
    pub(super) fn asked(
        &self,
        here: &Path,
        workspace: Option<&Path>,
        arguments: &[&str],
    ) -> anyhow::Result<Vec<String>> {
        let (output, told) = self.tried(here, workspace, arguments)?;
        let stream = serde_json::Deserializer::from_slice(&output).into_iter::<Told>();
        let mut missing = Vec::new();
        let mut any = false;
        for module in stream {
            let module = module.context(|| words::go_unclear(&arguments.join(" ")))?;
            any = true;
            if let Some(trouble) = module.error {
                let (Trouble::Text(why) | Trouble::Wrapped { err: why }) = trouble;
                let name = format!("{}@{}", module.path, module.version);
                missing.push(format!("{name}: {}", short(&why, &name)));
            }
        }
        match told {
            Some(told) if !any || missing.is_empty() => Err(refused(here, arguments, &told)),
            _ => Ok(missing),
        }
    }

    fn tried(
        &self,
        here: &Path,
        workspace: Option<&Path>,
        arguments: &[&str],
    ) -> anyhow::Result<(Vec<u8>, Option<Vec<String>>)> {
        let Fetching { go, request, environment, .. } = self.fetching;
        let work = workspace.map_or_else(|| "off".into(), |work| work.as_os_str().to_owned());
        let output = Command::new(go)
            .args(arguments)
            .current_dir(here)
            .env_clear()
            .envs(*environment)
            .env_remove("GOROOT")
            .env_remove("GOMODCACHE")
            .env("GOPATH", self.place.join("gopath"))
            .env("GOCACHE", self.place.join("gocache"))
            .env("GOPROXY", &self.proxy)
            .env("GOSUMDB", &request.settings.sumdb)
            .env("GONOSUMDB", &request.settings.nosumdb)
            .env("GOWORK", work)
            .envs([("GOTOOLCHAIN", "local"), ("GO111MODULE", "on"), ("GOFLAGS", "-modcacherw")])
            .envs([("GOOS", "linux"), ("GIT_TERMINAL_PROMPT", "0"), ("LC_ALL", "C")])
            .stdin(Stdio::null())
            .output()
            .fact(|| Fact::new(Exit::Usage, words::no_go(&go.display())))?;
        let lines = String::from_utf8_lossy(&output.stderr);
        let lines = lines.lines().map(str::trim).filter(|line| !is_progress(line));
        let told = (!output.status.success()).then(|| lines.map(str::to_owned).collect());
        Ok((output.stdout, told))
    }

    /// Brings what each version lacks of `.info` and `.mod`.
    ///
    /// # Errors
    /// [`Unserved`]; those of the proxies.
    pub(super) fn complete(&self, download: &mut Download, voice: &Voice) -> anyhow::Result<()> {
        let lacking = download.lacking();
        if !lacking.is_empty() {
            voice.note(&words::completing(&lacking.len()));
            let fresh = self.fresh_module()?;
            let mut missing = Vec::new();
            for names in lacking.chunks(AT_ONCE) {
                let names = names.iter().map(ToString::to_string).collect::<Vec<_>>();
                let names = names.iter().map(String::as_str);
                let words: Vec<&str> =
                    ["list", "-mod=mod", "-m", "-e", "-json"].into_iter().chain(names).collect();
                missing.extend(self.asked(fresh.path(), None, &words)?);
            }
            refuse_missing(&missing)?;
            download.take_up(&self.downloaded())?;
            // A zip can come without its go.mod.
            let lacking = download.lacking();
            let names = lacking.iter().map(ToString::to_string).collect::<Vec<_>>();
            for names in names.chunks(AT_ONCE) {
                let names = names.iter().map(String::as_str);
                let words: Vec<&str> =
                    ["mod", "download", "-json"].into_iter().chain(names).collect();
                missing.extend(self.asked(fresh.path(), None, &words)?);
            }
            refuse_missing(&missing)?;
            download.take_up(&self.downloaded())?;
        }
        Ok(())
    }

    /// Keeps what was fetched for the next run: it has been proven by now.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub(super) fn keep(&self) -> anyhow::Result<()> {
        Download::of(&self.downloaded())?.keep(&kept(self.fetching.cache))
    }
}

/// Of a GOPROXY what needs no connection.
fn files_alone(proxy: &str) -> String {
    let files = proxy.split([',', '|']).map(str::trim).filter(|one| one.starts_with("file://"));
    files.chain(["off"]).collect::<Vec<_>>().join(",")
}

/// Where what was fetched stays for the next run, laid out as a proxy serves it.
fn kept(cache: &Path) -> PathBuf {
    cache.join("modules")
}

fn is_progress(line: &str) -> bool {
    let begins = ["go: downloading ", "go: finding ", "go: added ", "go: upgraded "];
    line.is_empty() || begins.iter().any(|begin| line.starts_with(begin))
}

/// Go's words without the name that they begin with, on one line.
fn short(why: &str, name: &str) -> String {
    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
    why.strip_prefix(name).unwrap_or(&why).trim_start_matches([':', ' ']).to_owned()
}

/// What go said against it, or the versions that it could not get.
fn refused(here: &Path, arguments: &[&str], told: &[String]) -> anyhow::Error {
    let missing: BTreeSet<String> = told.iter().filter_map(|line| unserved(line)).collect();
    if !missing.is_empty() {
        return Unserved(missing).into();
    }
    // Another digest than that which is recorded: what it says first is which.
    let security = told.iter().position(|line| line == "SECURITY ERROR");
    let (exit, said) = match security {
        Some(end) => (Exit::BadSignature, &told[end.saturating_sub(SHOWN)..=end]),
        None => (Exit::Usage, &told[told.len().saturating_sub(SHOWN)..]),
    };
    let said = said.join(" | ");
    Fact::new(exit, words::go_refuses(&arguments.join(" "), &here.display(), &said)).into()
}

/// `MODULE@VERSION: reading ADDRESS: why`, at the end of a line.
fn unserved(line: &str) -> Option<String> {
    let (before, why) = line.split_once(": reading ")?;
    let name = before.rsplit(' ').next().filter(|name| Named::parse(name).is_some())?;
    Some(format!("{name}: {why}"))
}

/// Versions that no proxy serves, each with why. What is gathered goes on, so that all are told in one error.
#[derive(Debug, Default)]
pub(super) struct Unserved(BTreeSet<String>);

impl Unserved {
    /// What `result` is, unless it is versions that are missing: they are added to these.
    ///
    /// # Errors
    /// Any other error.
    pub(super) fn set_aside<T>(&mut self, result: anyhow::Result<T>) -> anyhow::Result<Option<T>> {
        match result.map_err(anyhow::Error::downcast::<Unserved>) {
            Ok(value) => Ok(Some(value)),
            Err(Ok(more)) => {
                self.0.extend(more.0);
                Ok(None)
            }
            Err(Err(other)) => Err(other),
        }
    }

    /// All of them, in one error.
    ///
    /// # Errors
    /// [`Exit::Usage`] where there are any.
    pub(super) fn refused(&self) -> Result<(), Fact> {
        let Some(list) = below_one_another(&self.0) else { return Ok(()) };
        let said = words::not_served(&self.0.len(), &list);
        Err(Fact::new(Exit::Usage, said).help(words::not_served_help()))
    }
}

impl std::fmt::Display for Unserved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|name| writeln!(f, "{name}"))
    }
}

impl std::error::Error for Unserved {}

/// # Errors
/// These, where there are any.
pub(super) fn refuse_missing(missing: &[String]) -> Result<(), Unserved> {
    let missing: BTreeSet<String> = missing.iter().cloned().collect();
    if missing.is_empty() { Ok(()) } else { Err(Unserved(missing)) }
}

/// Where a proxy has the versions of a module.
pub(super) fn versions_of(path: &str) -> String {
    format!("{}/@v", escaped(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_connection_proxies_in_files_are_left() {
        assert_eq!(files_alone("https://proxy.example,direct"), "off");
        assert_eq!(files_alone("file:///a|https://b, file:///c,direct"), "file:///a,file:///c,off");
    }

    #[test]
    fn what_go_could_not_get_is_known_by_its_words() {
        let served = "go: corp.example/a imports";
        assert_eq!(unserved(served), None);
        let line = "corp.example/b: corp.example/b@v1.0.0: reading https://x/b.zip: 404 Not Found";
        let name = "corp.example/b@v1.0.0: https://x/b.zip: 404 Not Found";
        assert_eq!(unserved(line).as_deref(), Some(name));
        let line = "module example.org/lib: reading https://x/list: 404 Not Found";
        assert_eq!(unserved(line), None);
    }

    #[test]
    fn versions_that_are_missing_are_told_together_and_other_errors_at_once() {
        let mut all = Unserved::default();
        assert_eq!(all.set_aside(Ok(1)).unwrap(), Some(1));
        let missing = |name: &str| refuse_missing(&[name.to_owned()]).map_err(Into::into);
        assert_eq!(all.set_aside(missing("b@v1: no")).unwrap(), None);
        assert_eq!(all.set_aside(missing("a@v1: no")).unwrap(), None);
        assert!(all.set_aside::<()>(Err(anyhow::anyhow!("other"))).is_err());
        let told = all.refused().unwrap_err();
        let said = told.said.render(voice::Lang::En);
        assert!(said.contains("\n    a@v1: no\n    b@v1: no"), "{said}");
    }
}
