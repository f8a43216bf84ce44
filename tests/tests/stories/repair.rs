//! An installation that was damaged: found by `verify --installed`, and made what it was by `repair`.

mod damages;
mod links;
mod one_list;
mod records;
mod shared_files;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tests::words::{installed, repair};
use tests::{Home, Outcome, Real, Release, Tree, Workshop};
use voice::Exit;

/// A home with two releases that have the same files.
fn with_two() -> Home {
    let home = Home::with_previous();
    let next = Release::mini().with_stub().counting(2).build(Workshop::shared());
    let next = home.lay("next.run", &next);
    home.install(&next).run().ends_with(Exit::Done);
    home
}

/// The home, without the record of what was done there.
fn state(home: &Home) -> Tree {
    home.tree().without(|path| path.to_string_lossy().contains("state/audit"))
}

fn release(home: &Home) -> PathBuf {
    home.prefix().join(home.current())
}

fn verify(home: &Home) -> Outcome {
    home.goferry().args(["verify", "--installed", "--all"]).run()
}

fn repaired(home: &Home) -> Outcome {
    home.goferry().args(["repair", "-y"]).run()
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn without_another_copy_the_file_it_came_from_is_needed() {
    let home = Home::with_previous();
    let (file, before) = (home.mini(), state(&home));
    let damage = || {
        fs::write(release(&home).join("goroot/VERSION"), "go9\n").unwrap();
        fs::remove_file(release(&home).join("goroot/src/main.go")).unwrap();
        fs::write(release(&home).join("goroot/more"), "x").unwrap();
    };
    damage();
    let outcome = repaired(&home);
    outcome.ends_with(Exit::Modified).says(&[&repair::not_restored, &repair::not_restored_help]);
    // What could be mended was.
    assert!(!release(&home).join("goroot/more").exists(), "{outcome}");
    let from = home.goferry().args(["repair", "-y", "--from"]).arg(&file).run();
    from.ends_with(Exit::Done).says(&[&repair::repaired]);
    assert_eq!(before.differences(&state(&home)), "", "{from}");
    damage();
    // The file that is running knows what it carries.
    let own = home.run(&file).args(["repair", "-y", "1.27.3"]).run();
    own.ends_with(Exit::Done);
    assert_eq!(before.differences(&state(&home)), "", "{own}");
    let other = Release::mini().with_stub().counting(7).build(Workshop::shared());
    let other = home.lay("other.run", &other);
    damage();
    let refused = home.goferry().args(["repair", "-y", "--from"]).arg(&other).run();
    refused.ends_with(Exit::Usage).says(&[&repair::other_file]);
}

#[test]
fn a_dry_run_names_every_change_and_makes_none() {
    let home = with_two();
    fs::remove_file(release(&home).join("goroot/VERSION")).unwrap();
    fs::write(release(&home).join("goroot/more"), "x").unwrap();
    set_mode(&release(&home).join("goroot/bin/go"), 0o700);
    let before = home.tree();
    for arguments in [&["repair", "--dry-run"][..], &["plan", "repair"]] {
        let outcome = home.goferry().args(arguments).run();
        outcome.ends_with(Exit::Done).says(&[
            &tests::words::plan::write_file,
            &tests::words::plan::remove,
            &tests::words::plan::set_mode,
            &tests::words::plan::dry_run,
        ]);
        home.is_still(&before, &outcome);
    }
    let json = home.goferry().args(["verify", "--installed", "--json"]).run();
    json.ends_with(Exit::Modified);
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report["releases"][0]["differences"].as_array().unwrap().len(), 3, "{json}");
    assert_eq!(report["releases"][0]["intact"], false);
}

#[test]
fn the_official_go_is_restored_by_its_file_and_builds_again() {
    let home = Real::installed();
    let go = release(&home).join("goroot");
    let before = state(&home);
    let hello =
        home.write("hello/main.go", b"package main\n\nfunc main() { println(\"hello\") }\n");
    home.write("hello/go.mod", b"module hello\n\ngo 1.27\n");
    let build = || {
        let go = home.go().within(hello.parent().unwrap()).args(["build", "-o", "/dev/null", "."]);
        go.env("GOCACHE", Real::shared().cache()).env("GOFLAGS", "-mod=mod").run()
    };
    fs::remove_dir_all(go.join("src/internal")).unwrap();
    fs::write(go.join("src/fmt/print.go"), "package evil\n").unwrap();
    fs::write(go.join("src/runtime/extra.go"), "package runtime\n\nfunc init() { evil() }\n")
        .unwrap();
    set_mode(&go.join("pkg/tool/linux_amd64/compile"), 0o644);
    fs::remove_file(go.join("bin/gofmt")).unwrap();
    assert!(!build().is_success());
    let outcome = home.goferry().args(["verify", "--installed"]).run();
    outcome.ends_with(Exit::Modified).says(&[&installed::extra, &installed::mode]);
    // Collapsed to what was taken away as a whole.
    assert!(outcome.stdout.lines().count() < 8, "{outcome}");
    let file = Real::shared().file();
    let outcome = home.goferry().args(["repair", "-y", "--from"]).arg(&file).run();
    outcome.ends_with(Exit::Done).says(&[&repair::repaired]);
    // Go keeps its own telemetry in the home.
    let mine =
        |tree: Tree| tree.without(|path| path.starts_with("hello") || path.starts_with(".config"));
    assert_eq!(mine(before).differences(&mine(state(&home))), "", "{outcome}");
    verify(&home).ends_with(Exit::Done).says(&[&installed::intact]);
    let built = build();
    assert!(built.is_success(), "{built}");
}
