//! Pinning a version: writes a recipe for review, with the checksum database's proof in it.

use super::judge::{Parcel, Want, accept};
use super::proxy::{NoZip, ProxyList};
use super::remote::{self, MAX_DOWNLOAD, archive_address};
use super::sumdb::Database;
use super::transport::Transport;
use super::{Distribution, GivenDigest, Request, Settings, Shelf, cross};
use crate::words::go::{self as words, cross as made};
use anyhow::Result;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use payloads::recipe::{Form, Recipe, Recipes, module_version, render};
use std::fs;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact, Voice, exit_of};

/// What to pin, and how to reach it.
#[derive(Clone, Debug)]
pub struct Pin {
    /// The Go version, without `go`.
    pub version: String,
    /// For which CPUs. One that cannot be had in this form is told and left out.
    pub cpus: Vec<Cpu>,
    /// Base address of official archives; without it, modules are pinned.
    pub mirror: Option<String>,
    /// Go's own settings of proxy and checksum database.
    pub settings: Settings,
    /// What is pinned already: a CPU that no proxy serves is built by pinned toolchains.
    pub known: Recipes,
    /// Where downloads and what is built are kept.
    pub cache: PathBuf,
    /// What the CPUs of one run share.
    pub shelf: Shelf,
}

/// Downloads Go for each CPU, or cross-builds it where no proxy serves it, checks CPU and version inside,
/// and for modules the checksum database's proof, then writes or extends `goVERSION.json` in `recipes`; gives its path.
///
/// # Errors
/// [`Exit::Usage`]: it is published for none of the CPUs; [`Exit::Policy`]: a module without the checksum
/// database; [`Exit::BadSignature`]: the database does not vouch for it; [`Exit::Medium`]: the network.
pub fn pin(pin: &Pin, recipes: &Path, voice: &Voice) -> Result<PathBuf> {
    let doing = || words::pinning(&pin.version);
    let mut found: Vec<Recipe> = Vec::new();
    let mut left_out = None;
    for cpu in &pin.cpus {
        match pin_one(pin, *cpu, &found, voice) {
            Ok(recipe) => found.push(recipe),
            Err(error) if matches!(exit_of(&error), Exit::Usage | Exit::Medium) => {
                voice.warn(&words::not_pinned(&pin.version, &cpu));
                left_out = Some(error);
            }
            Err(error) => return Err(error).context(doing),
        }
    }
    if let Some(error) = left_out.filter(|_| found.is_empty()) {
        return Err(error).context(doing);
    }
    let file = recipes.join(format!("go{}.json", pin.version));
    let cpus: Vec<&str> = found.iter().filter_map(|recipe| Some(recipe.cpu?.name())).collect();
    let cpus = cpus.join(", ");
    write(&file, &pin.version, found).context(doing)?;
    voice.note(&words::pinned(&pin.version, &cpus, &file.display()));
    Ok(file)
}

fn pin_one(pin: &Pin, cpu: Cpu, found: &[Recipe], voice: &Voice) -> Result<Recipe> {
    let transport = Transport::new(false);
    if let Some(mirror) = &pin.mirror {
        return archive(pin, cpu, mirror, &transport, voice);
    }
    match module(pin, cpu, &transport, voice) {
        Err(none) if none.unavailable && cross::needs_making(cpu) => {
            built(pin, cpu, found, &transport, voice)
        }
        pinned => pinned.map_err(|none| none.error),
    }
}

fn module(pin: &Pin, cpu: Cpu, transport: &Transport, voice: &Voice) -> Result<Recipe, NoZip> {
    let other = |error| NoZip { unavailable: false, error };
    let (database, proxies) = places(pin).map_err(other)?;
    let name = module_version(&pin.version, cpu);
    let (url, bytes) = proxies.fetch_zip(transport, &name, MAX_DOWNLOAD, voice)?;
    let parcel = Parcel::new(url, bytes);
    fetched(pin, cpu, (&database, &proxies), transport, &parcel).map_err(other)
}

fn places(pin: &Pin) -> Result<(Database, ProxyList)> {
    let database = Database::of(&pin.settings)?.ok_or_else(|| {
        let fact = Fact::new(Exit::Policy, words::pin_needs_record());
        fact.help(words::pin_needs_record_help())
    })?;
    Ok((database, ProxyList::parse(&pin.settings.proxy)?))
}

fn fetched(
    pin: &Pin,
    cpu: Cpu,
    (database, proxies): (&Database, &ProxyList),
    transport: &Transport,
    parcel: &Parcel,
) -> Result<Recipe> {
    let name = module_version(&pin.version, cpu);
    let (evidence, h1) = database
        .consult(transport, proxies, &name)?
        .ok_or_else(|| Fact::new(Exit::Medium, words::pin_unreachable()))?;
    let go = checked(pin, cpu, parcel, &GivenDigest::H1(h1))?;
    let recipe = recipe(pin, cpu, Form::Module, parcel);
    remote::keep(&remote::cache_place(&pin.cache, Want::Recipe(&recipe)), &parcel.bytes)?;
    Ok(Recipe { h1: go.origin.h1, evidence: Some(evidence.evidence), ..recipe })
}

/// Builds what no proxy serves, and pins it by its contents where the checksum database knows them.
fn built(
    pin: &Pin,
    cpu: Cpu,
    found: &[Recipe],
    transport: &Transport,
    voice: &Voice,
) -> Result<Recipe> {
    let (version, (builder, proof)) = (&pin.version, super::here()?);
    let mut recipes = Recipes::default();
    for cpu in [builder, proof] {
        let of_this = |recipe: &&Recipe| {
            recipe.go == *version && recipe.cpu == Some(cpu) && recipe.form == Form::Module
        };
        let recipe = match found.iter().chain(pin.known.iter()).find(of_this) {
            Some(recipe) => recipe.clone(),
            None => module(pin, cpu, transport, voice).map_err(|none| none.error)?,
        };
        recipes.add("pinned.json", &render(version, &[recipe]))?;
    }
    let request = Request {
        spec: version.clone(),
        cpu,
        mirror: None,
        digest: None,
        settings: pin.settings.clone(),
        recipes,
        offline: false,
        abi: None,
        shelf: pin.shelf.clone(),
    };
    let go = super::build(&request, None, &pin.cache, voice)?.go;
    let record = go
        .origin
        .checksum_database
        .ok_or_else(|| Fact::new(Exit::Policy, made::pin_unproven(&version, &cpu)))?;
    Ok(Recipe {
        go: version.clone(),
        cpu: Some(cpu),
        form: Form::Module,
        length: None,
        sha256: None,
        h1: go.origin.h1,
        evidence: Some(record.evidence),
    })
}

/// Where the mirror publishes a digest beside the archive, it has to agree.
fn archive(
    pin: &Pin,
    cpu: Cpu,
    mirror: &str,
    transport: &Transport,
    voice: &Voice,
) -> Result<Recipe> {
    let url = archive_address(mirror, &pin.version, cpu.goarch());
    let bytes =
        transport.fetch(&url, MAX_DOWNLOAD, Some(voice)).map_err(|miss| miss.into_error())?;
    let parcel = Parcel::new(url, bytes);
    let beside = transport.fetch(&format!("{}.sha256", parcel.name), 256, None).ok();
    let published = beside
        .and_then(|text| Sha256::parse(String::from_utf8_lossy(&text).split_whitespace().next()?));
    if let Some(expected) = published.filter(|published| *published != parcel.sha256) {
        let found = parcel.sha256;
        let said = words::pin_published(&parcel.name, &expected, &found);
        return Err(Fact::new(Exit::Damaged, said).into());
    }
    checked(pin, cpu, &parcel, &GivenDigest::Sha256(parcel.sha256))?;
    Ok(recipe(pin, cpu, Form::Archive, &parcel))
}

fn checked(pin: &Pin, cpu: Cpu, parcel: &Parcel, digest: &GivenDigest) -> Result<Distribution> {
    accept(parcel, Want::Given(digest), cpu, Some(&pin.version))
}

fn recipe(pin: &Pin, cpu: Cpu, form: Form, parcel: &Parcel) -> Recipe {
    Recipe {
        go: pin.version.clone(),
        cpu: Some(cpu),
        form,
        length: Some(parcel.bytes.len() as u64),
        sha256: Some(parcel.sha256),
        h1: None,
        evidence: None,
    }
}

/// What the file already pins stays, unless it is pinned anew.
fn write(file: &Path, version: &str, found: Vec<Recipe>) -> Result<()> {
    let mut before = Recipes::default();
    if let Ok(text) = fs::read_to_string(file) {
        before.add(&file.display().to_string(), &text)?;
    }
    let anew = |old: &Recipe| found.iter().any(|new| new.cpu == old.cpu && new.form == old.form);
    let mut all: Vec<Recipe> = before.iter().filter(|old| !anew(old)).cloned().collect();
    all.extend(found);
    all.sort_by_key(|recipe| (recipe.form == Form::Archive, recipe.cpu));
    fs::write(file, render(version, &all))?;
    Ok(())
}
