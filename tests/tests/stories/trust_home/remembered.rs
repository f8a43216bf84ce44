//! Trust on first use: shown until somebody confirms it.

use super::{next, root};
use tests::words::{inspect, install, trust_state};
use tests::{Home, Outcome, Workshop};
use voice::Exit;
use voice::{Lang, Text};

#[track_caller]
fn warns(outcome: &Outcome, text: Option<&'static Text>) {
    outcome.ends_with(Exit::Done);
    for one in [&inspect::tofu_warning, &inspect::remembered_warning] {
        match text {
            Some(text) if text.name == one.name => outcome.says(&[one]),
            _ => outcome.does_not_say(&[one]),
        };
    }
}

#[test]
fn first_use_is_told_as_such_until_the_root_is_confirmed() {
    let home = Home::empty();
    let file = home.mini();
    warns(&home.run(&file).arg("verify").run(), Some(&inspect::tofu_warning));
    warns(&home.run(&file).args(["install", "-y"]).run(), Some(&inspect::tofu_warning));
    let every = |home: &Home, counter: u32, text: Option<&'static Text>| {
        let file = next(home, counter);
        warns(&home.goferry().arg("verify").arg(&file).run(), text);
        warns(&home.goferry().arg("info").arg(&file).run(), text);
        warns(&home.install(&file).run(), text);
        warns(&home.install(&file).run(), text);
        warns(&home.install(&file).arg("--quiet").run(), text);
        warns(&home.install(&file).arg("--json").run(), text);
    };
    every(&home, 2, Some(&inspect::remembered_warning));
    let show = |text: &'static Text| {
        home.goferry().args(["trust", "show"]).run().ends_with(Exit::Done).says(&[text]);
    };
    show(&inspect::remembered);

    let typed = root(&home).to_string().to_lowercase();
    let confirm = |fingerprint: &str| home.goferry().args(["trust", "confirm", fingerprint]).run();
    let before = home.tree();
    for lang in [Lang::En, Lang::Zh] {
        let strangers = Workshop::new().root_key().certificate().fingerprint().to_string();
        let outcome = home.goferry().args(["trust", "confirm", &strangers]).lang(lang).run();
        outcome
            .ends_with(Exit::Untrusted)
            .says(&[&trust_state::not_accepted, &trust_state::not_accepted_help]);
        home.is_still(&before, &outcome);
    }
    confirm(&typed[24..]).ends_with(Exit::Usage);
    confirm(&typed).ends_with(Exit::Done).says(&[&trust_state::confirmed]);
    let before = home.tree();
    let again = confirm(&typed);
    again.ends_with(Exit::Done).says(&[&trust_state::confirmed_already]);
    home.is_still(&before, &again);
    show(&inspect::pinned);
    every(&home, 3, None);
}

#[test]
fn json_says_how_the_root_came_to_be_accepted() {
    let home = Home::with_previous();
    let json = |outcome: &Outcome| -> serde_json::Value {
        serde_json::from_str(&outcome.ends_with(Exit::Done).stdout).unwrap()
    };
    let file = next(&home, 2);
    let told = json(&home.goferry().args(["verify", "--json"]).arg(&file).run());
    assert_eq!(
        (&told["trust"]["mode"], &told["trust"]["remembered"]),
        (&"tofu".into(), &true.into())
    );
    assert_eq!(json(&home.install(&file).arg("--json").run())["trust"], "tofu");
    let shown = json(&home.goferry().args(["trust", "show", "--json"]).run());
    let known = &shown["roots"][0];
    assert_eq!((&known["mode"], &known["counters"]["go1.27"]), (&"tofu".into(), &2.into()));
    assert_eq!(known["root"], root(&home).to_string());
    assert_eq!(known["trust_list"]["version"], 1);
    let confirmed = root(&home).to_string();
    let confirm = || home.goferry().args(["trust", "confirm", "--json", &confirmed]).run();
    assert_eq!(json(&confirm())["changed"], true);
    assert_eq!(json(&confirm())["changed"], false);
    assert_eq!(json(&home.install(&file).arg("--json").run())["trust"], "pinned");
}

#[test]
fn a_required_root_confirms_what_was_accepted_on_first_use() {
    let home = Home::with_previous();
    let required = home.install(&next(&home, 2)).arg("--require-root").arg(root(&home).to_string());
    warns(&required.run(), None);
    warns(&home.install(&next(&home, 3)).run(), None);
}

#[test]
fn where_nothing_was_installed_nothing_is_remembered_and_nothing_written() {
    let home = Home::empty();
    let file = home.mini();
    let before = home.tree();
    let program = |words: &[&str]| home.run(&file).args(words).run();
    program(&["trust", "show"]).ends_with(Exit::Done).says(&[&trust_state::nothing_yet]);
    let fingerprint = root(&home).to_string();
    let path = file.to_str().unwrap();
    for words in [["trust", "confirm", &fingerprint], ["trust", "import", path]] {
        let outcome = program(&words);
        outcome
            .ends_with(Exit::Untrusted)
            .says(&[&trust_state::nothing, &trust_state::nothing_help]);
    }
    program(&["trust"]).ends_with(Exit::Usage);
    home.is_still(&before, &"looking at nothing");
}

#[test]
fn a_run_cut_off_after_the_switch_is_done_again_and_remembers() {
    use nix::errno::Errno;
    use nix::libc;
    use tests::{Supervisor, Verdict};
    let home = Home::empty();
    let file = home.mini();
    let mut failing = Supervisor::new(|call| {
        let renames = [libc::SYS_rename, libc::SYS_renameat, libc::SYS_renameat2];
        let at = if call.number == libc::SYS_rename { 1 } else { 3 };
        match renames.contains(&call.number) && call.text(at).ends_with("/trust.json") {
            true => Verdict::Fail(Errno::EIO),
            false => Verdict::Pass,
        }
    });
    let outcome = home.run(&file).args(["install", "-y"]).supervised(&mut failing);
    assert!(failing.fired() > 0 && !outcome.is_success(), "{outcome}");
    assert!(!home.prefix().join("state/trust.json").exists());
    let again = home.run(&file).args(["install", "-y"]).run();
    again.ends_with(Exit::Done).does_not_say(&[&install::already_current]);
    assert!(home.prefix().join("state/trust.json").exists());
    home.go_works();
}
