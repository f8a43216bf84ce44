//! The module files of a project, read from its directory.

use super::Syntax;
use super::go_mod::GoMod;
use super::go_sum::GoSum;
use super::line::{Place, tokens};
use crate::words::project as words;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact};

/// `go.mod` and `go.sum`, as text and parsed.
#[derive(Debug)]
pub(super) struct Texts {
    pub go_mod_text: String,
    pub go_sum_text: String,
    pub go_mod: GoMod,
    pub go_sum: GoSum,
}

/// A workspace has one build list for all its members, which is not that of the module alone: what would be built from
/// the module on the far side is another program. Go looks for go.work here and in every directory above.
///
/// # Errors
/// [`Exit::Usage`], naming go.work and its members, where the module in `dir` is one of them or holds go.work itself.
pub(super) fn refuse_workspace(dir: &Path) -> anyhow::Result<()> {
    let here = dir.canonicalize().exit_with(Exit::Medium, || words::reading(&dir.display()))?;
    for above in here.ancestors() {
        let path = above.join("go.work");
        let Some(text) = read_text(&path)? else { continue };
        let members = members(&text);
        let is_member =
            |member: &String| above.join(member).canonicalize().is_ok_and(|m| m == here);
        if above == here || members.iter().any(is_member) {
            return Err(workspace(&path, &members).into());
        }
        // The nearest one is the one that Go takes.
        break;
    }
    Ok(())
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
    let go_sum_text = read_text(&sum_path)?.unwrap_or_default();
    let go_mod = GoMod::parse(&go_mod_text).map_err(|syntax| unclear(&mod_path, &syntax))?;
    let go_sum = GoSum::parse(&go_sum_text).map_err(|syntax| unclear(&sum_path, &syntax))?;
    Ok(Texts { go_mod_text, go_sum_text, go_mod, go_sum })
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
