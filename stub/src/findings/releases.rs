//! Each release, the program, and the links by which one is current.

use super::inferred::{current, program_from};
use super::{Code, Finding, Look, Mend, Tree};
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::releases::installed::{InstalledRelease, RECEIPT};
use crate::releases::links::{self, Fault, LinkFault};
use crate::words::{doctor as words, repair};
use std::rc::Rc;
use voice::{Exit, Fact, exit_of};

/// A release's record, its files, and whether its installation came to its end. One whose record holds, or whose
/// file says what it should be, joins `whole`.
pub(super) fn release(
    name: &str,
    look: &Look<'_>,
    whole: &mut Vec<Rc<InstalledRelease>>,
) -> Vec<Finding> {
    let Look { at, trust_policy, depth, donor, .. } = look;
    let (kept, refused) = match InstalledRelease::read(name, trust_policy, *at) {
        Ok(kept) => (Some(kept), None),
        Err(error) => (donor.and_then(|donor| donor.instead_of(name, look)), Some(error)),
    };
    let place = at.layout.release(name);
    let refused = refused.map(|why| Finding::new(self::refused(&why), place.join("meta"), why));
    let Some(kept) = kept.map(Rc::new) else { return refused.into_iter().collect() };
    let is_complete = kept.receipt.as_ref().is_none_or(|receipt| receipt.is_complete());
    whole.push(Rc::clone(&kept));
    let tree = match Tree::look(kept, *depth, *at) {
        Ok(tree) => Rc::new(tree),
        Err(error) => return vec![Finding::new(Code::Unknown, place, error)],
    };
    let mut found = match refused {
        None => Tree::findings(&tree, at.layout),
        Some(finding) if tree.differences.is_empty() => vec![finding],
        Some(finding) => vec![finding.by(Mend::Tree(tree))],
    };
    if !is_complete {
        let (said, mend) = (words::incomplete(&name), Mend::Complete(name.to_owned()));
        let path = place.join(RECEIPT);
        found.push(Finding::mended(Code::Incomplete, path, Exit::State, said, mend));
    }
    found
}

/// Why a release's own record says nothing of it: it does not hold, or would be refused today.
pub(crate) fn refused(why: &anyhow::Error) -> Code {
    if exit_of(why) == Exit::Modified { Code::Record } else { Code::Refused }
}

/// `bin/goferry`.
pub(super) fn program(whole: &[Rc<InstalledRelease>], layout: &Layout) -> Vec<Finding> {
    let path = layout.program();
    let said = words::no_program(&path.display());
    let broken = program_from(whole, layout).map(|release| {
        Finding::mended(Code::Program, path, Exit::Modified, said, Mend::Program(release))
    });
    broken.into_iter().collect()
}

/// The links that shells go through.
pub(super) fn links(whole: &[Rc<InstalledRelease>], at: Installation<'_>) -> Vec<Finding> {
    links::faults(at.layout).into_iter().map(|fault| link(fault, whole, at)).collect()
}

fn link(fault: LinkFault, whole: &[Rc<InstalledRelease>], at: Installation<'_>) -> Finding {
    let (said, path) = (fault.said(), fault.path.clone());
    let code = if fault.kind == Fault::NoLink { Code::LinkTaken } else { Code::Link };
    if fault.kind == Fault::NoLink && !is_empty_directory(&fault) {
        let fact = Fact::new(Exit::State, said).help(repair::no_link_help());
        return Finding::new(code, path, fact);
    }
    let target = fault.target.map(str::to_owned).or_else(|| current(whole, at));
    match target {
        Some(target) => Finding::mended(code, path, Exit::State, said, Mend::Link(fault, target)),
        None => {
            let none = Fact::new(Exit::State, repair::no_current());
            let story = none.help(repair::no_current_help()).over(Fact::new(Exit::State, said));
            Finding::new(code, path, story)
        }
    }
}

fn is_empty_directory(fault: &LinkFault) -> bool {
    std::fs::read_dir(&fault.path).is_ok_and(|mut entries| entries.next().is_none())
}
