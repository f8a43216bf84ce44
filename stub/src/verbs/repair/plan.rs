//! What mends each finding, step by step.

use crate::change::plan::{Plan, Step};
use crate::findings::{Mend, Tree};
use crate::prefix::layout::Layout;
use crate::prefix::receipt::EnvironmentReceipt;
use crate::releases::installed::{RECEIPT, What};
use crate::releases::switch::Releases;
use payloads::container::index::MemberKind;
use std::path::{Path, PathBuf};

impl Mend {
    /// Its place in the order of mending. `current` is last: until then nobody goes through a link to something half
    /// mended.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Mend::Leftover(_) => 0,
            Mend::Open(_) => 1,
            Mend::Trust => 2,
            Mend::Tree(_) | Mend::Complete(_) => 3,
            Mend::Program(_) => 4,
            Mend::Environment => 5,
            Mend::File(_) => 6,
            Mend::Profile(..) => 7,
            Mend::Releases => 8,
            Mend::Link(fault, _) if fault.target.is_some() => 9,
            Mend::Link(..) => 10,
        }
    }

    /// Adds what will be done.
    pub(super) fn plan(&self, plan: &mut Plan, layout: &Layout) {
        plan.then(match self {
            Mend::Tree(tree) => return tree.plan(plan, layout),
            Mend::Leftover(path) => Step::Remove(path.clone()),
            Mend::Open(path) => Step::SetMode(path.clone()),
            Mend::Trust => Step::WriteFile(trust(layout)),
            Mend::Complete(release) => Step::WriteFile(layout.release(release).join(RECEIPT)),
            Mend::Program(_) => Step::WriteFile(layout.program()),
            Mend::Environment => Step::WriteFile(EnvironmentReceipt::path(layout)),
            Mend::File(file) => Step::WriteFile(layout.directory().join(file.name)),
            Mend::Profile(path, _) => Step::EditProfile(path.clone()),
            Mend::Releases => Step::WriteFile(Releases::path(layout)),
            Mend::Link(fault, target) => {
                Step::Link { path: fault.path.clone(), target: target.clone() }
            }
        });
    }
}

pub(super) fn trust(layout: &Layout) -> PathBuf {
    layout.state().join("trust.json")
}

impl Tree {
    fn plan(&self, plan: &mut Plan, layout: &Layout) {
        let place = layout.release(&self.kept.name);
        for difference in &self.differences {
            let path = place.join(&difference.path);
            let expected = self.expected_at(&difference.path).map(|e| &e.member.kind);
            if goes_first(difference.what, expected, &path) {
                plan.then(Step::Remove(path.clone()));
            }
            plan.then(match (difference.what, expected) {
                (What::Mode { .. }, _) => Step::SetMode(path),
                (_, None) => continue,
                (_, Some(MemberKind::Dir)) => Step::CreateDirectory(path),
                (_, Some(MemberKind::File { .. })) => Step::WriteFile(path),
                (_, Some(MemberKind::Link { target })) => {
                    Step::Link { path, target: target.clone() }
                }
            });
        }
    }
}

/// Whether what is at `path` has to be removed: a rename takes the place of all but directories.
pub(super) fn goes_first(what: What, expected: Option<&MemberKind>, path: &Path) -> bool {
    let is_directory = || path.symlink_metadata().is_ok_and(|data| data.is_dir());
    match what {
        What::Extra => true,
        What::Type => expected == Some(&MemberKind::Dir) || is_directory(),
        _ => false,
    }
}
