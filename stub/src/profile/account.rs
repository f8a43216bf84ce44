//! Whose shells these are.

use super::lossy;
use crate::prefix::home::below;
use payloads::environment::surroundings::Variables;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// What decides which profiles an account's shells read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The home directory, absolute.
    pub home: PathBuf,
    /// The login shell by the password file, then the one `SHELL` names where it is another: hosts
    /// with a directory service do not list everyone in the password file.
    pub shells: Vec<PathBuf>,
    /// `ZDOTDIR`: where zsh looks for its files instead of the home.
    pub zdotdir: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`: where a fish looks that inherits it. A program that brought it along (snap) may have set it
    /// for itself alone, so `~/.config` counts beside it.
    pub xdg_config_home: Option<PathBuf>,
    /// `ENV`: what an interactive POSIX shell reads.
    pub env: Option<PathBuf>,
}

impl Account {
    /// From the variables of the process and the login shell of the password file. Variables that
    /// are not absolute paths are ignored, as the shells' own results would depend on where they
    /// are started.
    pub fn new(home: &Path, login_shell: Option<&Path>, variables: &Variables) -> Self {
        let path = |name| variables.value(name).map(PathBuf::from).filter(|p| p.is_absolute());
        // As the home spells them, which may be reached through a link.
        let own = |name| path(name).map(|path| below(&path, home).map_or(path, |it| home.join(it)));
        let mut shells: Vec<PathBuf> = login_shell.map(Path::to_path_buf).into_iter().collect();
        shells.retain(|shell| !shell.as_os_str().is_empty());
        shells.extend(path("SHELL"));
        shells.dedup_by(|a, b| a.file_name() == b.file_name());
        Account {
            home: home.to_path_buf(),
            shells,
            zdotdir: own("ZDOTDIR"),
            xdg_config_home: own("XDG_CONFIG_HOME"),
            env: own("ENV"),
        }
    }

    /// Where fish looks: in the home's own place, and in the inherited one.
    pub(super) fn fish_directories(&self) -> Vec<PathBuf> {
        let mut places = vec![self.home.join(".config")];
        places.extend(self.xdg_config_home.clone().filter(|place| *place != places[0]));
        places.into_iter().map(|place| place.join("fish")).collect()
    }

    pub(super) fn shell_names(&self) -> impl Iterator<Item = &OsStr> {
        self.shells.iter().filter_map(|shell| shell.file_name())
    }
}

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
    use std::ffi::OsString;

    #[test]
    fn the_shell_variable_adds_to_the_password_file_only_what_is_new() {
        let account = |passwd: &str, variable: &str| {
            let set = [(OsString::from("SHELL"), OsString::from(variable))];
            let variables = set.into_iter().collect();
            let found = Account::new(Path::new("/h"), Some(Path::new(passwd)), &variables);
            found.shells.iter().map(|s| s.display().to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(account("/bin/bash", "/usr/bin/bash"), "/bin/bash");
        assert_eq!(account("/bin/bash", "/usr/bin/zsh"), "/bin/bash /usr/bin/zsh");
        assert_eq!(account("", "/usr/bin/zsh"), "/usr/bin/zsh");
        assert_eq!(account("", "relative"), "");
    }

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
