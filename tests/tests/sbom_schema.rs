//! SBOMs before real validators: the schemas of CycloneDX and SPDX decide, not our reading of them.

#![allow(clippy::unwrap_used)]

use packer::beside::sbom::{GoPart, Inventory, Module, ProjectPart, StubPart, cyclonedx, spdx};
use packer::inputs::project;
use packer::inputs::project::content::{Change, Content, Difference};
use packer::inputs::project::go_mod::ModuleRef;
use packer::inputs::project::{Options, Wanted};
use payloads::digest::Sha256;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tests::{python, workspace};
use voice::{Lang, Voice};

/// What `ci/check-sbom` says of the files, with the validators that `ci/setup` put into the cache.
fn check(files: &[PathBuf]) -> Output {
    Command::new(workspace().join("ci/check-sbom")).arg(python()).args(files).output().unwrap()
}

/// The example project with its real `go.mod` and `go.sum`, and a vendor tree of stand-ins.
fn example(dir: &Path) -> ProjectPart {
    let root = dir.join("demo");
    fs::create_dir_all(&root).unwrap();
    for name in ["go.mod", "go.sum"] {
        fs::copy(workspace().join("tests/example").join(name), root.join(name)).unwrap();
    }
    let go_mod =
        project::go_mod::GoMod::parse(&fs::read_to_string(root.join("go.mod")).unwrap()).unwrap();
    let mut list = String::new();
    for require in &go_mod.requires {
        list += &format!("# {0} {1}\n## explicit\n{0}\n", require.path, require.version);
        let package = root.join("vendor").join(&require.path);
        fs::create_dir_all(&package).unwrap();
        fs::write(package.join("x.go"), "package x\n").unwrap();
    }
    fs::write(root.join("vendor/modules.txt"), list).unwrap();
    let options = Options {
        vendor: None,
        go_command: None,
        scratch: dir.to_owned(),
        output: root.join("out"),
        allowed_keys: Vec::new(),
        excludes: Vec::new(),
        environment: BTreeMap::new(),
        go: project::GoVariables::default(),
    };
    let wanted = Wanted { name: None, dir: root };
    let voice = Voice::new(Lang::En, false, true);
    ProjectPart::from(&project::load(&[wanted], &[], &options, &voice).unwrap()[0])
}

/// A release with one of everything, odd names included.
fn inventory(project: ProjectPart) -> Inventory {
    let bundled = |path: &str, version: &str, replaced_by: Option<ModuleRef>| Module {
        path: path.to_owned(),
        version: version.to_owned(),
        h1: Some("h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=".to_owned()),
        replaced_by,
        content: None,
    };
    let new = ModuleRef {
        path: "c.org/~li/B_x".to_owned(),
        version: Some("v2.0.0+incompatible".to_owned()),
    };
    let stub = |platform: &str| StubPart {
        platform: platform.to_owned(),
        version: "0.1.0".to_owned(),
        sha256: Sha256::of(platform.as_bytes()),
    };
    Inventory {
        name: "go1.27.3-linux-x86_64".to_owned(),
        created: 1_790_000_000,
        go: Some(GoPart {
            built: None,
            version: "1.27.3".to_owned(),
            origin_sha256: Some(Sha256::of(b"zip")),
            origin_h1: Some("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned()),
            origin_url: Some(
                "https://proxy.golang.org/golang.org/toolchain/@v/v0.0.1.zip".to_owned(),
            ),
            bundled: vec![
                bundled("golang.org/x/sys", "v0.40.0", None),
                bundled("b.org/B", "v1.0.0", Some(new)),
            ],
        }),
        stubs: vec![stub("linux-x86_64"), stub("linux-loong64")],
        modules: project.modules.iter().take(2).cloned().collect(),
        projects: vec![project],
    }
}

fn written(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn real_validators_accept_both_sboms() {
    let dir = tempfile::tempdir().unwrap();
    let mut inventory = inventory(example(dir.path()));
    let modules = &mut inventory.projects[0].modules;
    assert!(modules.len() >= 5);
    let difference = Difference { path: "a b.go".to_owned(), change: Change::Changed };
    let contents = [Content::Compared, Content::Patched(vec![difference]), Content::Directory];
    for (module, content) in modules.iter_mut().zip(contents) {
        module.content = Some(content);
    }
    let output = check(&[
        written(dir.path(), "release.cdx.json", &cyclonedx::render(&inventory)),
        written(dir.path(), "release.spdx.json", &spdx::render(&inventory)),
    ]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("CycloneDX 1.6: valid") && said.contains("SPDX-2.3: valid"), "{said}");
}

#[test]
fn a_release_without_projects_is_valid_too() {
    let dir = tempfile::tempdir().unwrap();
    let alone = Inventory {
        projects: Vec::new(),
        stubs: Vec::new(),
        go: None,
        ..inventory(example(dir.path()))
    };
    let output = check(&[
        written(dir.path(), "release.cdx.json", &cyclonedx::render(&alone)),
        written(dir.path(), "release.spdx.json", &spdx::render(&alone)),
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn the_validators_refuse_broken_ones() {
    let dir = tempfile::tempdir().unwrap();
    let inventory = inventory(example(dir.path()));
    let (bom, document) = (cyclonedx::render(&inventory), spdx::render(&inventory));
    let broken = [
        ("type.cdx.json", bom.replace("\"type\": \"platform\"", "\"type\": \"plattform\"")),
        ("digest.cdx.json", bom.replace("\"alg\": \"SHA-256\"", "\"alg\": \"SM3\"")),
        ("reference.cdx.json", bom.replacen("\"go/stdlib\"", "\"go/elsewhere\"", 1)),
        ("licence.spdx.json", document.replace("CC0-1.0", "none")),
        ("relation.spdx.json", document.replacen("SPDXRef-Package-1\"", "SPDXRef-Nowhere\"", 1)),
        ("kind.json", "{}".to_owned()),
    ];
    let files = broken.each_ref().map(|(name, text)| written(dir.path(), name, text));
    let output = check(&files);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for file in files {
        let verdict =
            |line: &str| line.starts_with(&*file.to_string_lossy()) && line.ends_with("not valid");
        assert!(said.lines().any(verdict), "{}: {said}", file.display());
    }
}
