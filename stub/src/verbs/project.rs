//! `goferry project`: the carried projects, read-only in the release, and working copies of them.

use crate::prefix::layout::Layout;
use crate::process::context::Context;
use crate::words::install as words;
use payloads::sentences::unpack;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact, best_effort};

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
pub fn list(layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    let names = names(layout)?;
    if names.is_empty() {
        context.voice.line(&words::no_projects())?;
    }
    names.iter().try_for_each(|name| context.voice.raw_line(name))?;
    context.voice.json(&serde_json::json!(names))?;
    Ok(Exit::Done)
}

/// Carries out `project copy NAME DIR`: a working copy that upgrades and uninstall never touch.
///
/// # Errors
/// [`Exit::Usage`] where there is no such project or `to` exists; the disk's.
pub fn copy(name: &str, to: &Path, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    if !names(layout)?.iter().any(|known| known == name) {
        return Err(Fact::new(Exit::Usage, words::no_such_project(&name)).into());
    }
    if to.symlink_metadata().is_ok() {
        return Err(Fact::new(Exit::Usage, words::project_exists(&to.display())).into());
    }
    let copied = copy_tree(&modules(layout).join(name), to);
    if copied.is_err() {
        // Half a copy is worth nothing, and `to` did not exist before.
        best_effort("the error on its way is the one that matters", std::fs::remove_dir_all(to));
    }
    copied.context(|| words::copying_project(&name, &to.display()))?;
    context.voice.line(&words::project_copied(&to.display(), &name))?;
    context.voice.json(&serde_json::json!({ "project": name, "copy": to.to_string_lossy() }))?;
    Ok(Exit::Done)
}

fn modules(layout: &Layout) -> PathBuf {
    layout.current().join("modules")
}

/// Files become writable for their owner; links stay links.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<()> {
    let step = || unpack::creating_member(&to.display());
    let data = from.symlink_metadata().context(step)?;
    if data.is_symlink() {
        let target = std::fs::read_link(from).context(step)?;
        return std::os::unix::fs::symlink(target, to).context(step);
    }
    if data.is_file() {
        std::fs::copy(from, to).context(step)?;
        let mode = data.permissions().mode() | 0o200;
        return std::fs::set_permissions(to, std::fs::Permissions::from_mode(mode)).context(step);
    }
    std::fs::create_dir(to).context(step)?;
    for entry in std::fs::read_dir(from).context(step)? {
        let name = entry.context(step)?.file_name();
        copy_tree(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}
