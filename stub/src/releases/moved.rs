//! A home that moved: what a release says of its own place is put right.

use super::installed;
use crate::prefix::Installation;
use crate::prefix::go_defaults::GoDefaults;
use crate::words::home as words;
use voice::best_effort;

/// Go's defaults of each release name the prefix where it is now. What cannot be written is left to the findings.
pub fn follow_home(at: Installation<'_>) {
    let Installation { layout, context } = at;
    if layout.home().is_none() {
        return;
    }
    for name in installed::names(layout).unwrap_or_default() {
        let directory = layout.release(&name);
        let followed =
            GoDefaults::of_laid(&directory, layout).follow(&directory, context.process.uid);
        match followed {
            Ok(true) => {
                context.voice.note(&words::home_moved(&name, &layout.directory().display()))
            }
            other => best_effort("the findings say what is wrong", other),
        }
    }
}
