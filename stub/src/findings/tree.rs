//! A release's tree beside what it should be, and a file that knows that.

use super::{Finding, Look, Mend};
use crate::prefix::Installation;
use crate::prefix::layout::{Layout, release_name};
use crate::process::Context;
use crate::releases::installed::{
    Depth, Difference, Expected, InstalledRelease, compared, expected, without_covered,
};
use crate::trust::TrustPolicy;
use payloads::container::{Source, Trusted};
use std::path::Path;
use std::rc::Rc;
use voice::Exit;

/// A release, and how it differs from what it should be.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) kept: Rc<InstalledRelease>,
    pub(crate) expected: Vec<Expected>,
    pub(crate) differences: Vec<Difference>,
}

impl Tree {
    /// Compares it as far as `depth` says.
    ///
    /// # Errors
    /// Those of [`expected`] and [`compared`].
    pub(crate) fn look(
        kept: Rc<InstalledRelease>,
        depth: Depth,
        at: Installation<'_>,
    ) -> anyhow::Result<Tree> {
        let expected = expected(&kept, at.layout)?;
        let differences = compared(&kept, &expected, depth, at)?;
        Ok(Tree { kept, expected, differences })
    }

    /// Without what lies below a directory that is missing itself.
    pub(crate) fn named(&self) -> Vec<&Difference> {
        without_covered(&self.differences)
    }

    pub(crate) fn expected_at(&self, path: &Path) -> Option<&Expected> {
        let at = self.expected.binary_search_by(|e| Path::new(&e.member.path).cmp(path));
        self.expected.get(at.ok()?)
    }

    /// Each difference is a finding; one act mends them all.
    pub(super) fn findings(tree: &Rc<Tree>, layout: &Layout) -> Vec<Finding> {
        let place = layout.release(&tree.kept.name);
        let finding = |difference: &Difference| {
            let (path, said) = (place.join(&difference.path), difference.said(&place));
            let mend = Mend::Tree(Rc::clone(tree));
            Finding::mended(difference.what.into(), path, Exit::Modified, said, mend)
        };
        tree.named().into_iter().map(finding).collect()
    }
}

/// A file to restore from.
#[derive(Debug)]
pub(crate) struct Donor {
    pub(crate) source: Source,
    pub(crate) trusted: Trusted,
}

impl Donor {
    /// `from`, or the file that is running. An installed program is none.
    ///
    /// # Errors
    /// Those of [`TrustPolicy::open`] for a file that was named.
    pub(crate) fn open(
        from: Option<&Path>,
        trust_policy: &TrustPolicy,
        context: &Context,
    ) -> anyhow::Result<Option<Donor>> {
        let own = || std::fs::read_link("/proc/self/exe").unwrap_or_default();
        if from.is_none() && Layout::around(&own(), &context.process).is_some() {
            return Ok(None);
        }
        match trust_policy.open(from, context) {
            Ok((source, trusted)) => Ok(Some(Donor { source, trusted })),
            // A program that is no file of ours, and nobody said that it was one.
            Err(_) if from.is_none() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The directory of the release that it holds.
    ///
    /// # Errors
    /// Those of [`Trusted::manifest`].
    pub(crate) fn release(&self) -> anyhow::Result<String> {
        Ok(release_name(self.trusted.manifest()?, &self.trusted.identity()))
    }

    /// What the release `name` should be, where this is the file it came from.
    pub(super) fn instead_of(&self, name: &str, look: &Look<'_>) -> Option<InstalledRelease> {
        // It was accepted when it was opened; a file that cannot be read any more is no help.
        let trusted = look.trust_policy.once_more(&self.trusted, look.at.context).ok()?;
        let kept = InstalledRelease::of_file(&self.source, trusted, look.at.layout).ok()?;
        (kept.name == name).then_some(kept)
    }
}
