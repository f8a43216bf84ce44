//! Taking away: one release, everything, and what stays because it is the user's.

use payloads::Exit;
use payloads::words::install;
use std::path::{Path, PathBuf};
use tests::{Home, Release, Tree, Workshop};

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
    let rest =
        |home: &Home| home.tree().without(|path| path.starts_with(Path::new("goenv").join(&old)));
    let before = rest(&home);
    let outcome = home.goferry().args(["uninstall", "-y"]).arg(&old).run();
    outcome.ends_with(Exit::Done).says(&[&install::REMOVED]);
    assert!(!home.prefix().join(&old).exists());
    assert_eq!(before.differences(&home.tree()), "", "{outcome}");
    home.go_works();
    let only = home.current();
    let outcome = home.goferry().args(["uninstall", "-y", "1.27.3"]).run();
    outcome.ends_with(Exit::Usage).says(&[&install::IS_CURRENT, &install::IS_CURRENT_HELP]);
    assert_eq!(home.current(), only);
}

#[test]
fn a_release_that_is_not_there_or_not_the_only_one_meant_is_refused() {
    let (home, _) = with_two();
    let before = home.tree();
    for (wanted, said) in [
        ("1.26.8", &install::NO_SUCH_RELEASE),
        ("1.27.3", &install::NO_SUCH_RELEASE),
        ("../home", &install::NO_SUCH_RELEASE),
    ] {
        let outcome = home.goferry().args(["uninstall", "-y", wanted]).run();
        outcome.ends_with(Exit::Usage).says(&[said, &install::VERSIONS_HELP]);
        home.is_still(&before, &outcome);
    }
}

#[test]
fn it_asks_first_and_no_leaves_everything() {
    let home = Home::with_previous();
    let before = home.tree();
    let talk =
        home.goferry().args(["uninstall", "--all"]).on_a_terminal(&[(install::REMOVE.en, "n")]);
    talk.outcome.ends_with(Exit::Declined);
    assert!(talk.screen.contains(&home.prefix().display().to_string()), "{}", talk.screen);
    home.is_still(&before, &talk.screen);
    home.goferry()
        .args(["uninstall", "--all"])
        .run()
        .ends_with(Exit::Usage)
        .says(&[&install::CANNOT_ASK]);
    let talk =
        home.goferry().args(["uninstall", "--all"]).on_a_terminal(&[(install::REMOVE.en, "y")]);
    talk.outcome.ends_with(Exit::Done);
    assert!(!home.prefix().exists());
}

#[test]
fn a_gopath_with_files_stays_until_it_is_purged() {
    let home = Home::with_previous();
    let tool = home.write("goenv/gopath/bin/tool", b"mine\n");
    let cache = home.write("goenv/gopath/pkg/mod/x@v1.0.0/x.go", b"package x\n");
    // As Go leaves its module cache without -modcacherw.
    let closed = std::os::unix::fs::PermissionsExt::from_mode(0o555);
    std::fs::set_permissions(cache.parent().unwrap(), closed).unwrap();
    let gopath = Tree::of(&home.prefix().join("gopath"));
    let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Done).says(&[&install::KEPT_GOPATH]);
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
    outcome.ends_with(Exit::Usage).says(&[&install::NOTHING_INSTALLED]);
    home.is_still(&before, &outcome);
}
