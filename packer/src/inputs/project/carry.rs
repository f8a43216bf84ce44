//! What of a project travels: its files, less the history of version control and anything secret.

use super::agreement::told;
use super::secret;
use super::vcs;
use crate::inputs::tree::{Contents, Entry, Kind, Tree};
use crate::words::project as words;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact, Said};

/// Names that belong to version control; `.git` is a file in worktrees and submodules. The last is what we say of it.
const VERSION_CONTROL: [&str; 8] =
    [".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", ".fslckout", vcs::DIRECTORY];

/// CVS has a directory of this name in each of its own; so may a Go package be called, which lacks what CVS keeps there.
const CVS: (&str, [&str; 3]) = ("CVS", ["Entries", "Repository", "Root"]);

/// Bytes of one file that are searched for secret keys: more than any source file, less than the
/// data files that would make packing slow.
const SEARCHED: u64 = 8 << 20;

/// The member that `output`, where the finished files go, would be of the project in `dir`; `None` where it lies
/// elsewhere, or is not there yet.
///
/// # Errors
/// [`Exit::Usage`] where it is the project's directory itself: what was written there cannot be told from what
/// belongs to the project.
pub(super) fn output_within(dir: &Path, output: &Path) -> Result<Option<String>, Fact> {
    let (Ok(root), Ok(output)) = (dir.canonicalize(), output.canonicalize()) else {
        return Ok(None);
    };
    if root == output {
        let said = words::output_is_project(&dir.display());
        return Err(Fact::new(Exit::Usage, said).help(words::output_is_project_help()));
    }
    let member = output.strip_prefix(&root).ok();
    Ok(member.and_then(Path::to_str).map(str::to_owned))
}

/// The project's own files, below `dir`, without the member `output`. Its top directory `vendor` is left out where another one is
/// carried in its place.
///
/// # Errors
/// [`Exit::Usage`] for a secret key whose member path is not in `allowed`, a link that leaves the
/// directory, a device, or a name that no container takes; [`Exit::Medium`] for what cannot be read.
pub(super) fn sources(
    dir: &Path,
    with_vendor: bool,
    output: Option<&str>,
    allowed: &BTreeSet<String>,
) -> anyhow::Result<Tree> {
    let root = dir.canonicalize().exit_with(Exit::Medium, || words::reading(&dir.display()))?;
    let mut walk = Walk::new(root, output, allowed);
    walk.directory(dir, "", |name| name == "vendor" && !with_vendor)?;
    walk.finish()
}

/// A vendor tree made elsewhere, below `vendor`.
///
/// # Errors
/// As [`sources`].
pub(super) fn vendor(dir: &Path, allowed: &BTreeSet<String>) -> anyhow::Result<Tree> {
    let root = dir.canonicalize().exit_with(Exit::Medium, || words::reading(&dir.display()))?;
    let mut walk = Walk::new(root, None, allowed);
    walk.directory(dir, "vendor", |_| false)?;
    walk.finish()
}

struct Walk<'a> {
    root: PathBuf,
    output: Option<&'a str>,
    allowed: &'a BTreeSet<String>,
    tree: Tree,
    pending: Vec<(PathBuf, String)>,
    /// What cannot travel: all of it is told in one run.
    refused: Vec<Fact>,
}

impl<'a> Walk<'a> {
    fn new(root: PathBuf, output: Option<&'a str>, allowed: &'a BTreeSet<String>) -> Walk<'a> {
        let (tree, pending, refused) = (Tree::new(), Vec::new(), Vec::new());
        Walk { root, output, allowed, tree, pending, refused }
    }

    fn finish(mut self) -> anyhow::Result<Tree> {
        while let Some((path, member)) = self.pending.pop() {
            self.directory(&path, &member, |_| false)?;
        }
        let said: Vec<Said> = self.refused.iter().map(|fact| fact.said.clone()).collect();
        match said.as_slice() {
            [] => Ok(self.tree),
            [_] => Err(self.refused.remove(0).into()),
            [first, others @ ..] => {
                let said = words::uncarried(&said.len(), &told(first, others));
                Err(Fact::new(Exit::Usage, said).help(words::uncarried_help()).into())
            }
        }
    }

    fn directory(
        &mut self,
        dir: &Path,
        member: &str,
        skipped: impl Fn(&str) -> bool,
    ) -> anyhow::Result<()> {
        let reading = || words::reading(&dir.display());
        for entry in fs::read_dir(dir).exit_with(Exit::Medium, reading)? {
            let entry = entry.exit_with(Exit::Medium, reading)?;
            let path = entry.path();
            let Ok(name) = entry.file_name().into_string() else {
                let said = words::name_not_utf8(&path.to_string_lossy());
                self.refused.push(Fact::new(Exit::Usage, said));
                continue;
            };
            let is_cvs = name == CVS.0 && CVS.1.iter().all(|kept| path.join(kept).is_file());
            if is_cvs || VERSION_CONTROL.contains(&name.as_str()) || skipped(&name) {
                continue;
            }
            let member = if member.is_empty() { name } else { format!("{member}/{name}") };
            if self.output == Some(member.as_str()) {
                continue;
            }
            self.entry(path, member)?;
        }
        Ok(())
    }

    fn entry(&mut self, path: PathBuf, member: String) -> anyhow::Result<()> {
        let meta = fs::symlink_metadata(&path)
            .exit_with(Exit::Medium, || words::reading(&path.display()))?;
        let executable = meta.is_file() && meta.permissions().mode() & 0o100 != 0;
        match self.kind(&path, &member, &meta)? {
            Ok(kind) => self.tree.insert(&member, Entry { kind, executable })?,
            Err(fact) => self.refused.push(fact),
        }
        if meta.is_dir() {
            self.pending.push((path, member));
        }
        Ok(())
    }

    /// What it travels as, or why it does not.
    fn kind(
        &self,
        path: &Path,
        member: &str,
        meta: &fs::Metadata,
    ) -> anyhow::Result<Result<Kind, Fact>> {
        if meta.is_dir() {
            return Ok(Ok(Kind::Dir));
        }
        if meta.is_symlink() {
            return Ok(self.link(path)?.map(|target| Kind::Symlink { target }));
        }
        if !meta.is_file() {
            return Ok(Err(Fact::new(Exit::Usage, words::not_a_file(&path.display()))));
        }
        let contents = Contents::OnDisk { path: path.to_owned(), length: meta.len() };
        Ok(secret_in(path, member, self.allowed)?.map_or(Ok(Kind::File(contents)), Err))
    }

    /// The link's target. The tree refuses targets that leave it by their letters; here a target is
    /// refused that leaves it by way of another link.
    fn link(&self, path: &Path) -> anyhow::Result<Result<String, Fact>> {
        let target =
            fs::read_link(path).exit_with(Exit::Medium, || words::reading(&path.display()))?;
        let leaves = || {
            let said = words::link_leaves(&path.display(), &target.to_string_lossy());
            Fact::new(Exit::Usage, said).help(words::link_help())
        };
        let inside = path.canonicalize().is_ok_and(|real| real.starts_with(&self.root));
        let dangling = !path.exists() && target.is_relative();
        if !inside && !dangling {
            return Ok(Err(leaves()));
        }
        Ok(target.to_str().map(str::to_owned).ok_or_else(leaves))
    }
}

/// What is said of a secret key that may not travel.
fn secret_in(
    path: &Path,
    member: &str,
    allowed: &BTreeSet<String>,
) -> anyhow::Result<Option<Fact>> {
    if allowed.contains(member) {
        return Ok(None);
    }
    let reading = || words::reading(&path.display());
    let mut bytes = Vec::new();
    let file = fs::File::open(path).exit_with(Exit::Medium, reading)?;
    file.take(SEARCHED).read_to_end(&mut bytes).exit_with(Exit::Medium, reading)?;
    Ok(secret::kind_of(&bytes).map(|kind| {
        let said = words::secret(&path.display(), &kind);
        Fact::new(Exit::Usage, said).help(words::secret_help(&member))
    }))
}
