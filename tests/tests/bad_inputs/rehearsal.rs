//! Section K: projects that would not be on the far side what they are here.

use payloads::platform::Cpu;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tests::words::rehearsal as words;
use tests::{Home, Invocation, Outcome, Real};
use voice::{Exit, Lang};

const MAIN: &str = "package main\n\nfunc main() {}\n";

/// A project beside the home.
fn project(home: &Home, name: &str, files: &[(&str, &str)]) -> PathBuf {
    let directory = home.beside(name);
    let go_mod = format!("module example.org/{name}\n\ngo 1.26\n");
    let files = [&[("go.mod", go_mod.as_str())], files].concat();
    for (member, text) in files {
        let path = directory.join(member);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    directory
}

/// Packs the official Go with `projects`, with what is missing of their vendor trees.
fn pack(home: &Home, projects: &[&Path]) -> Invocation {
    let real = Real::shared();
    let build = real.packer().args(["build", "--go", tests::REAL_GO, "--offline", "--level", "1"]);
    let build = build.arg("--sign-openpgp").arg(real.keys().join("release.key"));
    let build = build.args(["--vendor", "-o"]).arg(home.path());
    projects.iter().fold(build, |build, project| build.arg("--module").arg(project))
}

/// What `build --json` says of it.
#[track_caller]
fn rehearsal_in(outcome: &Outcome) -> Value {
    let told: Value = serde_json::from_str(&outcome.ends_with(Exit::Done).stdout).unwrap();
    told["rehearsal"].clone()
}

#[track_caller]
fn refused_in_both(home: &Home, run: impl Fn() -> Invocation, named: &[&str]) -> Outcome {
    let before = home.tree();
    let ended = [Lang::Zh, Lang::En].map(|lang| {
        let outcome = run().lang(lang).run();
        outcome.ends_with(Exit::Preflight).says(&[&words::refused]);
        for part in named {
            assert!(outcome.stderr.contains(part), "{part}: {outcome}");
        }
        home.is_still(&before, &outcome);
        outcome
    });
    let [_, english] = ended;
    english
}

#[test]
fn what_does_not_build_from_what_is_carried_is_refused_and_all_of_it_told_at_once() {
    let home = Home::empty();
    let embeds = |what: &str| {
        format!(
            "package main\n\nimport \"embed\"\n\n//go:embed {what}\nvar files embed.FS\n\nfunc main() {{ _ = files }}\n"
        )
    };
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:3dd2\nsize 17\n";
    let missing = project(&home, "missing", &[("main.go", &embeds("all:dist"))]);
    let unfetched =
        project(&home, "unfetched", &[("main.go", &embeds("model.bin")), ("model.bin", pointer)]);
    let generic = "package main\n\nfunc first[T any](all ...T) T { return all[0] }\n\n\
                   func main() { println(first(1)) }\n";
    let old = project(
        &home,
        "old",
        &[("go.mod", "module example.org/old\n\ngo 1.16\n"), ("main.go", generic)],
    );
    let library = "require example.org/lib v0.0.0\n\nreplace example.org/lib => ../lib\n";
    let header = "package lib\n\n// #cgo CFLAGS: -I${SRCDIR}/include\n// #include \"answer.h\"\nimport \"C\"\n\n\
                  func Answer() int { return int(C.ANSWER) }\n";
    project(&home, "lib", &[("lib.go", header), ("include/answer.h", "#define ANSWER 42\n")]);
    let uses =
        "package main\n\nimport \"example.org/lib\"\n\nfunc main() { println(lib.Answer()) }\n";
    let headers = project(
        &home,
        "headers",
        &[
            ("go.mod", &format!("module example.org/headers\n\ngo 1.26\n\n{library}")),
            ("main.go", uses),
        ],
    );
    let run = || pack(&home, &[&missing, &unfetched, &old, &headers]);
    let named = [
        "main.go:5:12: pattern all:dist: no matching files found",
        "model.bin",
        "requires go1.18 or later",
        "vendor/example.org/lib/lib.go:4:11: fatal error: answer.h",
    ];
    refused_in_both(&home, run, &named).says(&[
        &words::does_not_build,
        &words::pointer_embedded,
        &words::needs_cgo,
        &words::help,
    ]);
}

#[test]
fn what_builds_for_one_cpu_only_is_refused_for_the_other() {
    let home = Home::empty();
    let (here, there) = match Cpu::host().unwrap() {
        Cpu::Arm64 => (Cpu::Arm64, Cpu::X86_64),
        host => (host, Cpu::Arm64),
    };
    // So that there is a Go for it without a network.
    Real::shared().file_for(there);
    let limit = format!("limit_{}.go", here.goarch());
    let files = [
        ("main.go", "package main\n\nfunc main() { println(limit) }\n"),
        (limit.as_str(), "package main\n\nconst limit = 1 << 20\n"),
    ];
    let bound = project(&home, "bound", &files);
    let both = format!("{here},{there}");
    let run = || pack(&home, &[&bound]).args(["--arch", &both]);
    let outcome = refused_in_both(&home, run, &["main.go:3:23: undefined: limit", there.name()]);
    assert!(!outcome.stderr.contains(&format!("for {here}:")), "{outcome}");
    let limited = pack(&home, &[&bound]).arg("--json").run();
    assert_eq!(rehearsal_in(&limited)["projects"][0]["warnings"], json!([]));
}

#[test]
fn what_may_surprise_there_is_a_warning_which_strict_refuses() {
    let home = Home::empty();
    let generates = "package main\n\n//go:generate go run gen.go\n\
                     //go:generate go run example.org/stringer@v1.0.0 -type=Pill\n\
                     //go:generate go tool nobody\n\nfunc main() {}\n";
    let generator = "//go:build ignore\n\npackage main\n\nimport \"example.org/absent\"\n\n\
                     func main() { absent.Write() }\n";
    let generated = project(&home, "generated", &[("main.go", generates), ("gen.go", generator)]);
    let objects =
        "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Printf(\"%d\\n\", \"two\") }\n";
    let vetted = project(&home, "vetted", &[("main.go", objects)]);
    let tested = project(
        &home,
        "tested",
        &[("main.go", MAIN), ("main_test.go", "package main\n\nvar _ = missing\n")],
    );
    let with_c =
        "package main\n\n// #include <stdlib.h>\nimport \"C\"\n\nfunc init() { C.free(nil) }\n";
    let cgo = project(&home, "withc", &[("main.go", MAIN), ("c.go", with_c)]);
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:3dd2\nsize 17\n";
    let pictures = project(&home, "pictures", &[("main.go", MAIN), ("doc/a.png", pointer)]);
    let all = [&*generated, &*vetted, &*tested, &*cgo, &*pictures];
    let said: [&'static voice::Text; 6] = [
        &words::generator,
        &words::generator_fetched,
        &words::vet,
        &words::tests_do_not_compile,
        &words::needs_cgo,
        &words::pointers,
    ];
    let run = || pack(&home, &all).arg("--strict");
    let named =
        ["gen.go:5:8", "example.org/absent", "main.go:4", "go tool nobody", "c.go", "doc/a.png"];
    refused_in_both(&home, run, &named).says(&said).says(&[&words::strict_help]);
    let outcome = pack(&home, &all).arg("--json").run();
    outcome.ends_with(Exit::Done).says(&said).does_not_say(&[&words::refused]);
    let told = rehearsal_in(&outcome);
    assert_eq!((&told["go"], &told["go_is_carried"]), (&json!(tests::REAL_GO), &json!(true)));
    let of = |project: &str| {
        let of_project = told["projects"].as_array().unwrap().iter();
        let one = of_project.clone().find(|one| one["project"] == project).unwrap();
        let ids = one["warnings"].as_array().unwrap().iter().map(|warning| warning["id"].clone());
        assert!(one["seconds"].is_u64(), "{told}");
        (one["passed"].clone(), ids.collect::<Value>())
    };
    let all = json!(["list", "build", "tests compile", "vet"]);
    let generators = json!(["GENERATOR", "GENERATOR_FETCHED", "GENERATOR"]);
    assert_eq!(of("generated"), (all.clone(), generators), "{told}");
    assert_eq!(of("vetted"), (json!(["list", "build", "tests compile"]), json!(["VET"])));
    assert_eq!(of("tested"), (json!(["list", "build"]), json!(["TESTS_DO_NOT_COMPILE"])));
    assert_eq!(of("pictures"), (all, json!(["POINTERS"])));
    assert_eq!(of("withc").1, json!(["NEEDS_CGO"]));
    assert!(outcome.stderr.contains(told["projects"][1]["warnings"][0]["said"].as_str().unwrap()));
}

#[test]
fn a_rehearsal_that_was_left_out_is_on_record() {
    let home = Home::empty();
    let embeds = "package main\n\nimport _ \"embed\"\n\n//go:embed made\nvar made []byte\n\nfunc main() { _ = made }\n";
    let missing = project(&home, "missing", &[("main.go", embeds)]);
    pack(&home, &[&missing]).run().ends_with(Exit::Preflight);
    let outcome = pack(&home, &[&missing]).args(["--no-rehearsal", "--json"]).run();
    let told: Value = serde_json::from_str(&outcome.ends_with(Exit::Done).stdout).unwrap();
    let file = told["file"].as_str().unwrap();
    let provenance = std::fs::read(format!("{file}.provenance.json")).unwrap();
    let provenance: serde_json::Value = serde_json::from_slice(&provenance).unwrap();
    let parameters = &provenance["predicate"]["buildDefinition"]["externalParameters"];
    assert_eq!(parameters["rehearsal"], "left out", "{provenance}");
    assert_eq!(told["rehearsal"], json!({ "left_out": "--no-rehearsal" }));
    let bare = pack(&home, &[]).arg("--json").run();
    assert_eq!(rehearsal_in(&bare), json!({ "left_out": "no project" }));
    pack(&home, &[&missing]).args(["--no-rehearsal", "--strict"]).run().ends_with(Exit::Usage);
}

#[test]
fn a_go_line_from_before_vendoring_is_told_and_refused_only_of_a_suite() {
    let home = Home::empty();
    let answers = "package lib\n\nfunc Answer() int { return 42 }\n";
    let old_lib = "module example.org/lib\n\ngo 1.13\n";
    project(&home, "lib", &[("go.mod", old_lib), ("lib.go", answers)]);
    let uses = "package old\n\nimport (\n\t\"example.org/lib\"\n\t\"testing\"\n)\n\n\
                func Test(t *testing.T) { t.Log(lib.Answer()) }\n";
    let go_mod = "module example.org/old\n\ngo 1.13\n\nrequire example.org/lib v0.0.0\n\n\
                  replace example.org/lib => ../lib\n";
    let old = project(&home, "old", &[("go.mod", go_mod), ("old_test.go", uses)]);
    let suite = || pack(&home, &[]).arg("--acceptance").arg(&old);
    refused_in_both(&home, suite, &["go mod edit -go=1.14"]).says(&[&words::vendor_unused]);
    pack(&home, &[&old]).run().ends_with(Exit::Done).does_not_say(&[&words::refused]);
}
