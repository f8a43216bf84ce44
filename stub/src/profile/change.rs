//! One change to one profile: drafted, written, recorded in the receipt.

use super::file::{Attributes, Place};
use super::shell::Shell;
use super::shells::Edit;
use super::{file, line};
use crate::disk::lossless;
use crate::process::Extended;
use payloads::digest::Sha256;

use crate::words::profile;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use voice::Said;

/// What was done to a profile, and all that is needed to undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The file; in JSON, bytes that are not UTF-8 are spelled `%XX`.
    #[serde(with = "lossless::path")]
    pub path: PathBuf,
    /// Nothing outside this directory is edited, and no symbolic link below it followed.
    #[serde(with = "lossless::path")]
    pub below: PathBuf,
    /// The shell it serves.
    pub shell: Shell,
    /// What was done.
    pub action: Action,
    /// Our line, without its end.
    #[serde(with = "lossless::bytes")]
    pub line: Vec<u8>,
    /// The bytes put at the end of the file: the line, its end, and what had to come before it;
    /// empty where the line was found there.
    #[serde(with = "lossless::bytes")]
    pub added: Vec<u8>,
    /// The file as it was; none where it was created.
    pub before: Option<Before>,
    /// Directories made for it, outermost first.
    #[serde(with = "lossless::paths", default, skip_serializing_if = "Vec::is_empty")]
    pub directories: Vec<PathBuf>,
}

/// A file before our change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Of its bytes.
    pub sha256: Sha256,
    /// Its permission bits.
    pub mode: u32,
}

/// What was done to a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The file did not exist; it goes again if nobody else wrote into it.
    Created,
    /// The line was put at its end.
    LineAdded,
    /// The line was there already, from an earlier run.
    LineFound,
}

impl Change {
    /// The same, with its paths as a receipt names them, or as they are reached from here.
    pub fn with_paths(&self, map: impl Fn(&Path) -> PathBuf) -> Change {
        Change {
            path: map(&self.path),
            below: map(&self.below),
            directories: self.directories.iter().map(|path| map(path)).collect(),
            ..self.clone()
        }
    }

    /// What was done, for the user; nothing where nothing was.
    pub(super) fn told(&self) -> Option<Said> {
        let path = self.path.display();
        match self.action {
            Action::Created => Some(profile::profile_created(&path, &self.shell)),
            Action::LineAdded => Some(profile::profile_edited(&path)),
            Action::LineFound => None,
        }
    }
}

/// The changes of an earlier receipt and of this run as one list. Where this run only found the
/// line, the earlier entry knows how it came there and stays.
pub fn merged(earlier: Vec<Change>, now: &[Change]) -> Vec<Change> {
    let mut all = earlier;
    for change in now {
        match all.iter_mut().find(|known| known.path == change.path && known.line == change.line) {
            Some(_) if change.action == Action::LineFound => {}
            Some(known) => *known = replaced(known, change),
            None => all.push(change.clone()),
        }
    }
    all
}

/// A later change of the same file; the directories an earlier one made are still ours.
fn replaced(earlier: &Change, now: &Change) -> Change {
    let mut directories = earlier.directories.clone();
    directories
        .extend(now.directories.iter().filter(|d| !earlier.directories.contains(d)).cloned());
    Change { directories, ..now.clone() }
}

/// A change worked out to the byte, not yet written.
pub(super) struct Draft {
    pub(super) change: Change,
    place: Option<Place>,
    after: Vec<u8>,
    attributes: Option<Attributes>,
    directory_mode: u32,
}

impl Draft {
    /// What `edit` comes to; `place` is none where the file's directory does not exist yet.
    ///
    /// # Errors
    /// Why the file has to be left alone.
    pub(super) fn new(edit: &Edit, place: Option<Place>) -> Result<Self, Said> {
        let existing = match &place {
            Some(place) => place.read()?,
            None => None,
        };
        let bytes = existing.as_ref().map_or(&[][..], |existing| &existing.bytes);
        let added = line::addition(bytes, &edit.line);
        let action = match (&existing, &added) {
            (_, None) => Action::LineFound,
            (None, Some(_)) => Action::Created,
            (Some(_), Some(_)) => Action::LineAdded,
        };
        if let Some(existing) = existing.as_ref().filter(|_| action == Action::LineAdded) {
            existing.require_editable()?;
        }
        let added = added.unwrap_or_default();
        Ok(Draft {
            after: [bytes, &added].concat(),
            attributes: existing.as_ref().map(|existing| existing.attributes.clone()),
            directory_mode: edit.directory_mode,
            change: Change {
                path: edit.path.clone(),
                below: edit.below.clone(),
                shell: edit.shell,
                action,
                line: edit.line.clone(),
                before: existing.as_ref().map(|existing| Before {
                    sha256: Sha256::of(&existing.bytes),
                    mode: existing.attributes.mode,
                }),
                directories: match place {
                    Some(_) => Vec::new(),
                    None => file::missing_directories(&edit.path, &edit.below),
                },
                added,
            },
            place,
        })
    }

    /// Makes it so.
    ///
    /// # Errors
    /// Why the file could not be written; it is as it was then, and directories made for it are gone.
    pub(super) fn write(self, extended: Extended) -> Result<Change, Said> {
        let Draft { change, place, after, attributes, directory_mode } = self;
        if change.action == Action::LineFound {
            return Ok(change);
        }
        let written = file::make_directories(&change.directories, &change.below, directory_mode)
            .and_then(|()| match place {
                Some(place) => Ok(Some(place)),
                None => Place::open(&change.path, &change.below),
            })
            .and_then(|place| place.ok_or_else(|| file::why(nix::errno::Errno::ENOENT)))
            .and_then(|place| {
                let attributes = attributes.map_or_else(|| place.attributes_of_new(), Ok)?;
                place.write(&after, &attributes, extended)
            });
        if let Err(why) = written {
            change.directories.iter().rev().for_each(|made| file::remove_if_empty(made));
            return Err(why);
        }
        Ok(change)
    }
}
