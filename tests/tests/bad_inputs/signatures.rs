//! Section C: signatures.

use keys::{Clock, Kind, Refusal, Roots, Signatures, Trust};
use std::path::PathBuf;
use tests::bad_inputs::signatures::sm2::respelt;
use tests::bad_inputs::{Trial, refuse, signatures};
use tests::forge::sm2::Authority;
use tests::forge::{lists, offering_asking};
use tests::words::trust;
use tests::{Home, REAL_SIGNED, Supervisor, Workshop};
use voice::Exit;

#[test]
fn each_signature_is_refused_and_the_home_untouched() {
    let home = Home::with_previous();
    refuse(&home, signatures::cases(), &[Trial::Install, Trial::PackVerify]);
}

#[test]
fn a_weak_digest_or_algorithm_is_refused_at_any_clock() {
    let home = Home::of_the_build_day();
    let before = home.tree();
    for case in signatures::cases().into_iter().filter(|case| case.row == "C6") {
        let file = home.beside("weak.run");
        std::fs::write(&file, (case.make)(home.workshop())).unwrap();
        for now in [0, 315_532_800, 4_102_444_800] {
            let mut clock = Supervisor::at(now);
            let outcome = home.install(&file).supervised(&mut clock);
            outcome.ends_with(case.exit).says(&case.says);
            assert!(clock.fired() > 0, "it never asked for the time: {outcome}");
            home.withstood(&before, &outcome);
        }
    }
}

#[test]
fn a_sidecar_in_another_spelling_is_refused() {
    let (home, authority) = (Home::empty(), Authority::shared());
    let mut body = lists::next(home.workshop());
    body = body.with_sm2_ca(&authority.made.ca);
    let list = lists::by(home.workshop().root_key(), &body);
    let roots = Roots::parse(&lists::roots_of(home.workshop(), &list)).unwrap();
    let trust = Trust::tofu(&roots).unwrap();
    let clock = Clock { now: REAL_SIGNED, built: 0, latest_known: 0 };
    let (chain, file) = (authority.chain(), home.workshop().mini());
    let judge = |signature: &[u8]| {
        trust.judge_sm2_sidecar(signature, &chain, REAL_SIGNED, &mut &*file, &clock)
    };
    let der = authority.made.release_key.sign_sidecar(&chain, &mut &*file).unwrap();
    assert_eq!(judge(&der).unwrap().certificate, chain.leaf().fingerprint());
    let long = [&[0x30, 0x81], &der[1..]].concat();
    let trailing = [&der[..], &[0]].concat();
    for other in [trailing, long, respelt(&der, 1), respelt(&der, 0), der[1..].to_vec()] {
        assert!(matches!(judge(&other), Err(Refusal::Sm2Form(_))), "{}", hex::encode(other));
    }
    let other = judge(&authority.made.release_key.sign_sidecar(&chain, &mut &file[1..]).unwrap());
    assert!(matches!(other, Err(Refusal::BadSignature { kind: Kind::Sm2, .. })));
}

/// A file with an OpenPGP and an SM2 signature, of which the list names `named` alone.
fn half_known(home: &Home, named: Kind) -> PathBuf {
    let workshop = home.workshop();
    let authority = Authority::shared();
    let roots = lists::newer(workshop, |body| {
        body.required = vec![named];
        if named == Kind::Sm2 {
            *body = body.clone().with_sm2_ca(&authority.made.ca);
        }
    });
    let stranger = Workshop::new();
    let by = if named == Kind::OpenPgp { workshop } else { &stranger };
    let kind = if named == Kind::Sm2 { "sm2" } else { "openpgp" };
    let file = offering_asking(workshop, &roots, &[kind], |manifest| {
        let openpgp = by.sign(manifest, REAL_SIGNED).get(Kind::OpenPgp).unwrap().to_vec();
        let both = Signatures::default().with(Kind::OpenPgp, openpgp).unwrap();
        both.with(Kind::Sm2, authority.sign(manifest)).unwrap().render()
    });
    home.lay("half.run", &file)
}

#[test]
fn a_signature_that_nobody_here_knows_is_reported_and_never_counted() {
    for (named, strange) in [(Kind::OpenPgp, "SM2"), (Kind::Sm2, "OpenPGP")] {
        let home = Home::with_previous();
        let file = half_known(&home, named);
        let verified = home.goferry().arg("verify").arg(&file).run();
        verified.ends_with(Exit::Done).says(&[&trust::not_evaluated]);
        let warning = format!("the {strange} signature was not evaluated");
        assert!(verified.stderr.contains(&warning), "{verified}");
        home.install(&file).run().ends_with(Exit::Done).says(&[&trust::not_evaluated]);
        home.go_works();
    }
}
