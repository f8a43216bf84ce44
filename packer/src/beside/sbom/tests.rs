//! What both documents must say; the schemas themselves are checked by real validators in `tests/`.

use super::*;
use crate::inputs::project::content::{Change, Difference};
use serde_json::Value;

fn patched() -> Content {
    let difference = |path: &str, change| Difference { path: path.to_owned(), change };
    Content::Patched(vec![difference("e.go", Change::Changed), difference("x.go", Change::Added)])
}

/// One of everything.
fn inventory() -> Inventory {
    let module = |path: &str, version: &str| Module {
        path: path.to_owned(),
        version: version.to_owned(),
        h1: Some("h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=".to_owned()),
        replaced_by: None,
        content: Some(Content::Compared),
    };
    let replaced = |new: &str, version: Option<&str>| Module {
        replaced_by: Some(ModuleRef { path: new.to_owned(), version: version.map(str::to_owned) }),
        ..module("b.org/B", "v1.0.0")
    };
    Inventory {
        name: "go1.27.3-linux-x86_64".to_owned(),
        created: 1_700_000_000,
        go: Some(GoPart {
            version: "1.27.3".to_owned(),
            origin_sha256: Some(Sha256::of(b"zip")),
            origin_h1: Some("h1:AA=".to_owned()),
            origin_url: Some("https://proxy.golang.org/x.zip".to_owned()),
            built: None,
            bundled: vec![Module { content: None, ..module("golang.org/x/sys", "v0.40.0") }],
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
                dirty: false,
                describe: "v1.0.0".to_owned(),
                time: 0,
            }),
            modules: vec![
                module("a.org/a", "v2.0.0+incompatible"),
                replaced("c.org/B", Some("v1.0.1")),
                Module {
                    h1: None,
                    path: "d.org/d".to_owned(),
                    content: Some(Content::Directory),
                    ..replaced("../d", None)
                },
                Module { content: Some(patched()), ..module("e.org/e", "v1.0.0") },
                Module { content: Some(Content::NotCompared), ..module("f.org/f", "v1.0.0") },
            ],
        }],
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn cyclonedx_names_every_part_with_version_and_h1() {
    let bom = parsed(&cyclonedx::render(&inventory()));
    let purls: Vec<_> =
        bom["components"].as_array().unwrap().iter().filter_map(|c| c["purl"].as_str()).collect();
    assert_eq!(
        purls,
        [
            "pkg:golang/toolchain@1.27.3",
            "pkg:golang/stdlib@1.27.3",
            "pkg:golang/golang.org/x/sys@v0.40.0",
            "pkg:golang/a.org/a@v2.0.0%2Bincompatible",
            "pkg:golang/c.org/B@v1.0.1",
            "pkg:golang/e.org/e@v1.0.0",
            "pkg:golang/f.org/f@v1.0.0"
        ]
    );
    assert_eq!(bom["components"][3]["properties"][0]["name"], "goferry:h1");
    assert_eq!(bom["metadata"]["timestamp"], "2023-11-14T22:13:20Z");
    assert!(!bom.to_string().contains("../d"), "a path of the release machine does not travel");
}

#[test]
fn spdx_names_every_part_with_version_and_h1() {
    let document = parsed(&spdx::render(&inventory()));
    let names: Vec<_> = document["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "go1.27.3-linux-x86_64",
            "goferry",
            "go",
            "golang.org/x/sys",
            "example.org/demo",
            "a.org/a",
            "c.org/B",
            "d.org/d",
            "e.org/e",
            "f.org/f"
        ]
    );
    let annotation = &document["packages"][3]["annotations"][0]["comment"];
    assert_eq!(annotation, "go.sum h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=");
    assert!(
        !document.to_string().contains("../d"),
        "a path of the release machine does not travel"
    );
}

/// What cyclonedx says of each module of the project under `goferry:` and `name`.
fn properties(bom: &Value, name: &str) -> Vec<String> {
    let of = |component: &Value| {
        let all = component["properties"].as_array().cloned().unwrap_or_default();
        let found = all.into_iter().find(|p| p["name"] == format!("goferry:{name}"));
        found.map_or(String::new(), |p| p["value"].as_str().unwrap().to_owned())
    };
    bom["components"].as_array().unwrap()[5..].iter().map(of).collect()
}

const CONTENTS: [&str; 5] = [
    "content compared",
    "content compared",
    "from a directory, no digest",
    "patched",
    "from go.sum, content not compared",
];

#[test]
fn cyclonedx_says_whose_the_files_are_and_names_a_patched_modules_ancestor() {
    let bom = parsed(&cyclonedx::render(&inventory()));
    assert_eq!(properties(&bom, "content"), CONTENTS);
    let has_h1: Vec<bool> = properties(&bom, "h1").iter().map(|h1| !h1.is_empty()).collect();
    assert_eq!(has_h1, [true, true, false, false, true], "a patched one has no digest of its own");
    let pedigree = &bom["components"][8]["pedigree"];
    let ancestor = &pedigree["ancestors"][0];
    assert_eq!(ancestor["purl"], "pkg:golang/e.org/e@v1.0.0");
    assert_eq!(ancestor["properties"][0]["name"], "goferry:h1");
    let notes = pedigree["notes"].as_str().unwrap();
    assert!(notes.ends_with("not as the module has them: changed e.go; added x.go"), "{notes}");
    assert_eq!(bom["components"][7]["pedigree"], Value::Null);
}

#[test]
fn spdx_says_whose_the_files_are() {
    let document = parsed(&spdx::render(&inventory()));
    let last = |package: &Value| {
        let annotations = package["annotations"].as_array().unwrap();
        annotations.last().unwrap()["comment"].as_str().unwrap().to_owned()
    };
    let packages = &document["packages"].as_array().unwrap()[5..];
    let mut expected = CONTENTS.map(str::to_owned);
    expected[3] = "patched: changed e.go; added x.go".to_owned();
    assert_eq!(packages.iter().map(last).collect::<Vec<_>>(), expected);
}

#[test]
fn both_name_the_commit_of_a_project_where_there_is_one() {
    let bom = parsed(&cyclonedx::render(&inventory()));
    let document = parsed(&spdx::render(&inventory()));
    let said: Vec<_> = bom["components"][4]["properties"].as_array().unwrap()[1..]
        .iter()
        .map(|property| (property["name"].as_str().unwrap(), property["value"].as_str().unwrap()))
        .collect();
    let revision = "ab".repeat(20);
    let expected = [
        ("goferry:vcs-describe", "v1.0.0"),
        ("goferry:vcs-dirty", "false"),
        ("goferry:vcs-revision", revision.as_str()),
        ("goferry:vcs-time", "1970-01-01T00:00:00Z"),
    ];
    assert_eq!(said, expected);
    let info = format!(
        "git commit {revision} of 1970-01-01T00:00:00Z (v1.0.0), without changes that are not committed"
    );
    assert_eq!(document["packages"][4]["sourceInfo"], info);
    let mut unknown = inventory();
    unknown.projects[0].vcs = None;
    for text in [cyclonedx::render(&unknown), spdx::render(&unknown)] {
        assert!(!text.contains("vcs") && !text.contains("git commit"), "nothing is claimed");
    }
}

#[test]
fn equal_inventories_give_equal_documents_and_others_other_names() {
    let mut other = inventory();
    other.projects[0].modules[0].version = "v2.0.1+incompatible".to_owned();
    assert_eq!(cyclonedx::render(&inventory()), cyclonedx::render(&inventory()));
    assert_eq!(spdx::render(&inventory()), spdx::render(&inventory()));
    for (render, name) in [
        (cyclonedx::render as fn(&Inventory) -> String, "serialNumber"),
        (spdx::render, "documentNamespace"),
    ] {
        assert_ne!(parsed(&render(&inventory()))[name], parsed(&render(&other))[name]);
    }
}

#[test]
fn the_modules_inside_go_are_found_in_its_own_lists() {
    let mut goroot = Tree::new();
    let mut add =
        |path: &str, text: &str| goroot.insert_bytes(path, text.as_bytes(), false).unwrap();
    add(
        "src/vendor/modules.txt",
        "# golang.org/x/net v0.2.0\n## explicit; go 1.25.0\ngolang.org/x/net/idna\n",
    );
    add("src/go.sum", "golang.org/x/net v0.2.0 h1:NN=\n");
    add(
        "src/cmd/vendor/modules.txt",
        "# golang.org/x/mod v0.1.0\n## explicit\ngolang.org/x/mod/semver\n",
    );
    let found = bundled_modules(&goroot).unwrap();
    let found: Vec<_> = found.iter().map(|m| (m.path.as_str(), m.h1.as_deref())).collect();
    assert_eq!(found, [("golang.org/x/mod", None), ("golang.org/x/net", Some("h1:NN="))]);
}
