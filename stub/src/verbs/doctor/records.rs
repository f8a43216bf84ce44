//! What goferry writes down for itself: the order of releases, the audit log, what was taken in.

use super::{mendable, note};
use crate::change::audit::chain::Chain;
use crate::prefix::layout::Layout;
use crate::prefix::leftovers;
use crate::releases::adopted::Adopted;
use crate::releases::switch::Releases;
use crate::words::{audit as log, doctor as words};
use voice::Exit;
use voice::{Context as _, Fact};

/// The order of releases, and what cut-off runs left.
pub(super) fn order(layout: &Layout) -> Vec<anyhow::Error> {
    let mut found = Vec::new();
    if Releases::read(layout).damaged {
        let path = Releases::path(layout);
        found.push(mendable(Exit::State, words::order_damaged(&path.display())));
    }
    for path in leftovers::found(layout).unwrap_or_default() {
        let said = words::left(&path.display());
        found.push(note(said, Some(words::repair_help())));
    }
    found
}

/// The audit log: every line follows from the one before it. One that a power cut cut short is no finding.
pub(super) fn audit(layout: &Layout) -> Vec<anyhow::Error> {
    match Chain::of(layout) {
        Err(error) => vec![error],
        Ok(chain) => chain
            .findings
            .into_iter()
            .map(|finding| Fact::new(Exit::Modified, finding.said).help(log::broken_help()).into())
            .collect(),
    }
}

/// What was made by hand is still there, and known.
pub(super) fn adoption(layout: &Layout) -> Vec<anyhow::Error> {
    let help = || words::adoption_damaged_help();
    let damaged = || Fact::new(Exit::State, words::damaged()).help(help());
    let versions = match Adopted::read(layout).fact(damaged) {
        Err(error) => return vec![error],
        Ok(adopted) => adopted.map(|adopted| adopted.versions).unwrap_or_default(),
    };
    let trees = versions.iter().map(|version| layout.release(&version.name).join("goroot"));
    let gone = trees.filter(|tree| !tree.join("bin/go").is_file()).map(|tree| {
        let help = words::adopted_gone_help(&Adopted::path(layout).display());
        let said = words::adopted_gone(&tree.display());
        Fact::new(Exit::State, said).help(help).into()
    });
    gone.collect()
}
