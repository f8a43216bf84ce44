//! What Go compiles of itself before it can build anything of the user's. It is made here, for each CPU, and travels as
//! entries of Go's build cache, so that nobody waits for it on the far side.
//!
//! An entry travels if a second program uses it that has nothing but its imports in common with the first: what
//! belongs to one program, one directory or one moment stays here. The compiler is a carried Go, or the same release
//! for this machine, whose digest was checked as well: what is signed was made by nothing else.

use super::bench::{Bench, Cgo};
use crate::build::request::Request;
use crate::inputs::go::{self, Distribution};
use crate::inputs::tree::Tree;
use crate::words::build as words;
use entry::{Action, is_index};
use kept::Kept;
use payloads::platform::Cpu;
use payloads::smoke;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use voice::{Exit, Fact, Voice};

mod entry;
mod kept;

/// The build cache that travels with each of `all_go`; `None` where none is wanted, or no Go that may compile it runs
/// here, of which it warns.
///
/// # Errors
/// [`Exit::Preflight`] where Go does not build the program; the disk's.
pub fn made(
    request: &Request,
    all_go: &[Distribution],
    scratch: &Path,
    voice: &Voice,
) -> anyhow::Result<Vec<Option<Tree>>> {
    if !request.gocache {
        return Ok(vec![None; all_go.len()]);
    }
    let compilers = OnceCell::new();
    let mut caches = Vec::new();
    for go in all_go {
        let kept = Kept::of(go, &request.cache)?;
        if let Some(tree) = kept.as_ref().and_then(Kept::tree) {
            caches.push(Some(tree));
            continue;
        }
        if compilers.get().is_none() {
            let opened = compiler(request, all_go, scratch, voice)?;
            compilers.set(opened).unwrap_or_default();
        }
        let compiler = compilers.get().and_then(Option::as_ref);
        let Some(bench) = compiler.filter(|bench| bench.version == go.version) else {
            voice.warn(&words::no_gocache(&go.version, &go.cpu));
            caches.push(None);
            continue;
        };
        voice.note(&words::compiling_gocache(&go.version, &go.cpu));
        let tree = Workplace::new(bench, go.cpu)?.tree()?;
        if let Some(kept) = &kept {
            kept.keep(&tree)?;
        }
        caches.push(Some(tree));
    }
    Ok(caches)
}

/// The Go of this machine's CPU, among `all_go` or obtained as those were.
fn compiler(
    request: &Request,
    all_go: &[Distribution],
    scratch: &Path,
    voice: &Voice,
) -> anyhow::Result<Option<Bench>> {
    let Some(host) = Cpu::host() else { return Ok(None) };
    let path = request.environment.get(OsStr::new("PATH")).cloned().unwrap_or_default();
    let open = |go: &Distribution| Bench::of(go, scratch, &request.cache, path, voice);
    if let Some(carried) = all_go.iter().find(|go| go.cpu == host) {
        return open(carried);
    }
    if !request.go.names_a_version() {
        return Ok(None);
    }
    let wanted = go::Request { cpu: host, ..request.go.clone() };
    match go::obtain(&wanted, &request.cache, voice) {
        Ok(obtained) => open(&obtained),
        // The warning says what follows from that.
        Err(_) => Ok(None),
    }
}

/// Where it is compiled for one CPU.
struct Workplace<'a> {
    bench: &'a Bench,
    cpu: Cpu,
    place: tempfile::TempDir,
}

/// When the files of a cache were last written or used.
type Times = BTreeMap<PathBuf, SystemTime>;

impl<'a> Workplace<'a> {
    fn new(bench: &'a Bench, cpu: Cpu) -> anyhow::Result<Workplace<'a>> {
        let place = bench.directory("gocache-")?;
        fs::create_dir(place.path().join("cache"))?;
        Ok(Workplace { bench, cpu, place })
    }

    fn cache(&self) -> PathBuf {
        self.place.path().join("cache")
    }

    /// Compiles both programs, and gives what the second used of what the first had left.
    fn tree(&self) -> anyhow::Result<Tree> {
        self.build("smoke", &[])?;
        let before = aged(&self.cache())?;
        self.build("twin", &[("twin.go", "package main\n\nconst twin = \"another program\"\n")])?;
        let mut tree = Tree::new();
        for (path, before) in &before {
            let has_been_used = fs::metadata(path)?.modified()? != *before;
            if has_been_used && path.to_string_lossy().ends_with("-a") {
                self.take(path, &mut tree)?;
            }
        }
        Ok(tree)
    }

    /// Takes the action at `path`, and what came of it.
    fn take(&self, path: &Path, tree: &mut Tree) -> anyhow::Result<()> {
        let Some(action) = Action::parse(&fs::read_to_string(path)?) else { return Ok(()) };
        let output = action.output_name();
        let bytes = fs::read(self.cache().join(&output))?;
        if is_index(&bytes) {
            return Ok(());
        }
        tree.insert_bytes(&action.name(), action.at_no_time().into_bytes(), false)?;
        if tree.file(&output).is_none() {
            tree.insert_bytes(&output, bytes, false)?;
        }
        Ok(())
    }

    /// Builds, tests and vets the program of the gate under `name`, with `more` files in it.
    fn build(&self, name: &str, more: &[(&str, &str)]) -> anyhow::Result<()> {
        let here = self.place.path().join(name);
        fs::create_dir(&here)?;
        for (file, text) in smoke::FILES.iter().chain(more) {
            fs::write(here.join(file), text.replace("/smoke", &format!("/{name}")))?;
        }
        let commands: [&[&str]; 3] = [
            &["build", "-buildvcs=false", "-o=/dev/null", "."],
            // The test is compiled and vetted; it may be for another CPU than this machine's.
            &["test", "-exec=true", "./..."],
            &["vet", "./..."],
        ];
        for command in commands {
            let run = self.bench.go_with(
                &[("GOCACHE", self.cache().into())],
                &here,
                self.cpu,
                Cgo::Off,
                "",
                command,
            )?;
            if let Some(text) = run.failure(&here) {
                let said = words::gocache_fails(&self.bench.version, &self.cpu, &text);
                let fact = Fact::new(Exit::Preflight, said).help(words::gocache_fails_help());
                return Err(fact.into());
            }
        }
        Ok(())
    }
}

/// Makes every file of the cache two hours older than it is, and gives the times. Go notes the use of a file by its
/// time, unless that is less than an hour ago, and removes what was used by nobody for five days.
fn aged(cache: &Path) -> anyhow::Result<Times> {
    let mut times = Times::new();
    for directory in fs::read_dir(cache)? {
        let directory = directory?.path();
        let files = if directory.is_dir() { Some(fs::read_dir(&directory)?) } else { None };
        for file in files.into_iter().flatten() {
            let file = file?;
            let data = file.metadata()?;
            if data.is_file() {
                let time = data.modified()? - Duration::from_secs(2 * 60 * 60);
                File::options().append(true).open(file.path())?.set_modified(time)?;
                times.insert(file.path(), fs::metadata(file.path())?.modified()?);
            }
        }
    }
    Ok(times)
}
