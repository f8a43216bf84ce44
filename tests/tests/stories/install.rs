//! Installing: the first time, the second time, and not at all.

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tests::words::{inspect, install, plan, profile, terms};
use tests::{Home, REAL_GO, Real, Release, Tree, Workshop};
use voice::Exit;
use voice::Lang;

/// A home as people have them: several shells, odd bytes, odd modes.
fn full() -> Home {
    let home = Real::home();
    home.write(".bashrc", b"alias ll='ls -l'\n# \xc4\xe3\xba\xc3, no newline at the end");
    home.write(".profile", b"umask 022\r\n");
    home.write(".zshrc", b"setopt nomatch\n");
    home.write(".config/fish/config.fish", b"set -g fish_greeting\n");
    let private = home.write(".cshrc", b"set noclobber\n");
    std::fs::set_permissions(private, std::fs::Permissions::from_mode(0o600)).unwrap();
    home.write("notes/todo.txt", b"nothing\n");
    home
}

/// When each path was last changed in any way, links included: what a run that writes nothing leaves alone.
fn stamps(root: &Path) -> BTreeMap<PathBuf, (u64, i64, i64, i64, i64)> {
    let (mut stamps, mut open) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(path) = open.pop() {
        let data = path.symlink_metadata().unwrap();
        if data.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        stamps.insert(
            path,
            (data.ino(), data.mtime(), data.mtime_nsec(), data.ctime(), data.ctime_nsec()),
        );
    }
    stamps
}

#[test]
fn the_second_install_says_so_and_changes_nothing() {
    let (real, home) = (Real::shared(), full());
    let file = real.file();
    let first = home.run(&file).args(["install", "-y", "--no-gate"]).run();
    first.ends_with(Exit::Done).says(&[
        &install::undamaged,
        &install::root_tofu,
        &inspect::tofu_warning,
        &install::will_install,
        &install::installed,
    ]);
    first.says(&[&profile::profile_edited, &profile::hint_source]);
    let before = stamps(home.path());
    for lang in [Lang::En, Lang::Zh] {
        for again in [
            home.run(&file).lang(lang),
            home.run(&file).args(["install", "-y", "--changed-exit"]).lang(lang),
            home.goferry().arg("install").arg(&file).lang(lang),
        ] {
            again.run().ends_with(Exit::Done).says(&[&install::already_current]);
            assert_eq!(stamps(home.path()), before);
        }
    }
    let told = home.run(&file).args(["install", "--json"]).run();
    let told: serde_json::Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    assert_eq!(told["changed"], false);
    assert_eq!(stamps(home.path()), before);
}

#[test]
fn an_uninstall_puts_an_empty_and_a_full_home_back_to_the_byte() {
    for home in [Real::home(), full()] {
        let before = home.tree();
        let install = home.run(&Real::shared().file()).args(["install", "-y", "--no-gate"]);
        install.run().ends_with(Exit::Done);
        home.run(&Real::shared().next())
            .args(["install", "-y", "--no-gate"])
            .run()
            .ends_with(Exit::Done);
        let asked = home.goferry().args(["uninstall", "--all", "--dry-run"]).run();
        asked.ends_with(Exit::Done).says(&[&plan::edit_profile, &plan::remove]);
        assert!(home.prefix().is_dir());
        let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
        outcome.ends_with(Exit::Done).says(&[&install::removed]);
        home.is_still(&before, &outcome);
    }
}

#[test]
fn a_question_that_is_answered_with_no_changes_nothing_in_either_language() {
    for (lang, question, no) in
        [(Lang::En, install::go_on.en, "n"), (Lang::Zh, install::go_on.zh, "否")]
    {
        let home = full();
        let (file, before) = (home.mini(), home.tree());
        for answer in [no, ""] {
            let talk = home.run(&file).lang(lang).on_a_terminal(&[(question, answer)]);
            talk.outcome.ends_with(Exit::Declined);
            let words = &install::will_edit_profiles;
            let words = if lang == Lang::En { words.en } else { words.zh };
            assert!(
                talk.screen.contains(words) && talk.screen.contains("[y/N"),
                "{words} expected on\n{}",
                talk.screen
            );
            assert!(talk.screen.contains("Snake-oil release"), "{}", talk.screen);
            home.is_still(&before, &talk.screen);
        }
    }
}

#[test]
fn a_question_that_is_answered_with_yes_installs_in_either_language() {
    for (lang, question, yes) in
        [(Lang::En, install::go_on.en, "y"), (Lang::Zh, install::go_on.zh, "是")]
    {
        let home = Home::empty();
        let file = home.mini();
        let talk = home.run(&file).lang(lang).on_a_terminal(&[(question, yes)]);
        talk.outcome.ends_with(Exit::Done);
        home.go_works();
    }
}

#[test]
fn without_a_terminal_only_yes_installs() {
    let home = full();
    let (file, before) = (home.mini(), home.tree());
    for lang in [Lang::En, Lang::Zh] {
        let outcome = home.run(&file).lang(lang).run();
        outcome.ends_with(Exit::Usage).says(&[&install::cannot_ask, &install::cannot_ask_help]);
        home.is_still(&before, &outcome);
    }
    home.run(&file).arg("-y").run().ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn each_way_of_setting_the_environment_does_what_it_says_and_no_more() {
    let ways: [(&[&str], &[&str]); 4] = [
        (&["--no-modify-profile"], &[]),
        (&["--env=none"], &[]),
        (&["--env", "wrapper"], &["bin/go", "bin/gofmt"]),
        (&["--env=direnv"], &["envrc"]),
    ];
    for (options, files) in ways {
        let home = full();
        let (file, before) = (home.mini(), home.tree());
        let outcome = home.run(&file).args(["install", "-y"]).args(options).run();
        outcome.ends_with(Exit::Done).does_not_say(&[&profile::profile_edited]);
        let after = home.tree().without(|path| path.starts_with("goenv"));
        assert_eq!(before.differences(&after), "", "{outcome}");
        for name in ["bin/go", "bin/gofmt", "envrc"] {
            assert_eq!(
                home.prefix().join(name).exists(),
                files.contains(&name),
                "{name} after {outcome}"
            );
        }
        home.go_works();
        if files.contains(&"bin/go") {
            let alone =
                home.run(&home.prefix().join("bin/go")).without_env("HOME").arg("version").run();
            assert!(alone.is_success() && alone.stdout.contains(REAL_GO), "{alone}");
        }
        let outcome = home.goferry().args(["uninstall", "-y"]).run();
        outcome.ends_with(Exit::Done);
        home.is_still(&before, &outcome);
    }
    let home = full();
    let outcome = home.run(&home.mini()).args(["install", "-y", "--env=magic"]).run();
    outcome.ends_with(Exit::Usage);
}

#[test]
fn a_log_has_every_line_with_its_time_and_nothing_coloured() {
    let home = Home::empty();
    let log = home.beside("log.txt");
    let file = home.mini();
    let outcome = home.run(&file).args(["install", "-y", "--log"]).arg(&log).run();
    outcome.ends_with(Exit::Done);
    let once = std::fs::read_to_string(&log).unwrap();
    for line in outcome.stdout.lines().chain(outcome.stderr.lines()) {
        assert!(once.lines().any(|kept| kept.ends_with(line)), "{line} is not in\n{once}");
    }
    home.run(&file).args(["verify", "--quiet", "--log"]).arg(&log).run().ends_with(Exit::Done);
    let twice = std::fs::read_to_string(&log).unwrap();
    assert!(twice.starts_with(&once) && twice.len() > once.len(), "{twice}");
    for line in twice.lines() {
        let (stamp, _) = line.split_once(' ').unwrap();
        let dated = stamp.len() == 20
            && stamp.starts_with("20")
            && stamp.ends_with('Z')
            && stamp.as_bytes()[10] == b'T';
        assert!(dated && !line.contains('\x1b'), "{line}");
    }
    let nowhere = home.run(&file).args(["verify", "--log", "/nowhere/log"]).run();
    nowhere.ends_with(Exit::Usage).says(&[&terms::opening_log]);
}

#[test]
fn the_newer_release_becomes_current_and_both_are_listed() {
    let home = Home::empty();
    let next = Release::mini().with_stub().counting(2).build(Workshop::shared());
    let (first, second) = (home.mini(), home.lay("next.run", &next));
    home.run(&first).args(["install", "-y"]).run().ends_with(Exit::Done);
    let old = home.current();
    home.install(&second).args(["--changed-exit"]).run().ends_with(Exit::Changed);
    let new = home.current();
    let listed = home.goferry().arg("versions").run();
    let lines: Vec<&str> = listed.ends_with(Exit::Done).stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    let line = |name: &Path| lines.iter().find(|line| line.starts_with(name.to_str().unwrap()));
    assert!(!line(&old).unwrap().contains('('), "{listed}");
    assert!(line(&new).unwrap().ends_with("  (current)"), "{listed}");
    let told = home.goferry().args(["versions", "--json"]).run();
    let told: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    let current =
        told.as_array().unwrap().iter().find(|release| release["current"] == true).unwrap();
    assert_eq!(current["receipt"]["counter"], 2);
}

#[test]
fn what_is_installed_is_what_the_file_lists_and_what_goferry_generates() {
    let (real, home) = (Real::shared(), Real::installed());
    let unpacked = home.beside("unpacked");
    let extract = home.run(&real.file()).args(["extract", "-C"]).arg(&unpacked);
    extract.run().ends_with(Exit::Done);
    let generated = |path: &Path| path == Path::new("") || path == Path::new("goroot/go.env");
    let installed = home.prefix().join(home.current());
    let both = [&unpacked, &installed].map(|place| Tree::of(place).without(generated));
    let more: Vec<String> = both[0]
        .differences(&both[1])
        .lines()
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    let ours = ["goferry", "index.zst", "manifest.json", "receipt.json", "roots", "signatures"];
    assert_eq!(more, ours.map(|name| format!("meta/{name}:")));
    assert!(both[1].modes().all(|(_, mode)| mode == 0o644 || mode == 0o755));
}

#[test]
fn progress_is_a_bar_on_a_terminal_and_plain_lines_elsewhere() {
    let (file, home) = (Real::shared().file(), Real::home());
    let install = |home: &Home| home.run(&file).args(["install", "-y", "--no-gate"]);
    let talk = install(&home).env("TERM", "xterm").on_a_terminal(&[]);
    talk.outcome.ends_with(Exit::Done);
    for part in [" MiB/", "MiB/s", "=>"] {
        assert!(talk.screen.contains(part), "{part:?} expected on\n{}", talk.screen);
    }
    let home = Real::home();
    let plain = install(&home).env("TERM", "xterm").run();
    plain.ends_with(Exit::Done);
    let said = format!("{}{}", plain.stdout, plain.stderr);
    assert!(!said.contains(['\x1b', '\r']) && !said.contains("MiB/s"), "{said}");
    let home = Real::home();
    let quiet = install(&home).arg("--quiet").run();
    quiet.ends_with(Exit::Done);
    assert_eq!(quiet.stdout, "");
}
