//! All that goferry made: what it is, in the order in which it goes, and what is left.

use super::{releases, require_unused};
use crate::change::audit;
use crate::change::plan::{Plan, Step};
use crate::disk::removal;
use crate::prefix::layout::Layout;
use crate::prefix::receipt::EnvironmentReceipt;
use crate::prefix::{leftovers, prefix_removal};
use crate::process::context::Context;
use crate::profile;
use crate::profile::Change;
use crate::profile::lines;
use crate::releases::adopted::Adopted;
use crate::releases::versions::in_use::InUse;
use crate::words::{home as words, install};
use clap::ValueEnum;
use payloads::environment::{self, Mode};
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Fact, Said};

/// Everything that goes. The links that shells go through come first, so that nobody meets half a release.
pub(super) struct Everything<'a> {
    layout: &'a Layout,
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
    state: Option<PathBuf>,
}

impl<'a> Everything<'a> {
    /// Looks for it.
    ///
    /// # Errors
    /// [`Exit::Usage`] where there is nothing; [`Exit::Busy`] where a release is in use.
    pub(super) fn of(
        purge: bool,
        layout: &'a Layout,
        context: &Context,
    ) -> anyhow::Result<Everything<'a>> {
        let receipt = EnvironmentReceipt::read(layout).ok().flatten();
        let adopted = Adopted::known(layout);
        let releases = releases(layout)?;
        let in_use = InUse::below(&layout.directory());
        releases.iter().try_for_each(|release| require_unused(release, &in_use))?;
        let everything = Everything {
            layout,
            purge,
            links: links(&adopted, layout),
            lines: lines::of(receipt.as_ref(), layout, context)?,
            files: files(receipt.as_ref(), layout)?,
            gopath: Some(layout.gopath())
                .filter(|gopath| purge && exists(gopath) || is_empty(gopath)),
            state: Some(layout.state()).filter(|state| exists(state)),
            releases: releases.iter().map(|release| layout.release(release)).collect(),
            receipt,
            adopted,
        };
        everything.require_some()?;
        if everything.receipt.is_none() && !everything.releases.is_empty() {
            context.voice.note(&words::receipt_lost());
        }
        Ok(everything)
    }

    fn require_some(&self) -> Result<(), Fact> {
        let empty_gopath = self.gopath.is_some() && self.steps().len() == 1;
        let unfinished = leftovers::any(self.layout) || prefix_removal::any(self.layout);
        if unfinished || !(self.steps().is_empty() || empty_gopath) {
            return Ok(());
        }
        let place = self.layout.directory();
        Err(Fact::new(Exit::Usage, install::nothing_installed(&place.display())))
    }

    /// The profiles that our line goes out of.
    pub(super) fn profiles(&self) -> Vec<&Path> {
        self.lines.iter().map(|change| change.path.as_path()).collect()
    }

    /// What will happen, in this order.
    pub(super) fn plan(&self) -> Plan {
        let mut plan = Plan::begin(self.layout);
        self.steps().into_iter().for_each(|step| plan.then(step));
        if self.prefix_goes(&self.staying()) {
            plan.then(Step::Remove(self.layout.directory()));
        }
        plan
    }

    fn steps(&self) -> Vec<Step> {
        let remove =
            |paths: &[PathBuf]| -> Vec<Step> { paths.iter().cloned().map(Step::Remove).collect() };
        // The newest first, as they are taken out.
        let lines = self.lines.iter().rev();
        let lines = lines.map(|change| Step::EditProfile(change.path.clone())).collect();
        let given_back = self.adopted.plan_back(self.layout);
        let (links, releases) = (remove(&self.links), remove(&self.releases));
        let (gopath, state) = (remove(self.gopath.as_slice()), remove(self.state.as_slice()));
        let files = remove(&self.files);
        [given_back, links, lines, releases, files, gopath, state].concat()
    }

    /// Takes it away, under the lock. Cut off at any point it goes on when it is called again.
    ///
    /// # Errors
    /// The disk's. A profile that could not be edited, and what is not ours, is not an error but left.
    pub(super) fn remove(&self, context: &Context) -> anyhow::Result<Left> {
        let told = self.adopted.restore(self.layout)?;
        told.iter().try_for_each(|said| context.voice.line(said))?;
        self.links.iter().try_for_each(|link| removal::tree(link))?;
        let stuck = profile::revert(&self.lines);
        self.releases.iter().try_for_each(|release| removal::whole(release))?;
        // On a full disk there is room for them now.
        let stuck = profile::revert_again(stuck);
        for file in &self.files {
            if is_directory(file) {
                prefix_removal::remove_empty(file)?
            } else {
                removal::tree(file)?
            }
        }
        self.gopath.iter().try_for_each(|gopath| removal::whole(gopath))?;
        let staying = self.staying();
        self.remove_state(&staying)?;
        let residue = stuck.into_iter().map(|line| line.why).chain(self.said(&staying)).collect();
        let gopath = self.layout.gopath();
        if exists(&gopath) {
            context.voice.warn(&install::kept_gopath(&gopath.display()));
        }
        let own = staying.iter().filter(|name| self.is_the_users(name));
        let kept = own.map(|name| self.layout.directory().join(name)).collect();
        Ok(Left { kept, residue })
    }

    /// Takes our lines out of the profiles, where there is no prefix any more.
    pub(super) fn remove_lines(&self) -> Left {
        let lines = profile::revert(&self.lines).into_iter();
        Left { kept: Vec::new(), residue: lines.map(|line| line.why).collect() }
    }

    /// The receipts go last: what they say is needed until then.
    fn remove_state(&self, staying: &[String]) -> anyhow::Result<()> {
        let state = self.layout.state();
        if self.prefix_goes(staying) {
            return prefix_removal::of(self.layout, &self.made());
        }
        if staying.iter().all(|name| !name.starts_with("state/")) {
            return removal::whole(&state);
        }
        STATE.iter().try_for_each(|name| removal::tree(&state.join(name)))
    }

    /// Names in the prefix of what is not ours, and the user's gopath; below `state` with its name.
    fn staying(&self) -> Vec<String> {
        let prefix = self.layout.directory();
        let mut names = names(&prefix);
        names.retain(|name| {
            let path = prefix.join(name);
            let goes =
                [&self.links, &self.releases, &self.files].iter().any(|all| all.contains(&path));
            let goes = goes || self.gopath.as_ref() == Some(&path) || leftovers::is_one(name);
            !goes && name != "state"
        });
        let state = self::names(&self.layout.state()).into_iter();
        let state =
            state.filter(|name| !STATE.contains(&name.as_str()) && !leftovers::is_one(name));
        names.extend(state.map(|name| format!("state/{name}")));
        names
    }

    /// Whether the prefix itself goes: nothing stays in it, and it was made by us. With the receipt lost, the
    /// directory that held our state is taken for ours.
    fn prefix_goes(&self, staying: &[String]) -> bool {
        let is_ours = || self.made().contains(&self.layout.directory());
        staying.is_empty() && (self.purge || self.receipt.is_none() || is_ours())
    }

    fn made(&self) -> Vec<PathBuf> {
        let receipt = self.receipt.as_ref();
        receipt.map(|receipt| prefix_removal::directories(receipt, self.layout)).unwrap_or_default()
    }

    fn is_the_users(&self, name: &str) -> bool {
        name == "gopath" || self.adopted.has(name)
    }

    fn said(&self, staying: &[String]) -> Option<Said> {
        let strangers = staying.iter().map(String::as_str);
        let strangers: Vec<&str> = strangers.filter(|name| !self.is_the_users(name)).collect();
        let (path, names) = (self.layout.directory(), strangers.join(", "));
        (!strangers.is_empty()).then(|| install::residue(&path.display(), &names))
    }
}

/// What is left afterwards.
pub(super) struct Left {
    /// The user's own, which was to stay.
    pub(super) kept: Vec<PathBuf>,
    residue: Vec<Said>,
}

impl Left {
    /// # Errors
    /// [`Exit::Residue`] where something is left that was in the way; the last of it is the error, the others are
    /// warnings.
    pub(super) fn require_none(mut self, context: &Context) -> anyhow::Result<Exit> {
        let Some(last) = self.residue.pop() else { return Ok(Exit::Done) };
        self.residue.iter().for_each(|said| context.voice.warn(said));
        let is_foreign = last.is_same_sentence(&install::residue(&"", &""));
        let fact = Fact::new(Exit::Residue, last);
        Err(if is_foreign { fact.help(install::residue_help()) } else { fact }.into())
    }
}

/// The names in the state directory that are ours, the lock last.
const STATE: [&str; 7] = [
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
    let all_ours = |name: &String| files.contains(&bin.join(name)) || leftovers::is_one(name);
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
