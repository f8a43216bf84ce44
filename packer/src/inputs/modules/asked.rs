//! What modules a command line asks for.

use crate::words::modules as words;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact};

/// What is to be gathered.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Directories of modules or workspaces whose work has to go on on the far side.
    pub projects: Vec<PathBuf>,
    /// Modules that somebody there may use in whatever they begin.
    pub named: Vec<Named>,
    /// Module caches (`GOMODCACHE`) or trees of a proxy, all of which travels.
    pub caches: Vec<PathBuf>,
    /// Whether the projects' closures have every zip of their build lists.
    pub all_zips: bool,
}

impl Asked {
    /// Whether no module is asked for.
    pub fn is_empty(&self) -> bool {
        self.projects.is_empty() && self.named.is_empty() && self.caches.is_empty()
    }
}

/// A module by name and version, or by a query that Go resolves, such as `latest`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The module's path.
    pub path: String,
    /// A version with its `v`, or a query.
    pub version: String,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.path, self.version)
    }
}

impl Named {
    /// From `MODULE@VERSION`.
    pub fn parse(text: &str) -> Option<Named> {
        let (path, version) = text.split_once('@')?;
        let is_plain = |part: &str| {
            let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~/+".contains(&b);
            !part.is_empty() && !part.starts_with(['-', '/']) && part.bytes().all(fits)
        };
        let is_one = is_plain(path) && is_plain(version) && !version.contains('/');
        is_one.then(|| Named { path: path.to_owned(), version: version.to_owned() })
    }
}

/// What an argument of `--modules` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One module.
    Named(Named),
    /// A file that names some, one a line; `#` begins a comment.
    List(PathBuf),
}

impl Wanted {
    /// From the command line.
    ///
    /// # Errors
    /// What is neither a file nor `MODULE@VERSION`.
    pub fn parse(text: &str) -> Result<Wanted, Fact> {
        if Path::new(text).is_file() {
            return Ok(Wanted::List(text.into()));
        }
        Named::parse(text).map(Wanted::Named).ok_or_else(|| {
            Fact::new(Exit::Usage, words::not_a_module_name(&text)).help(words::list_help())
        })
    }

    /// The modules.
    ///
    /// # Errors
    /// [`Exit::Usage`], naming the first line that is none; [`Exit::Medium`]: the list cannot be read.
    pub fn named(&self) -> anyhow::Result<Vec<Named>> {
        let path = match self {
            Wanted::Named(named) => return Ok(vec![named.clone()]),
            Wanted::List(path) => path,
        };
        let reading = || words::reading(&path.display());
        let text = fs::read_to_string(path).exit_with(Exit::Medium, reading)?;
        let lines = text
            .lines()
            .enumerate()
            .map(|(number, line)| (number + 1, line.split('#').next().unwrap_or_default().trim()));
        let named = lines.filter(|(_, line)| !line.is_empty()).map(|(number, line)| {
            let named = Named::parse(line);
            named.ok_or_else(|| {
                let said = words::list_line(&path.display(), &number, &line);
                Fact::new(Exit::Usage, said).help(words::list_help()).into()
            })
        });
        named.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::exit_of;

    #[test]
    fn a_module_is_named_with_its_version_alone_or_in_a_list() {
        let scratch = tempfile::tempdir().unwrap();
        let list = scratch.path().join("list");
        fs::write(&list, "# two\nexample.org/a@v1.0.0\n\nexample.org/b@latest # why\n").unwrap();
        let named = |text: &str| Wanted::parse(text).map(|wanted| wanted.named());
        let both = named(list.to_str().unwrap()).unwrap().unwrap();
        let both: Vec<String> = both.iter().map(ToString::to_string).collect();
        assert_eq!(both, ["example.org/a@v1.0.0", "example.org/b@latest"]);
        let one = named("example.org/a@v1.0.0").unwrap().unwrap();
        assert_eq!(one[0].path, "example.org/a");
        for bad in ["example.org/a", "@v1", "example.org/a@", "-x@v1", "a b@v1", "a@v1/x"] {
            assert!(named(bad).is_err(), "{bad}");
        }
        fs::write(&list, "example.org/a@v1.0.0\nexample.org/b\n").unwrap();
        let refused = named(list.to_str().unwrap()).unwrap().unwrap_err();
        assert_eq!(exit_of(&refused), Exit::Usage);
        assert!(format!("{refused:#}").contains("line 2"), "{refused:#}");
    }
}
