//! The module files of a project, read from its directory.

use super::Syntax;
use super::go_mod::GoMod;
use super::go_sum::GoSum;
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

pub(super) fn refuse_workspace(dir: &Path) -> Result<(), Fact> {
    let work = dir.join("go.work");
    if fs::symlink_metadata(&work).is_err() {
        return Ok(());
    }
    Err(workspace(&work))
}

pub(super) fn workspace(path: &Path) -> Fact {
    let said = words::workspace(&path.display());
    Fact::new(Exit::Usage, said).help(words::workspace_help())
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
