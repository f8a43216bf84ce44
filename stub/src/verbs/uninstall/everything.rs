//! All that goferry made: what it is, in the order in which it goes, and what is left.

use super::{releases, require_unused};
use crate::change::audit;
use crate::change::plan::Plan;
use crate::change::step::Step;
use crate::disk::removal;
use crate::prefix::layout::{GOCACHE, Layout, MODULES};
use crate::prefix::{Installation, leftovers, prefix_removal, toolchains};
use crate::profile;
use crate::profile::EnvironmentReceipt;
use crate::profile::{Change, Stuck};
use crate::releases::adopted::Adopted;
use crate::releases::versions::InUse;
use crate::words::{home as words, install};
use clap::ValueEnum;
use payloads::environment::{self, Mode};
use std::path::{Path, PathBuf};
use voice::{Exit, Fact, Said};

/// Everything that goes. The links that shells go through come first, so that nobody meets half a release.
pub(super) struct Everything<'a> {
    at: Installation<'a>,
    purge: bool,
    receipt: Option<EnvironmentReceipt>,
    /// What was made by hand stays, and its links become again what they were.
    adopted: Adopted,
    links: Vec<PathBuf>,
    lines: Vec<Change>,
    releases: Vec<PathBuf>,
    /// Files, and what directory they were in where nothing else is in it.
    files: Vec<PathBuf>,
    gopath: Option<PathBuf>,
    gocache: Option<PathBuf>,
    /// The link that go finds modules through.
    modules: Option<PathBuf>,
    state: Option<PathBuf>,
}

impl<'a> Everything<'a> {
    /// Looks for it.
    ///
    /// # Errors
    /// [`Exit::Usage`] where there is nothing; [`Exit::Busy`] where a release is in use.
    pub(super) fn of(purge: bool, at: Installation<'a>) -> anyhow::Result<Everything<'a>> {
        let receipt = EnvironmentReceipt::read(at.layout).ok().flatten();
        let adopted = Adopted::known(at.layout);
        let releases = releases(at.layout)?;
        let in_use = InUse::below(&at.layout.directory());
        releases.iter().try_for_each(|release| require_unused(release, &in_use))?;
        let everything = Everything {
            at,
            purge,
            links: links(&adopted, at.layout)
                .into_iter()
                .chain(toolchains::present(at.layout))
                .collect(),
            lines: profile::environment::lines_of(receipt.as_ref(), at)?,
            files: files(receipt.as_ref(), at.layout)?,
            gopath: Some(at.layout.gopath())
                .filter(|gopath| purge && exists(gopath) || is_empty(gopath)),
            gocache: Some(at.layout.gocache())
                .filter(|gocache| is_directory(gocache) && !adopted.has(GOCACHE)),
            modules: Some(at.layout.modules()).filter(|modules| modules.is_symlink()),
            state: Some(at.layout.state()).filter(|state| exists(state)),
            releases: releases.iter().map(|release| at.layout.release(release)).collect(),
            receipt,
            adopted,
        };
        everything.require_some()?;
        if everything.receipt.is_none() && !everything.releases.is_empty() {
            at.context.voice.note(&words::receipt_lost());
        }
        Ok(everything)
    }

    fn require_some(&self) -> Result<(), Fact> {
        let has_some = !self.lines.is_empty() || self.state.is_some();
        let has_some = has_some || !self.adopted.links.is_empty();
        let any = |paths: &[PathBuf]| !paths.is_empty();
        let has_some = has_some || any(&self.links) || any(&self.releases) || any(&self.files);
        if has_some || leftovers::any(self.at.layout) || prefix_removal::any(self.at.layout) {
            return Ok(());
        }
        let place = self.at.layout.directory();
        Err(Fact::new(Exit::Usage, install::nothing_installed(&place.display())))
    }

    /// All of it, in this order. Cut off at any point it goes on when it is called again.
    pub(super) fn plan<'p>(&'p self) -> Plan<'p, Left<'p>> {
        let mut plan = Plan::nothing();
        self.adopted.give_back(&mut plan, self.at);
        self.links.iter().for_each(|link| remove(&mut plan, link, removal::tree));
        // The newest first.
        let extended = self.at.context.process.kernel.extended;
        for change in self.lines.iter().rev() {
            plan.then(Step::EditProfile(change.path.clone()), move |left: &mut Left<'p>| {
                left.stuck.extend(profile::revert(std::slice::from_ref(change), extended));
                Ok(())
            });
        }
        if is_directory(&self.at.layout.directory()) {
            self.modules.iter().for_each(|link| remove(&mut plan, link, removal::tree));
            self.releases.iter().for_each(|release| remove(&mut plan, release, removal::whole));
            // On a full disk there is room for them now.
            plan.then_all(Vec::new(), move |left| {
                left.stuck = profile::revert_again(std::mem::take(&mut left.stuck), extended);
                Ok(())
            });
            self.files.iter().for_each(|file| remove(&mut plan, file, remove_file));
            self.gocache.iter().for_each(|cache| remove(&mut plan, cache, removal::whole));
            self.gopath.iter().for_each(|gopath| remove(&mut plan, gopath, removal::whole));
            self.state_goes(&mut plan);
        }
        plan
    }

    /// State, and the prefix with it where nothing else is in it by then.
    fn state_goes<'p>(&'p self, plan: &mut Plan<'p, Left<'p>>) {
        let prefix = Some(self.at.layout.directory()).filter(|_| self.prefix_goes(&self.staying()));
        let steps = self.state.iter().cloned().chain(prefix).map(Step::Remove).collect();
        plan.then_all(steps, |left| {
            left.staying = self.staying();
            self.remove_state(&left.staying)
        });
    }

    /// Carries the list out, under the lock where there is a prefix to lock.
    ///
    /// # Errors
    /// The disk's. A profile that could not be edited, and what is not ours, is not an error but left.
    pub(super) fn remove<'p>(&'p self) -> anyhow::Result<Left<'p>> {
        let mut left = Left::default();
        self.plan().run(&mut left)?;
        let gopath = self.at.layout.gopath();
        if exists(&gopath) {
            self.at.context.voice.warn(&install::kept_gopath(&gopath.display()));
        }
        Ok(left)
    }

    /// The user's own of what is left, which was to stay.
    pub(super) fn kept(&self, left: &Left<'_>) -> Vec<PathBuf> {
        let own = left.staying.iter().filter(|name| self.is_the_users(name));
        own.map(|name| self.at.layout.directory().join(name)).collect()
    }

    /// # Errors
    /// [`Exit::Residue`] where something is left that was in the way; the last of it is the error, the others are
    /// warnings.
    pub(super) fn require_none(&self, left: Left<'_>) -> anyhow::Result<Exit> {
        let strangers = self.said(&left.staying);
        let mut residue: Vec<Said> =
            left.stuck.into_iter().map(|line| line.why).chain(strangers).collect();
        let Some(last) = residue.pop() else { return Ok(Exit::Done) };
        residue.iter().for_each(|said| self.at.context.voice.warn(said));
        let is_foreign = last.is_same_sentence(&install::residue(&"", &""));
        let fact = Fact::new(Exit::Residue, last);
        Err(if is_foreign { fact.help(install::residue_help()) } else { fact }.into())
    }

    /// The receipts go last: what they say is needed until then.
    fn remove_state(&self, staying: &[String]) -> anyhow::Result<()> {
        let state = self.at.layout.state();
        if self.prefix_goes(staying) {
            return prefix_removal::of(self.at.layout, &self.made());
        }
        if staying.iter().all(|name| !name.starts_with("state/")) {
            return removal::whole(&state);
        }
        STATE.iter().try_for_each(|name| removal::tree(&state.join(name)))
    }

    /// Names in the prefix of what is not ours, and the user's gopath; below `state` with its name.
    fn staying(&self) -> Vec<String> {
        let prefix = self.at.layout.directory();
        let mut names = names(&prefix);
        names.retain(|name| {
            let path = prefix.join(name);
            let goes =
                [&self.links, &self.releases, &self.files].iter().any(|all| all.contains(&path));
            let own = [&self.gopath, &self.gocache, &self.modules];
            let goes = goes || own.contains(&&Some(path)) || leftovers::is_one(name);
            !goes && name != "state"
        });
        let state = self::names(&self.at.layout.state()).into_iter();
        let state =
            state.filter(|name| !STATE.contains(&name.as_str()) && !leftovers::is_one(name));
        names.extend(state.map(|name| format!("state/{name}")));
        names
    }

    /// Whether the prefix itself goes: nothing stays in it, and it was made by us. With the receipt lost, the
    /// directory that held our state is taken for ours.
    fn prefix_goes(&self, staying: &[String]) -> bool {
        let is_ours = || self.made().contains(&self.at.layout.directory());
        staying.is_empty() && (self.purge || self.receipt.is_none() || is_ours())
    }

    fn made(&self) -> Vec<PathBuf> {
        let receipt = self.receipt.as_ref();
        receipt
            .map(|receipt| prefix_removal::directories(&receipt.created, self.at.layout))
            .unwrap_or_default()
    }

    fn is_the_users(&self, name: &str) -> bool {
        name == "gopath" || self.adopted.has(name)
    }

    fn said(&self, staying: &[String]) -> Option<Said> {
        let strangers = staying.iter().map(String::as_str);
        let strangers: Vec<&str> = strangers.filter(|name| !self.is_the_users(name)).collect();
        let (path, names) = (self.at.layout.directory(), strangers.join(", "));
        (!strangers.is_empty()).then(|| install::residue(&path.display(), &names))
    }
}

/// What is left when all that can go has gone.
#[derive(Default)]
pub(super) struct Left<'a> {
    /// Lines that could not be taken out.
    stuck: Vec<Stuck<'a>>,
    /// Names of what is not ours.
    staying: Vec<String>,
}

/// Adds that `path` goes.
fn remove<'a, W>(plan: &mut Plan<'a, W>, path: &'a Path, remove: fn(&Path) -> anyhow::Result<()>) {
    plan.then(Step::Remove(path.to_owned()), move |_| remove(path));
}

/// A directory of ours goes only where nothing else is in it by then.
fn remove_file(path: &Path) -> anyhow::Result<()> {
    if is_directory(path) { prefix_removal::remove_empty(path) } else { removal::tree(path) }
}

/// The names in the state directory that are ours, the lock last.
const STATE: [&str; 8] = [
    MODULES,
    "trust.json",
    "releases.json",
    audit::NAMES[0],
    audit::NAMES[1],
    "adopted.json",
    "environment.json",
    "lock",
];

/// `current`, and the fixed links where they say what we made them say, and did not say anything else before.
fn links(adopted: &Adopted, layout: &Layout) -> Vec<PathBuf> {
    let is_theirs =
        |link: &Path| link.file_name().is_some_and(|name| adopted.has(&name.to_string_lossy()));
    let says = |link: &Path, target: &str| {
        std::fs::read_link(link).is_ok_and(|found| found == Path::new(target))
    };
    let fixed = layout.fixed_links().into_iter();
    let fixed = fixed.filter(|(link, target)| !is_theirs(link) && says(link, target));
    let current = Some(layout.current()).filter(|current| std::fs::read_link(current).is_ok());
    current.into_iter().chain(fixed.map(|(link, _)| link)).collect()
}

/// The scripts, the manager, and its directory where nothing else is in it.
fn files(receipt: Option<&EnvironmentReceipt>, layout: &Layout) -> anyhow::Result<Vec<PathBuf>> {
    let (directory, prefix) = (layout.directory(), layout.shell_prefix()?);
    let mut files: Vec<PathBuf> = Vec::new();
    for file in Mode::value_variants().iter().flat_map(|mode| environment::files(&prefix, *mode)) {
        let path = directory.join(file.name);
        let recorded = receipt.is_some_and(|r| r.files.iter().any(|name| name == file.name));
        if !files.contains(&path) && exists(&path) && (recorded || names_us(&path)) {
            files.push(path);
        }
    }
    files.extend(Some(layout.program()).filter(|program| exists(program)));
    let bin = directory.join("bin");
    let links = toolchains::present(layout);
    let all_ours = |name: &String| {
        let path = bin.join(name);
        files.contains(&path) || links.contains(&path) || leftovers::is_one(name)
    };
    if is_directory(&bin) && names(&bin).iter().all(all_ours) {
        files.push(bin);
    }
    Ok(files)
}

/// Whether a script says that it is ours.
fn names_us(path: &Path) -> bool {
    let is_file = path.symlink_metadata().is_ok_and(|data| data.is_file() && data.len() < 1 << 16);
    let contents = || std::fs::read(path).unwrap_or_default();
    is_file && contents().windows(7).any(|window| window == b"goferry")
}

fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn is_directory(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|data| data.is_dir())
}

fn is_empty(directory: &Path) -> bool {
    is_directory(directory) && names(directory).is_empty()
}
