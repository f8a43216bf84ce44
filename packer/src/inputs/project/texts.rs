//! The module files of a project, read from its directory.

use super::Syntax;
use super::go_mod::GoMod;
use super::go_sum::GoSum;
use payloads::words::{Doing, Fact, project as words};
use payloads::{Exit, say};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

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
    let said = say!(words::WORKSPACE, path = path.display());
    Fact::new(Exit::Usage, said).help(say!(words::WORKSPACE_HELP))
}

pub(super) fn read_texts(dir: &Path) -> anyhow::Result<Texts> {
    let (mod_path, sum_path) = (dir.join("go.mod"), dir.join("go.sum"));
    let Some(go_mod_text) = read_text(&mod_path)? else {
        let said = say!(words::NOT_A_MODULE, dir = dir.display());
        return Err(Fact::new(Exit::Usage, said).help(say!(words::NOT_A_MODULE_HELP)).into());
    };
    let go_sum_text = read_text(&sum_path)?.unwrap_or_default();
    let go_mod = GoMod::parse(&go_mod_text).map_err(|syntax| unclear(&mod_path, &syntax))?;
    let go_sum = GoSum::parse(&go_sum_text).map_err(|syntax| unclear(&sum_path, &syntax))?;
    Ok(Texts { go_mod_text, go_sum_text, go_mod, go_sum })
}

fn unclear(path: &Path, syntax: &Syntax) -> Fact {
    let said = match syntax.line {
        0 => say!(words::NO_MODULE_LINE, path = path.display()),
        line => say!(words::LINE_UNCLEAR, line = line, path = path.display(), text = syntax.text),
    };
    Fact::new(Exit::Preflight, said)
}

/// The text of a file; `None` where there is none.
pub(super) fn read_text(path: &Path) -> anyhow::Result<Option<String>> {
    let bytes = match fs::read(path) {
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        other => other.meaning(Exit::Medium, || say!(words::READING, path = path.display()))?,
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| Fact::new(Exit::Preflight, say!(words::NOT_UTF8, path = path.display())))?;
    Ok(Some(text))
}
