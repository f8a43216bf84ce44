//! What of a project stays where it is: version control's own, what was packed before, and what the user leaves out
//! by `.goferryignore` or `--exclude`. Nothing is left out in silence.

use super::obstacles::{Obstacle, WayOut};
use super::texts::read_text;
use super::vcs;
use crate::words::project as words;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;
use voice::{Exit, Fact, Said};

/// The user's rules in a project's root, written as in `.gitignore`.
const FILE: &str = ".goferryignore";

/// Names that belong to version control; `.git` is a file in worktrees and submodules. The last is what we say of it.
const VERSION_CONTROL: [&str; 8] =
    [".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", ".fslckout", vcs::DIRECTORY];

/// CVS has a directory of this name in each of its own; so may a Go package be called, which lacks what CVS keeps there.
const CVS: (&str, [&str; 3]) = ("CVS", ["Entries", "Repository", "Root"]);

/// Without these no Go builds the project on the far side.
const NEEDED: [&str; 3] = ["go.mod", "go.sum", "vendor/modules.txt"];

/// A member that does not travel, with all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// `NAME/MEMBER`.
    pub file: String,
    /// Why.
    pub why: Why,
}

/// Why a member does not travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is version control's.
    VersionControl,
    /// The finished files go there.
    Output,
    /// A line of `.goferryignore`.
    Line(String),
    /// An `--exclude`.
    Option(String),
}

/// The rules of one project.
pub(super) struct Rules {
    user: Gitignore,
    output: Option<String>,
}

impl Rules {
    /// Those of the project in `dir`; each of `excludes` counts as a further line of its file.
    ///
    /// # Errors
    /// [`Exit::Usage`] for a pattern that cannot be understood, and where `output`, where the finished files go, is
    /// the project's directory itself.
    pub(super) fn read(dir: &Path, excludes: &[String], output: &Path) -> anyhow::Result<Rules> {
        let file = dir.join(FILE);
        let text = read_text(&file)?.unwrap_or_default();
        let mut rules = GitignoreBuilder::new(".");
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let unclear = |_| words::line_unclear(&(at + 1), &file.display(), &line);
            rules.add_line(Some(FILE.into()), line).map_err(unclear).map_err(usage)?;
        }
        for exclude in excludes {
            let unclear = |_| words::exclude_unclear(&exclude);
            rules.add_line(None, exclude).map_err(unclear).map_err(usage)?;
        }
        let user = rules.build().map_err(|_| words::exclude_unclear(&FILE)).map_err(usage)?;
        Ok(Rules { user, output: output_within(dir, output)? })
    }

    /// Why the entry at `path` does not travel as `member`; `None` where it does.
    pub(super) fn why(&self, path: &Path, member: &str, is_dir: bool) -> Option<Why> {
        let name = member.rsplit('/').next().unwrap_or(member);
        let is_cvs = name == CVS.0 && CVS.1.iter().all(|kept| path.join(kept).is_file());
        if is_cvs || VERSION_CONTROL.contains(&name) {
            return Some(Why::VersionControl);
        }
        if self.output.as_deref() == Some(member) {
            return Some(Why::Output);
        }
        match self.user.matched(member, is_dir) {
            Match::Ignore(rule) if rule.from().is_some() => {
                Some(Why::Line(rule.original().to_owned()))
            }
            Match::Ignore(rule) => Some(Why::Option(rule.original().to_owned())),
            Match::None | Match::Whitelist(_) => None,
        }
    }
}

fn usage(said: Said) -> Fact {
    Fact::new(Exit::Usage, said)
}

/// What is said where a user's rule leaves out what no project can be built without, or the directory of it.
pub(super) fn refused(path: &Path, member: &str, file: &str, why: &Why) -> Option<Obstacle> {
    let rule = why.rule()?;
    let is_needed = NEEDED.contains(&member)
        || NEEDED.iter().any(|needed| {
            let below = needed.strip_prefix(member).and_then(|rest| rest.strip_prefix('/'));
            below.is_some_and(|below| path.join(below).is_file())
        });
    let said = words::needed(&rule, &file);
    is_needed.then(|| Obstacle::new(said, WayOut::Said(words::needed_help())))
}

impl Why {
    /// Where it was the user's wish: the rule that says so.
    fn rule(&self) -> Option<Said> {
        matches!(self, Why::Line(_) | Why::Option(_)).then(|| self.said())
    }

    pub(super) fn said(&self) -> Said {
        match self {
            Why::VersionControl => words::of_version_control(),
            Why::Output => words::of_output(),
            Why::Line(line) => words::rule_of_file(&line),
            Why::Option(glob) => words::rule_of_option(&glob),
        }
    }
}

/// The member that `output`, where the finished files go, would be of the project in `dir`; `None` where it lies
/// elsewhere, or is not there yet.
///
/// # Errors
/// [`Exit::Usage`] where it is the project's directory itself: what was written there cannot be told from what
/// belongs to the project.
fn output_within(dir: &Path, output: &Path) -> Result<Option<String>, Fact> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn rules(text: &str, excludes: &[&str]) -> anyhow::Result<Rules> {
        let dir = tempfile::tempdir()?;
        fs::write(dir.path().join(FILE), text)?;
        let excludes: Vec<String> = excludes.iter().map(|e| (*e).to_owned()).collect();
        Rules::read(dir.path(), &excludes, Path::new("/nowhere"))
    }

    #[test]
    fn the_file_is_read_as_git_reads_its_own_and_an_exclude_is_one_more_line() {
        let rules =
            rules("\u{feff}# big\n*.bin\n!keep.bin\n/docs/\n", &["web/node_modules"]).unwrap();
        let why = |member: &str, is_dir| rules.why(Path::new(member), member, is_dir);
        let line = |line: &str| Some(Why::Line(line.to_owned()));
        assert_eq!(why("a/b.bin", false), line("*.bin"));
        assert_eq!(why("a/keep.bin", false), None);
        assert_eq!(why("docs", true), line("/docs/"));
        assert_eq!(why("docs", false), None);
        assert_eq!(why("a/docs", true), None);
        let option = Some(Why::Option("web/node_modules".to_owned()));
        assert_eq!(why("web/node_modules", true), option);
        assert_eq!(why("node_modules", true), None);
        assert_eq!(why("sub/.git", false), Some(Why::VersionControl));
    }

    #[test]
    fn a_rule_that_cannot_be_understood_is_named_with_its_line() {
        let error = rules("ok\n[z-a]\n", &[]).err().unwrap();
        let text = voice::render_error(&error, voice::Lang::En);
        assert!(
            text.contains("line 2 of ") && text.contains("cannot be understood: [z-a]"),
            "{text}"
        );
        let error = rules("", &["a{b"]).err().unwrap();
        assert_eq!(voice::exit_of(&error), Exit::Usage);
    }
}
