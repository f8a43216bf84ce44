//! What goferry writes down for itself: trust, the order of releases, the audit log, what was taken in.

use super::{Code, Finding, Look, Mend};
use crate::change::audit::log::Log;
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::leftovers;
use crate::process::Context;
use crate::profile::EnvironmentReceipt;
use crate::releases::adopted::{self, Adopted};
use crate::releases::switch::Releases;
use crate::trust::{self, Remembered, TrustPolicy};
use crate::words::{audit as log, doctor as words, repair};
use keys::TrustMode;
use serde_json::Value;
use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use voice::{Exit, Fact, exit_of};

/// Records of this user's that the user may not read: what they say is known only once that is mended.
pub(crate) fn closed(at: Installation<'_>) -> Vec<Finding> {
    let records = [
        Remembered::place(at.layout),
        EnvironmentReceipt::path(at.layout),
        Releases::path(at.layout),
    ];
    records.into_iter().filter(|path| is_closed(path, at.context)).map(closed_one).collect()
}

/// Root may read anything.
pub(super) fn is_closed(path: &Path, context: &Context) -> bool {
    let is_own = |data: std::fs::Metadata| data.is_file() && data.uid() == context.process.uid;
    path.symlink_metadata().is_ok_and(is_own)
        && File::open(path).is_err_and(|e| e.kind() == ErrorKind::PermissionDenied)
}

pub(super) fn closed_one(path: PathBuf) -> Finding {
    let (said, mend) = (repair::unreadable(&path.display()), Mend::Open(path.clone()));
    Finding::mended(Code::Closed, path, Exit::State, said, mend)
}

/// What this home remembers of trust.
///
/// # Errors
/// [`Exit::State`] where it is damaged; [`Exit::Newer`] where it is not, but of a later goferry.
fn remembered(layout: &Layout) -> anyhow::Result<Remembered> {
    Remembered::read(layout).map_err(|error| {
        if exit_of(&error) != Exit::State || !is_newer(layout) {
            return error;
        }
        let said = repair::trust_newer(&Remembered::place(layout).display());
        Fact::new(Exit::Newer, said).help(repair::newer_help()).into()
    })
}

fn is_newer(layout: &Layout) -> bool {
    let bytes = std::fs::read(Remembered::place(layout)).unwrap_or_default();
    let state = keys::canonical::parse(bytes.trim_ascii_end()).ok();
    state.and_then(|state| state.get("schema").and_then(Value::as_u64)).is_some_and(|n| n > 1)
}

/// What releases and files are judged by. A trust state that is damaged leaves what the host demands, and first use.
///
/// # Errors
/// [`Exit::Newer`] where it is of a later goferry; [`Exit::Policy`].
pub(crate) fn trust_policy(
    options: &trust::Options,
    at: Installation<'_>,
) -> anyhow::Result<TrustPolicy> {
    match remembered(at.layout) {
        Err(error) if exit_of(&error) != Exit::State => Err(error),
        Err(_) => TrustPolicy::read(options, None, at.context),
        Ok(_) => TrustPolicy::read(options, Some(at.layout), at.context),
    }
}

/// The trust state, and roots that nobody has confirmed.
pub(super) fn trust(look: &Look<'_>) -> Vec<Finding> {
    let path = Remembered::place(look.at.layout);
    let remembered = match remembered(look.at.layout) {
        Ok(remembered) => remembered,
        Err(_) if is_closed(&path, look.at.context) => return vec![closed_one(path)],
        Err(why) => {
            return vec![match exit_of(&why) {
                Exit::State => Finding::damaged(Code::Trust, path, why, Mend::Trust),
                Exit::Newer => Finding::new(Code::TrustNewer, path, why),
                _ => Finding::new(Code::Unknown, path, why),
            }];
        }
    };
    let Some(state) = remembered.state() else {
        let said = words::nothing_remembered(&path.display());
        let lost = Finding::mended(Code::TrustLost, path, Exit::State, said, Mend::Trust);
        return if look.names.is_empty() { Vec::new() } else { vec![lost] };
    };
    let first_use = state.roots.iter().filter(|root| root.mode == TrustMode::Tofu);
    let note = |root: &keys::KnownRoot| {
        let root = root.root().ok()?.fingerprint();
        let (said, help) = (words::first_use(&root), words::first_use_help(&root));
        Some(Finding::note(Code::FirstUse, path.clone(), said, Some(help)))
    };
    first_use.filter_map(note).collect()
}

/// The order of releases, and what cut-off runs left.
pub(super) fn order(look: &Look<'_>) -> Vec<Finding> {
    let path = Releases::path(look.at.layout);
    let mut found = Vec::new();
    if is_closed(&path, look.at.context) {
        found.push(closed_one(path));
    } else if Releases::read(look.at.layout).damaged {
        let said = words::order_damaged(&path.display());
        found.push(Finding::mended(Code::Order, path, Exit::State, said, Mend::Releases));
    }
    let left = |path: PathBuf| {
        let (said, help) = (words::left(&path.display()), words::repair_help());
        Finding::note(Code::Leftover, path.clone(), said, Some(help)).by(Mend::Leftover(path))
    };
    match leftovers::found(look.at.layout) {
        Ok(paths) => found.extend(paths.into_iter().map(left)),
        Err(why) => found.push(Finding::new(Code::Unknown, look.at.layout.directory(), why)),
    }
    found
}

/// The audit log: every line follows from the one before it. One that a power cut cut short is no finding.
pub(super) fn audit(layout: &Layout) -> Vec<Finding> {
    let path = Log::of(layout).path();
    let finding = |story: anyhow::Error| Finding::new(Code::Audit, path.clone(), story);
    let broken = |said| Fact::new(Exit::Modified, said).help(log::broken_help()).into();
    match Log::of(layout).chain() {
        Err(error) => vec![finding(error)],
        Ok(chain) => chain.findings.into_iter().map(|found| finding(broken(found.said))).collect(),
    }
}

/// What was made by hand is still there, and known; `None` where nothing was taken in.
pub(super) fn adoption(layout: &Layout) -> Option<Vec<Finding>> {
    let record = Adopted::path(layout);
    let gone = |tree: PathBuf| {
        let fact = Fact::new(Exit::State, words::adopted_gone(&tree.display()));
        let help = words::adopted_gone_help(&record.display());
        Finding::new(Code::Adopted, tree, fact.help(help))
    };
    match adopted::gone(layout) {
        Ok(trees) => trees.map(|trees| trees.into_iter().map(gone).collect()),
        Err(why) => {
            let fact = Fact::new(Exit::State, words::damaged());
            let story = fact.help(words::adoption_damaged_help()).over(why);
            Some(vec![Finding::new(Code::AdoptedRecord, record, story)])
        }
    }
}
