//! What a release says about itself: inventory, provenance and licences, for `meta/` inside the file
//! and for what lies beside it.

use crate::go::{Distribution, Origin, OriginKind, Pinned};
use crate::licences;
use crate::project::Project;
use crate::provenance::{self, Build, Subject};
use crate::request::Request;
use crate::sbom::{self, GoPart, Inventory, StubPart, cyclonedx, spdx};
use crate::stubs::Stub;
use crate::tree::Tree;
use payloads::digest::{Both, Sha256};
use payloads::recipe::{TOOLCHAIN, module_version};
use payloads::say;
use payloads::time::rfc3339;
use payloads::words::{Voice, build as words};
use std::collections::BTreeMap;

/// What is known before the file exists.
#[derive(Debug)]
pub struct Meta {
    /// `meta/` of the file.
    pub inside: Tree,
    /// The inventory as CycloneDX JSON.
    pub cyclonedx: String,
    /// The inventory as SPDX JSON.
    pub spdx: String,
    inventory: Inventory,
    parameters: BTreeMap<String, String>,
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

/// Gathers it, and warns of modules that nobody may hand on because they name no licence.
///
/// # Errors
/// Something of it cannot be read.
pub fn collect(
    request: &Request,
    go: &Distribution,
    projects: &[Project],
    stub: &Stub,
    voice: &Voice,
) -> anyhow::Result<Meta> {
    let inventory = inventory(request, go, projects, stub)?;
    let (cyclonedx, spdx) = (cyclonedx::render(&inventory), spdx::render(&inventory));
    let parameters = parameters(request, go, projects);
    let mut meta = Meta { inside: Tree::new(), cyclonedx, spdx, inventory, parameters };
    let subjects = subjects(go, projects)?;
    meta.inside = inside(&meta, &subjects, go, projects, stub)?;
    warn_of_missing_licences(projects, voice);
    Ok(meta)
}

fn inventory(
    request: &Request,
    go: &Distribution,
    projects: &[Project],
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
            bundled: sbom::bundled_modules(&go.tree)?,
        }),
        stubs: vec![StubPart {
            platform: format!("linux-{}", stub.cpu),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: Sha256::of(&stub.bytes),
        }],
        projects: projects.iter().map(Into::into).collect(),
    })
}

/// Where Go's own documentation says that the file can be had; nothing where no recipe vouches that
/// it is that file.
fn public_address(go: &Distribution) -> Option<String> {
    let Origin { kind, name, pinned, .. } = &go.origin;
    match (pinned, kind) {
        (Pinned::Recipe, OriginKind::Archive) => Some(format!("https://go.dev/dl/{name}")),
        (Pinned::Recipe, OriginKind::Module) => {
            let version = module_version(&go.version, go.cpu);
            Some(format!("https://proxy.golang.org/{TOOLCHAIN}/@v/{version}.zip"))
        }
        _ => None,
    }
}

/// What decides the bytes, without any path of this machine.
fn parameters(
    request: &Request,
    go: &Distribution,
    projects: &[Project],
) -> BTreeMap<String, String> {
    let names: Vec<&str> = projects.iter().map(|project| project.name.as_str()).collect();
    let all = [
        ("go", go.version.clone()),
        ("arch", go.cpu.to_string()),
        ("module", names.join(",")),
        ("flavour", request.flavour.clone()),
        ("line", request.line(go)),
        ("counter", request.counter().to_string()),
        ("level", request.level.to_string()),
        ("signing-time", rfc3339(request.signing_time)),
        ("build-time", rfc3339(request.build_time)),
    ];
    let given = all.into_iter().filter(|(_, value)| !value.is_empty());
    given.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn subjects(go: &Distribution, projects: &[Project]) -> anyhow::Result<Vec<Subject>> {
    let goroot = Subject::of_tree("goroot", &go.tree);
    let modules =
        |project: &Project| Subject::of_tree(&format!("modules/{}", project.name), &project.tree);
    std::iter::once(goroot).chain(projects.iter().map(modules)).collect()
}

fn inside(
    meta: &Meta,
    subjects: &[Subject],
    go: &Distribution,
    projects: &[Project],
    stub: &Stub,
) -> anyhow::Result<Tree> {
    let mut licences = licences::of_go(&go.tree);
    licences.extend(projects.iter().flat_map(licences::of_project));
    let mut tree = Tree::new();
    tree.merge(licences::tree(&licences)?)?;
    let mut add = |name: &str, text: &str| tree.insert_bytes(name, text.as_bytes(), false);
    add("sbom.cdx.json", &meta.cyclonedx)?;
    add("sbom.spdx.json", &meta.spdx)?;
    add("provenance.inputs.json", &meta.statement(subjects))?;
    add("upstream.json", &format!("{:#}\n", serde_json::to_value(&go.origin)?))?;
    if let Some(build) = &stub.build {
        add("stub.json", &format!("{build:#}\n"))?;
    }
    Ok(tree)
}

fn warn_of_missing_licences(projects: &[Project], voice: &Voice) {
    for project in projects {
        for module in licences::missing(project) {
            voice.warn(&say!(words::NO_LICENCE, module = module, project = project.name));
        }
    }
}
