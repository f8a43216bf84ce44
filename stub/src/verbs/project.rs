//! `goferry project`: the carried projects, read-only in the release, and working copies of them.

use crate::disk::copy_tree;
use crate::prefix::Installation;
use crate::prefix::layout::{Layout, Place};
use crate::words::install as words;
use crate::words::options;
use clap::Args;
use std::path::PathBuf;
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
/// [`Exit::Usage`] where there is no such project or `to` exists; the disk's.
pub fn copy(options: &Copy, at: Installation<'_>) -> anyhow::Result<Exit> {
    let Copy { name, directory: to, .. } = options;
    if !names(at.layout)?.contains(name) {
        return Err(Fact::new(Exit::Usage, words::no_such_project(&name)).into());
    }
    if to.symlink_metadata().is_ok() {
        return Err(Fact::new(Exit::Usage, words::project_exists(&to.display())).into());
    }
    let copied = copy_tree(&modules(at.layout).join(name), to);
    if copied.is_err() {
        // Half a copy is worth nothing, and `to` did not exist before.
        best_effort("the error on its way is the one that matters", std::fs::remove_dir_all(to));
    }
    copied.context(|| words::copying_project(&name, &to.display()))?;
    at.context.voice.line(&words::project_copied(&to.display(), &name))?;
    at.context.voice.json(&serde_json::json!({ "project": name, "copy": to.to_string_lossy() }))?;
    Ok(Exit::Done)
}

fn modules(layout: &Layout) -> PathBuf {
    layout.current().join("modules")
}
