//! How shells come to find what is installed: files of ours, and one line in files of the user's.

use crate::disk::{durable, removal};
use crate::prefix::Installation;
use crate::prefix::home::Owner;
use crate::prefix::layout::Layout;
use crate::profile;
use crate::profile::EnvironmentReceipt;
use crate::profile::{Account, Change, Edit};
use crate::words::install as words;
use payloads::environment::{self, Mode, Prefix, PrefixFile};
use std::path::{Path, PathBuf};
use voice::Said;

/// What became of the environment.
pub(crate) struct Environment {
    /// The prefix as shells see it.
    pub(crate) prefix: Prefix,
    /// How shells find it.
    pub(crate) mode: Mode,
    outcome: profile::Outcome,
    /// Worth knowing, though nothing went wrong.
    pub(crate) notes: Vec<Said>,
}

impl Environment {
    /// What was changed in the profiles.
    pub(crate) fn told(&self) -> Vec<Said> {
        self.outcome.told()
    }

    /// What could not be.
    pub(crate) fn warnings(&self) -> &[Said] {
        &self.outcome.warnings
    }

    /// What is worth knowing of a prefix `elsewhere`, where no shell could be served.
    ///
    /// # Errors
    /// [`voice::Exit::Profile`] where profiles were to be edited and no shell could be served.
    pub(crate) fn require_served(&self, elsewhere: bool) -> anyhow::Result<Vec<Said>> {
        if self.mode != Mode::Rc {
            return Ok(Vec::new());
        }
        match self.outcome.require_served(&self.prefix) {
            Err(fact) if elsewhere && !self.outcome.failed => {
                Ok([fact.said].into_iter().chain(fact.help).collect())
            }
            served => Ok(served.map(|()| Vec::new())?),
        }
    }
}

impl EnvironmentReceipt {
    /// Adds changes of profiles, with the paths of the host that is being built. Whether that was news.
    fn add(&mut self, changes: Vec<Change>, layout: &Layout) -> bool {
        let changes = changes.iter().map(|change| change.with_paths(|path| layout.there(path)));
        let changes: Vec<Change> = changes.collect();
        let before = std::mem::take(&mut self.changes);
        self.changes = profile::merged(before.clone(), &changes);
        self.changes != before
    }
}

/// What is to be written for shells, by what is there now.
pub(crate) struct Intended<'a> {
    at: Installation<'a>,
    mode: Mode,
    prefix: Prefix,
    files: Vec<PrefixFile>,
    edits: Vec<Edit>,
    /// What another mode had written.
    former: Former,
    notes: Vec<Said>,
}

/// What another mode had written, and this one does not: lines in profiles, and files below the prefix.
#[derive(Default)]
struct Former {
    changes: Vec<Change>,
    files: Vec<String>,
}

impl Former {
    fn of(before: Option<&EnvironmentReceipt>, mode: Mode, files: &[PrefixFile]) -> Former {
        let Some(before) = before.filter(|before| before.mode != mode) else {
            return Former::default();
        };
        let is_stale = |name: &&String| !files.iter().any(|file| file.name == **name);
        Former {
            changes: if mode == Mode::Rc { Vec::new() } else { before.changes.clone() },
            files: before.files.iter().filter(is_stale).cloned().collect(),
        }
    }

    /// Takes it away; a line that cannot be taken out stays on the receipt.
    fn revert(
        self,
        receipt: &mut EnvironmentReceipt,
        at: Installation<'_>,
    ) -> anyhow::Result<Vec<Said>> {
        let (layout, extended) = (at.layout, at.context.process.kernel.extended);
        for name in &self.files {
            removal::tree(&layout.directory().join(name))?;
        }
        receipt.files.retain(|name| !self.files.contains(name));
        let mut warnings = Vec::new();
        for change in &self.changes {
            match profile::revert(&[here(change, layout)], extended).pop() {
                Some(stuck) => warnings.push(stuck.why),
                None => receipt.changes.retain(|known| known.path != change.path),
            }
        }
        Ok(warnings)
    }
}

/// The paths that [`Intended::write`] changes, in order.
pub(crate) struct Paths {
    /// The receipt and files of ours.
    pub(crate) written: Vec<PathBuf>,
    /// Files of ours that go.
    pub(crate) removed: Vec<PathBuf>,
    /// Files of the user's.
    pub(crate) edited: Vec<PathBuf>,
}

impl<'a> Intended<'a> {
    /// # Errors
    /// [`voice::Exit::Destination`] for a prefix that no shell can carry.
    pub(crate) fn of(mode: Mode, at: Installation<'a>) -> anyhow::Result<Intended<'a>> {
        let prefix = at.layout.shell_prefix()?;
        let files = environment::files(&prefix, mode);
        let (edits, notes) = edits(&prefix, mode, at);
        let before = EnvironmentReceipt::read(at.layout).ok().flatten();
        let former = Former::of(before.as_ref(), mode, &files);
        Ok(Intended { at, mode, prefix, files, edits, former, notes })
    }

    /// Every path that [`write`](Self::write) changes.
    pub(crate) fn paths(&self) -> Paths {
        let removed = self.former.files.iter().map(|name| self.at.layout.directory().join(name));
        let former = self.former.changes.iter().map(|change| self.at.layout.here(&change.path));
        let files = self.files.iter().map(|file| self.at.layout.directory().join(file.name));
        let ours = [EnvironmentReceipt::path(self.at.layout)].into_iter().chain(files);
        let theirs = profile::intended(&self.edits).into_iter();
        let theirs = theirs.filter(|change| change.action != profile::Action::LineFound);
        let edited = former.chain(theirs.map(|change| change.path)).collect();
        Paths { written: ours.collect(), removed: removed.collect(), edited }
    }

    /// Writes it. The receipt is first: whatever is written is on it, also where this run is cut off.
    ///
    /// # Errors
    /// The disk's, but for files of the user's: what cannot be edited is a warning.
    pub(crate) fn write(self) -> anyhow::Result<Environment> {
        let Intended { at, mode, prefix, files, edits, former, mut notes } = self;
        let (layout, extended) = (at.layout, at.context.process.kernel.extended);
        let before = EnvironmentReceipt::read(layout)?;
        let mut receipt = before.unwrap_or_else(|| EnvironmentReceipt::new(mode, layout));
        receipt.mode = mode;
        for file in &files {
            if !receipt.files.iter().any(|known| known == file.name) {
                receipt.files.push(file.name.to_owned());
            }
        }
        receipt.add(profile::intended(&edits), layout);
        receipt.write(layout)?;
        for file in &files {
            durable::write(&layout.directory().join(file.name), file.mode, &file.contents)?;
        }
        let is_former = !former.changes.is_empty() || !former.files.is_empty();
        notes.extend(former.revert(&mut receipt, at)?);
        let outcome = profile::apply(&edits, extended);
        let is_news = receipt.add(outcome.changes.clone(), layout) || is_former;
        if is_news || receipt.pending != outcome.pending {
            receipt.pending = outcome.pending;
            receipt.write(layout)?;
        }
        Ok(Environment { prefix, mode, outcome, notes })
    }
}

/// Lines of ours that `receipt` knows and that are gone from where they belong, with the profiles that are to have
/// them again. None where profiles were not to be edited.
///
/// # Errors
/// [`voice::Exit::Destination`] for a prefix that no shell can carry.
pub(crate) fn gone(
    receipt: &EnvironmentReceipt,
    at: Installation<'_>,
) -> anyhow::Result<Vec<(PathBuf, Edit)>> {
    let (edits, _) = edits(&at.layout.shell_prefix()?, receipt.mode, at);
    let is_known = |change: &Change| {
        let mut known = receipt.changes.iter();
        known.any(|known| at.layout.here(&known.path) == change.path && known.line == change.line)
    };
    let gone = |edit: Edit| {
        let change = profile::intended(std::slice::from_ref(&edit)).pop()?;
        let is_gone = change.action != profile::Action::LineFound && is_known(&change);
        is_gone.then_some((change.path, edit))
    };
    Ok(edits.into_iter().filter_map(gone).collect())
}

/// Puts such a line back. As in an installation, the receipt is first.
///
/// # Errors
/// The disk's, but for the user's file.
pub(crate) fn put_back(edit: &Edit, at: Installation<'_>) -> anyhow::Result<profile::Outcome> {
    let layout = at.layout;
    let (edits, before) = (std::slice::from_ref(edit), EnvironmentReceipt::read(layout)?);
    let mut receipt = before.unwrap_or_else(|| EnvironmentReceipt::new(Mode::Rc, layout));
    receipt.add(profile::intended(edits), layout);
    receipt.write(layout)?;
    let outcome = profile::apply(edits, at.context.process.kernel.extended);
    receipt.add(outcome.changes.clone(), layout);
    receipt.pending |= outcome.pending;
    receipt.write(layout)?;
    Ok(outcome)
}

fn edits(prefix: &Prefix, mode: Mode, at: Installation<'_>) -> (Vec<Edit>, Vec<Said>) {
    match at.layout.owner() {
        _ if mode != Mode::Rc => (Vec::new(), Vec::new()),
        Owner::System => {
            let root = at.layout.here(Path::new("/"));
            (profile::plan_system(prefix, &root), profile::notes_system(prefix, &root))
        }
        Owner::User(Some(home)) => {
            let process = &at.context.process;
            let account = Account::new(home, Some(&process.login_shell), &process.environment);
            (profile::plan(&account, prefix), profile::notes(&account, prefix))
        }
        Owner::User(None) => (Vec::new(), vec![words::no_home_for_profiles()]),
    }
}

/// A change on the receipt, with paths as they are reached from here.
fn here(change: &Change, layout: &Layout) -> Change {
    change.with_paths(|path| layout.here(path))
}

/// The changes to take back.
pub(crate) fn lines_of(
    receipt: Option<&EnvironmentReceipt>,
    at: Installation<'_>,
) -> anyhow::Result<Vec<Change>> {
    let known = receipt.into_iter().flat_map(|receipt| &receipt.changes);
    let mut changes: Vec<Change> = known.map(|change| here(change, at.layout)).collect();
    for change in lines(at)? {
        let is_it = |known: &Change| known.path == change.path && known.line == change.line;
        if !changes.iter().any(is_it) {
            changes.push(change);
        }
    }
    Ok(changes)
}

/// Lines that stand in profiles now.
pub(crate) fn lines(at: Installation<'_>) -> anyhow::Result<Vec<Change>> {
    let prefix = at.layout.shell_prefix()?;
    let edits = match at.layout.owner() {
        Owner::System => profile::plan_system(&prefix, &at.layout.here(Path::new("/"))),
        Owner::User(Some(home)) => {
            let process = &at.context.process;
            let shell = Some(process.login_shell.as_path());
            profile::everywhere(&Account::new(home, shell, &process.environment), &prefix)
        }
        Owner::User(None) => Vec::new(),
    };
    Ok(profile::present(&edits))
}
