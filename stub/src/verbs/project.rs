//! `goferry project`: the carried projects, read-only in the release, and working copies of them.

use crate::prefix::layout::Layout;
use crate::process::context::Context;
use payloads::words::{Doing, Fact, install as words, unpack};
use payloads::{Exit, say};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The names of the projects the current release carries.
///
/// # Errors
/// The operating system's.
pub fn names(layout: &Layout) -> anyhow::Result<Vec<String>> {
    let directory = modules(layout);
    let step = || say!(words::LOOKING_AT, path = directory.display());
    let entries = match std::fs::read_dir(&directory) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e).doing(step),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.doing(step)?.file_name().to_string_lossy().into_owned());
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
        context.voice.line(&say!(words::NO_PROJECTS))?;
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
        return Err(Fact::new(Exit::Usage, say!(words::NO_SUCH_PROJECT, name = name)).into());
    }
    if to.symlink_metadata().is_ok() {
        return Err(Fact::new(Exit::Usage, say!(words::PROJECT_EXISTS, path = to.display())).into());
    }
    let copied = copy_tree(&modules(layout).join(name), to);
    if copied.is_err() {
        // Best effort: half a copy is worth nothing, and `to` did not exist before.
        drop(std::fs::remove_dir_all(to));
    }
    copied.doing(|| say!(words::COPYING_PROJECT, name = name, path = to.display()))?;
    context.voice.line(&say!(words::PROJECT_COPIED, path = to.display(), name = name))?;
    context.voice.json(&serde_json::json!({ "project": name, "copy": to.to_string_lossy() }))?;
    Ok(Exit::Done)
}

fn modules(layout: &Layout) -> PathBuf {
    layout.current().join("modules")
}

/// Files become writable for their owner; links stay links.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<()> {
    let step = || say!(unpack::CREATING_MEMBER, path = to.display());
    let data = from.symlink_metadata().doing(step)?;
    if data.is_symlink() {
        let target = std::fs::read_link(from).doing(step)?;
        return std::os::unix::fs::symlink(target, to).doing(step);
    }
    if data.is_file() {
        std::fs::copy(from, to).doing(step)?;
        let mode = data.permissions().mode() | 0o200;
        return std::fs::set_permissions(to, std::fs::Permissions::from_mode(mode)).doing(step);
    }
    std::fs::create_dir(to).doing(step)?;
    for entry in std::fs::read_dir(from).doing(step)? {
        let name = entry.doing(step)?.file_name();
        copy_tree(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}
