//! What stands in the way of packing: everything about all projects is told in one run, with the ways out.

use super::shell::word;
use crate::words::project as words;
use std::cmp::Reverse;
use voice::{Exit, Fact, Said};

/// Findings that are told one by one; the others are only counted.
const TOLD: usize = 20;

/// Something that may not travel, or an option that means nothing.
#[derive(Clone, Debug)]
pub(super) struct Obstacle {
    pub said: Said,
    pub ways_out: Vec<WayOut>,
}

/// What helps. All obstacles share one sentence for each kind, which names what differs.
#[derive(Clone, Debug)]
pub(super) enum WayOut {
    /// To name a published test key, as `--allow-key` takes it.
    AllowKey(String),
    /// To fetch the module whose zip would show that a key is public.
    Download(String),
    /// A command that makes a link relative.
    Relink(String),
    /// A command that gives a name in UTF-8; none where nobody knows how it reads.
    Rename(Option<String>),
    /// A sentence that is the same for all.
    Said(Said),
}

impl Obstacle {
    pub(super) fn new(said: Said, way_out: WayOut) -> Self {
        Obstacle { said, ways_out: vec![way_out] }
    }
}

impl From<Fact> for Obstacle {
    fn from(fact: Fact) -> Self {
        let ways_out = fact.help.map(WayOut::Said).into_iter().collect();
        Obstacle { said: fact.said, ways_out }
    }
}

/// # Errors
/// [`Exit::Usage`] where there is any, naming all.
pub(super) fn refuse(obstacles: &[Obstacle]) -> Result<(), Fact> {
    let said: Vec<Said> = obstacles.iter().map(|obstacle| obstacle.said.clone()).collect();
    let said = match said.as_slice() {
        [] => return Ok(()),
        [one] => one.clone(),
        [first, others @ ..] => words::obstacles(&said.len(), &told(first, others)),
    };
    let mut helps = Helps::default();
    obstacles.iter().flat_map(|obstacle| &obstacle.ways_out).for_each(|way| helps.take(way));
    let fact = Fact::new(Exit::Usage, said);
    Err(match helps.sentences().as_slice() {
        [] => fact,
        [one] => fact.help(one.clone()),
        [first, others @ ..] => fact.help(words::ways_out(&told(first, others))),
    })
}

/// The findings below one another.
pub fn told(first: &Said, others: &[Said]) -> Said {
    let shown = &others[..others.len().min(TOLD)];
    let told = shown
        .iter()
        .fold(words::first_finding(&first), |before, finding| words::finding(&before, &finding));
    match others.len() - shown.len() {
        0 => told,
        count => words::and_more(&told, &count),
    }
}

/// The ways out by their kinds, each once and in the order of the obstacles.
#[derive(Default)]
struct Helps {
    keys: Vec<String>,
    modules: Vec<String>,
    links: Vec<String>,
    names: Vec<String>,
    said: Vec<Said>,
}

impl Helps {
    fn take(&mut self, way: &WayOut) {
        match way {
            WayOut::AllowKey(key) => add_once(&mut self.keys, format!("--allow-key {}", word(key))),
            WayOut::Download(module) => add_once(&mut self.modules, word(module)),
            WayOut::Relink(command) => add_once(&mut self.links, command.clone()),
            WayOut::Rename(Some(command)) => add_once(&mut self.names, command.clone()),
            WayOut::Rename(None) => add_once(&mut self.said, words::rename_by_hand_help()),
            WayOut::Said(said) => add_once(&mut self.said, said.clone()),
        }
    }

    fn sentences(mut self) -> Vec<Said> {
        // What lies in a directory is renamed before the directory is.
        self.names.sort_by_key(|command| Reverse(command.matches('/').count()));
        let joined = |all: &[String], between: &str| (!all.is_empty()).then(|| all.join(between));
        let mut sentences = Vec::new();
        sentences.extend(joined(&self.modules, " ").map(|all| words::download_help(&all)));
        sentences.extend(joined(&self.keys, " ").map(|all| words::secret_help(&all)));
        sentences.extend(joined(&self.links, "; ").map(|all| words::relink_help(&all)));
        sentences.extend(joined(&self.names, "; ").map(|all| words::rename_help(&all)));
        sentences.extend(self.said);
        sentences
    }
}

/// Adds `one` where it is not among `all` yet.
pub fn add_once<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}
