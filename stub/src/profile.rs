//! The user's shell profiles: one marked line in each that a shell of theirs reads last, and the
//! way back.
//!
//! A shell reads several files, one after another, and which ones depends on whether it is a login
//! shell and whether someone types into it. A line in the first of them loses against a PATH set in
//! the last, so for each shell and each way of starting it the line goes to the end of a file read
//! late ([`shells`]). Files are bytes: a profile in GB18030 or with CRLF line ends survives, and
//! comes back byte for byte ([`mod@line`]). Nothing is written through a symbolic link ([`mod@file`]).
//!
//! The order of use: [`plan`] (or [`plan_system`]), [`intended`] into the receipt, [`apply`], its
//! changes [`merged`] into the receipt; on uninstall [`revert`], also of what is [`present`] [`everywhere`] else.

mod account;
mod change;
pub mod environment;
mod file;
mod line;
mod receipt;
mod shell;
mod shells;

pub use account::Account;
pub use change::{Action, Before, Change, merged};
pub use receipt::EnvironmentReceipt;
pub use shell::{Shell, hint, parent_name, this_shell};
pub use shells::{Edit, everywhere, notes, notes_system, plan, plan_system};

use crate::disk::has_line;
use crate::process::Extended;
use crate::words::{install, profile};
use change::Draft;
use file::Place;
use payloads::environment::{Prefix, Syntax, source_line};
use std::path::Path;
use voice::Exit;
use voice::{Fact, Said};

/// What became of a plan.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// For the receipt: every file that has our line now.
    pub changes: Vec<Change>,
    /// Every file that was left alone, why, and the line to add.
    pub warnings: Vec<Said>,
    /// Whether any shell finds this Go now.
    pub served: bool,
    /// Whether a file that can be edited was not written: another run may do it.
    pub pending: bool,
    /// Whether that was for want of space, or the disk's fault.
    pub failed: bool,
}

impl Outcome {
    /// What was changed, for the user.
    pub fn told(&self) -> Vec<Said> {
        self.changes.iter().filter_map(Change::told).collect()
    }

    /// # Errors
    /// [`Exit::Profile`] where no shell could be served, or a file was not written for want of space or by the
    /// disk's fault; the installation itself is intact.
    pub fn require_served(&self, prefix: &Prefix) -> Result<(), Fact> {
        if self.failed {
            let fact = Fact::new(Exit::Profile, install::profile_failed());
            return Err(fact.help(install::profile_failed_help()));
        }
        if self.served {
            return Ok(());
        }
        let line = lossy(&source_line(prefix, Syntax::Posix));
        Err(Fact::new(Exit::Profile, profile::no_shell_served())
            .help(profile::no_shell_served_help(&line)))
    }
}

/// What [`apply`] is about to change, for the receipt written before it: after a crash between the
/// two the way back is still known. Writes nothing.
pub fn intended(edits: &[Edit]) -> Vec<Change> {
    let draft = |edit: &Edit| {
        draft_of(edit).or_else(|why| edit.instead().ok_or(why).and_then(|other| draft_of(&other)))
    };
    edits.iter().filter_map(|edit| draft(edit).ok()).map(|draft| draft.change).collect()
}

/// Adds the line to every file of the plan that lacks it, each by one rename where that can be. A file that cannot
/// be edited is a warning, never a half-written file.
pub fn apply(edits: &[Edit], extended: Extended) -> Outcome {
    let mut outcome = Outcome::default();
    for edit in edits {
        let draft = draft_of(edit);
        let can_be = draft.is_ok();
        let written = draft.and_then(|draft| draft.write(extended)).or_else(|why| {
            let of_the_disk = [profile::why_no_space(), profile::why_system(&"")];
            let failed = of_the_disk.iter().any(|said| said.is_same_sentence(&why));
            outcome.failed |= failed;
            outcome.pending |= failed || can_be;
            let line = lossy(&edit.line);
            let path = edit.path.display();
            outcome.warnings.push(profile::left_alone(&path, &why, &line));
            // A drop-in of our own serves the shell where its user's file is not to be touched.
            let other = edit.instead().ok_or(why).and_then(|other| draft_of(&other));
            other.and_then(|draft| draft.write(extended))
        });
        if let Ok(change) = written {
            outcome.changes.push(change);
        }
    }
    outcome.served = !outcome.changes.is_empty();
    outcome
}

/// Our line wherever it stands in the files of `edits`, as changes to [`revert`]: the way back where no receipt
/// knows it. A file that holds nothing else is taken for one that was created.
pub fn present(edits: &[Edit]) -> Vec<Change> {
    edits.iter().filter_map(present_in).collect()
}

fn present_in(edit: &Edit) -> Option<Change> {
    let change = draft_of(edit).ok()?.change;
    let is_ours = change.action == Action::LineFound;
    let existing = Place::open(&edit.path, &edit.below).ok()??.read().ok()??;
    let without = line::remove(&existing.bytes, &edit.line, b"").filter(|_| is_ours)?;
    let action = if without.is_empty() { Action::Created } else { Action::LineFound };
    Some(Change { action, ..change })
}

/// A line that could not be taken out, and why.
pub struct Stuck<'a> {
    change: &'a Change,
    /// For the user.
    pub why: Said,
}

/// Takes our lines out again, newest change first: byte for byte what it was, unless the user has
/// edited the file since; then what they wrote stays. Gives what could not be taken out.
pub fn revert(changes: &[Change], extended: Extended) -> Vec<Stuck<'_>> {
    let stuck = |change| revert_one(change, extended).err().map(|why| Stuck { change, why });
    changes.iter().rev().filter_map(stuck).collect()
}

/// Once more, what [`revert`] gave. A line that is gone by now was taken out by a try whose fsync failed: whether
/// that lasts nobody knows, and the kernel would say yes if it were asked again.
pub fn revert_again(stuck: Vec<Stuck<'_>>, extended: Extended) -> Vec<Stuck<'_>> {
    let again = |Stuck { change, why }| match revert_one(change, extended) {
        Ok(true) => None,
        Ok(false) => Some(Stuck { change, why }),
        Err(why) => Some(Stuck { change, why }),
    };
    stuck.into_iter().filter_map(again).collect()
}

fn draft_of(edit: &Edit) -> Result<Draft, Said> {
    match Place::open(&edit.path, &edit.below)? {
        Some(place) => Draft::new(edit, Some(place)),
        None => Draft::new(edit, None),
    }
}

/// Whether there was anything to take out.
fn revert_one(change: &Change, extended: Extended) -> Result<bool, Said> {
    let undone = undo(change, extended).map_err(|why| {
        let (path, line) = (change.path.display(), lossy(&change.line));
        profile::left_behind(&path, &why, &line)
    });
    for directory in change.directories.iter().rev() {
        file::remove_if_empty(directory);
    }
    undone
}

fn undo(change: &Change, extended: Extended) -> Result<bool, Said> {
    let is_outside = !change.path.starts_with(&change.below);
    if is_outside && !has_line(&change.path, &change.line) {
        return Ok(false);
    }
    let Some(place) = Place::open(&change.path, &change.below)? else { return Ok(false) };
    place.clear_leftovers();
    let Some(existing) = place.read()? else { return Ok(false) };
    let Some(without) = line::remove(&existing.bytes, &change.line, &change.added) else {
        return Ok(false);
    };
    if without.is_empty() && (change.action == Action::Created || is_our_own(&change.path)) {
        place.remove()?;
    } else {
        existing.require_editable()?;
        place.write(&without, &existing.attributes, extended)?;
    }
    Ok(true)
}

/// Whether a file is ours by its name, though somebody made our line theirs by removing what it was for.
fn is_our_own(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "goferry")
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether there is anything at `path`, a dangling link included.
fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests;
