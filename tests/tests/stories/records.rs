//! `doctor` on what goferry writes down for itself: the audit log, and what was taken in.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tests::words::{audit, doctor};
use tests::{Home, Outcome};
use voice::Exit;
use voice::Text;

fn log(home: &Home) -> PathBuf {
    home.prefix().join("state/audit.jsonl")
}

fn look(home: &Home) -> Outcome {
    home.goferry().arg("doctor").run()
}

/// What it says of one check.
fn state(home: &Home, check: &str) -> Value {
    let report: Value =
        serde_json::from_str(&home.goferry().args(["doctor", "--json"]).run().stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let found = checks.iter().find(|row| row["check"] == check);
    found.map(|row| row["state"].clone()).unwrap_or_default()
}

#[test]
fn an_edited_log_is_found_and_repair_does_not_pretend_to_mend_it() {
    type Edit = fn(&str) -> String;
    let edits: [(&Text, Edit); 3] = [
        (&audit::changed, |text| text.replacen("\"install\"", "\"pin\"", 1)),
        (&audit::missing, |text| text.lines().nth(1).unwrap().to_owned() + "\n"),
        (&audit::foreign, |text| format!("{text}{{}}\n")),
    ];
    for (said, edit) in edits {
        let home = Home::with_previous();
        fs::write(log(&home), edit(&fs::read_to_string(log(&home)).unwrap())).unwrap();
        let outcome = look(&home);
        outcome.ends_with(Exit::Modified).says(&[said, &audit::broken_help, &doctor::unwell]);
        outcome.does_not_say(&[&doctor::repair_help]);
        assert_eq!(state(&home, "audit"), "fail");
        // As it says: put away as evidence, it makes room for a new one.
        fs::rename(log(&home), home.beside("audit.jsonl")).unwrap();
        look(&home).ends_with(Exit::State).says(&[&audit::no_log, &audit::no_log_help]);
        let current = home.current();
        home.goferry().arg("pin").arg(current).run().ends_with(Exit::Done);
        look(&home).ends_with(Exit::Done).says(&[&doctor::well]);
    }
}

#[test]
fn a_last_line_that_a_power_cut_cut_short_is_no_finding() {
    let home = Home::with_previous();
    let text = fs::read_to_string(log(&home)).unwrap() + "{\"schema\":1,\"seq\":3,\"ti";
    fs::write(log(&home), text).unwrap();
    look(&home).ends_with(Exit::Done).says(&[&doctor::well]);
    assert_eq!(state(&home, "audit"), "ok");
}

/// A home with a version made by hand, its own GOPATH in use, and a release installed beside it.
fn adopted() -> Home {
    let home = Home::empty();
    home.write("goenv/v1.21.0/goroot/VERSION", b"go1.21.0\n");
    home.write("goenv/v1.21.0/goroot/bin/go", b"#!/bin/sh\n");
    home.write("goenv/v1.21.0/gopath/bin/tool", b"#!/bin/sh\n");
    for name in ["goroot", "gopath"] {
        let link = home.prefix().join(format!("current-{name}"));
        std::os::unix::fs::symlink(Path::new("v1.21.0").join(name), link).unwrap();
    }
    let file = home.mini();
    home.run(&file).args(["install", "-y", "--adopt"]).run().ends_with(Exit::Done);
    home
}

#[test]
fn what_was_taken_in_is_to_be_there_and_its_record_to_be_readable() {
    let home = adopted();
    look(&home).ends_with(Exit::Done).says(&[&doctor::well]);
    assert_eq!(state(&home, "adoption"), "ok");
    let go = home.prefix().join("v1.21.0/goroot/bin/go");
    fs::rename(&go, home.beside("go")).unwrap();
    let outcome = look(&home);
    outcome.ends_with(Exit::State).says(&[&doctor::adopted_gone, &doctor::adopted_gone_help]);
    assert_eq!(state(&home, "adoption"), "fail");
    fs::rename(home.beside("go"), &go).unwrap();
    look(&home).ends_with(Exit::Done);
    let record = home.prefix().join("state/adopted.json");
    let good = fs::read(&record).unwrap();
    let theirs = fs::read_link(home.prefix().join("current-gopath")).unwrap();
    for bad in ["", "{", "[]"] {
        fs::write(&record, bad).unwrap();
        let outcome = look(&home);
        outcome.ends_with(Exit::State).says(&[&doctor::damaged, &doctor::adoption_damaged_help]);
        outcome.does_not_say(&[&doctor::repair_help]);
        // Nobody knows now whose the links are: they stay.
        home.goferry().args(["repair", "-y"]).run().ends_with(Exit::Done);
        assert_eq!(fs::read_link(home.prefix().join("current-gopath")).unwrap(), theirs);
    }
    fs::write(&record, good).unwrap();
    look(&home).ends_with(Exit::Done);
}

#[test]
fn where_nothing_was_taken_in_nothing_is_said_of_it() {
    assert_eq!(state(&Home::with_previous(), "adoption"), Value::Null);
}
