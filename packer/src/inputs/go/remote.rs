//! Go as it is published, by its version: from the cache, through the module proxy, or from a mirror of
//! the archives.

use super::judge::{Parcel, Want, accept};
use super::proxy::{NoZip, ProxyList};
use super::transport::Transport;
use super::{Distribution, GivenDigest, Request, sumdb};
use crate::words::go as words;
use anyhow::Result;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use payloads::recipe::{Form, module_version};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact, Voice};

/// The longest download, in bytes; a toolchain has 80 MB.
pub(super) const MAX_DOWNLOAD: u64 = 1 << 30;

/// The published Go `version` for the CPU that `request` names, pinned by a recipe or the user's own digest:
/// what this run or an earlier one has already, else a download.
pub(super) fn published(
    request: &Request,
    version: &str,
    cache: &Path,
    voice: &Voice,
) -> Result<Distribution, NoZip> {
    let want = wanted(request, version).map_err(NoZip::for_good)?;
    match at_hand(request, version, want, cache, voice) {
        Some(go) => Ok(go),
        None => downloaded(request, version, want, cache, voice),
    }
}

/// The published Go `version` for `cpu`, whatever the request itself asks for.
pub(super) fn official(
    request: &Request,
    version: &str,
    cpu: Cpu,
    cache: &Path,
    voice: &Voice,
) -> Result<Distribution> {
    let request = Request { cpu, mirror: None, digest: None, ..request.clone() };
    published(&request, version, cache, voice).map_err(|none| none.error)
}

/// What this run or an earlier one has already.
pub(super) fn at_hand(
    request: &Request,
    version: &str,
    want: Want<'_>,
    cache: &Path,
    voice: &Voice,
) -> Option<Distribution> {
    if let Some(go) = shelf_place(want).and_then(|h1| request.shelf.take(h1)) {
        return Some(go);
    }
    let go = from_cache(request, version, want, &cache_place(cache, want), voice)?;
    Some(shelved(request, want, go))
}

/// Downloads it, checks it and keeps it.
pub(super) fn downloaded(
    request: &Request,
    version: &str,
    want: Want<'_>,
    cache: &Path,
    voice: &Voice,
) -> Result<Distribution, NoZip> {
    let transport = Transport::new(request.offline);
    let parcel = download(request, &transport, version, voice)?;
    take(request, version, (want, parcel), (cache, &transport), voice).map_err(NoZip::for_good)
}

fn take(
    request: &Request,
    version: &str,
    (want, parcel): (Want<'_>, Parcel),
    (cache, transport): (&Path, &Transport),
    voice: &Voice,
) -> Result<Distribution> {
    let mut go = accept(&parcel, want, request.cpu, Some(version))?;
    if let Some(h1) = &go.origin.h1 {
        let name = module_version(version, request.cpu);
        let fresh = sumdb::check(request, transport, &name, h1, voice)?;
        // What the recipe carries is the same wherever and whenever the file is made.
        go.origin.checksum_database = go.origin.checksum_database.take().or(fresh);
    }
    keep(&cache_place(cache, want), &parcel.bytes)?;
    Ok(shelved(request, want, go))
}

/// Modules of recipes are kept in memory too: one run may need one for several CPUs.
fn shelf_place<'a>(want: Want<'a>) -> Option<&'a str> {
    match want {
        Want::Recipe(recipe) => recipe.h1.as_deref(),
        Want::Given(_) => None,
    }
}

fn shelved(request: &Request, want: Want<'_>, go: Distribution) -> Distribution {
    match shelf_place(want) {
        Some(h1) => request.shelf.put(h1, go),
        None => go,
    }
}

/// What pins it.
///
/// # Errors
/// [`Exit::Usage`]: nothing does.
pub(super) fn wanted<'a>(request: &'a Request, version: &str) -> Result<Want<'a>> {
    if let Some(given) = &request.digest {
        return Ok(Want::Given(given));
    }
    let (cpu, recipes) = (request.cpu, &request.recipes);
    let form = if request.mirror.is_some() { Form::Archive } else { Form::Module };
    if let Some(recipe) = recipes.find(version, cpu, form) {
        return Ok(Want::Recipe(recipe));
    }
    let (said, help) = match &request.mirror {
        None if recipes.find(version, cpu, Form::Archive).is_some() => {
            (words::only_archive(&version, &cpu), words::only_archive_help())
        }
        Some(mirror) if recipes.find(version, cpu, Form::Module).is_some() => {
            (words::only_module(&version, &cpu, &mirror), words::only_module_help(&version))
        }
        _ => (words::no_recipe(&version, &cpu), words::no_recipe_help(&version)),
    };
    Err(Fact::new(Exit::Usage, said).help(help).into())
}

/// Downloads are named by the digest that pins them.
pub(super) fn cache_place(cache: &Path, want: Want<'_>) -> PathBuf {
    let by_contents = |h1: &str| Sha256::of(h1.as_bytes());
    let key = match want {
        Want::Recipe(recipe) => {
            recipe.sha256.unwrap_or_else(|| by_contents(recipe.h1.as_deref().unwrap_or_default()))
        }
        Want::Given(GivenDigest::Sha256(digest)) => *digest,
        Want::Given(GivenDigest::H1(h1)) => by_contents(h1),
    };
    cache.join("go").join(key.to_string())
}

/// The cache is no more trusted than the network: what is in it goes through the same checks.
fn from_cache(
    request: &Request,
    version: &str,
    want: Want<'_>,
    place: &Path,
    voice: &Voice,
) -> Option<Distribution> {
    let bytes = fs::read(place).ok()?;
    let parcel = Parcel::new(place.display().to_string(), bytes);
    match accept(&parcel, want, request.cpu, Some(version)) {
        Ok(go) => {
            voice.note(&words::taken_from_cache(&go.origin.name));
            Some(go)
        }
        Err(_) => {
            voice.note(&words::cache_damaged(&place.display()));
            None
        }
    }
}

fn download(
    request: &Request,
    transport: &Transport,
    version: &str,
    voice: &Voice,
) -> Result<Parcel, NoZip> {
    let (url, bytes) = match &request.mirror {
        Some(mirror) => {
            let url = archive_address(mirror, version, request.cpu.goarch());
            let fetched = transport.fetch(&url, MAX_DOWNLOAD, Some(voice));
            (url, fetched.map_err(|miss| NoZip::for_good(miss.into_error()))?)
        }
        None => {
            let proxies = ProxyList::parse(&request.settings.proxy).map_err(NoZip::for_good)?;
            let name = module_version(version, request.cpu);
            proxies.fetch_zip(transport, &name, MAX_DOWNLOAD, voice)?
        }
    };
    Ok(Parcel::new(url, bytes))
}

pub(super) fn archive_address(mirror: &str, version: &str, arch: &str) -> String {
    format!("{}/go{version}.linux-{arch}.tar.gz", mirror.trim_end_matches('/'))
}

/// Whole or not at all: a temporary name first, then a rename.
pub(in crate::inputs) fn keep(place: &Path, bytes: &[u8]) -> Result<()> {
    let caching = || words::caching(&place.display());
    let write = || -> std::io::Result<()> {
        let directory = place.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        file.write_all(bytes)?;
        file.persist(place)?;
        Ok(())
    };
    write().context(caching)
}
