//! `goferry trust import`: lists and changes of root, alone or in a file's ROOTS; forward only.

use super::root;
use keys::{Role, SecretKey, TrustListBody};
use std::path::Path;
use tests::forge::{lists, offering};
use tests::words::{trust, trust_state};
use tests::{Home, Outcome, Workshop};
use voice::Exit;
use voice::Text;

const MADE: u64 = 1_704_067_200;

fn import(home: &Home, name: &str, bytes: &[u8]) -> Outcome {
    let file = home.beside(name);
    std::fs::write(&file, bytes).unwrap();
    home.goferry().args(["trust", "import"]).arg(&file).run()
}

/// What is refused changes nothing.
#[track_caller]
fn refused(home: &Home, bytes: &[u8], exit: Exit, text: &'static Text) {
    let before = home.tree();
    let outcome = import(home, "refused", bytes);
    outcome.ends_with(exit).says(&[&trust_state::importing, text]);
    home.withstood(&before, &outcome);
}

fn list(workshop: &Workshop, version: u32) -> Vec<u8> {
    let body = TrustListBody { version, ..lists::next(workshop) };
    lists::by(workshop.root_key(), &body)
}

fn version(home: &Home) -> u64 {
    let told = home.goferry().args(["trust", "show", "--json"]).run();
    let told: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    told["roots"][0]["trust_list"]["version"].as_u64().unwrap()
}

fn key(role: Role) -> SecretKey {
    keys::generate("Snake-oil", MADE, role, None).unwrap().0
}

#[test]
fn a_list_only_goes_forward() {
    let home = Home::with_previous();
    let workshop = home.workshop();
    let fifth = list(workshop, 5);
    import(&home, "list", &fifth).ends_with(Exit::Done).says(&[&trust_state::imported]);
    assert_eq!(version(&home), 5);
    let before = home.tree();
    let again = import(&home, "list", &fifth);
    again.ends_with(Exit::Done).says(&[&trust_state::unchanged]);
    home.is_still(&before, &again);
    for version in [1, 4] {
        refused(&home, &list(workshop, version), Exit::Policy, &tests::words::trust::not_newer);
    }
    // Another list of the same version: the root contradicts itself.
    let mut other = TrustListBody { version: 5, ..lists::next(workshop) };
    other.floors.insert("go1.27".to_owned(), 1);
    let other = lists::by(workshop.root_key(), &other);
    refused(&home, &other, Exit::Policy, &tests::words::trust::not_newer);
    import(&home, "list", &list(workshop, 6)).ends_with(Exit::Done);
    assert_eq!(version(&home), 6);
}

#[test]
fn a_list_of_anybody_else_is_refused() {
    let home = Home::with_previous();
    let (workshop, other) = (home.workshop(), Workshop::new());
    refused(&home, &list(&other, 9), Exit::Untrusted, &trust_state::no_offer);
    let body = TrustListBody { version: 9, ..lists::next(workshop) };
    for thief in [workshop.release_key(), other.root_key()] {
        refused(&home, &lists::by(thief, &body), Exit::Untrusted, &trust::unknown_signer);
    }
    let unsigned = lists::sealed(&body, |_| Vec::new());
    refused(&home, &unsigned, Exit::Policy, &trust::stripped);
    let mut flipped = list(workshop, 9);
    *flipped.last_mut().unwrap() ^= 1;
    refused(&home, &flipped, Exit::BadSignature, &trust::bad_signature);
    refused(&home, &list(workshop, 9)[..99], Exit::Damaged, &trust::malformed);
    for junk in [&b""[..], b"#!/bin/sh\n", &[0; 70_000]] {
        refused(&home, junk, Exit::Damaged, &trust_state::nothing_to_import);
    }
    let outcome = home.goferry().args(["trust", "import", "/no/such/file"]).run();
    outcome.ends_with(Exit::Usage);
}

#[test]
fn the_roots_of_a_file_bring_the_newer_list_whoever_signed_the_file() {
    let home = Home::with_previous();
    let workshop = home.workshop();
    let mut body = TrustListBody { version: 3, ..lists::next(workshop) };
    body.compromised.insert(super::signer(&home), Vec::new());
    let roots = lists::roots_of(workshop, &lists::by(workshop.root_key(), &body));
    let file = offering(&Workshop::new(), &roots);
    import(&home, "file.run", &file).ends_with(Exit::Done).says(&[&trust_state::imported]);
    assert_eq!(version(&home), 3);
    let stolen = super::next(&home, 2);
    home.install(&stolen).run().ends_with(Exit::Policy).says(&[&trust::compromised]);
    // A file of an organisation that nobody here knows brings nothing.
    let foreign = tests::Release::mini().build(&Workshop::new());
    refused(&home, &foreign, Exit::Untrusted, &trust_state::no_offer);
    // Its own first file brings a list that is older by now.
    refused(&home, workshop.mini(), Exit::Policy, &tests::words::trust::not_newer);
}

#[test]
fn a_change_of_root_is_followed_step_by_step() {
    let home = Home::with_previous();
    let chain = [home.workshop().root_key(), &key(Role::Root), &key(Role::Root)];
    let step = |at: usize| {
        let (old, new) = (chain[at], chain[at + 1]);
        lists::change(at as u32 + 1, old, new, [Some(old), Some(new)])
    };
    refused(&home, &step(1).render(), Exit::Untrusted, &trust_state::no_offer);
    let half = lists::change(1, chain[0], chain[1], [Some(chain[0]), None]);
    refused(&home, &half.render(), Exit::Policy, &trust::stripped);
    let late = lists::change(2, chain[0], chain[1], [Some(chain[0]), Some(chain[1])]);
    refused(&home, &late.render(), Exit::Policy, &tests::words::trust::not_next_change);

    let first = import(&home, "change", &step(0).render());
    first.ends_with(Exit::Done).says(&[&trust_state::followed]);
    let again = import(&home, "change", &step(0).render());
    again.ends_with(Exit::Done).says(&[&trust_state::unchanged]);
    // The rest of the way, and the new root's list, in one file.
    let release = key(Role::Release);
    let body = TrustListBody::first(
        chain[2].certificate(),
        &[release.certificate().clone()],
        lists::ISSUED,
    );
    let body = TrustListBody { version: 2, ..body };
    let mut steps = vec![step(0), step(1)];
    steps.sort_by_key(|change| (change.body().old, change.body().version));
    let roots = lists::changes(chain[0].certificate(), &steps, &lists::by(chain[2], &body));
    let told = import(&home, "rotated.run", &offering(&Workshop::new(), &roots));
    told.ends_with(Exit::Done).says(&[&trust_state::followed, &trust_state::imported]);
    let shown = home.goferry().args(["trust", "show"]).run();
    shown.ends_with(Exit::Done).says(&[&trust_state::changed]);
    let last = chain[2].certificate().fingerprint().to_string();
    assert!(shown.stdout.contains(&last) && shown.stdout.contains(&root(&home).to_string()));
    // The old root has no say any more.
    refused(&home, &list(home.workshop(), 9), Exit::Untrusted, &trust_state::no_offer);
    let confirm = home.goferry().args(["trust", "confirm", &last]).run();
    confirm.ends_with(Exit::Done).says(&[&trust_state::confirmed]);
}

#[test]
fn the_state_of_the_system_is_its_own() {
    let (home, image) = (Home::with_previous(), Home::empty());
    let root = image.path().join("image");
    std::fs::create_dir(&root).unwrap();
    let place = |words: &[&str]| home.goferry().args(words).arg("--root").arg(&root).run();
    place(&["install", "-y", home.mini().to_str().unwrap()]).ends_with(Exit::Done);
    let file = home.beside("list");
    std::fs::write(&file, list(home.workshop(), 5)).unwrap();
    let before = home.tree();
    place(&["trust", "import", file.to_str().unwrap()]).ends_with(Exit::Done);
    home.is_still(&before, &"a change of the image's state");
    assert_eq!(version(&home), 1);
    assert!(Path::new(&root).join("opt/goenv/state/trust.json").exists());
}
