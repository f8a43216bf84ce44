//! Names that differ in case only: carried, installed and built where the file system tells them apart, refused by
//! their names where it does not.

use tests::words::{build, container};
use tests::{Home, Namespace, Real};
use voice::Exit;

#[test]
fn a_project_with_a_readme_in_both_cases_travels_and_is_built() {
    let namespace = Namespace::enter();
    let (real, home) = (Real::shared(), Real::home());
    let project = home.beside("casefold");
    std::fs::create_dir(&project).unwrap();
    for (name, text) in [
        ("go.mod", "module example.org/casefold\n\ngo 1.21\n"),
        ("main.go", "package main\n\nfunc main() { println(\"carried\") }\n"),
        ("README.md", "upper\n"),
        ("readme.md", "lower\n"),
    ] {
        std::fs::write(project.join(name), text).unwrap();
    }
    let out = home.beside("out");
    std::fs::create_dir(&out).unwrap();
    let key = real.keys().join("release.key");
    let packed = real.build().arg("--module").arg(&project).arg("--sign-openpgp").arg(key);
    let packed = packed.arg("-o").arg(&out).run();
    packed.ends_with(Exit::Done).says(&[&build::twins]);
    for name in ["modules/casefold/README.md", "modules/casefold/readme.md"] {
        assert!(packed.stderr.contains(name), "{name}: {packed}");
    }
    let file = out.join(real.name());
    home.packer().arg("verify").arg(&file).run().ends_with(Exit::Done);
    home.run(&file).arg("verify").run().ends_with(Exit::Done);
    home.run(&file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
    let copy = home.beside("copy");
    let copied =
        |to: &std::path::Path| home.goferry().args(["project", "copy", "casefold"]).arg(to).run();
    copied(&copy).ends_with(Exit::Done);
    let text = |name: &str| std::fs::read_to_string(copy.join(name)).unwrap();
    assert_eq!([text("README.md"), text("readme.md")], ["upper\n", "lower\n"]);
    let go = home.go().within(&copy).env("GOCACHE", real.cache());
    let built = go.args(["build", "-o", "casefold", "."]).run();
    assert!(built.is_success(), "{built}");
    assert_eq!(home.run(&copy.join("casefold")).run().stderr, "carried\n");

    // Elsewhere both names are one: nothing is installed, and no copy loses a file.
    let folding = Home::empty();
    namespace.folding(&folding.beside("image"), folding.path(), 900);
    folding.write(".profile", b"umask 022\n");
    let before = folding.tree();
    let refused = folding.run(&file).args(["install", "-y", "--no-gate"]).run();
    refused.ends_with(Exit::Destination);
    for outcome in [refused, copied(&folding.path().join("copy"))] {
        outcome
            .ends_with(Exit::Destination)
            .says(&[&container::one_name, &container::one_name_help]);
        assert!(outcome.stderr.contains("README.md") && outcome.stderr.contains("readme.md"));
        folding.is_still(&before, &outcome);
    }
}
