//! What lies beside the installer, as the tools of other people see it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::words::inspect;
use tests::{Home, Invocation, Outcome, Real, Tree, python, require_tool, workspace};
use voice::Exit;

fn tool(name: &str) -> Invocation {
    require_tool(name);
    Invocation::of(name)
}

/// The certificates that `keys export` gives, for gpgv and for sqv.
fn exported(home: &Home) -> [PathBuf; 2] {
    let out = home.beside("certificates");
    let export =
        home.packer().args(["keys", "export"]).arg(Real::shared().keys()).arg("--out").arg(&out);
    export.run().ends_with(Exit::Done);
    ["goferry.gpg", "goferry.asc"].map(|name| out.join(name))
}

fn gpgv_and_sqv(home: &Home, signature: &Path, file: &Path) -> [Outcome; 2] {
    let [keyring, certificates] = exported(home);
    let gpgv = tool("gpgv").arg("--keyring").arg(keyring).arg(signature).arg(file).run();
    [gpgv, tool("sqv").arg("--keyring").arg(certificates).arg(signature).arg(file).run()]
}

#[test]
fn gpgv_and_sqv_accept_the_detached_signature() {
    let (real, home) = (Real::shared(), Home::empty());
    for outcome in gpgv_and_sqv(&home, &real.beside(".asc"), &real.file()) {
        assert!(outcome.is_success(), "{outcome}");
    }
}

#[test]
fn gpgv_and_sqv_refuse_it_over_another_file() {
    let (real, home) = (Real::shared(), Home::empty());
    for outcome in gpgv_and_sqv(&home, &real.beside(".asc"), &real.next()) {
        assert!(!outcome.is_success(), "{outcome}");
    }
}

#[test]
fn sha256sum_and_openssl_find_the_digests_in_the_checksum_files() {
    let real = Real::shared();
    let file = real.file();
    let directory = file.parent().unwrap();
    let checked =
        tool("sha256sum").args(["--check", "--strict", "SHA256SUMS"]).within(directory).run();
    assert!(
        checked.is_success() && checked.stdout == format!("{}: OK\n", real.name()),
        "{checked}"
    );
    let sm3 = tool("openssl").args(["dgst", "-sm3", "-r"]).arg(real.name()).within(directory).run();
    let digest = sm3.stdout.split_whitespace().next().unwrap();
    let sums = std::fs::read_to_string(directory.join("SM3SUMS")).unwrap();
    assert_eq!(sums, format!("{digest}  {}\n", real.name()));
}

#[test]
fn the_printed_line_of_stock_tools_unpacks_the_same_tree_as_extract() {
    require_tool("zstd");
    let (real, home) = (Real::shared(), Real::home());
    let [ours, theirs] = ["ours", "theirs"].map(|name| home.beside(name));
    std::fs::create_dir(&theirs).unwrap();
    let inspected = home.packer().arg("inspect").arg(real.file()).run();
    inspected.ends_with(Exit::Done);
    let label = inspect::stock.en;
    let line = inspected
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix(label))
        .unwrap()
        .trim()
        .to_owned();
    assert!(["tail", "head", "zstd", "tar"].iter().all(|tool| line.contains(tool)), "{line}");
    let unpacked = home.run(Path::new("/bin/sh")).args(["-c", &line]).within(&theirs).run();
    assert!(unpacked.is_success() && unpacked.stderr.is_empty(), "{unpacked}");
    home.packer().arg("extract").arg(real.file()).arg("-C").arg(&ours).run().ends_with(Exit::Done);
    assert_eq!(Tree::of(&ours).differences(&Tree::of(&theirs)), "");
    assert!(
        Tree::of(&ours).has("goroot/bin/go")
            && Tree::of(&ours).has("modules/ferrydemo/vendor/modules.txt")
    );
    let told = home.run(&real.file()).arg("info").run();
    assert!(told.ends_with(Exit::Done).stdout.contains(&line.replace("./", "")), "{told}");
}

#[test]
fn real_validators_accept_the_sboms_beside_and_inside() {
    let (real, home) = (Real::shared(), Home::empty());
    let inside = home.beside("inside");
    home.packer()
        .arg("extract")
        .arg(real.file())
        .args(["meta/sbom*", "-C"])
        .arg(&inside)
        .run()
        .ends_with(Exit::Done);
    let files = [
        real.beside(".cdx.json"),
        real.beside(".spdx.json"),
        inside.join("meta/sbom.cdx.json"),
        inside.join("meta/sbom.spdx.json"),
    ];
    let output = Command::new(workspace().join("ci/check-sbom"))
        .arg(python())
        .args(&files)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.matches(": valid").count(), 4, "{said}");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for part in ["github.com/spf13/cobra", "v1.10.2", "golang.org/x/crypto", tests::REAL_GO] {
            assert!(text.contains(part), "{part} is not in {}", file.display());
        }
    }
}

#[test]
fn the_provenance_names_this_very_file_and_what_went_in() {
    let (real, home) = (Real::shared(), Home::empty());
    let statement: Value =
        serde_json::from_slice(&std::fs::read(real.beside(".provenance.json")).unwrap()).unwrap();
    let subject = &statement["subject"][0];
    assert_eq!(subject["name"], real.name());
    let digest = |program: &str, options: &[&str]| {
        let outcome = tool(program).args(options).arg(real.file()).run();
        outcome.stdout.split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(subject["digest"]["sha256"], digest("sha256sum", &[]));
    assert_eq!(subject["digest"]["sm3"], digest("openssl", &["dgst", "-sm3", "-r"]));
    assert_eq!(statement["subject"].as_array().unwrap().len(), 1);
    let inside = home.beside("inside");
    let extract = home.packer().arg("extract").arg(real.file()).args(["meta", "-C"]).arg(&inside);
    extract.run().ends_with(Exit::Done);
    let inputs = std::fs::read(inside.join("meta/provenance.inputs.json")).unwrap();
    let inputs: Value = serde_json::from_slice(&inputs).unwrap();
    let dependencies = |statement: &Value| {
        statement["predicate"]["buildDefinition"]["resolvedDependencies"].clone()
    };
    assert_eq!(dependencies(&inputs), dependencies(&statement));
    let names = dependencies(&statement).to_string();
    for part in ["golang.org/toolchain", "github.com/spf13/cobra@v1.10.2", "goferry/linux-"] {
        assert!(names.contains(part), "{part} is not in {names}");
    }
}

#[test]
fn nothing_beside_or_inside_names_a_path_of_the_release_machine() {
    let (real, home) = (Real::shared(), Home::empty());
    let inside = home.beside("inside");
    let extract =
        home.packer().arg("extract").arg(real.file()).args(["meta", "modules", "-C"]).arg(&inside);
    extract.run().ends_with(Exit::Done);
    let project = Real::project();
    for path in [project.as_path(), real.file().parent().unwrap(), workspace()] {
        for place in [&inside, real.file().parent().unwrap()] {
            let grep = tool("grep")
                .args(["--recursive", "--files-with-matches", "--fixed-strings", "--"])
                .arg(path)
                .arg(place)
                .run();
            assert_eq!(grep.stdout, "", "{} is named in these", path.display());
        }
    }
}

#[test]
fn the_four_looking_verbs_agree_between_packer_and_goferry() {
    let (real, home) = (Real::shared(), Home::empty());
    let file = real.file();
    for (packer, goferry) in [("verify", "verify"), ("inspect", "info"), ("list", "list")] {
        let theirs = home.packer().args([packer, "--json"]).arg(&file).run();
        let ours = home.run(&file).args([goferry, "--json"]).arg(&file).run();
        theirs.ends_with(Exit::Done);
        assert_eq!(ours.ends_with(Exit::Done).stdout, theirs.stdout);
    }
    let root = home.packer().args(["keys", "fingerprint"]).arg(real.keys()).run();
    let root = root.ends_with(Exit::Done).stdout.trim().to_owned();
    let pinned = home.packer().args(["verify", "--require-root", &root]).arg(&file).run();
    pinned.ends_with(Exit::Done).does_not_say(&[&inspect::tofu_warning]);
    let other = root.replace(&root[..4], if root.starts_with("0000") { "1111" } else { "0000" });
    home.packer()
        .args(["verify", "--require-root", &other])
        .arg(&file)
        .run()
        .ends_with(Exit::Untrusted);
}

#[test]
fn keys_list_fingerprint_trust_list_and_file_name_the_same_certificates() {
    let (real, home) = (Real::shared(), Home::empty());
    let json = |arguments: &[&str], path: &Path| -> Value {
        let outcome = home.packer().args(arguments).arg("--json").arg(path).run();
        serde_json::from_str(&outcome.ends_with(Exit::Done).stdout).unwrap()
    };
    let listed = json(&["keys", "list"], &real.keys());
    let (root, release) = (&listed["root"]["fingerprint"], &listed["release"]["fingerprint"]);
    assert_eq!(json(&["keys", "fingerprint"], &real.keys())["root"], *root);
    let told = json(&["inspect"], &real.file());
    assert_eq!((&told["trust"]["root"], &told["signers"][0]["certificate"]), (root, release));
    for carrier in [real.keys().join("trust-list"), real.file()] {
        let list = home.packer().arg("trust-list").arg(&carrier).run();
        list.ends_with(Exit::Done);
        for fingerprint in [root, release] {
            assert!(list.stdout.contains(fingerprint.as_str().unwrap()), "{fingerprint} in {list}");
        }
        assert_eq!(json(&["trust-list"], &carrier)["root"], *root);
    }
}
