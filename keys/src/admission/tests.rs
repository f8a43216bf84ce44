use super::*;
use crate::sm2::{Validity, generate_sm2};
use crate::{Claims, Role, Roots, SecretKey, Trust, TrustList, TrustListBody, generate};

const MADE: u64 = 1_700_000_000;
const CLOCK: Clock = Clock { now: MADE + 500, built: MADE, latest_known: 0 };
const FILE: &[u8] = b"the whole file";

fn key(role: Role) -> SecretKey {
    generate("Snake-oil", MADE, role, None).unwrap().0
}

/// A release of some organisation, with `manifest` as its manifest.
fn release(manifest: &[u8]) -> Authentic {
    let (root, release) = (key(Role::Root), key(Role::Release));
    let body = TrustListBody::first(root.certificate(), &[release.certificate().clone()], MADE);
    let list = TrustList::new(body).unwrap();
    let packet = root.sign(Purpose::TrustList, MADE, &mut list.message()).unwrap();
    let list = list.with_signature(Kind::OpenPgp, packet).unwrap();
    let roots = Roots::new(vec![root.certificate().clone()], vec![], Some(list)).unwrap();
    let packet = release.sign(Purpose::Manifest, MADE, &mut &manifest[..]).unwrap();
    let signatures = Signatures::default().with(Kind::OpenPgp, packet).unwrap();
    let signed = Trust::tofu(&roots).unwrap().judge(manifest.to_vec(), &signatures, &CLOCK);
    let (series, required) = ("go1.27".to_owned(), vec![]);
    let claims = Claims { series, counter: 1, signing_time: MADE, required };
    signed.unwrap().accept(claims).unwrap()
}

fn digests(file: &[u8]) -> FileDigests {
    FileDigests::of(&mut &file[..]).unwrap()
}

fn statement(release: &Authentic) -> Admission {
    Admission::new(release, digests(FILE), "checked by us", MADE + 5).unwrap()
}

fn signed(admission: Admission, by: &SecretKey, at: u64) -> Admission {
    let packet = by.sign(Purpose::Admission, at, &mut admission.message()).unwrap();
    admission.with_signature(Kind::OpenPgp, packet).unwrap()
}

#[test]
fn both_digests_are_the_well_known_ones() {
    let digests = digests(b"abc");
    assert_eq!(digests.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(digests.sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

#[test]
fn an_organisations_own_key_admits_one_release() {
    let (release, own) = (release(b"{}"), key(Role::Release));
    let admitters = Admitters { openpgp: vec![own.certificate().clone()], sm2: vec![] };
    let admission = signed(statement(&release), &own, MADE + 5);
    let again = Admission::parse(&admission.render()).unwrap();
    assert_eq!(again, admission);
    assert_eq!(again.body().note, "checked by us");
    assert_eq!(again.signatures().iter().count(), 1);
    let signers = again.judge(&admitters, &release, &CLOCK).unwrap();
    assert_eq!(signers[0].certificate, own.certificate().fingerprint());
    assert!(again.names(&digests(FILE)) && !again.names(&digests(b"signed once more")));
    let other_release = again.judge(&admitters, &self::release(b"[]"), &CLOCK);
    assert!(matches!(other_release, Err(Refusal::OtherAdmission)));
    let nobody = again.judge(&Admitters::default(), &release, &CLOCK);
    assert!(matches!(nobody, Err(Refusal::UnknownSigner { .. })));
    let unsigned = statement(&release).judge(&admitters, &release, &CLOCK);
    assert!(matches!(unsigned, Err(Refusal::Stripped(Kind::OpenPgp))));
}

#[test]
fn an_sm2_key_admits_and_a_bad_signature_beside_it_is_refused() {
    let (release, own) =
        (release(b"{}"), generate_sm2("Snake-oil", Validity::since(MADE)).unwrap());
    let admitters = Admitters { openpgp: vec![], sm2: vec![own.ca.clone()] };
    let judge = |one: &Admission| one.judge(&admitters, &release, &CLOCK);
    let admission = statement(&release);
    let sign = |message: &[u8]| {
        own.release_key.sign(Purpose::Admission, own.chain.clone(), message).unwrap()
    };
    let good = sign(admission.message());
    let admission = admission.with_signature(Kind::Sm2, good).unwrap();
    let signers = judge(&admission).unwrap();
    assert_eq!(signers[0].certificate, own.chain.leaf().fingerprint());
    let bad = admission.clone().with_signature(Kind::Sm2, sign(b"another")).unwrap();
    assert!(matches!(judge(&bad), Err(Refusal::BadSignature { kind: Kind::Sm2, .. })));
    let early = generate_sm2("Snake-oil", Validity { from: MADE, until: MADE + 1 }).unwrap();
    let expired =
        early.release_key.sign(Purpose::Admission, early.chain.clone(), admission.message());
    let expired = admission.with_signature(Kind::Sm2, expired.unwrap()).unwrap();
    let admitters = Admitters { openpgp: vec![], sm2: vec![early.ca] };
    let refused = expired.judge(&admitters, &release, &CLOCK);
    assert!(matches!(refused, Err(Refusal::Expired { .. })));
}

#[test]
fn another_purpose_an_early_or_a_future_signature_admits_nothing() {
    let (release, own) = (release(b"{}"), key(Role::Release));
    let admitters = Admitters { openpgp: vec![own.certificate().clone()], sm2: vec![] };
    let judge = |one: Admission| one.judge(&admitters, &release, &CLOCK);
    let manifest = own.sign(Purpose::Manifest, MADE + 5, &mut statement(&release).message());
    let swapped = statement(&release).with_signature(Kind::OpenPgp, manifest.unwrap()).unwrap();
    assert!(matches!(judge(swapped), Err(Refusal::WrongPurpose { .. })));
    let early = judge(signed(statement(&release), &own, MADE + 4));
    assert!(matches!(early, Err(Refusal::Backdated { .. })));
    let future = judge(signed(statement(&release), &own, CLOCK.now + 2 * 86_400));
    assert!(matches!(future, Err(Refusal::FromTheFuture { .. })));
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let (release, own) = (release(b"{}"), key(Role::Release));
    let admitters = Admitters { openpgp: vec![own.certificate().clone()], sm2: vec![] };
    let good = signed(statement(&release), &own, MADE + 5).render();
    let judge = |bytes: &[u8]| Admission::parse(bytes)?.judge(&admitters, &release, &CLOCK);
    judge(&good).unwrap();
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(judge(&bytes).is_err(), "bit {bit}");
    }
    for cut in 0..good.len() {
        assert!(judge(&good[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn a_statement_out_of_form_has_no_encoding() {
    let good = statement(&release(b"{}")).body;
    let bad_digest = FileDigests { sha256: "AB".repeat(32), sm3: "ab".repeat(32) };
    for bad in [
        AdmissionBody { file: bad_digest, ..good.clone() },
        AdmissionBody { note: "x".repeat(Admission::MAX_NOTE + 1), ..good.clone() },
        AdmissionBody { critical: vec!["new".into()], ..good.clone() },
    ] {
        let refused = Admission::saying(bad);
        assert!(matches!(refused, Err(Refusal::Malformed(Structure::Admission, _))));
    }
}

#[test]
fn a_note_of_4_kib_and_a_statement_of_64_are_the_longest() {
    let release = release(b"{}");
    let noted = |letters| Admission::new(&release, digests(FILE), &"x".repeat(letters), MADE);
    let admission = noted(Admission::MAX_NOTE).unwrap();
    assert!(noted(Admission::MAX_NOTE + 1).is_err());
    let filled = |letters: usize| {
        let filler = serde_json::Value::from("x".repeat(letters));
        let ext = Map::from_iter([("filler".to_owned(), filler)]);
        Admission::saying(AdmissionBody { ext, ..admission.body().clone() }).unwrap()
    };
    let room = Admission::MAX_LEN - filled(0).render().len();
    assert_eq!(Admission::parse(&filled(room).render()).unwrap(), filled(room));
    assert!(Admission::parse(&filled(room + 1).render()).is_err());
}
