//! Section D: whose keys these are. Signatures, files and digests are good; what is wrong is in the
//! certificates, in the trust list that names them, or in the root behind it.

mod certificates;
mod roots;

use super::Case;
use crate::Workshop;
use crate::forge::openpgp::{Pen, Sheet};
use crate::forge::{entries, lists, offering_signed};
use keys::{Certificate, Kind, TrustListBody};
use voice::Exit;
use voice::Text;

/// All cases of section D that are one file.
pub fn cases() -> Vec<Case> {
    [certificates::cases(), roots::cases()].into_iter().flatten().collect()
}

/// Certificates as a list names them: ascending.
pub fn named(certificates: &[Certificate]) -> Vec<String> {
    let mut all: Vec<&Certificate> = certificates.iter().collect();
    all.sort_by_key(|certificate| certificate.fingerprint());
    all.iter().map(|certificate| lists::listed(certificate.to_bytes())).collect()
}

/// SIGNATURES of one packet by `pen` at `at`.
fn signed_by(pen: &Pen, at: u64, manifest: &[u8]) -> Vec<u8> {
    let at = u32::try_from(at).expect("a time that OpenPGP can hold");
    let packet = Sheet::of(pen.fingerprint(), at).packet(pen, manifest);
    entries([(Kind::OpenPgp.number(), packet.as_slice())])
}

/// A file with the next list, which says what `change` makes of it, signed by whoever `sign` means.
fn under(
    workshop: &Workshop,
    change: impl FnOnce(&mut TrustListBody),
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    offering_signed(workshop, &lists::newer(workshop, change), sign)
}

fn case(
    row: &'static str,
    what: impl Into<String>,
    (exit, says): (Exit, &'static Text),
    make: impl Fn(&Workshop) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    Case::new(row, what, exit, &[says], make)
}
