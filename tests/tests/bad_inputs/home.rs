//! Section H, the home: what HOME may be, what lies in it, what the state of an installation may
//! have become.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use tests::words::{home, install, profile, trust};
use tests::{Home, Namespace, Release, Tree, Workshop, host, prints, require_root};
use voice::Exit;
use voice::Text;

/// Somebody who is not root.
const NOBODY: u32 = 65534;

#[test]
fn a_home_that_is_none_is_refused() {
    require_root();
    let scratch = Home::empty();
    let file = scratch.mini();
    let foreign = Home::empty().given_to(NOBODY);
    std::fs::write(scratch.beside("a-file"), "").unwrap();
    symlink("loop", scratch.beside("loop")).unwrap();
    symlink("nowhere", scratch.beside("dangling")).unwrap();
    let before = Tree::of(scratch.beside("").as_path());
    let beside = |name: &str| scratch.beside(name).into_os_string();
    let rows = [
        ("empty", Some("".into()), &home::home_unset),
        ("unset", None, &home::home_unset),
        ("relative", Some("home".into()), &home::home_not_absolute),
        ("dots", Some("/tmp/../tmp".into()), &home::home_not_absolute),
        ("the root", Some("/".into()), &home::home_not_absolute),
        ("missing", Some(beside("missing")), &home::home_no_directory),
        ("a file", Some(beside("a-file")), &home::home_no_directory),
        ("a loop", Some(beside("loop")), &home::home_no_directory),
        ("dangling", Some(beside("dangling")), &home::home_no_directory),
    ];
    for (what, home, said) in rows {
        let invocation = scratch.run(&file).args(["install", "-y"]);
        let invocation = match &home {
            Some(home) => invocation.env("HOME", home),
            None => invocation.without_env("HOME"),
        };
        for lang in [voice::Lang::En, voice::Lang::Zh] {
            let outcome = invocation.clone().lang(lang).run();
            outcome.ends_with(Exit::Destination).says(&[said, &home::home_help]);
            let differences = before.differences(&Tree::of(scratch.beside("").as_path()));
            assert!(differences.is_empty(), "{what}: {differences}");
        }
    }
    // sudo, with the HOME of the user who typed it.
    let outcome = scratch.run(&file).args(["install", "-y"]).env("HOME", foreign.path()).run();
    outcome.ends_with(Exit::Destination).says(&[&home::home_foreign, &home::home_foreign_help]);
    let outcome = foreign.run(&file).args(["install", "-y"]).user(NOBODY - 1).run();
    outcome.ends_with(Exit::Destination).says(&[&home::home_foreign, &home::home_help]);
    assert!(std::fs::read_dir(foreign.path()).unwrap().next().is_none());
}

#[test]
fn a_home_with_an_odd_name_works() {
    let odd = [
        OsStr::new("my home"),
        OsStr::new("家 目录"),
        OsStr::from_bytes(b"\xbc\xd2"),
        OsStr::new("it's $HOME \"`x`\" \\"),
    ];
    for name in odd {
        let home = Home::named(name);
        home.write(".bashrc", b"\n");
        let file = home.mini();
        home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
        home.go_works();
        let found = home.run(Path::new("/bin/bash")).args(["--login", "-c", "go version"]).run();
        assert!(found.is_success() && found.stdout.starts_with("go version go1.27.3"), "{found}");
    }
    for name in ["two\nlines", "colon:colon"] {
        let home = Home::named(name);
        home.write(".bashrc", b"\n");
        let (file, before) = (home.mini(), home.tree());
        let outcome = home.run(&file).args(["install", "-y"]).run();
        outcome
            .ends_with(Exit::Destination)
            .says(&[&profile::prefix_unspeakable, &profile::other_prefix]);
        home.is_still(&before, &outcome);
    }
}

#[test]
fn a_home_behind_a_link_works() {
    let home = Home::empty();
    let link = home.beside("link");
    symlink(home.path(), &link).unwrap();
    home.write(".bashrc", b"\n");
    let file = home.mini();
    home.run(&file).env("HOME", &link).args(["install", "-y"]).run().ends_with(Exit::Done);
    home.go_works();
    let found = home
        .run(Path::new("/bin/bash"))
        .env("HOME", &link)
        .args(["--login", "-c", "go version"])
        .run();
    assert!(found.is_success(), "{found}");
}

#[test]
fn a_prefix_that_is_a_link_is_refused() {
    let namespace = Namespace::enter();
    let home = Home::empty();
    let elsewhere = home.beside("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    namespace.tmpfs(&elsewhere, "size=256m");
    let file = home.mini();
    for target in [elsewhere.as_path(), Path::new("nowhere")] {
        symlink(target, home.prefix()).unwrap();
        let before = home.tree();
        let outcome = home.run(&file).args(["install", "-y"]).run();
        outcome
            .ends_with(Exit::Destination)
            .says(&[&install::prefix_link, &install::prefix_link_help]);
        home.is_still(&before, &outcome);
        assert!(std::fs::read_dir(&elsewhere).unwrap().next().is_none(), "{outcome}");
        std::fs::remove_file(home.prefix()).unwrap();
    }
    // Said in full, the same place is fine.
    let prefix = elsewhere.join("goenv");
    home.run(&file).args(["install", "-y", "--prefix"]).arg(&prefix).run().ends_with(Exit::Done);
    assert!(prefix.join("current-goroot/bin/go").is_file());
}

#[test]
fn a_current_that_is_no_link_is_left_alone() {
    let next = Release::mini().counting(2).build(Workshop::shared());
    for is_directory in [true, false] {
        let home = Home::with_previous();
        let current = home.prefix().join("current");
        std::fs::remove_file(&current).unwrap();
        match is_directory {
            true => std::fs::create_dir(&current).unwrap(),
            false => std::fs::write(&current, "mine\n").unwrap(),
        }
        let (file, before) = (home.lay("next.run", &next), home.tree());
        let outcome = home.install(&file).run();
        outcome
            .ends_with(Exit::State)
            .says(&[&install::current_no_link, &install::current_no_link_help]);
        home.is_still(&before, &outcome);
    }
}

#[test]
fn a_foreign_directory_is_never_touched() {
    let home = Home::empty();
    home.write("goenv/thesis.tex", b"\\documentclass{book}\n");
    let (file, before) = (home.mini(), home.tree());
    for lang in [voice::Lang::En, voice::Lang::Zh] {
        let outcome = home.run(&file).args(["install", "-y"]).lang(lang).run();
        outcome.ends_with(Exit::Destination).says(&[&install::foreign, &install::other_prefix]);
        home.is_still(&before, &outcome);
    }
    std::fs::remove_dir_all(home.prefix()).unwrap();
    home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
    home.write("goenv/mine.txt", b"mine\n");
    let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Residue).says(&[&install::residue]);
    assert_eq!(std::fs::read(home.prefix().join("mine.txt")).unwrap(), b"mine\n");
}

#[test]
fn what_wins_over_the_installation_is_a_warning() {
    let home = Home::empty();
    let other = home.beside("other");
    std::fs::create_dir(&other).unwrap();
    home.lay("other/go", &prints(host(), "go version go1.2 linux/amd64\n"));
    home.write(".config/go/env", b"GOPROXY=https://goproxy.example\n");
    let file = home.mini();
    let path = format!("{}:/usr/bin:/bin", other.display());
    let invocation = home.run(&file).args(["install", "-y"]).env("PATH", path);
    let outcome = invocation.env("GOROOT", "/opt/elsewhere").env("GOFLAGS", "-mod=mod").run();
    let said = [
        &profile::another_go,
        &profile::goroot_set,
        &profile::variable_wins,
        &profile::user_file_wins,
    ];
    outcome.ends_with(Exit::Done).says(&said);
    home.go_works();
}

/// A state file, what becomes of it, and what is said.
type Damage = (&'static str, &'static str, fn(&Path), &'static Text);

#[test]
fn a_damaged_state_is_said_and_the_old_release_works() {
    let empty: fn(&Path) = |path| std::fs::write(path, "").unwrap();
    let cut: fn(&Path) = |path| {
        let bytes = std::fs::read(path).unwrap();
        std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    };
    let garbage: fn(&Path) = |path| std::fs::write(path, [0xff; 100]).unwrap();
    let newer: fn(&Path) = |path| {
        let text = std::fs::read_to_string(path).unwrap();
        std::fs::write(path, text.replacen("\"schema\":1", "\"schema\":99", 1)).unwrap();
    };
    let directory: fn(&Path) = |path| {
        std::fs::remove_file(path).unwrap();
        std::fs::create_dir(path).unwrap();
    };
    let unreadable: fn(&Path) =
        |path| std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o000)).unwrap();
    let foreign: fn(&Path) = |path| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::chown(path, Some(0), Some(0)).unwrap();
    };
    let (trusted, environment) = ("state/trust.json", "state/environment.json");
    let rows: [Damage; 12] = [
        ("empty", trusted, empty, &install::reading_trust),
        ("cut", trusted, cut, &install::reading_trust),
        ("garbage", trusted, garbage, &trust::repair),
        ("a newer schema", trusted, newer, &trust::repair),
        ("a directory", trusted, directory, &install::reading_trust),
        ("mode 0000", trusted, unreadable, &install::reading_trust),
        ("root's", trusted, foreign, &install::reading_trust),
        ("empty", environment, empty, &install::reading_receipt),
        ("cut", environment, cut, &install::reading_receipt),
        ("garbage", environment, garbage, &install::reading_receipt),
        ("mode 0000", environment, unreadable, &install::reading_receipt),
        ("root's", environment, foreign, &install::reading_receipt),
    ];
    require_root();
    for (what, name, damage, said) in rows {
        let home = Home::with_previous().given_to(NOBODY);
        damage(&home.prefix().join(name));
        let next = home.lay("next.run", &Release::mini().counting(2).build(Workshop::shared()));
        let before = home.tree();
        for lang in [voice::Lang::En, voice::Lang::Zh] {
            let outcome = home.install(&next).user(NOBODY).lang(lang).run();
            let outcome = tests::Outcome {
                command: format!("{name} {what}: {}", outcome.command),
                ..outcome
            };
            outcome.ends_with(Exit::State).says(&[said]);
            home.withstood(&before, &outcome);
        }
    }
}

#[test]
fn profiles_come_back_to_the_byte() {
    let long = "# a very long profile\n".repeat(500_000);
    let half = b"x=1\n. \"$HOME/goenv/env\"  # added by gofer\nalias y=z\n";
    let rows: [(&str, &str, &[u8], u32); 9] = [
        ("plain", ".bashrc", b"alias ll='ls -l'\n", 0o644),
        ("empty", ".bashrc", b"", 0o600),
        ("CRLF", ".bashrc", b"alias a=b\r\nalias c=d\r\n", 0o644),
        ("no final newline", ".bashrc", b"alias a=b", 0o640),
        ("GB18030", ".bashrc", b"alias \xbc\xd2='cd ~'\n", 0o644),
        ("10 MB", ".bashrc", long.as_bytes(), 0o644),
        ("half of our line", ".bashrc", half, 0o644),
        ("fish", ".config/fish/config.fish", b"set -g fish_greeting\n", 0o644),
        ("csh", ".cshrc", b"alias ll ls -l\n", 0o644),
    ];
    for (what, name, bytes, mode) in rows {
        let home = Home::empty();
        let rc = home.write(name, bytes);
        std::fs::set_permissions(&rc, std::fs::Permissions::from_mode(mode)).unwrap();
        let (file, before) = (home.mini(), home.tree());
        home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
        assert!(
            std::fs::read(&rc).unwrap().starts_with(bytes),
            "{what}: foreign bytes were changed"
        );
        let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
        outcome.ends_with(Exit::Done);
        home.is_still(&before, &format!("{what}: {outcome}"));
    }
}

#[test]
fn a_profile_that_cannot_be_edited_is_left_alone_and_said() {
    require_root();
    let home = Home::empty();
    home.write("dotfiles/bashrc", b"alias ll='ls -l'\n");
    symlink("dotfiles/bashrc", home.path().join(".bashrc")).unwrap();
    let read_only = home.write(".profile", b"umask 022\n");
    std::fs::set_permissions(&read_only, std::fs::Permissions::from_mode(0o444)).unwrap();
    let home = home.given_to(NOBODY);
    let file = home.mini();
    let outcome = home.run(&file).args(["install", "-y"]).user(NOBODY).run();
    assert!([0, 32].contains(&outcome.status.code().unwrap()), "{outcome}");
    outcome.says(&[&profile::left_alone, &profile::why_symlink, &profile::why_read_only]);
    assert_eq!(std::fs::read(home.path().join("dotfiles/bashrc")).unwrap(), b"alias ll='ls -l'\n");
    assert_eq!(
        std::fs::read_link(home.path().join(".bashrc")).unwrap(),
        Path::new("dotfiles/bashrc")
    );
    assert_eq!(std::fs::read(read_only).unwrap(), b"umask 022\n");
    home.go_works();
}

#[test]
fn our_line_twice_or_cut_in_half_becomes_one_and_then_none() {
    let home = Home::empty();
    let rc = home.write(".bashrc", b"first\n");
    let file = home.mini();
    let install = || home.run(&file).args(["install", "-y"]).run();
    install().ends_with(Exit::Done);
    let once = std::fs::read_to_string(&rc).unwrap();
    let ours = once.strip_prefix("first\n").unwrap();
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    std::fs::write(&rc, format!("first\n{ours}second\n{ours}")).unwrap();
    install().ends_with(Exit::Done);
    install().ends_with(Exit::Done).says(&[&install::already_current]);
    let after = std::fs::read_to_string(&rc).unwrap();
    assert!(after.contains("first\n") && after.contains("second\n"), "{after}");
    assert!(after.matches(ours).count() <= 2, "our line was added again: {after}");
}
