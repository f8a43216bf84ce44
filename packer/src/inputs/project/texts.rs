//! The module files of a project, read from its directory.

use super::Syntax;
use super::go_mod::{GoMod, Replace};
use super::go_sum::GoSum;
use super::go_version::GoVersion;
use super::line::{Place, tokens};
use super::obstacles::told;
use super::shell::word;
use crate::words::project as words;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact, Said, Voice};

/// `go.mod` and `go.sum`, as text and parsed.
#[derive(Debug)]
pub(super) struct Texts {
    pub go_mod_text: String,
    pub go_sum_text: String,
    pub go_mod: GoMod,
    pub go_sum: GoSum,
}

/// A workspace has one build list for all its members, which is not that of the module alone: what would be built from
/// the module on the far side is another program. Go takes the go.work that `GOWORK` names (`chosen`), else looks for
/// one here and in every directory above.
///
/// # Errors
/// [`Exit::Usage`], naming go.work and its members, where the module in `dir` is one of them or holds go.work itself.
pub(super) fn refuse_workspace(dir: &Path, chosen: Option<&Path>) -> anyhow::Result<()> {
    let here = dir.canonicalize().exit_with(Exit::Medium, || words::reading(&dir.display()))?;
    if let Some(chosen) = chosen
        && let Some(members) = workspace_of(&here, chosen)?
    {
        let said = words::workspace_chosen(&chosen.display(), &members.join(", "));
        return Err(Fact::new(Exit::Usage, said).help(words::workspace_chosen_help()).into());
    }
    for above in here.ancestors() {
        let path = above.join("go.work");
        if let Some(members) = workspace_of(&here, &path)? {
            return Err(workspace(&path, &members).into());
        }
        if path.is_file() {
            // The nearest one is the one that Go takes.
            break;
        }
    }
    Ok(())
}

/// The members of the workspace that `path` describes, where the module in `here` belongs to it.
fn workspace_of(here: &Path, path: &Path) -> anyhow::Result<Option<Vec<String>>> {
    let (Some(text), Some(root)) = (read_text(path)?, path.parent()) else { return Ok(None) };
    let members = members(&text);
    let is_member = |member: &String| root.join(member).canonicalize().is_ok_and(|m| m == here);
    Ok((root == here || members.iter().any(is_member)).then_some(members))
}

pub(super) fn workspace(path: &Path, members: &[String]) -> Fact {
    let said = match members {
        [] => words::workspace(&path.display()),
        members => words::workspace_of(&path.display(), &members.join(", ")),
    };
    Fact::new(Exit::Usage, said).help(words::workspace_help())
}

/// The directories that a go.work names (Go Modules Reference, "go.work files").
fn members(text: &str) -> Vec<String> {
    let mut members = Vec::new();
    let mut block = String::new();
    for (number, line) in text.lines().enumerate() {
        let words = tokens(Place { line: number + 1, text: line });
        let words = words.map(|(words, _)| words).unwrap_or_default();
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [")"] => block.clear(),
            [directive, "("] => block = (*directive).to_owned(),
            ["use", member] => members.push((*member).to_owned()),
            [member] if block == "use" => members.push((*member).to_owned()),
            _ => {}
        }
    }
    members
}

pub(super) fn read_texts(dir: &Path) -> anyhow::Result<Texts> {
    let (mod_path, sum_path) = (dir.join("go.mod"), dir.join("go.sum"));
    let Some(go_mod_text) = read_text(&mod_path)? else {
        let said = words::not_a_module(&dir.display());
        return Err(Fact::new(Exit::Usage, said).help(words::not_a_module_help()).into());
    };
    let go_sum_text = read_text(&sum_path)?;
    refuse_byte_order_mark(&mod_path, &go_mod_text)?;
    refuse_byte_order_mark(&sum_path, go_sum_text.as_deref().unwrap_or_default())?;
    let go_mod = GoMod::parse(&go_mod_text).map_err(|syntax| unclear(&mod_path, &syntax))?;
    if go_sum_text.is_none() && needs_sums(&go_mod) {
        let said = words::no_go_sum(&dir.display());
        return Err(Fact::new(Exit::Usage, said).help(words::no_go_sum_help()).into());
    }
    let go_sum_text = go_sum_text.unwrap_or_default();
    let go_sum = GoSum::parse(&go_sum_text).map_err(|syntax| unclear(&sum_path, &syntax))?;
    Ok(Texts { go_mod_text, go_sum_text, go_mod, go_sum })
}

/// Windows editors begin a file with this mark; Go's parsers take it for a character of the first word.
fn refuse_byte_order_mark(path: &Path, text: &str) -> Result<(), Fact> {
    if !text.starts_with('\u{feff}') {
        return Ok(());
    }
    let help = words::byte_order_mark_help(&word(&path.display().to_string()));
    Err(Fact::new(Exit::Preflight, words::byte_order_mark(&path.display())).help(help))
}

/// Whether anything that go.mod requires comes with a digest: all but what a directory stands in for.
fn needs_sums(go_mod: &GoMod) -> bool {
    go_mod.requires.iter().any(|require| {
        let replacement = go_mod.replacement(&require.path, Some(&require.version));
        replacement.is_none_or(|by| by.version.is_some())
    })
}

impl Texts {
    /// Refuses directories that stand in for modules and are not there: nothing can be vendored from them.
    ///
    /// # Errors
    /// [`Exit::Usage`], naming each with its line.
    pub(super) fn refuse_missing_replacements(&self, dir: &Path) -> Result<(), Fact> {
        let is_missing = |replace: &&Replace| {
            replace.new.version.is_none() && !dir.join(&replace.new.path).is_dir()
        };
        let missing = self.go_mod.replaces.iter().filter(is_missing);
        let said: Vec<Said> =
            missing.map(|r| words::replacement_missing(&r.old, &r.line, &r.new.path)).collect();
        let said = match said.as_slice() {
            [] => return Ok(()),
            [one] => one.clone(),
            [first, others @ ..] => words::replacements_missing(&told(first, others)),
        };
        Err(Fact::new(Exit::Usage, said).help(words::replacement_missing_help()))
    }

    /// Warns where Go does not build from the vendor tree by itself: it does from the go line 1.14 on.
    pub(super) fn warn_of_an_old_go_line(&self, voice: &Voice) {
        let module = &self.go_mod.module;
        let since = GoVersion::parse("1.14");
        match self.go_mod.go.as_deref() {
            None => voice.warn(&words::go_line_missing(module)),
            Some(line) if GoVersion::parse(line) < since => {
                voice.warn(&words::go_line_old(module, &line));
            }
            Some(_) => {}
        }
    }
}

fn unclear(path: &Path, syntax: &Syntax) -> Fact {
    let said = match syntax.line {
        0 => words::no_module_line(&path.display()),
        line => words::line_unclear(&line, &path.display(), &syntax.text),
    };
    Fact::new(Exit::Preflight, said)
}

/// The text of a file; `None` where there is none.
pub(super) fn read_text(path: &Path) -> anyhow::Result<Option<String>> {
    let bytes = match fs::read(path) {
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        other => other.exit_with(Exit::Medium, || words::reading(&path.display()))?,
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| Fact::new(Exit::Preflight, words::not_utf8(&path.display())))?;
    Ok(Some(text))
}
