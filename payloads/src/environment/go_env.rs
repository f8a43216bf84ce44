//! `goroot/go.env`: Go's own defaults for a host without a network.
//!
//! They live in the Go tree, so they switch with the release, and the user's own `go env -w` and
//! environment still win. Syntax as cmd/go reads it: `KEY=VALUE` lines, no quoting, no expansion; a
//! line that does not begin with an upper-case letter is ignored.

use super::quote::file_url;
use crate::words::go as words;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use voice::Said;

/// Where modules come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// From nowhere: vendor trees and the module cache must do.
    Off,
    /// From a module proxy tree that the release carries.
    Carried {
        /// Its absolute path, as `go` will find it.
        directory: PathBuf,
        /// Whether the tree has the checksum database's answers in it (`sumdb/`).
        has_checksums: bool,
    },
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
/// - `GOTOOLCHAIN=local`: a newer `toolchain` line in a go.mod is an error at once, not a download.
/// - `GOPROXY`: off, or the carried proxy alone; never the Internet.
/// - `GOSUMDB` stays Go's own, so what is not in go.sum is never taken unverified. Vendored builds
///   and all that go.sum covers never ask it; what is left fails where there is no network, and
///   should. Only for a carried proxy without the database's answers it is off: every byte of that
///   proxy is covered by the release's signature, and nobody could be asked.
/// - `GOCACHE`, where the release brings what Go has compiled before: a build cache that began with that, beside the
///   releases. Without it Go takes its own place in the home, and begins with nothing.
/// - `GOFLAGS=-modcacherw`: without it module directories are 0555 and neither `rm -rf` nor an
///   uninstall can remove them. Harmless to lose, for a user's GOFLAGS replaces it as a whole;
///   therefore nothing that a build needs may ever be put here.
pub fn settings(proxy: &Proxy, gocache: Option<&Path>) -> Vec<Setting> {
    let (goproxy, why_proxy) = match proxy {
        Proxy::Off => ("off".to_owned(), words::why_goproxy_off()),
        Proxy::Carried { directory, .. } => (file_url(directory), words::why_goproxy_carried()),
    };
    let (gosumdb, why_sumdb) = match proxy {
        Proxy::Carried { has_checksums: false, .. } => ("off", words::why_gosumdb_off()),
        Proxy::Carried { has_checksums: true, .. } => {
            ("sum.golang.org", words::why_gosumdb_carried())
        }
        Proxy::Off => ("sum.golang.org", words::why_gosumdb_default()),
    };
    let setting = |key, value: &str, why| Setting { key, value: value.into(), why };
    let mut settings = vec![
        setting("GOTOOLCHAIN", "local", words::why_gotoolchain()),
        setting("GOPROXY", &goproxy, why_proxy),
        setting("GOSUMDB", gosumdb, why_sumdb),
        setting("GOFLAGS", "-modcacherw", words::why_goflags()),
    ];
    settings.extend(gocache.map(|place| Setting {
        key: GOCACHE,
        value: place.into(),
        why: words::why_gocache(),
    }));
    settings
}

const GOCACHE: &str = "GOCACHE";

/// The build cache that a `go.env` names.
pub fn gocache(file: &[u8]) -> Option<&Path> {
    let value = parse(file).into_iter().rev().find(|(key, _)| *key == GOCACHE.as_bytes());
    value.map(|(_, value)| Path::new(OsStr::from_bytes(value)))
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

    fn value(proxy: &Proxy, key: &str) -> OsString {
        settings(proxy, None).into_iter().find(|s| s.key == key).unwrap().value
    }

    fn carried(has_checksums: bool) -> Proxy {
        Proxy::Carried { directory: "/home/li/go env/代理".into(), has_checksums }
    }

    #[test]
    fn without_a_carried_proxy_nothing_is_fetched_and_verification_stays_on() {
        let text = String::from_utf8(render(&settings(&Proxy::Off, None))).unwrap();
        let lines: Vec<&str> = text.lines().filter(|l| !l.starts_with('#')).collect();
        let want = ["GOTOOLCHAIN=local", "GOPROXY=off", "GOSUMDB=sum.golang.org"];
        assert_eq!(lines, [&want[..], &["GOFLAGS=-modcacherw"]].concat());
    }

    #[test]
    fn a_carried_proxy_is_a_file_url_and_its_checksums_are_used_where_it_has_them() {
        assert_eq!(value(&carried(true), "GOPROXY"), "file:///home/li/go%20env/%E4%BB%A3%E7%90%86");
        assert_eq!(value(&carried(true), "GOSUMDB"), "sum.golang.org");
        assert_eq!(value(&carried(false), "GOSUMDB"), "off");
    }

    #[test]
    fn only_values_that_differ_are_overrides_and_the_last_line_counts() {
        let file = b"# mine\nGOTOOLCHAIN=local\nGOPROXY=off\nGOPROXY=https://a.example\n\
            GONOSUMDB=x\n GOFLAGS=-x\nGOFLAGS\nGOROOT=/usr/lib/go\n";
        let ours = settings(&Proxy::Off, None);
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
        for proxy in [Proxy::Off, carried(true), carried(false)] {
            let settings = settings(&proxy, Some(Path::new("/home/li/go env/缓存")));
            let written = render(&settings);
            assert_eq!(gocache(&written), Some(Path::new("/home/li/go env/缓存")));
            std::fs::write(&file, written).unwrap();
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
