//! Taking away: one release, everything, and what stays because it is the user's.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tests::words::{home as words, install, plan, profile};
use tests::{Home, Release, Tree, Workshop, require_root};
use voice::Exit;

/// Somebody who is not root: modes bind them.
const NOBODY: u32 = 65534;

/// Whether it is what every operation adds to.
fn is_a_record(path: &Path) -> bool {
    path.to_string_lossy().starts_with("goenv/state/audit.")
}

/// A home with two releases; the first one's name.
fn with_two() -> (Home, PathBuf) {
    let home = Home::with_previous();
    let old = home.current();
    let next = Release::mini().with_stub().counting(2).build(Workshop::shared());
    let next = home.lay("next.run", &next);
    home.install(&next).run().ends_with(Exit::Done);
    (home, old)
}

#[test]
fn one_release_goes_and_the_current_one_stays() {
    let (home, old) = with_two();
    let rest = |home: &Home| {
        home.tree()
            .without(|path| path.starts_with(Path::new("goenv").join(&old)) || is_a_record(path))
    };
    let before = rest(&home);
    let outcome = home.goferry().args(["uninstall", "-y"]).arg(&old).run();
    outcome.ends_with(Exit::Done).says(&[&install::removed]);
    assert!(!home.prefix().join(&old).exists());
    assert_eq!(before.differences(&rest(&home)), "", "{outcome}");
    home.go_works();
    let only = home.current();
    let outcome = home.goferry().args(["uninstall", "-y", "1.27.3"]).run();
    outcome.ends_with(Exit::Preflight).says(&[&install::is_current, &words::is_current_help]);
    assert_eq!(home.current(), only);
}

#[test]
fn a_release_that_is_not_there_or_not_the_only_one_meant_is_refused() {
    let (home, _) = with_two();
    let before = home.tree();
    for (wanted, said) in [
        ("1.26.8", &install::no_such_release),
        ("1.27.3", &install::no_such_release),
        ("../home", &install::no_such_release),
    ] {
        let outcome = home.goferry().args(["uninstall", "-y", wanted]).run();
        outcome.ends_with(Exit::Usage).says(&[said, &install::versions_help]);
        home.is_still(&before, &outcome);
    }
}

#[test]
fn it_asks_first_and_no_leaves_everything() {
    let home = Home::with_previous();
    let before = home.tree();
    let talk =
        home.goferry().args(["uninstall", "--all"]).on_a_terminal(&[(install::remove.en, "n")]);
    talk.outcome.ends_with(Exit::Declined);
    assert!(talk.screen.contains(&home.prefix().display().to_string()), "{}", talk.screen);
    home.is_still(&before, &talk.screen);
    home.goferry()
        .args(["uninstall", "--all"])
        .run()
        .ends_with(Exit::Usage)
        .says(&[&install::cannot_ask]);
    let talk =
        home.goferry().args(["uninstall", "--all"]).on_a_terminal(&[(install::remove.en, "y")]);
    talk.outcome.ends_with(Exit::Done);
    assert!(!home.prefix().exists());
}

#[test]
fn a_gopath_with_files_stays_until_it_is_purged() {
    let home = Home::with_previous();
    let tool = home.write("goenv/gopath/bin/tool", b"mine\n");
    let cache = home.write("goenv/gopath/pkg/mod/x@v1.0.0/x.go", b"package x\n");
    // As Go leaves its module cache without -modcacherw.
    std::fs::set_permissions(cache.parent().unwrap(), PermissionsExt::from_mode(0o555)).unwrap();
    let gopath = Tree::of(&home.prefix().join("gopath"));
    let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Done).says(&[&install::kept_gopath]);
    assert!(tool.is_file());
    assert_eq!(gopath.differences(&Tree::of(&home.prefix().join("gopath"))), "");
    let left: Vec<_> =
        std::fs::read_dir(home.prefix()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["gopath"], "{outcome}");
    // What is left is no obstacle to a new installation, nor to a complete removal.
    let file = home.mini();
    home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
    assert!(tool.is_file());
    home.go_works();
    home.goferry().args(["uninstall", "--all", "-y", "--purge"]).run().ends_with(Exit::Done);
    assert!(!home.prefix().exists());
}

#[test]
fn what_the_user_changed_in_a_profile_meanwhile_stays() {
    let home = Home::with_previous();
    let edited =
        [std::fs::read(home.path().join(".bashrc")).unwrap(), b"alias la='ls -a'\n".to_vec()]
            .concat();
    home.write(".bashrc", &edited);
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    let left = std::fs::read_to_string(home.path().join(".bashrc")).unwrap();
    assert_eq!(left, "alias ll='ls -l'\nalias la='ls -a'\n");
}

#[test]
fn with_nothing_installed_there_is_nothing_to_take_away() {
    let home = Home::empty();
    let (file, before) = (home.mini(), home.tree());
    let outcome = home.run(&file).args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Usage).says(&[&install::nothing_installed]);
    home.is_still(&before, &outcome);
}

#[test]
fn a_pinned_release_and_one_in_use_stay() {
    let (home, old) = with_two();
    home.goferry().arg("pin").arg(&old).run().ends_with(Exit::Done);
    let before = home.tree().without(is_a_record);
    let outcome = home.goferry().args(["uninstall", "-y"]).arg(&old).run();
    outcome.ends_with(Exit::Preflight).says(&[&words::is_pinned, &words::is_pinned_help]);
    assert_eq!(before.differences(&home.tree().without(is_a_record)), "", "{outcome}");
    home.goferry().arg("unpin").arg(&old).run().ends_with(Exit::Done);
    let place = home.prefix().join(&old);
    let mut standing = std::process::Command::new("/bin/cat");
    let standing = standing.current_dir(&place).stdin(std::process::Stdio::piped());
    let mut standing = standing.spawn().unwrap();
    for arguments in [vec!["uninstall", "-y", old.to_str().unwrap()], vec!["uninstall", "-y"]] {
        let outcome = home.goferry().args(arguments).run();
        outcome.ends_with(Exit::Busy).says(&[&words::in_use, &words::in_use_help]);
        assert!(outcome.stderr.contains(&format!("process {}", standing.id())), "{outcome}");
        assert!(place.is_dir());
        home.go_works();
    }
    drop(standing.stdin.take());
    standing.wait().unwrap();
    home.goferry().args(["uninstall", "-y"]).arg(&old).run().ends_with(Exit::Done);
    assert!(!place.exists());
}

#[test]
fn a_dry_run_tells_all_that_goes_in_order_and_touches_nothing() {
    let (home, old) = with_two();
    home.write("goenv/gopath/bin/tool", b"mine\n");
    let before = home.tree();
    for arguments in [
        &["uninstall", "--all", "--dry-run"][..],
        &["plan", "uninstall", "--all"],
        &["uninstall", "--dry-run", "--purge"],
        &["uninstall", "--dry-run", old.to_str().unwrap()],
    ] {
        let outcome = home.goferry().args(arguments).run();
        outcome.ends_with(Exit::Done).says(&[&plan::heading, &plan::remove, &plan::dry_run]);
        home.is_still(&before, &outcome);
        let at = |what: &Path| outcome.stdout.find(&format!("{}\n", what.display()));
        let place = at(&home.prefix().join(&old));
        assert!(place.is_some(), "{outcome}");
        if arguments.contains(&old.to_str().unwrap()) {
            assert_eq!(at(&home.prefix().join("current")), None, "{outcome}");
            continue;
        }
        let order = [at(&home.prefix().join("current")), at(&home.path().join(".bashrc")), place];
        assert!(order.is_sorted() && order[0].is_some(), "{outcome}");
        let purged = arguments.contains(&"--purge");
        assert_eq!(at(&home.prefix().join("gopath")).is_some(), purged, "{outcome}");
        assert_eq!(at(&home.prefix()).is_some(), purged, "{outcome}");
    }
    let outcome = home.goferry().args(["uninstall", "--all", "-y", "--explain"]).run();
    outcome.ends_with(Exit::Done).says(&[&plan::heading, &install::removed]);
    assert!(!home.prefix().join("bin").exists());
}

/// What goes missing below a prefix, given it and a release in it.
type Loss = fn(&Path, &Path);

#[test]
fn lost_receipts_are_no_obstacle() {
    let losses: [(&str, Loss); 5] = [
        ("the environment's", |prefix, _| gone(&prefix.join("state/environment.json"))),
        ("the environment's is damaged", |prefix, _| {
            std::fs::write(prefix.join("state/environment.json"), "{").unwrap();
        }),
        ("the releases'", |prefix, old| {
            gone(&prefix.join(old).join("meta/receipt.json"));
            gone(&prefix.join("current/meta/receipt.json"));
        }),
        ("one of each", |prefix, old| {
            gone(&prefix.join(old).join("meta/receipt.json"));
            gone(&prefix.join("state/environment.json"));
        }),
        ("the whole state", |prefix, old| {
            gone(&prefix.join(old).join("meta/receipt.json"));
            std::fs::remove_dir_all(prefix.join("state")).unwrap();
        }),
    ];
    for (what, lose) in losses {
        let home = Home::empty();
        home.write(".bashrc", b"alias ll='ls -l'\n");
        home.write("notes/todo.txt", b"nothing\n");
        let before = home.tree();
        let (file, next) = (home.mini(), Release::mini().with_stub().counting(2));
        home.run(&file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
        let old = home.current();
        let next = home.lay("next.run", &next.build(Workshop::shared()));
        home.install(&next).run().ends_with(Exit::Done);
        lose(&home.prefix(), &old);
        let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
        outcome.ends_with(Exit::Done);
        home.is_still(&before, &format!("{what}: {outcome}"));
    }
}

fn gone(path: &Path) {
    std::fs::remove_file(path).unwrap();
}

/// Where an earlier run was cut off.
type Cut = fn(&Home);

#[test]
fn an_uninstall_that_was_cut_off_is_finished_by_the_next_run_of_either_kind() {
    // As it stands after the links went, after everything but the receipts did, and after the last rename.
    let cuts: [(&str, Cut); 4] = [
        ("the links", |home| gone(&home.prefix().join("current"))),
        ("a release", |home| {
            let name = home.current();
            gone(&home.prefix().join("current"));
            let aside = format!(".removing-{}", name.display());
            std::fs::rename(home.prefix().join(name), home.prefix().join(aside)).unwrap();
        }),
        ("all but the state", |home| only_the_state(home)),
        ("the prefix", |home| {
            only_the_state(home);
            std::fs::rename(home.prefix(), home.path().join(".goenv.goferry-17")).unwrap();
        }),
    ];
    for (what, cut) in cuts {
        for again in ["uninstall", "install"] {
            let home = Home::empty();
            home.write(".bashrc", b"alias ll='ls -l'\n");
            let before = home.tree();
            let file = home.mini();
            let install = || home.run(&file).args(["install", "-y", "--no-gate"]).run();
            install().ends_with(Exit::Done);
            cut(&home);
            if again == "install" {
                install().ends_with(Exit::Done);
                home.go_works();
                let hidden: Vec<_> = home
                    .tree()
                    .modes()
                    .filter(|(path, _)| {
                        let name = path.file_name().unwrap_or_default().to_string_lossy();
                        name.starts_with(".removing-") || name.contains(".goferry-")
                    })
                    .map(|(path, _)| path.to_owned())
                    .collect();
                assert_eq!(hidden, Vec::<PathBuf>::new(), "{what}");
            }
            let outcome = home.run(&file).args(["uninstall", "--all", "-y"]).run();
            outcome.ends_with(Exit::Done);
            home.is_still(&before, &format!("{what}, {again}: {outcome}"));
        }
    }
}

fn only_the_state(home: &Home) {
    std::fs::write(home.path().join(".bashrc"), "alias ll='ls -l'\n").unwrap();
    gone(&home.path().join(".profile"));
    for entry in std::fs::read_dir(home.prefix()).unwrap() {
        let path = entry.unwrap().path();
        match path.symlink_metadata().unwrap().is_dir() {
            true if path.ends_with("state") => {}
            true => std::fs::remove_dir_all(path).unwrap(),
            false => gone(&path),
        }
    }
}

#[test]
fn links_and_closed_directories_lead_nowhere() {
    require_root();
    let home = Home::with_previous();
    let theirs = home.write("theirs/kept.txt", b"theirs\n");
    let (gopath, release) = (home.prefix().join("gopath"), home.prefix().join("current/goroot"));
    for (name, mode) in [("pkg/mod/x@v1.0.0/deep", 0o555), ("pkg/mod/closed", 0o000)] {
        std::fs::create_dir_all(gopath.join(name)).unwrap();
        std::fs::write(gopath.join(name).join("x.go"), "package x\n").unwrap();
        symlink(home.path().join("theirs"), gopath.join(name).join("link")).unwrap();
        let mut path = gopath.join(name);
        while path != gopath {
            std::fs::set_permissions(
                &path,
                PermissionsExt::from_mode(mode | (0o555 * u32::from(path != gopath.join(name)))),
            )
            .unwrap();
            path.pop();
        }
    }
    symlink("../../../theirs", release.join("planted")).unwrap();
    std::fs::set_permissions(release.join("bin"), PermissionsExt::from_mode(0o555)).unwrap();
    let home = home.given_to(NOBODY);
    let outcome = home.goferry().args(["uninstall", "--all", "-y", "--purge"]).user(NOBODY).run();
    outcome.ends_with(Exit::Done);
    assert!(!home.prefix().exists(), "{outcome}");
    assert_eq!(std::fs::read(theirs).unwrap(), b"theirs\n");
}

#[test]
fn what_is_not_ours_stays_and_is_named() {
    let home = Home::with_previous();
    let kept = [
        home.write("goenv/bin/mine", b"mine\n"),
        home.write("goenv/state/notes", b"mine\n"),
        home.write("goenv/v9.9.9-0123abcd/goroot/VERSION", b"go9.9.9\n"),
    ];
    let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Residue).says(&[&install::residue, &install::residue_help]);
    for name in ["bin", "state/notes", "v9.9.9-0123abcd"] {
        assert!(outcome.stderr.contains(name), "{outcome}");
    }
    let left = Tree::of(&home.prefix());
    for path in &kept {
        assert!(path.is_file());
    }
    let names = [
        "",
        "bin",
        "bin/mine",
        "state",
        "state/notes",
        "v9.9.9-0123abcd",
        "v9.9.9-0123abcd/goroot",
        "v9.9.9-0123abcd/goroot/VERSION",
    ];
    assert_eq!(
        left.modes().map(|(path, _)| path.to_str().unwrap()).collect::<Vec<_>>(),
        names,
        "{outcome}"
    );
}

#[test]
fn a_profile_that_could_not_be_edited_is_named_and_the_next_run_edits_it() {
    let home = Home::empty();
    home.write(".bashrc", b"alias ll='ls -l'\n");
    let (before, file, rc) = (home.tree(), home.mini(), home.path().join(".bashrc"));
    home.run(&file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    std::fs::set_permissions(&rc, PermissionsExt::from_mode(0o444)).unwrap();
    for uninstall in [home.goferry(), home.run(&file)] {
        let outcome = uninstall.args(["uninstall", "--all", "-y"]).run();
        outcome.ends_with(Exit::Residue).says(&[&profile::left_behind, &profile::why_read_only]);
        assert!(!home.prefix().exists(), "{outcome}");
    }
    std::fs::set_permissions(&rc, PermissionsExt::from_mode(0o644)).unwrap();
    let outcome = home.run(&file).args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Done);
    home.is_still(&before, &outcome);
}
