//! Whose an installation is, and the home that it lies in. Neither is in the path for ever: a home moves, is reached
//! through a link or copied, and cron knows of none. So the receipt says where below its home a prefix lies, and the
//! home is what is above that.

use crate::disk::{has_line, lossless};
use crate::process::Process;
use crate::words::home as words;
use payloads::environment::{Prefix, PrefixFile, Syntax, profile_line, scripts};
use serde::Deserialize;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};
use voice::{Exit, Fact};

/// The receipt of the environment, in the state directory.
pub(crate) const ENVIRONMENT: &str = "environment.json";

/// Whose installation it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// One user's, in the home directory at this path; no home where only a prefix was given.
    User(Option<PathBuf>),
    /// The host's: `--system` or `--root`.
    System,
}

/// What the receipt of the environment says of the prefix.
#[derive(Deserialize)]
pub(super) struct OnRecord {
    pub(super) system: bool,
    /// The prefix: below the home that it lies in, or absolute.
    #[serde(with = "lossless::path", default)]
    prefix: PathBuf,
    /// Directories made on the way to the prefix, the prefix included.
    #[serde(with = "lossless::paths")]
    pub(super) created: Vec<PathBuf>,
}

impl OnRecord {
    /// By the receipt in the directory `state`; `None` where there is none that can be read.
    pub(super) fn read(state: &Path) -> Option<OnRecord> {
        serde_json::from_slice(&std::fs::read(state.join(ENVIRONMENT)).ok()?).ok()
    }
}

/// Whose the installation at `prefix` is, and the prefix as that home spells it. `home` is HOME, where it can be used.
pub(super) fn around(
    prefix: PathBuf,
    home: Option<PathBuf>,
    process: &Process,
) -> (PathBuf, Owner) {
    let record = OnRecord::read(&prefix.join("state"));
    if record.as_ref().map_or_else(|| looks_like_the_hosts(&prefix), |record| record.system) {
        return (prefix, Owner::System);
    }
    let known = record.map(|record| record.prefix).filter(|known| known.is_relative());
    let known = known.filter(|known| !known.as_os_str().is_empty());
    let (prefix, home) = below_home(prefix, known.as_deref(), home, process);
    (prefix, Owner::User(home))
}

/// HOME, where the prefix lies in it, or what is above the place that the receipt knows, or the account's home. HOME
/// all the same for a prefix elsewhere. Another installation in the place that is known is what this is a copy of.
fn below_home(
    prefix: PathBuf,
    known: Option<&Path>,
    home: Option<PathBuf>,
    process: &Process,
) -> (PathBuf, Option<PathBuf>) {
    let is_its = |home: &Path, below: &Path| {
        known.is_none_or(|known| known == below || !home.join(known).exists())
    };
    if let Some(home) = &home
        && let Some(below) = below(&prefix, home).filter(|below| is_its(home, below))
    {
        return (home.join(below), Some(home.clone()));
    }
    let above = known.and_then(|known| above(&prefix, known)).filter(|above| {
        std::fs::metadata(above).is_ok_and(|data| data.is_dir() && data.uid() == process.uid)
    });
    if let Some(above) = above {
        return (prefix, Some(above));
    }
    match below(&prefix, &process.home).filter(|_| is_plain_absolute(&process.home)) {
        Some(below) => (process.home.join(below), Some(process.home.clone())),
        None => (prefix, home),
    }
}

/// `path` below `home`, also where `home` is reached through a link; not `home` itself.
pub(crate) fn below(path: &Path, home: &Path) -> Option<PathBuf> {
    let real = || path.strip_prefix(std::fs::canonicalize(home).ok()?).ok().map(Path::to_owned);
    let below = path.strip_prefix(home).ok().map(Path::to_owned).or_else(real);
    below.filter(|below| !below.as_os_str().is_empty())
}

/// `path` without `end`.
pub(crate) fn above(path: &Path, end: &Path) -> Option<PathBuf> {
    let above = path.ancestors().nth(end.components().count())?;
    (above.join(end) == *path).then(|| above.to_owned())
}

/// Whether what lies at `prefix` was made for all users, by what is there: its scripts, or the host's line for it.
fn looks_like_the_hosts(prefix: &Path) -> bool {
    let Ok(hosts) = Prefix::of_system(prefix) else { return false };
    let is_hosts = |script: &PrefixFile| {
        std::fs::read(prefix.join(script.name)).is_ok_and(|bytes| bytes == script.contents)
    };
    scripts(&hosts).iter().any(is_hosts)
        || has_line("/etc/profile.d/goferry.sh".as_ref(), &profile_line(&hosts, Syntax::Posix))
        || prefix == Path::new("/opt/goenv") && prefix.join("current").is_symlink()
}

pub(super) fn is_plain_absolute(path: &Path) -> bool {
    path.components().all(|c| matches!(c, Component::RootDir | Component::Normal(_)))
        && path.is_absolute()
        && path != Path::new("/")
}

/// HOME: a directory of this user's.
///
/// # Errors
/// [`Exit::Destination`].
pub(super) fn of_process(process: &Process) -> Result<PathBuf, Fact> {
    let refuse = |said| Fact::new(Exit::Destination, said).help(words::home_help());
    let Some(home) = process.variable("HOME").map(PathBuf::from) else {
        return Err(refuse(words::home_unset()));
    };
    if !is_plain_absolute(&home) {
        return Err(refuse(words::home_not_absolute(&home.display())));
    }
    match std::fs::metadata(&home) {
        Ok(data) if !data.is_dir() => Err(refuse(words::home_no_directory(&home.display()))),
        Ok(data) if data.uid() != process.uid => {
            let (path, owner) = (home.display(), data.uid());
            let said = words::home_foreign(&path, &owner, &process.uid);
            let fact = refuse(said);
            // sudo may keep the HOME of the user who typed it.
            Err(match process.uid {
                0 => fact.help(words::home_foreign_help(&owner)),
                _ => fact,
            })
        }
        Ok(_) => Ok(home),
        Err(_) => Err(refuse(words::home_no_directory(&home.display()))),
    }
}
