//! Releases that go, and with them what of the build cache only they brought.

use crate::change::plan::Plan;
use crate::change::step::Step;
use crate::disk::removal;
use crate::prefix::gocache;
use crate::prefix::layout::Layout;
use crate::process::signals;
use std::path::Path;

/// Adds to `plan` that these releases go, in this order. Cut off at any point, what is left of them is whole or known
/// by its name; a build cache without them is only colder.
pub fn add(plan: &mut Plan<'_>, releases: &[String], layout: &Layout) {
    if gocache::has_some_of(releases, layout) {
        let (path, named) = (layout.gocache(), releases.join(", "));
        let (releases, layout) = (releases.to_vec(), layout.clone());
        plan.then(Step::ThinCache { path, releases: named }, move |()| {
            gocache::forget(&releases, &layout)
        });
    }
    for place in releases.iter().map(|release| layout.release(release)) {
        plan.then(Step::Remove(place.clone()), move |()| {
            signals::check()?;
            removal::whole(&place)
        });
    }
}

/// The releases that are gone after this was done.
pub fn gone(done: &[Step]) -> Vec<&Path> {
    let gone = done.iter().filter(|step| matches!(step, Step::Remove(_)));
    gone.map(Step::path).collect()
}
