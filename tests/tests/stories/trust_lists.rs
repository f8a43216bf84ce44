//! What a root says next, on a machine of its own, and how homes far away follow.

use crate::desk::Desk;
use crate::elsewhere::{Gnupg, MADE, SIGNED, keys, root};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tests::words::{build, trust, trust_list as words};
use tests::{Invocation, Workshop};
use voice::Exit;

impl Desk {
    fn verb(&self, verb: &str) -> Invocation {
        self.home.packer().args(["trust-list", verb])
    }

    /// The next list of this root.
    fn next(&self) -> Invocation {
        let next = self.verb("next").arg(&self.keys).args(["--time", &(MADE + 60).to_string()]);
        next.arg("--root-key").arg(self.key("root.key"))
    }

    fn list(&self) -> PathBuf {
        self.key("trust-list")
    }

    fn shown(&self, file: &Path) -> Value {
        self.json(&["trust-list", "show"], file)
    }

    /// A release with this counter, by the key and with the list in the directory.
    fn release(&self, name: &str, counter: u32) -> PathBuf {
        let workshop = Workshop::of(&self.keys);
        let draft = workshop.draft().signed_at(SIGNED).counting(counter).with_stub();
        self.home.lay(name, &draft.build(&workshop))
    }

    fn fingerprint(&self, name: &str) -> String {
        self.json(&["keys", "list"], &self.keys)[name]["fingerprint"].as_str().unwrap().to_owned()
    }

    fn verify(&self, root: &str, file: &Path) -> tests::Outcome {
        self.home.packer().args(["verify", "--require-root", root]).arg(file).run()
    }
}

#[test]
fn a_stolen_key_is_named_and_only_what_was_good_still_counts() {
    let desk = Desk::new();
    let (good, stolen) = (desk.release("good.run", 1), desk.fingerprint("release"));
    let pinned = root(&desk.home, &desk.keys);
    let install = desk.home.run(&good).args(["install", "-y", "--require-root", &pinned]);
    install.run().ends_with(Exit::Done);
    let minted = desk.release("minted.run", 9);
    let item = format!("{stolen},{}", good.display());
    let next = desk.next().args(["--compromise", &item, "--epoch", "go1.27=1"]).run();
    next.ends_with(Exit::Done).says(&[
        &words::next_version,
        &words::compromised_except,
        &words::epoch,
        &words::written,
    ]);
    let shown = desk.shown(&desk.list());
    assert_eq!((&shown["version"], &shown["checked"]), (&2.into(), &true.into()));
    assert_eq!(shown["compromised"][&stolen].as_array().unwrap().len(), 1);
    desk.home.goferry().args(["trust", "import"]).arg(desk.list()).run().ends_with(Exit::Done);
    let refused = desk.home.goferry().arg("verify").arg(&minted).run();
    refused.ends_with(Exit::Policy).says(&[&trust::compromised]);
    desk.home.goferry().arg("verify").arg(&good).run().ends_with(Exit::Done);
}

#[test]
fn every_change_is_told_in_both_languages_and_in_json() {
    let desk = Desk::new();
    let old = desk.fingerprint("release");
    let other = keys(&desk.home, "other", true);
    let amended = |next: Invocation| {
        let next = next.arg("--release").arg(other.join("release.asc"));
        let next = next.arg("--sm2-root").arg(other.join("sm2-root.pem"));
        next.args(["--require", "sm2,openpgp", "--floor", "go1.26=3", "--floor", "modules:a=1"])
            .args(["--retire", &format!("{old},go1.27=7,go1.26=5")])
            .arg("-o")
            .arg(desk.home.beside("next"))
    };
    let told =
        [&words::added, &words::sm2_root, &words::required_now, &words::floor, &words::retired];
    amended(desk.next()).run().ends_with(Exit::Done).says(&told);
    let chinese = amended(desk.next()).lang(voice::Lang::Zh).run();
    chinese.ends_with(Exit::Done).says(&told);
    let json = amended(desk.next()).arg("--json").run();
    let json: Value = serde_json::from_str(&json.ends_with(Exit::Done).stdout).unwrap();
    let ids: Vec<&str> =
        json["changes"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["REQUIRED_NOW", "ADDED", "SM2_ROOT", "RETIRED", "FLOOR", "FLOOR"]);
    assert_eq!(desk.shown(&desk.list())["version"], 1, "-o leaves the newest list alone");
    let shown = desk.home.packer().arg("trust-list").arg(desk.home.beside("next")).run();
    shown.ends_with(Exit::Done).says(&[&build::trust_list_unchecked, &words::sm2_root_label]);
    assert!(shown.stdout.contains("go1.26 <= 5, go1.27 <= 7"), "{shown}");
}

#[test]
fn a_root_on_another_machine_signs_with_gpg_and_its_answer_is_attached() {
    let desk = Desk::new();
    let (message, before) = (desk.home.beside("message"), fs::read(desk.list()).unwrap());
    let next = desk.verb("next").arg(&desk.keys).args(["--floor", "go1.27=2", "--to-sign"]);
    let drafted = next.arg(&message).run();
    drafted.ends_with(Exit::Done).says(&[&words::draft_written, &words::to_sign_written]);
    let draft = desk.key("trust-list.unsigned");
    assert_eq!(fs::read(desk.list()).unwrap(), before, "a draft replaces nothing");
    desk.verb("show").arg(&draft).run().ends_with(Exit::Done).says(&[&words::draft_shown]);
    let attach = |answer: &Path| desk.verb("attach").arg(&draft).arg(answer).run();

    let wrong = Gnupg::with(&desk.home, "release-gnupg", &desk.key("release.key"));
    let refused = attach(&wrong.sign("trust-list", &message));
    refused.ends_with(Exit::Untrusted).says(&[&words::not_by_a_root]);
    let gnupg = Gnupg::with(&desk.home, "root-gnupg", &desk.key("root.key"));
    let refused = attach(&gnupg.sign("manifest", &message));
    refused.ends_with(Exit::BadSignature).says(&[&trust::wrong_purpose]);
    assert_eq!(fs::read(desk.list()).unwrap(), before, "what is refused replaces nothing");

    attach(&gnupg.sign("trust-list", &message)).ends_with(Exit::Done).says(&[&words::written]);
    assert!(!draft.exists(), "the draft is done with");
    let shown = desk.shown(&desk.list());
    assert_eq!((&shown["version"], &shown["floors"]["go1.27"]), (&2.into(), &2.into()));

    let program = gnupg.program(&desk.home);
    let next = desk.verb("next").arg(&desk.keys).args(["--root-key", &program]).run();
    next.ends_with(Exit::Done).says(&[&words::nothing_changes]);
    assert_eq!(desk.shown(&desk.list())["version"], 3);
}

#[test]
fn two_roots_on_two_machines_change_places_and_homes_follow() {
    let desk = Desk::new();
    let (first, old) = (desk.release("first.run", 1), root(&desk.home, &desk.keys));
    let install = desk.home.run(&first).args(["install", "-y", "--require-root", &old]);
    install.run().ends_with(Exit::Done);
    let far = keys(&desk.home, "far", false);
    let new = root(&desk.home, &far);
    let change = |verb: Invocation| {
        let change = verb.arg(&desk.keys).arg("--to").arg(far.join("root.asc"));
        change.args(["--time", &(MADE + 60).to_string()])
    };
    // The old root signs here, the new one on a machine that knows nothing else, and back.
    let made = change(desk.verb("change-root")).arg("--root-key").arg(desk.key("root.key"));
    made.run().ends_with(Exit::Done).says(&[&words::root_follows, &words::draft_written]);
    let draft = desk.key("root-change-1.unsigned");
    let away = desk.home.beside("away");
    fs::create_dir(&away).unwrap();
    let travelling = away.join("root-change-1.unsigned");
    fs::copy(&draft, &travelling).unwrap();
    let sign = desk.verb("sign").arg(&travelling).arg("--root-key").arg(far.join("root.key"));
    let sign = sign.args(["--time", &(MADE + 60).to_string()]).run();
    sign.ends_with(Exit::Done).says(&[&words::complete_unchecked]);
    fs::copy(&travelling, &draft).unwrap();
    let finished = desk.verb("attach").arg(&draft).run();
    finished.ends_with(Exit::Done).says(&[&words::written]);
    let changed = desk.key("root-change-1");
    let shown = desk.shown(&changed);
    assert_eq!((shown["old"].as_str(), &shown["checked"]), (Some(&*old), &true.into()));

    // The list of the old root no longer makes a release; the new root signs the next.
    let stale = desk.next().run();
    stale.ends_with(Exit::Untrusted).says(&[&words::not_by_a_root]);
    let next = desk.verb("next").arg(&desk.keys).args(["--time", &(MADE + 90).to_string()]);
    let next = next.arg("--root-key").arg(far.join("root.key")).run();
    next.ends_with(Exit::Done).says(&[&words::root]);

    assert_eq!(root(&desk.home, &desk.keys), new, "users are given the root that signs now");
    let second = desk.release("second.run", 2);
    for root in [&old, &new] {
        desk.verify(root, &second).ends_with(Exit::Done);
    }
    desk.verify(&new, &first).ends_with(Exit::Untrusted);
    desk.home.goferry().arg("verify").arg(&second).run().ends_with(Exit::Done);
    desk.home.install(&second).run().ends_with(Exit::Done);
    let again = desk.home.goferry().args(["trust", "show"]).run();
    assert!(again.ends_with(Exit::Done).stdout.contains(&new), "{again}");
}

#[test]
fn both_roots_on_one_machine_need_one_command_and_strangers_change_nothing() {
    let desk = Desk::new();
    let far = keys(&desk.home, "far", false);
    let change = || desk.verb("change-root").arg(&desk.keys).arg("--to").arg(far.join("root.asc"));
    let nobody = change().run();
    nobody.ends_with(Exit::Usage).says(&[&words::nobody_signs, &words::nobody_signs_help]);
    let stranger = change().arg("--root-key").arg(desk.key("release.key")).run();
    stranger.ends_with(Exit::Untrusted).says(&[&words::not_by_a_root]);
    let own = desk.verb("change-root").arg(&desk.keys).arg("--to").arg(desk.key("root.asc"));
    let own = own.arg("--root-key").arg(desk.key("root.key")).run();
    own.ends_with(Exit::Usage).says(&[&words::same_root]);
    assert!(!desk.key("root-change-1").exists());
    let whole = change().arg("--root-key").arg(desk.key("root.key"));
    let whole = whole.arg("--new-root-key").arg(far.join("root.key")).run();
    whole.ends_with(Exit::Done).says(&[&words::written, &words::next_list]);
    assert_eq!(desk.shown(&desk.key("root-change-1"))["missing"], Value::Array(vec![]));
}

#[test]
fn a_list_that_nobody_can_mean_or_that_another_root_signed_is_not_amended() {
    let desk = Desk::new();
    let before = fs::read(desk.list()).unwrap();
    let nobody = "0".repeat(40);
    let sm2: &[&str] = &["--require", "sm2"];
    for (bad, said) in [
        (&["--retire", &*nobody][..], &words::not_named),
        (&["--compromise", &*nobody], &words::not_named),
        (sm2, &words::no_sm2_root),
        (&["--remove", &*desk.fingerprint("release")], &words::no_release_certificate),
        (&["--epoch", "go1.27=0"], &words::epoch_only_rises),
        (&["--floor", "go1.27"], &words::want_line),
        (&["--require", "rsa"], &words::want_kind),
        (&["--retire", "AB12"], &words::want_fingerprint),
        (&["--compromise", "AB12,x"], &words::want_fingerprint),
    ] {
        desk.next().args(bad).run().ends_with(Exit::Usage).says(&[said]);
    }
    let other = keys(&desk.home, "other", false);
    let forged = desk.verb("next").arg(&desk.keys).arg("--root-key").arg(other.join("root.key"));
    forged.run().ends_with(Exit::Untrusted).says(&[&words::not_by_a_root]);
    assert_eq!(fs::read(desk.list()).unwrap(), before);
    fs::copy(other.join("trust-list"), desk.list()).unwrap();
    desk.next().run().ends_with(Exit::Untrusted).says(&[&trust::other_root]);
}
