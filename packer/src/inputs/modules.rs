//! Modules as a module proxy serves them, and what of Go's checksum database proves them: what is asked for, by the real
//! go command, into a place of its own; each version whole, each digest in the database; then made ready to travel.

mod asked;
mod closure;
mod database;
mod fetcher;
mod heads;
mod named;
mod proxy_tree;
mod version;
mod workspace;

pub use asked::{Asked, Named, Wanted};
pub use closure::{Work, names_tools};
pub use fetcher::Fetching;
pub use heads::Heads;
pub use version::ModuleVersion;
pub use workspace::{Workspace, in_directory};

use crate::inputs::tree::Tree;
use crate::words::modules as words;
use database::Believed;
use fetcher::{Fetcher, Unserved};
use proxy_tree::Download;
use std::collections::BTreeSet;
use voice::{Exit, Fact, Said, Voice};

/// Modules that travel.
#[derive(Clone, Debug)]
pub struct Modules {
    /// Below `modcache/`.
    pub modcache: Tree,
    /// Below `sumdb/`.
    pub sumdb: Tree,
    /// The paths of those that no database knows, sorted.
    pub private: Vec<String>,
    /// What can be worked on with them.
    pub works: Vec<Work>,
    /// What was asked for by name.
    pub named: Vec<String>,
    /// What is in it, sorted.
    pub versions: Vec<ModuleVersion>,
    /// The signed head that all records are under; none where every module is private.
    pub head: Option<String>,
}

/// Gathers what `asked` names. The projects' own files are read and never changed.
///
/// # Errors
/// [`Exit::Usage`]: a project or name that is none, a version that no proxy serves (all of them are named), Go refuses;
/// [`Exit::BadSignature`]: go.sum, the database and a module disagree; [`Exit::Medium`]: what is asked cannot be reached.
pub fn gather(asked: &Asked, fetching: &Fetching<'_>, voice: &Voice) -> anyhow::Result<Modules> {
    let fetcher = Fetcher::new(fetching)?;
    let mut missing = Unserved::default();
    let (mut works, mut sums) = (Vec::new(), Vec::new());
    for dir in &asked.projects {
        voice.note(&words::resolving(&dir.display()));
        let worked = closure::of_project(dir, asked.all_zips, &fetcher, voice);
        if let Some(worked) = missing.set_aside(worked)? {
            works.extend(worked.works);
            sums.extend(worked.sums);
        }
    }
    if !asked.named.is_empty() {
        let fetched = named::fetch(&asked.named, &fetcher, &mut missing, voice);
        missing.set_aside(fetched)?;
    }
    missing.refused()?;
    let mut download = Download::of(&fetcher.downloaded())?;
    for cache in &asked.caches {
        download.add(Download::of_cache(cache)?);
    }
    missing.set_aside(fetcher.complete(&mut download, voice))?;
    missing.refused()?;
    if download.is_empty() {
        return Err(Fact::new(Exit::Usage, words::nothing()).help(words::nothing_help()).into());
    }
    let versions = download.travelling(fetching.scratch)?;
    for (file, sum) in &sums {
        versions.iter().try_for_each(|version| version.agrees_with(sum, file))?;
    }
    let Believed { sumdb, private, head } = database::prove(&versions, fetching, voice)?;
    fetcher.keep()?;
    let private: BTreeSet<&str> = private.iter().map(|at| versions[*at].path.as_str()).collect();
    Ok(Modules {
        works,
        named: asked.named.iter().map(ToString::to_string).collect(),
        modcache: download.tree()?,
        sumdb,
        private: private.into_iter().map(str::to_owned).collect(),
        versions,
        head,
    })
}

/// Names, each on a line of its own; none where there are none.
fn below_one_another<'a>(names: impl IntoIterator<Item = &'a String>) -> Option<Said> {
    let mut names = names.into_iter();
    let first = words::first_name(names.next()?);
    Some(names.fold(first, |before, name| words::and_name(&before, name)))
}
