//! What `go list -json` says of packages (cmd/go, "List packages or modules").

use crate::build::bench::{Run, lines};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is asked of them.
pub(super) const FIELDS: &[&str] =
    &["-json=ImportPath,Dir,Standard,CgoFiles,EmbedFiles,TestEmbedFiles,XTestEmbedFiles,Error"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Package {
    import_path: String,
    dir: PathBuf,
    standard: bool,
    cgo_files: Vec<String>,
    embed_files: Vec<String>,
    test_embed_files: Vec<String>,
    #[serde(rename = "XTestEmbedFiles")]
    external_test_embed_files: Vec<String>,
    error: Option<PackageError>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct PackageError {
    pos: String,
    err: String,
}

/// Packages and all that they import.
pub(super) struct Packages {
    all: Vec<Package>,
    /// Why Go found none.
    failure: Option<String>,
}

impl Packages {
    /// As `run` gave them, in the directory `here`.
    pub(super) fn read(run: &Run, here: &Path) -> serde_json::Result<Packages> {
        let packages = serde_json::Deserializer::from_slice(&run.stdout).into_iter();
        let all = packages.collect::<serde_json::Result<Vec<_>>>()?;
        let failure = if all.is_empty() { run.failure(here) } else { None };
        Ok(Packages { all, failure })
    }

    /// Whether there is nothing to build.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.failure.is_none()
    }

    /// What does not resolve, each as `FILE:LINE: cause`, relative to `here`.
    pub(super) fn errors(&self, here: &Path) -> Vec<String> {
        let mut told: Vec<String> = self.failure.iter().cloned().collect();
        for error in self.all.iter().filter_map(|package| package.error.as_ref()) {
            let at = if error.pos.is_empty() { String::new() } else { format!("{}: ", error.pos) };
            told.extend(lines(format!("{at}{}", error.err).as_bytes(), here));
        }
        let mut seen = BTreeSet::new();
        told.retain(|line| seen.insert(line.clone()));
        told
    }

    /// The first file with C code, Go's own apart, relative to `here`.
    pub(super) fn first_with_cgo(&self, here: &Path) -> Option<String> {
        let ours = self.all.iter().filter(|package| !package.standard);
        let file = |package: &Package| Some(package.dir.join(package.cgo_files.first()?));
        let first = ours.min_by_key(|package| (package.cgo_files.is_empty(), &package.import_path));
        let first = first.and_then(file)?;
        Some(first.strip_prefix(here).unwrap_or(&first).display().to_string())
    }

    /// The members of `here` that are embedded.
    pub(super) fn embedded(&self, here: &Path) -> BTreeSet<String> {
        let files = self.all.iter().filter(|package| !package.standard).flat_map(|package| {
            let all = package.embed_files.iter().chain(&package.test_embed_files);
            all.chain(&package.external_test_embed_files).map(|name| package.dir.join(name))
        });
        let member = |path: PathBuf| Some(path.strip_prefix(here).ok()?.to_str()?.to_owned());
        files.filter_map(member).collect()
    }
}
