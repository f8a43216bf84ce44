//! What is inside a release, for scanners and auditors: one inventory, written as CycloneDX and SPDX.
//!
//! Both documents depend on the inventory only: the same release gives the same bytes.

pub mod cyclonedx;
pub mod spdx;

use crate::inputs::go::CrossBuild;
use crate::inputs::modules::ModuleVersion;
use crate::inputs::project::content::Content;
use crate::inputs::project::go_mod::ModuleRef;
use crate::inputs::project::go_sum::GoSum;
use crate::inputs::project::modules_txt::{Listed, ModulesTxt};
use crate::inputs::project::vcs::Vcs;
use crate::inputs::project::{Project, VendoredModule, consistency};
use crate::inputs::tree::{Contents, Tree};
use payloads::digest::Sha256;
use std::collections::BTreeMap;

/// Everything a release holds.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// The release's name: `go1.27.3-linux-x86_64`.
    pub name: String,
    /// Seconds since the epoch that the documents state: `SOURCE_DATE_EPOCH` or the build time.
    pub created: u64,
    /// The Go distribution, where one is carried.
    pub go: Option<GoPart>,
    /// The programs that make the file run: one stub a platform.
    pub stubs: Vec<StubPart>,
    /// The carried projects.
    pub projects: Vec<ProjectPart>,
    /// The sources of modules that travel as such.
    pub modules: Vec<Module>,
}

/// The Go distribution.
#[derive(Clone, Debug)]
pub struct GoPart {
    /// `1.27.3`.
    pub version: String,
    /// SHA-256 of what the distribution was taken from, where that was one file.
    pub origin_sha256: Option<Sha256>,
    /// `h1:` digest of the module it was taken from, where it was one.
    pub origin_h1: Option<String>,
    /// Where that file can be fetched.
    pub origin_url: Option<String>,
    /// How it was made, where it is not the bits that Go's own project published.
    pub built: Option<CrossBuild>,
    /// Modules vendored into the standard library and the go command.
    pub bundled: Vec<Module>,
}

/// One stub.
#[derive(Clone, Debug)]
pub struct StubPart {
    /// `linux-x86_64`.
    pub platform: String,
    /// The version of goferry.
    pub version: String,
    /// SHA-256 of its bytes.
    pub sha256: Sha256,
}

/// A carried project.
#[derive(Clone, Debug)]
pub struct ProjectPart {
    /// Its directory below `modules/`.
    pub name: String,
    /// The module's path.
    pub path: String,
    /// The commit it is at, where git knows one.
    pub vcs: Option<Vcs>,
    /// What its vendor tree holds.
    pub modules: Vec<Module>,
}

/// One module version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Module {
    /// As it is imported.
    pub path: String,
    /// With its `v`.
    pub version: String,
    /// `h1:` digest of its zip: no digest of a file, so it never stands among file digests.
    pub h1: Option<String>,
    /// What stands in for it.
    pub replaced_by: Option<ModuleRef>,
    /// Whether its files are those of the module; `None` in Go itself, whose own digest covers all its files.
    pub content: Option<Content>,
}

impl From<&Project> for ProjectPart {
    fn from(project: &Project) -> Self {
        let (name, path) = (project.name.clone(), project.module_path.clone());
        let modules = project.modules.iter().map(Module::from).collect();
        ProjectPart { name, path, vcs: project.vcs.clone(), modules }
    }
}

impl From<&VendoredModule> for Module {
    fn from(module: &VendoredModule) -> Self {
        Module {
            path: module.path.clone(),
            version: module.version.clone(),
            h1: module.h1.clone(),
            replaced_by: module.replaced_by.clone(),
            content: Some(module.content.clone()),
        }
    }
}

/// The sources of a module version, where they travel and not its go.mod alone.
pub fn source(version: &ModuleVersion) -> Option<Module> {
    let h1 = Some(version.h1.clone()?);
    let (path, version) = (version.path.clone(), version.version.clone());
    Some(Module { path, version, h1, replaced_by: None, content: Some(Content::Compared) })
}

impl Module {
    /// The module whose code this is: itself or the module that replaces it. A directory of the release
    /// machine has no name that means anything elsewhere, so the module keeps its own then.
    fn source(&self) -> (&str, &str) {
        match &self.replaced_by {
            Some(ModuleRef { path, version: Some(version) }) => (path, version),
            _ => (&self.path, &self.version),
        }
    }

    /// Package URL of the code (ECMA-427, type `golang`); none for a directory.
    pub fn purl(&self) -> Option<String> {
        let is_directory = self.replaced_by.as_ref().is_some_and(|new| new.version.is_none());
        let (path, version) = self.source();
        (!is_directory).then(|| purl(path, version))
    }

    /// `changed a.go`, for each file that is not as the module has it.
    pub fn patches(&self) -> Vec<String> {
        let differences = self.content.as_ref().map(Content::differences).unwrap_or_default();
        differences.iter().map(ToString::to_string).collect()
    }
}

/// Modules that the Go distribution `goroot` itself vendors: into the standard library, the go command
/// and wherever else it has a `vendor/modules.txt`.
///
/// # Errors
/// [`voice::Exit::Medium`] where its lists cannot be read.
pub fn bundled_modules(goroot: &Tree) -> anyhow::Result<Vec<Module>> {
    let mut modules: BTreeMap<(String, String), Module> = BTreeMap::new();
    let lists = goroot.iter().filter_map(|(path, _)| path.strip_suffix("/vendor/modules.txt"));
    for base in lists.filter(|base| !base.contains("/testdata")) {
        let list = ModulesTxt::parse(&text(goroot, &format!("{base}/vendor/modules.txt"))?);
        let sums = GoSum::parse(&text(goroot, &format!("{base}/go.sum"))?).unwrap_or_default();
        for module in list.vendored().map(|listed| bundled(listed, &sums)) {
            let known = modules.entry((module.path.clone(), module.version.clone()));
            let known = known.or_insert_with(|| module.clone());
            known.h1 = known.h1.take().or(module.h1);
        }
    }
    Ok(modules.into_values().collect())
}

fn bundled(listed: &Listed, sums: &GoSum) -> Module {
    let h1 =
        |source: ModuleRef| sums.h1(&source.path, source.version.as_deref()?).map(str::to_owned);
    Module {
        path: listed.module.path.clone(),
        version: listed.module.version.clone().unwrap_or_default(),
        h1: consistency::source(listed).and_then(h1),
        replaced_by: listed.replacement.clone(),
        content: None,
    }
}

/// The text of a member; empty where there is none.
fn text(tree: &Tree, path: &str) -> anyhow::Result<String> {
    let bytes = tree.file(path).map(Contents::bytes).transpose()?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn purl(path: &str, version: &str) -> String {
    let path: Vec<String> = path.split('/').map(percent_encoded).collect();
    format!("pkg:golang/{}@{}", path.join("/"), percent_encoded(version))
}

/// Everything but letters, digits and `.-_~` as `%XX`.
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// NVD's name of a Go version.
fn go_cpe(version: &str) -> String {
    format!("cpe:2.3:a:golang:go:{version}:*:*:*:*:*:*:*")
}

/// A UUID made of the content (RFC 9562, version 8): equal documents have equal ones.
fn uuid_of(content: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::of(content.as_bytes()).as_bytes()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex::encode(bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// JSON as people read it, with a final newline.
fn pretty(document: &serde_json::Value) -> String {
    format!("{document:#}\n")
}

/// The version of the program that writes the documents.
const TOOL_VERSION: &str = env!("CARGO_PKG_VERSION");

#[cfg(test)]
mod tests;
