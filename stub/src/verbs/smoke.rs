//! `goferry smoke`: the gate, for a release that is installed already. Changes nothing.

use crate::change::lock::Lock;
use crate::gate::{self, Candidate, ROOM};
use crate::prefix::Installation;
use crate::prefix::layout::{Layout, Place};
use crate::releases::versions;
use crate::releases::versions::Installed;
use crate::words::gate as words;
use crate::words::options;
use clap::Args;
use nix::sys::statvfs::{FsFlags, statvfs};
use nix::unistd::{AccessFlags, access};
use payloads::platform::Cpu;
use serde_json::json;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::Fact;

/// The options of `smoke`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    #[arg(help = options::version())]
    version: Option<String>,
    #[arg(long, help = words::skip_acceptance())]
    skip_acceptance: bool,
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
}

/// Carries out `smoke [VERSION]`.
///
/// # Errors
/// Those of [`gate::run`]; [`Exit::Usage`] where there is no such release, [`Exit::WrongCpu`] where it is for
/// another CPU, [`Exit::Destination`] where programs can be run nowhere.
pub fn run(options: &Options, at: Installation<'_>) -> anyhow::Result<Exit> {
    let installed = versions::list(at.layout)?;
    let release = match &options.version {
        Some(version) => versions::find(version, &installed, at.layout)?,
        None => current(&installed, at.layout)?,
    };
    let (name, cpu) = (&release.name, cpu_of(release)?);
    let (directory, prefix) = (at.layout.release(name), at.layout.directory());
    let go = release.receipt.go.as_str();
    let suites = !options.skip_acceptance;
    let candidate = Candidate { directory: &directory, go, cpu, prefix: &prefix, suites };
    let place = workable(at)?;
    // There, the next verb that changes something would take the scratch directory for a leftover.
    let lock = (place == prefix).then(|| Lock::take(at)).transpose()?;
    let took = gate::run(&candidate, &place, at.context)?;
    drop(lock);
    if took.is_none() {
        at.context.voice.line(&words::nothing(&name))?;
    }
    at.context.voice.json(&json!({ "release": name, "gate_ms": took }))?;
    Ok(Exit::Done)
}

fn current<'a>(installed: &'a [Installed], layout: &Layout) -> Result<&'a Installed, Fact> {
    let current = installed.iter().find(|release| release.current);
    current.ok_or_else(|| {
        let place = layout.directory();
        Fact::new(Exit::Usage, words::no_release(&place.display()))
    })
}

fn cpu_of(release: &Installed) -> Result<Cpu, Fact> {
    let (file, host) = (release.receipt.cpu.as_str(), Cpu::host());
    Cpu::parse(file).filter(|cpu| host == Some(*cpu)).ok_or_else(|| {
        let host = host.map_or(std::env::consts::ARCH, Cpu::name);
        let said = words::other_cpu(&release.name, &file, &host);
        Fact::new(Exit::WrongCpu, said)
    })
}

/// Where programs can be written and run: the place for temporary files, else the prefix, else the home.
fn workable(at: Installation<'_>) -> Result<PathBuf, Fact> {
    let variable = |name| at.context.process.variable(name).map(PathBuf::from);
    let temporary = variable("TMPDIR").unwrap_or_else(|| PathBuf::from("/tmp"));
    let places = [Some(temporary), Some(at.layout.directory()), variable("HOME")];
    let found =
        places.into_iter().flatten().find(|place| place.is_absolute() && is_workable(place));
    found.ok_or_else(|| {
        Fact::new(Exit::Destination, words::no_scratch()).help(words::no_scratch_help())
    })
}

fn is_workable(place: &Path) -> bool {
    let roomy = statvfs(place).is_ok_and(|volume| {
        let free = volume.blocks_available().saturating_mul(volume.fragment_size());
        (free >= ROOM || volume.blocks() == 0)
            && !volume.flags().intersects(FsFlags::ST_NOEXEC | FsFlags::ST_RDONLY)
    });
    roomy && access(place, AccessFlags::W_OK | AccessFlags::X_OK).is_ok()
}
