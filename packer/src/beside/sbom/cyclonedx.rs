//! CycloneDX 1.6 JSON (ECMA-424).

use super::{
    GoPart, Inventory, Module, ProjectPart, StubPart, TOOL_VERSION, go_cpe, pretty, uuid_of,
};
use crate::inputs::project::vcs::Vcs;
use serde_json::{Value, json};
use voice::time::rfc3339;

/// The document, deterministic for an inventory.
pub fn render(inventory: &Inventory) -> String {
    let mut document = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": metadata(inventory),
        "components": components(inventory),
        "dependencies": dependencies(inventory),
    });
    document["serialNumber"] = format!("urn:uuid:{}", uuid_of(&document.to_string())).into();
    pretty(&document)
}

fn metadata(inventory: &Inventory) -> Value {
    json!({
        "timestamp": rfc3339(inventory.created),
        "tools": { "components": [{ "type": "application", "name": "goferry-pack", "version": TOOL_VERSION }] },
        "component": { "type": "file", "bom-ref": "release", "name": inventory.name },
    })
}

fn components(inventory: &Inventory) -> Vec<Value> {
    let stubs = inventory.stubs.iter().map(stub);
    let go = inventory.go.iter().flat_map(|go| {
        let bundled = go.bundled.iter().map(|m| module(m, &module_ref("go", m)));
        [toolchain(go), standard_library(go)].into_iter().chain(bundled)
    });
    let projects = inventory.projects.iter().flat_map(|project| {
        let modules =
            project.modules.iter().map(|m| module(m, &module_ref(&project_ref(project), m)));
        std::iter::once(carried(project)).chain(modules)
    });
    let modules = inventory.modules.iter().map(|m| module(m, &module_ref("modcache", m)));
    stubs.chain(go).chain(projects).chain(modules).collect()
}

fn stub(stub: &StubPart) -> Value {
    json!({
        "type": "application",
        "bom-ref": stub_ref(stub),
        "name": "goferry",
        "version": stub.version,
        "hashes": [{ "alg": "SHA-256", "content": stub.sha256.to_string() }],
        "properties": [property("platform", &stub.platform)],
    })
}

fn toolchain(go: &GoPart) -> Value {
    let mut component = json!({
        "type": "platform",
        "bom-ref": "go",
        "name": "toolchain",
        "description": "the Go distribution",
        "version": go.version,
        "purl": super::purl("toolchain", &go.version),
        "cpe": go_cpe(&go.version),
    });
    if let Some(sha256) = &go.origin_sha256 {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sha256.to_string() }]);
    }
    let h1 = go.origin_h1.iter().map(|h1| property("h1", h1));
    let built = go.built.iter().map(|built| property("cross-built-by", &built.toolchain));
    let properties: Vec<Value> = h1.chain(built).collect();
    if !properties.is_empty() {
        component["properties"] = properties.into();
    }
    if let Some(url) = &go.origin_url {
        component["externalReferences"] = json!([{ "type": "distribution", "url": url }]);
    }
    component
}

/// The standard library under the name that vulnerability databases use for it.
fn standard_library(go: &GoPart) -> Value {
    json!({
        "type": "library",
        "bom-ref": "go/stdlib",
        "name": "stdlib",
        "version": go.version,
        "purl": super::purl("stdlib", &go.version),
    })
}

fn carried(project: &ProjectPart) -> Value {
    let directory = property("directory", &format!("modules/{}", project.name));
    let vcs = project.vcs.iter().flat_map(Vcs::parts);
    let vcs = vcs.map(|(name, value)| property(&format!("vcs-{name}"), &value));
    let properties: Vec<Value> = std::iter::once(directory).chain(vcs).collect();
    json!({
        "type": "application",
        "bom-ref": project_ref(project),
        "name": project.path,
        "properties": properties,
    })
}

fn module(module: &Module, reference: &str) -> Value {
    let mut component = named(module);
    component["bom-ref"] = reference.into();
    let patches = module.patches();
    if !patches.is_empty() {
        component["pedigree"] = pedigree(module, &patches);
    }
    let h1 = module.h1.iter().filter(|_| patches.is_empty()).map(|h1| property("h1", h1));
    let replaces = module
        .replaced_by
        .iter()
        .map(|_| property("replaces", &format!("{} {}", module.path, module.version)));
    let content = module.content.iter().map(|content| property("content", content.statement()));
    let properties: Vec<Value> = h1.chain(replaces).chain(content).collect();
    if !properties.is_empty() {
        component["properties"] = properties.into();
    }
    component
}

fn named(module: &Module) -> Value {
    let (name, version) = module.source();
    let mut component = json!({ "type": "library", "name": name, "version": version });
    if let Some(purl) = module.purl() {
        component["purl"] = purl.into();
    }
    component
}

/// What a patched module was made from, whose digest is not its own any more, and the files that tell them apart.
fn pedigree(module: &Module, patches: &[String]) -> Value {
    let mut ancestor = named(module);
    if let Some(h1) = &module.h1 {
        ancestor["properties"] = json!([property("h1", h1)]);
    }
    json!({
        "ancestors": [ancestor],
        "patches": [{ "type": "unofficial" }],
        "notes": format!("vendored files that are not as the module has them: {}", patches.join("; ")),
    })
}

fn dependencies(inventory: &Inventory) -> Vec<Value> {
    let depends = |reference: &str, on: Vec<String>| json!({ "ref": reference, "dependsOn": on });
    let mut release: Vec<String> = inventory.stubs.iter().map(stub_ref).collect();
    release.extend(inventory.go.iter().map(|_| "go".to_owned()));
    release.extend(inventory.projects.iter().map(project_ref));
    release.extend(inventory.modules.iter().map(|m| module_ref("modcache", m)));
    let mut all = vec![depends("release", release)];
    if let Some(go) = &inventory.go {
        let bundled = go.bundled.iter().map(|m| module_ref("go", m));
        all.push(depends("go", std::iter::once("go/stdlib".to_owned()).chain(bundled).collect()));
    }
    all.extend(inventory.projects.iter().map(|project| {
        let reference = project_ref(project);
        let on = project.modules.iter().map(|m| module_ref(&reference, m)).collect();
        depends(&reference, on)
    }));
    all
}

fn property(name: &str, value: &str) -> Value {
    json!({ "name": format!("goferry:{name}"), "value": value })
}

fn stub_ref(stub: &StubPart) -> String {
    format!("goferry/{}", stub.platform)
}

fn project_ref(project: &ProjectPart) -> String {
    format!("modules/{}", project.name)
}

fn module_ref(owner: &str, module: &Module) -> String {
    format!("{owner}/{}@{}", module.path, module.version)
}
