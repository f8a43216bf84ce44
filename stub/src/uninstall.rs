//! `goferry uninstall`: takes away what the receipts name, and nothing else.

use crate::audit::{self, Operation};
use crate::context::{Context, flag, text};
use crate::layout::Layout;
use crate::lock::Lock;
use crate::profile;
use crate::receipt::{EnvironmentReceipt, Receipt};
use crate::versions::{self, Installed};
use payloads::words::{Doing, Fact, install as words};
use payloads::{Exit, say};
use std::path::{Path, PathBuf};

/// What `uninstall` was asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// One release, by directory name or Go version; everything without one.
    pub release: Option<String>,
    /// `--yes`.
    pub yes: bool,
    /// `--purge`: the user's gopath too.
    pub purge: bool,
    /// `--dry-run`: say it, do nothing.
    pub dry_run: bool,
}

impl Options {
    /// Reads them from the command line.
    pub fn read(matches: &clap::ArgMatches) -> Options {
        Options {
            release: text(matches, "version"),
            yes: flag(matches, "yes"),
            purge: flag(matches, "purge"),
            dry_run: flag(matches, "dry-run"),
        }
    }
}

/// Carries out `uninstall`.
///
/// # Errors
/// [`Exit::Residue`] where something that is not ours stays in the prefix's own places.
pub fn run(options: &Options, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    let installed = versions::list(layout)?;
    let environment = EnvironmentReceipt::read(layout)?;
    if installed.is_empty() && environment.is_none() {
        let place = layout.directory();
        let said = say!(words::NOTHING_INSTALLED, place = place.display());
        return Err(Fact::new(Exit::Usage, said).into());
    }
    match &options.release {
        Some(wanted) => one(wanted, &installed, options, layout, context),
        None => everything(&installed, environment, options, layout, context),
    }
}

fn one(
    wanted: &str,
    installed: &[Installed],
    options: &Options,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    let release = versions::find(wanted, installed, layout)?;
    if release.current {
        let said = say!(words::IS_CURRENT, release = release.name);
        return Err(Fact::new(Exit::Usage, said).help(say!(words::IS_CURRENT_HELP)).into());
    }
    let place = layout.release(&release.name);
    if !confirmed(std::slice::from_ref(&place), options, context)? {
        return Ok(Exit::Declined);
    }
    if options.dry_run {
        return Ok(Exit::Done);
    }
    let _lock = Lock::take(layout, context)?;
    context.about.receipt(&release.receipt);
    Operation::during("uninstall", layout, context, || {
        remove_release(&place)?;
        told(&[place], context)
    })
}

fn everything(
    installed: &[Installed],
    environment: Option<EnvironmentReceipt>,
    options: &Options,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    let directory = layout.directory();
    for change in environment.iter().flat_map(|e| &e.changes) {
        let profile = layout.here(&change.path);
        context.voice.line(&say!(words::WILL_TAKE_LINE_OUT, path = profile.display()))?;
    }
    if !confirmed(std::slice::from_ref(&directory), options, context)? {
        return Ok(Exit::Declined);
    }
    if options.dry_run {
        return Ok(Exit::Done);
    }
    let lock = Lock::take(layout, context)?;
    let created = environment.as_ref().map(|e| e.created.clone()).unwrap_or_default();
    let mut residue = revert_profiles(environment.as_ref(), layout);
    remove_links(layout)?;
    installed.iter().try_for_each(|release| remove_release(&layout.release(&release.name)))?;
    remove_ours(environment.as_ref(), layout)?;
    let kept = remove_gopath(options.purge, layout)?;
    remove_state(layout)?;
    drop(lock);
    for path in created.iter().rev() {
        remove_empty(&layout.here(path))?;
    }
    if options.purge {
        remove_empty(&directory)?;
    }
    if let Some(gopath) = &kept {
        context.voice.warn(&say!(words::KEPT_GOPATH, path = gopath.display()));
    }
    residue.extend(left_over(&directory, kept.is_some()));
    told(&[directory], context)?;
    match residue.first() {
        None => Ok(Exit::Done),
        Some(first) => {
            Err(Fact::new(Exit::Residue, first.clone()).help(say!(words::RESIDUE_HELP)).into())
        }
    }
}

fn confirmed(doomed: &[PathBuf], options: &Options, context: &Context) -> anyhow::Result<bool> {
    let voice = &context.voice;
    for path in doomed {
        voice.line(&say!(words::WILL_REMOVE, what = path.display()))?;
    }
    if options.yes || options.dry_run {
        return Ok(true);
    }
    if !voice.can_ask() {
        let fact =
            Fact::new(Exit::Usage, say!(words::CANNOT_ASK)).help(say!(words::CANNOT_ASK_HELP));
        return Err(fact.into());
    }
    voice.ask(&say!(words::REMOVE))
}

fn told(removed: &[PathBuf], context: &Context) -> anyhow::Result<Exit> {
    for path in removed {
        context.voice.line(&say!(words::REMOVED, what = path.display()))?;
    }
    let removed: Vec<_> = removed.iter().map(|path| path.to_string_lossy()).collect();
    context.voice.json(&serde_json::json!({ "removed": removed }))?;
    Ok(Exit::Done)
}

fn revert_profiles(
    environment: Option<&EnvironmentReceipt>,
    layout: &Layout,
) -> Vec<payloads::words::Said> {
    let Some(environment) = environment else { return Vec::new() };
    let within = |change: &profile::Change| match layout.root().as_os_str().is_empty() {
        true => change.clone(),
        false => change.clone().within_root(layout.root()),
    };
    let changes: Vec<profile::Change> = environment.changes.iter().map(within).collect();
    profile::revert(&changes)
}

/// The links that shells go through: first of all, so that nobody meets half a release.
fn remove_links(layout: &Layout) -> anyhow::Result<()> {
    let [goroot, gopath] = layout.fixed_links().map(|(link, _)| link);
    for link in [layout.current(), goroot, gopath] {
        if link.symlink_metadata().is_ok_and(|data| data.file_type().is_symlink()) {
            std::fs::remove_file(&link).doing(|| say!(words::REMOVING, path = link.display()))?;
        }
    }
    Ok(())
}

/// Removes the release in `place`: its receipt says it is ours.
fn remove_release(place: &Path) -> anyhow::Result<()> {
    Receipt::read(place)?;
    std::fs::remove_dir_all(place).doing(|| say!(words::REMOVING, path = place.display()))
}

/// Environment files, the manager, and its directory where nothing else is in it.
fn remove_ours(environment: Option<&EnvironmentReceipt>, layout: &Layout) -> anyhow::Result<()> {
    let directory = layout.directory();
    let files = environment.into_iter().flat_map(|e| &e.files).map(|name| directory.join(name));
    for file in files.chain([layout.program()]) {
        remove_file(&file)?;
    }
    remove_empty(&directory.join("bin"))
}

/// The user's own gopath: removed where it is empty, or with `--purge`. Gives its path where it stays.
fn remove_gopath(purge: bool, layout: &Layout) -> anyhow::Result<Option<PathBuf>> {
    let gopath = layout.gopath();
    if purge && gopath.is_dir() {
        make_writable(&gopath)?;
        std::fs::remove_dir_all(&gopath)
            .doing(|| say!(words::REMOVING, path = gopath.display()))?;
    }
    remove_empty(&gopath)?;
    Ok(gopath.is_dir().then_some(gopath))
}

/// Module caches have directories of mode 0555, which nothing can be removed from.
fn make_writable(directory: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let step = || say!(words::REMOVING, path = directory.display());
    let data = directory.symlink_metadata().doing(step)?;
    if !data.is_dir() {
        return Ok(());
    }
    let mode = data.permissions().mode() | 0o700;
    std::fs::set_permissions(directory, std::fs::Permissions::from_mode(mode)).doing(step)?;
    for entry in std::fs::read_dir(directory).doing(step)? {
        make_writable(&entry.doing(step)?.path())?;
    }
    Ok(())
}

fn remove_state(layout: &Layout) -> anyhow::Result<()> {
    let names = ["trust.json", "environment.json", "lock"];
    for name in names.into_iter().chain(audit::NAMES) {
        remove_file(&layout.state().join(name))?;
    }
    remove_empty(&layout.state())
}

fn remove_file(path: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other.doing(|| say!(words::REMOVING, path = path.display())),
    }
}

/// Removes a directory of ours where nothing is in it any more.
fn remove_empty(path: &Path) -> anyhow::Result<()> {
    use std::io::ErrorKind::{DirectoryNotEmpty, NotADirectory, NotFound};
    match std::fs::remove_dir(path) {
        Err(e) if matches!(e.kind(), DirectoryNotEmpty | NotFound | NotADirectory) => Ok(()),
        other => other.doing(|| say!(words::REMOVING, path = path.display())),
    }
}

/// What is in the prefix though nothing of ours is left there.
fn left_over(directory: &Path, gopath_kept: bool) -> Option<payloads::words::Said> {
    let entries = std::fs::read_dir(directory).ok()?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| !(gopath_kept && name == "gopath"))
        .collect();
    names.sort();
    let path = directory.display();
    (!names.is_empty()).then(|| say!(words::RESIDUE, path = path, names = names.join(", ")))
}
