//! `goferry doctor`: each illness by its name, with the way out, and nothing changed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use tests::words::{doctor, home as words, install, profile, repair};
use tests::{Home, Invocation};
use voice::Exit;
use voice::{Lang, Text};

/// As a login shell of the user's has it.
fn in_a_shell(home: &Home) -> Invocation {
    let bin = home.prefix().join("current-goroot/bin");
    home.goferry().env("PATH", format!("{}:/usr/bin:/bin", bin.display())).arg("doctor")
}

fn report(run: Invocation, exit: Exit) -> serde_json::Value {
    let outcome = run.arg("--json").run();
    outcome.ends_with(exit);
    serde_json::from_str(&outcome.stdout).unwrap()
}

fn state<'a>(report: &'a serde_json::Value, check: &str) -> &'a str {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().find(|c| c["check"] == check).unwrap()["state"].as_str().unwrap()
}

#[test]
fn a_good_installation_is_well_and_left_alone() {
    let home = Home::with_previous();
    let before = home.tree();
    for lang in [Lang::En, Lang::Zh] {
        let outcome = in_a_shell(&home).lang(lang).run();
        outcome.ends_with(Exit::Done).says(&[&doctor::well, &doctor::first_use]);
        outcome.does_not_say(&[&doctor::not_in_path]);
        home.is_still(&before, &outcome);
    }
    let report = report(in_a_shell(&home), Exit::Done);
    assert_eq!(report["healthy"], true);
    assert_eq!(state(&report, "release"), "ok");
    assert_eq!(state(&report, "trust"), "warn");
}

#[test]
fn what_wins_over_this_go_is_worth_knowing_and_no_illness() {
    let home = Home::with_previous();
    let other = home.beside("other/go");
    fs::create_dir(other.parent().unwrap()).unwrap();
    fs::write(&other, "#!/bin/sh\n").unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o755)).unwrap();
    let outside = home.goferry().arg("doctor").run();
    outside.ends_with(Exit::Done).says(&[&doctor::not_in_path, &doctor::not_in_path_help]);
    let ours = home.prefix().join("current-goroot/bin");
    let path = format!("{}:{}:/usr/bin:/bin", other.parent().unwrap().display(), ours.display());
    let run = home.goferry().arg("doctor").env("PATH", path).env("GOROOT", "/usr/lib/go").run();
    run.ends_with(Exit::Done).says(&[&doctor::not_first, &profile::goroot_set]);
    home.write(".bashrc", b"alias ll='ls -l'\n");
    in_a_shell(&home).run().ends_with(Exit::Done).says(&[&doctor::line_gone]);
}

#[test]
fn where_nothing_is_installed_there_is_nothing_wrong() {
    let home = Home::empty();
    let (file, before) = (home.mini(), home.tree());
    let goferry = || home.run(&file).arg("doctor");
    for lang in [Lang::En, Lang::Zh] {
        let outcome = goferry().lang(lang).run();
        outcome.ends_with(Exit::Done).says(&[&install::nothing_installed]);
        home.is_still(&before, &outcome);
    }
    let report = report(goferry(), Exit::Done);
    assert_eq!((&report["healthy"], &report["checks"]), (&true.into(), &serde_json::json!([])));
}

#[test]
fn a_release_without_any_record_beside_it_is_still_looked_at() {
    let home = Home::with_previous();
    fs::remove_dir_all(home.prefix().join("state")).unwrap();
    fs::remove_file(home.prefix().join("current")).unwrap();
    let outcome = home.goferry().arg("doctor").run();
    outcome.ends_with(Exit::State).says(&[&repair::link_missing, &doctor::nothing_remembered]);
    home.goferry().args(["repair", "-y"]).run().ends_with(Exit::Done);
    home.goferry().arg("doctor").run().ends_with(Exit::Done).says(&[&doctor::well]);
}

#[test]
fn whoever_may_write_to_the_prefix_is_a_matter_for_its_user() {
    let home = Home::with_previous();
    fs::set_permissions(home.prefix(), fs::Permissions::from_mode(0o777)).unwrap();
    let before = home.tree();
    let outcome = in_a_shell(&home).run();
    outcome.ends_with(Exit::State).says(&[&words::writable, &words::chmod_help, &doctor::unwell]);
    outcome.does_not_say(&[&doctor::repair_help]);
    home.is_still(&before, &outcome);
    assert_eq!(state(&report(in_a_shell(&home), Exit::State), "ownership"), "fail");
    let outcome = home.goferry().args(["repair", "--dry-run"]).run();
    outcome.ends_with(Exit::Destination).says(&[&words::writable, &words::chmod_help]);
}

type Illness = (&'static str, Exit, &'static Text, fn(&Home));

#[test]
fn each_illness_fails_its_own_check() {
    let rows: [Illness; 9] = [
        ("environment", Exit::State, &doctor::file_differs, |home| {
            let env = home.prefix().join("env");
            fs::set_permissions(env, fs::Permissions::from_mode(0o600)).unwrap();
        }),
        ("links", Exit::State, &repair::link_missing, |home| {
            fs::remove_file(home.prefix().join("current-goroot")).unwrap();
        }),
        ("release", Exit::Modified, &tests::words::installed::missing, |home| {
            fs::remove_file(home.prefix().join("current/goroot/VERSION")).unwrap();
        }),
        ("release", Exit::State, &doctor::incomplete, |home| {
            let path = home.prefix().join("current/meta/receipt.json");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replace("\"complete\"", "\"activating\"")).unwrap();
        }),
        ("program", Exit::Modified, &doctor::no_program, |home| {
            let program = home.prefix().join("bin/goferry");
            fs::set_permissions(program, fs::Permissions::from_mode(0o700)).unwrap();
        }),
        ("environment", Exit::State, &doctor::file_differs, |home| {
            fs::write(home.prefix().join("env"), "").unwrap();
        }),
        ("trust", Exit::State, &doctor::damaged, |home| {
            fs::write(home.prefix().join("state/trust.json"), "").unwrap();
        }),
        ("trust", Exit::State, &doctor::nothing_remembered, |home| {
            fs::remove_file(home.prefix().join("state/trust.json")).unwrap();
        }),
        ("records", Exit::State, &doctor::order_damaged, |home| {
            fs::write(home.prefix().join("state/releases.json"), "").unwrap();
        }),
    ];
    for (check, exit, said, damage) in rows {
        let home = Home::with_previous();
        damage(&home);
        let before = home.tree();
        let outcome = in_a_shell(&home).run();
        outcome.ends_with(exit).says(&[said, &doctor::unwell, &doctor::repair_help]);
        home.is_still(&before, &outcome);
        let report = report(in_a_shell(&home), exit);
        assert_eq!(
            (state(&report, check), &report["healthy"]),
            ("fail", &false.into()),
            "{report}"
        );
        home.run(&home.mini()).args(["repair", "-y"]).run().ends_with(Exit::Done);
        in_a_shell(&home).run().ends_with(Exit::Done).says(&[&doctor::well]);
    }
    // What a cut-off run left is taken away.
    let home = Home::with_previous();
    fs::create_dir_all(home.prefix().join(".staging-7/goroot")).unwrap();
    in_a_shell(&home).run().ends_with(Exit::Done).says(&[&doctor::left]);
    home.goferry().args(["repair", "-y"]).run().ends_with(Exit::Done);
    assert!(!home.prefix().join(".staging-7").exists());
}
