//! OpenPGP and SM2 side by side: what each needs, and what one cannot do for the other.

use super::*;
use crate::sm2::{Chain, Generated, SecretKey as Sm2Key, Validity, generate_sm2, issue_release};

/// A world with an SM2 root that its trust list names.
struct Two {
    world: World,
    sm2: Generated,
}

impl Two {
    fn new() -> Self {
        Two::valid(Validity::since(MADE))
    }

    fn valid(validity: Validity) -> Self {
        let (mut world, sm2) = (World::new(), generate_sm2("Snake-oil", validity).unwrap());
        world.body = world.body.with_sm2_ca(&sm2.ca);
        Two { world, sm2 }
    }

    fn requiring(mut self, kinds: &[Kind]) -> Self {
        self.world.body.required = kinds.to_vec();
        self
    }

    fn sm2_signature(&self, purpose: Purpose) -> Vec<u8> {
        self.sm2.release_key.sign(purpose, self.sm2.chain.clone(), MANIFEST).unwrap()
    }

    fn only_sm2(&self) -> Signatures {
        Signatures::default().with(Kind::Sm2, self.sm2_signature(Purpose::Manifest)).unwrap()
    }

    fn both(&self) -> Signatures {
        self.world.signatures().with(Kind::Sm2, self.sm2_signature(Purpose::Manifest)).unwrap()
    }

    fn with_sm2(&self, bytes: Vec<u8>) -> Result<Authentic, Refusal> {
        self.judged(&self.world.signatures().with(Kind::Sm2, bytes).unwrap())
    }

    fn judged(&self, signatures: &Signatures) -> Result<Authentic, Refusal> {
        accepted(&self.world.trust(), signatures, claims(1))
    }

    fn leaf(&self) -> Fingerprint {
        self.sm2.chain.leaf().fingerprint()
    }
}

#[test]
fn two_kinds_hold_independently_and_one_is_added_later() {
    let two = Two::new().requiring(&[Kind::OpenPgp, Kind::Sm2]);
    let authentic = two.judged(&two.both()).unwrap();
    let kinds: Vec<_> = authentic.signers().iter().map(|signer| signer.kind).collect();
    assert_eq!(kinds, [Kind::OpenPgp, Kind::Sm2]);
    let sm2 = &authentic.signers()[1];
    assert_eq!((sm2.certificate, sm2.signed_at), (two.leaf(), SIGNED));
    assert_eq!(sm2.user_id, "Snake-oil (goferry SM2 release)");
    assert_eq!(authentic.warnings(), []);
    let packet = two.world.signatures_at(SIGNED + 5);
    let packet = packet.get(Kind::OpenPgp).unwrap().to_vec();
    two.judged(&two.only_sm2().with(Kind::OpenPgp, packet).unwrap()).unwrap();
}

#[test]
fn every_flipped_bit_of_r_s_and_chain_is_refused() {
    let two = Two::new();
    let trust = two.world.trust();
    let good = two.sm2_signature(Purpose::Manifest);
    let mut bytes = good.clone();
    for bit in 0..good.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        let flipped = two.world.signatures().with(Kind::Sm2, bytes.clone()).unwrap();
        assert!(trust.judge(MANIFEST.to_vec(), &flipped, &CLOCK).is_err(), "bit {bit}");
        bytes[bit / 8] = good[bit / 8];
    }
    for cut in [0, 1, 63, 64, good.len() - 1] {
        assert!(two.with_sm2(good[..cut].to_vec()).is_err(), "cut at {cut}");
    }
    assert!(two.with_sm2([&good[..], &[0]].concat()).is_err());
}

#[test]
fn r_and_s_cannot_be_turned_or_replaced() {
    let two = Two::new();
    let good = two.sm2_signature(Purpose::Manifest);
    let order = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
    let order = hex::decode(order).unwrap();
    let minus = |number: &[u8]| {
        let mut out = order.clone();
        let mut borrow = 0i16;
        for i in (0..32).rev() {
            let digit = i16::from(order[i]) - i16::from(number[i]) - borrow;
            borrow = i16::from(digit < 0);
            out[i] = u8::try_from(digit.rem_euclid(256)).unwrap();
        }
        out
    };
    let (r, s, chain) = (&good[..32], &good[32..64], &good[64..]);
    for (r, s) in [
        (s.to_vec(), r.to_vec()),
        (r.to_vec(), minus(s)),
        (minus(r), s.to_vec()),
        (r.to_vec(), minus(r)),
        (r.to_vec(), vec![0; 32]),
        (order.clone(), s.to_vec()),
        (vec![0xff; 32], s.to_vec()),
    ] {
        assert!(two.with_sm2([&r[..], &s, chain].concat()).is_err());
    }
    two.with_sm2(good.clone()).unwrap();
}

#[test]
fn a_root_never_travels_even_when_the_signature_covers_it() {
    let two = Two::new();
    let long = Chain::new(two.sm2.chain.leaf().clone(), vec![two.sm2.ca.clone()]).unwrap();
    let signature = two.sm2.release_key.sign(Purpose::Manifest, long, MANIFEST).unwrap();
    assert!(matches!(two.with_sm2(signature), Err(Refusal::Chain { .. })));
    let good = two.sm2_signature(Purpose::Manifest);
    let appended = [&good[..], two.sm2.ca.to_der()].concat();
    assert!(matches!(two.with_sm2(appended), Err(Refusal::BadSignature { .. })));
}

#[test]
fn a_bad_signature_is_refused_where_its_kind_is_not_required_and_has_no_anchor() {
    let two = Two::new();
    let mut bad = two.sm2_signature(Purpose::Manifest);
    bad[40] ^= 1;
    let bad = two.world.signatures().with(Kind::Sm2, bad).unwrap();
    let stranger = World::new();
    let signatures = stranger.signatures().with(Kind::Sm2, bad.get(Kind::Sm2).unwrap().to_vec());
    let refused = accepted(&stranger.trust(), &signatures.unwrap(), claims(1));
    assert!(matches!(refused, Err(Refusal::BadSignature { kind: Kind::Sm2, .. })));
    assert!(matches!(two.judged(&bad), Err(Refusal::BadSignature { kind: Kind::Sm2, .. })));
    let mut manifest = MANIFEST.to_vec();
    manifest[3] ^= 1;
    let home = Two::new().requiring(&[Kind::Sm2]);
    let roots =
        Roots::new(vec![two.world.root.certificate().clone()], vec![], Some(two.world.list()));
    let state = TrustState::default().after(&home.judged(&home.only_sm2()).unwrap(), &CLOCK);
    let trust = Trust::from_state(&state, &roots.unwrap()).unwrap();
    let changed = trust.judge(manifest, &two.world.signatures(), &CLOCK);
    assert!(matches!(changed, Err(Refusal::BadSignature { kind: Kind::OpenPgp, .. })));
}

#[test]
fn a_kind_without_an_anchor_is_reported_and_never_counted() {
    let two = Two::new();
    let mut stranger = World::new();
    let sm2 = two.sm2_signature(Purpose::Manifest);
    let signatures = stranger.signatures().with(Kind::Sm2, sm2).unwrap();
    let judge = |world: &World| accepted(&world.trust(), &signatures, claims(1));
    let authentic = judge(&stranger).unwrap();
    assert_eq!(authentic.warnings(), [Warning::NotEvaluated(Kind::Sm2)]);
    assert_eq!(authentic.signers().len(), 1);
    stranger.body.required = vec![Kind::OpenPgp, Kind::Sm2];
    let refused = judge(&stranger);
    assert!(
        matches!(refused, Err(Refusal::UnknownSigner { kind: Kind::Sm2, signer }) if signer == two.leaf())
    );
    let home = Two::new().requiring(&[Kind::Sm2]);
    let foreign = stranger.signatures().get(Kind::OpenPgp).unwrap().to_vec();
    let authentic = home.judged(&home.only_sm2().with(Kind::OpenPgp, foreign).unwrap()).unwrap();
    assert_eq!(authentic.warnings(), [Warning::NotEvaluated(Kind::OpenPgp)]);
    assert_eq!(authentic.signers()[0].kind, Kind::Sm2);
}

#[test]
fn list_host_and_manifest_each_make_a_kind_required() {
    let two = Two::new();
    let only = two.world.signatures();
    let missing = |result| assert!(matches!(result, Err(Refusal::Stripped(Kind::Sm2))));
    let listed = Two::new().requiring(&[Kind::OpenPgp, Kind::Sm2]);
    missing(listed.judged(&listed.world.signatures()));
    let host = two.world.trust().under(Policy::default().requiring(Kind::Sm2));
    missing(accepted(&host, &only, claims(1)));
    let claims = Claims { required: vec![Kind::OpenPgp, Kind::Sm2], ..claims(1) };
    missing(accepted(&two.world.trust(), &only, claims.clone()));
    accepted(&host, &two.both(), claims).unwrap();
}

#[test]
fn an_sm2_certificate_has_to_cover_the_signing_time() {
    let until = Validity { from: MADE, until: SIGNED };
    let two = Two::valid(until).requiring(&[Kind::Sm2]);
    two.judged(&two.only_sm2()).unwrap();
    let at = |signing_time| {
        let claims = Claims { signing_time, ..claims(1) };
        accepted(&two.world.trust(), &two.only_sm2(), claims)
    };
    assert!(matches!(at(MADE - 1), Err(Refusal::NotBorn { born: MADE, .. })));
    at(MADE).unwrap();
    assert!(matches!(at(SIGNED + 1), Err(Refusal::Expired { expired: SIGNED, .. })));
    let two = Two::new().requiring(&[Kind::Sm2]);
    let claims = Claims { signing_time: CLOCK.now + 2 * 86_400, ..claims(1) };
    let refused = accepted(&two.world.trust(), &two.only_sm2(), claims);
    assert!(matches!(refused, Err(Refusal::FromTheFuture { .. })));
}

#[test]
fn an_sm2_certificate_is_retired_and_compromised_by_its_fingerprint() {
    let mut two = Two::new().requiring(&[Kind::Sm2]);
    let series = |last| BTreeMap::from([("go1.27".to_owned(), last)]);
    two.world.body.retired = BTreeMap::from([(two.leaf(), series(4))]);
    let with = |two: &Two, counter| accepted(&two.world.trust(), &two.only_sm2(), claims(counter));
    with(&two, 4).unwrap();
    assert!(matches!(with(&two, 5), Err(Refusal::Retired { last: Some(4), .. })));
    two.world.body.compromised = BTreeMap::from([(two.leaf(), vec![])]);
    assert!(matches!(with(&two, 1), Err(Refusal::Compromised { signer }) if signer == two.leaf()));
    let kept = vec![ManifestDigest::of(MANIFEST)];
    two.world.body.compromised = BTreeMap::from([(two.leaf(), kept)]);
    with(&two, 1).unwrap();
}

#[test]
fn an_sm2_signature_of_anything_else_does_not_hold() {
    let two = Two::new();
    for purpose in [Purpose::Admission, Purpose::TrustList, Purpose::RootChange, Purpose::Sidecar] {
        let refused = two.with_sm2(two.sm2_signature(purpose));
        assert!(matches!(refused, Err(Refusal::BadSignature { kind: Kind::Sm2, .. })), "{purpose}");
    }
    let input = Purpose::Manifest.signed_input(MANIFEST);
    let der = two.sm2.release_key.sign_sidecar(&two.sm2.chain, &mut &input[1..]).unwrap();
    let raw = crate::sm2::Raw::from_der(&der).unwrap().to_bytes();
    let refused = two.with_sm2([&raw[..], &two.sm2.chain.to_der()].concat());
    assert!(matches!(refused, Err(Refusal::BadSignature { .. })));
}

#[test]
fn a_signature_is_never_older_than_what_it_signs() {
    let world = World::new();
    let judge = |at| accepted(&world.trust(), &world.signatures_at(at), claims(1));
    let early = judge(SIGNED - 1);
    assert!(matches!(early, Err(Refusal::Backdated { signed, sealed, .. })
        if (signed, sealed) == (SIGNED - 1, SIGNED)));
    judge(SIGNED).unwrap();
    judge(SIGNED + 100).unwrap();
}

#[test]
fn an_unfinished_file_says_which_kinds_are_missing() {
    let two = Two::new();
    let trust = two.world.trust().under(Policy::default().requiring(Kind::Sm2));
    let unfinished = |signatures: &Signatures| {
        trust.judge_unfinished(MANIFEST.to_vec(), signatures, &CLOCK).unwrap()
    };
    let one = unfinished(&two.world.signatures());
    assert_eq!(one.manifest(), MANIFEST);
    assert_eq!(one.missing(&claims(1)).unwrap(), [Kind::Sm2]);
    let other = unfinished(&two.only_sm2());
    assert_eq!(other.missing(&claims(1)).unwrap(), [Kind::OpenPgp]);
    assert_eq!(unfinished(&two.both()).missing(&claims(1)).unwrap(), []);
    let late = Claims { signing_time: SIGNED + 1, ..claims(1) };
    assert!(matches!(one.missing(&late), Err(Refusal::Backdated { .. })));
}

#[test]
fn an_sm2_sidecar_holds_under_the_root_that_the_list_names() {
    let mut two = Two::new();
    let file = vec![7; 100_000];
    let der = two.sm2.release_key.sign_sidecar(&two.sm2.chain, &mut file.as_slice()).unwrap();
    let judge = |two: &Two, at, file: &[u8]| {
        let chain = &two.sm2.chain;
        two.world.trust().judge_sm2_sidecar(&der, chain, at, &mut &file[..], &CLOCK)
    };
    assert_eq!(judge(&two, SIGNED, &file).unwrap().certificate, two.leaf());
    assert!(matches!(judge(&two, SIGNED, &file[1..]), Err(Refusal::BadSignature { .. })));
    assert!(matches!(judge(&two, MADE - 1, &file), Err(Refusal::NotBorn { .. })));
    two.world.body.retired = BTreeMap::from([(two.leaf(), BTreeMap::new())]);
    assert!(matches!(judge(&two, SIGNED, &file), Err(Refusal::Retired { release: None, .. })));
    two.world.body.sm2_ca.clear();
    assert!(matches!(judge(&two, SIGNED, &file), Err(Refusal::UnknownSigner { .. })));
}

#[test]
fn a_stolen_release_certificate_cannot_issue_another() {
    let two = Two::new();
    let thief = Sm2Key::random();
    let leaf = two.sm2.chain.leaf();
    let forged =
        issue_release(&two.sm2.release_key, leaf, "thief", Validity::since(MADE), &thief).unwrap();
    let chain = Chain::new(forged.leaf().clone(), vec![leaf.clone()]).unwrap();
    let refused = two.with_sm2(thief.sign(Purpose::Manifest, chain, MANIFEST).unwrap());
    assert!(
        matches!(refused, Err(Refusal::Chain { certificate, .. }) if certificate == two.leaf())
    );
}
