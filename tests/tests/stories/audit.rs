//! The record of what was done: written by every verb, checked with stock tools, and what is found once somebody
//! was at it.

use nix::errno::Errno;
use nix::libc;
use payloads::Exit;
use payloads::digest::Both;
use payloads::words::{Text, audit as words};
use serde_json::Value;
use std::path::PathBuf;
use tests::{
    Call, Home, Invocation, Namespace, Outcome, Release, Supervisor, Verdict, require_tool,
};

/// What an auditor runs who has only stock tools: each line names the digests of the one before it.
const AUDITOR: &str = r#"
set -eu
previous_sha256=0000000000000000000000000000000000000000000000000000000000000000
previous_sm3=$previous_sha256
number=0
while IFS= read -r line; do
    number=$((number + 1))
    field() { printf '%s' "$line" | jq -er ".$1"; }
    test "$(field seq)" = "$number"
    test "$(field prev_sha256)" = "$previous_sha256"
    test "$(field prev_sm3)" = "$previous_sm3"
    previous_sha256=$(printf '%s' "$line" | sha256sum | cut -d ' ' -f 1)
    previous_sm3=$(printf '%s' "$line" | openssl dgst -sm3 -r | cut -d ' ' -f 1)
done < "$1/audit.jsonl"
test "$(jq -er .seq "$1/audit.head")" = "$number"
test "$(jq -er .sha256 "$1/audit.head")" = "$previous_sha256"
test "$(jq -er .sm3 "$1/audit.head")" = "$previous_sm3"
echo "$number:$previous_sha256"
"#;

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
fn stock_tools_find_the_same_chain() {
    ["jq", "openssl", "sha256sum"].into_iter().for_each(require_tool);
    let (home, _) = with_history();
    let auditor = home.beside("auditor.sh");
    std::fs::write(&auditor, AUDITOR).unwrap();
    let audit = || Invocation::of("/bin/sh").arg(&auditor).arg(state(&home)).run();
    let found = audit();
    assert!(found.is_success(), "{found}");
    let outcome = verify(&home);
    outcome.ends_with(Exit::Done).says(&[&words::WHOLE, &words::HEAD]);
    assert!(outcome.stdout.contains(found.stdout.trim()), "{outcome}\n{found}");
    // They find what we find.
    let text = log(&home);
    put(
        &home,
        &text.replacen("\"action\":\"use\"", "\"action\":\"pin\"", 1).lines().collect::<Vec<_>>(),
    );
    assert!(!audit().is_success());
    verify(&home).ends_with(Exit::Modified).says(&[&words::CHANGED, &words::BROKEN]);
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

/// What somebody does with the lines, and what is said of it.
type Row = (&'static str, fn(&mut Vec<&str>), &'static Text);

#[test]
fn edits_deletions_insertions_reordering_and_a_cut_end_are_found() {
    let (home, _) = with_history();
    let whole = log(&home);
    let rows: &[Row] = &[
        ("deleted", |lines| drop(lines.drain(4..5)), &words::MISSING),
        ("deleted from the beginning", |lines| drop(lines.drain(..3)), &words::MISSING),
        ("inserted", |lines| lines.insert(4, lines[1]), &words::MISPLACED),
        ("reordered", |lines| lines.swap(4, 5), &words::MISPLACED),
        ("cut", |lines| lines.truncate(7), &words::CUT),
        ("foreign", |lines| lines.insert(4, "# rotated"), &words::FOREIGN),
        ("emptied", |lines| lines.clear(), &words::CUT),
    ];
    for (what, change, said) in rows {
        let mut lines: Vec<&str> = whole.lines().collect();
        change(&mut lines);
        put(&home, &lines);
        let outcome = verify(&home);
        outcome.ends_with(Exit::Modified).says(&[said, &words::BROKEN, &words::BROKEN_HELP]);
        let json = home.goferry().args(["audit", "verify", "--json"]).run();
        let report: Value = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(report["ok"], false, "{what}");
        let ids: Vec<&str> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["id"].as_str().unwrap())
            .collect();
        assert!(ids.contains(&said.id), "{what}: {ids:?}");
    }
    std::fs::remove_file(state(&home).join("audit.jsonl")).unwrap();
    verify(&home).ends_with(Exit::Modified).says(&[&words::CUT]);
    std::fs::remove_file(state(&home).join("audit.head")).unwrap();
    verify(&home).ends_with(Exit::State).says(&[&words::NO_LOG]);
}

#[test]
fn a_line_that_a_power_cut_cut_short_is_no_tampering() {
    let home = Home::with_previous();
    let torn = log(&home) + "{\"schema\":1,\"seq\":3,\"ti";
    std::fs::write(state(&home).join("audit.jsonl"), torn).unwrap();
    verify(&home).ends_with(Exit::Done).says(&[&words::TORN, &words::WHOLE]);
    let file = next(&home, 2);
    home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
    verify(&home).ends_with(Exit::Done).says(&[&words::TORN, &words::WHOLE]);
    assert_eq!(log(&home).lines().count(), 5);
}

#[test]
fn a_whole_new_chain_is_found_by_whoever_noted_a_head() {
    let (home, forged) = (Home::with_previous(), Home::with_previous());
    let report = home.goferry().args(["audit", "verify", "--json"]).run().stdout;
    let head = serde_json::from_str::<Value>(&report).unwrap()["head"].clone();
    let noted =
        ["sha256", "sm3"].map(|kind| format!("{}:{}", head["seq"], head[kind].as_str().unwrap()));
    let current = home.current().display().to_string();
    home.goferry().args(["pin", &current]).run().ends_with(Exit::Done);
    let check = |noted: &str| home.goferry().args(["audit", "verify", "--head", noted]).run();
    for noted in &noted {
        check(noted).ends_with(Exit::Done);
        check(&noted.to_uppercase()).ends_with(Exit::Done);
    }
    check(&noted[0].replace("2:", "1:")).ends_with(Exit::Modified).says(&[&words::NOTED_DIFFERS]);
    check(&noted[0].replace("2:", "77:")).ends_with(Exit::Modified).says(&[&words::NOTED_MISSING]);
    for wrong in ["2", "2:", "x:00", &noted[0][..40]] {
        check(wrong).ends_with(Exit::Usage);
    }
    for name in ["audit.jsonl", "audit.head"] {
        std::fs::copy(state(&forged).join(name), state(&home).join(name)).unwrap();
    }
    verify(&home).ends_with(Exit::Done);
    for noted in &noted {
        check(noted).ends_with(Exit::Modified).says(&[&words::NOTED_DIFFERS]);
    }
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
    assert_eq!(warned.ends_with(Exit::Done).says(&[&words::BROKEN]).stdout, text);
}

#[test]
fn the_log_is_for_others_to_read_and_its_lock_is_not() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::with_previous();
    for (name, expected) in [("audit.jsonl", 0o644), ("audit.head", 0o644), ("audit.lock", 0o600)] {
        let mode = std::fs::metadata(state(&home).join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, expected, "{name}");
    }
}

#[test]
fn nothing_is_changed_where_it_cannot_be_recorded_but_room_can_be_made() {
    let namespace = Namespace::enter();
    let home = Home::with_previous();
    let old = home.current();
    let file = next(&home, 2);
    let prefix = home.prefix();
    let saved = home.beside("saved");
    Invocation::of("cp").arg("-a").arg(&prefix).arg(&saved).run().ends_with(Exit::Done);
    namespace.tmpfs(&prefix, "mode=755,size=192m");
    Invocation::of("cp").arg("-a").arg(saved.join(".")).arg(&prefix).run().ends_with(Exit::Done);
    home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
    let (new, before) = (home.current(), log(&home));
    let filler = prefix.join("gopath/filler");
    Invocation::of("dd").arg("if=/dev/zero").arg(format!("of={}", filler.display())).run();
    let name = old.display().to_string();
    let outcome = home.goferry().args(["use", &name]).run();
    outcome.ends_with(Exit::NoSpace).says(&[&words::RECORDING]);
    assert_eq!((home.current(), log(&home)), (new, before.clone()), "{outcome}");
    let outcome = home.goferry().args(["uninstall", "-y", &name]).run();
    outcome.ends_with(Exit::Done).says(&[&words::NOT_RECORDED]);
    assert!(!prefix.join(&old).exists());
    assert!(log(&home).len() > before.len(), "there is room for its end: {outcome}");
    verify(&home).ends_with(Exit::Done);
}

/// Fails the calls of `number` on the log, from the `first` one on.
fn failing<'a>(number: i64, first: usize, errno: Errno) -> Supervisor<'a> {
    let mut seen = 0;
    Supervisor::new(move |call: &Call| {
        if call.number != number || !call.descriptor(0).ends_with("/state/audit.jsonl") {
            return Verdict::Pass;
        }
        seen += 1;
        if seen > first { Verdict::Fail(errno) } else { Verdict::Pass }
    })
}

#[test]
fn a_line_that_does_not_reach_the_disk_before_stops_everything_and_after_is_a_warning() {
    let home = Home::with_previous();
    let current = home.current().display().to_string();
    let before = home.tree();
    let rows = [
        (libc::SYS_write, Errno::ENOSPC, Exit::NoSpace),
        (libc::SYS_write, Errno::EDQUOT, Exit::NoSpace),
        (libc::SYS_write, Errno::EIO, Exit::Io),
        (libc::SYS_fsync, Errno::EIO, Exit::Io),
        (libc::SYS_fsync, Errno::ENOSPC, Exit::NoSpace),
    ];
    for (number, errno, exit) in rows {
        let text = log(&home);
        let mut supervisor = failing(number, 0, errno);
        let outcome = home.goferry().args(["pin", &current]).supervised(&mut supervisor);
        outcome.ends_with(exit).says(&[&words::RECORDING]);
        assert!(supervisor.fired() > 0);
        home.is_still(&before, &outcome);
        assert_eq!(log(&home), text, "{errno:?}: the line is taken back");
        verify(&home).ends_with(Exit::Done);
    }
    for ((number, errno, _), verb) in rows.into_iter().zip(["pin", "unpin"].into_iter().cycle()) {
        let mut supervisor = failing(number, 1, errno);
        let outcome = home.goferry().args([verb, &current]).supervised(&mut supervisor);
        outcome.ends_with(Exit::Done).says(&[&words::NOT_RECORDED]);
        assert!(supervisor.fired() > 0);
        verify(&home).ends_with(Exit::Done).says(&[&words::UNFINISHED]);
    }
}

#[test]
fn an_operation_that_was_cut_off_is_told_of_once() {
    let home = Home::with_previous();
    let current = home.current().display().to_string();
    home.goferry().args(["pin", &current]).run().ends_with(Exit::Done);
    // What kill -9 leaves: the beginning, and its head.
    let text = log(&home);
    let mut lines: Vec<&str> = text.lines().collect();
    lines.pop();
    put(&home, &lines);
    let last = Both::of(lines.last().unwrap().as_bytes());
    let head = serde_json::json!({ "seq": lines.len(), "sha256": last.sha256, "sm3": last.sm3 });
    std::fs::write(state(&home).join("audit.head"), head.to_string()).unwrap();
    verify(&home).ends_with(Exit::Done).says(&[&words::UNFINISHED]);
    let outcome = home.goferry().args(["unpin", &current]).run();
    outcome.ends_with(Exit::Done).says(&[&words::CUT_OFF]);
    let outcome = home.goferry().args(["pin", &current]).run();
    outcome.ends_with(Exit::Done).does_not_say(&[&words::CUT_OFF]);
    verify(&home).ends_with(Exit::Done).says(&[&words::UNFINISHED]);
}

#[test]
fn a_record_that_is_a_link_is_refused_and_what_it_points_to_stays() {
    let home = Home::with_previous();
    let current = home.current().display().to_string();
    let victim = home.write("notes/todo.txt", b"nothing\n");
    let path = state(&home).join("audit.jsonl");
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&victim, &path).unwrap();
    let outcome = home.goferry().args(["pin", &current]).run();
    outcome.ends_with(Exit::State).says(&[&words::NO_FILE, &words::NO_FILE_HELP]);
    assert_eq!(std::fs::read(&victim).unwrap(), b"nothing\n");
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
