//! What a project's work needs: its build, its tests, `go mod tidy`, and every question about its modules. That is more
//! than what is compiled, and far less than all that its build list names.
//!
//! go works on copies of go.mod and go.sum, in the project's directory, so that relative replacements keep their meaning.
//! The members of a workspace are worked on together, and each by itself where that can be done.

use super::fetcher::{Fetcher, Unserved, refuse_missing};
use super::workspace::{self, Workspace};
use crate::inputs::project::agreement;
use crate::inputs::project::go_mod::GoMod;
use crate::inputs::project::go_sum::GoSum;
use crate::words::modules as words;
use std::fs;
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact, Voice, exit_of};

/// What can be worked on: the absolute path of its directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// A module by itself.
    Module(PathBuf),
    /// All members of a workspace together.
    Workspace(PathBuf),
}

/// What the work on a project showed.
#[derive(Default)]
pub(super) struct Worked {
    pub(super) works: Vec<Work>,
    /// What its files of sums state.
    pub(super) sums: Vec<(PathBuf, GoSum)>,
}

/// Fetches what the work on a module or workspace needs; with `all_zips` the zip of each module of its build list.
///
/// # Errors
/// [`Unserved`]; [`Exit::Usage`]: no module there, or go refuses.
pub(super) fn of_project(
    dir: &Path,
    all_zips: bool,
    fetcher: &Fetcher<'_>,
    voice: &Voice,
) -> anyhow::Result<Worked> {
    let reading = || words::reading(&dir.display());
    let dir = dir.canonicalize().exit_with(Exit::Medium, reading)?;
    let mut worked = Worked::default();
    match workspace::in_directory(&dir) {
        Some(file) => of_workspace(&dir, &file, all_zips, fetcher, voice, &mut worked)?,
        None => of_module(&dir, all_zips, fetcher, &mut worked)?,
    }
    Ok(worked)
}

fn of_workspace(
    dir: &Path,
    file: &Path,
    all_zips: bool,
    fetcher: &Fetcher<'_>,
    voice: &Voice,
    worked: &mut Worked,
) -> anyhow::Result<()> {
    let place = fetcher.directory()?;
    let described =
        fetcher.go(dir, None, &["work", "edit", "-json", &file.display().to_string()])?;
    let workspace = Workspace::copied(dir, &described, place.path())?;
    agreement::of_workspace(dir, &workspace.members, &workspace.replaced)?;
    let together = Some(workspace.file.as_path());
    let mut download = vec!["mod", "download", "-json"];
    if all_zips {
        download.push("all");
    }
    // It names all that is missing, where a download stops at the first.
    refuse_missing(&fetcher.asked(dir, together, &["list", "-m", "-e", "-json", "all"])?)?;
    refuse_missing(&fetcher.asked(dir, together, &download)?)?;
    let patterns = workspace.patterns();
    let packages = ["list", "-e", "-deps", "-test"].into_iter();
    let packages = packages.chain(patterns.iter().map(String::as_str));
    let tools = workspace.members.iter().any(|member| names_tools(member)).then_some("tool");
    let packages: Vec<&str> = packages.chain(tools).collect();
    fetcher.go(dir, together, &packages)?;
    worked.works.push(Work::Workspace(dir.to_owned()));
    worked.sums.push(sums(&dir.join("go.work.sum"))?);
    for member in &workspace.members {
        worked.sums.push(sums(&member.join("go.sum"))?);
        let mut alone = Worked::default();
        match of_module(member, all_zips, fetcher, &mut alone) {
            Ok(()) => worked.works.append(&mut alone.works),
            // It needs another member, and does not say where that is.
            Err(why) if why.is::<Unserved>() || exit_of(&why) == Exit::Usage => {
                voice.note(&words::only_together(&member.display()));
            }
            Err(why) => return Err(why),
        }
    }
    Ok(())
}

fn of_module(
    dir: &Path,
    all_zips: bool,
    fetcher: &Fetcher<'_>,
    worked: &mut Worked,
) -> anyhow::Result<()> {
    if !dir.join("go.mod").is_file() {
        let said = words::not_a_module(&dir.display());
        return Err(Fact::new(Exit::Usage, said).help(words::not_a_module_help()).into());
    }
    agreement::of_module(dir)?;
    let list = Copy::of(dir, fetcher)?;
    let mut download = vec!["mod", "download", "-json", &list.option];
    if all_zips {
        download.push("all");
    }
    let all = ["list", "-mod=mod", &list.option, "-m", "-e", "-json", "all"];
    refuse_missing(&fetcher.asked(dir, None, &all)?)?;
    refuse_missing(&fetcher.asked(dir, None, &download)?)?;
    let mut packages = vec!["list", "-mod=mod", &list.option, "-e", "-deps", "-test", "./..."];
    packages.extend(names_tools(dir).then_some("tool"));
    fetcher.go(dir, None, &packages)?;
    let tidy = Copy::of(dir, fetcher)?;
    fetcher.go(dir, None, &["mod", "tidy", &tidy.option])?;
    worked.works.push(Work::Module(dir.to_owned()));
    worked.sums.push(sums(&dir.join("go.sum"))?);
    Ok(())
}

/// Whether the module in `dir` has tools for `go tool`, which the pattern `tool` means.
pub fn names_tools(dir: &Path) -> bool {
    let text = text_of(&dir.join("go.mod")).unwrap_or_default();
    GoMod::parse(&text).is_ok_and(|go_mod| go_mod.has_tools)
}

fn sums(file: &Path) -> anyhow::Result<(PathBuf, GoSum)> {
    let sums = GoSum::parse(&text_of(file)?).map_err(|syntax| {
        Fact::new(Exit::Preflight, words::go_sum_line(&syntax.line, &file.display()))
    })?;
    Ok((file.to_owned(), sums))
}

/// Copies of go.mod and go.sum, and the option that has go use them.
struct Copy {
    option: String,
    _place: tempfile::TempDir,
}

impl Copy {
    fn of(dir: &Path, fetcher: &Fetcher<'_>) -> anyhow::Result<Copy> {
        let place = fetcher.directory()?;
        for name in ["go.mod", "go.sum"] {
            let path: PathBuf = place.path().join(name);
            fs::write(&path, text_of(&dir.join(name))?)
                .context(|| words::preparing(&path.display()))?;
        }
        let option = format!("-modfile={}", place.path().join("go.mod").display());
        Ok(Copy { option, _place: place })
    }
}

/// A file's text; empty where there is none.
fn text_of(path: &Path) -> anyhow::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        text => text.exit_with(Exit::Medium, || words::reading(&path.display())),
    }
}
