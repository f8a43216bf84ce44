//! The record of what was done: written by every verb, and handed on to collectors.

mod tampering;
mod unrecorded;

use serde_json::Value;
use std::path::PathBuf;
use tests::words::audit as words;
use tests::{Home, Invocation, Outcome, Release, require_tool};
use voice::Exit;

fn state(home: &Home) -> PathBuf {
    home.prefix().join("state")
}

fn log(home: &Home) -> String {
    std::fs::read_to_string(state(home).join("audit.jsonl")).unwrap()
}

fn records(home: &Home) -> Vec<Value> {
    log(home).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Gives the log another text.
fn put(home: &Home, lines: &[&str]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(state(home).join("audit.jsonl"), text).unwrap();
}

fn next(home: &Home, counter: u32) -> PathBuf {
    let bytes = Release::mini().with_stub().counting(counter).build(home.workshop());
    home.lay(&format!("next-{counter}.run"), &bytes)
}

fn verify(home: &Home) -> Outcome {
    home.goferry().args(["audit", "verify"]).run()
}

/// A home with two releases and some history: what was done, and how it ended.
fn with_history() -> (Home, Vec<(&'static str, Exit)>) {
    let home = Home::with_previous();
    let old = home.current().display().to_string();
    let root = home.workshop().root_key().certificate().fingerprint().to_string();
    let mut done = vec![("install", Exit::Done)];
    let file = next(&home, 2);
    let mut run = |what: &'static str, exit: Exit, invocation: Invocation| {
        invocation.run().ends_with(exit);
        done.push((what, exit));
    };
    run("install", Exit::Done, home.run(&file).args(["install", "-y"]));
    run("use", Exit::Done, home.goferry().args(["use", &old]));
    run("use", Exit::Usage, home.goferry().args(["use", "1.2.3"]));
    run("rollback", Exit::Done, home.goferry().arg("rollback"));
    run("pin", Exit::Done, home.goferry().args(["pin", &old]));
    run("uninstall", Exit::Preflight, home.goferry().args(["uninstall", "-y", &old]));
    run("unpin", Exit::Done, home.goferry().args(["unpin", &old]));
    run("trust confirm", Exit::Done, home.goferry().args(["trust", "confirm", &root]));
    run("trust import", Exit::Damaged, home.goferry().args(["trust", "import", "/etc/passwd"]));
    run("uninstall", Exit::Done, home.goferry().args(["uninstall", "-y", &old]));
    (home, done)
}

#[test]
fn every_change_and_every_refusal_is_on_record_with_who_what_and_how_it_ended() {
    let (home, done) = with_history();
    let records = records(&home);
    let ends: Vec<(String, u64)> = records
        .iter()
        .filter(|record| record["phase"] != "begun")
        .map(|record| {
            (record["action"].as_str().unwrap().to_owned(), record["exit"].as_u64().unwrap())
        })
        .collect();
    let expected: Vec<(String, u64)> =
        done.iter().map(|(what, exit)| ((*what).to_owned(), exit.code().into())).collect();
    assert_eq!(ends, expected);
    let whoami = Invocation::of("id").arg("-un").run().stdout;
    for record in &records {
        assert_eq!(record["user"], whoami.trim());
        assert_eq!(record["goferry"], env!("CARGO_PKG_VERSION"));
        let time = record["time"].as_str().unwrap();
        assert!(time.len() == 20 && time.ends_with('Z'), "{time}");
    }
    let refused = records.iter().find(|record| record["phase"] == "refused").unwrap();
    assert_eq!((&refused["action"], &refused["release"]), (&"use".into(), &"1.2.3".into()));
    let removed = records.last().unwrap();
    assert_eq!((&removed["action"], removed["release"].is_string()), (&"uninstall".into(), true));
    let install = &records[0];
    let receipt = home.goferry().args(["versions", "--json"]).run().stdout;
    let release = &serde_json::from_str::<Value>(&receipt).unwrap()[0]["receipt"];
    let second = records.iter().rfind(|record| record["action"] == "install").unwrap();
    for (field, of) in [
        ("manifest_sha256", "manifest_sha256"),
        ("manifest_sm3", "manifest_sm3"),
        ("release", "release"),
        ("signers", "signed_by"),
        ("trust", "trust"),
    ] {
        assert_eq!(second[field], release[of], "{field}");
    }
    assert!(install["file"].as_str().unwrap().ends_with("mini.run"));
    assert_eq!(install["trust"], "tofu");
    let root = home.workshop().root_key().certificate().fingerprint().to_string();
    assert_eq!(install["root"], root.as_str());
    let imported = records.iter().find(|record| record["action"] == "trust import").unwrap();
    assert_eq!((&imported["phase"], &imported["file"]), (&"refused".into(), &"/etc/passwd".into()));
}

#[test]
fn looking_and_dry_runs_leave_no_line() {
    let home = Home::with_previous();
    let before = log(&home);
    let current = home.current().display().to_string();
    for words in [
        &["versions"][..],
        &["verify", "--installed"],
        &["doctor"],
        &["trust", "show"],
        &["audit", "verify"],
        &["audit", "export"],
        &["use", &current, "--dry-run"],
        &["use", "9.9.9", "--dry-run"],
        &["uninstall", "--all", "--dry-run"],
    ] {
        home.goferry().args(words).run().is_calm();
        assert_eq!(log(&home), before, "{words:?}");
    }
    let file = home.mini();
    home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
    assert_eq!(log(&home), before, "a second install changes nothing");
}

#[test]
fn collectors_take_the_export_in() {
    require_tool("jq");
    let home = Home::with_previous();
    let lines = home.goferry().args(["audit", "export"]).run();
    assert_eq!(lines.ends_with(Exit::Done).stdout, log(&home));
    let events = home.goferry().args(["audit", "export", "--format", "splunk"]).run();
    let file = home.beside("events.json");
    std::fs::write(&file, &events.ends_with(Exit::Done).stdout).unwrap();
    // What Splunk's HTTP Event Collector demands: time as a number of seconds, the event an object.
    let jq = Invocation::of("jq").args(["-c", r#"select((.time | type) == "number" and .time == (.event.time | fromdate) and .host == .event.host and .source == "goferry" and .sourcetype == "goferry:audit") | .event"#]).arg(&file).run();
    let back: Vec<Value> =
        jq.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(back, records(&home), "{jq}");
    let hostname = Invocation::of("uname").arg("-n").run().stdout;
    assert_eq!(records(&home)[0]["host"], hostname.trim());
    home.goferry().args(["audit", "export", "--format", "xml"]).run().ends_with(Exit::Usage);
    // What is not ours is not handed on as if it were.
    let text = log(&home);
    put(&home, &text.lines().chain(["{}"]).collect::<Vec<_>>());
    let warned = home.goferry().args(["audit", "export"]).run();
    assert_eq!(warned.ends_with(Exit::Done).says(&[&words::broken]).stdout, text);
}

#[test]
fn the_log_is_for_others_to_read_and_its_lock_is_not() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::with_previous();
    for (name, expected) in [("audit.jsonl", 0o644), ("audit.lock", 0o600)] {
        let mode = std::fs::metadata(state(&home).join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, expected, "{name}");
    }
}

#[test]
fn the_record_of_an_image_names_neither_host_nor_user() {
    let home = Home::empty();
    let (file, image) = (home.mini(), home.beside("image"));
    std::fs::create_dir(&image).unwrap();
    Invocation::of(&file).args(["install", "-y", "--root"]).arg(&image).run().ends_with(Exit::Done);
    let log = image.join("opt/goenv/state/audit.jsonl");
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        for field in ["host", "user", "uid", "login_uid", "tty", "pid"] {
            assert_eq!(record[field], Value::Null, "{field}");
        }
        assert_eq!(record["file"], "mini.run");
    }
}

#[test]
fn a_full_uninstall_takes_the_record_with_it() {
    let home = Home::with_previous();
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    assert!(!home.prefix().exists());
}
