//! Go's own settings of proxy and checksum database, as the `go` of this machine has them.

use crate::inputs::Environment;
use std::process::{Command, Stdio};

/// `GOPROXY`, `GOSUMDB` and `GONOSUMDB` (`go help environment`, `go help module-private`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `GOPROXY`: addresses, `direct` and `off`, parted by `,` or `|`.
    pub proxy: String,
    /// `GOSUMDB`: `off`, a name, `NAME+HASH+KEY`, each with an address after it if that is another.
    pub sumdb: String,
    /// `GONOSUMDB`: patterns of modules that are not looked up.
    pub nosumdb: String,
}

impl Default for Settings {
    /// Go's documented defaults.
    fn default() -> Self {
        Settings {
            proxy: "https://proxy.golang.org,direct".to_owned(),
            sumdb: "sum.golang.org".to_owned(),
            nosumdb: String::new(),
        }
    }
}

impl Settings {
    /// Each from its environment variable, else from `go env` where there is a `go`, else the default.
    pub fn of_this_machine(variable: Environment<'_>) -> Self {
        Settings::from(variable, || go_env().unwrap_or_default())
    }

    fn from(variable: Environment<'_>, ask: impl FnOnce() -> Settings) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let (proxy, sumdb) = (set("GOPROXY"), set("GOSUMDB"));
        let nosumdb = set("GONOSUMDB").or_else(|| set("GOPRIVATE"));
        if let (Some(proxy), Some(sumdb), Some(nosumdb)) = (&proxy, &sumdb, &nosumdb) {
            return Settings {
                proxy: proxy.clone(),
                sumdb: sumdb.clone(),
                nosumdb: nosumdb.clone(),
            };
        }
        let asked = ask();
        Settings {
            proxy: proxy.unwrap_or(asked.proxy),
            sumdb: sumdb.unwrap_or(asked.sumdb),
            nosumdb: nosumdb.unwrap_or(asked.nosumdb),
        }
    }

    /// Whether the database is not to be asked about `module`.
    pub(super) fn keeps_private(&self, module: &str) -> bool {
        self.sumdb == "off" || self.names_private(module)
    }

    /// Whether a pattern of `GONOSUMDB` is about `module`.
    pub(in crate::inputs) fn names_private(&self, module: &str) -> bool {
        self.nosumdb.split(',').any(|pattern| matches_prefix(pattern, module))
    }
}

/// `go env` in the root directory, where no go.mod or go.work of a project can interfere.
fn go_env() -> Option<Settings> {
    let output = Command::new("go")
        .args(["env", "GOPROXY", "GOSUMDB", "GONOSUMDB"])
        .env("GOTOOLCHAIN", "local")
        .current_dir("/")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    let mut lines = text.lines().map(str::to_owned);
    let defaults = Settings::default();
    let mut next = |default: String| lines.next().filter(|l| !l.is_empty()).unwrap_or(default);
    Some(Settings {
        proxy: next(defaults.proxy),
        sumdb: next(defaults.sumdb),
        nosumdb: next(defaults.nosumdb),
    })
}

/// Whether `pattern` matches as many leading elements of `path` as it has itself
/// (`golang.org/x/mod/module`, MatchPrefixPatterns), with `*` and `?` as wildcards.
fn matches_prefix(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim().trim_end_matches('/');
    let (wanted, elements) = (pattern.split('/'), path.split('/'));
    !pattern.is_empty()
        && wanted.clone().count() <= elements.clone().count()
        && wanted.zip(elements).all(|(glob, element)| matches(glob.as_bytes(), element.as_bytes()))
}

fn matches(glob: &[u8], text: &[u8]) -> bool {
    match (glob, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=text.len()).any(|skip| matches(rest, &text[skip..])),
        ([b'?', glob @ ..], [_, text @ ..]) => matches(glob, text),
        ([want, glob @ ..], [have, text @ ..]) => want == have && matches(glob, text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_win_and_the_rest_is_asked_of_go() {
        let variable = |name: &str| (name == "GOPROXY").then(|| "off".to_owned());
        let asked = Settings { sumdb: "off".to_owned(), ..Settings::default() };
        let found = Settings::from(&variable, || asked.clone());
        assert_eq!(found, Settings { proxy: "off".to_owned(), ..asked });
    }

    #[test]
    fn goprivate_stands_in_for_gonosumdb() {
        let variable = |name: &str| (name == "GOPRIVATE").then(|| "*.corp.example".to_owned());
        assert_eq!(Settings::from(&variable, Settings::default).nosumdb, "*.corp.example");
    }

    #[test]
    fn private_patterns_match_whole_elements() {
        let settings =
            |nosumdb: &str| Settings { nosumdb: nosumdb.to_owned(), ..Settings::default() };
        for pattern in
            ["golang.org", "golang.org/tool*", "x,*.org/toolchain", "golang.org/toolchain/"]
        {
            assert!(settings(pattern).keeps_private("golang.org/toolchain"), "{pattern}");
        }
        for pattern in ["", "golang", "golang.org/tool", "golang.org/toolchain/x", "go?ang"] {
            assert!(!settings(pattern).keeps_private("golang.org/toolchain"), "{pattern}");
        }
    }
}
