//! Where a project's vendor tree comes from: its own directory, or `go mod vendor` into a scratch
//! directory. The project's directory is only ever read.

use super::Options;
use super::modules_txt::ModulesTxt;
use super::texts::Texts;
use crate::words::project as words;
use clap::ValueEnum;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;
use tempfile::TempDir;
use voice::Exit;
use voice::{Context as _, Fact, Said, Voice};

/// When a vendor tree is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Vendoring {
    /// Where there is none, or it does not agree; refused where the one that does not agree has changes of its own.
    Needed,
    /// Always, whatever lies in the project's directory.
    Fresh,
}

/// A vendor tree and where it lies.
#[derive(Debug)]
pub(super) enum Vendor {
    /// Nothing is required, so nothing is vendored.
    NotNeeded,
    /// `DIR/vendor`.
    InPlace(PathBuf),
    /// Made by us; it lasts as long as the scratch directory.
    Made(TempDir),
}

impl Vendor {
    /// The `vendor` directory itself; none where nothing is vendored.
    pub(super) fn dir(&self) -> Option<PathBuf> {
        match self {
            Vendor::NotNeeded => None,
            Vendor::InPlace(dir) => Some(dir.clone()),
            Vendor::Made(scratch) => Some(scratch.path().join("vendor")).filter(|dir| dir.is_dir()),
        }
    }
}

/// The vendor tree that lies in the directory.
///
/// # Errors
/// [`Exit::Usage`] where there is none though `go.mod` requires modules.
pub(super) fn find(dir: &Path, texts: &Texts) -> anyhow::Result<Vendor> {
    let vendor = dir.join("vendor");
    if vendor.join("modules.txt").is_file() {
        return Ok(Vendor::InPlace(vendor));
    }
    if texts.go_mod.requires.is_empty() {
        return Ok(Vendor::NotNeeded);
    }
    let said = words::no_vendor(&dir.display());
    Err(Fact::new(Exit::Usage, said).help(words::no_vendor_help()).into())
}

/// Makes a vendor tree with `go mod vendor`, from copies of `go.mod` and `go.sum`. Relative
/// replacements keep their meaning, because the command runs in the project's directory.
///
/// # Errors
/// [`Exit::Usage`] where Go is missing, refuses, or would have to change `go.mod` or `go.sum`.
pub(super) fn make(
    dir: &Path,
    texts: &Texts,
    options: &Options,
    voice: &Voice,
) -> anyhow::Result<Vendor> {
    let started = Instant::now();
    // Absolute, because go is run in another directory.
    let scratch = options
        .scratch
        .canonicalize()
        .and_then(|parent| tempfile::Builder::new().prefix("goferry-vendor-").tempdir_in(parent));
    let scratch = scratch.context(|| words::writing(&options.scratch.display()))?;
    write(&scratch.path().join("go.mod"), &texts.go_mod_text)?;
    write(&scratch.path().join("go.sum"), &texts.go_sum_text)?;
    run(dir, &scratch, options, voice)?;
    refuse_changes(dir, &scratch, texts)?;
    let list = fs::read_to_string(scratch.path().join("vendor/modules.txt")).unwrap_or_default();
    tell(&list, dir, started.elapsed().as_secs(), voice);
    if list.is_empty() && !texts.go_mod.requires.is_empty() {
        let said = words::needs_tidy(&dir.join("go.mod").display());
        return Err(Fact::new(Exit::Usage, said).help(words::needs_tidy_help()).into());
    }
    Ok(Vendor::Made(scratch))
}

/// Tells how many modules have packages in the tree that was made.
fn tell(list: &str, dir: &Path, seconds: u64, voice: &Voice) {
    let dir = dir.display();
    voice.note(&match ModulesTxt::parse(list).vendored().count() {
        0 => words::vendored_none(&dir),
        1 => words::vendored_one(&dir, &seconds),
        count => words::vendored(&count, &dir, &seconds),
    });
}

fn run(dir: &Path, scratch: &TempDir, options: &Options, voice: &Voice) -> anyhow::Result<()> {
    let go = options.go_command.clone().unwrap_or_else(|| PathBuf::from("go"));
    voice.note(&words::vendoring(&dir.display()));
    let mut command = Command::new(&go);
    if options.go_command.is_some() {
        // What is carried is what builds there: it fetches no other Go, and takes nothing from another GOROOT.
        command.env("GOTOOLCHAIN", "local").env_remove("GOROOT");
    }
    let output = command
        .args(["mod", "vendor"])
        .arg(joined("-modfile=", &scratch.path().join("go.mod")))
        .arg("-o")
        .arg(scratch.path().join("vendor"))
        .current_dir(dir)
        .env("GOFLAGS", "")
        .env("GOWORK", "off")
        .env("GO111MODULE", "on")
        .output()
        .fact(|| {
            Fact::new(Exit::Usage, words::no_go_command(&go.display()))
                .help(words::no_go_command_help())
        })?;
    if output.status.success() {
        Ok(())
    } else {
        Err(Fact::new(Exit::Usage, ended(&output)).into())
    }
}

fn joined(option: &str, path: &Path) -> std::ffi::OsString {
    let mut joined = std::ffi::OsString::from(option);
    joined.push(path);
    joined
}

/// The command's status and the last lines of what it said.
fn ended(output: &Output) -> Said {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = lines[lines.len().saturating_sub(6)..].join(" | ");
    words::go_mod_vendor_ended(&output.status, &last)
}

fn refuse_changes(dir: &Path, scratch: &TempDir, texts: &Texts) -> anyhow::Result<()> {
    for (name, before) in [("go.mod", &texts.go_mod_text), ("go.sum", &texts.go_sum_text)] {
        let path = scratch.path().join(name);
        let after = fs::read_to_string(&path).context(|| words::reading(&path.display()))?;
        if after != *before {
            let said = words::needs_tidy(&dir.join(name).display());
            return Err(Fact::new(Exit::Usage, said).help(words::needs_tidy_help()).into());
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).context(|| words::writing(&path.display()))
}
