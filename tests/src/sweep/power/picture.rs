//! What a home is, and whether that is old, new, or something that must not be.

use super::Operation;
use crate::Tree;
use crate::sweep::ground::Ground;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A home at one moment.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// All of it but what tells the time.
    tree: Tree,
    /// Receipts and state: `None` where a file is not what its name says.
    records: BTreeMap<PathBuf, Option<Value>>,
    current: Option<PathBuf>,
}

impl Picture {
    pub(super) fn of(ground: &Ground) -> Picture {
        let whole = Tree::of(&ground.home());
        let is_record = |path: &Path| {
            let inside = path.starts_with("goenv/state") || path.ends_with("meta/receipt.json");
            inside && path.extension().is_some()
        };
        let read = |path: &Path| (path.to_owned(), record(&ground.home().join(path)));
        let records = whole.paths().filter(|path| is_record(path)).map(read).collect();
        let current = std::fs::read_link(ground.prefix().join("current")).ok();
        Picture { tree: whole.without(is_record), records, current }
    }

    /// Whether both are the same, times apart.
    pub(super) fn is(&self, other: &Picture) -> bool {
        self.differences(other).is_empty()
    }

    /// What differs in `other`, a line each.
    pub(super) fn differences(&self, other: &Picture) -> String {
        let mut lines = self.tree.differences(&other.tree);
        let paths: BTreeSet<&PathBuf> = self.records.keys().chain(other.records.keys()).collect();
        for path in paths {
            let [mine, theirs] = [self, other].map(|one| one.records.get(path).map(timeless));
            if mine != theirs {
                lines += &format!("{}: {mine:?} became {theirs:?}\n", path.display());
            }
        }
        lines
    }

    /// What must not be, a line each, where `operation` was cut off between `before` and `after`.
    pub(super) fn wrong_between(
        &self,
        before: &Picture,
        after: &Picture,
        operation: &Operation,
    ) -> String {
        let rest = self.tree.clone().without(is_leftover);
        let mut wrong = rest.strays(&before.tree, &after.tree);
        let unreadable =
            self.records.iter().filter(|(path, record)| record.is_none() && !is_leftover(path));
        unreadable.for_each(|(path, _)| wrong += &format!("{}: not readable\n", path.display()));
        if !operation.mends() {
            for release in self.releases() {
                let [here, old, new] = [self, before, after].map(|one| one.tree.below(&release));
                if here != old && here != new {
                    let why = old.differences(&here);
                    wrong += &format!("{}: neither old nor new:\n{why}", release.display());
                }
            }
        }
        if ![&before.current, &after.current].contains(&&self.current) {
            wrong += &format!("current is {:?}\n", self.current);
        }
        let named = self.current.as_ref().map(|name| Path::new("goenv").join(name));
        if named.is_some_and(|release| !self.releases().contains(&release)) {
            wrong += &format!("current names {:?}, which is not there\n", self.current);
        }
        wrong
    }

    fn releases(&self) -> BTreeSet<PathBuf> {
        let top = |path: &Path| {
            let mut parts = path.strip_prefix("goenv").ok()?.components();
            let name = parts.next()?.as_os_str().to_str()?;
            name.starts_with("v1.").then(|| Path::new("goenv").join(name))
        };
        self.tree.paths().filter_map(top).collect()
    }
}

/// What a run that was cut off may leave, for the next one to remove.
fn is_leftover(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        let ours = [".staging-", ".old-", ".removing-"].iter().any(|start| name.starts_with(start));
        ours || (name.starts_with('.') && name.contains(".goferry-"))
    })
}

/// JSON, or lines of JSON of which a power cut may have torn the last.
fn record(path: &Path) -> Option<Value> {
    let bytes = std::fs::read(path).ok()?;
    if path.extension().is_some_and(|extension| extension == "jsonl") {
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut lines = bytes[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        return lines
            .all(|line| serde_json::from_slice::<Value>(line).is_ok())
            .then_some(Value::Null);
    }
    serde_json::from_slice(&bytes).ok()
}

fn timeless(record: &Option<Value>) -> Option<Value> {
    let mut record = record.clone();
    for key in ["installed_at", "latest_known_time", "latest_known"] {
        if let Some(object) = record.as_mut().and_then(Value::as_object_mut) {
            object.remove(key);
        }
    }
    record
}
