//! What a file says of the modules it carries is so: real `go mod vendor`, and hands that came after it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::words::project;
use tests::{Home, Invocation, Outcome, Real, python, workspace};
use voice::{Exit, Lang};

/// A copy of the example project with the vendor tree that `go mod vendor` makes of it.
fn vendored(home: &Home) -> PathBuf {
    let demo = home.beside("demo");
    let copy = Invocation::of("cp").arg("--recursive").arg(Real::project()).arg(&demo).run();
    assert!(copy.is_success(), "{copy}");
    let extract = home.packer().arg("extract").arg(Real::shared().file());
    let extract = extract.args(["modules/ferrydemo/vendor", "-C"]).arg(home.beside("x"));
    extract.run().ends_with(Exit::Done);
    std::fs::rename(home.beside("x/modules/ferrydemo/vendor"), demo.join("vendor")).unwrap();
    demo
}

fn build(home: &Home, demo: &Path) -> Invocation {
    let real = Real::shared();
    let build = real.build().arg("--sign-openpgp").arg(real.keys().join("release.key"));
    build.arg("--output").arg(home.path()).arg("--module").arg(demo)
}

fn beside(home: &Home, suffix: &str) -> Value {
    let file = home.path().join(Real::shared().name() + suffix);
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// What CycloneDX says of the content of the module with this name.
fn content(home: &Home, module: &str) -> String {
    let bom = beside(home, ".cdx.json");
    let component = bom["components"].as_array().unwrap().iter().find(|c| c["name"] == module);
    let properties = component.unwrap()["properties"].as_array().unwrap();
    let found = properties.iter().find(|property| property["name"] == "goferry:content").unwrap();
    found["value"].as_str().unwrap().to_owned()
}

#[track_caller]
fn done(run: Invocation) -> Outcome {
    let outcome = run.run();
    outcome.ends_with(Exit::Done);
    outcome
}

#[test]
fn a_patched_module_is_said_to_be_one_in_all_three_documents_and_warned_of() {
    let home = Home::empty();
    let demo = vendored(&home);
    let plain = done(build(&home, &demo));
    plain.does_not_say(&[&project::patched]);
    let modules = ["github.com/spf13/cobra", "github.com/google/uuid", "gopkg.in/yaml.v3"];
    for module in modules {
        assert_eq!(content(&home, module), "content compared", "{module}");
    }
    let changed = demo.join("vendor/github.com/spf13/cobra/cobra.go");
    let text = std::fs::read_to_string(&changed).unwrap();
    std::fs::write(&changed, text + "\n// ours\n").unwrap();
    std::fs::write(demo.join("vendor/github.com/spf13/cobra/ours.go"), "package cobra\n").unwrap();
    std::fs::remove_file(demo.join("vendor/github.com/google/uuid/version7.go")).unwrap();
    let outcome = done(build(&home, &demo));
    outcome.says(&[&project::patched, &project::file_changed, &project::file_added]);
    outcome.says(&[&project::file_removed]);
    let contents = modules.map(|module| content(&home, module));
    assert_eq!(contents, ["patched", "patched", "content compared"]);
    let patches = "changed cobra.go; added ours.go";
    for (suffix, said) in [(".cdx.json", patches), (".spdx.json", &format!("patched: {patches}"))] {
        assert!(beside(&home, suffix).to_string().contains(said), "{suffix}");
    }
    let provenance = beside(&home, ".provenance.json");
    let all = &provenance["predicate"]["buildDefinition"]["resolvedDependencies"];
    let mut patched = all.as_array().unwrap().iter().map(|one| &one["annotations"]["patches"]);
    let expected = serde_json::json!(["changed cobra.go", "added ours.go"]);
    assert!(patched.any(|patches| *patches == expected), "{all:#}");
    let files =
        [".cdx.json", ".spdx.json"].map(|end| home.path().join(Real::shared().name() + end));
    let check = Command::new(workspace().join("ci/check-sbom")).arg(python()).args(files).output();
    let check = check.unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    done(home.packer().arg("verify").arg(home.path().join(Real::shared().name())));
}

#[test]
fn without_a_module_cache_nothing_is_said_to_be_compared() {
    let home = Home::empty();
    let demo = vendored(&home);
    let nowhere = home.beside("no cache");
    let outcome = done(build(&home, &demo).env("GOMODCACHE", nowhere));
    outcome.does_not_say(&[&project::patched]);
    let said = content(&home, "github.com/spf13/cobra");
    assert_eq!(said, "from go.sum, content not compared");
}

#[test]
fn a_stale_vendor_tree_with_changes_of_its_own_is_given_up_only_where_that_is_said() {
    let home = Home::empty();
    let demo = vendored(&home);
    let list = demo.join("vendor/modules.txt");
    let text = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, text.replace("yaml.v3 v3.0.1", "yaml.v3 v3.0.0")).unwrap();
    let build = || build(&home, &demo);
    let outcome = done(build().arg("--vendor"));
    outcome.says(&[&project::vendor_is_stale]);
    let changed = demo.join("vendor/github.com/spf13/cobra/cobra.go");
    let text = std::fs::read_to_string(&changed).unwrap();
    std::fs::write(&changed, text + "\n// ours\n").unwrap();
    let before = home.tree();
    for lang in [Lang::En, Lang::Zh] {
        let outcome = build().arg("--vendor").lang(lang).run();
        outcome.ends_with(Exit::Usage).says(&[&project::vendor_loses, &project::vendor_loses_help]);
        assert!(outcome.stderr.contains("vendor/github.com/spf13/cobra/cobra.go"), "{outcome}");
        assert_eq!(outcome.stderr.matches("\n    vendor/").count(), 1, "{outcome}");
        home.is_still(&before, &outcome);
    }
    done(build().arg("--vendor=fresh")).does_not_say(&[&project::patched]);
    assert_eq!(content(&home, "github.com/spf13/cobra"), "content compared");
    assert!(std::fs::read_to_string(&changed).unwrap().ends_with("// ours\n"));
    let outcome = build().arg("--vendor=new").run();
    outcome.ends_with(Exit::Usage);
}
