//! Go's own variables as cmd/go finds them: from the environment, else from the file that `go env -w` writes.

use crate::inputs::Environment;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Those that bear on a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoVariables {
    /// `GOMODCACHE`; `None` where nothing says where it is.
    pub module_cache: Option<PathBuf>,
    /// `GOWORK`, where it names a file.
    pub workspace: Option<PathBuf>,
}

impl GoVariables {
    /// As `variable` and the user's file have them (`go help environment`, and `Getenv` in cmd/go's package cfg).
    pub fn of(variable: Environment<'_>) -> Self {
        let kept = kept(variable);
        let value = |name: &str| variable(name).or_else(|| kept.get(name).cloned());
        let path = |name: &str| value(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let go_path = || {
            let all = value("GOPATH")?;
            let first = std::env::split_paths(&all).next()?;
            first.is_absolute().then_some(first)
        };
        let below_home = || Some(PathBuf::from(variable("HOME")?).join("go"));
        let module_cache =
            path("GOMODCACHE").or_else(|| Some(go_path().or_else(below_home)?.join("pkg/mod")));
        GoVariables { module_cache, workspace: path("GOWORK") }
    }
}

/// What the user's file says; nothing where there is none, or `GOENV` is `off`.
fn kept(variable: Environment<'_>) -> BTreeMap<String, String> {
    let configuration = || {
        let of_home = || Some(PathBuf::from(variable("HOME")?).join(".config"));
        Some(variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(of_home)?.join("go/env"))
    };
    let file = match variable("GOENV") {
        Some(off) if off == "off" => None,
        Some(path) => Some(PathBuf::from(path)),
        None => configuration(),
    };
    let text = file.and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
    let is_setting = |line: &&str| line.starts_with(|first: char| first.is_ascii_uppercase());
    let settings = text.lines().filter(is_setting).filter_map(|line| line.split_once('='));
    settings.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> GoVariables {
        let find = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string());
        GoVariables::of(&find)
    }

    fn cache(pairs: &[(&str, &str)]) -> Option<PathBuf> {
        of(pairs).module_cache
    }

    #[test]
    fn the_module_cache_is_where_go_has_it() {
        let home = ("HOME", "/home/li");
        assert_eq!(cache(&[home]), Some("/home/li/go/pkg/mod".into()));
        assert_eq!(cache(&[home, ("GOPATH", "/a:/b")]), Some("/a/pkg/mod".into()));
        let chosen = [home, ("GOPATH", "/a"), ("GOMODCACHE", "/c")];
        assert_eq!(cache(&chosen), Some("/c".into()));
        assert_eq!(cache(&[]), None);
    }

    #[test]
    fn the_users_file_stands_in_for_variables_that_are_not_set() {
        let scratch = tempfile::tempdir().unwrap();
        let (home, file) = (scratch.path().to_str().unwrap(), scratch.path().join(".config/go"));
        fs::create_dir_all(&file).unwrap();
        fs::write(file.join("env"), "# GOWORK=/no\nGOWORK=/w/go.work\nGOMODCACHE=/m\n").unwrap();
        let found = of(&[("HOME", home)]);
        assert_eq!(
            (found.workspace, found.module_cache),
            (Some("/w/go.work".into()), Some("/m".into()))
        );
        assert_eq!(of(&[("HOME", home), ("GOWORK", "off")]).workspace, None);
        assert_eq!(of(&[("HOME", home), ("GOENV", "off")]).workspace, None);
        let elsewhere = scratch.path().join(".config/go/env");
        let named = of(&[("GOENV", elsewhere.to_str().unwrap())]);
        assert_eq!(named.workspace, Some("/w/go.work".into()));
    }
}
