//! How shells find what is installed: files of ours, our lines in profiles, and the shell that asks.

use super::records::{closed_one, is_closed};
use super::{Code, Finding, Look, Mend, mode};
use crate::disk::has_line;
use crate::prefix::Installation;
use crate::prefix::go_defaults::GoDefaults;
use crate::prefix::home::Owner;
use crate::profile::EnvironmentReceipt;
use crate::profile::environment::gone;
use crate::words::doctor as words;
use payloads::environment::surroundings::GoEnvFile;
use payloads::environment::{self, Prefix, PrefixFile, Syntax, source_line, surroundings};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use voice::{Exit, Said};

/// The record of the environment, the files that shells read, and our lines in profiles.
pub(super) fn files(look: &Look<'_>) -> Vec<Finding> {
    let path = EnvironmentReceipt::path(look.at.layout);
    let is_needed = !look.names.is_empty();
    let (mut found, mut receipt) = (Vec::new(), None);
    match EnvironmentReceipt::read(look.at.layout) {
        Ok(Some(known)) => receipt = Some(known),
        Ok(None) if is_needed => {
            let said = words::file_differs(&path.display());
            let mend = Mend::Environment;
            found.push(Finding::mended(Code::EnvRecord, path, Exit::State, said, mend));
        }
        Ok(None) => {}
        // What it says is known only once it can be read again.
        Err(_) if is_closed(&path, look.at.context) => return vec![closed_one(path)],
        Err(why) => found.push(Finding::damaged(Code::EnvRecord, path, why, Mend::Environment)),
    }
    if is_needed {
        match written(receipt.as_ref(), look) {
            Ok(more) => found.extend(more),
            Err(why) => found.push(Finding::new(Code::Unknown, look.at.layout.directory(), why)),
        }
    }
    found
}

fn written(receipt: Option<&EnvironmentReceipt>, look: &Look<'_>) -> anyhow::Result<Vec<Finding>> {
    let mode = receipt.map_or_else(|| mode(look.at), |receipt| Ok(receipt.mode))?;
    let files = environment::files(&look.at.layout.shell_prefix()?, mode).into_iter();
    let mut found: Vec<Finding> = files.filter_map(|file| differs(file, look)).collect();
    if let Some(receipt) = receipt {
        found.extend(lines(receipt, look)?);
    }
    Ok(found)
}

fn differs(file: PrefixFile, look: &Look<'_>) -> Option<Finding> {
    let path = look.at.layout.directory().join(file.name);
    let has_mode = path
        .symlink_metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o7777 == file.mode);
    if has_mode && std::fs::read(&path).ok().as_deref() == Some(&*file.contents) {
        return None;
    }
    let (said, mend) = (words::file_differs(&path.display()), Mend::File(file));
    Some(Finding::mended(Code::EnvFile, path, Exit::State, said, mend))
}

/// Lines that the receipt knows and that are gone. Profiles are the user's: that is worth knowing and no more.
fn lines(receipt: &EnvironmentReceipt, look: &Look<'_>) -> anyhow::Result<Vec<Finding>> {
    let mut gone = gone(receipt, look.at)?;
    let mut found = Vec::new();
    for change in &receipt.changes {
        let path = look.at.layout.here(&change.path);
        let at = gone.iter().position(|(mended, _)| *mended == path);
        if at.is_none() && has_line(&path, &change.line) {
            continue;
        }
        let said = words::line_gone(&path.display());
        found.push(match at.map(|at| gone.swap_remove(at)) {
            Some((_, edit)) => {
                let help = Some(words::repair_help());
                let mend = Mend::Profile(path.clone(), edit);
                Finding::note(Code::Profile, path, said, help).by(mend)
            }
            None => {
                let line = String::from_utf8_lossy(&change.line);
                Finding::note(Code::Profile, path, said, Some(words::line_gone_help(&line)))
            }
        });
    }
    Ok(found)
}

/// Whether the shell that asks finds this Go, and what of its environment wins over it.
pub(super) fn shell(look: &Look<'_>) -> Vec<Finding> {
    let Installation { layout, context } = look.at;
    let Ok(prefix) = layout.shell_prefix() else { return Vec::new() };
    let ours = prefix.goroot_bin();
    let path = context.process.variable("PATH").unwrap_or_default();
    let entries =
        path.as_bytes().split(|b| *b == b':').map(|entry| Path::new(OsStr::from_bytes(entry)));
    let mut before = Vec::new();
    let mut has_ours = false;
    for entry in entries {
        has_ours |= entry == ours || entry == prefix.path().join("bin");
        if has_ours {
            break;
        }
        before.push(entry.join("go"));
    }
    let shown = ours.display();
    let mut found = Vec::new();
    if !has_ours {
        let line = String::from_utf8_lossy(&source_line(&prefix, Syntax::Posix)).into_owned();
        let (said, help) = (words::not_in_path(&shown), words::not_in_path_help(&line));
        found.push(Finding::note(Code::NoPath, ours.clone(), said, Some(help)));
    } else if let Some(other) = before.into_iter().find(|go| is_program(go)) {
        let said = words::not_first(&shown, &other.display());
        found.push(Finding::note(Code::OtherGo, other, said, Some(words::not_first_help())));
    }
    let conflicts = conflicts(look.at).into_iter();
    found.extend(conflicts.map(|said| Finding::note(Code::Variable, ours.clone(), said, None)));
    found
}

/// Warns of another `go` in PATH, a GOROOT, and of the user's own values that win over ours.
pub(crate) fn warn_of_conflicts(at: Installation<'_>) {
    for said in conflicts(at) {
        at.context.voice.warn(&said);
    }
}

/// The same, for somebody else to say. Who builds an image has an environment that is none of its.
fn conflicts(at: Installation<'_>) -> Vec<Said> {
    if at.layout.is_in_image() {
        return Vec::new();
    }
    let Ok(prefix) = at.layout.shell_prefix() else { return Vec::new() };
    let variables = &at.context.process.environment;
    let ours = GoDefaults::of_laid(&at.layout.current(), at.layout).settings();
    let files = user_files(at);
    let mut said = surroundings::warnings(variables, &files, &prefix, &ours, is_program);
    said.extend(left_behind(&files, &prefix, at));
    said
}

/// The user's module cache, where there is something in it and our GOPATH has another. The host's has none.
fn left_behind(files: &[GoEnvFile], prefix: &Prefix, at: Installation<'_>) -> Option<Said> {
    let variables = &at.context.process.environment;
    let cache = surroundings::module_cache_left_behind(variables, files, prefix)
        .filter(|_| *at.layout.owner() != Owner::System)?;
    let is_filled = std::fs::read_dir(&cache).is_ok_and(|mut entries| entries.next().is_some());
    is_filled.then(|| surroundings::module_cache_warning(&cache, prefix))
}

/// What `go env -w` has written for the user, and where.
fn user_files(at: Installation<'_>) -> Vec<GoEnvFile> {
    let paths = at.context.process.environment.go_env_files().into_iter();
    paths.filter_map(GoEnvFile::read).collect()
}

/// Whether it can be started.
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}
