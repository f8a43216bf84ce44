//! Releases that go, and with them what of the build cache and the modules only they brought.

use crate::change::plan::Plan;
use crate::change::step::Step;
use crate::disk::removal;
use crate::prefix::{Installation, gocache, modules, toolchains};
use crate::process::signals;
use crate::releases::moved;
use std::path::Path;
use voice::{Exit, exit_of};

/// Adds to `plan` that these releases go, in this order. Cut off at any point, what is left of them is whole or known
/// by its name; a build cache without them is only colder.
pub fn add<'p>(plan: &mut Plan<'p>, releases: &[String], at: Installation<'p>) {
    let layout = at.layout;
    if gocache::has_some_of(releases, layout) {
        let (path, named) = (layout.gocache(), releases.join(", "));
        let releases = releases.to_vec();
        plan.then(Step::ThinCache { path, releases: named }, move |()| {
            gocache::forget(&releases, layout)
        });
    }
    let bring = |release: &String| modules::of_release(&layout.release(release)).is_dir();
    if releases.iter().any(bring) {
        let releases = releases.to_vec();
        plan.then(Step::GatherModules(layout.modules()), move |()| {
            match modules::renew(layout, &releases) {
                // What goes makes the room for what stays, which is put together again then.
                Err(error) if exit_of(&error) == Exit::NoSpace => modules::forget(layout),
                renewed => renewed,
            }
        });
    }
    let names = moved::renamed(layout, None, releases);
    if !names.is_empty() {
        let releases = releases.to_vec();
        plan.then_all(names, move |()| toolchains::renew(layout, &releases));
    }
    for place in releases.iter().map(|release| layout.release(release)) {
        plan.then(Step::Remove(place.clone()), move |()| {
            signals::check()?;
            removal::whole(&place)
        });
    }
    // Go's defaults of those that stay name what is there then.
    plan.then_all(Vec::new(), move |()| {
        if !modules::any(layout) && !modules::bringing(layout, &[])?.is_empty() {
            modules::renew(layout, &[])?;
        }
        moved::follow(at);
        Ok(())
    });
}

/// The releases that are gone after this was done.
pub fn gone(done: &[Step]) -> Vec<&Path> {
    let gone = done.iter().filter(|step| matches!(step, Step::Remove(_)));
    gone.map(Step::path).collect()
}
