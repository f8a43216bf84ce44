//! Our lines in the users' profiles: those that the receipt knows, and those that stand there all the same.

use crate::prefix::Installation;
use crate::prefix::layout::Owner;
use crate::prefix::receipt::EnvironmentReceipt;
use crate::profile;
use crate::profile::{Account, Change};
use std::path::Path;

/// The changes to take back, with paths as they are reached from here.
pub(crate) fn of(
    receipt: Option<&EnvironmentReceipt>,
    at: Installation<'_>,
) -> anyhow::Result<Vec<Change>> {
    let root = at.layout.root();
    let within = |change: &Change| match root.as_os_str().is_empty() {
        true => change.clone(),
        false => change.clone().within_root(root),
    };
    let mut changes: Vec<Change> =
        receipt.into_iter().flat_map(|receipt| &receipt.changes).map(within).collect();
    for change in found(at)? {
        let is_it = |known: &Change| known.path == change.path && known.line == change.line;
        if !changes.iter().any(is_it) {
            changes.push(change);
        }
    }
    Ok(changes)
}

/// Lines that stand in profiles now.
pub(crate) fn found(at: Installation<'_>) -> anyhow::Result<Vec<Change>> {
    let prefix = at.layout.shell_prefix()?;
    let edits = match at.layout.owner() {
        Owner::System => profile::plan_system(&prefix, &at.layout.here(Path::new("/"))),
        Owner::User(Some(home)) => {
            let process = &at.context.process;
            let shell = Some(process.login_shell.as_path());
            profile::everywhere(&Account::new(home, shell, &process.environment), &prefix)
        }
        Owner::User(None) => Vec::new(),
    };
    Ok(profile::present(&edits))
}
