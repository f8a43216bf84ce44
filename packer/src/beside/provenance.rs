//! Where a release comes from: in-toto statements v1 with SLSA provenance v1.
//!
//! One statement travels inside the container and names the trees that went in; it cannot name the
//! file it is part of. The other stands beside the finished file and names it by its digests.

use crate::beside::sbom::{Inventory, Module};
use crate::inputs::go::CrossBuild;
use crate::inputs::project::vcs::Vcs;
use crate::inputs::tree::{Kind, Tree};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use payloads::digest::{Both, Sha256};
use serde_json::{Map, Value, json};
use sha2::Digest;
use std::collections::BTreeMap;
use std::io::Read;
use voice::time::rfc3339;

/// What kind of build this is; its parameters mean what this version of goferry-pack gives them.
pub const BUILD_TYPE: &str = "urn:goferry:build:container:1";
/// Who built it.
pub const BUILDER: &str = "urn:goferry:pack";

/// How a release was made.
#[derive(Clone, Debug)]
pub struct Build<'a> {
    /// What it is made of.
    pub inventory: &'a Inventory,
    /// What the caller chose, by the options' names; nothing that names a path of the release machine.
    pub parameters: BTreeMap<String, Value>,
}

/// A thing a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    name: String,
    digest: Value,
}

impl Subject {
    /// A finished file.
    pub fn of_file(name: &str, digests: &Both) -> Self {
        let digest =
            json!({ "sha256": digests.sha256.to_string(), "sm3": digests.sm3.to_string() });
        Subject { name: name.to_owned(), digest }
    }

    /// A tree as it is unpacked at `name` (`goroot`, `modules/demo`), by Go's directory digest: SHA-256
    /// over what `sha256sum` says of its files, in the order of their paths. Links are not covered, nor is what is
    /// unpacked there beside a project's own files.
    pub fn of_tree(name: &str, digests: &Digests) -> Self {
        let mut hasher = sha2::Sha256::new();
        for (path, digest) in digests {
            hasher.update(format!("{digest}  {name}/{path}\n"));
        }
        let digest = json!({ "dirHash": Sha256::from_bytes(hasher.finalize().into()).to_string() });
        Subject { name: name.to_owned(), digest }
    }

    /// As a statement names it.
    pub fn statement(&self) -> Value {
        json!({ "name": self.name, "digest": self.digest })
    }
}

/// The files of a tree by their paths.
pub type Digests = BTreeMap<String, Sha256>;

/// The digests of the files in `tree`.
///
/// # Errors
/// [`voice::Exit::Medium`] where one cannot be read.
pub fn digests(tree: &Tree) -> anyhow::Result<Digests> {
    let mut files = BTreeMap::new();
    for (path, entry) in tree.iter() {
        if let Kind::File(contents) = &entry.kind {
            files.insert(path.to_owned(), file_digest(&mut *contents.open()?)?);
        }
    }
    Ok(files)
}

fn file_digest(file: &mut dyn Read) -> std::io::Result<Sha256> {
    let mut hasher = sha2::Sha256::new();
    let mut buffer = [0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Sha256::from_bytes(hasher.finalize().into())),
            length => hasher.update(&buffer[..length]),
        }
    }
}

/// The statement, deterministic for its arguments. The inputs' statement names the trees, the file's
/// statement the file; `subjects` must not be empty.
pub fn statement(subjects: &[Subject], build: &Build<'_>) -> String {
    let subjects: Vec<Value> = subjects.iter().map(Subject::statement).collect();
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": build.parameters,
                "resolvedDependencies": dependencies(build.inventory),
            },
            "runDetails": {
                "builder": { "id": BUILDER, "version": { "goferry-pack": env!("CARGO_PKG_VERSION") } },
                "metadata": { "finishedOn": rfc3339(build.inventory.created) },
            },
        },
    });
    format!("{statement:#}\n")
}

fn dependencies(inventory: &Inventory) -> Vec<Value> {
    let stubs = inventory.stubs.iter().map(|stub| {
        json!({
            "name": format!("goferry/{}", stub.platform),
            "digest": { "sha256": stub.sha256.to_string() },
            "annotations": { "version": stub.version },
        })
    });
    let projects = inventory.projects.iter().flat_map(|project| {
        let owner = format!("modules/{}", project.name);
        let source = project.vcs.iter().map(|vcs| source(&owner, vcs)).collect::<Vec<_>>();
        source.into_iter().chain(project.modules.iter().map(move |m| module(&owner, m)))
    });
    let go = inventory.go.iter().flat_map(|go| {
        let bundled = go.bundled.iter().map(|m| module("goroot", m));
        std::iter::once(go_origin(go)).chain(go.built.iter().map(toolchain)).chain(bundled)
    });
    let modules = inventory.modules.iter().map(|m| module("modcache", m));
    stubs.chain(go).chain(projects).chain(modules).collect()
}

fn go_origin(go: &crate::beside::sbom::GoPart) -> Value {
    let mut digest = Map::new();
    if let Some(sha256) = &go.origin_sha256 {
        digest.insert("sha256".to_owned(), sha256.to_string().into());
    }
    if let Some(hex) = go.origin_h1.as_deref().and_then(hex_of_h1) {
        digest.insert("dirHash".to_owned(), hex.into());
    }
    let mut origin = json!({ "name": "go", "annotations": { "version": go.version } });
    // What nobody pinned, such as a vendor's own Go, is neither.
    if go.origin_url.is_some() {
        origin["annotations"]["made"] = "as published".into();
    }
    if let Some(built) = &go.built {
        origin["annotations"]["made"] = "cross-built".into();
        origin["annotations"]["procedure"] = json!({
            "builtBy": built.toolchain,
            "command": built.command,
            "environment": built.environment,
            "files": built.files,
        });
    }
    if let Some(url) = &go.origin_url {
        origin["uri"] = url.as_str().into();
    }
    with_digest(origin, digest)
}

/// The official toolchain of another CPU that a cross-built Go was made with.
fn toolchain(built: &CrossBuild) -> Value {
    let hex = hex_of_h1(&built.toolchain_h1).map(|hex| ("dirHash".to_owned(), hex.into()));
    let name = json!({ "name": built.toolchain, "annotations": { "for": "building go" } });
    with_digest(name, hex.into_iter().collect())
}

/// The commit that the project in `owner` was taken from; what is `dirty` is not quite that commit.
fn source(owner: &str, vcs: &Vcs) -> Value {
    let of_commit = vcs.parts().into_iter().filter(|(name, _)| *name != "revision");
    let annotations: BTreeMap<&str, String> = of_commit.collect();
    json!({ "name": owner, "digest": { "gitCommit": vcs.revision }, "annotations": annotations })
}

/// A vendored module; `for` says in which tree its packages are. The digest is the module's own: `content` and `patches`
/// say whether its files in that tree are the same.
fn module(owner: &str, module: &Module) -> Value {
    let mut digest = Map::new();
    if let Some(hex) = module.h1.as_deref().and_then(hex_of_h1) {
        digest.insert("dirHash".to_owned(), hex.into());
    }
    let mut dependency = json!({
        "name": format!("{}@{}", module.path, module.version),
        "annotations": { "for": owner },
    });
    if let Some(purl) = module.purl() {
        dependency["uri"] = purl.into();
    }
    if let Some(content) = &module.content {
        dependency["annotations"]["content"] = content.statement().into();
    }
    let patches = module.patches();
    if !patches.is_empty() {
        dependency["annotations"]["patches"] = patches.into();
    }
    with_digest(dependency, digest)
}

fn with_digest(mut descriptor: Value, digest: Map<String, Value>) -> Value {
    if !digest.is_empty() {
        descriptor["digest"] = digest.into();
    }
    descriptor
}

/// in-toto's `dirHash` is Go's `h1:` in hex.
fn hex_of_h1(h1: &str) -> Option<String> {
    BASE64.decode(h1.strip_prefix("h1:")?).ok().map(hex::encode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beside::sbom::{GoPart, ProjectPart, StubPart};
    use crate::inputs::project::content::{Change, Content, Difference};

    fn inventory() -> Inventory {
        Inventory {
            name: "go1.27.3-linux-x86_64".to_owned(),
            created: 1_700_000_000,
            go: Some(GoPart {
                version: "1.27.3".to_owned(),
                origin_sha256: Some(Sha256::of(b"zip")),
                origin_h1: None,
                origin_url: None,
                built: None,
                bundled: Vec::new(),
            }),
            stubs: vec![StubPart {
                platform: "linux-x86_64".to_owned(),
                version: "0.1.0".to_owned(),
                sha256: Sha256::of(b"stub"),
            }],
            modules: Vec::new(),
            projects: vec![ProjectPart {
                name: "demo".to_owned(),
                path: "example.org/demo".to_owned(),
                vcs: Some(Vcs {
                    revision: "ab".repeat(20),
                    dirty: true,
                    describe: "v1.0.0-dirty".to_owned(),
                    time: 0,
                }),
                modules: vec![Module {
                    path: "a.org/a".to_owned(),
                    version: "v1.0.0".to_owned(),
                    h1: Some("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned()),
                    replaced_by: None,
                    content: Some(Content::Patched(vec![Difference {
                        path: "a.go".to_owned(),
                        change: Change::Changed,
                    }])),
                }],
            }],
        }
    }

    fn parsed(subject: Subject) -> Value {
        let inventory = inventory();
        let parameters = BTreeMap::from([("go".to_owned(), "1.27.3".into())]);
        let build = Build { inventory: &inventory, parameters };
        let text = statement(std::slice::from_ref(&subject), &build);
        assert_eq!(text, statement(&[subject], &build));
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_files_statement_names_it_by_both_digests_and_what_went_in() {
        let both = Both::of(b"file");
        let statement = parsed(Subject::of_file("go1.27.3-linux-x86_64.run", &both));
        assert_eq!(statement["subject"][0]["digest"]["sha256"], both.sha256.to_string());
        assert_eq!(statement["subject"][0]["digest"]["sm3"], both.sm3.to_string());
        let definition = &statement["predicate"]["buildDefinition"];
        assert_eq!(definition["buildType"], BUILD_TYPE);
        let project = &definition["resolvedDependencies"][2];
        assert_eq!(project["name"], "modules/demo");
        assert_eq!(project["digest"]["gitCommit"], "ab".repeat(20));
        let of_commit = serde_json::json!({
            "describe": "v1.0.0-dirty", "dirty": "true", "time": "1970-01-01T00:00:00Z",
        });
        assert_eq!(project["annotations"], of_commit);
        let module = &definition["resolvedDependencies"][3];
        assert_eq!(module["uri"], "pkg:golang/a.org/a@v1.0.0");
        let annotations = serde_json::json!({
            "for": "modules/demo", "content": "patched", "patches": ["changed a.go"],
        });
        assert_eq!(module["annotations"], annotations);
        // The example of in-toto's DigestSet page: an empty h1 is the SHA-256 of nothing.
        assert_eq!(
            module["digest"]["dirHash"],
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn a_cross_built_go_names_the_toolchain_and_the_procedure() {
        let built = CrossBuild {
            toolchain: "golang.org/toolchain@v0.0.1-go1.27.3.linux-amd64".to_owned(),
            toolchain_h1: "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned(),
            files: vec!["bin/go".to_owned()],
            command: "go build -o DIR/ cmd/go".to_owned(),
            environment: BTreeMap::from([("GOARCH".to_owned(), "loong64".to_owned())]),
        };
        let unknown = go_origin(inventory().go.as_ref().unwrap());
        assert_eq!(unknown["annotations"]["made"], Value::Null);
        let url = Some("https://proxy.golang.org/x.zip".to_owned());
        let official = GoPart { origin_url: url, ..inventory().go.unwrap() };
        assert_eq!(go_origin(&official)["annotations"]["made"], "as published");
        let mut made = inventory();
        made.go.as_mut().unwrap().built = Some(built.clone());
        let all = dependencies(&made);
        assert_eq!(all[1]["annotations"]["made"], "cross-built");
        assert_eq!(all[1]["annotations"]["procedure"]["environment"]["GOARCH"], "loong64");
        assert_eq!(all[2]["name"], built.toolchain.as_str());
        assert!(all[2]["digest"]["dirHash"].as_str().unwrap().starts_with("e3b0c442"));
    }

    #[test]
    fn a_trees_digest_is_what_sha256sum_and_sort_give() {
        let mut tree = Tree::new();
        for (path, text) in [("b", "two"), ("a/x", "one"), ("a.x", "three")] {
            tree.insert_bytes(path, text.as_bytes(), false).unwrap();
        }
        let dir = tempfile::tempdir().unwrap();
        tree.write_to(&dir.path().join("goroot")).unwrap();
        let script = "find goroot -type f | LC_ALL=C sort | xargs sha256sum | sha256sum";
        let output = std::process::Command::new("sh")
            .args(["-c", script])
            .current_dir(dir.path())
            .output()
            .unwrap();
        let statement = parsed(Subject::of_tree("goroot", &digests(&tree).unwrap()));
        let hex = statement["subject"][0]["digest"]["dirHash"].as_str().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{hex}  -\n"));
    }
}
