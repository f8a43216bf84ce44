//! A prefix that was made by hand, as guides teach: `VERSION/{goroot,gopath}` and the links `current-goroot` and
//! `current-gopath`. With `--adopt` it is taken in: the versions stay where they are and are never removed, `use`
//! switches to them, and a full uninstall gives the links back as they were.

mod by_hand;
mod record;

pub use by_hand::ByHand;
pub use record::{Adopted, Version};

use crate::change::audit::Operation;
use crate::change::step::Step;
use crate::disk::{durable, removal};
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::releases::switch;
use crate::words::adopt as words;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, best_effort};

/// The link to the Go in use, in a prefix made by hand as in ours.
const GOROOT: &str = "current-goroot";
/// What it says in ours.
const OUR_GOROOT: &str = "current/goroot";
/// The link to its GOPATH.
const GOPATH: &str = "current-gopath";

/// The versions that were taken in; empty where none were, or where the record of them is damaged.
pub fn versions(layout: &Layout) -> Vec<Version> {
    Adopted::known(layout).versions
}

/// The one of them that a user calls `wanted`: `v1.21.0`, `go1.21.0` or `1.21.0`.
pub fn named(wanted: &str, layout: &Layout) -> Option<Version> {
    let go = wanted.strip_prefix("go").or(wanted.strip_prefix('v')).unwrap_or(wanted);
    let versions = versions(layout);
    let by = |fits: &dyn Fn(&&Version) -> bool| versions.iter().find(fits).cloned();
    by(&|version| version.name == wanted).or_else(|| by(&|version| version.go == go))
}

/// Whether the fixed link at `path` stays as it is, because it was the user's before. Where the record of that is
/// damaged nobody knows whose it is: a link stays.
pub fn keeps(path: &Path, layout: &Layout) -> bool {
    match Adopted::read(layout) {
        Ok(adopted) => adopted.is_some_and(|adopted| {
            adopted.links.iter().any(|link| link.kept && path.ends_with(&link.name))
        }),
        Err(_) => path.read_link().is_ok(),
    }
}

/// The Go trees that were taken in and are none any more; `None` where nothing was taken in.
///
/// # Errors
/// [`Exit::State`] where the record at [`Adopted::path`] cannot be understood.
pub fn gone(layout: &Layout) -> anyhow::Result<Option<Vec<PathBuf>>> {
    let trees = |adopted: Adopted| {
        let versions = adopted.versions.into_iter();
        let trees = versions.map(|version| layout.release(&version.name).join("goroot"));
        trees.filter(|tree| !tree.join("bin/go").is_file()).collect()
    };
    Ok(Adopted::read(layout)?.map(trees))
}

/// What is taken in, until the release that it is taken in for is current: dropped before, it is given back.
#[derive(Debug)]
pub struct Adoption<'a> {
    at: Installation<'a>,
    kept: bool,
}

impl<'a> Adoption<'a> {
    /// Nothing yet.
    pub fn none(at: Installation<'a>) -> Adoption<'a> {
        Adoption { at, kept: true }
    }

    /// What is said of [`take_in`](Self::take_in).
    pub fn steps(by_hand: Option<&ByHand>, layout: &Layout) -> Vec<Step> {
        let Some(by_hand) = by_hand else { return Vec::new() };
        let mut steps = vec![Step::WriteFile(Adopted::path(layout))];
        if let Some(version) = &by_hand.in_use {
            steps.extend(switch::steps(switch::current(layout).ok().flatten(), version, layout));
            let path = layout.directory().join(GOROOT);
            steps.push(Step::Link { path, target: OUR_GOROOT.into() });
        }
        steps
    }

    /// What is current once `by_hand` is taken in.
    pub fn current(by_hand: Option<&ByHand>, layout: &Layout) -> Option<String> {
        let theirs = by_hand.and_then(|by_hand| by_hand.in_use.clone());
        theirs.or_else(|| switch::current(layout).ok().flatten())
    }

    /// Takes `by_hand` in, under the lock: the record first, then `current` becomes what `current-goroot` is, and only
    /// then that goes through `current`. At no time does `current-goroot` lead anywhere else than before. What a run
    /// that was cut off left of that is finished.
    ///
    /// # Errors
    /// [`Exit::SwitchFailed`], and it is given back; [`Exit::Destination`] where it changed meanwhile.
    pub fn take_in(&mut self, by_hand: Option<&ByHand>) -> anyhow::Result<()> {
        let Installation { layout, context } = self.at;
        let adopting = || words::adopting(&layout.directory().display());
        if let Some(adopted) = Adopted::read(layout)? {
            adopted.take_in(layout).exit_with(Exit::SwitchFailed, adopting)?;
        } else if let Some(now) = by_hand.and_then(|_| ByHand::look(layout)) {
            now.check()?;
            self.kept = false;
            Operation::during("adopt", self.at, || {
                let adopted = now.record(context.process.now);
                let taken_in = adopted.write(layout).and_then(|()| adopted.take_in(layout));
                taken_in.exit_with(Exit::SwitchFailed, adopting)?;
                context.voice.line(&words::adopted(&now.named()))?;
                Ok(Exit::Done)
            })?;
        }
        Ok(())
    }

    /// It stays taken in.
    pub fn keep(&mut self) {
        self.kept = true;
    }
}

impl Adopted {
    fn take_in(&self, layout: &Layout) -> anyhow::Result<()> {
        let Some(version) = &self.in_use else { return Ok(()) };
        let link = layout.directory().join(GOROOT);
        if std::fs::read_link(&link).is_ok_and(|target| target == Path::new(OUR_GOROOT)) {
            return Ok(());
        }
        if switch::current(layout)?.is_none() {
            switch::to(layout, version)?;
        }
        durable::link(&link, OUR_GOROOT)
    }
}

impl Drop for Adoption<'_> {
    fn drop(&mut self) {
        if !self.kept {
            best_effort(
                "the next uninstall gives back what the record names",
                give_back(self.at.layout),
            );
        }
    }
}

/// Takes an adoption back.
fn give_back(layout: &Layout) -> anyhow::Result<()> {
    let Some(adopted) = Adopted::read(layout)? else { return Ok(()) };
    adopted.restore(layout)?;
    let current = std::fs::read_link(layout.current()).unwrap_or_default();
    if adopted.versions.iter().any(|version| current == Path::new(&version.name)) {
        removal::tree(&layout.current())?;
    }
    removal::tree(&Adopted::path(layout))
}
