//! What a release says about itself: inventory, provenance and licences, for `meta/` inside the file
//! and for what lies beside it.

use crate::beside::licences::{self, Licence};
use crate::beside::provenance;
use crate::beside::provenance::{Build, Subject};
use crate::beside::sbom;
use crate::beside::sbom::{GoPart, Inventory, StubPart, cyclonedx, spdx};
use crate::beside::upstream;
use crate::build::request::Request;
use crate::build::seal::Inputs;
use crate::inputs::go::{Distribution, Origin, OriginKind, Pinned};
use crate::inputs::modules::Modules;
use crate::inputs::project::{self, Exceptions, Project};
use crate::inputs::stubs::Stub;
use crate::inputs::tree::Tree;
use payloads::digest::{Both, Sha256};
use payloads::recipe::{TOOLCHAIN, module_version};

use crate::words::build as words;
use payloads::upstream::Statement;
use serde_json::Value;
use std::collections::BTreeMap;
use voice::Voice;
use voice::time::rfc3339;

/// What is known before the file exists.
#[derive(Debug)]
pub struct Meta {
    /// `meta/` of the file.
    pub inside: Tree,
    /// The inventory as CycloneDX JSON.
    pub cyclonedx: String,
    /// The inventory as SPDX JSON.
    pub spdx: String,
    /// What of the projects travels, or does not, against the rule.
    pub exceptions: Exceptions,
    inventory: Inventory,
    parameters: BTreeMap<String, Value>,
}

impl Meta {
    /// The provenance of the finished file called `name`.
    pub fn provenance(&self, name: &str, digests: &Both) -> String {
        self.statement(&[Subject::of_file(name, digests)])
    }

    fn statement(&self, subjects: &[Subject]) -> String {
        let parameters = self.parameters.clone();
        provenance::statement(subjects, &Build { inventory: &self.inventory, parameters })
    }
}

/// Gathers it.
///
/// # Errors
/// Something of it cannot be read; a recipe's evidence does not hold.
pub fn collect(
    request: &Request,
    inputs: &Inputs,
    (projects, modules): (&[Project], Option<&Modules>),
    common: &Common,
) -> anyhow::Result<Meta> {
    let Inputs { stub, go, gocache } = inputs;
    let inventory = inventory(request, go, (projects, modules), stub)?;
    let (cyclonedx, spdx) = (cyclonedx::render(&inventory), spdx::render(&inventory));
    let parameters = parameters(request, inputs, (projects, modules));
    let exceptions = Exceptions::of(projects);
    let nothing = Tree::new();
    let mut meta = Meta { inside: nothing, cyclonedx, spdx, exceptions, inventory, parameters };
    let digests = provenance::digests(&go.tree)?;
    let mut subjects = vec![Subject::of_tree("goroot", &digests)];
    subjects.extend_from_slice(&common.trees);
    if let Some(gocache) = gocache {
        subjects.push(Subject::of_tree("gocache", &provenance::digests(gocache)?));
    }
    let upstream = upstream::statement(go, &digests, &request.go.recipes)?;
    meta.inside = inside(&meta, &subjects, &upstream, inputs, (projects, modules, common))?;
    Ok(meta)
}

/// What is said of projects and modules: the same in the file of every CPU.
#[derive(Debug)]
pub struct Common {
    /// Their trees by their digests.
    trees: Vec<Subject>,
    /// Of the modules.
    licences: Vec<Licence>,
}

impl Common {
    /// # Errors
    /// Something in them cannot be read.
    pub fn of(projects: &[Project], modules: Option<&Modules>) -> anyhow::Result<Common> {
        let of_projects = projects.iter().map(|p| (format!("modules/{}", p.name), &p.tree));
        let of_modules = modules.into_iter().flat_map(|modules| {
            [("modcache".to_owned(), &modules.modcache), ("sumdb".to_owned(), &modules.sumdb)]
        });
        let subject = |(name, tree): (String, &Tree)| {
            Ok(Subject::of_tree(&name, &provenance::digests(tree)?))
        };
        let trees = of_projects.chain(of_modules).map(subject).collect::<anyhow::Result<_>>()?;
        let licences = modules.map(licences::of_modules).transpose()?.unwrap_or_default();
        Ok(Common { trees, licences })
    }
}

/// Warns of modules that nobody may hand on because they name no licence.
pub fn warn_of_missing_licences(projects: &[Project], voice: &Voice) {
    for project in projects {
        for module in licences::missing(project) {
            voice.warn(&words::no_licence(&module, &project.name));
        }
    }
}

fn inventory(
    request: &Request,
    go: &Distribution,
    (projects, modules): (&[Project], Option<&Modules>),
    stub: &Stub,
) -> anyhow::Result<Inventory> {
    Ok(Inventory {
        name: request.release_name(go),
        created: request.build_time,
        go: Some(GoPart {
            version: go.version.clone(),
            origin_sha256: go.origin.sha256,
            origin_h1: go.origin.h1.clone(),
            origin_url: public_address(go),
            built: go.origin.built.clone(),
            bundled: sbom::bundled_modules(&go.tree)?,
        }),
        stubs: vec![StubPart {
            platform: format!("linux-{}", stub.cpu),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: Sha256::of(&stub.bytes),
        }],
        projects: projects.iter().map(Into::into).collect(),
        modules: modules
            .into_iter()
            .flat_map(|all| &all.versions)
            .filter_map(sbom::source)
            .collect(),
    })
}

/// Where Go's own documentation says that the file can be had; nothing where no recipe vouches that
/// it is that file, nor, for what was cross-built, the checksum database that it is that module.
fn public_address(go: &Distribution) -> Option<String> {
    let Origin { kind, name, pinned, checksum_database, .. } = &go.origin;
    match (kind, pinned) {
        (OriginKind::Archive, Pinned::Recipe) => Some(format!("https://go.dev/dl/{name}")),
        (OriginKind::Module, Pinned::Recipe) => Some(module_address(go)),
        (OriginKind::CrossBuilt, _) => checksum_database.as_ref().map(|_| module_address(go)),
        _ => None,
    }
}

fn module_address(go: &Distribution) -> String {
    let version = module_version(&go.version, go.cpu);
    format!("https://proxy.golang.org/{TOOLCHAIN}/@v/{version}.zip")
}

/// What decides the bytes, without any path of this machine.
fn parameters(
    request: &Request,
    inputs: &Inputs,
    (projects, modules): (&[Project], Option<&Modules>),
) -> BTreeMap<String, Value> {
    let Inputs { go, gocache, .. } = inputs;
    let names: Vec<&str> = projects.iter().map(|project| project.name.as_str()).collect();
    let all = [
        ("go", go.version.clone()),
        ("arch", go.cpu.to_string()),
        ("abi", request.go.abi.clone().unwrap_or_default()),
        ("module", names.join(",")),
        ("acceptance", project::suites(projects).join(",")),
        (
            "rehearsal",
            if request.rehearsal.left_out { "left out".to_owned() } else { String::new() },
        ),
        ("gocache", if gocache.is_none() { "left out".to_owned() } else { String::new() }),
        ("flavour", request.flavour.clone()),
        ("line", request.line(go)),
        ("counter", request.counter().to_string()),
        ("level", request.level.to_string()),
        ("signing-time", rfc3339(request.signing_time)),
        ("build-time", rfc3339(request.build_time)),
    ];
    let given = all.into_iter().filter(|(_, value)| !value.is_empty());
    let allowed = projects.iter().flat_map(|project| &project.let_through);
    let allowed = allowed.filter(|file| file.published_in.is_none());
    let lists = [
        ("allow-key", allowed.map(|file| file.file.as_str()).collect::<Vec<_>>()),
        ("exclude", request.excludes.iter().map(String::as_str).collect()),
        ("modules", modules.into_iter().flat_map(|m| &m.named).map(String::as_str).collect()),
    ];
    let lists = lists.into_iter().filter(|(_, values)| !values.is_empty());
    let words = given.map(|(name, value)| (name.to_owned(), value.into()));
    words.chain(lists.map(|(name, values)| (name.to_owned(), values.into()))).collect()
}

fn inside(
    meta: &Meta,
    subjects: &[Subject],
    upstream: &Statement,
    Inputs { stub, go, .. }: &Inputs,
    (projects, modules, common): (&[Project], Option<&Modules>, &Common),
) -> anyhow::Result<Tree> {
    let mut licences = licences::of_go(&go.tree);
    licences.extend(projects.iter().flat_map(licences::of_project));
    licences.extend_from_slice(&common.licences);
    let mut tree = Tree::new();
    tree.merge(licences::tree(&licences)?)?;
    let mut add = |name: &str, text: &str| tree.insert_bytes(name, text.as_bytes(), false);
    add("sbom.cdx.json", &meta.cyclonedx)?;
    add("sbom.spdx.json", &meta.spdx)?;
    add("provenance.inputs.json", &meta.statement(subjects))?;
    add("upstream.json", &upstream.render()?)?;
    let suites = project::suites(projects);
    if !suites.is_empty() {
        add(project::SUITES, &(suites.join("\n") + "\n"))?;
    }
    let private = modules.map(|modules| modules.private.as_slice()).unwrap_or_default();
    if !private.is_empty() {
        add("gonosumdb", &(private.join("\n") + "\n"))?;
    }
    if let Some(build) = &stub.build {
        add("stub.json", &format!("{build:#}\n"))?;
    }
    Ok(tree)
}
