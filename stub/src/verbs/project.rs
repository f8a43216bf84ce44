//! `goferry project`: the carried projects, read-only in the release, and working copies of them.

use crate::disk::copy_tree;
use crate::prefix::Installation;
use crate::prefix::layout::{Layout, Place};
use crate::words::install as words;
use crate::words::options;
use clap::Args;
use payloads::sentences::unpack;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact, best_effort};

/// The options of `project copy`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Copy {
    #[arg(help = options::project_name())]
    name: String,
    #[arg(value_name = "DIR", help = options::project_directory())]
    directory: PathBuf,
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
}

/// The names of the projects the current release carries.
///
/// # Errors
/// The operating system's.
pub fn names(layout: &Layout) -> anyhow::Result<Vec<String>> {
    let directory = modules(layout);
    let step = || words::looking_at(&directory.display());
    let entries = match std::fs::read_dir(&directory) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e).context(step),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.context(step)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Carries out `project list`.
///
/// # Errors
/// Those of [`names`].
pub fn list(at: Installation<'_>) -> anyhow::Result<Exit> {
    let names = names(at.layout)?;
    if names.is_empty() {
        at.context.voice.line(&words::no_projects())?;
    }
    names.iter().try_for_each(|name| at.context.voice.raw_line(name))?;
    at.context.voice.json(&serde_json::json!(names))?;
    Ok(Exit::Done)
}

/// Carries out `project copy NAME DIR`: a working copy that upgrades and uninstall never touch.
///
/// # Errors
/// [`Exit::Usage`] where there is no such project, `to` exists, or lies in what is no directory; the disk's.
pub fn copy(options: &Copy, at: Installation<'_>) -> anyhow::Result<Exit> {
    let Copy { name, directory: to, .. } = options;
    if !names(at.layout)?.contains(name) {
        let said = words::no_such_project(&name);
        return Err(Fact::new(Exit::Usage, said).help(words::no_such_project_help()).into());
    }
    let above = free_place(to)?;
    let copied = copy_below(&above, &modules(at.layout).join(name), to);
    copied.context(|| words::copying_project(&name, &to.display()))?;
    at.context.voice.line(&words::project_copied(&to.display(), &name))?;
    at.context.voice.json(&serde_json::json!({ "project": name, "copy": to.to_string_lossy() }))?;
    Ok(Exit::Done)
}

/// The directories above `to` that are missing, the innermost first, where `to` can be made.
fn free_place(to: &Path) -> Result<Vec<&Path>, Fact> {
    let refuse = |said| Err(Fact::new(Exit::Usage, said).help(words::project_place_help()));
    let is_there = |path: &Path| path.symlink_metadata().is_ok();
    if is_there(to) {
        return refuse(words::project_exists(&to.display()));
    }
    // Above a relative path without a slash is the directory that this runs in.
    let above = || to.ancestors().skip(1).filter(|path| !path.as_os_str().is_empty());
    match above().find(|path| is_there(path)) {
        Some(path) if !path.is_dir() => refuse(words::no_directory(&path.display())),
        _ => Ok(above().take_while(|path| !is_there(path)).collect()),
    }
}

/// Copies `from` to `to`, with the directories `above` it. Half a copy is worth nothing: where that fails, nothing
/// stays of what was made.
fn copy_below(above: &[&Path], from: &Path, to: &Path) -> anyhow::Result<()> {
    const WHY: &str = "the error on its way is the one that matters";
    let mut made = Vec::new();
    let mut make = |path: &Path| match std::fs::create_dir(path) {
        // Another run was faster, or the path ends in `..`.
        Err(_) if path.is_dir() => Ok(()),
        other => other.map(|()| made.push(path.to_owned())),
    };
    let mut make = |path: &&Path| make(path).context(|| unpack::creating_member(&path.display()));
    let copied = above.iter().rev().try_for_each(&mut make).and_then(|()| {
        copy_tree(from, to).inspect_err(|_| best_effort(WHY, std::fs::remove_dir_all(to)))
    });
    if copied.is_err() {
        made.iter().rev().for_each(|path| best_effort(WHY, std::fs::remove_dir(path)));
    }
    copied
}

fn modules(layout: &Layout) -> PathBuf {
    layout.current().join("modules")
}
