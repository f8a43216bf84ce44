//! Modules of several releases as one: which file comes from where, and what is made of them all.

use super::{MODCACHE, SUMDB, private_in, unescaped};
use crate::prefix::staging;
use crate::words::modules as words;
use keys::note::database::{Fault, Gathered};
use keys::note::{SUM_DATABASE, SUM_GOLANG_ORG, Verifier};
use payloads::digest::Sha256;
use payloads::refusal::of_database;
use payloads::sentences::unpack;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact};

/// What should be found, by path below the link.
#[derive(Debug)]
pub struct Set {
    /// Files of releases.
    shared: BTreeMap<String, PathBuf>,
    /// Files that are made of those of several: lists, and what proves the modules.
    made: BTreeMap<String, Vec<u8>>,
    /// Which releases bring a version, by `MODULE@VERSION` as in paths.
    brought_by: BTreeMap<String, BTreeSet<String>>,
    /// Versions whose records are not proven under the head that go knows.
    waiting: Vec<String>,
    head: Option<u64>,
}

impl Set {
    /// What `sources` bring together; `present` is what was put together last, whose head go knows.
    pub(super) fn of(sources: &[(String, PathBuf)], present: &Path) -> anyhow::Result<Set> {
        let mut set = Set {
            shared: BTreeMap::new(),
            made: BTreeMap::new(),
            brought_by: BTreeMap::new(),
            waiting: Vec::new(),
            head: None,
        };
        let private = private_in(sources.iter().map(|(_, place)| place.as_path()));
        let mut lists: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (release, place) in sources {
            let tree = place.join(MODCACHE);
            for path in files(&tree)? {
                let Some((module, name)) = path.rsplit_once("/@v/") else { continue };
                if name == "list" {
                    let text = read(&tree.join(&path))?;
                    let versions = String::from_utf8_lossy(&text).into_owned();
                    let versions = versions.lines().map(str::to_owned);
                    lists.entry(module.to_owned()).or_default().extend(versions);
                    continue;
                }
                if let Some(version) = name.strip_suffix(".mod") {
                    let by = set.brought_by.entry(format!("{module}@{version}")).or_default();
                    by.insert(release.clone());
                }
                let file = tree.join(&path);
                let first = set.shared.entry(path.clone()).or_insert_with(|| file.clone());
                // What the database knows has one digest, which go checks.
                let is_private = *first != file && private.contains(&unescaped(module));
                if is_private && !is_same(first, &file, true)? {
                    let said = words::contradicts(&first.display(), &file.display());
                    let help = words::contradicts_help();
                    return Err(Fact::new(Exit::Preflight, said).help(help).into());
                }
            }
        }
        for (module, versions) in lists {
            let list: String = versions.iter().map(|version| format!("{version}\n")).collect();
            set.made.insert(format!("{module}/@v/list"), list.into_bytes());
        }
        set.prove(sources, present)?;
        Ok(set)
    }

    fn prove(&mut self, sources: &[(String, PathBuf)], present: &Path) -> anyhow::Result<()> {
        let verifier = Verifier::parse(SUM_GOLANG_ORG)?;
        let mut all = Gathered::default();
        for (_, place) in sources {
            take(&mut all, &place.join(SUMDB).join(SUM_DATABASE), &verifier)?;
        }
        if all.sizes().next().is_none() {
            return Ok(());
        }
        // Where somebody wrote in it, what the releases bring is all that is known.
        let present = present.join(SUMDB).join(SUM_DATABASE);
        let known = take(&mut all, &present, &verifier).ok().flatten();
        let proven = all.proven(&verifier, known).map_err(|fault| refused(&fault))?;
        self.head = Some(proven.head().size);
        self.waiting = proven.waiting().to_vec();
        let below = |(path, bytes)| (format!("{SUMDB}/{SUM_DATABASE}/{path}"), bytes);
        self.made.extend(proven.files().into_iter().map(below));
        Ok(())
    }

    /// The name of the directory that has it: the same for the same modules, wherever they come from.
    pub(super) fn name(&self) -> anyhow::Result<String> {
        let mut all = Vec::new();
        for (path, from) in &self.shared {
            let length = from.metadata().context(|| words::reading(&from.display()))?.len();
            all.extend_from_slice(format!("{path} {length}\n").as_bytes());
        }
        for (path, bytes) in &self.made {
            all.extend_from_slice(format!("{path} {}\n", Sha256::of(bytes)).as_bytes());
        }
        Ok(Sha256::of(&all).to_string()[..8].to_owned())
    }

    /// Lays it into the directory `place`, which is made, and brings it to the disk.
    pub(super) fn lay(&self, place: &Path) -> anyhow::Result<()> {
        let directories: BTreeSet<&Path> = self
            .shared
            .keys()
            .chain(self.made.keys())
            .filter_map(|path| Path::new(path).parent())
            .collect();
        for directory in directories {
            let directory = place.join(directory);
            std::fs::create_dir_all(&directory)
                .context(|| unpack::creating_member(&directory.display()))?;
        }
        for (path, from) in &self.shared {
            let to = place.join(path);
            let step = || unpack::writing_member(&to.display());
            // Not on this file system, or not by this user: whose the file is says the system.
            if std::fs::hard_link(from, &to).is_err() {
                let mut into = File::create_new(&to).context(step)?;
                std::io::copy(&mut File::open(from).context(step)?, &mut into).context(step)?;
            }
        }
        for (path, bytes) in &self.made {
            let to = place.join(path);
            let written = File::create_new(&to).and_then(|mut file| file.write_all(bytes));
            written.context(|| unpack::writing_member(&to.display()))?;
        }
        staging::sync(place)
    }

    /// The paths at which `place` is not what it should be, sorted; with `thoroughly` every byte is compared.
    ///
    /// # Errors
    /// The disk's.
    pub fn differences(&self, place: &Path, thoroughly: bool) -> anyhow::Result<Vec<String>> {
        let mut there: BTreeSet<String> = files(place)?.into_iter().collect();
        let mut found = Vec::new();
        for (path, from) in &self.shared {
            if !there.remove(path) || !is_same(from, &place.join(path), thoroughly)? {
                found.push(path.clone());
            }
        }
        for (path, bytes) in &self.made {
            if !there.remove(path) || read(&place.join(path))? != *bytes {
                found.push(path.clone());
            }
        }
        found.extend(there);
        found.sort();
        Ok(found)
    }

    /// The versions, `MODULE@VERSION` as in paths; whether the sources of each are there; and who brings it.
    pub fn versions(&self) -> impl Iterator<Item = (&str, bool, &BTreeSet<String>)> {
        self.brought_by.iter().map(|(name, by)| {
            let has_sources = name.rsplit_once('@').is_some_and(|(module, version)| {
                self.shared.contains_key(&format!("{module}/@v/{version}.zip"))
            });
            (name.as_str(), has_sources, by)
        })
    }

    /// Versions whose records wait for a head that continues the one that go knows.
    pub fn waiting(&self) -> &[String] {
        &self.waiting
    }

    /// All signed heads that a go here may have seen: the one it is shown, and those that this one continues.
    pub fn heads(&self) -> Vec<String> {
        let name = |path: &str| {
            let below = path.strip_prefix(SUMDB)?.strip_prefix('/')?.strip_prefix(SUM_DATABASE)?;
            Some(below.strip_prefix('/')?.to_owned())
        };
        let is_head = |path: &String| {
            name(path).is_some_and(|name| name == "latest" || name.starts_with("heads/"))
        };
        let heads = self.made.iter().filter(|(path, _)| is_head(path));
        heads.map(|(_, note)| String::from_utf8_lossy(note).into_owned()).collect()
    }

    /// Whether a go that has seen the head over so many records believes the one here.
    pub fn continues(&self, size: u64) -> bool {
        let earlier = format!("{SUMDB}/{SUM_DATABASE}/heads/{size}");
        self.head == Some(size) || self.made.contains_key(&earlier)
    }

    /// The size of the tree whose head go is shown.
    pub fn head(&self) -> Option<u64> {
        self.head
    }
}

/// Takes in a database in files, which has to hold by itself; gives the size of the head that all of it is under.
fn take(all: &mut Gathered, place: &Path, verifier: &Verifier) -> anyhow::Result<Option<u64>> {
    let mut one = Gathered::default();
    for path in files(place)? {
        one.take(&path, &read(&place.join(&path))?).map_err(|fault| refused(&fault))?;
    }
    let Some(newest) = one.sizes().next() else { return Ok(None) };
    one.under(verifier, newest).map_err(|fault| refused(&fault))?;
    all.merge(one).map_err(|fault| refused(&fault))?;
    Ok(Some(newest))
}

/// The paths of all files below `tree`, sorted; none where there is no such directory.
fn files(tree: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut pending = vec![String::new()];
    while let Some(below) = pending.pop() {
        let directory = tree.join(&below);
        let step = || words::reading(&directory.display());
        let entries = match std::fs::read_dir(&directory) {
            Err(error) if error.kind() == ErrorKind::NotFound && below.is_empty() => continue,
            entries => entries.context(step)?,
        };
        for entry in entries {
            let entry = entry.context(step)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if below.is_empty() { name } else { format!("{below}/{name}") };
            match entry.file_type().context(step)?.is_dir() {
                true => pending.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).context(|| words::reading(&path.display()))
}

fn is_same(one: &Path, other: &Path, thoroughly: bool) -> anyhow::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let data = |path: &Path| path.symlink_metadata().context(|| words::reading(&path.display()));
    let (first, second) = (data(one)?, data(other)?);
    if (first.dev(), first.ino()) == (second.dev(), second.ino()) {
        return Ok(true);
    }
    let is_alike = second.is_file() && first.len() == second.len();
    Ok(is_alike && (!thoroughly || read(one)? == read(other)?))
}

fn refused(fault: &Fault) -> anyhow::Error {
    let why = of_database(SUM_DATABASE, fault.flaw);
    Fact::new(Exit::BadSignature, words::not_proven(&SUM_DATABASE, &fault.path, &why)).into()
}
