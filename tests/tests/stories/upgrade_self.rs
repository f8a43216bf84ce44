//! Files that are newer than the installed goferry, and how it becomes one that understands them.

use payloads::digest::Sha256;
use payloads::platform::Cpu;
use serde_json::{Value, json};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use tests::words::{container, trust, upgrade_self as words};
use tests::{Home, Invocation, Outcome, Parts, Tree, Workshop, host, prints, rebuilt, resigned};
use voice::Exit;
use voice::{Lang, Text};

/// As a packer of a later version would make it: a payload that nobody here understands, behind a goferry that
/// says it is 9.0.0.
fn newer(workshop: &Workshop) -> Vec<u8> {
    with_program(workshop, "9.0.0", &prints(workshop.cpu(), "goferry 9.0.0\n"))
}

fn with_program(workshop: &Workshop, version: &str, program: &[u8]) -> Vec<u8> {
    rebuilt(workshop.mini(), workshop, |parts| {
        replace_program(parts, version, program);
        newer_payload(&mut parts.manifest);
    })
}

fn newer_payload(manifest: &mut Value) {
    manifest["payload"] =
        json!({ "version": 3, "what": "nobody knows yet", "frames": "elsewhere" });
    manifest["envelope"]["minimum_program"] = json!("9.0.0");
}

fn replace_program(parts: &mut Parts, version: &str, program: &[u8]) {
    parts.stub = program.to_vec();
    let before = parts.stub.len() + parts.roots.len();
    parts.pad = vec![0; before.next_multiple_of(4096) - before];
    let stub = &mut parts.manifest["envelope"]["stubs"][0];
    stub["length"] = json!(program.len());
    stub["sha256"] = json!(Sha256::of(program).to_string());
    stub["version"] = json!(version);
}

fn stub_of(bytes: &[u8]) -> Range<usize> {
    0..tests::trailer_of(bytes).roots_offset as usize
}

fn upgrade(home: &Home, file: &Path) -> Invocation {
    home.goferry().arg("upgrade-self").arg(file)
}

fn program(home: &Home) -> PathBuf {
    home.prefix().join("bin/goferry")
}

#[track_caller]
fn refused(home: &Home, before: &Tree, run: Invocation, exit: Exit) -> Outcome {
    let outcome = run.run();
    outcome.ends_with(exit).says(&[&words::not_upgraded]);
    home.withstood(before, &outcome);
    home.goferry().arg("--version").run().ends_with(Exit::Done);
    outcome
}

#[test]
fn an_old_goferry_says_of_a_newer_file_that_it_is_authentic_and_what_it_needs() {
    let home = Home::with_previous();
    let file = home.lay("newer.run", &newer(home.workshop()));
    let before = home.tree();
    for verb in [&["verify"][..], &["info"], &["list"], &["install", "-y"]] {
        for lang in [Lang::En, Lang::Zh] {
            let outcome = home.goferry().lang(lang).args(verb).arg(&file).run();
            outcome
                .ends_with(Exit::Newer)
                .says(&[&container::newer_payload, &container::newer_help]);
            for part in ["9.0.0", "Snake-oil release"] {
                assert!(outcome.stderr.contains(part), "{part}: {outcome}");
            }
            home.withstood(&before, &outcome);
        }
    }
    let by_pack = home.packer().arg("verify").arg(&file).run();
    by_pack.ends_with(Exit::Newer).says(&[&container::newer_payload]);
}

#[test]
fn the_program_of_a_newer_file_takes_the_old_ones_place_and_nothing_else() {
    let home = Home::with_previous();
    let bytes = newer(home.workshop());
    let file = home.lay("newer.run", &bytes);
    let before = home.tree();
    let outcome = upgrade(&home, &file).run();
    outcome.ends_with(Exit::Done).says(&[&words::upgraded]);
    for part in ["9.0.0", env!("CARGO_PKG_VERSION"), "Snake-oil release"] {
        assert!(outcome.stdout.contains(part), "{part}: {outcome}");
    }
    assert_eq!(fs::read(program(&home)).unwrap(), bytes[stub_of(&bytes)]);
    assert_eq!(home.goferry().arg("--version").run().stdout, "goferry 9.0.0\n");
    let differences = before.differences(&home.tree());
    let lines: Vec<&str> = differences.lines().filter(|line| !line.is_empty()).collect();
    assert!(lines.iter().all(|line| line.contains("bin/goferry")), "{differences}");
    home.go_works();
}

#[test]
fn a_real_goferry_replaces_another_and_the_same_one_changes_nothing() {
    let home = Home::with_previous();
    let mini = home.mini();
    let same = upgrade(&home, &mini).arg("--json").run();
    let told: Value = serde_json::from_str(&same.ends_with(Exit::Done).stdout).unwrap();
    assert_eq!((&told["changed"], &told["after"]), (&json!(false), &json!("0.1.0")));
    let shipped = fs::read(program(&home)).unwrap();
    let newer = home.lay("newer.run", &newer(home.workshop()));
    upgrade(&home, &newer).run().ends_with(Exit::Done);
    // The goferry in the file itself replaces what is installed: it stands outside the installation.
    let back = home.run(&mini).arg("upgrade-self").run();
    back.ends_with(Exit::Policy).says(&[&words::older, &words::older_help, &words::not_upgraded]);
    let back = home.run(&mini).args(["upgrade-self", "--allow-downgrade", "--json"]).run();
    let told: Value = serde_json::from_str(&back.ends_with(Exit::Done).stdout).unwrap();
    assert_eq!(
        (&told["before"], &told["after"], &told["changed"]),
        (&json!("9.0.0"), &json!("0.1.0"), &json!(true))
    );
    assert!(fs::read(program(&home)).unwrap() == shipped);
}

#[test]
fn an_older_program_is_refused_and_taken_only_on_demand() {
    let home = Home::with_previous();
    let cpu = home.workshop().cpu();
    let older = with_program(home.workshop(), "0.0.9", &prints(cpu, "goferry 0.0.9\n"));
    let file = home.lay("older.run", &older);
    let before = home.tree();
    let outcome = refused(&home, &before, upgrade(&home, &file), Exit::Policy);
    outcome.says(&[&words::older, &words::older_help]);
    upgrade(&home, &file).arg("--allow-downgrade").run().ends_with(Exit::Done);
    assert_eq!(home.goferry().arg("--version").run().stdout, "goferry 0.0.9\n");
}

#[test]
fn installing_an_older_file_leaves_the_newer_program() {
    let home = Home::with_previous();
    let (workshop, shipped) = (home.workshop(), fs::read(program(&home)).unwrap());
    let small = prints(workshop.cpu(), "goferry 0.0.9\n");
    let next = workshop.draft().counting(2).with_stub().build(workshop);
    let next = rebuilt(&next, workshop, |parts| replace_program(parts, "0.0.9", &small));
    let outcome = home.install(&home.lay("next.run", &next)).run();
    outcome.ends_with(Exit::Done).says(&[&words::kept_newer]);
    assert!(fs::read(program(&home)).unwrap() == shipped);
}

#[test]
fn what_is_not_whole_or_not_from_a_known_signer_replaces_nothing() {
    let home = Home::with_previous();
    let bytes = newer(home.workshop());
    let before = home.tree();
    let refused = |name: &str, bytes: &[u8], exit| {
        let file = home.lay(name, bytes);
        refused(&home, &before, upgrade(&home, &file), exit)
    };
    let stranger = Workshop::new();
    let unknown = refused("stranger.run", &newer(&stranger), Exit::Untrusted);
    unknown.says(&[&trust::unknown_signer]);
    let end_of_index = tests::trailer_of(&bytes).manifest_offset as usize - 1;
    for at in [stub_of(&bytes).len() / 2, end_of_index] {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        refused("flipped.run", &flipped, Exit::Damaged).says(&[&container::chunk_differs]);
    }
    let mut forged = bytes.clone();
    let manifest = tests::trailer_of(&bytes).manifest_offset as usize;
    let at = forged[manifest..].windows(5).position(|w| w == b"9.0.0").unwrap() + manifest;
    forged[at] = b'8';
    refused("forged.run", &forged, Exit::BadSignature).says(&[&trust::bad_signature]);
    refused("cut.run", &bytes[..bytes.len() - 1], Exit::Damaged);
}

#[test]
fn a_file_without_a_program_for_this_cpu_replaces_nothing() {
    let home = Home::with_previous();
    let (workshop, before) = (home.workshop(), home.tree());
    let bare = rebuilt(workshop.mini(), workshop, |parts| {
        replace_program(parts, "9.0.0", b"");
        parts.manifest["envelope"]["stubs"] = json!([]);
    });
    let file = home.lay("bare.run", &bare);
    refused(&home, &before, upgrade(&home, &file), Exit::Preflight).says(&[&words::no_stub]);
    let other = Cpu::BUILT.into_iter().find(|cpu| *cpu != workshop.cpu()).unwrap();
    let foreign = prints(other, "goferry 9.0.0\n");
    let named = rebuilt(workshop.mini(), workshop, |parts| {
        replace_program(parts, "9.0.0", &foreign);
        parts.manifest["envelope"]["stubs"][0]["platform"] = json!(other.name());
    });
    let file = home.lay("foreign.run", &named);
    refused(&home, &before, upgrade(&home, &file), Exit::WrongCpu).says(&[&words::other_cpu]);
    let misnamed = home.lay("misnamed.run", &with_program(workshop, "9.0.0", &foreign));
    let outcome = refused(&home, &before, upgrade(&home, &misnamed), Exit::WrongCpu);
    outcome.says(&[&words::no_such_program]);
}

#[test]
fn a_program_that_does_not_say_its_version_here_replaces_nothing() {
    let home = Home::with_previous();
    let (workshop, before) = (home.workshop(), home.tree());
    let liar = with_program(workshop, "9.0.0", &prints(workshop.cpu(), "goferry 8.0.0\n"));
    let file = home.lay("liar.run", &liar);
    refused(&home, &before, upgrade(&home, &file), Exit::Smoke).says(&[&words::another]);
    let mut broken = prints(workshop.cpu(), "goferry 9.0.0\n");
    broken.truncate(80);
    let file = home.lay("broken.run", &with_program(workshop, "9.0.0", &broken));
    refused(&home, &before, upgrade(&home, &file), Exit::Smoke).says(&[&words::testing]);
}

#[test]
fn where_nothing_is_installed_there_is_nothing_to_replace() {
    let home = Home::empty();
    let file = home.mini();
    let before = home.tree();
    let outcome = home.run(&file).arg("upgrade-self").run();
    outcome.ends_with(Exit::Preflight).says(&[&words::no_program, &words::no_program_help]);
    home.is_still(&before, &outcome);
}

#[test]
fn a_program_is_not_replaced_on_first_use() {
    let home = Home::with_previous();
    fs::remove_file(home.prefix().join("state/trust.json")).unwrap();
    let before = home.tree();
    let file = home.lay("newer.run", &newer(home.workshop()));
    refused(&home, &before, upgrade(&home, &file), Exit::Untrusted);
}

#[test]
fn an_image_for_another_cpu_gets_its_own_program_which_is_not_started_here() {
    let home = Home::empty();
    let other = Cpu::BUILT.into_iter().find(|cpu| *cpu != host()).unwrap();
    let (workshop, image) = (Workshop::shared_for(other), home.beside("image"));
    fs::create_dir(&image).unwrap();
    let here = home.lay("goferry", &fs::read(tests::stub()).unwrap());
    let run =
        |verb: &str, file: &Path| home.run(&here).args([verb, "--root"]).arg(&image).arg(file);
    let theirs = home.lay("theirs.run", workshop.mini());
    run("install", &theirs).arg("-y").run().ends_with(Exit::Done);
    // A refusal is one more line in the record.
    let tree = || Tree::of(&image).without(|path| path.to_string_lossy().contains("state/audit."));
    let before = tree();
    let refused = |name: &str, bytes: &[u8], said: &'static Text| {
        let outcome = run("upgrade-self", &home.lay(name, bytes)).run();
        outcome.ends_with(Exit::WrongCpu).says(&[said, &words::not_upgraded]);
        assert_eq!(before.differences(&tree()), "", "{outcome}");
    };
    let ours = with_program(workshop, "9.0.0", &prints(host(), "goferry 9.0.0\n"));
    refused("misnamed.run", &ours, &words::no_such_program);
    let named = resigned(&ours, workshop, |manifest| {
        manifest["envelope"]["stubs"][0]["platform"] = json!(host().name());
    });
    refused("ours.run", &named, &words::other_cpu);
    // Were it started, here or under qemu, it would be found to lie.
    let liar = with_program(workshop, "9.0.0", &prints(other, "goferry 8.0.0\n"));
    let file = home.lay("liar.run", &liar);
    for changed in [true, false] {
        let told = run("upgrade-self", &file).arg("--json").run();
        let told: Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
        assert_eq!((&told["changed"], &told["after"]), (&json!(changed), &json!("9.0.0")));
    }
    let program = fs::read(image.join("opt/goenv/bin/goferry")).unwrap();
    assert!(program == liar[stub_of(&liar)]);
}
