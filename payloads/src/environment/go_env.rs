//! `goroot/go.env`: Go's own defaults for a host without a network.
//!
//! They live in the Go tree, so they switch with the release, and the user's own `go env -w` and
//! environment still win. Syntax as cmd/go reads it: `KEY=VALUE` lines, no quoting, no expansion; a
//! line that does not begin with an upper-case letter is ignored.

use super::quote::{file_url, path_of_url};
use crate::words::go as words;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use voice::Said;

/// What lies where in an installation, as far as Go's defaults name it. Paths are absolute, as `go` will find them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// A build cache that began with what a release brings. Without it Go takes its own place in the home.
    pub gocache: Option<PathBuf>,
    /// Modules as a proxy serves them, and with them what proves them (`sumdb/`).
    pub modules: Option<PathBuf>,
    /// The paths of those among them that no database knows.
    pub private: Vec<String>,
    /// Whether other releases are there that a go.mod can ask for by name.
    pub has_others: bool,
}

/// One default, and why it is so.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Go's name for it.
    pub key: &'static str,
    /// Its value, as Go reads it: bytes, for a path need not be text.
    pub value: OsString,
    /// The reason, for `goferry env` and `goferry doctor`.
    pub why: Said,
}

/// The defaults, in the order they are written.
///
/// - `GOTOOLCHAIN=local`: a newer `toolchain` line in a go.mod is an error at once, not a download. With several releases
///   `path`: the one that is named is taken, if it is there.
/// - `GOPROXY`: off, or the modules that are there alone; never the Internet.
/// - `GOSUMDB` stays Go's own, so what is not in go.sum is never taken unverified. Vendored builds and all that go.sum
///   covers never ask it; modules bring its answers with them; what is left fails where there is no network, and should.
/// - `GONOPROXY=none`: a user's `GOPRIVATE` would have go look for modules where there is no network.
/// - `GONOSUMDB`: modules that no database knows, each by its own path. The signature of the file they came with covers
///   them.
/// - `GOFLAGS=-modcacherw`: without it module directories are 0555 and neither `rm -rf` nor an
///   uninstall can remove them. Harmless to lose, for a user's GOFLAGS replaces it as a whole;
///   therefore nothing that a build needs may ever be put here.
/// - `GOCACHE`, where the release brings what Go has compiled before.
pub fn settings(places: &Places) -> Vec<Setting> {
    let setting = |key, value: OsString, why| Setting { key, value, why };
    let (toolchain, why_toolchain) = match places.has_others {
        false => ("local", words::why_gotoolchain()),
        true => ("path", words::why_gotoolchain_path()),
    };
    let (proxy, why_proxy, why_sumdb) = match &places.modules {
        None => ("off".to_owned(), words::why_goproxy_off(), words::why_gosumdb_default()),
        Some(modules) => {
            (file_url(modules), words::why_goproxy_carried(), words::why_gosumdb_carried())
        }
    };
    let mut settings = vec![
        setting(GOTOOLCHAIN, toolchain.into(), why_toolchain),
        setting(GOPROXY, proxy.into(), why_proxy),
        setting("GOSUMDB", "sum.golang.org".into(), why_sumdb),
        setting("GONOPROXY", "none".into(), words::why_gonoproxy()),
    ];
    if !places.private.is_empty() {
        let private = places.private.join(",").into();
        settings.push(setting(GONOSUMDB, private, words::why_gonosumdb()));
    }
    settings.push(setting("GOFLAGS", "-modcacherw".into(), words::why_goflags()));
    let gocache = places.gocache.as_ref();
    settings.extend(gocache.map(|place| setting(GOCACHE, place.into(), words::why_gocache())));
    settings
}

const GOTOOLCHAIN: &str = "GOTOOLCHAIN";
const GOPROXY: &str = "GOPROXY";
const GONOSUMDB: &str = "GONOSUMDB";
const GOCACHE: &str = "GOCACHE";

/// The places for which `file` has the defaults; `None` where somebody else wrote in it.
pub fn stated_by(file: &[u8]) -> Option<Places> {
    let lines = parse(file);
    let value = |key: &str| {
        let last = lines.iter().rev().find(|(name, _)| *name == key.as_bytes());
        last.map(|(_, value)| OsStr::from_bytes(value))
    };
    let private = value(GONOSUMDB).and_then(OsStr::to_str).unwrap_or_default();
    let places = Places {
        gocache: value(GOCACHE).map(PathBuf::from),
        modules: value(GOPROXY).and_then(OsStr::to_str).and_then(path_of_url),
        private: private.split(',').filter(|path| !path.is_empty()).map(str::to_owned).collect(),
        has_others: value(GOTOOLCHAIN).is_some_and(|toolchain| toolchain == "path"),
    };
    (render(&settings(&places)) == file).then_some(places)
}

/// The bytes of `go.env`.
pub fn render(settings: &[Setting]) -> Vec<u8> {
    let mut out = b"# Go's defaults on a host without a network. Written by goferry; changes made here are lost.\n\
         # Values set by 'go env -w' override these, and the environment overrides everything else.\n"
        .to_vec();
    for Setting { key, value, .. } in settings {
        for part in [key.as_bytes(), b"=", value.as_bytes(), b"\n"] {
            out.extend_from_slice(part);
        }
    }
    out
}

/// What the user's `go env -w` file sets against `ours`: another value for one of our keys, or a
/// GOROOT, which makes `go` run another Go's compiler. Each with what the user has, as text for display. The last
/// line of a key counts, as in Go.
pub(crate) fn overrides(file: &[u8], ours: &[Setting]) -> Vec<(&'static str, String)> {
    let theirs = parse(file);
    let value_of = |key: &str| theirs.iter().rev().find(|(k, _)| *k == key.as_bytes());
    let mut found = Vec::new();
    for Setting { key, value, .. } in ours {
        if let Some((_, theirs)) = value_of(key).filter(|(_, theirs)| *theirs != value.as_bytes()) {
            found.push((*key, lossy(theirs)));
        }
    }
    if let Some((_, theirs)) = value_of("GOROOT").filter(|(_, value)| !value.is_empty()) {
        found.push(("GOROOT", lossy(theirs)));
    }
    found
}

/// `KEY=VALUE` lines as cmd/go's `readEnvFile` takes them.
pub(super) fn parse(file: &[u8]) -> Vec<(&[u8], &[u8])> {
    file.split(|b| *b == b'\n')
        .filter(|line| line.first().is_some_and(u8::is_ascii_uppercase))
        .filter_map(|line| {
            let equals = line.iter().position(|b| *b == b'=')?;
            Some((&line[..equals], &line[equals + 1..]))
        })
        .collect()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;
    use std::process::Command;

    fn all() -> Places {
        Places {
            gocache: Some("/home/li/go env/缓存".into()),
            modules: Some("/home/li/go env/模块".into()),
            private: vec!["corp.example/a".to_owned(), "corp.example/b".to_owned()],
            has_others: true,
        }
    }

    #[test]
    fn without_modules_nothing_is_fetched_and_verification_stays_on() {
        let text = String::from_utf8(render(&settings(&Places::default()))).unwrap();
        let lines: Vec<&str> = text.lines().filter(|l| !l.starts_with('#')).collect();
        let want = ["GOTOOLCHAIN=local", "GOPROXY=off", "GOSUMDB=sum.golang.org"];
        assert_eq!(lines, [&want[..], &["GONOPROXY=none", "GOFLAGS=-modcacherw"]].concat());
    }

    #[test]
    fn modules_are_a_file_url_and_the_database_is_asked_about_all_that_are_not_private() {
        let settings = settings(&all());
        let value = |key| &settings.iter().find(|s| s.key == key).unwrap().value;
        assert_eq!(value("GOPROXY"), "file:///home/li/go%20env/%E6%A8%A1%E5%9D%97");
        assert_eq!(value("GOSUMDB"), "sum.golang.org");
        assert_eq!(value("GONOSUMDB"), "corp.example/a,corp.example/b");
        assert_eq!(value("GOTOOLCHAIN"), "path");
    }

    #[test]
    fn a_file_that_goferry_wrote_is_known_by_what_it_says() {
        for places in [Places::default(), all()] {
            let written = render(&settings(&places));
            assert_eq!(stated_by(&written), Some(places));
            let edited = String::from_utf8(written).unwrap().replace("local", "auto") + "GOX=1\n";
            assert_eq!(stated_by(edited.as_bytes()), None);
        }
        assert_eq!(stated_by(b""), None);
    }

    #[test]
    fn only_values_that_differ_are_overrides_and_the_last_line_counts() {
        let file = b"# mine\nGOTOOLCHAIN=local\nGOPROXY=off\nGOPROXY=https://a.example\n\
            GONOSUMDB=x\n GOFLAGS=-x\nGOFLAGS\nGOROOT=/usr/lib/go\n";
        let ours = settings(&Places::default());
        let found = overrides(file, &ours);
        let want = [("GOPROXY", "https://a.example"), ("GOROOT", "/usr/lib/go")];
        assert_eq!(found, want.map(|(k, v)| (k, v.to_owned())));
        assert!(overrides(b"", &ours).is_empty());
        assert!(overrides(b"\xff\xfe\0GOPROXY", &ours).is_empty());
    }

    /// The real `go`, told by its own user file, answers what we meant.
    #[test]
    fn go_reads_back_every_value() {
        let dir = Scratch::new();
        let file = dir.join("env");
        for places in [Places::default(), all()] {
            let settings = settings(&places);
            std::fs::write(&file, render(&settings)).unwrap();
            let mut go = Command::new("go");
            go.env("GOENV", &file).current_dir(dir.path()).arg("env");
            for Setting { key, .. } in &settings {
                go.env_remove(key).arg(key);
            }
            let output = go.output().expect("go");
            let want: Vec<_> = settings.iter().map(|s| s.value.to_str().unwrap()).collect();
            let said = String::from_utf8(output.stdout).unwrap();
            assert_eq!(said.lines().collect::<Vec<_>>(), want);
        }
    }
}
