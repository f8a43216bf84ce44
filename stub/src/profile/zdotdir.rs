//! Where zsh's files are, when `~/.zshenv` moves them.

use super::lossy;
use std::fs::File;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Many move zsh's files by a line in `~/.zshenv`, which no other program sees in its environment.
pub(super) fn by_zshenv(home: &Path) -> Option<PathBuf> {
    let mut bytes = Vec::new();
    let path = home.join(".zshenv");
    path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    File::open(path).ok()?.take(1 << 20).read_to_end(&mut bytes).ok()?;
    assigned_in(&bytes, home).filter(|directory| directory.is_dir())
}

/// The last `ZDOTDIR=` that needs nothing but `$HOME` or `~` replaced.
fn assigned_in(zshenv: &[u8], home: &Path) -> Option<PathBuf> {
    let home = lossy(home.as_os_str().as_bytes());
    let text = lossy(zshenv);
    let mut assigned = text.lines().filter_map(|line| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        line.strip_prefix("ZDOTDIR=")
    });
    let value = assigned.next_back()?.split(" #").next()?.trim().replace(['"', '\''], "");
    let value = ["${HOME}", "$HOME", "~"]
        .iter()
        .find_map(|start| value.strip_prefix(start).map(|rest| format!("{home}{rest}")))
        .unwrap_or(value);
    let is_literal = !value.contains(['$', '`', '*', ' ', ';', '&', '\u{fffd}']);
    (is_literal && value.starts_with('/')).then(|| value.trim_end_matches('/').into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zdotdir_is_taken_from_zshenv_only_where_it_is_literal() {
        let found = |text: &str| assigned_in(text.as_bytes(), Path::new("/h"));
        assert_eq!(
            found("export ZDOTDIR=\"$HOME/.config/zsh\" # moved\n"),
            Some("/h/.config/zsh".into())
        );
        assert_eq!(found("ZDOTDIR=~/.zsh/\n"), Some("/h/.zsh".into()));
        assert_eq!(found("ZDOTDIR=${XDG_CONFIG_HOME:-~/.config}/zsh\n"), None);
        assert_eq!(found("# ZDOTDIR=/x\n"), None);
    }
}
