//! Releases side by side: switching, going back, pinning, pruning; and what is told of it beforehand.

mod midway;
mod planned;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tests::forge::lists;
use tests::words::{install, plan, switch, trust};
use tests::{Home, Outcome, Release};
use voice::Exit;

/// A home with `count` mini releases, one after the other; their names, oldest first.
fn with(count: u32) -> (Home, Vec<PathBuf>) {
    let home = Home::with_previous();
    let mut names = vec![home.current()];
    for counter in 2..=count {
        home.install(&release(&home, counter)).run().ends_with(Exit::Done);
        names.push(home.current());
    }
    (home, names)
}

/// A release file of that counter.
fn release(home: &Home, counter: u32) -> PathBuf {
    let bytes = Release::mini().with_stub().counting(counter).build(home.workshop());
    home.lay(&format!("release-{counter}.run"), &bytes)
}

/// Runs a verb of the installed goferry.
fn run(home: &Home, verb: &str, release: Option<&Path>) -> Outcome {
    home.goferry().arg(verb).args(release).run()
}

#[test]
fn a_release_that_is_there_is_used_again_and_a_version_means_its_newest() {
    let (home, names) = with(3);
    let outcome = run(&home, "use", Some(&names[0]));
    outcome.ends_with(Exit::Done).says(&[&switch::used]);
    assert_eq!(home.current(), names[0]);
    home.go_works();
    let before = home.tree();
    let outcome = run(&home, "use", Some(&names[0]));
    outcome.ends_with(Exit::Done).says(&[&switch::used_already]);
    home.is_still(&before, &outcome);
    run(&home, "use", Some(Path::new("1.27.3"))).ends_with(Exit::Done);
    assert_eq!(home.current(), names[2]);
    let before = home.tree();
    let outcome = run(&home, "use", Some(Path::new("1.26.8")));
    outcome.ends_with(Exit::Usage).says(&[&install::no_such_release]);
    let differences = before.differences(&home.tree());
    assert!(differences.lines().all(|line| line.contains("goenv/state/audit.")), "{differences}");
}

#[test]
fn each_rollback_goes_one_release_further_back_until_there_is_none() {
    let (home, names) = with(3);
    for name in [&names[1], &names[0]] {
        run(&home, "rollback", None).ends_with(Exit::Done).says(&[&switch::used]);
        assert_eq!(home.current(), *name);
        home.go_works();
    }
    let outcome = run(&home, "rollback", None);
    outcome.ends_with(Exit::Preflight).says(&[&switch::nothing_before]);
    assert_eq!(home.current(), names[0]);
    run(&home, "rollback", Some(&names[2])).ends_with(Exit::Done);
    assert_eq!(home.current(), names[2]);
    home.go_works();
}

#[test]
fn the_way_back_is_found_by_the_receipts_where_the_order_is_lost_or_damaged() {
    let (home, names) = with(2);
    let order = home.prefix().join("state/releases.json");
    std::fs::write(&order, b"{\"schema\": 1, \"before\"").unwrap();
    let outcome = run(&home, "rollback", None);
    outcome.ends_with(Exit::Done).says(&[&switch::damaged]);
    assert_eq!(home.current(), names[0]);
    run(&home, "use", Some(&names[1])).ends_with(Exit::Done).does_not_say(&[&switch::damaged]);
    std::fs::remove_file(&order).unwrap();
    run(&home, "rollback", None).ends_with(Exit::Done);
    assert_eq!(home.current(), names[0]);
}

#[test]
fn a_floor_binds_use_and_rollback_and_only_the_way_back_can_be_insisted_on() {
    let (home, names) = with(2);
    let mut body = lists::next(home.workshop());
    body.floors.insert("go1.27".to_owned(), 2);
    let list = home.beside("trust-list");
    std::fs::write(&list, lists::by(home.workshop().root_key(), &body)).unwrap();
    home.goferry().args(["trust", "import"]).arg(&list).run().ends_with(Exit::Done);
    for (verb, release) in [("use", Some(&*names[0])), ("rollback", None)] {
        run(&home, verb, release).ends_with(Exit::Policy).says(&[&trust::below_floor]);
        assert_eq!(home.current(), names[1]);
    }
    let insisted = home.goferry().args(["rollback", "--allow-downgrade"]).run();
    insisted.ends_with(Exit::Done);
    assert_eq!(home.current(), names[0]);
}

#[test]
fn a_release_that_was_cut_off_or_lost_its_go_is_not_switched_to() {
    let (home, names) = with(3);
    let receipt = home.prefix().join(&names[0]).join("meta/receipt.json");
    let text = std::fs::read_to_string(&receipt).unwrap();
    std::fs::write(&receipt, text.replace("\"complete\"", "\"activating\"")).unwrap();
    let outcome = run(&home, "use", Some(&names[0]));
    outcome.ends_with(Exit::State).says(&[&switch::incomplete, &switch::incomplete_help]);
    std::fs::remove_file(home.prefix().join(&names[1]).join("goroot/bin/go")).unwrap();
    let outcome = run(&home, "use", Some(&names[1]));
    outcome.ends_with(Exit::State).says(&[&switch::no_go]);
    assert_eq!(home.current(), names[2]);
    home.go_works();
}

#[test]
fn prune_keeps_the_last_used_and_never_what_is_pinned_or_in_use() {
    let (home, names) = with(6);
    let here = |home: &Home| -> Vec<bool> {
        names.iter().map(|name| home.prefix().join(name).is_dir()).collect()
    };
    run(&home, "pin", Some(&names[1])).ends_with(Exit::Done).says(&[&switch::pinned_now]);
    run(&home, "pin", Some(&names[1])).ends_with(Exit::Done).says(&[&switch::pinned_already]);
    // Used last though installed first.
    run(&home, "use", Some(&names[0])).ends_with(Exit::Done);
    let mut command = Command::new("/bin/cat");
    command.current_dir(home.prefix().join(&names[2]).join("goroot")).stdin(Stdio::piped());
    let mut user = command.spawn().unwrap();
    let outcome = home.goferry().args(["prune", "--keep", "2"]).run();
    outcome.ends_with(Exit::Done).says(&[&switch::kept_pinned, &switch::kept_in_use]);
    assert_eq!(here(&home), [true, true, true, false, false, true], "{outcome}");
    assert_eq!(home.current(), names[0]);
    home.go_works();

    drop(user.stdin.take());
    user.wait().unwrap();
    run(&home, "unpin", Some(&names[1])).ends_with(Exit::Done).says(&[&switch::unpinned]);
    home.goferry().args(["prune", "--keep", "0"]).run().ends_with(Exit::Done);
    assert_eq!(here(&home), [true, false, false, false, false, false]);
    let again = home.goferry().args(["prune", "--keep", "0"]).run();
    again.ends_with(Exit::Done).says(&[&switch::nothing_to_prune]);
    home.goferry().args(["prune", "--keep", "-1"]).run().ends_with(Exit::Usage);
    home.go_works();
}

#[test]
fn prune_never_follows_what_was_planted_in_a_release() {
    let (home, names) = with(2);
    let theirs = home.write("notes/kept.txt", b"theirs\n");
    let old = home.prefix().join(&names[0]);
    std::os::unix::fs::symlink(theirs.parent().unwrap(), old.join("goroot/src/link")).unwrap();
    home.goferry().args(["prune", "--keep", "1"]).run().ends_with(Exit::Done);
    assert!(!old.exists() && theirs.is_file());
}

#[test]
fn without_a_current_release_prune_keeps_the_last_used_and_nothing_goes_where_current_is_no_link() {
    let (home, names) = with(3);
    let current = home.prefix().join("current");
    std::fs::remove_file(&current).unwrap();
    home.goferry().args(["prune", "--keep", "0"]).run().ends_with(Exit::Done);
    let left = names.iter().filter(|name| home.prefix().join(name).is_dir()).count();
    assert_eq!(left, 1);
    std::fs::create_dir(&current).unwrap();
    for verb in [&["prune", "--keep", "0"][..], &["rollback"], &["use", "1.27.3"]] {
        let outcome = home.goferry().args(verb).run();
        outcome.ends_with(Exit::State).says(&[&install::current_no_link]);
    }
}

#[test]
fn versions_tells_people_the_state_of_each_and_programs_every_field() {
    let (home, names) = with(2);
    run(&home, "pin", Some(&names[0])).ends_with(Exit::Done);
    let listed = home.goferry().arg("versions").run();
    let lines: Vec<&str> = listed.ends_with(Exit::Done).stdout.lines().collect();
    let line = |name: &Path| *lines.iter().find(|l| l.starts_with(name.to_str().unwrap())).unwrap();
    assert!(line(&names[0]).ends_with("  (pinned)"), "{listed}");
    assert!(line(&names[1]).ends_with("  (current)"), "{listed}");
    assert!(line(&names[0]).contains(" MiB  20"), "{listed}");
    let told = home.goferry().args(["versions", "--json"]).run();
    let told: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    let of = |name: &Path| {
        let all = told.as_array().unwrap();
        all.iter().find(|release| release["release"] == name.to_str().unwrap()).unwrap()
    };
    for (name, counter, current) in [(&names[0], 1, false), (&names[1], 2, true)] {
        let release = of(name);
        assert_eq!(release["counter"], counter);
        assert_eq!(
            (&release["current"], &release["pinned"]),
            (&current.into(), &(!current).into())
        );
        assert_eq!((&release["complete"], &release["go"]), (&true.into(), &"1.27.3".into()));
        assert!(release["installed_at"].as_str().unwrap().ends_with('Z'));
        // Its goferry alone is larger.
        assert!(release["size"].as_u64().unwrap() > 1 << 20, "{release}");
        assert_eq!(release["in_use"].as_array().unwrap().len(), 0);
    }
    // What only its directory still tells of is not passed over in silence.
    std::fs::remove_file(home.prefix().join(&names[0]).join("meta/receipt.json")).unwrap();
    home.goferry().arg("versions").run().ends_with(Exit::Done).says(&[&switch::no_receipt]);
}

#[test]
fn a_dry_run_of_any_verb_changes_nothing_and_plan_is_another_word_for_it() {
    let (home, names) = with(2);
    run(&home, "pin", Some(&names[1])).ends_with(Exit::Done);
    let (old, new) = (names[0].to_str().unwrap(), names[1].to_str().unwrap());
    let next = release(&home, 3);
    let next = next.to_str().unwrap();
    std::fs::remove_file(home.prefix().join(old).join("goroot/src/main.go")).unwrap();
    let before = home.tree();
    let verbs: [&[&str]; 12] = [
        &["install", "-y", next],
        &["install", "-y", "--no-gate", next],
        &["use", old],
        &["rollback"],
        &["pin", old],
        &["unpin", new],
        &["prune", "--keep", "1"],
        &["repair"],
        &["uninstall", old],
        &["uninstall", "--all"],
        &["upgrade-self", next],
        &["trust", "confirm", &tests_root(&home)],
    ];
    for verb in verbs {
        let dry = home.goferry().args(verb).arg("--dry-run").run();
        dry.ends_with(Exit::Done).says(&[&plan::dry_run]);
        home.is_still(&before, &dry);
        let planned = home.goferry().arg("plan").args(verb).run();
        assert_eq!(planned.ends_with(Exit::Done).stdout, dry.stdout);
        home.is_still(&before, &planned);
    }
    let fresh = Home::empty();
    let (file, before) = (fresh.mini(), fresh.tree());
    let outcome = fresh.run(&file).arg("plan").run();
    outcome.ends_with(Exit::Done).says(&[&plan::heading, &plan::create_directory, &plan::unpack]);
    fresh.is_still(&before, &outcome);
}

/// The fingerprint of the root that `home` has accepted.
fn tests_root(home: &Home) -> String {
    home.workshop().root_key().certificate().fingerprint().to_string()
}

#[test]
fn what_is_explained_is_done_afterwards() {
    let (home, names) = with(2);
    let outcome = home.goferry().args(["use", "--explain"]).arg(&names[0]).run();
    outcome.ends_with(Exit::Done).says(&[&plan::heading, &plan::switch, &switch::used]);
    outcome.does_not_say(&[&plan::dry_run]);
    assert_eq!(home.current(), names[0]);
}
