mod attacks;
mod mutated;
mod state;
mod two_kinds;

use super::*;
use crate::{
    Authentic, Claims, Kind, Role, RootChange, SecretKey, Structure, TrustList, TrustListBody,
    TrustMode, Warning, armor_signature, generate, read_signature,
};
use std::collections::BTreeMap;

const MADE: u64 = 1_700_000_000;
const SIGNED: u64 = MADE + 1000;
const CLOCK: Clock = Clock { now: SIGNED + 500, built: MADE, latest_known: 0 };
const MANIFEST: &[u8] = br#"{"line":"go1.27"}"#;

/// An organisation: its root, its release key, and the list with which one names the other.
struct World {
    root: SecretKey,
    release: SecretKey,
    body: TrustListBody,
}

impl World {
    fn new() -> Self {
        let (root, _) = generate("Snake-oil root", MADE, Role::Root, None).unwrap();
        let (release, certificate) =
            generate("Snake-oil release", MADE, Role::Release, None).unwrap();
        let body = TrustListBody::first(root.certificate(), &[certificate], MADE);
        World { root, release, body }
    }

    fn list(&self) -> TrustList {
        let list = TrustList::new(self.body.clone()).unwrap();
        let packet = self.root.sign(Purpose::TrustList, SIGNED, &mut list.message()).unwrap();
        list.with_signature(Kind::OpenPgp, packet).unwrap()
    }

    fn roots(&self) -> Roots {
        Roots::new(vec![self.root.certificate().clone()], vec![], Some(self.list())).unwrap()
    }

    fn trust(&self) -> Trust {
        Trust::tofu(&self.roots()).unwrap()
    }

    fn signatures_at(&self, at: u64) -> Signatures {
        let packet = self.release.sign(Purpose::Manifest, at, &mut &MANIFEST[..]).unwrap();
        Signatures::default().with(Kind::OpenPgp, packet).unwrap()
    }

    fn signatures(&self) -> Signatures {
        self.signatures_at(SIGNED)
    }

    fn judged(&self) -> Result<Authentic, Refusal> {
        accepted(&self.trust(), &self.signatures(), claims(1))
    }

    fn root_fingerprint(&self) -> Fingerprint {
        self.root.certificate().fingerprint()
    }

    fn release_fingerprint(&self) -> Fingerprint {
        self.release.certificate().fingerprint()
    }

    /// The state of a home that took this world's release with `counter`.
    fn state(&self, counter: u32) -> TrustState {
        let judged = accepted(&self.trust(), &self.signatures(), claims(counter)).unwrap();
        TrustState::default().after(&judged, &CLOCK)
    }

    /// The state of a home that took a release by `signer`, whom this world's list names.
    fn state_by(&self, signer: &World) -> TrustState {
        let judged = accepted(&self.trust(), &signer.signatures(), claims(1)).unwrap();
        TrustState::default().after(&judged, &CLOCK)
    }
}

fn claims(counter: u32) -> Claims {
    Claims { series: "go1.27".into(), counter, signing_time: SIGNED, required: vec![] }
}

fn accepted(trust: &Trust, signatures: &Signatures, claims: Claims) -> Result<Authentic, Refusal> {
    trust.judge(MANIFEST.to_vec(), signatures, &CLOCK)?.accept(claims)
}

#[test]
fn a_good_release_is_authentic_with_its_very_bytes() {
    let world = World::new();
    let authentic = world.judged().unwrap();
    let signed = world.trust().judge(MANIFEST.to_vec(), &world.signatures(), &CLOCK).unwrap();
    assert_eq!(signed.manifest(), MANIFEST);
    assert_eq!(authentic.manifest(), MANIFEST);
    assert_eq!(authentic.mode(), TrustMode::Tofu);
    assert_eq!(authentic.first_root(), world.root_fingerprint());
    assert_eq!(authentic.warnings(), []);
    let [signer] = authentic.signers() else { panic!("one signer") };
    assert_eq!(signer.certificate, world.release_fingerprint());
    assert_ne!(signer.key, signer.certificate);
    assert_eq!((signer.user_id.as_str(), signer.signed_at), ("Snake-oil release", SIGNED));
}

#[test]
fn every_flipped_bit_of_the_signature_is_refused() {
    let world = World::new();
    let (trust, signatures) = (world.trust(), world.signatures());
    let good = signatures.get(Kind::OpenPgp).unwrap();
    let mut accepted = 0;
    for bit in 0..good.len() * 8 {
        let mut packet = good.to_vec();
        packet[bit / 8] ^= 1 << (bit % 8);
        let flipped = Signatures::default().with(Kind::OpenPgp, packet).unwrap();
        accepted += usize::from(trust.judge(MANIFEST.to_vec(), &flipped, &CLOCK).is_ok());
    }
    assert_eq!(accepted, 0);
}

#[test]
fn every_flipped_bit_of_the_manifest_is_a_bad_signature() {
    let world = World::new();
    let (trust, signatures) = (world.trust(), world.signatures());
    for bit in 0..MANIFEST.len() * 8 {
        let mut manifest = MANIFEST.to_vec();
        manifest[bit / 8] ^= 1 << (bit % 8);
        let refused = trust.judge(manifest, &signatures, &CLOCK);
        assert!(matches!(refused, Err(Refusal::BadSignature { kind: Kind::OpenPgp, .. })));
    }
}

#[test]
fn a_signature_for_another_purpose_does_not_count() {
    let world = World::new();
    for found in [Purpose::Sidecar, Purpose::Admission, Purpose::TrustList] {
        let input = Purpose::Manifest.signed_input(MANIFEST);
        let packet = world.release.sign(found, SIGNED, &mut input.as_slice()).unwrap();
        let signatures = Signatures::default().with(Kind::OpenPgp, packet).unwrap();
        let refused = world.trust().judge(MANIFEST.to_vec(), &signatures, &CLOCK);
        assert!(matches!(refused, Err(Refusal::WrongPurpose { found: f, .. }) if f == found));
    }
}

#[test]
fn a_missing_or_unknown_signer_is_stripped_or_unknown() {
    let (world, other) = (World::new(), World::new());
    let judge = |signatures| world.trust().judge(MANIFEST.to_vec(), &signatures, &CLOCK);
    assert!(matches!(judge(Signatures::default()), Err(Refusal::Stripped(Kind::OpenPgp))));
    assert!(matches!(judge(other.signatures()), Err(Refusal::UnknownSigner { .. })));
    let empty = Trust::tofu(&Roots::default()).unwrap();
    let refused = empty.judge(MANIFEST.to_vec(), &world.signatures(), &CLOCK);
    assert!(matches!(refused, Err(Refusal::UnknownRoot(None))));
}

#[test]
fn the_root_itself_signs_no_release() {
    let world = World::new();
    let packet = world.root.sign(Purpose::Manifest, SIGNED, &mut &MANIFEST[..]).unwrap();
    let signatures = Signatures::default().with(Kind::OpenPgp, packet).unwrap();
    let refused = world.trust().judge(MANIFEST.to_vec(), &signatures, &CLOCK);
    assert!(matches!(refused, Err(Refusal::UnknownSigner { .. })));
}

#[test]
fn a_required_kind_is_missed_and_an_unknown_one_never_counts() {
    let mut world = World::new();
    let other = Kind::Other(9);
    let signatures = world.signatures().with(other, vec![1]).unwrap();
    let claim = |required| accepted(&world.trust(), &signatures, Claims { required, ..claims(1) });
    assert_eq!(claim(vec![]).unwrap().warnings(), [Warning::NotEvaluated(other)]);
    assert!(matches!(claim(vec![other]), Err(Refusal::NotEvaluated(k)) if k == other));
    assert!(matches!(claim(vec![Kind::Sm2]), Err(Refusal::Stripped(Kind::Sm2))));
    claim(vec![Kind::OpenPgp]).unwrap();
    let judge = |world: &World| world.trust().judge(MANIFEST.to_vec(), &signatures, &CLOCK);
    world.body.required = vec![Kind::OpenPgp, Kind::Sm2];
    assert!(matches!(judge(&world), Err(Refusal::Stripped(Kind::Sm2))));
    world.body.required = vec![Kind::OpenPgp, other];
    assert!(matches!(judge(&world), Err(Refusal::NotEvaluated(k)) if k == other));
}

#[test]
fn a_kind_that_nobody_knows_stands_in_for_none_that_is_required() {
    let mut world = World::new();
    let alone = Signatures::default().with(Kind::Other(9), vec![1]).unwrap();
    let judge = |world: &World| world.trust().judge(MANIFEST.to_vec(), &alone, &CLOCK);
    assert!(matches!(judge(&world), Err(Refusal::Stripped(Kind::OpenPgp))));
    world.body.required = vec![Kind::Sm2];
    assert!(matches!(judge(&world), Err(Refusal::Stripped(Kind::Sm2))));
}

#[test]
fn a_compromised_certificate_counts_only_for_the_manifests_listed() {
    let mut world = World::new();
    let signer = world.release_fingerprint();
    world.body.compromised = BTreeMap::from([(signer, vec![])]);
    assert!(matches!(world.judged(), Err(Refusal::Compromised { signer: s }) if s == signer));
    let packet = world.release.sign(Purpose::Sidecar, SIGNED, &mut &b"file"[..]).unwrap();
    let packet = read_signature(&packet).unwrap();
    let sidecar = world.trust().judge_sidecar(&packet, &mut &b"file"[..], &CLOCK);
    assert!(matches!(sidecar, Err(Refusal::Compromised { .. })));
    let listed = vec![ManifestDigest::of(MANIFEST)];
    world.body.compromised = BTreeMap::from([(signer, listed)]);
    world.judged().unwrap();
}

#[test]
fn only_a_plausible_clock_refuses_a_signature_from_the_future() {
    let world = World::new();
    let late = world.signatures_at(CLOCK.now + 2 * 86_400);
    let refused = world.trust().judge(MANIFEST.to_vec(), &late, &CLOCK);
    assert!(matches!(refused, Err(Refusal::FromTheFuture { .. })));
    let stopped = Clock { now: 0, ..CLOCK };
    let signed = world.trust().judge(MANIFEST.to_vec(), &late, &stopped).unwrap();
    let authentic = signed.accept(claims(1)).unwrap();
    assert_eq!(authentic.warnings(), [Warning::ClockImplausible { now: 0, earliest: MADE }]);
}

#[test]
fn a_sidecar_is_verified_in_armour_and_streamed() {
    let world = World::new();
    let file = vec![7; 200_000];
    let packet = world.release.sign(Purpose::Sidecar, SIGNED, &mut file.as_slice()).unwrap();
    let armored = armor_signature(&Packet::parse(&packet).unwrap()).unwrap();
    assert!(armored.starts_with("-----BEGIN PGP SIGNATURE-----"));
    let read = read_signature(armored.as_bytes()).unwrap();
    let signer = world.trust().judge_sidecar(&read, &mut file.as_slice(), &CLOCK).unwrap();
    assert_eq!(signer.certificate, world.release_fingerprint());
    let changed = world.trust().judge_sidecar(&read, &mut &file[1..], &CLOCK);
    assert!(matches!(changed, Err(Refusal::BadSignature { .. })));
}

#[test]
fn a_file_that_cannot_be_read_is_no_bad_signature() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::from_raw_os_error(5))
        }
    }
    let world = World::new();
    let packet = world.release.sign(Purpose::Sidecar, SIGNED, &mut &b""[..]).unwrap();
    let packet = Packet::parse(&packet).unwrap();
    let refused = world.trust().judge_sidecar(&packet, &mut Broken, &CLOCK);
    assert!(matches!(refused, Err(Refusal::Read(e)) if e.raw_os_error() == Some(5)));
}

#[test]
fn a_home_keeps_its_root_whatever_a_file_brings() {
    let (home, thief) = (World::new(), World::new());
    let state = home.state(1);
    let trust = Trust::from_state(&state, &thief.roots()).unwrap();
    let refused = trust.judge(MANIFEST.to_vec(), &thief.signatures(), &CLOCK);
    assert!(matches!(refused, Err(Refusal::UnknownSigner { .. })));
    trust.judge(MANIFEST.to_vec(), &home.signatures(), &CLOCK).unwrap();
}

#[test]
fn a_root_is_remembered_once_a_home_accepted_it_and_no_file_says_so() {
    let world = World::new();
    let known = Trust::from_state(&world.state(1), &world.roots()).unwrap();
    let judged = |trust: &Trust| accepted(trust, &world.signatures(), claims(1)).unwrap();
    assert!(!judged(&world.trust()).is_remembered() && judged(&known).is_remembered());
    let pinned = world.trust().require_root(world.root_fingerprint()).unwrap();
    assert!(!judged(&pinned).is_remembered());
    let [one] = &world.state(1).roots[..] else { panic!("one root") };
    assert_eq!(one.root().unwrap().fingerprint(), world.root_fingerprint());
    assert_eq!(one.list().unwrap().body().version, 1);
}

#[test]
fn a_required_root_is_pinned_and_replaces_one_of_first_use() {
    let (home, second) = (World::new(), World::new());
    let wrong = home.trust().require_root(second.root_fingerprint());
    assert!(matches!(wrong, Err(Refusal::UnknownRoot(Some(_)))));
    let judge = |state: &TrustState| {
        let trust = Trust::from_state(state, &second.roots()).unwrap();
        let trust = trust.require_root(second.root_fingerprint()).unwrap();
        accepted(&trust, &second.signatures(), claims(1)).unwrap()
    };
    let state = home.state(1);
    let authentic = judge(&state);
    assert_eq!(authentic.mode(), TrustMode::Pinned);
    let replaced = state.after(&authentic, &CLOCK);
    assert_eq!(replaced.roots.len(), 1);
    assert_eq!(replaced.roots[0].first, second.root_fingerprint());
    let mut pinned = home.state(1);
    pinned.roots[0].mode = TrustMode::Pinned;
    let both = pinned.clone().after(&judge(&pinned), &CLOCK);
    assert_eq!(both.roots.len(), 2);
    assert_eq!(TrustState::decode(&both.encode().unwrap()).unwrap(), both);
}

#[test]
fn the_newest_list_of_the_home_or_the_file_counts() {
    let mut world = World::new();
    let old = world.state(1);
    world.body.version = 2;
    world.body.release.clear();
    let newer = Trust::from_state(&old, &world.roots()).unwrap();
    let refused = newer.judge(MANIFEST.to_vec(), &world.signatures(), &CLOCK);
    assert!(matches!(refused, Err(Refusal::UnknownSigner { .. })));
    world.body.version = 1;
    let equal = Trust::from_state(&old, &world.roots()).unwrap();
    equal.judge(MANIFEST.to_vec(), &world.signatures(), &CLOCK).unwrap();
}

#[test]
fn a_newer_list_that_does_not_hold_is_refused() {
    let mut world = World::new();
    let state = world.state(1);
    world.body.version = 2;
    let list = TrustList::new(world.body.clone()).unwrap();
    let forged = world.release.sign(Purpose::TrustList, SIGNED, &mut list.message()).unwrap();
    let forged = list.with_signature(Kind::OpenPgp, forged).unwrap();
    let roots = Roots::new(vec![], vec![], Some(forged)).unwrap();
    let refused = Trust::from_state(&state, &roots);
    assert!(matches!(refused, Err(Refusal::UnknownSigner { .. })));
}

#[test]
fn a_change_of_root_is_followed_and_remembered_under_the_first_root() {
    let (old, mut new) = (World::new(), World::new());
    let (from, to) = (old.root_fingerprint(), new.root.certificate());
    let change = RootChange::new(1, from, to, SIGNED).unwrap();
    let sign =
        |by: &SecretKey| by.sign(Purpose::RootChange, SIGNED, &mut change.message()).unwrap();
    let (by_old, by_new) = (sign(&old.root), sign(&new.root));
    let change = change.signed_by_old(Kind::OpenPgp, by_old).unwrap();
    let change = change.signed_by_new(Kind::OpenPgp, by_new).unwrap();
    new.body.version = 2;
    let roots = Roots::new(vec![], vec![change], Some(new.list())).unwrap();
    let trust = Trust::from_state(&old.state(5), &roots).unwrap();
    let authentic = accepted(&trust, &new.signatures(), claims(6)).unwrap();
    assert_eq!(authentic.root(), new.root.certificate());
    assert_eq!(authentic.first_root(), from);
    let state = old.state(5).after(&authentic, &CLOCK);
    assert_eq!(state.roots.len(), 1);
    assert_eq!(state.highest_since(from, "go1.27", 0), Some(6));
    let again = TrustState::decode(&state.encode().unwrap()).unwrap();
    let trust = Trust::from_state(&again, &roots).unwrap();
    trust.judge(MANIFEST.to_vec(), &new.signatures(), &CLOCK).unwrap();
}

#[test]
fn a_state_remembers_the_highest_counter_and_the_latest_time() {
    let world = World::new();
    let authentic = accepted(&world.trust(), &world.signatures(), claims(3)).unwrap();
    let stopped = Clock { now: 0, ..CLOCK };
    let state = world.state(7).after(&authentic, &stopped);
    assert_eq!(state.highest_since(world.root_fingerprint(), "go1.27", 0), Some(7));
    assert_eq!(state.highest_since(world.root_fingerprint(), "go1.26", 0), None);
    assert_eq!(state.latest_known_time, CLOCK.now);
    assert_eq!(TrustState::decode(&state.encode().unwrap()).unwrap(), state);
}

#[test]
fn a_damaged_state_is_damaged_and_later_fields_are_ignored() {
    let state = World::new().state(1);
    let text = String::from_utf8(state.encode().unwrap()).unwrap();
    let later = text.replacen('{', "{\"later\":1,", 1);
    assert_eq!(TrustState::decode(later.as_bytes()).unwrap(), state);
    let list = &state.roots[0].trust_list;
    let flipped = text.replace(&list[..24], &list[..24].replace('A', "B"));
    for bad in [
        "",
        "{}",
        &text[..text.len() / 2],
        &flipped,
        &text.replace("\"schema\":1", "\"schema\":2"),
        &text.replace("\"tofu\"", "\"blind\""),
    ] {
        let refused = TrustState::decode(bad.as_bytes());
        assert!(matches!(refused, Err(Refusal::Malformed(Structure::TrustState, _))), "{bad}");
    }
}
