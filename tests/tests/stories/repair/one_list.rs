//! `doctor`, `repair` and `verify --installed` have one list of what can be wrong: the same codes for the same damage.

use super::damages::DAMAGES;
use super::{release, repaired, with_two};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use tests::words::installed;
use tests::{Home, Invocation};
use voice::Exit;

type Codes = BTreeSet<String>;

/// What stands at `path` in the document, `*` for each of a list.
fn all<'a>(document: &'a Value, path: &[&str]) -> Vec<&'a Value> {
    match path {
        [] => vec![document],
        ["*", rest @ ..] => {
            document.as_array().into_iter().flatten().flat_map(|one| all(one, rest)).collect()
        }
        [name, rest @ ..] => all(&document[*name], rest),
    }
}

/// The codes of the findings there, but for those that `repair` leaves to people.
fn codes(run: Invocation, path: &[&str]) -> Codes {
    let outcome = run.arg("--json").run();
    let document: Result<Value, _> = serde_json::from_str(&outcome.stdout);
    let document = document.unwrap_or_else(|e| panic!("{e}: {outcome}"));
    let findings = all(&document, path).into_iter().filter(|one| one["repair"] != false);
    findings.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

fn by_doctor(run: Invocation) -> Codes {
    codes(run.arg("doctor"), &["checks", "*", "findings", "*"])
}

fn by_repair(run: Invocation) -> Codes {
    codes(run.args(["repair", "--dry-run"]), &["findings", "*"])
}

fn by_verify(run: Invocation) -> Codes {
    let verify = run.args(["verify", "--installed", "--all"]);
    codes(verify, &["releases", "*", "differences", "*"])
}

fn code(said: &'static voice::Text) -> &'static str {
    let codes = [
        (&installed::modified, "INST-FILE-MODIFIED"),
        (&installed::missing, "INST-FILE-MISSING"),
        (&installed::extra, "INST-FILE-EXTRA"),
        (&installed::mode, "INST-FILE-MODE"),
        (&installed::kind, "INST-FILE-KIND"),
        (&installed::target, "INST-FILE-TARGET"),
    ];
    codes.iter().find(|(text, _)| text.name == said.name).unwrap().1
}

#[test]
fn damage_of_a_release_has_one_code_in_all_three() {
    let home = with_two();
    for (what, said, damage) in DAMAGES {
        damage(&release(&home));
        let [doctor, repair, verify] =
            [by_doctor, by_repair, by_verify].map(|look| look(home.goferry()));
        assert!(repair.contains(code(said)), "{what}: {repair:?}");
        assert!(verify.contains(code(said)) && verify.is_subset(&repair), "{what}: {verify:?}");
        // The quick look of doctor, as it says itself, reads no file that came with the release.
        let expected = match what {
            "other bytes of the same length" => Codes::new(),
            _ => repair,
        };
        assert_eq!(doctor, expected, "{what}");
        repaired(&home).ends_with(Exit::Done);
        assert_eq!(by_repair(home.goferry()), Codes::new(), "{what}");
    }
}

type Shared = (&'static str, &'static str, fn(&Path));

/// What can happen outside the releases' trees, with the one code it has.
const SHARED: [Shared; 20] = [
    ("env that others may not read", "INST-ENV-FILE", |p| mode(&p.join("env"), 0o600)),
    ("env.fish that others may write", "INST-ENV-FILE", |p| mode(&p.join("env.fish"), 0o666)),
    ("another env", "INST-ENV-FILE", |p| fs::write(p.join("env"), "").unwrap()),
    ("no env.csh", "INST-ENV-FILE", |p| fs::remove_file(p.join("env.csh")).unwrap()),
    ("a record of the environment cut off", "INST-ENV-RECORD", |p| {
        fs::write(p.join("state/environment.json"), "{").unwrap();
    }),
    ("no record of the environment", "INST-ENV-RECORD", |p| {
        fs::remove_file(p.join("state/environment.json")).unwrap();
    }),
    ("a profile without our line", "INST-PROFILE", |p| {
        fs::write(p.with_file_name(".bashrc"), "alias ll='ls -l'\n").unwrap();
    }),
    ("an empty trust state", "INST-TRUST", |p| fs::write(p.join("state/trust.json"), "").unwrap()),
    ("no trust state", "INST-TRUST-LOST", |p| {
        fs::remove_file(p.join("state/trust.json")).unwrap();
    }),
    ("no order of releases that can be read", "INST-ORDER", |p| {
        fs::write(p.join("state/releases.json"), "[").unwrap();
    }),
    ("a program of one's own", "INST-PROGRAM", |p| mode(&p.join("bin/goferry"), 0o700)),
    ("an empty program", "INST-PROGRAM", |p| fs::write(p.join("bin/goferry"), "").unwrap()),
    ("no program", "INST-PROGRAM", |p| fs::remove_file(p.join("bin/goferry")).unwrap()),
    ("no link", "INST-LINK", |p| fs::remove_file(p.join("current-gopath")).unwrap()),
    ("a link to elsewhere", "INST-LINK", |p| link(&p.join("current-goroot"), "/usr/lib/go")),
    ("a link to itself", "INST-LINK", |p| link(&p.join("current"), "current")),
    ("a link to nothing", "INST-LINK", |p| link(&p.join("current"), "v1.0.0-00000000")),
    ("an empty directory for a link", "INST-LINK-TAKEN", |p| {
        fs::remove_file(p.join("current-goroot")).unwrap();
        fs::create_dir(p.join("current-goroot")).unwrap();
    }),
    ("what a cut-off run left", "INST-LEFTOVER", |p| {
        fs::create_dir_all(p.join(".staging-7/goroot")).unwrap();
    }),
    ("an installation that did not end", "INST-INCOMPLETE", |p| {
        let path = p.join("current/meta/receipt.json");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\"complete\"", "\"activating\"")).unwrap();
    }),
];

fn mode(path: &Path, mode: u32) {
    super::set_mode(path, mode);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o7777, mode);
}

fn link(path: &Path, target: &str) {
    fs::remove_file(path).unwrap();
    symlink(target, path).unwrap();
}

#[test]
fn damage_beside_the_releases_has_one_code_in_both() {
    let home = Home::with_previous();
    let file = home.mini();
    for (what, code, damage) in SHARED {
        damage(home.prefix().as_ref());
        let expected = Codes::from([code.to_owned()]);
        for look in [by_doctor, by_repair] {
            assert_eq!(look(home.run(&file)), expected, "{what}");
        }
        home.run(&file).args(["repair", "-y"]).run().ends_with(Exit::Done);
        for look in [by_doctor, by_repair] {
            assert_eq!(look(home.run(&file)), Codes::new(), "{what}, mended");
        }
    }
}

#[test]
fn a_record_that_does_not_hold_has_one_code() {
    let home = Home::with_previous();
    fs::write(release(&home).join("meta/index.zst"), "x").unwrap();
    let verify = home.goferry().args(["verify", "--installed", "--json"]).run();
    let report: Value = serde_json::from_str(&verify.stdout).unwrap();
    assert_eq!(report["releases"][0]["code"], "INST-RECORD", "{verify}");
    // Its file says what it should be; without it nothing does.
    let file = home.mini();
    let expected = Codes::from(["INST-RECORD".to_owned()]);
    assert_eq!(by_repair(home.run(&file)), expected);
    let doctor = home.goferry().args(["doctor", "--json"]).run();
    let report: Value = serde_json::from_str(&doctor.stdout).unwrap();
    let found = all(&report, &["checks", "*", "findings", "*", "code"]);
    assert!(found.contains(&&"INST-RECORD".into()), "{doctor}");
}
