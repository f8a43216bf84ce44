//! The environment that comes out: the scripts a prefix carries for its users' shells, the one line
//! that goes into their profiles, and Go's own defaults.
//!
//! Only PATH and GOPATH are ever set, and a GOPATH the user has is kept: the modules in it are what
//! still builds without a network. GOROOT is never exported, and an inherited one is removed: `go`
//! would take its compiler and library from there, and with GOROOT exported through the `current`
//! link a switch in the middle of a build mixes two releases.

pub mod go_env;
mod quote;
pub mod surroundings;

use crate::words::go as words;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use voice::{Exit, Fact};

/// How a family of shells reads its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// sh, dash, bash, zsh, ksh.
    Posix,
    /// fish.
    Fish,
    /// csh and tcsh.
    Csh,
}

/// Where an installation lives, as its users' shells see it, and whose GOPATH it serves.
///
/// Bytes, not text: a home named in GB18030 works. Without `:` (PATH cannot carry it) and without
/// line breaks (a profile line cannot).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    path: PathBuf,
    home: Option<PathBuf>,
    system: bool,
}

/// How a user's programs come to find this Go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// One marked line in the profiles of the user's shells.
    Rc,
    /// Scripts in the prefix's `bin` that run the current Go from anywhere.
    Wrapper,
    /// A file for direnv, taken in by the projects that ask for it.
    Direnv,
    /// Nothing but the scripts in the prefix; the user is told the line.
    None,
}

/// A file of ours below the prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixFile {
    /// Its path, relative to the prefix.
    pub name: &'static str,
    /// Its permission bits, whatever the umask.
    pub mode: u32,
    /// Its bytes.
    pub contents: Vec<u8>,
}

/// Ends the line that goes into a profile. A comment, so that the carriage return of a file with
/// CRLF line ends harms nobody.
pub(crate) const MARK: &str = "# added by goferry; remove with: goferry uninstall";

impl Prefix {
    /// The prefix of one user; GOPATH is `gopath` in it unless the user has one. Below `home` the
    /// scripts say `$HOME`, so that a home may move.
    ///
    /// # Errors
    /// [`Exit::Destination`]: not absolute, or a path that PATH or a profile line cannot carry.
    pub fn of_user(path: &Path, home: &Path) -> anyhow::Result<Self> {
        let home = (home.is_absolute() && home.parent().is_some()).then(|| home.to_path_buf());
        Prefix { path: path.to_path_buf(), home, system: false }.checked()
    }

    /// A prefix for every user of the host, each with a GOPATH of their own. `path` is what the
    /// running host will call it: `--root` is not part of it.
    ///
    /// # Errors
    /// As [`of_user`](Self::of_user).
    pub fn of_system(path: &Path) -> anyhow::Result<Self> {
        Prefix { path: path.to_path_buf(), home: None, system: true }.checked()
    }

    fn checked(self) -> anyhow::Result<Self> {
        let bytes = self.path.as_os_str().as_bytes();
        let plain = !self.path.components().any(|c| c == Component::ParentDir);
        if !self.path.is_absolute() || !plain || bytes.iter().any(|b| b":\n\r\0".contains(b)) {
            let said = words::prefix_unspeakable(&self.path.display());
            return Err(Fact::new(Exit::Destination, said).help(words::other_prefix()).into());
        }
        Ok(self)
    }

    /// The directory itself, absolute.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The directory of the current Go's programs.
    pub fn goroot_bin(&self) -> PathBuf {
        self.path.join("current-goroot/bin")
    }

    /// `tail` below the prefix as one word of the shell's language, `$HOME` where it can be.
    fn word(&self, syntax: Syntax, tail: &str) -> Vec<u8> {
        let path = if tail.is_empty() { self.path.clone() } else { self.path.join(tail) };
        quote::word(syntax, &path, self.home.as_deref())
    }
}

/// What the user types to have this Go in the shell at hand: `. "$HOME/goenv/env"`.
pub fn source_line(prefix: &Prefix, syntax: Syntax) -> Vec<u8> {
    let command: &[u8] = match syntax {
        Syntax::Posix => b". ",
        Syntax::Fish | Syntax::Csh => b"source ",
    };
    [command, &prefix.word(syntax, script_name(syntax))].concat()
}

/// The marked line for a profile, without its line end. It does nothing, quietly, where the script
/// is gone: `.` on a missing file ends a non-interactive POSIX shell, and a desktop that reads
/// `.profile` with it would not let its user in.
pub fn profile_line(prefix: &Prefix, syntax: Syntax) -> Vec<u8> {
    let script = prefix.word(syntax, script_name(syntax));
    let (before, between): (&[u8], &[u8]) = match syntax {
        Syntax::Posix => (b"[ ! -r ", b" ] || . "),
        Syntax::Fish => (b"test -r ", b"; and source "),
        Syntax::Csh => (b"if ( -r ", b" ) source "),
    };
    [before, &script, between, &script, b" ", MARK.as_bytes()].concat()
}

/// Every file that `mode` wants in the prefix; `env` and its siblings always.
pub fn files(prefix: &Prefix, mode: Mode) -> Vec<PrefixFile> {
    let mut files = scripts(prefix).to_vec();
    match mode {
        Mode::Wrapper => files.extend(wrappers(prefix)),
        Mode::Direnv => files.push(envrc(prefix)),
        Mode::Rc | Mode::None => {}
    }
    files
}

/// `env`, `env.fish` and `env.csh`.
pub fn scripts(prefix: &Prefix) -> [PrefixFile; 3] {
    let script = |syntax, template| PrefixFile {
        name: script_name(syntax),
        mode: 0o644,
        contents: fill(
            template,
            &[
                ("@PREFIX@", prefix.word(syntax, "")),
                ("@GOPATH@", gopath(prefix, syntax).into()),
                ("@EXPORT_GOPATH@", export_gopath(prefix, syntax).into()),
            ],
        ),
    };
    [
        script(Syntax::Posix, include_str!("../environment/env")),
        script(Syntax::Fish, include_str!("../environment/env.fish")),
        script(Syntax::Csh, include_str!("../environment/env.csh")),
    ]
}

/// `bin/go` and `bin/gofmt`: POSIX scripts that run the current Go without any profile. Their paths
/// are absolute, for a service unit may have no HOME.
fn wrappers(prefix: &Prefix) -> [PrefixFile; 2] {
    let template = match prefix.system {
        true => include_str!("../environment/wrapper.system"),
        false => include_str!("../environment/wrapper"),
    };
    let path = quote::word(Syntax::Posix, &prefix.path, None);
    [("bin/go", "go"), ("bin/gofmt", "gofmt")].map(|(name, tool)| {
        let fillings = [
            ("@PREFIX@", path.clone()),
            ("@GOPATH@", gopath(prefix, Syntax::Posix).into()),
            ("@TOOL@", tool.into()),
        ];
        PrefixFile { name, mode: 0o755, contents: fill(template, &fillings) }
    })
}

/// `envrc`, for direnv: a project's `.envrc` says [`envrc_line`].
pub fn envrc(prefix: &Prefix) -> PrefixFile {
    let fillings = [
        ("@ENVRC@", prefix.word(Syntax::Posix, "envrc")),
        ("@ENV@", prefix.word(Syntax::Posix, script_name(Syntax::Posix))),
    ];
    let contents = fill(include_str!("../environment/envrc"), &fillings);
    PrefixFile { name: "envrc", mode: 0o644, contents }
}

/// The line for a project's `.envrc`.
pub fn envrc_line(prefix: &Prefix) -> Vec<u8> {
    [b"source_env ", prefix.word(Syntax::Posix, "envrc").as_slice()].concat()
}

fn script_name(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::Posix => "env",
        Syntax::Fish => "env.fish",
        Syntax::Csh => "env.csh",
    }
}

/// GOPATH for a user who has none, in terms of the script's own `goferry_prefix`.
fn gopath(prefix: &Prefix, syntax: Syntax) -> &'static str {
    match (prefix.system, syntax) {
        (false, Syntax::Posix | Syntax::Fish) => "\"$goferry_prefix/gopath\"",
        (false, Syntax::Csh) => "$goferry_prefix:q/gopath",
        (true, Syntax::Posix) => "\"${HOME-}/go\"",
        (true, Syntax::Fish | Syntax::Csh) => "\"$HOME/go\"",
    }
}

fn export_gopath(prefix: &Prefix, syntax: Syntax) -> &'static str {
    match (prefix.system, syntax) {
        (true, _) => "# GOPATH itself stays each user's own.",
        (false, Syntax::Posix) => "GOPATH=$goferry_gopath\nexport GOPATH",
        (false, Syntax::Fish) => "test -n \"$GOPATH\"; or set -g -x GOPATH $goferry_gopath",
        (false, Syntax::Csh) => "setenv GOPATH $goferry_gopath:q",
    }
}

/// Replaces each placeholder in one pass: what is filled in is never searched again.
fn fill(template: &str, fillings: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some((at, name, value)) = fillings
        .iter()
        .filter_map(|(name, value)| rest.find(name).map(|at| (at, name, value)))
        .min_by_key(|(at, ..)| *at)
    {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        out.extend_from_slice(value);
        rest = &rest[at + name.len()..];
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::exit_of;

    fn text(bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    fn home_prefix() -> Prefix {
        Prefix::of_user(Path::new("/home/li/goenv"), Path::new("/home/li")).unwrap()
    }

    #[test]
    fn a_prefix_below_home_is_written_as_home() {
        let line = text(&profile_line(&home_prefix(), Syntax::Posix));
        let want = format!("[ ! -r \"$HOME/goenv/env\" ] || . \"$HOME/goenv/env\" {MARK}");
        assert_eq!(line, want);
        assert_eq!(text(&source_line(&home_prefix(), Syntax::Posix)), ". \"$HOME/goenv/env\"");
        let fish = text(&source_line(&home_prefix(), Syntax::Fish));
        assert_eq!(fish, "source \"$HOME/goenv/env.fish\"");
        assert_eq!(text(&envrc_line(&home_prefix())), "source_env \"$HOME/goenv/envrc\"");
    }

    #[test]
    fn a_home_that_is_the_root_directory_is_not_abbreviated() {
        let prefix = Prefix::of_user(Path::new("/goenv"), Path::new("/")).unwrap();
        assert_eq!(text(&source_line(&prefix, Syntax::Posix)), ". \"/goenv/env\"");
    }

    #[test]
    fn a_path_that_path_cannot_carry_is_refused() {
        for path in ["/home/li/a:b", "/home/li/a\nb", "goenv", "/home/li/../wang/goenv"] {
            let error = Prefix::of_user(Path::new(path), Path::new("/home/li")).unwrap_err();
            assert_eq!(exit_of(&error), Exit::Destination, "{path}");
        }
    }

    #[test]
    fn no_script_keeps_a_placeholder_or_exports_goroot() {
        let system = Prefix::of_system(Path::new("/opt/goenv")).unwrap();
        for prefix in [home_prefix(), system] {
            let files =
                [scripts(&prefix).to_vec(), wrappers(&prefix).to_vec(), vec![envrc(&prefix)]];
            for file in files.concat() {
                let contents = text(&file.contents);
                assert!(!contents.contains('@') || contents.contains("$@"), "{contents}");
                assert!(!contents.contains("GOROOT="), "{contents}");
            }
        }
    }

    #[test]
    fn the_gopath_of_a_system_prefix_stays_each_users() {
        let prefix = Prefix::of_system(Path::new("/opt/goenv")).unwrap();
        for file in scripts(&prefix) {
            let contents = text(&file.contents);
            assert!(!contents.contains("export GOPATH"), "{contents}");
            assert!(!contents.contains("setenv GOPATH"), "{contents}");
            assert!(!contents.contains("-x GOPATH"), "{contents}");
        }
    }

    #[test]
    fn a_prefix_named_like_a_placeholder_is_not_filled_in_again() {
        let prefix = Prefix::of_user(Path::new("/x/@GOPATH@"), Path::new("/home/li")).unwrap();
        let [env, ..] = scripts(&prefix);
        assert!(text(&env.contents).contains("goferry_prefix='/x/@GOPATH@'"));
    }
}
