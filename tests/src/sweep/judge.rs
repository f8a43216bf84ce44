//! What a home looks like, and whether that is the old state, the new one, or a way from one to the
//! other on which every part is whole.

use super::ground::Ground;
use crate::Tree;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// The two states between which an operation goes.
#[derive(Debug)]
pub struct Ends {
    old: Picture,
    new: Picture,
    grain: Grain,
}

/// What is never seen half done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// A release is there, whole, or is not.
    Release,
    /// Within a release each file is what it was or what it shall be: mending has no other way.
    File,
}

/// Where an interrupted operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// Nothing has changed yet.
    Old,
    /// Some parts are new and whole, the others old and whole, and Go works.
    Between,
    /// All is done.
    New,
}

/// A home as sweeps compare it.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Everything, but times in recorded state do not count, nor does what audit lines say.
    tree: Tree,
    /// The profiles that have our line.
    lines: Vec<PathBuf>,
    /// What Go says there; `None` where no release is current.
    go: Option<String>,
    /// Records that cannot be read: cut short, emptied.
    damaged: Vec<PathBuf>,
}

const PREFIX: &str = "goenv";
const CURRENT: &str = "goenv/current";
const STATE: &str = "goenv/state";
pub(super) const PROFILES: [&str; 2] = [".bashrc", ".profile"];

impl Picture {
    /// The home of `ground` as it stands.
    pub fn of(ground: &Ground) -> Picture {
        let home = ground.home();
        let holds_line = |name: &&&str| {
            std::fs::read_to_string(home.join(name)).is_ok_and(|text| text.contains("goenv/env"))
        };
        let lines = PROFILES.iter().filter(holds_line).map(PathBuf::from).collect();
        let tree = tree(ground);
        let unreadable = |path: &&Path| is_record(path) && !is_readable(&home.join(path));
        let damaged = tree.paths().filter(unreadable).map(Path::to_owned).collect();
        Picture { tree, lines, go: ground.go_says(), damaged }
    }

    /// What differs in `other`, a line each.
    pub fn differences(&self, other: &Picture) -> String {
        self.tree.differences(&other.tree)
    }

    /// Whatever an interrupted run may leave lies there.
    pub fn leftovers(&self) -> Vec<&Path> {
        self.tree.paths().filter(|path| is_leftover(path)).collect()
    }
}

/// A file in which a run writes down how far it came: between begin and end it has states of its own.
fn is_record(path: &Path) -> bool {
    let inside = path.starts_with(STATE) || path.ends_with("meta/receipt.json");
    inside && !is_leftover(path) && path.extension().is_some_and(|extension| extension == "json")
}

fn is_readable(record: &Path) -> bool {
    let bytes = std::fs::read(record).unwrap_or_default();
    serde_json::from_slice::<serde_json::Value>(&bytes).is_ok()
}

fn tree(ground: &Ground) -> Tree {
    let home = ground.home();
    let recorded = |path: &Path| path.starts_with(STATE) || path.ends_with("meta/receipt.json");
    let audits = |path: &Path| {
        path.strip_prefix(STATE).is_ok_and(|name| name.to_string_lossy().starts_with("audit."))
    };
    let seen = |path: &Path, bytes: Vec<u8>| match audits(path) {
        true => Vec::new(),
        false => without_times(&bytes),
    };
    ground.tree().seen_through(&home, seen, recorded)
}

/// Whether a run that was cut off may leave `path` (relative to the home) for the next one to remove.
pub fn is_leftover(path: &Path) -> bool {
    // Most paths are none, and there are thousands.
    let text = path.to_string_lossy();
    if !text.starts_with('.') && !text.contains("/.") {
        return false;
    }
    let name = |component: Component<'_>| {
        let name = component.as_os_str().to_string_lossy().into_owned();
        let ours = [".staging-", ".old-", ".removing-"];
        let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
        let sibling = name.starts_with('.')
            && name.rsplit_once(".goferry-").is_some_and(|(_, rest)| number(rest) || rest == "new");
        sibling || ours.iter().any(|prefix| name.starts_with(prefix))
    };
    path.components().any(name)
}

impl Ends {
    /// Between these two pictures.
    pub fn new(old: Picture, new: Picture, grain: Grain) -> Ends {
        Ends { old, new, grain }
    }

    /// The state that a run reaches which nobody disturbs.
    pub fn goal(&self) -> &Picture {
        &self.new
    }

    /// Whose Go it is that says `go`: that of the state it began with, or the new one's.
    ///
    /// # Errors
    /// What it says, where it is neither.
    pub fn stand_by_go(&self, go: Option<String>) -> Result<Stand, String> {
        match go {
            go if go == self.old.go => Ok(Stand::Old),
            go if go == self.new.go => Ok(Stand::New),
            go => Err(format!("Go says {go:?}")),
        }
    }

    /// Where `now` stands; what it left for the next run apart.
    ///
    /// # Errors
    /// What is neither old nor new, a line each.
    pub fn stand(&self, now: &Picture) -> Result<Stand, String> {
        let mut now = now.clone();
        now.tree = now.tree.without(is_leftover);
        let damaged = now.damaged.iter().map(|path| format!("{} is not JSON", path.display()));
        let broken = [damaged.collect(), self.mixed(&now.tree), self.out_of_order(&now)].concat();
        if !broken.is_empty() {
            return Err(broken.join("\n"));
        }
        Ok(match () {
            () if self.new.differences(&now).is_empty() => Stand::New,
            () if self.old.differences(&now).is_empty() => Stand::Old,
            () => Stand::Between,
        })
    }

    /// Parts that are neither as in the old state nor as in the new one.
    fn mixed(&self, now: &Tree) -> Vec<String> {
        let [old, new] = [&self.old.tree, &self.new.tree].map(|end| {
            end.differing(now).map(|path| self.part(path)).collect::<BTreeSet<PathBuf>>()
        });
        let writes = |part: &Path| is_record(part) && now.has(&part.to_string_lossy());
        let by_hand = |part: &Path| part == Path::new(CURRENT) && self.leads_by_hand(now);
        let mixed = old.intersection(&new).filter(|part| !writes(part) && !by_hand(part));
        mixed.map(|part| self.told(part, now)).collect()
    }

    fn told(&self, part: &Path, now: &Tree) -> String {
        let of = |tree: &Tree| tree.clone().without(|path| self.part(path) != part);
        let [old, new] = [&self.old.tree, &self.new.tree].map(|end| of(end).differences(&of(now)));
        format!("{} is neither old:\n{old}nor new:\n{new}", part.display())
    }

    /// What changes at once: a whole release, or one path.
    fn part(&self, path: &Path) -> PathBuf {
        match release_of(path) {
            Some(release) if self.grain == Grain::Release => release,
            _ => path.to_owned(),
        }
    }

    /// What was made by hand is current itself, on the way from there to a release.
    fn leads_by_hand(&self, now: &Tree) -> bool {
        let there = |name: &Path| {
            let part =
                |part: &str| self.old.tree.has(&format!("{PREFIX}/{}/{part}", name.display()));
            part("goroot/bin/go") && !part("meta/receipt.json")
        };
        self.old.tree.link(Path::new(CURRENT)).is_none()
            && now.link(Path::new(CURRENT)).is_some_and(there)
    }

    /// What shells go through leads somewhere, whatever is still to come.
    fn out_of_order(&self, now: &Picture) -> Vec<String> {
        let mut broken = Vec::new();
        let current = now.tree.link(Path::new(CURRENT));
        if let Some(release) = current.map(|name| Path::new(PREFIX).join(name)) {
            let parts = ["goroot/bin/go", "meta/receipt.json"];
            for part in &parts[..if self.leads_by_hand(&now.tree) { 1 } else { 2 }] {
                let path = release.join(part);
                if !now.tree.has(&path.to_string_lossy()) {
                    broken.push(format!("current leads to {}, which is not there", path.display()));
                }
            }
        }
        let stays = self.new.tree.link(Path::new(CURRENT)).is_some();
        if !now.lines.is_empty() && (stays && current.is_none() || !now.tree.has("goenv/env")) {
            broken.push(format!("{:?} lead to an environment that is not there", now.lines));
        }
        if ![&self.old.go, &self.new.go].contains(&&now.go) {
            broken.push(format!("Go says {:?}", now.go));
        }
        broken
    }
}

/// `goenv/v1.27.3-8c55021f`, for it and all below it, its receipt apart: that one goes from begun to done.
fn release_of(path: &Path) -> Option<PathBuf> {
    let name = path.strip_prefix(PREFIX).ok()?.components().next()?;
    let is_release = name.as_os_str().to_string_lossy().starts_with('v');
    (is_release && !path.ends_with("meta/receipt.json")).then(|| Path::new(PREFIX).join(name))
}

/// Numbers of ten digits and more are seconds since 1970, or counters made of them; what the gate took is a time, too.
fn without_times(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for run in bytes.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        let is_time = run.len() == 10 || out.ends_with(b"\"gate_ms\": ");
        match run[0].is_ascii_digit() && is_time {
            true => out.push(b'0'),
            false => out.extend(run),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_goferry_names_so_is_a_leftover() {
        for leftover in
            ["goenv/.staging-12/goroot/x", "goenv/.removing-v1-9/a", "..bashrc.goferry-17"]
        {
            assert!(is_leftover(Path::new(leftover)), "{leftover}");
        }
        for other in [".bashrc", "goenv/v1.27.3-8c55021f/x", ".bashrc.goferry-x", "goenv/current"] {
            assert!(!is_leftover(Path::new(other)), "{other}");
        }
    }

    #[test]
    fn times_do_not_count_and_other_numbers_do() {
        assert_eq!(without_times(b"{\"at\": 1767225600, \"n\": 12}"), b"{\"at\": 0, \"n\": 12}");
        assert_eq!(without_times(b"{\"gate_ms\": 9512, \"n\": 1}"), b"{\"gate_ms\": 0, \"n\": 1}");
    }
}
