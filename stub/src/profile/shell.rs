//! The shells goferry knows, by name and by language.

use payloads::environment::Syntax;
use serde::{Deserialize, Serialize};
use std::ffi::OsStr;
use std::fmt;
use std::os::unix::ffi::OsStrExt;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_shell_is_known_by_its_dash_too() {
        let by_name = |name: &str| Shell::by_name(OsStr::new(name));
        assert_eq!(by_name("-zsh"), Some(Shell::Zsh));
        assert_eq!(by_name("tcsh"), Some(Shell::Csh));
        assert_eq!(by_name("mksh"), Some(Shell::Sh));
        assert_eq!(by_name("nologin"), None);
    }
}
