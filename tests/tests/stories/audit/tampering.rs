//! The chain of the record: checked with stock tools, and what is found once somebody was at it.

use super::{log, next, put, state, verify, with_history};
use serde_json::Value;
use tests::words::audit as words;
use tests::{Home, Invocation, Outcome, require_tool};
use voice::Exit;
use voice::Text;

/// What an auditor runs who has only stock tools: each line names the SHA-256 of the one before it.
const AUDITOR: &str = r#"
set -eu
previous=0000000000000000000000000000000000000000000000000000000000000000
number=0
while IFS= read -r line; do
    number=$((number + 1))
    field() { printf '%s' "$line" | jq -er ".$1"; }
    test "$(field seq)" = "$number"
    test "$(field prev_sha256)" = "$previous"
    previous=$(printf '%s' "$line" | sha256sum | cut -d ' ' -f 1)
done < "$1/audit.jsonl"
echo "$number:$previous"
"#;

#[test]
fn stock_tools_find_the_same_chain() {
    ["jq", "sha256sum"].into_iter().for_each(require_tool);
    let (home, _) = with_history();
    let auditor = home.beside("auditor.sh");
    std::fs::write(&auditor, AUDITOR).unwrap();
    let audit = || Invocation::of("/bin/sh").arg(&auditor).arg(state(&home)).run();
    let found = audit();
    assert!(found.is_success(), "{found}");
    let outcome = verify(&home);
    outcome.ends_with(Exit::Done).says(&[&words::whole, &words::head]);
    assert!(outcome.stdout.contains(found.stdout.trim()), "{outcome}\n{found}");
    // They find what we find.
    let text = log(&home);
    put(
        &home,
        &text.replacen("\"action\":\"use\"", "\"action\":\"pin\"", 1).lines().collect::<Vec<_>>(),
    );
    assert!(!audit().is_success());
    verify(&home).ends_with(Exit::Modified).says(&[&words::changed, &words::broken]);
}

/// What somebody does with the lines, and what is said of it.
type Row = (&'static str, fn(&mut Vec<&str>), &'static Text);

#[test]
fn edits_deletions_insertions_and_reordering_are_found() {
    let (home, _) = with_history();
    let whole = log(&home);
    let rows: &[Row] = &[
        ("deleted", |lines| drop(lines.drain(4..5)), &words::missing),
        ("deleted from the beginning", |lines| drop(lines.drain(..3)), &words::missing),
        ("inserted", |lines| lines.insert(4, lines[1]), &words::misplaced),
        ("reordered", |lines| lines.swap(4, 5), &words::misplaced),
        ("foreign", |lines| lines.insert(4, "# rotated"), &words::foreign),
    ];
    for (what, change, said) in rows {
        let mut lines: Vec<&str> = whole.lines().collect();
        change(&mut lines);
        put(&home, &lines);
        let outcome = verify(&home);
        outcome.ends_with(Exit::Modified).says(&[said, &words::broken, &words::broken_help]);
        let json = home.goferry().args(["audit", "verify", "--json"]).run();
        let report: Value = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(report["ok"], false, "{what}");
        let ids: Vec<&str> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["id"].as_str().unwrap())
            .collect();
        assert!(ids.contains(&said.name.to_ascii_uppercase().as_str()), "{what}: {ids:?}");
    }
    put(&home, &[]);
    verify(&home).ends_with(Exit::State).says(&[&words::no_log, &words::no_log_help]);
    std::fs::remove_file(state(&home).join("audit.jsonl")).unwrap();
    verify(&home).ends_with(Exit::State).says(&[&words::no_log, &words::no_log_help]);
}

/// The head that `audit verify` gives to be noted.
fn head(home: &Home) -> String {
    let report = home.goferry().args(["audit", "verify", "--json"]).run().stdout;
    let head = &serde_json::from_str::<Value>(&report).unwrap()["head"];
    format!("{}:{}", head["seq"], head["sha256"].as_str().unwrap())
}

fn check(home: &Home, noted: &str) -> Outcome {
    home.goferry().args(["audit", "verify", "--head", noted]).run()
}

#[test]
fn a_cut_or_changed_end_is_found_by_whoever_noted_a_head_and_by_nobody_else() {
    let (home, _) = with_history();
    let (whole, noted) = (log(&home), head(&home));
    check(&home, &noted).ends_with(Exit::Done);
    let mut lines: Vec<&str> = whole.lines().collect();
    let last = lines.pop().unwrap().replace("uninstall", "use");
    put(&home, &lines);
    verify(&home).ends_with(Exit::Done).says(&[&words::whole]);
    check(&home, &noted).ends_with(Exit::Modified).says(&[&words::noted_missing]);
    lines.push(&last);
    put(&home, &lines);
    verify(&home).ends_with(Exit::Done).says(&[&words::whole]);
    check(&home, &noted).ends_with(Exit::Modified).says(&[&words::noted_differs]);
}

#[test]
fn a_line_that_a_power_cut_cut_short_is_no_tampering() {
    let home = Home::with_previous();
    let torn = log(&home) + "{\"schema\":1,\"seq\":3,\"ti";
    std::fs::write(state(&home).join("audit.jsonl"), torn).unwrap();
    verify(&home).ends_with(Exit::Done).says(&[&words::torn, &words::whole]);
    let file = next(&home, 2);
    home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
    verify(&home).ends_with(Exit::Done).says(&[&words::torn, &words::whole]);
    assert_eq!(log(&home).lines().count(), 5);
}

#[test]
fn a_whole_new_chain_is_found_by_whoever_noted_a_head() {
    let (home, forged) = (Home::with_previous(), Home::with_previous());
    let noted = head(&home);
    let current = home.current().display().to_string();
    home.goferry().args(["pin", &current]).run().ends_with(Exit::Done);
    let check = |noted: &str| check(&home, noted);
    check(&noted).ends_with(Exit::Done);
    check(&noted.to_uppercase()).ends_with(Exit::Done);
    check(&noted.replacen("2:", "1:", 1)).ends_with(Exit::Modified).says(&[&words::noted_differs]);
    check(&noted.replacen("2:", "77:", 1)).ends_with(Exit::Modified).says(&[&words::noted_missing]);
    for wrong in ["2", "2:", "x:00", &noted[..40]] {
        check(wrong).ends_with(Exit::Usage);
    }
    std::fs::copy(state(&forged).join("audit.jsonl"), state(&home).join("audit.jsonl")).unwrap();
    verify(&home).ends_with(Exit::Done);
    check(&noted).ends_with(Exit::Modified).says(&[&words::noted_differs]);
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
    outcome.ends_with(Exit::State).says(&[&words::no_file, &words::no_file_help]);
    assert_eq!(std::fs::read(&victim).unwrap(), b"nothing\n");
}
