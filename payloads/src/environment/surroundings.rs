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

    /// Where `go env -w` keeps its values, as cmd/go finds it: with an `XDG_CONFIG_HOME` that a program may have set
    /// for itself alone (snap), first there, then in the home's own place. None with `GOENV=off` or without a home.
    pub fn go_env_files(&self) -> Vec<PathBuf> {
        match self.value("GOENV") {
            Some(off) if off == "off" => Vec::new(),
            Some(file) => vec![file.into()],
            None => {
                let configured = self.value("XDG_CONFIG_HOME").map(PathBuf::from);
                let own = self.value("HOME").map(|home| Path::new(home).join(".config"));
                let mut files: Vec<PathBuf> = configured.into_iter().chain(own).collect();
                files.dedup();
                files.into_iter().map(|directory| directory.join("go/env")).collect()
            }
        }
    }
}

impl FromIterator<(OsString, OsString)> for Variables {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(iter: I) -> Self {
        Variables(iter.into_iter().collect())
    }
}

/// A file of the user's that `go env -w` writes.
#[derive(Clone, Debug)]
pub struct GoEnvFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl GoEnvFile {
    /// The one at `path`, where there is one that can be read.
    pub fn read(path: PathBuf) -> Option<GoEnvFile> {
        let bytes = std::fs::read(&path).ok()?;
        Some(GoEnvFile { path, bytes })
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

/// The module cache that Go has where nobody sets GOPATH, and will not look into once our scripts set it: the user's
/// GOPATH of the file that `go env -w` writes counts, a GOMODCACHE is followed either way.
pub fn module_cache_left_behind(
    variables: &Variables,
    user_files: &[GoEnvFile],
    prefix: &Prefix,
) -> Option<PathBuf> {
    let written = |key: &str| {
        let lines = user_files.iter().flat_map(|file| parse(&file.bytes));
        let mut values = lines.filter(|(name, value)| *name == key.as_bytes() && !value.is_empty());
        values.next_back().map(|(_, value)| OsStr::from_bytes(value).to_owned())
    };
    let ours = prefix.path().join("gopath");
    let chosen = variables.value("GOPATH").filter(|gopath| Path::new(gopath) != ours);
    if chosen.is_some()
        || variables.value("GOMODCACHE").is_some()
        || written("GOMODCACHE").is_some()
    {
        return None;
    }
    let first = |list: OsString| std::env::split_paths(&list).next();
    let gopath = written("GOPATH").and_then(first);
    let gopath = gopath.or_else(|| Some(Path::new(variables.value("HOME")?).join("go")))?;
    (gopath.is_absolute() && gopath != ours).then(|| gopath.join("pkg/mod"))
}

/// What is said of such a `cache`, with the line that keeps it in use.
pub fn module_cache_warning(cache: &Path, prefix: &Prefix) -> Said {
    let mut setting = OsString::from("GOMODCACHE=");
    setting.push(cache);
    let line = format!("go env -w {}", quoted(Path::new(&setting)));
    words::module_cache(&cache.display(), &prefix.path().join("gopath/pkg/mod").display(), &line)
}

/// Everything worth a warning: another `go` in PATH, a GOROOT, variables and `go env -w` values that
/// win over `ours`.
pub fn warnings(
    variables: &Variables,
    user_files: &[GoEnvFile],
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
        if let Some(theirs) = variables.value(key).filter(|theirs| *theirs != value) {
            said.push(words::variable_wins(&key, &theirs.display(), &value.display()));
        }
    }
    for GoEnvFile { path, bytes } in user_files {
        for (key, theirs) in overrides(bytes, ours) {
            let line = taken_out(key, path);
            said.push(words::user_file_wins(&path.display(), &key, &theirs, &line));
        }
    }
    said
}

/// The line for a shell that takes the settings out which Go's answer `why` speaks of: by name, else by value, else the
/// user's file as a whole. Go's own `go env -u` refuses where a setting in that file is wrong.
pub fn remedy(variables: &Variables, user_file: Option<&GoEnvFile>, why: &str) -> Option<String> {
    let names = |text: &str| why.contains(text);
    let is_value = |text: &str| text.len() > 3 && why.contains(text);
    let set = variables.0.iter().filter_map(|(key, value)| Some((key.to_str()?, value.to_str()?)));
    let set: Vec<(&str, &str)> = set.filter(|(key, _)| is_of_go(key) && *key != "GOROOT").collect();
    let written = user_file.into_iter().flat_map(|GoEnvFile { path, bytes }| {
        let lines = parse(bytes).into_iter().filter_map(|(key, value)| {
            Some((std::str::from_utf8(key).ok()?, std::str::from_utf8(value).ok()?))
        });
        lines.filter(|(key, _)| is_of_go(key)).map(move |(key, value)| (path.as_path(), key, value))
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
        let file = quoted(&user_file?.path);
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
    use crate::environment::go_env::{Places, settings};

    fn variables(of: &[(&str, &str)]) -> Variables {
        of.iter().map(|(k, v)| (OsString::from(k), OsString::from(v))).collect()
    }

    fn file(path: &str, bytes: &[u8]) -> GoEnvFile {
        GoEnvFile { path: path.into(), bytes: bytes.to_vec() }
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
        let file = file("/home/li/.config/go/env", b"GOTOOLCHAIN=auto\n");
        let ours = settings(&Places::default());
        let said = warnings(&variables(&of), &[file], &prefix(), &ours, |_| true);
        let ids: Vec<_> = said.iter().map(Said::name).collect();
        assert_eq!(ids, ["goroot_set", "variable_wins", "user_file_wins"]);
    }

    #[test]
    fn a_module_cache_is_left_behind_only_where_our_gopath_takes_its_place() {
        let home = ("HOME", "/home/li");
        let left = |of: &[(&str, &str)], bytes: &[u8]| {
            module_cache_left_behind(&variables(of), &[file("/x", bytes)], &prefix())
        };
        let usual = Some(PathBuf::from("/home/li/go/pkg/mod"));
        assert_eq!(left(&[home], b""), usual);
        assert_eq!(left(&[home, ("GOPATH", "/home/li/goenv/gopath")], b""), usual);
        assert_eq!(left(&[home], b"GOPATH=/data/a:/data/b\n"), Some("/data/a/pkg/mod".into()));
        assert_eq!(left(&[home, ("GOPATH", "/data/a")], b""), None);
        assert_eq!(left(&[home, ("GOMODCACHE", "/data/mod")], b""), None);
        assert_eq!(left(&[home], b"GOMODCACHE=/data/mod\n"), None);
        assert_eq!(left(&[], b""), None);
        let said = module_cache_warning(Path::new("/home/li/my go/pkg/mod"), &prefix());
        let line = "go env -w 'GOMODCACHE=/home/li/my go/pkg/mod'";
        assert!(said.render(voice::Lang::En).ends_with(line));
    }

    #[test]
    fn what_go_complains_of_is_taken_out_where_it_stands() {
        let of = [("GOFLAGS", "-mod=mod"), ("GOOS", "plan10"), ("HOME", "/h")];
        let file = file("/h/it's/env", b"GOEXPERIMENT=x\nGOTOOLCHAIN=go1.99.1\nGOOS=plan10\n");
        let line = |why: &str| remedy(&variables(&of), Some(&file), why).unwrap();
        let name = "'/h/it'\\''s/env'";
        assert_eq!(line("unknown GOEXPERIMENT x"), format!("sed -i '/^GOEXPERIMENT=/d' {name}"));
        assert_eq!(line("no go1.99.1 here"), format!("sed -i '/^GOTOOLCHAIN=/d' {name}"));
        assert_eq!(line("bad GOOS"), format!("unset GOOS; sed -i '/^GOOS=/d' {name}"));
        assert_eq!(line("nonsense"), format!("mv {name} {name}.off"));
        assert_eq!(remedy(&variables(&of), None, "nonsense"), None);
    }

    #[test]
    fn the_users_go_settings_are_where_go_looks_for_them() {
        let files = |of: &[(&str, &str)]| {
            let files = variables(of).go_env_files();
            files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" ")
        };
        let home = ("HOME", "/h");
        assert_eq!(files(&[home]), "/h/.config/go/env");
        assert_eq!(files(&[home, ("XDG_CONFIG_HOME", "/h/.config")]), "/h/.config/go/env");
        assert_eq!(files(&[home, ("XDG_CONFIG_HOME", "/x")]), "/x/go/env /h/.config/go/env");
        assert_eq!(files(&[home, ("GOENV", "/e")]), "/e");
        assert_eq!(files(&[home, ("GOENV", "off")]), "");
        assert_eq!(files(&[]), "");
    }
}
