//! What a home remembers, and what the host holds beside it.

use super::*;
use crate::Downgrade;

/// `old` is followed by `new` by a change that both signed.
pub(super) fn change(version: u32, old: &World, new: &World) -> RootChange {
    let to = new.root.certificate();
    let change = RootChange::new(version, old.root_fingerprint(), to, SIGNED).unwrap();
    let sign =
        |by: &SecretKey| by.sign(Purpose::RootChange, SIGNED, &mut change.message()).unwrap();
    let (by_old, by_new) = (sign(&old.root), sign(&new.root));
    let change = change.signed_by_old(Kind::OpenPgp, by_old).unwrap();
    change.signed_by_new(Kind::OpenPgp, by_new).unwrap()
}

#[test]
fn a_root_of_first_use_is_confirmed_by_its_fingerprint() {
    let (home, other) = (World::new(), World::new());
    let state = home.state(1);
    let refused = state.clone().confirm(other.root_fingerprint());
    assert!(matches!(refused, Err(Refusal::UnknownRoot(Some(_)))));
    let state = state.confirm(home.root_fingerprint()).unwrap();
    assert_eq!(state.roots[0].mode, TrustMode::Pinned);
    let trust = Trust::from_state(&state, &home.roots()).unwrap();
    let authentic = accepted(&trust, &home.signatures(), claims(1)).unwrap();
    assert_eq!(authentic.mode(), TrustMode::Pinned);
}

#[test]
fn lists_only_go_forward() {
    let mut home = World::new();
    let (first, other) = (home.list(), World::new());
    let state = home.state(1);
    let refused = state.clone().import(&other.list());
    assert!(matches!(refused, Err(Refusal::UnknownRoot(Some(_)))));
    let same = state.clone().import(&first);
    assert!(matches!(same, Err(Refusal::NotNewer { offered: 1, known: 1 })));
    home.body.version = 5;
    let newer = state.import(&home.list()).unwrap();
    let older = newer.clone().import(&first);
    assert!(matches!(older, Err(Refusal::NotNewer { offered: 1, known: 5 })));
    assert_eq!(TrustState::decode(&newer.encode().unwrap()).unwrap(), newer);
    let unsigned = TrustList::new(TrustListBody { version: 6, ..home.body.clone() }).unwrap();
    assert!(matches!(newer.import(&unsigned), Err(Refusal::Stripped(Kind::OpenPgp))));
}

#[test]
fn roots_are_followed_step_by_step() {
    let worlds = [World::new(), World::new(), World::new()];
    let (first, second) = (change(1, &worlds[0], &worlds[1]), change(2, &worlds[1], &worlds[2]));
    let state = worlds[0].state(5);
    let gap = state.clone().follow(&second);
    assert!(matches!(gap, Err(Refusal::UnknownRoot(Some(_)))));
    let misnumbered = state.clone().follow(&change(2, &worlds[0], &worlds[1]));
    assert!(matches!(misnumbered, Err(Refusal::NotNextChange { offered: 2, next: 1 })));
    let state = state.follow(&first).unwrap().follow(&second).unwrap();
    assert_eq!(state.roots[0].root_version, 2);
    assert!(state.clone().follow(&first).is_err());
    let state = TrustState::decode(&state.encode().unwrap()).unwrap();
    assert_eq!(state.roots[0].first, worlds[0].root_fingerprint());
    assert_eq!(state.highest_since(worlds[0].root_fingerprint(), "go1.27", 0), Some(5));
    let confirmed = state.confirm(worlds[1].root_fingerprint()).unwrap();
    assert_eq!(confirmed.roots[0].mode, TrustMode::Pinned);
    let roots = Roots::new(vec![], vec![second, first], None).unwrap();
    let at_once = Trust::from_state(&worlds[0].state(5), &roots).unwrap();
    assert_eq!(&at_once.anchors[0].root, worlds[2].root.certificate());
}

#[test]
fn a_past_roots_list_no_longer_counts() {
    let (mut old, new) = (World::new(), World::new());
    let state = old.state(1).follow(&change(1, &old, &new)).unwrap();
    old.body.version = 9;
    let refused = state.clone().import(&old.list());
    assert!(matches!(refused, Err(Refusal::UnknownRoot(Some(_)))));
    let trust = Trust::from_state(&state, &old.roots()).unwrap();
    let authentic = accepted(&trust, &old.signatures(), claims(1)).unwrap();
    assert_eq!(authentic.trust_list().body().version, 1);
}

#[test]
fn what_the_host_holds_only_narrows() {
    let (home, other) = (World::new(), World::new());
    let state = home.state(1);
    let trust = || Trust::from_state(&state, &other.roots()).unwrap();
    let elsewhere = trust().narrow(&[other.root_fingerprint()]);
    assert!(matches!(elsewhere, Err(Refusal::UnknownRoot(Some(_)))));
    assert!(matches!(trust().narrow(&[]), Err(Refusal::UnknownRoot(None))));
    let certificate = other.root.certificate().clone();
    let elsewhere = trust().narrow_to(&[certificate]);
    assert!(matches!(elsewhere, Err(Refusal::UnknownRoot(Some(_)))));
    let own = home.root.certificate().clone();
    for trust in [
        trust().narrow(&[home.root_fingerprint(), other.root_fingerprint()]).unwrap(),
        trust().narrow_to(&[own]).unwrap(),
    ] {
        let authentic = accepted(&trust, &home.signatures(), claims(1)).unwrap();
        assert_eq!(authentic.mode(), TrustMode::Pinned);
        assert!(accepted(&trust, &other.signatures(), claims(1)).is_err());
    }
}

#[test]
fn a_host_anchor_makes_a_first_install_pinned() {
    let home = World::new();
    let own = home.root.certificate().clone();
    let trust = home.trust().narrow_to(&[own]).unwrap();
    let authentic = accepted(&trust, &home.signatures(), claims(1)).unwrap();
    let state = TrustState::default().after(&authentic, &CLOCK);
    assert_eq!(state.roots[0].mode, TrustMode::Pinned);
    let strict = home.trust().under(Policy::default().with_pinned_root());
    let refused = accepted(&strict, &home.signatures(), claims(1));
    assert!(matches!(refused, Err(Refusal::NotPinned(root)) if root == home.root_fingerprint()));
    let strict = strict.require_root(home.root_fingerprint()).unwrap();
    accepted(&strict, &home.signatures(), claims(1)).unwrap();
}

#[test]
fn a_host_that_knows_a_later_root_still_finds_the_chain() {
    let (old, new) = (World::new(), World::new());
    let state = old.state(1).follow(&change(1, &old, &new)).unwrap();
    for root in [&old, &new] {
        let trust = Trust::from_state(&state, &Roots::default()).unwrap();
        let trust = trust.narrow(&[root.root_fingerprint()]).unwrap();
        let trust = trust.narrow_to(&[root.root.certificate().clone()]).unwrap();
        assert_eq!(&trust.anchors[0].root, new.root.certificate());
    }
}

#[test]
fn the_host_demands_a_signer() {
    let home = World::new();
    let signed_by = |signer| {
        let trust = home.trust().under(Policy::default().signed_by(&[signer]));
        accepted(&trust, &home.signatures(), claims(1))
    };
    signed_by(home.release_fingerprint()).unwrap();
    let refused = signed_by(home.root_fingerprint());
    assert!(matches!(refused, Err(Refusal::RequiredSigner(_))));
}

#[test]
fn floors_bind_switching_and_a_person_may_go_back_below_the_roots() {
    let mut home = World::new();
    let first = home.root_fingerprint();
    home.body.floors = BTreeMap::from([("go1.27".to_owned(), 3)]);
    let state = home.state(7);
    let (none, host) = (Policy::default(), Policy::default().with_floor("go1.27", 2));
    let back =
        |counter, policy, downgrade| state.check_use(first, "go1.27", counter, policy, downgrade);
    back(3, &host, Downgrade::Refused).unwrap();
    state.check_use(first, "go1.26", 1, &host, Downgrade::Refused).unwrap();
    let below = back(2, &none, Downgrade::Refused);
    assert!(matches!(below, Err(Refusal::BelowFloor { floor: 3, .. })));
    back(2, &host, Downgrade::Allowed).unwrap();
    assert!(matches!(
        back(1, &host, Downgrade::Allowed),
        Err(Refusal::BelowFloor { floor: 2, .. })
    ));
}

#[test]
fn a_state_written_before_epochs_and_past_roots_were_known_is_read() {
    let state = World::new().state(3);
    let text = String::from_utf8(state.encode().unwrap()).unwrap();
    let before = text.replace("\"epochs\":{},", "").replace("\"past\":[],", "");
    assert_ne!(before, text);
    assert_eq!(TrustState::decode(before.as_bytes()).unwrap(), state);
}

#[test]
fn a_verdict_from_before_a_newer_list_or_root_takes_nothing_back() {
    let (mut old, new) = (World::new(), World::new());
    let judged = old.judged().unwrap();
    let state = old.state(1);
    old.body.version = 5;
    let state = state.import(&old.list()).unwrap();
    assert_eq!(state.clone().after(&judged, &CLOCK).roots, state.roots);
    let state = state.follow(&change(1, &old, &new)).unwrap();
    assert_eq!(state.clone().after(&judged, &CLOCK).roots, state.roots);
}

#[test]
fn a_revocation_that_only_the_hosts_copy_has_counts() {
    use sequoia_openpgp::cert::CertRevocationBuilder;
    use sequoia_openpgp::parse::Parse;
    use sequoia_openpgp::types::ReasonForRevocation;
    let home = World::new();
    let secret = home.root.to_armored().unwrap();
    let cert = sequoia_openpgp::Cert::from_bytes(secret.as_bytes()).unwrap();
    let primary = cert.primary_key().key().clone().parts_into_secret().unwrap();
    let revocation = CertRevocationBuilder::new()
        .set_reason_for_revocation(ReasonForRevocation::KeyCompromised, b"")
        .unwrap()
        .build(&mut primary.into_keypair().unwrap(), &cert, None)
        .unwrap();
    let revoked = cert.strip_secret_key_material().insert_packets(revocation).unwrap().0;
    let host = Certificate::new(revoked).unwrap();
    home.trust().narrow_to(&[home.root.certificate().clone()]).unwrap();
    let refused = home.trust().narrow_to(&[host]);
    assert!(matches!(refused, Err(Refusal::Revoked { .. })));
}

#[test]
fn a_change_of_another_number_or_another_root_is_not_followed() {
    let (home, next, other) = (World::new(), World::new(), World::new());
    for change in [change(2, &home, &next), change(1, &other, &next)] {
        let roots = Roots::new(vec![], vec![change], None).unwrap();
        let trust = Trust::from_state(&home.state(1), &roots).unwrap();
        assert_eq!(&trust.anchors[0].root, home.root.certificate());
    }
}

#[test]
fn a_host_that_knows_only_the_former_root_finds_what_followed() {
    let (old, new) = (World::new(), World::new());
    let roots = Roots::new(vec![], vec![change(1, &old, &new)], None).unwrap();
    let trust = Trust::from_state(&new.state(1), &roots).unwrap();
    let trust = trust.narrow_to(&[old.root.certificate().clone()]).unwrap();
    assert_eq!(&trust.anchors[0].root, new.root.certificate());
}

#[test]
fn a_pinned_root_speaks_before_one_of_first_use() {
    let (first, mut second) = (World::new(), World::new());
    second.release = World::new().release;
    let release = first.release.certificate().clone();
    second.body = second.body.clone().with_release(&[release]);
    for (one, two) in [(&first, &second), (&second, &first)] {
        let mut state = one.state_by(&first);
        state.roots.extend(two.state_by(&first).roots);
        state.roots.sort_by_key(|known| known.first);
        let state = state.confirm(two.root_fingerprint()).unwrap();
        let trust = Trust::from_state(&state, &Roots::default()).unwrap();
        let authentic = accepted(&trust, &first.signatures(), claims(1)).unwrap();
        assert_eq!(authentic.mode(), TrustMode::Pinned);
        assert_eq!(authentic.first_root(), two.root_fingerprint());
    }
}

#[test]
fn roots_are_remembered_in_the_order_of_their_fingerprints() {
    let mut worlds = [World::new(), World::new(), World::new()];
    worlds.sort_by_key(|world| std::cmp::Reverse(world.root_fingerprint()));
    let state = worlds.iter().fold(TrustState::default(), |state, world| {
        let trust = world.trust();
        state.after(&accepted(&trust, &world.signatures(), claims(1)).unwrap(), &CLOCK)
    });
    assert!(state.roots.is_sorted_by(|one, two| one.first < two.first));
    assert_eq!(TrustState::decode(&state.encode().unwrap()).unwrap(), state);
}
