//! The shell that asks: whether it finds this Go, and what of its environment wins over it.

use super::note;
use crate::host::environment_conflicts;
use crate::prefix::layout::Layout;
use crate::process::context::Context;
use payloads::environment::{Syntax, source_line};

use crate::words::doctor as words;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What is worth knowing of it.
pub(super) fn look(layout: &Layout, context: &Context) -> Vec<anyhow::Error> {
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
    let mut found = Vec::new();
    let line = String::from_utf8_lossy(&source_line(&prefix, Syntax::Posix)).into_owned();
    let shown = ours.display();
    if !has_ours {
        let help = words::not_in_path_help(&line);
        found.push(note(words::not_in_path(&shown), Some(help)));
    } else if let Some(other) = before.iter().find(|go| environment_conflicts::is_program(go)) {
        let said = words::not_first(&shown, &other.display());
        found.push(note(said, Some(words::not_first_help())));
    }
    found.extend(
        environment_conflicts::warnings(layout, context).into_iter().map(|said| note(said, None)),
    );
    found
}
