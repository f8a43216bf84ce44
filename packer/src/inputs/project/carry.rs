//! What of a project travels: its files, less what stays where it is and anything secret.

use super::left_out::{self, LeftOut, Rules};
use super::let_through::{Keys, LetThrough, Verdict};
use super::obstacles::{Obstacle, WayOut};
use super::shell::{in_gb18030, path_word, readable, renaming};
use super::vendoring::Vendor;
use crate::inputs::tree::{self, Contents, Entry, Kind, Tree};
use crate::words::project as words;
use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact};

/// What a walk through a project gathered.
#[derive(Default)]
pub(super) struct Gathered {
    /// What travels.
    pub tree: Tree,
    /// What may not: all of it is told in one run.
    pub obstacles: Vec<Obstacle>,
    pub let_through: Vec<LetThrough>,
    pub left_out: Vec<LeftOut>,
    /// Members of directories that hold a module of their own.
    pub nested: Vec<String>,
}

/// The project's own files, below `dir`, and the vendor tree that was made elsewhere in the place of its own.
///
/// # Errors
/// [`Exit::Medium`] for what cannot be read; what may not travel is gathered.
pub(super) fn gather(
    dir: &Path,
    vendor: &Vendor,
    rules: &Rules,
    keys: &Keys<'_>,
) -> anyhow::Result<Gathered> {
    let mut gathered = Gathered::default();
    let is_made = matches!(vendor, Vendor::Made(_));
    Walk::new(dir, rules, keys, &mut gathered)?.sources(dir, !is_made)?;
    // One that was made where nothing is required has no directory.
    if let Some(made) = vendor.dir().filter(|_| is_made) {
        let mut walk = Walk::new(&made, rules, keys, &mut gathered)?;
        walk.is_made = true;
        walk.all_below(made.clone(), "vendor".to_owned())?;
    }
    let by_name = |one: &LeftOut, other: &LeftOut| one.file.cmp(&other.file);
    gathered.left_out.sort_by(by_name);
    gathered.let_through.sort_by(|one, other| one.file.cmp(&other.file));
    gathered.nested.sort();
    Ok(gathered)
}

struct Walk<'a> {
    /// The real path of what is walked through.
    root: PathBuf,
    /// Whether it is a vendor tree of ours, whose place nobody needs to know.
    is_made: bool,
    rules: &'a Rules,
    keys: &'a Keys<'a>,
    gathered: &'a mut Gathered,
    pending: VecDeque<(PathBuf, String)>,
}

impl<'a> Walk<'a> {
    fn new(
        dir: &Path,
        rules: &'a Rules,
        keys: &'a Keys<'a>,
        gathered: &'a mut Gathered,
    ) -> anyhow::Result<Walk<'a>> {
        let root = dir.canonicalize().exit_with(Exit::Medium, || words::reading(&dir.display()))?;
        Ok(Walk { root, is_made: false, rules, keys, gathered, pending: VecDeque::new() })
    }

    /// The top directory `vendor` is left out where another one is carried in its place.
    fn sources(&mut self, dir: &Path, with_vendor: bool) -> anyhow::Result<()> {
        self.directory(dir, "", |name| name == "vendor" && !with_vendor)?;
        self.rest()
    }

    fn all_below(&mut self, dir: PathBuf, member: String) -> anyhow::Result<()> {
        self.pending.push_back((dir, member));
        self.rest()
    }

    fn rest(&mut self) -> anyhow::Result<()> {
        while let Some((path, member)) = self.pending.pop_front() {
            self.directory(&path, &member, |_| false)?;
        }
        Ok(())
    }

    fn directory(
        &mut self,
        dir: &Path,
        member: &str,
        skipped: impl Fn(&str) -> bool,
    ) -> anyhow::Result<()> {
        let reading = || words::reading(&dir.display());
        let entries = fs::read_dir(dir).exit_with(Exit::Medium, reading)?;
        let entries = entries.collect::<Result<Vec<_>, _>>();
        let mut entries = entries.exit_with(Exit::Medium, reading)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let is_dir = entry.file_type().exit_with(Exit::Medium, reading)?.is_dir();
            let name = readable(Path::new(&entry.file_name()));
            if skipped(&name) {
                continue;
            }
            let member = if member.is_empty() { name } else { format!("{member}/{name}") };
            if self.stays(&path, &member, is_dir) {
                continue;
            }
            if entry.file_name().to_str().is_none() {
                self.gathered.obstacles.push(not_utf8(&path, &entry.file_name()));
            }
            self.entry(path, member)?;
        }
        Ok(())
    }

    /// Whether it stays where it is; what is needed goes on, to be refused with the rest.
    fn stays(&mut self, path: &Path, member: &str, is_dir: bool) -> bool {
        let Some(why) = self.rules.why(path, member, is_dir) else { return false };
        let file = format!("{}/{member}", self.keys.project);
        let refused = left_out::refused(path, member, &file, &why);
        self.gathered.left_out.push(LeftOut { file, why });
        let is_refused = refused.is_some();
        self.gathered.obstacles.extend(refused);
        !is_refused
    }

    fn entry(&mut self, path: PathBuf, member: String) -> anyhow::Result<()> {
        let meta = fs::symlink_metadata(&path)
            .exit_with(Exit::Medium, || words::reading(&path.display()))?;
        let executable = meta.is_file() && meta.permissions().mode() & 0o100 != 0;
        if let Some(kind) = self.kind(&path, &member, &meta)? {
            let inserted = self.gathered.tree.insert(&member, Entry { kind, executable });
            if let Err(error) = inserted {
                self.gathered.obstacles.push(error.downcast::<Fact>()?.into());
            }
        }
        if meta.is_dir() {
            self.pending.push_back((path, member));
        } else if let Some(module) = member.strip_suffix("/go.mod")
            && !member.starts_with("vendor/")
        {
            self.gathered.nested.push(module.to_owned());
        }
        Ok(())
    }

    /// What it travels as; `None` where it does not, which is gathered.
    fn kind(
        &mut self,
        path: &Path,
        member: &str,
        meta: &fs::Metadata,
    ) -> anyhow::Result<Option<Kind>> {
        if meta.is_dir() {
            return Ok(Some(Kind::Dir));
        }
        let obstacle = if meta.is_symlink() {
            match self.link(path, member)? {
                Ok(target) => return Ok(Some(Kind::Symlink { target })),
                Err(obstacle) => obstacle,
            }
        } else if meta.is_file() {
            let shown = match self.is_made {
                true => format!("{}/{member}", self.keys.project),
                false => readable(path),
            };
            let contents = Contents::OnDisk { path: path.to_owned(), length: meta.len() };
            match self.keys.judge(path, member, &shown)? {
                Verdict::NoKey => return Ok(Some(Kind::File(contents))),
                Verdict::LetThrough(file) => {
                    self.gathered.let_through.push(file);
                    return Ok(Some(Kind::File(contents)));
                }
                Verdict::Refused(obstacle) => obstacle,
            }
        } else {
            let said = words::not_a_file(&readable(path));
            Obstacle::new(said, WayOut::Said(words::take_away_help()))
        };
        self.gathered.obstacles.push(obstacle);
        Ok(None)
    }

    /// The link's target; refused where it leaves the project, by its letters or by way of another link, or where no
    /// other machine has it.
    fn link(&self, path: &Path, member: &str) -> anyhow::Result<Result<String, Obstacle>> {
        let target =
            fs::read_link(path).exit_with(Exit::Medium, || words::reading(&path.display()))?;
        let (shown, to) = (readable(path), readable(&target));
        let real = path.canonicalize().ok();
        let is_inside = real.as_ref().is_some_and(|real| real.starts_with(&self.root));
        if target.is_absolute() && (is_inside || target.starts_with(&self.root)) {
            let said = words::link_absolute(&shown, &to);
            let way_out = WayOut::Relink(self.relinking(path, &real.unwrap_or(target)));
            return Ok(Err(Obstacle::new(said, way_out)));
        }
        let dangles = real.is_none() && target.is_relative();
        if !is_inside && !dangles || tree::leaves(member, &target.to_string_lossy()) {
            let said = words::link_leaves(&shown, &to);
            return Ok(Err(Obstacle::new(said, WayOut::Said(words::link_help()))));
        }
        let text = target.to_str().map(str::to_owned);
        Ok(text.ok_or_else(|| {
            let said = words::link_not_utf8(&shown, &to);
            Obstacle::new(said, WayOut::Said(words::link_help()))
        }))
    }

    /// The command that makes the link at `path` a relative one to the same `target`.
    fn relinking(&self, path: &Path, target: &Path) -> String {
        let from = path.parent().and_then(|parent| parent.canonicalize().ok());
        let from = from.unwrap_or_else(|| self.root.clone());
        let common = from.components().zip(target.components()).take_while(|(a, b)| a == b).count();
        let mut relative: PathBuf = from.components().skip(common).map(|_| "..").collect();
        relative.extend(target.components().skip(common));
        if relative.as_os_str().is_empty() {
            relative.push(".");
        }
        format!("ln -sfn -- {} {}", path_word(&relative), path_word(path))
    }
}

/// What is said of a name that no container takes: programs and terminals of the far side expect UTF-8.
fn not_utf8(path: &Path, name: &OsStr) -> Obstacle {
    let shown = readable(path);
    match in_gb18030(name) {
        Some(read) => {
            let command = renaming(path, &read);
            Obstacle::new(words::name_in_gb18030(&shown), WayOut::Rename(Some(command)))
        }
        None => Obstacle::new(words::name_not_utf8(&shown), WayOut::Rename(None)),
    }
}
