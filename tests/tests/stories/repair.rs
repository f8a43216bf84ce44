//! An installation that was damaged: found by `verify --installed`, and made what it was by `repair`.

use payloads::Exit;
use payloads::words::{install, installed, repair};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tests::{Home, Outcome, Real, Release, Tree, Workshop};

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

fn replace(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

type Damage = (&'static str, &'static payloads::words::Text, fn(&Path));

/// What can happen to a release, each with what is said of it.
const DAMAGES: [Damage; 21] = [
    ("a byte more", &installed::MODIFIED, |r| {
        fs::write(r.join("goroot/VERSION"), "go1.27.3\n\n").unwrap();
    }),
    ("other bytes of the same length", &installed::MODIFIED, |r| {
        fs::write(r.join("goroot/src/main.go"), "package evil\n").unwrap();
    }),
    ("an empty program", &installed::MODIFIED, |r| fs::write(r.join("goroot/bin/go"), "").unwrap()),
    ("no file", &installed::MISSING, |r| fs::remove_file(r.join("goroot/VERSION")).unwrap()),
    ("no link", &installed::MISSING, |r| fs::remove_file(r.join("goroot/bin/gofmt")).unwrap()),
    ("no directory", &installed::MISSING, |r| fs::remove_dir_all(r.join("goroot")).unwrap()),
    ("a file more", &installed::EXTRA, |r| fs::write(r.join("goroot/src/evil.go"), "").unwrap()),
    ("a closed directory more", &installed::EXTRA, |r| {
        fs::create_dir_all(r.join("goroot/x/y")).unwrap();
        fs::write(r.join("goroot/x/y/z"), "").unwrap();
        set_mode(&r.join("goroot/x/y"), 0o555);
    }),
    ("a link more, to the outside", &installed::EXTRA, |r| {
        symlink("../../../../notes", r.join("goroot/src/notes")).unwrap();
    }),
    ("a program that cannot be started", &installed::MODE, |r| {
        set_mode(&r.join("goroot/bin/go"), 0o644)
    }),
    ("a file anybody may write", &installed::MODE, |r| set_mode(&r.join("goroot/VERSION"), 0o666)),
    ("a directory of one's own", &installed::MODE, |r| set_mode(&r.join("goroot/src"), 0o700)),
    ("a directory for a file", &installed::TYPE, |r| {
        fs::remove_file(r.join("goroot/VERSION")).unwrap();
        fs::create_dir_all(r.join("goroot/VERSION/x")).unwrap();
    }),
    ("a link for a file", &installed::TYPE, |r| {
        fs::remove_file(r.join("goroot/VERSION")).unwrap();
        symlink("/etc/passwd", r.join("goroot/VERSION")).unwrap();
    }),
    ("a link for a directory", &installed::TYPE, |r| {
        fs::remove_dir_all(r.join("goroot/src")).unwrap();
        symlink("../../../notes", r.join("goroot/src")).unwrap();
    }),
    ("a file for a link", &installed::TYPE, |r| {
        replace_link(&r.join("goroot/bin/gofmt"));
    }),
    ("a link to elsewhere", &installed::TARGET, |r| {
        fs::remove_file(r.join("goroot/bin/gofmt")).unwrap();
        symlink("/bin/true", r.join("goroot/bin/gofmt")).unwrap();
    }),
    ("another go.env", &installed::MODIFIED, |r| {
        fs::write(r.join("goroot/go.env"), "GOPROXY=direct\n").unwrap();
    }),
    ("another kept program", &installed::MODIFIED, |r| {
        fs::write(r.join("meta/goferry"), "#!/bin/sh\n").unwrap();
    }),
    ("a receipt of nonsense", &installed::MODIFIED, |r| {
        fs::write(r.join("meta/receipt.json"), "{").unwrap();
    }),
    ("a receipt with another counter", &installed::MODIFIED, |r| {
        let path = r.join("meta/receipt.json");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\"counter\": 2", "\"counter\": 9")).unwrap();
    }),
];

fn replace_link(path: &Path) {
    replace(path, b"#!/bin/sh\n");
    set_mode(path, 0o755);
}

#[test]
fn every_damage_is_named_and_mended_from_another_release() {
    let home = with_two();
    let before = state(&home);
    verify(&home).ends_with(Exit::Done).says(&[&installed::INTACT]);
    let notes = fs::read(home.path().join("notes/todo.txt")).unwrap();
    for (what, said, damage) in DAMAGES {
        damage(&release(&home));
        let damaged = state(&home);
        let outcome = verify(&home);
        outcome.ends_with(Exit::Modified).says(&[said, &installed::DIFFERS_HELP]);
        assert_eq!(damaged.differences(&state(&home)), "", "{what}: {outcome}");
        let outcome = repaired(&home);
        outcome.ends_with(Exit::Done).says(&[said, &repair::REPAIRED]);
        // A receipt that was made anew does not know all that was known.
        let receipts = |tree: &Tree| tree.clone().without(|path| path.ends_with("receipt.json"));
        let (left, right) = match what.contains("receipt") || what.contains("go.env") {
            true => (receipts(&before), receipts(&state(&home))),
            false => (before.clone(), state(&home)),
        };
        assert_eq!(left.differences(&right), "", "{what}: {outcome}");
        verify(&home).ends_with(Exit::Done);
        home.go_works();
        repaired(&home).ends_with(Exit::Done).says(&[&repair::NOTHING]);
        if what.contains("receipt") {
            let listed = home.goferry().args(["versions", "--json"]).run();
            assert!(listed.stdout.matches("complete").count() >= 2, "{listed}");
        }
    }
    assert_eq!(fs::read(home.path().join("notes/todo.txt")).unwrap(), notes);
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
    outcome.ends_with(Exit::Modified).says(&[&repair::NOT_RESTORED, &repair::NOT_RESTORED_HELP]);
    // What could be mended was.
    assert!(!release(&home).join("goroot/more").exists(), "{outcome}");
    let from = home.goferry().args(["repair", "-y", "--from"]).arg(&file).run();
    from.ends_with(Exit::Done).says(&[&repair::REPAIRED]);
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
    refused.ends_with(Exit::Usage).says(&[&repair::OTHER_FILE]);
}

#[test]
fn an_edited_record_does_not_vouch_for_an_edited_tree() {
    let home = Home::with_previous();
    let (file, before) = (home.mini(), state(&home));
    let stranger = Workshop::new();
    let forged = home.lay("forged.run", &Release::mini().with_stub().build(&stranger));
    let theirs = Home::empty();
    theirs.run(&forged).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    let theirs_meta = release(&theirs).join("meta");
    let meta = |home: &Home, name: &str| release(home).join("meta").join(name);
    let damages: [(&str, &dyn Fn()); 6] = [
        ("edited", &|| {
            let path = meta(&home, "manifest.json");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replacen("\"counter\":1", "\"counter\":9", 1)).unwrap();
        }),
        ("gone", &|| fs::remove_file(meta(&home, "manifest.json")).unwrap()),
        ("all of it gone but the receipt", &|| {
            for name in ["manifest.json", "signatures", "roots", "index.zst"] {
                fs::remove_file(meta(&home, name)).unwrap();
            }
        }),
        ("another index", &|| fs::write(meta(&home, "index.zst"), "x").unwrap()),
        ("a link", &|| {
            let path = meta(&home, "signatures");
            fs::rename(&path, home.beside("signatures")).unwrap();
            symlink(home.beside("signatures"), path).unwrap();
        }),
        ("signed by somebody else", &|| {
            for name in ["manifest.json", "signatures", "roots", "index.zst"] {
                fs::copy(theirs_meta.join(name), meta(&home, name)).unwrap();
            }
        }),
    ];
    for (what, damage) in damages {
        damage();
        let outcome = home.goferry().args(["verify", "--installed"]).run();
        outcome.ends_with(Exit::Modified).says(&[&installed::META_REFUSED, &installed::META_HELP]);
        outcome.does_not_say(&[&installed::INTACT]);
        repaired(&home).ends_with(Exit::Modified).says(&[&installed::META_REFUSED]);
        let mended = home.goferry().args(["repair", "-y", "--from"]).arg(&file).run();
        mended.ends_with(Exit::Done);
        assert_eq!(before.differences(&state(&home)), "", "{what}: {mended}");
        home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
    }
}

#[test]
fn links_are_made_again() {
    let home = with_two();
    let before = state(&home);
    let prefix = home.prefix();
    let relink = |name: &str, target: &str| {
        fs::remove_file(prefix.join(name)).unwrap();
        symlink(target, prefix.join(name)).unwrap();
    };
    let current = home.current();
    let damages: [(&'static payloads::words::Text, &dyn Fn()); 8] = [
        (&repair::LINK_MISSING, &|| fs::remove_file(prefix.join("current-gopath")).unwrap()),
        (&repair::LINK_WRONG, &|| relink("current-goroot", "/usr/lib/go")),
        (&repair::LINK_LOOP, &|| relink("current-goroot", "current-goroot")),
        (&repair::NO_LINK, &|| {
            fs::remove_file(prefix.join("current-goroot")).unwrap();
            fs::create_dir(prefix.join("current-goroot")).unwrap();
        }),
        (&repair::LINK_DANGLING, &|| relink("current", "v1.0.0-00000000")),
        (&repair::LINK_LOOP, &|| relink("current", "current")),
        (&repair::LINK_FOREIGN, &|| relink("current", "/usr")),
        (&repair::LINK_MISSING, &|| fs::remove_file(prefix.join("current")).unwrap()),
    ];
    for (said, damage) in damages {
        damage();
        // The installed goferry may not be reached through `current`, but it is there.
        let doctor = home.goferry().arg("doctor").run();
        doctor.ends_with(Exit::State).says(&[said, &payloads::words::doctor::REPAIR_HELP]);
        let outcome = repaired(&home);
        outcome.ends_with(Exit::Done).says(&[said]);
        home.go_works();
        let now = home.current();
        assert!(home.prefix().join(&now).join("goroot/bin/go").is_file());
        // Which of the two was current only the link knew.
        if now != current {
            home.goferry().arg("use").arg(&current).run().ends_with(Exit::Done);
        }
        let plain = |tree: Tree| tree.without(|path| path.ends_with("state/releases.json"));
        let left = plain(before.clone()).differences(&plain(state(&home)));
        assert_eq!(left, "", "{outcome}");
    }
    // What is not ours is not taken away.
    fs::remove_file(prefix.join("current")).unwrap();
    fs::create_dir(prefix.join("current")).unwrap();
    fs::write(prefix.join("current/mine"), "mine").unwrap();
    let outcome = repaired(&home);
    outcome.ends_with(Exit::State).says(&[&repair::NO_LINK, &repair::NO_LINK_HELP]);
    assert!(prefix.join("current/mine").is_file());
}

#[test]
fn damaged_records_are_made_again() {
    let home = with_two();
    let file = home.mini();
    let prefix = home.prefix();
    let before = state(&home);
    for (path, contents) in [
        ("state/environment.json", "{"),
        ("state/environment.json", ""),
        ("env", "export GOROOT=/evil\n"),
        ("env.fish", ""),
        ("bin/goferry", "#!/bin/sh\nexit 0\n"),
        ("bin/goferry", ""),
    ] {
        fs::write(prefix.join(path), contents).unwrap();
        let outcome = home.run(&file).args(["repair", "-y"]).run();
        outcome.ends_with(Exit::Done).says(&[&repair::REPAIRED]);
        let plain = |tree: Tree| tree.without(|p| p.ends_with("state/environment.json"));
        let left = plain(before.clone()).differences(&plain(state(&home)));
        assert_eq!(left, "", "{path}: {outcome}");
        home.goferry().arg("doctor").run().ends_with(Exit::Done);
    }
    fs::remove_file(prefix.join("bin/goferry")).unwrap();
    fs::remove_file(prefix.join("env.csh")).unwrap();
    home.run(&file).args(["repair", "-y"]).run().ends_with(Exit::Done);
    fs::write(prefix.join("state/releases.json"), "[").unwrap();
    home.goferry().arg("doctor").run().ends_with(Exit::State);
    repaired(&home).ends_with(Exit::Done);
    home.goferry().arg("doctor").run().ends_with(Exit::Done);
    // The profiles are known again, too.
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    assert_eq!(fs::read(home.path().join(".bashrc")).unwrap(), b"alias ll='ls -l'\n");
    assert!(!prefix.exists());
}

#[test]
fn a_lost_trust_state_is_made_again_as_on_first_use_and_says_so() {
    let home = with_two();
    let trust = home.prefix().join("state/trust.json");
    let good = fs::read(&trust).unwrap();
    let stranger = home.lay("stranger.run", &Release::mini().with_stub().build(&Workshop::new()));
    let next = Release::mini().with_stub().counting(3).build(Workshop::shared());
    let next = home.lay("third.run", &next);
    let schema = |n| String::from_utf8(good.clone()).unwrap().replace("\"schema\":1", n);
    for bad in [String::new(), "{".to_owned(), "\u{0}\u{0}".to_owned(), schema("\"schema\":0")] {
        fs::write(&trust, &bad).unwrap();
        home.install(&next).run().ends_with(Exit::State).says(&[&install::READING_TRUST]);
        home.goferry().arg("doctor").run().ends_with(Exit::State);
        let unasked = home.goferry().arg("repair").run();
        unasked.ends_with(Exit::Usage).says(&[&repair::TRUST_LOST, &repair::TRUST_RESET]);
        assert_eq!(fs::read(&trust).unwrap(), bad.as_bytes());
        let outcome = repaired(&home);
        outcome.ends_with(Exit::Done).says(&[&repair::TRUST_LOST, &repair::TRUST_RESET]);
        let shown = home.goferry().args(["trust", "show", "--json"]).run();
        assert!(shown.stdout.contains("tofu"), "{shown}");
        // The root is known still, and so are the counters: neither a stranger nor an old file comes in.
        home.install(&stranger).run().ends_with(Exit::Untrusted);
        assert!(!fs::read(&trust).unwrap().is_empty());
    }
    let newer = schema("\"schema\":2");
    fs::write(&trust, &newer).unwrap();
    repaired(&home).ends_with(Exit::Newer).says(&[&repair::TRUST_NEWER, &repair::NEWER_HELP]);
    assert_eq!(fs::read(&trust).unwrap(), newer.as_bytes());
    fs::write(&trust, "").unwrap();
    let talk = home.goferry().arg("repair").on_a_terminal(&[(repair::ASK.en, "n")]);
    talk.outcome.ends_with(Exit::Declined);
    assert_eq!(fs::read(&trust).unwrap(), b"");
    let talk = home.goferry().arg("repair").on_a_terminal(&[(repair::ASK.en, "y")]);
    talk.outcome.ends_with(Exit::Done);
    home.install(&next).run().ends_with(Exit::Done);
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
            &payloads::words::plan::WRITE_FILE,
            &payloads::words::plan::REMOVE,
            &payloads::words::plan::SET_MODE,
            &payloads::words::plan::DRY_RUN,
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
fn a_hard_link_is_broken_before_anything_is_written() {
    let home = Home::with_previous();
    let old = release(&home);
    let next = Release::mini().with_stub().counting(2).build(Workshop::shared());
    let next = home.lay("next.run", &next);
    home.install(&next).args(["--share", "hardlink"]).run().ends_with(Exit::Done);
    let new = release(&home);
    let of = |release: &Path| release.join("goroot/VERSION");
    assert_eq!(of(&old).metadata().unwrap().ino(), of(&new).metadata().unwrap().ino());
    verify(&home).ends_with(Exit::Done);
    // An edit through one name is seen through both, and no copy is left.
    fs::write(of(&new), "go9\n").unwrap();
    let outcome =
        home.goferry().args(["repair", "-y", "--from"]).arg(&next).arg(home.current()).run();
    outcome.ends_with(Exit::Done);
    assert_eq!(fs::read(of(&new)).unwrap(), b"go1.27.3\n");
    assert_eq!(fs::read(of(&old)).unwrap(), b"go9\n", "it was written in place");
    repaired(&home).ends_with(Exit::Done);
    assert_eq!(fs::read(of(&old)).unwrap(), b"go1.27.3\n");
    verify(&home).ends_with(Exit::Done);
}

#[test]
fn an_edited_file_does_not_spread_to_the_release_that_shares() {
    let home = Home::with_previous();
    let old = release(&home);
    fs::write(old.join("goroot/VERSION"), "go6.66.6\n").unwrap();
    let next = Release::mini().with_stub().counting(2).build(Workshop::shared());
    let next = home.lay("next.run", &next);
    home.install(&next).args(["--share", "hardlink"]).run().ends_with(Exit::Done);
    assert_eq!(fs::read(release(&home).join("goroot/VERSION")).unwrap(), b"go1.27.3\n");
    let shared = |path: &str| release(&home).join(path).metadata().unwrap().nlink();
    assert_eq!((shared("goroot/VERSION"), shared("goroot/src/main.go")), (1, 2));
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
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
    outcome.ends_with(Exit::Modified).says(&[&installed::EXTRA, &installed::MODE]);
    // Collapsed to what was taken away as a whole.
    assert!(outcome.stdout.lines().count() < 8, "{outcome}");
    let file = Real::shared().file();
    let outcome = home.goferry().args(["repair", "-y", "--from"]).arg(&file).run();
    outcome.ends_with(Exit::Done).says(&[&repair::REPAIRED]);
    // Go keeps its own telemetry in the home.
    let mine =
        |tree: Tree| tree.without(|path| path.starts_with("hello") || path.starts_with(".config"));
    assert_eq!(mine(before).differences(&mine(state(&home))), "", "{outcome}");
    verify(&home).ends_with(Exit::Done).says(&[&installed::INTACT]);
    let built = build();
    assert!(built.is_success(), "{built}");
}
