//! What somebody can try who stole a release key and may write every file.

use super::*;
use crate::Downgrade;

/// A home that took a good release with counter 5, and what the thief has.
struct Theft {
    home: World,
    thief: World,
    state: TrustState,
}

impl Theft {
    fn new() -> Self {
        let home = World::new();
        let state = home.state(5);
        Theft { home, thief: World::new(), state }
    }

    /// As it was before the root said anything more.
    fn state(&self) -> TrustState {
        self.state.clone()
    }

    /// Judges what the stolen key signed, in a file whose ROOTS the thief wrote.
    fn judged(&self, roots: &Roots, claims: Claims) -> Result<Authentic, Refusal> {
        accepted(&Trust::from_state(&self.state(), roots)?, &self.home.signatures(), claims)
    }
}

fn signed_list(body: TrustListBody, by: &SecretKey) -> TrustList {
    let list = TrustList::new(body).unwrap();
    let packet = by.sign(Purpose::TrustList, SIGNED, &mut list.message()).unwrap();
    list.with_signature(Kind::OpenPgp, packet).unwrap()
}

#[test]
fn replacing_the_roots_leaves_the_homes_root_in_place() {
    let mut theft = Theft::new();
    let stolen = theft.home.body.release.clone();
    theft.thief.body.release.extend(stolen);
    theft.thief.body.release.sort_by_key(|text| {
        let der = crate::encoding::from_base64(text).unwrap();
        Certificate::decode(&der).unwrap().fingerprint()
    });
    let authentic = theft.judged(&theft.thief.roots(), claims(6)).unwrap();
    assert_eq!(authentic.first_root(), theft.home.root_fingerprint());
    let state = theft.state().after(&authentic, &CLOCK);
    assert_eq!(state.roots.len(), 1);
    assert_eq!(state.roots[0].first, theft.home.root_fingerprint());
    let trust = Trust::from_state(&state, &theft.thief.roots()).unwrap();
    let next = accepted(&trust, &theft.thief.signatures(), claims(7));
    assert!(matches!(next, Err(Refusal::UnknownSigner { .. })));
}

#[test]
fn the_other_kind_cannot_be_declared_unnecessary() {
    let mut theft = Theft::new();
    theft.home.body.version = 2;
    theft.home.body.required = vec![Kind::OpenPgp, Kind::Sm2];
    let state = theft.state().import(&theft.home.list()).unwrap();
    let mut own = theft.home.body.clone();
    own.version = 3;
    own.required = vec![Kind::OpenPgp];
    let forged = signed_list(own, &theft.home.release);
    let with_list = Roots::new(vec![], vec![], Some(forged)).unwrap();
    assert!(Trust::from_state(&state, &with_list).is_err());
    let trust = Trust::from_state(&state, &Roots::default()).unwrap();
    let claims = Claims { required: vec![Kind::OpenPgp], ..claims(6) };
    let refused = accepted(&trust, &theft.home.signatures(), claims);
    assert!(matches!(refused, Err(Refusal::Stripped(Kind::Sm2))));
}

#[test]
fn an_old_list_does_not_bring_back_what_a_newer_one_took() {
    let mut home = World::new();
    let old = home.roots();
    let state = home.state(5);
    home.body.version = 2;
    home.body.compromised = BTreeMap::from([(home.release_fingerprint(), vec![])]);
    let state = state.import(&home.list()).unwrap();
    let trust = Trust::from_state(&state, &old).unwrap();
    let refused = accepted(&trust, &home.signatures(), claims(6));
    assert!(matches!(refused, Err(Refusal::Compromised { .. })));
    let import = state.import(old.trust_list().unwrap());
    assert!(matches!(import, Err(Refusal::NotNewer { offered: 1, known: 2 })));
}

#[test]
fn a_list_of_ones_own_is_not_the_roots() {
    let theft = Theft::new();
    let mut body = theft.home.body.clone();
    body.version = 9;
    body.required = vec![Kind::OpenPgp];
    for by in [&theft.home.release, &theft.thief.root] {
        let forged = signed_list(body.clone(), by);
        let roots = Roots::new(vec![], vec![], Some(forged.clone())).unwrap();
        assert!(matches!(theft.judged(&roots, claims(6)), Err(Refusal::UnknownSigner { .. })));
        assert!(matches!(theft.state().import(&forged), Err(Refusal::UnknownSigner { .. })));
    }
}

#[test]
fn a_low_counter_needs_a_person_and_a_floor_none_overrides() {
    let mut theft = Theft::new();
    let low = theft.judged(&theft.home.roots(), claims(4)).unwrap();
    let check_rollback = |authentic: &Authentic, downgrade| {
        authentic.check_rollback(&theft.state(), &Policy::default(), downgrade)
    };
    let refused = check_rollback(&low, Downgrade::Refused);
    assert!(matches!(refused, Err(Refusal::Downgrade { counter: 4, highest: 5, .. })));
    check_rollback(&low, Downgrade::Allowed).unwrap();
    let equal = theft.judged(&theft.home.roots(), claims(5)).unwrap();
    check_rollback(&equal, Downgrade::Refused).unwrap();
    let host = Policy::default().with_floor("go1.27", 6);
    let refused = equal.check_rollback(&theft.state(), &host, Downgrade::Allowed);
    assert!(matches!(refused, Err(Refusal::BelowFloor { floor: 6, .. })));
    theft.home.body.version = 2;
    theft.home.body.floors = BTreeMap::from([("go1.27".to_owned(), 5)]);
    let low = theft.judged(&theft.home.roots(), claims(4)).unwrap();
    let refused = low.check_rollback(&theft.state(), &Policy::default(), Downgrade::Allowed);
    assert!(matches!(refused, Err(Refusal::BelowFloor { counter: 4, floor: 5, .. })));
}

#[test]
fn another_line_counts_for_itself_and_helps_no_retired_key() {
    let mut theft = Theft::new();
    let other = || Claims { series: "go1.26".into(), ..claims(1) };
    let authentic = theft.judged(&theft.home.roots(), other()).unwrap();
    authentic.check_rollback(&theft.state(), &Policy::default(), Downgrade::Refused).unwrap();
    let limit = BTreeMap::from([("go1.27".to_owned(), 5)]);
    theft.home.body.version = 2;
    theft.home.body.retired = BTreeMap::from([(theft.home.release_fingerprint(), limit)]);
    let roots = theft.home.roots();
    theft.judged(&roots, claims(5)).unwrap();
    let high = theft.judged(&roots, claims(6));
    assert!(matches!(high, Err(Refusal::Retired { last: Some(5), .. })));
    let elsewhere = theft.judged(&roots, other());
    assert!(matches!(elsewhere, Err(Refusal::Retired { last: None, release: Some(_), .. })));
}

#[test]
fn a_new_root_needs_the_old_ones_signature() {
    let theft = Theft::new();
    let (from, to) = (theft.home.root_fingerprint(), theft.thief.root.certificate());
    let change = RootChange::new(1, from, to, SIGNED).unwrap();
    let sign =
        |by: &SecretKey| by.sign(Purpose::RootChange, SIGNED, &mut change.message()).unwrap();
    let (stolen, own) = (sign(&theft.home.release), sign(&theft.thief.root));
    for by_old in [stolen, own.clone()] {
        let forged = change.clone().signed_by_old(Kind::OpenPgp, by_old).unwrap();
        let forged = forged.signed_by_new(Kind::OpenPgp, own.clone()).unwrap();
        let roots = Roots::new(vec![to.clone()], vec![forged.clone()], None).unwrap();
        assert!(matches!(theft.judged(&roots, claims(6)), Err(Refusal::UnknownSigner { .. })));
        assert!(matches!(theft.state().follow(&forged), Err(Refusal::UnknownSigner { .. })));
    }
}

#[test]
fn a_compromised_key_gains_nothing_by_a_low_counter_or_an_early_time() {
    let mut theft = Theft::new();
    theft.home.body.version = 2;
    theft.home.body.compromised = BTreeMap::from([(theft.home.release_fingerprint(), vec![])]);
    let roots = theft.home.roots();
    for counter in [0, 1, u32::MAX] {
        let refused = theft.judged(&roots, claims(counter));
        assert!(matches!(refused, Err(Refusal::Compromised { .. })));
    }
    let trust = Trust::from_state(&theft.state(), &roots).unwrap();
    let early = Claims { signing_time: MADE, ..claims(1) };
    let refused = accepted(&trust, &theft.home.signatures_at(MADE), early);
    assert!(matches!(refused, Err(Refusal::Compromised { .. })));
}

#[test]
fn a_counter_run_to_its_end_starts_again_with_the_next_epoch() {
    let mut home = World::new();
    let state = home.state(u32::MAX);
    let judged = |home: &World, state: &TrustState| {
        let trust = Trust::from_state(state, &home.roots()).unwrap();
        accepted(&trust, &home.signatures(), claims(6)).unwrap()
    };
    let stuck =
        judged(&home, &state).check_rollback(&state, &Policy::default(), Downgrade::Refused);
    assert!(matches!(stuck, Err(Refusal::Downgrade { highest: u32::MAX, .. })));
    home.body.version = 2;
    home.body.epochs = BTreeMap::from([("go1.27".to_owned(), 1)]);
    let next = judged(&home, &state);
    next.check_rollback(&state, &Policy::default(), Downgrade::Refused).unwrap();
    let state = state.after(&next, &CLOCK);
    assert_eq!(state.highest_since(home.root_fingerprint(), "go1.27", 0), Some(6));
    let trust = Trust::from_state(&state, &home.roots()).unwrap();
    let lower = accepted(&trust, &home.signatures(), claims(5)).unwrap();
    let refused = lower.check_rollback(&state, &Policy::default(), Downgrade::Refused);
    assert!(matches!(refused, Err(Refusal::Downgrade { highest: 6, .. })));
}
