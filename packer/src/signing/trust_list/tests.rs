use super::*;
use keys::sm2::{Validity, generate_sm2};
use keys::{Role, generate};
use voice::{Lang, exit_of};

const MADE: u64 = 1_700_000_000;

struct Desk {
    root: Certificate,
    release: Certificate,
    list: TrustList,
}

fn certificate(name: &str) -> Certificate {
    generate(name, MADE, Role::Release, None).unwrap().1
}

fn desk() -> Desk {
    let (_, root) = generate("Snake-oil root", MADE, Role::Root, None).unwrap();
    let release = certificate("Snake-oil release");
    let body = TrustListBody::first(&root, std::slice::from_ref(&release), MADE);
    Desk { root, release, list: TrustList::new(body).unwrap() }
}

fn said(old: &TrustList, new: &TrustList) -> Vec<&'static str> {
    differences(old, new).iter().map(voice::Said::name).collect()
}

#[test]
fn what_is_not_amended_stays_and_the_version_rises() {
    let desk = desk();
    let next = Amendments::default().next(&desk.list, &desk.root, MADE + 1).unwrap();
    let expected = TrustListBody { version: 2, issued: MADE + 1, ..desk.list.body().clone() };
    assert_eq!(*next.body(), expected);
    assert!(differences(&desk.list, &next).is_empty());
}

#[test]
fn every_amendment_is_made_and_told() {
    let desk = desk();
    let (old, new) = (desk.release.fingerprint(), certificate("Snake-oil new"));
    let sm2 = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
    let digests = [ManifestDigest::of(b"2"), ManifestDigest::of(b"1"), ManifestDigest::of(b"2")];
    let amendments = Amendments {
        release: vec![new.clone()],
        sm2_ca: Some(Some(sm2.ca.clone())),
        retire: vec![(old, BTreeMap::from([("go1.27".to_owned(), 7)]))],
        compromise: vec![(new.fingerprint(), digests.to_vec())],
        floors: vec![("go1.27".to_owned(), 3)],
        epochs: vec![("go1.27".to_owned(), 1)],
        require: Some(vec![Kind::OpenPgp, Kind::Sm2]),
        ..Amendments::default()
    };
    let next = amendments.next(&desk.list, &desk.root, MADE).unwrap();
    let body = next.body();
    assert_eq!(next.release().len(), 2);
    assert_eq!(next.sm2_ca(), Some(&sm2.ca));
    assert_eq!((body.retired[&old]["go1.27"], next.floor("go1.27")), (7, 3));
    assert_eq!((body.compromised[&new.fingerprint()].len(), next.epoch("go1.27")), (2, 1));
    let made =
        ["required_now", "added", "sm2_root", "retired", "compromised_except", "floor", "epoch"];
    assert_eq!(said(&desk.list, &next), made);
    let undone = [
        "required_no_more",
        "removed",
        "sm2_root_gone",
        "retired_no_more",
        "compromised_no_more",
        "floor",
        "epoch",
    ];
    assert_eq!(said(&next, &desk.list), undone);
}

#[test]
fn what_goes_takes_everything_said_of_it_along() {
    let desk = desk();
    let (old, new) = (desk.release.fingerprint(), certificate("Snake-oil new"));
    let withdrawn = Amendments {
        release: vec![new.clone()],
        retire: vec![(old, BTreeMap::new())],
        compromise: vec![(old, vec![])],
        floors: vec![("go1.27".to_owned(), 3)],
        ..Amendments::default()
    };
    let list = withdrawn.next(&desk.list, &desk.root, MADE).unwrap();
    assert_eq!(said(&desk.list, &list), ["added", "retired_at_once", "compromised", "floor"]);
    let gone = Amendments {
        remove: vec![old],
        floors: vec![("go1.27".to_owned(), 0)],
        ..Amendments::default()
    };
    let list = gone.next(&list, &desk.root, MADE).unwrap();
    let body = list.body();
    assert_eq!(list.release(), [new]);
    assert!(body.retired.is_empty() && body.compromised.is_empty() && body.floors.is_empty());
    assert_eq!(body.version, 3);
}

#[test]
fn a_certificate_is_replaced_by_its_newer_form_and_another_root_is_told() {
    let desk = desk();
    let (_, other) = generate("Snake-oil other root", MADE, Role::Root, None).unwrap();
    let (key, _) = generate("Snake-oil release", MADE, Role::Release, None).unwrap();
    let first = TrustListBody::first(&desk.root, &[key.certificate().clone()], MADE);
    let first = TrustList::new(first).unwrap();
    let revoked = key.revoked(MADE + 5, "").unwrap();
    let amendments = Amendments { release: vec![revoked], ..Amendments::default() };
    let next = amendments.next(&first, &other, MADE + 5).unwrap();
    assert_eq!(next.release().len(), 1);
    assert_eq!(said(&first, &next), ["root", "replaced"]);
    for lang in [Lang::En, Lang::Zh] {
        let text = differences(&first, &next)[1].render(lang);
        assert!(text.contains(&key.certificate().fingerprint().to_string()), "{text}");
    }
}

#[test]
fn a_list_that_nobody_can_mean_is_not_made() {
    let desk = desk();
    let stranger = certificate("Snake-oil stranger").fingerprint();
    let old = desk.release.fingerprint();
    let bad = [
        Amendments { remove: vec![old], ..Amendments::default() },
        Amendments { require: Some(vec![Kind::OpenPgp, Kind::Sm2]), ..Amendments::default() },
        Amendments { retire: vec![(stranger, BTreeMap::new())], ..Amendments::default() },
        Amendments { compromise: vec![(stranger, vec![])], ..Amendments::default() },
        Amendments { epochs: vec![("go1.27".to_owned(), 0)], ..Amendments::default() },
    ];
    for amendments in bad {
        let error = amendments.next(&desk.list, &desk.root, MADE).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Usage, "{amendments:?}");
    }
    let body = TrustListBody { version: u32::MAX, ..desk.list.body().clone() };
    let last = TrustList::new(body).unwrap();
    let error = Amendments::default().next(&last, &desk.root, MADE).unwrap_err();
    assert_eq!(exit_of(&error), Exit::Usage);
    let leaf = keys::Fingerprint::from_sm3([7; 32]);
    let unseen = Amendments { compromise: vec![(leaf, vec![])], ..Amendments::default() };
    unseen.next(&desk.list, &desk.root, MADE).unwrap();
}
