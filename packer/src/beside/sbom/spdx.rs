//! SPDX 2.3 JSON (the line that ISO/IEC 5962 standardised).

use super::{Inventory, Module, TOOL_VERSION, go_cpe, pretty, purl, uuid_of};
use crate::inputs::project::vcs::Vcs;
use serde_json::{Map, Value, json};
use voice::time::rfc3339;

const NOTHING_SAID: &str = "NOASSERTION";

/// The document, deterministic for an inventory.
pub fn render(inventory: &Inventory) -> String {
    let mut draft = Draft::new(inventory);
    draft.release(inventory);
    let mut document = json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": inventory.name,
        "creationInfo": { "created": draft.created, "creators": [draft.tool] },
        "packages": draft.packages,
        "relationships": draft.relationships,
    });
    let namespace = format!("urn:uuid:{}", uuid_of(&document.to_string()));
    document["documentNamespace"] = namespace.into();
    pretty(&document)
}

/// The lists as they grow. An identifier is the number of its package: module paths hold characters
/// that SPDX identifiers may not.
struct Draft {
    created: String,
    tool: String,
    packages: Vec<Value>,
    relationships: Vec<Value>,
}

impl Draft {
    fn new(inventory: &Inventory) -> Self {
        Draft {
            created: rfc3339(inventory.created),
            tool: format!("Tool: goferry-pack-{TOOL_VERSION}"),
            packages: Vec::new(),
            relationships: Vec::new(),
        }
    }

    fn release(&mut self, inventory: &Inventory) {
        let release = self.package(&inventory.name, None, Map::new());
        self.relate("SPDXRef-DOCUMENT", "DESCRIBES", &release);
        self.stubs(inventory, &release);
        self.go(inventory, &release);
        for project in &inventory.projects {
            let note = json!({ "comment": format!("carried in modules/{}", project.name) });
            let mut extra = fields(note);
            if let Some(vcs) = &project.vcs {
                extra.insert("sourceInfo".to_owned(), source(vcs).into());
            }
            let carried = self.package(&project.path, None, extra);
            self.relate(&release, "CONTAINS", &carried);
            self.modules(&project.modules, &carried, "DEPENDS_ON");
        }
        self.modules(&inventory.modules, &release, "CONTAINS");
    }

    fn stubs(&mut self, inventory: &Inventory, release: &str) {
        for stub in &inventory.stubs {
            let extra = json!({
                "comment": format!("for {}", stub.platform),
                "checksums": [{ "algorithm": "SHA256", "checksumValue": stub.sha256.to_string() }],
            });
            let package = self.package("goferry", Some(&stub.version), fields(extra));
            self.relate(release, "CONTAINS", &package);
        }
    }

    fn go(&mut self, inventory: &Inventory, release: &str) {
        let Some(go) = &inventory.go else { return };
        let mut extra = fields(json!({ "externalRefs": [
            package_url(&purl("toolchain", &go.version)),
            package_url(&purl("stdlib", &go.version)),
            reference("SECURITY", "cpe23Type", &go_cpe(&go.version)),
        ] }));
        if let Some(sha256) = &go.origin_sha256 {
            let checksum = json!({ "algorithm": "SHA256", "checksumValue": sha256.to_string() });
            extra.insert("checksums".to_owned(), json!([checksum]));
        }
        if let Some(h1) = &go.origin_h1 {
            extra.insert("annotations".to_owned(), json!([self.go_sum(h1)]));
        }
        if let Some(built) = &go.built {
            let how = format!("cross-built by {}", built.toolchain);
            extra.insert("sourceInfo".to_owned(), how.into());
        }
        if let Some(url) = &go.origin_url {
            extra.insert("downloadLocation".to_owned(), url.as_str().into());
        }
        let package = self.package("go", Some(&go.version), extra);
        self.relate(release, "CONTAINS", &package);
        self.modules(&go.bundled, &package, "CONTAINS");
    }

    fn modules(&mut self, modules: &[Module], owner: &str, relation: &str) {
        for module in modules {
            let (name, version) = module.source();
            let mut extra = Map::new();
            if let Some(purl) = module.purl() {
                extra.insert("externalRefs".to_owned(), json!([package_url(&purl)]));
            }
            let h1 = module.h1.iter().map(|h1| self.go_sum(h1));
            let content = module.content.iter().map(|content| {
                let patches: Vec<String> = module.patches();
                let behind = if patches.is_empty() { "" } else { ": " };
                self.annotation(&format!("{}{behind}{}", content.statement(), patches.join("; ")))
            });
            let annotations: Vec<Value> = h1.chain(content).collect();
            if !annotations.is_empty() {
                extra.insert("annotations".to_owned(), annotations.into());
            }
            if module.replaced_by.is_some() {
                let comment = format!("stands in for {} {}", module.path, module.version);
                extra.insert("comment".to_owned(), comment.into());
            }
            let package = self.package(name, Some(version), extra);
            self.relate(owner, relation, &package);
        }
    }

    fn package(&mut self, name: &str, version: Option<&str>, extra: Map<String, Value>) -> String {
        let id = format!("SPDXRef-Package-{}", self.packages.len());
        let mut package = fields(json!({
            "SPDXID": id,
            "name": name,
            "downloadLocation": NOTHING_SAID,
            "filesAnalyzed": false,
            "licenseConcluded": NOTHING_SAID,
            "licenseDeclared": NOTHING_SAID,
            "copyrightText": NOTHING_SAID,
        }));
        if let Some(version) = version {
            package.insert("versionInfo".to_owned(), version.into());
        }
        package.extend(extra);
        self.packages.push(package.into());
        id
    }

    fn relate(&mut self, from: &str, relation: &str, to: &str) {
        let relationship = json!({
            "spdxElementId": from,
            "relationshipType": relation,
            "relatedSpdxElement": to,
        });
        self.relationships.push(relationship);
    }

    fn go_sum(&self, h1: &str) -> Value {
        self.annotation(&format!("go.sum {h1}"))
    }

    fn annotation(&self, comment: &str) -> Value {
        json!({
            "annotationType": "OTHER",
            "annotator": self.tool,
            "annotationDate": self.created,
            "comment": comment,
        })
    }
}

fn source(vcs: &Vcs) -> String {
    let Vcs { revision, describe, time, dirty } = vcs;
    let changes = if *dirty { "with" } else { "without" };
    let time = rfc3339(*time);
    format!(
        "git commit {revision} of {time} ({describe}), {changes} changes that are not committed"
    )
}

fn package_url(purl: &str) -> Value {
    reference("PACKAGE-MANAGER", "purl", purl)
}

fn reference(category: &str, kind: &str, locator: &str) -> Value {
    json!({ "referenceCategory": category, "referenceType": kind, "referenceLocator": locator })
}

fn fields(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
