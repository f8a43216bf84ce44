//! What the user does to have Go in the shell at hand, which has read its profiles already.

use super::{Shell, lossy};
use payloads::environment::surroundings::Variables;
use payloads::environment::{Mode, Prefix, envrc_line, source_line};

use crate::words::profile;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use voice::Said;

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
