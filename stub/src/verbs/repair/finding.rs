//! One thing that is to be repaired.

use super::tree::Tree;
use crate::change::plan::{Plan, Step};
use crate::prefix::layout::Layout;
use crate::profile::Edit;
use crate::releases::links::LinkFault;
use crate::releases::switch::Releases;
use payloads::environment::PrefixFile;

use crate::words::{doctor, repair as words};
use std::path::{Path, PathBuf};
use voice::Said;

/// A thing to repair.
pub(super) enum Finding {
    /// What a run that was cut off left: goes before anything else is looked at again.
    Leftover(PathBuf),
    /// A record of ours that nobody may read: what it says is known only once that is mended.
    Unreadable(PathBuf),
    /// `state/trust.json` cannot be understood, or is lost.
    Trust,
    /// Files of a release, its receipt among them.
    Tree(Box<Tree>),
    /// The installation of this release did not come to its end.
    Incomplete(String),
    /// `bin/goferry`, and the release that has a whole one.
    Program(String),
    /// `state/environment.json`.
    Environment,
    /// `env` and its siblings.
    File(PrefixFile),
    /// Our line is gone from this profile.
    Profile(PathBuf, Edit),
    /// `state/releases.json` cannot be understood.
    Releases,
    /// A link, and what it will say.
    Link(LinkFault, String),
}

impl Finding {
    /// What was found, a line each.
    pub(super) fn said(&self, layout: &Layout) -> Vec<Said> {
        let at = |path: PathBuf| path.display().to_string();
        vec![match self {
            Finding::Tree(tree) => return tree.said(layout),
            Finding::Leftover(path) => doctor::left(&path.display()),
            Finding::Unreadable(path) => words::unreadable(&path.display()),
            Finding::Trust if !has(&trust(layout)) => words::file_missing(&at(trust(layout))),
            Finding::Trust => words::trust_lost(&at(trust(layout))),
            Finding::Incomplete(release) => words::incomplete(&release),
            Finding::Program(_) if !has(&layout.program()) => {
                words::file_missing(&at(layout.program()))
            }
            Finding::Program(_) => words::file_differs(&at(layout.program())),
            Finding::Environment if !has(&environment(layout)) => {
                words::file_missing(&at(environment(layout)))
            }
            Finding::Environment => words::file_damaged(&at(environment(layout))),
            Finding::File(file) => {
                let path = layout.directory().join(file.name);
                match has(&path) {
                    true => words::file_differs(&at(path)),
                    false => words::file_missing(&at(path)),
                }
            }
            Finding::Profile(path, _) => doctor::line_gone(&path.display()),
            Finding::Releases => words::file_damaged(&at(Releases::path(layout))),
            Finding::Link(fault, _) => fault.said(),
        }]
    }

    /// Adds what will be done about it.
    pub(super) fn plan(&self, plan: &mut Plan, layout: &Layout) {
        plan.then(match self {
            Finding::Tree(tree) => return tree.plan(plan, layout),
            Finding::Leftover(path) => Step::Remove(path.clone()),
            Finding::Unreadable(path) => Step::SetMode(path.clone()),
            Finding::Trust => Step::WriteFile(trust(layout)),
            Finding::Incomplete(release) => {
                Step::WriteFile(layout.release(release).join(crate::releases::installed::RECEIPT))
            }
            Finding::Program(_) => Step::WriteFile(layout.program()),
            Finding::Environment => Step::WriteFile(environment(layout)),
            Finding::File(file) => Step::WriteFile(layout.directory().join(file.name)),
            Finding::Profile(path, _) => Step::EditProfile(path.clone()),
            Finding::Releases => Step::WriteFile(Releases::path(layout)),
            Finding::Link(fault, target) => {
                Step::Link { path: fault.path.clone(), target: target.clone() }
            }
        });
    }
}

pub(super) fn trust(layout: &Layout) -> PathBuf {
    layout.state().join("trust.json")
}

pub(super) fn environment(layout: &Layout) -> PathBuf {
    layout.state().join("environment.json")
}

fn has(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
