//! Trust lists and changes of root that may say anything: the honest code refuses to write some.

use super::entries;
use crate::Workshop;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keys::{Certificate, Kind, Purpose, RootChange, SecretKey, TrustListBody, canonical};

/// When these are signed, seconds since 1970: 2025-01-01.
pub const ISSUED: u64 = 1_735_689_600;

/// Kinds of entries in ROOTS.
const ROOT: u16 = 1;
const CHANGE: u16 = 2;
const LIST: u16 = 3;

/// What the list after the workshop's own says, the same as that one so far.
pub fn next(workshop: &Workshop) -> TrustListBody {
    let body = workshop.roots().trust_list().expect("a workshop has a list").body();
    TrustListBody { version: body.version + 1, issued: ISSUED, ..body.clone() }
}

/// A certificate as a list carries it.
pub fn listed(certificate: &[u8]) -> String {
    STANDARD.encode(certificate)
}

/// A list saying `body`, with the signatures that `sign` makes of it.
pub fn sealed(body: &TrustListBody, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let body = canonical::to_vec(body).expect("a canonical form");
    let length = body.len() as u64;
    [b"GFTRUST1", &length.to_le_bytes()[..], &body, &sign(&body)].concat()
}

/// A list saying `body`, signed by `key`.
pub fn by(key: &SecretKey, body: &TrustListBody) -> Vec<u8> {
    sealed(body, |body| signatures(key, Purpose::TrustList, body))
}

/// SIGNATURES of one, by `key`.
pub fn signatures(key: &SecretKey, purpose: Purpose, mut message: &[u8]) -> Vec<u8> {
    let packet = key.sign(purpose, ISSUED, &mut message).expect("signed");
    entries([(Kind::OpenPgp.number(), packet.as_slice())])
}

/// ROOTS with this root and list.
pub fn roots(root: &Certificate, list: &[u8]) -> Vec<u8> {
    entries([(ROOT, root.to_bytes()), (LIST, list)])
}

/// ROOTS of `workshop` with this list instead of its own.
pub fn roots_of(workshop: &Workshop, list: &[u8]) -> Vec<u8> {
    roots(workshop.root_key().certificate(), list)
}

/// ROOTS of `workshop` with the next list, which says what `change` makes of it, signed by the root.
pub fn newer(workshop: &Workshop, change: impl FnOnce(&mut TrustListBody)) -> Vec<u8> {
    let mut body = next(workshop);
    change(&mut body);
    roots_of(workshop, &by(workshop.root_key(), &body))
}

/// ROOTS with changes of root, in the order given, and a list.
pub fn changes(root: &Certificate, changes: &[RootChange], list: &[u8]) -> Vec<u8> {
    let changes: Vec<_> = changes.iter().map(|change| (CHANGE, change.render())).collect();
    let changes = changes.iter().map(|(kind, bytes)| (*kind, bytes.as_slice()));
    let first = [(ROOT, root.to_bytes())].into_iter();
    entries(first.chain(changes).chain([(LIST, list)]))
}

/// The change number `version` from the root of `old` to that of `new`, signed by `by_old` and
/// `by_new`.
pub fn change(
    version: u32,
    old: &SecretKey,
    new: &SecretKey,
    [by_old, by_new]: [Option<&SecretKey>; 2],
) -> RootChange {
    let (from, to) = (old.certificate().fingerprint(), new.certificate());
    let change = RootChange::new(version, from, to, ISSUED).expect("a change");
    let message = change.message().to_vec();
    let sign = |key: &SecretKey| {
        key.sign(Purpose::RootChange, ISSUED, &mut message.as_slice()).expect("signed")
    };
    let change = match by_old {
        Some(key) => change.signed_by_old(Kind::OpenPgp, sign(key)).expect("short"),
        None => change,
    };
    match by_new {
        Some(key) => change.signed_by_new(Kind::OpenPgp, sign(key)).expect("short"),
        None => change,
    }
}
