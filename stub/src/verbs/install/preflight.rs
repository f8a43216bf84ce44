//! What must hold before the first write. Nothing here writes.

pub(super) mod room;

use super::existing::Found;
use super::{Options, Release, Run};
use crate::host::{Host, requirements};
use crate::prefix::layout::Layout;
use crate::prefix::ownership;
use crate::words::install as words;
use nix::sys::statvfs::{FsFlags, Statvfs, statvfs};
use nix::unistd::{AccessFlags, access};
use payloads::container::manifest::Kind;
use payloads::container::{Manifest, Verified};
use payloads::platform::{Cpu, Platform};
use payloads::unpack::{Plan, one_name};
use std::ffi::{OsStr, OsString};
use std::fs::DirEntry;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact};

/// The CPU of the file's Go; of a file without one, the host's.
pub(super) fn cpu(manifest: &Manifest) -> anyhow::Result<Cpu> {
    let go = manifest.payload.components.iter().find(|c| c.kind == Kind::Go);
    match go.map(|component| component.cpu) {
        Some(Platform::Cpu(cpu)) => Ok(cpu),
        _ => Cpu::host().ok_or_else(|| {
            Fact::new(Exit::WrongCpu, words::unknown_cpu(&std::env::consts::ARCH)).into()
        }),
    }
}

/// Checks the CPU, and that the host has what the carried Go asks for. An image (`--root`) is for another
/// host, and modules are for any.
pub(super) fn host(
    release: &Release<'_>,
    verified: &Verified<'_>,
    plan: &Plan,
    options: &Options,
    host: &Host,
) -> anyhow::Result<()> {
    if options.place.root.is_some() || options.modules_alone {
        return Ok(());
    }
    right_cpu(release, host)?;
    requirements::check(release.trusted, verified, plan, host)
}

/// Checks the prefix, permissions, space and inodes.
pub(super) fn check(run: &Run<'_>, found: &Found, plan: &Plan) -> anyhow::Result<()> {
    let (layout, options) = (run.at.layout, run.options);
    let directory = layout.directory();
    let step = || words::preparing(&directory.display());
    layout.shell_prefix().context(step)?;
    if run.by_hand.is_none() {
        ours_or_empty(layout).context(step)?;
    }
    ownership::check(layout, run.at.context.process.uid).context(step)?;
    let existing = nearest_existing(&directory);
    let volume = statvfs(&existing).context(|| words::looking_at(&existing.display()))?;
    usable(&existing, &volume, options.gate(run.release.cpu)).context(step)?;
    if folds_case(&existing)
        && let Some((one, other)) = plan.case_twins()
    {
        return Err(one_name(&existing, one, other)).context(step);
    }
    room::check(run, found.standing(options), plan, &volume).context(step)
}

/// Whether names in `directory` are also found in the other case, as far as a name that is in it shows that. A file
/// system that folds case and shows nothing is met in staging.
fn folds_case(directory: &Path) -> bool {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let names: Vec<OsString> = entries.map(|entry| entry.file_name()).collect();
    let mut others = names.iter().map(|name| in_other_case(name));
    let other = others.find(|other| !names.contains(other));
    other.is_some_and(|other| directory.join(other).symlink_metadata().is_ok())
}

fn in_other_case(name: &OsStr) -> OsString {
    let turned = |byte: &u8| byte ^ u8::from(byte.is_ascii_alphabetic()) << 5;
    OsString::from_vec(name.as_bytes().iter().map(turned).collect())
}

fn right_cpu(release: &Release<'_>, host: &Host) -> Result<(), Fact> {
    if host.cpu == Some(release.cpu) {
        return Ok(());
    }
    let host = host.machine();
    Err(Fact::new(Exit::WrongCpu, words::wrong_cpu(&release.cpu, &host))
        .help(words::wrong_cpu_help(&host)))
}

/// The prefix is absent, empty, or made by goferry.
fn ours_or_empty(layout: &Layout) -> anyhow::Result<()> {
    let directory = layout.directory();
    if let Ok(target) = std::fs::read_link(&directory) {
        let said = words::prefix_link(&directory.display(), &target.display());
        return Err(Fact::new(Exit::Destination, said).help(words::prefix_link_help()).into());
    }
    let entries = match std::fs::read_dir(&directory) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            // A dangling link or a link loop is not an absent directory.
            return match directory.symlink_metadata() {
                Ok(_) => Err(unusable(words::no_directory(&directory.display())).into()),
                Err(_) => Ok(()),
            };
        }
        Err(e) => {
            return Err(e)
                .exit_with(Exit::Destination, || words::no_directory(&directory.display()));
        }
    };
    // An earlier uninstall leaves the user's own gopath alone.
    let is_gopath =
        |entry: std::io::Result<DirEntry>| entry.is_ok_and(|entry| entry.file_name() == "gopath");
    if layout.state().is_dir() || entries.into_iter().all(is_gopath) {
        return Ok(());
    }
    Err(unusable(words::foreign(&directory.display())).into())
}

fn unusable(said: voice::Said) -> Fact {
    Fact::new(Exit::Destination, said).help(words::other_prefix())
}

fn usable(existing: &Path, volume: &Statvfs, runs_programs: bool) -> Result<(), Fact> {
    let path = existing.display();
    if volume.flags().contains(FsFlags::ST_RDONLY) {
        return Err(unusable(words::read_only(&path)));
    }
    if runs_programs && volume.flags().contains(FsFlags::ST_NOEXEC) {
        return Err(unusable(words::noexec(&path)));
    }
    access(existing, AccessFlags::W_OK | AccessFlags::X_OK)
        .map_err(|_| unusable(words::not_writable(&path)))
}

/// The deepest directory on the way to `path` that exists.
pub(super) fn nearest_existing(path: &Path) -> PathBuf {
    path.ancestors()
        .find(|ancestor| ancestor.is_dir())
        .map_or_else(|| PathBuf::from("/"), Path::to_owned)
}
