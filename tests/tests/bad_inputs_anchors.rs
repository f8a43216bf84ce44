//! Section D: keys and trust anchors.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use keys::{Fingerprint, Role, SecretKey, TrustListBody};
use openpgp::types::ReasonForRevocation;
use payloads::Exit;
use payloads::words::trust;
use sequoia_openpgp as openpgp;
use std::time::Duration;
use tests::bad_inputs::{Trial, anchors, refuse};
use tests::forge::certificates::{Binding, MADE, Made, builder};
use tests::forge::openpgp::Sheet;
use tests::forge::{entries, lists, offering_signed, resealed};
use tests::{Home, REAL_SIGNED, Release, Workshop};

const DAY: u64 = 24 * 60 * 60;

#[test]
fn each_key_is_refused_and_the_home_untouched() {
    let home = Home::with_previous();
    refuse(&home, anchors::cases(), &[Trial::Install, Trial::Verify]);
}

/// Installs a file signed by `made`, which the next list names.
fn installs(made: &Made, at: u64) {
    let home = Home::with_previous();
    let roots = lists::newer(home.workshop(), |body| {
        body.release = vec![lists::listed(&made.public)];
    });
    let file = offering_signed(home.workshop(), &roots, |manifest| {
        let sheet = Sheet::of(made.pen.fingerprint(), u32::try_from(at).unwrap());
        entries([(1, sheet.packet(&made.pen, manifest).as_slice())])
    });
    home.install(&home.lay("next.run", &file)).run().ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn a_key_that_expired_only_after_it_signed_still_counts() {
    let lasting = (REAL_SIGNED - MADE) / DAY + 1;
    let builder = builder().set_validity_period(Duration::from_secs(lasting * DAY));
    installs(&Made::by(builder), REAL_SIGNED);
}

#[test]
fn an_honest_binding_is_accepted_where_each_bad_one_is_refused() {
    installs(&Binding::default().made(), REAL_SIGNED);
    installs(&Made::by(builder()), REAL_SIGNED);
}

#[test]
fn a_strangers_revocation_means_nothing() {
    let reason = ReasonForRevocation::KeyCompromised;
    installs(&Made::with_subkey_revoked(reason, false), REAL_SIGNED);
}

#[test]
fn a_list_that_drops_a_revocation_changes_nothing_once_the_newer_one_was_seen() {
    let home = Home::with_previous();
    let workshop = home.workshop();
    let signer = workshop.release_key().certificate().fingerprint();
    let (next_key, next) = keys::generate("Snake-oil next", MADE, Role::Release, None).unwrap();
    let roots = lists::newer(workshop, |body| {
        let own = workshop.release_key().certificate().clone();
        body.release = anchors::named(&[own, next]);
        body.compromised.insert(signer, Vec::new());
    });
    let told = offering_signed(workshop, &roots, |manifest| {
        let packet = next_key.sign(keys::Purpose::Manifest, REAL_SIGNED, &mut &*manifest);
        entries([(1, packet.unwrap().as_slice())])
    });
    home.install(&home.lay("told.run", &told)).run().ends_with(Exit::Done);
    let before = home.tree();
    // The old list, which knows of no theft, travels with the stolen key's file.
    let stolen = home.lay("stolen.run", &Release::mini().counting(9).build(workshop));
    let outcome = home.install(&stolen).run();
    outcome.ends_with(Exit::Policy).says(&[&trust::COMPROMISED]);
    home.withstood(&before, &outcome);
}

#[test]
fn a_root_equal_only_in_its_last_digits_is_another_root() {
    let home = Home::empty();
    let file = home.mini();
    let root = home.workshop().root_key().certificate().fingerprint().to_string();
    let require = |program: tests::Invocation, text: &str| {
        program.args(["verify", "--require-root", text]).arg(&file).run()
    };
    for program in [|home: &Home| home.packer(), |home: &Home| home.run(&home.beside("mini.run"))] {
        require(program(&home), &root).ends_with(Exit::Done);
        let flip = |digit: char| if digit == '0' { '1' } else { '0' };
        let first = root.chars().next().unwrap();
        let twin = format!("{}{}", flip(first), &root[1..]);
        let half: String = root[..24].chars().map(flip).collect();
        for other in [twin, half + &root[24..]] {
            assert!(other.ends_with(&root[24..]), "{other}");
            require(program(&home), &other).ends_with(Exit::Untrusted).says(&[&trust::OTHER_ROOT]);
        }
        for short in [&root[24..], &root[8..], &root[1..]] {
            require(program(&home), short).ends_with(Exit::Usage);
        }
    }
}

/// A root or release key of tests.
fn key(role: Role) -> SecretKey {
    keys::generate("Snake-oil", MADE, role, None).unwrap().0
}

#[test]
fn a_long_chain_of_roots_is_followed_step_by_step_and_one_gap_ends_it() {
    let release = key(Role::Release);
    let chain: Vec<SecretKey> = (0..20).map(|_| key(Role::Root)).collect();
    let file = |home: &Home, skipped: usize| {
        let all: Vec<&SecretKey> = [home.workshop().root_key()].into_iter().chain(&chain).collect();
        let step = |(at, pair): (usize, &[&SecretKey])| {
            lists::change(at as u32 + 1, pair[0], pair[1], [Some(pair[0]), Some(pair[1])])
        };
        let steps = all.windows(2).enumerate().filter(|(at, _)| *at != skipped).map(step);
        let mut steps: Vec<_> = steps.collect();
        steps.sort_by_key(|change| (change.body().old, change.body().version));
        let last = all.last().unwrap();
        let own = release.certificate().clone();
        let first = TrustListBody::first(last.certificate(), &[own], lists::ISSUED);
        let list = lists::by(last, &TrustListBody { version: 2, ..first });
        let roots = lists::changes(all[0].certificate(), &steps, &list);
        let file = offering_signed(home.workshop(), &roots, |manifest| {
            let packet = release.sign(keys::Purpose::Manifest, REAL_SIGNED, &mut &*manifest);
            entries([(1, packet.unwrap().as_slice())])
        });
        home.lay("rotated.run", &file)
    };
    for skipped in [0, 10, 19] {
        let home = Home::with_previous();
        let before = home.tree();
        let outcome = home.install(&file(&home, skipped)).run();
        outcome.ends_with(Exit::Untrusted).says(&[&trust::UNKNOWN_SIGNER]);
        home.withstood(&before, &outcome);
    }
    let home = Home::with_previous();
    home.install(&file(&home, usize::MAX)).run().ends_with(Exit::Done);
    home.go_works();
    assert_eq!(roots_of(&home), [home.workshop().root_key().certificate().fingerprint()]);
}

/// The first root of each chain that the home knows.
fn roots_of(home: &Home) -> Vec<Fingerprint> {
    let state = std::fs::read(home.prefix().join("state/trust.json")).unwrap();
    keys::TrustState::decode(&state).unwrap().roots.iter().map(|root| root.first).collect()
}

#[test]
fn a_file_with_its_signatures_taken_from_another_organisation_counts_for_nobody() {
    let home = Home::with_previous();
    let before = home.tree();
    let other = Workshop::new();
    let theirs = Release::mini().build(&other);
    let ours = Release::mini().build(home.workshop());
    let manifest = tests::forge::manifest_of(&ours).to_vec();
    let signatures = other.sign(&manifest, REAL_SIGNED).render();
    for file in [theirs, resealed(&ours, &signatures)] {
        let outcome = home.install(&home.lay("theirs.run", &file)).run();
        outcome.ends_with(Exit::Untrusted).says(&[&trust::UNKNOWN_SIGNER, &trust::ACCEPT_ROOT]);
        home.withstood(&before, &outcome);
    }
}
