//! A crowd: many processes at once, each with an operation of its own, on one home.

use super::ground::{Ground, Which};
use super::judge::is_leftover;
use super::operation::release;
use crate::{Chance, Invocation, Outcome, Tree};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use voice::Exit;

/// What one of the crowd does.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Install(Which),
    Force(Which),
    Use(Which),
    Rollback,
    Prune,
    Repair,
    Remove(Which),
    Uninstall,
    Look(&'static [&'static str]),
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How often a process ended with each code.
    pub codes: BTreeMap<i32, usize>,
    /// Rounds after which there were so many releases.
    pub releases: BTreeMap<usize, usize>,
    /// What must not be; a text each.
    pub broken: Vec<String>,
}

/// `rounds` rounds of `processes` at once, chosen by `seed`, and what holds after each.
pub fn gather(rounds: usize, processes: usize, seed: u64) -> Tally {
    let (ground, mut chance, mut tally) = (Ground::new(), Chance::new(seed), Tally::default());
    let whole = Whole::of(&ground);
    for round in 0..rounds {
        let deeds: Vec<Deed> = (0..processes).map(|_| deed(&mut chance)).collect();
        let ended = all_at_once(&ground, &deeds);
        for (deed, outcome) in deeds.iter().zip(&ended) {
            *tally.codes.entry(outcome.status.code().unwrap_or(-1)).or_default() += 1;
            if !deed.may_end_with(outcome) {
                tally.broken.push(format!("seed {seed}, round {round}, {deed:?}: {outcome}"));
            }
        }
        let (releases, wrong) = whole.wrong(&ground);
        *tally.releases.entry(releases).or_default() += 1;
        if !wrong.is_empty() {
            let told: String =
                deeds.iter().zip(&ended).map(|(deed, ended)| told(deed, ended)).collect();
            tally.broken.push(format!("seed {seed}, after round {round}:\n{wrong}{told}"));
            // What is broken stays broken: one report is enough.
            return tally;
        }
    }
    tally
}

/// Mostly installs and switches; now and then everything goes.
fn deed(chance: &mut Chance) -> Deed {
    let which = [Which::First, Which::Second][chance.within(0..2)];
    match chance.within(0..40) {
        0..8 => Deed::Install(which),
        8..11 => Deed::Force(which),
        11..18 => Deed::Use(which),
        18..22 => Deed::Rollback,
        22..25 => Deed::Prune,
        25..28 => Deed::Repair,
        28..32 => Deed::Remove(which),
        32 => Deed::Uninstall,
        33..36 => Deed::Look(&["versions", "--json"]),
        36..38 => Deed::Look(&["doctor"]),
        _ => Deed::Look(&["verify", "--installed"]),
    }
}

impl Deed {
    fn run(self, ground: &Ground) -> Invocation {
        let goferry = ground.goferry();
        let install = |which| {
            goferry
                .clone()
                .args(["install", "-y", "--no-gate", "--allow-downgrade"])
                .arg(ground.installer(which))
        };
        match self {
            Deed::Install(which) => install(which),
            Deed::Force(which) => install(which).arg("--force"),
            Deed::Use(which) => goferry.arg("use").arg(release(ground, which)),
            Deed::Rollback => goferry.arg("rollback"),
            Deed::Prune => goferry.args(["prune", "-y", "--keep", "1"]),
            Deed::Repair => goferry.args(["repair", "-y"]),
            Deed::Remove(which) => goferry.args(["uninstall", "-y"]).arg(release(ground, which)),
            Deed::Uninstall => goferry.args(["uninstall", "--all", "-y"]),
            Deed::Look(verb) => goferry.args(verb),
        }
    }

    /// Done; not possible as things stand; somebody else is at it. Never a bug or a signal, and nobody meets a
    /// damaged state: who only looks takes no lock, and says who was at work meanwhile.
    fn may_end_with(self, outcome: &Outcome) -> bool {
        use Exit::*;
        let codes: &[Exit] = match self {
            Deed::Look(_) => &[Done, Usage, Preflight, Busy],
            _ => &[Done, Usage, Preflight, Policy, Busy],
        };
        outcome
            .status
            .code()
            .is_some_and(|code| codes.iter().any(|one| i32::from(one.code()) == code))
    }
}

fn all_at_once(ground: &Ground, deeds: &[Deed]) -> Vec<Outcome> {
    // Named first, so that all are started together.
    let runs: Vec<_> = deeds.iter().map(|deed| deed.run(ground)).collect();
    std::thread::scope(|scope| {
        let running: Vec<_> = runs.into_iter().map(|run| scope.spawn(|| run.run())).collect();
        running.into_iter().map(|one| one.join().expect("a run ends")).collect()
    })
}

fn told(deed: &Deed, outcome: &Outcome) -> String {
    format!("{deed:?}: {}\n{}", outcome.status, outcome.stderr)
}

/// What each release is when it is whole.
struct Whole {
    user: Tree,
    releases: BTreeMap<PathBuf, Tree>,
}

impl Whole {
    /// Makes a user's home, and installs and removes everything once.
    fn of(ground: &Ground) -> Whole {
        ground.make_home();
        let user = Tree::of(&ground.home());
        for which in [Which::First, Which::Second] {
            Deed::Install(which).run(ground).run().ends_with(Exit::Done);
        }
        let releases = each_release(&Tree::of(&ground.home()));
        Deed::Uninstall.run(ground).run().ends_with(Exit::Done);
        Whole { user, releases }
    }

    /// How many releases there are, and what must not be, a line each.
    fn wrong(&self, ground: &Ground) -> (usize, String) {
        let tree = Tree::of(&ground.home());
        let left = tree.paths().filter(|path| is_leftover(path));
        let mut wrong: String =
            left.map(|path| format!("{}: left over\n", path.display())).collect();
        let releases = each_release(&tree);
        for (name, tree) in &releases {
            match self.releases.get(name) {
                Some(whole) => wrong += &whole.differences(tree),
                None => wrong += &format!("{}: no release of ours\n", name.display()),
            }
        }
        match tree.link(Path::new("goenv/current")) {
            Some(current) if !releases.contains_key(&Path::new("goenv").join(current)) => {
                wrong += &format!("current names {}, which is not there\n", current.display());
            }
            None if releases.is_empty() => wrong += &self.user.differences(&tree),
            None => wrong += "releases, and none is current\n",
            Some(_) => wrong += &says_no(ground),
        }
        (releases.len(), wrong)
    }
}

/// What each release is, receipts apart.
fn each_release(tree: &Tree) -> BTreeMap<PathBuf, Tree> {
    let top = |path: &Path| {
        let name = path.strip_prefix("goenv").ok()?.components().next()?;
        let is_release = name.as_os_str().to_string_lossy().starts_with("v1.");
        is_release.then(|| Path::new("goenv").join(name))
    };
    let names: BTreeSet<PathBuf> = tree.paths().filter_map(top).collect();
    let whole = |name: &Path| tree.below(name).without(|path| path.ends_with("meta/receipt.json"));
    names.into_iter().map(|name| (name.clone(), whole(&name))).collect()
}

/// What goferry itself finds wrong.
fn says_no(ground: &Ground) -> String {
    let mut wrong = String::new();
    let verbs: [&[&str]; 4] =
        [&["verify", "--installed"], &["doctor"], &["audit", "verify"], &["versions", "--json"]];
    for verb in verbs {
        let outcome = ground.goferry().args(verb).run();
        if !outcome.is_success() {
            wrong += &outcome.to_string();
        }
        if verb[0] == "versions" {
            wrong += &incomplete(&outcome.stdout);
        }
    }
    let go = ground.program(&ground.prefix().join("current-goroot/bin/go")).run();
    if !go.is_success() || !go.stdout.starts_with("go version") {
        wrong += &go.to_string();
    }
    wrong
}

fn incomplete(told: &str) -> String {
    let all: Vec<Value> = serde_json::from_str(told).unwrap_or_default();
    let open = all.iter().filter(|release| release["receipt"]["stage"] != "complete");
    open.map(|release| format!("{} is not complete\n", release["name"])).collect()
}
