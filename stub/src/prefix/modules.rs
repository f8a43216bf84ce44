//! The modules that go finds: what all releases bring (`modcache/`, `sumdb/`), put together as one proxy serves it.
//!
//! It is made anew whenever a release comes or goes, in a directory that has its name of what is in it, and found through
//! a link that is renamed into its place: whoever looks finds the old modules or the new ones. Files are other names of the releases' where that can
//! be. Of the checksum database one tree is made, under one signed head: a newer head takes the place of the one that go
//! knows only where it is proven to continue that.

mod set;

use crate::disk::{durable, removal};
use crate::prefix::Installation;
use crate::prefix::layout::{Layout, MODULES};
use crate::words::modules as words;
use keys::note::{SUM_DATABASE, SUM_GOLANG_ORG, Verifier};
use payloads::container::Manifest;
use payloads::container::manifest::Kind;
use payloads::sentences::unpack;
pub use set::Set;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact, Said, best_effort};

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

/// What go will not believe here, each with the way out: versions that are not proven yet, and all of them where this
/// user's go has seen a head that the one here does not continue.
pub fn doubts(set: &Set, at: Installation<'_>) -> Vec<(Said, Said)> {
    let mut doubts = Vec::new();
    let Some(head) = set.head() else { return doubts };
    if !set.waiting().is_empty() {
        doubts.push((words::waiting(&set.waiting().len(), &head), words::waiting_help()));
    }
    if let Some(seen) = Seen::by_the_user_of(at).filter(|seen| !set.continues(seen.size)) {
        doubts.push((words::seen(&seen.place.display(), &seen.size, &head), words::seen_help()));
    }
    doubts
}

/// Warns of what go will not believe here.
pub fn warn_of_doubts(set: &Set, at: Installation<'_>) {
    for (said, help) in doubts(set, at) {
        at.context.voice.warn(&said);
        at.context.voice.warn(&help);
    }
}

/// The newest head of the checksum database that a user's go has seen: it goes on from there
/// (`cmd/go/internal/modfetch/sumdb.go`, `WriteConfig`).
#[derive(Debug)]
pub struct Seen {
    place: PathBuf,
    size: u64,
    /// As it is signed.
    pub note: String,
}

impl Seen {
    /// What the go of this user has seen; `None` where that is nothing, or nothing that holds: go says so itself.
    pub fn by_the_user_of(at: Installation<'_>) -> Option<Seen> {
        // In an image, go runs later and elsewhere.
        if !at.layout.root().as_os_str().is_empty() {
            return None;
        }
        let set = at.context.process.variable("GOPATH");
        let first = set.and_then(|list| std::env::split_paths(list).next());
        let gopath = first.unwrap_or_else(|| at.layout.gopath());
        let place = gopath.join("pkg/sumdb").join(SUM_DATABASE).join("latest");
        let note = std::fs::read_to_string(&place).ok()?;
        let size = Verifier::parse(SUM_GOLANG_ORG).ok()?.open(&note).ok()?.size;
        Some(Seen { place, size, note })
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
