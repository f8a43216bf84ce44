//! The shells goferry knows, by name and by language.

use super::lossy;
use crate::words::profile;
use payloads::environment::surroundings::Variables;
use payloads::environment::{Mode, Prefix, Syntax, envrc_line, source_line};
use serde::{Deserialize, Serialize};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use voice::Said;

/// A shell goferry knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shell {
    /// A POSIX shell without files of its own: sh, dash, ash, ksh.
    Sh,
    /// bash.
    Bash,
    /// zsh.
    Zsh,
    /// fish.
    Fish,
    /// csh and tcsh.
    Csh,
}

impl Shell {
    /// All of them, in the order their files are edited.
    pub(super) const ALL: [Shell; 5] =
        [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Csh, Shell::Sh];

    /// By a program's name, with or without the `-` of a login shell.
    pub fn by_name(name: &OsStr) -> Option<Self> {
        let name = name.as_bytes();
        Some(match name.strip_prefix(b"-").unwrap_or(name) {
            b"bash" | b"rbash" => Shell::Bash,
            b"zsh" | b"rzsh" => Shell::Zsh,
            b"fish" => Shell::Fish,
            b"csh" | b"tcsh" | b"bsd-csh" => Shell::Csh,
            b"sh" | b"dash" | b"ash" | b"busybox" | b"yash" | b"posh" => Shell::Sh,
            b"ksh" | b"ksh93" | b"mksh" | b"lksh" | b"oksh" | b"loksh" | b"pdksh" => Shell::Sh,
            _ => return None,
        })
    }

    /// The language it reads.
    pub fn syntax(self) -> Syntax {
        match self {
            Shell::Sh | Shell::Bash | Shell::Zsh => Syntax::Posix,
            Shell::Fish => Syntax::Fish,
            Shell::Csh => Syntax::Csh,
        }
    }
}

impl fmt::Display for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Shell::Sh => "sh",
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
            Shell::Csh => "csh",
        })
    }
}

/// How to use Go in this shell now, after an installation with `mode`.
pub fn hint(prefix: &Prefix, mode: Mode, shell: Shell) -> Vec<Said> {
    let source = profile::hint_source(&lossy(&source_line(prefix, shell.syntax())));
    match mode {
        Mode::Rc | Mode::None => vec![source],
        Mode::Wrapper => {
            let go = prefix.path().join("bin/go");
            vec![profile::hint_wrapper(&go.display()), source]
        }
        Mode::Direnv => {
            let line = lossy(&envrc_line(prefix));
            vec![profile::hint_direnv(&line), source]
        }
    }
}

/// The shell the user is typing into: the parent process if it is one, else the one `SHELL` names,
/// else sh.
pub fn this_shell(parent: Option<&OsStr>, variables: &Variables) -> Shell {
    let named = || Path::new(variables.value("SHELL")?).file_name().and_then(Shell::by_name);
    parent.and_then(Shell::by_name).or_else(named).unwrap_or(Shell::Sh)
}

/// The name of the parent process, where `/proc` tells.
pub fn parent_name() -> Option<OsString> {
    let name = std::fs::read(format!("/proc/{}/comm", nix::unistd::getppid())).ok()?;
    let name = OsString::from_vec(name.strip_suffix(b"\n").unwrap_or(&name).to_vec());
    (!name.as_bytes().is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::Lang;

    #[test]
    fn a_login_shell_is_known_by_its_dash_too() {
        let by_name = |name: &str| Shell::by_name(OsStr::new(name));
        assert_eq!(by_name("-zsh"), Some(Shell::Zsh));
        assert_eq!(by_name("tcsh"), Some(Shell::Csh));
        assert_eq!(by_name("mksh"), Some(Shell::Sh));
        assert_eq!(by_name("nologin"), None);
    }

    #[test]
    fn the_hint_is_in_the_language_of_the_shell_at_hand() {
        let prefix = Prefix::of_user(Path::new("/h/goenv"), Path::new("/h")).unwrap();
        let lines = |mode, shell| {
            let said = hint(&prefix, mode, shell);
            said.iter().map(|s| s.render(Lang::En)).collect::<Vec<_>>().join("\n")
        };
        assert!(lines(Mode::Rc, Shell::Bash).ends_with(":  . \"$HOME/goenv/env\""));
        assert!(lines(Mode::None, Shell::Fish).ends_with(":  source \"$HOME/goenv/env.fish\""));
        assert!(lines(Mode::Rc, Shell::Csh).ends_with(":  source \"$HOME/goenv/env.csh\""));
        assert!(lines(Mode::Direnv, Shell::Zsh).contains("source_env \"$HOME/goenv/envrc\""));
        assert!(lines(Mode::Wrapper, Shell::Zsh).contains("/h/goenv/bin/go\n"));
    }

    #[test]
    fn the_shell_at_hand_is_the_parent_before_the_variable() {
        let set = [(OsString::from("SHELL"), OsString::from("/usr/bin/zsh"))];
        let variables: Variables = set.into_iter().collect();
        assert_eq!(this_shell(Some(OsStr::new("-tcsh")), &variables), Shell::Csh);
        assert_eq!(this_shell(Some(OsStr::new("make")), &variables), Shell::Zsh);
        assert_eq!(this_shell(None, &Variables::default()), Shell::Sh);
    }
}
