//! Go that is already here: an archive, a module zip, an unpacked GOROOT.

use super::judge::{Parcel, Want, accept};
use super::module_zip;
use super::{Distribution, Origin, OriginKind, Pinned, Request, archive};
use crate::inputs::tree::Tree;
use crate::words::go as words;
use anyhow::Result;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use payloads::recipe::{Form, Recipe};
use payloads::upstream::Contents;
use std::fs;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact, Voice};

/// The distribution in the file at `path`, by a recipe or the user's own digest.
pub(super) fn file(request: &Request, path: &Path) -> Result<Distribution> {
    let name = path.display().to_string();
    let bytes = fs::read(path).exit_with(Exit::Medium, || words::reading(&name))?;
    let parcel = Parcel::new(name, bytes);
    let want = match &request.digest {
        Some(given) => Want::Given(given),
        None => Want::Recipe(recipe_for(request, &parcel)?),
    };
    accept(&parcel, want, request.cpu, None)
}

/// The recipe that knows the file, else the one of what it claims to be: comparing
/// with that one says what is wrong.
fn recipe_for<'a>(request: &'a Request, parcel: &Parcel) -> Result<&'a Recipe> {
    let recipes = &request.recipes;
    if let Some(recipe) = recipes.of_file(parcel.sha256) {
        return Ok(recipe);
    }
    let form = parcel.form()?;
    let found = match form {
        // A vendor's own is not expected to be the official one of its version.
        _ if request.abi.is_some() => None,
        Form::Module => module_zip::claimed(&parcel.bytes)
            .and_then(|claim| recipes.find(&claim.go, claim.cpu()?, form)),
        Form::Archive => archive::claimed_version(&parcel.bytes)
            .and_then(|version| recipes.find(&version, request.cpu, form)),
    };
    found.ok_or_else(|| {
        let said = words::unknown_digest(&parcel.name, &parcel.sha256);
        Fact::new(Exit::Policy, said).help(words::unknown_digest_help()).into()
    })
}

/// The distribution in the directory at `path`. It is pinned where it is what a pinned module unpacks
/// to, as in Go's own module cache; otherwise it is taken with a warning.
pub(super) fn tree(request: &Request, path: &Path, voice: &Voice) -> Result<Distribution> {
    let tree = Tree::from_dir(path)?;
    let name = path.display().to_string();
    let origin = Origin {
        kind: OriginKind::Tree,
        name: "GOROOT".to_owned(),
        sha256: None,
        h1: None,
        length: Some(tree.total_len()),
        pinned: Pinned::No,
        checksum_database: None,
        built: None,
    };
    let mut go = Distribution::inspect(tree, request.cpu, None, origin, &name)?;
    let h1 = h1_of_tree(&go.tree, &go.version, request.cpu)?;
    if request.recipes.of_contents(&h1).is_some() {
        go.origin.pinned = Pinned::Recipe;
    } else {
        voice.warn(&words::local_tree(&name));
    }
    go.origin.h1 = Some(h1);
    Ok(go)
}

/// The `h1:` digest of the module that would unpack to this tree.
pub(super) fn h1_of_tree(tree: &Tree, version: &str, cpu: Cpu) -> Result<String> {
    let mut files = Vec::new();
    for (path, _) in tree.iter() {
        if let Some(contents) = tree.file(path) {
            files.push((path.to_owned(), Sha256::of(&contents.bytes()?)));
        }
    }
    Ok(Contents::of_files(version, cpu, files).whole)
}
