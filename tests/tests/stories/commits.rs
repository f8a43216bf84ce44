//! A file knows which commit its projects are at, and a Makefile on the far side reads it there.

use serde_json::Value;
use std::path::{Path, PathBuf};
use tests::{Home, Invocation, Outcome, Real, Tree, python, require_tool, workspace};
use voice::Exit;

/// As the manual tells people to write it.
const MAKEFILE: &str = "\
VERSION := $(shell cat .goferry/describe 2>/dev/null || git describe --tags --always --dirty)

service: main.go
\tgo vet ./...
\tgo build -ldflags \"-X main.version=$(VERSION)\" -o $@ .
";

const MAIN: &str = "package main

var version string

func main() { println(version) }
";

/// A project beside `home`, in a repository of its own with one commit, tagged.
fn project(home: &Home) -> PathBuf {
    let project = home.beside("service");
    std::fs::create_dir(&project).unwrap();
    for (name, text) in [
        ("go.mod", "module example.org/service\n\ngo 1.26\n"),
        ("main.go", MAIN),
        ("Makefile", MAKEFILE),
    ] {
        std::fs::write(project.join(name), text).unwrap();
    }
    git(home, &project, &["init", "--quiet"]);
    git(home, &project, &["add", "."]);
    git(home, &project, &["commit", "--quiet", "--message", "first"]);
    git(home, &project, &["tag", "v1.4.0"]);
    project
}

fn git(home: &Home, project: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=Snake-oil", "-c", "user.email=snake@oil.example"];
    let git = home.run(Path::new("/usr/bin/git")).within(project).env("TZ", "UTC");
    let outcome = git.args(identity).args(arguments).run();
    assert!(outcome.is_success(), "{outcome}");
    outcome.stdout.trim().to_owned()
}

/// Builds a file with the project; gives the file.
fn packed(home: &Home, project: &Path, flavour: &str) -> PathBuf {
    let real = Real::shared();
    let build = real.build().arg("--sign-openpgp").arg(real.keys().join("release.key"));
    let build = build.args(["--flavour", flavour, "--check", "--module"]).arg(project);
    build.arg("--output").arg(home.beside("")).run().ends_with(Exit::Done);
    let name = real.name().replace("-linux-", &format!("-{flavour}-linux-"));
    home.beside(&name)
}

/// What lies beside `file` under its name and `suffix`.
fn beside(file: &Path, suffix: &str) -> Value {
    let mut path = file.as_os_str().to_owned();
    path.push(suffix);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// What the provenance names as `modules/service`, first as what went in and then as what is in the file.
fn named(home: &Home, file: &Path) -> [Value; 2] {
    let inside = home.beside("inside");
    let extract = home.packer().arg("extract").arg(file).args(["meta", "modules", "-C"]);
    extract.arg(&inside).run().ends_with(Exit::Done);
    let inputs = std::fs::read(inside.join("meta/provenance.inputs.json")).unwrap();
    let inputs: Value = serde_json::from_slice(&inputs).unwrap();
    let lists =
        [&inputs["predicate"]["buildDefinition"]["resolvedDependencies"], &inputs["subject"]];
    lists.map(|list| {
        let mut all = list.as_array().unwrap().iter();
        all.find(|one| one["name"] == "modules/service").cloned().unwrap_or_default()
    })
}

fn far_side(home: &Home, script: &str) -> Outcome {
    let shell = home.run(Path::new("/bin/bash")).within(home.path()).env("PATH", "/usr/bin:/bin");
    shell.env("GOCACHE", Real::shared().cache()).args(["-l", "-c", script]).run()
}

#[test]
fn the_commit_is_in_the_documents_and_a_makefile_of_the_far_side_reads_it() {
    require_tool("git");
    require_tool("make");
    let home = Real::home();
    let project = project(&home);
    let revision = git(&home, &project, &["rev-parse", "HEAD"]);
    let file = packed(&home, &project, "clean");
    let [source, subject] = named(&home, &file);
    assert_eq!(source["digest"]["gitCommit"], revision.as_str());
    assert_eq!(source["annotations"]["dirty"], "false");
    for suffix in [".cdx.json", ".spdx.json", ".provenance.json"] {
        assert!(beside(&file, suffix).to_string().contains(&revision), "{suffix}");
    }
    let script = "find modules/service -type f -not -path '*/.goferry/*' | LC_ALL=C sort | xargs sha256sum | sha256sum";
    let sums = home.run(Path::new("/bin/sh")).args(["-c", script]).within(&home.beside("inside"));
    let digest = subject["digest"]["dirHash"].as_str().unwrap();
    assert_eq!(sums.run().stdout, format!("{digest}  -\n"));
    home.run(&file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    let made = far_side(
        &home,
        "goferry project copy service copy && cd copy && make --silent && ./service",
    );
    assert!(made.is_success() && made.stderr.ends_with("v1.4.0\n"), "{made}");
    let read = far_side(&home, "cd copy/.goferry && cat revision dirty describe time");
    let time = git(
        &home,
        &project,
        &["log", "-1", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%cd"],
    );
    assert_eq!(read.stdout, format!("{revision}\nfalse\nv1.4.0\n{time}\n"));
}

#[test]
fn a_changed_tree_is_dirty_and_without_history_nothing_is_claimed() {
    require_tool("git");
    let home = Home::empty();
    let project = project(&home);
    std::fs::write(project.join("extra.go"), "package main\n").unwrap();
    let dirty = packed(&home, &project, "dirty");
    let said = beside(&dirty, ".cdx.json").to_string();
    assert!(said.contains("v1.4.0-dirty"), "{said}");
    std::fs::remove_dir_all(home.beside("inside")).unwrap_or_default();
    let digest = named(&home, &dirty)[1]["digest"].clone();
    std::fs::remove_dir_all(project.join(".git")).unwrap();
    let unknown = packed(&home, &project, "unknown");
    std::fs::remove_dir_all(home.beside("inside")).unwrap();
    let [source, subject] = named(&home, &unknown);
    assert_eq!((source, &subject["digest"]), (Value::Null, &digest), "the sources are the same");
    assert!(!Tree::of(&home.beside("inside")).has("modules/service/.goferry"));
    for suffix in [".cdx.json", ".spdx.json", ".provenance.json"] {
        let said = beside(&unknown, suffix).to_string();
        assert!(!said.contains("vcs-") && !said.contains("gitCommit"), "{suffix}: {said}");
    }
    let files = [".cdx.json", ".spdx.json"].map(|end| {
        let mut path = dirty.clone().into_os_string();
        path.push(end);
        path
    });
    let check = Invocation::of(workspace().join("ci/check-sbom")).arg(python()).args(files).run();
    assert!(check.is_success(), "{check}");
}
