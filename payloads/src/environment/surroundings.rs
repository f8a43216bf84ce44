//! What the user's environment already says about Go, and what of it will surprise them.
//!
//! Nothing here reads the process: the caller hands in the variables, the user's `go env -w` file
//! and a way to ask whether a path is a program.

use super::go_env::{Setting, overrides, parse};
use super::quote::word;
use super::{Prefix, Syntax};
use crate::words::go as words;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use voice::Said;

/// The variables of a process.
#[derive(Clone, Debug, Default)]
pub struct Variables(pub BTreeMap<OsString, OsString>);

impl Variables {
    /// The value of `name`, where it is set and not empty.
    pub fn value(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// Where `go env -w` keeps its values, as cmd/go finds it; none with `GOENV=off` or without a
    /// home.
    pub fn go_env_file(&self) -> Option<PathBuf> {
        match self.value("GOENV") {
            Some(off) if off == "off" => None,
            Some(file) => Some(file.into()),
            None => Some(self.config_home()?.join("go/env")),
        }
    }

    fn config_home(&self) -> Option<PathBuf> {
        let configured = self.value("XDG_CONFIG_HOME").map(PathBuf::from);
        configured.or_else(|| Some(Path::new(self.value("HOME")?).join(".config")))
    }
}

impl FromIterator<(OsString, OsString)> for Variables {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(iter: I) -> Self {
        Variables(iter.into_iter().collect())
    }
}

/// The programs named `go` in PATH that are not ours, in PATH's order. Relative and empty entries
/// of PATH are not looked at.
fn other_go(
    variables: &Variables,
    prefix: &Prefix,
    is_program: impl Fn(&Path) -> bool,
) -> Vec<PathBuf> {
    let Some(path) = variables.value("PATH") else { return Vec::new() };
    let mut found = Vec::new();
    for entry in path.as_bytes().split(|b| *b == b':') {
        let directory = Path::new(OsStr::from_bytes(entry));
        let candidate = directory.join("go");
        let ours = directory.starts_with(prefix.path());
        if directory.is_absolute() && !ours && !found.contains(&candidate) && is_program(&candidate)
        {
            found.push(candidate);
        }
    }
    found
}

/// Everything worth a warning: another `go` in PATH, a GOROOT, variables and `go env -w` values that
/// win over `ours`.
pub fn warnings(
    variables: &Variables,
    user_file: Option<(&Path, &[u8])>,
    prefix: &Prefix,
    ours: &[Setting],
    is_program: impl Fn(&Path) -> bool,
) -> Vec<Said> {
    let mut said = Vec::new();
    for go in other_go(variables, prefix, is_program) {
        said.push(words::another_go(&go.display()));
    }
    if let Some(goroot) = variables.value("GOROOT") {
        said.push(words::goroot_set(&goroot.display()));
    }
    for Setting { key, value, .. } in ours {
        if let Some(theirs) = variables.value(key).filter(|theirs| *theirs != value.as_str()) {
            said.push(words::variable_wins(&key, &theirs.display(), &value));
        }
    }
    if let Some((path, contents)) = user_file {
        for (key, theirs) in overrides(contents, ours) {
            let line = taken_out(key, path);
            said.push(words::user_file_wins(&path.display(), &key, &theirs, &line));
        }
    }
    said
}

/// The line for a shell that takes the settings out which Go's answer `why` speaks of: by name, else by value, else the
/// user's file as a whole. Go's own `go env -u` refuses where a setting in that file is wrong.
pub fn remedy(
    variables: &Variables,
    user_file: Option<(&Path, &[u8])>,
    why: &str,
) -> Option<String> {
    let names = |text: &str| why.contains(text);
    let is_value = |text: &str| text.len() > 3 && why.contains(text);
    let set = variables.0.iter().filter_map(|(key, value)| Some((key.to_str()?, value.to_str()?)));
    let set: Vec<(&str, &str)> = set.filter(|(key, _)| is_of_go(key) && *key != "GOROOT").collect();
    let written = user_file.into_iter().flat_map(|(path, bytes)| {
        let lines = parse(bytes).into_iter().filter_map(|(key, value)| {
            Some((std::str::from_utf8(key).ok()?, std::str::from_utf8(value).ok()?))
        });
        lines.filter(|(key, _)| is_of_go(key)).map(move |(key, value)| (path, key, value))
    });
    let written: Vec<(&Path, &str, &str)> = written.collect();
    let found = |speaks: &dyn Fn(&str, &str) -> bool| {
        let unset = set.iter().filter(|(key, value)| speaks(key, value));
        let unset = unset.map(|(key, _)| format!("unset {key}"));
        let file = written.iter().filter(|(_, key, value)| speaks(key, value));
        let lines: Vec<String> =
            unset.chain(file.map(|(path, key, _)| taken_out(key, path))).collect();
        (!lines.is_empty()).then(|| lines.join("; "))
    };
    found(&|key, _| names(key)).or_else(|| found(&|_, value| is_value(value))).or_else(|| {
        let file = quoted(user_file?.0);
        Some(format!("mv {file} {file}.off"))
    })
}

/// Whether a setting is one that Go reads, and spelled so that a shell may have it as it is.
fn is_of_go(key: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    (key.starts_with("GO") || key.starts_with("CGO_")) && key.bytes().all(is_plain)
}

/// The line for a shell that takes `key` out of the user's file.
fn taken_out(key: &str, file: &Path) -> String {
    format!("sed -i '/^{key}=/d' {}", quoted(file))
}

fn quoted(path: &Path) -> String {
    String::from_utf8_lossy(&word(Syntax::Posix, path, None)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::go_env::{Proxy, settings};

    fn variables(of: &[(&str, &str)]) -> Variables {
        of.iter().map(|(k, v)| (OsString::from(k), OsString::from(v))).collect()
    }

    fn prefix() -> Prefix {
        Prefix::of_user(Path::new("/home/li/goenv"), Path::new("/home/li")).unwrap()
    }

    #[test]
    fn another_go_is_found_once_and_ours_is_not_another() {
        let path =
            "/home/li/goenv/current-goroot/bin:/usr/local/go/bin:/usr/bin:.::/usr/local/go/bin";
        let found =
            other_go(&variables(&[("PATH", path)]), &prefix(), |p| !p.starts_with("/usr/bin"));
        assert_eq!(found, [Path::new("/usr/local/go/bin/go")]);
    }

    #[test]
    fn each_thing_that_wins_over_us_is_said_once() {
        let of = [
            ("GOROOT", "/usr/lib/go"),
            ("GOFLAGS", "-mod=mod"),
            ("GOPROXY", "off"),
            ("GOSUMDB", ""),
        ];
        let file: (&Path, &[u8]) = (Path::new("/home/li/.config/go/env"), b"GOTOOLCHAIN=auto\n");
        let ours = settings(&Proxy::Off);
        let said = warnings(&variables(&of), Some(file), &prefix(), &ours, |_| true);
        let ids: Vec<_> = said.iter().map(Said::name).collect();
        assert_eq!(ids, ["goroot_set", "variable_wins", "user_file_wins"]);
    }

    #[test]
    fn what_go_complains_of_is_taken_out_where_it_stands() {
        let of = [("GOFLAGS", "-mod=mod"), ("GOOS", "plan10"), ("HOME", "/h")];
        let file: (&Path, &[u8]) =
            (Path::new("/h/it's/env"), b"GOEXPERIMENT=x\nGOTOOLCHAIN=go1.99.1\nGOOS=plan10\n");
        let line = |why: &str| remedy(&variables(&of), Some(file), why).unwrap();
        let name = "'/h/it'\\''s/env'";
        assert_eq!(line("unknown GOEXPERIMENT x"), format!("sed -i '/^GOEXPERIMENT=/d' {name}"));
        assert_eq!(line("no go1.99.1 here"), format!("sed -i '/^GOTOOLCHAIN=/d' {name}"));
        assert_eq!(line("bad GOOS"), format!("unset GOOS; sed -i '/^GOOS=/d' {name}"));
        assert_eq!(line("nonsense"), format!("mv {name} {name}.off"));
        assert_eq!(remedy(&variables(&of), None, "nonsense"), None);
    }

    #[test]
    fn the_users_go_settings_are_where_go_looks_for_them() {
        let file = |of: &[(&str, &str)]| variables(of).go_env_file();
        assert_eq!(file(&[("HOME", "/h")]), Some("/h/.config/go/env".into()));
        assert_eq!(file(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")]), Some("/x/go/env".into()));
        assert_eq!(file(&[("HOME", "/h"), ("GOENV", "/e")]), Some("/e".into()));
        assert_eq!(file(&[("HOME", "/h"), ("GOENV", "off")]), None);
        assert_eq!(file(&[]), None);
    }
}
