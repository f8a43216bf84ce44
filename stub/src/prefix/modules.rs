//! The modules that go finds: what all releases bring (`modcache/`, `sumdb/`), put together as one proxy serves it.
//!
//! It is made anew whenever a release comes or goes, in a directory that has its name of what is in it, and found through
//! a link that is renamed into its place: whoever looks finds the old modules or the new ones. Files are other names of the releases' where that can
//! be. Of the checksum database one tree is made, under one signed head: a newer head takes the place of the one that go
//! knows only where it is proven to continue that.

mod set;

use crate::disk::{durable, removal};
use crate::prefix::layout::{Layout, MODULES};
use crate::words::modules as words;
use payloads::container::Manifest;
use payloads::container::manifest::Kind;
use payloads::sentences::unpack;
pub use set::Set;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact, Voice, best_effort};

/// How the name begins of a directory in which modules are put together: that of whatever is built beside its place.
const STAGING: &str = ".staging-";
/// What a release has of modules.
const MODCACHE: &str = "modcache";
/// What proves them.
const SUMDB: &str = "sumdb";
/// The release's list of those that no database knows.
const PRIVATE: &str = "meta/gonosumdb";

/// Whether a release brings any.
pub fn is_in(manifest: &Manifest) -> bool {
    manifest.payload.components.iter().any(|component| component.kind == Kind::ModCache)
}

/// Where the release in `directory` has them, if it has any.
pub fn of_release(directory: &Path) -> PathBuf {
    directory.join(MODCACHE)
}

/// Whether a member of a release is about modules.
pub fn is_of_modules(path: &Path) -> bool {
    [MODCACHE, SUMDB, PRIVATE].iter().any(|top| path.starts_with(top))
}

/// Whether the installation has any.
pub fn any(layout: &Layout) -> bool {
    layout.modules().is_dir()
}

/// The paths of modules of all releases that no database knows, sorted; with those of the release in `also`.
pub fn private(layout: &Layout, also: Option<&Path>) -> Vec<String> {
    let sources = bringing(layout, &[]).unwrap_or_default();
    let places = sources.iter().map(|(_, place)| place.as_path()).chain(also);
    private_in(places).into_iter().collect()
}

fn private_in<'a>(places: impl Iterator<Item = &'a Path>) -> BTreeSet<String> {
    let lists = places.filter_map(|place| std::fs::read_to_string(place.join(PRIVATE)).ok());
    lists.flat_map(|list| list.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A name as it stands in paths, as people write it (`golang.org/x/mod/module`, UnescapePath).
pub fn unescaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut letters = name.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '!' => out.extend(letters.next().map(|letter| letter.to_ascii_uppercase())),
            other => out.push(other),
        }
    }
    out
}

/// The releases that bring modules, but those of `without`, by name, and where they are.
///
/// # Errors
/// The prefix cannot be read.
pub fn bringing(layout: &Layout, without: &[String]) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let directory = layout.directory();
    let step = || words::reading(&directory.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&directory).context(step)? {
        let entry = entry.context(step)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let is_release = !name.starts_with('.') && entry.file_type().context(step)?.is_dir();
        if is_release && !without.contains(&name) && of_release(&entry.path()).is_dir() {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// The modules of all releases, as they should be found.
///
/// # Errors
/// [`Exit::BadSignature`]: what proves them does not hold; the disk's.
pub fn of(layout: &Layout) -> anyhow::Result<Set> {
    Set::of(&bringing(layout, &[])?, &layout.modules())
}

/// Says how many versions go does not find proven yet, and the way out.
pub fn warn_of_waiting(set: &Set, voice: &Voice) {
    if let (Some(head), false) = (set.head(), set.waiting().is_empty()) {
        voice.warn(&words::waiting(&set.waiting().len(), &head));
        voice.warn(&words::waiting_help());
    }
}

/// Whether what the release called `name` brings, in `directory`, goes together with what is here.
///
/// # Errors
/// [`Exit::BadSignature`]: what proves its modules does not hold, or contradicts that of another release;
/// [`Exit::Preflight`]: a private module is another one in another release; the disk's.
pub fn check(name: &str, directory: &Path, layout: &Layout) -> anyhow::Result<()> {
    let mut sources = bringing(layout, &[name.to_owned()])?;
    sources.push((name.to_owned(), directory.to_owned()));
    Set::of(&sources, &layout.modules()).map(drop)
}

/// Puts together what all releases bring, but those of `without`, and has go find that.
///
/// # Errors
/// [`Exit::BadSignature`]: what proves them does not hold, or releases contradict each other; [`Exit::Destination`]:
/// something else has the link's name; the disk's. What go finds is then what it was.
pub fn renew(layout: &Layout, without: &[String]) -> anyhow::Result<()> {
    let (link, below) = (layout.modules(), layout.state().join(MODULES));
    if link.symlink_metadata().is_ok_and(|data| !data.is_symlink()) {
        let said = words::no_link(&link.display());
        return Err(Fact::new(Exit::Destination, said).help(words::no_link_help()).into());
    }
    let sources = bringing(layout, without)?;
    if sources.is_empty() {
        return forget(layout);
    }
    let set = Set::of(&sources, &link)?;
    let name = set.name()?;
    let (place, target) = (below.join(&name), Path::new("state").join(MODULES).join(&name));
    let is_found = std::fs::read_link(&link).is_ok_and(|found| found == target);
    if !is_found || !set.differences(&place, false)?.is_empty() {
        std::fs::create_dir_all(&below).context(|| unpack::creating_member(&below.display()))?;
        let staging = below.join(format!("{STAGING}{name}"));
        removal::tree(&staging)?;
        let laid = set.lay(&staging).and_then(|()| {
            removal::whole(&place)?;
            durable::rename(&staging, &place)
        });
        if laid.is_err() {
            let why = "the next run finds and removes what stays";
            best_effort(why, removal::tree(&staging));
        }
        laid?;
        durable::link(&link, &target)?;
    }
    tidy(layout)
}

/// Takes away all of it.
///
/// # Errors
/// The disk's.
pub fn forget(layout: &Layout) -> anyhow::Result<()> {
    if layout.modules().is_symlink() {
        removal::tree(&layout.modules())?;
    }
    removal::tree(&layout.state().join(MODULES))
}

/// Takes away what was found before, and what a run that was cut off left.
fn tidy(layout: &Layout) -> anyhow::Result<()> {
    stale(layout)?.iter().try_for_each(|path| removal::tree(path))
}

/// What nobody finds any more, or not yet.
///
/// # Errors
/// The disk's.
pub fn stale(layout: &Layout) -> anyhow::Result<Vec<PathBuf>> {
    let below = layout.state().join(MODULES);
    let found = std::fs::read_link(layout.modules()).ok();
    let found = found.as_deref().and_then(Path::file_name);
    let entries = match std::fs::read_dir(&below) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.context(|| words::reading(&below.display()))?,
    };
    let mut stale = Vec::new();
    for entry in entries {
        let entry = entry.context(|| words::reading(&below.display()))?;
        if Some(entry.file_name().as_os_str()) != found {
            stale.push(entry.path());
        }
    }
    Ok(stale)
}
