//! What releases say of the installation around them is put right: of a home that moved, of modules that came or went.

use super::installed;
use crate::change::step::Step;
use crate::prefix::Installation;
use crate::prefix::go_defaults::GoDefaults;
use crate::prefix::layout::Layout;
use crate::prefix::receipt::Receipt;
use crate::prefix::toolchains;
use crate::words::home as words;
use std::path::Path;
use voice::best_effort;

/// Go's defaults of each release name the prefix where it is now, which is said. What cannot be written is left to the
/// findings.
pub fn follow_home(at: Installation<'_>) {
    if at.layout.home().is_none() {
        return;
    }
    // One that is not installed to its end says what it should when it is.
    let is_complete = |directory: &Path| Receipt::read(directory).is_ok_and(|r| r.is_complete());
    for name in followed(is_complete, at) {
        let place = at.layout.directory();
        at.context.voice.note(&words::followed(&name, &place.display()));
    }
}

/// Go's defaults of each release name what is there now; gives the releases of which they did not.
pub fn follow(at: Installation<'_>) -> Vec<String> {
    followed(|_| true, at)
}

fn followed(may_follow: impl Fn(&Path) -> bool, at: Installation<'_>) -> Vec<String> {
    let Installation { layout, context } = at;
    let mut names = installed::names(layout).unwrap_or_default();
    names.retain(|name| {
        let directory = layout.release(name);
        if !may_follow(&directory) {
            return false;
        }
        let defaults = GoDefaults::of_laid(&directory, layout);
        let followed = defaults.follow(&directory, context.process.uid);
        let has_followed = matches!(followed, Ok(true));
        best_effort("the findings say what is wrong", followed);
        has_followed
    });
    names
}

/// What is said of the names by which go finds other versions, with a release to come, by its name, and without those
/// that go.
pub fn renamed(layout: &Layout, to_come: Option<&str>, without: &[String]) -> Vec<Step> {
    let wanted = toolchains::wanted(layout, to_come, without);
    let gone = toolchains::present(layout).into_iter().filter(|link| !wanted.contains_key(link));
    let gone: Vec<Step> = gone.map(Step::Remove).collect();
    let made = wanted.into_iter().filter(|(link, target)| !toolchains::leads_to(link, target));
    gone.into_iter().chain(made.map(|(path, target)| Step::Link { path, target })).collect()
}
