//! Section C: SIGNATURES of files whose every other byte is good. Where both kinds are needed the
//! file's own trust list, signed by the root the home knows, asks for both.

mod openpgp;
pub mod sm2;

use super::Case;
use crate::Workshop;
use crate::forge::sm2::Authority;
use crate::forge::{entries, lists, offering_signed, signed};
use crate::words::{container, trust};
use keys::{Kind, Purpose};
use voice::Exit;
use voice::Text;

/// All cases of section C.
pub fn cases() -> Vec<Case> {
    [removed(), mixed(), swapped(), openpgp::cases(), sm2::cases()].into_iter().flatten().collect()
}

const OPENPGP: u16 = 1;
const SM2: u16 = 2;
/// A kind that nobody has thought of yet.
const OTHER: u16 = 9;

/// The honest OpenPGP signature of `workshop` over a manifest.
fn honest(workshop: &Workshop, manifest: &[u8]) -> Vec<u8> {
    let signatures = workshop.sign(manifest, crate::workshop::SIGNED);
    signatures.get(Kind::OpenPgp).expect("it signs with OpenPGP").to_vec()
}

/// An honest OpenPGP signature by somebody nobody here knows.
fn strange(manifest: &[u8]) -> Vec<u8> {
    honest(&Workshop::new(), manifest)
}

/// A file under the list that names the SM2 root and asks for both kinds.
fn both_asked(workshop: &Workshop, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let roots = lists::newer(workshop, |body| {
        *body = body.clone().with_sm2_ca(&Authority::shared().made.ca);
        body.required = vec![Kind::OpenPgp, Kind::Sm2];
    });
    offering_signed(workshop, &roots, sign)
}

/// A file whose OpenPGP signature is these bytes.
fn one(
    row: &'static str,
    what: impl Into<String>,
    exit: Exit,
    says: &'static Text,
    packet: impl Fn(&Workshop, &[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    Case::new(row, what, exit, &[says], move |workshop| {
        signed(workshop, |manifest| entries([(OPENPGP, &packet(workshop, manifest)[..])]))
    })
}

/// A file with an honest OpenPGP signature and these bytes for its SM2 one, both asked for.
fn two(
    row: &'static str,
    what: impl Into<String>,
    exit: Exit,
    says: &'static Text,
    sm2: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    Case::new(row, what, exit, &[says], move |workshop| {
        both_asked(workshop, |manifest| {
            entries([(OPENPGP, &honest(workshop, manifest)[..]), (SM2, &sm2(manifest))])
        })
    })
}

/// A file whose SIGNATURES, both kinds being asked for, are what `sign` makes.
fn asked(
    row: &'static str,
    what: &str,
    exit: Exit,
    says: &'static Text,
    sign: impl Fn(&Workshop, &[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    Case::new(row, what, exit, &[says], move |workshop| {
        both_asked(workshop, |manifest| sign(workshop, manifest))
    })
}

fn removed() -> Vec<Case> {
    let sm2 = |manifest: &[u8]| Authority::shared().sign(manifest);
    vec![
        Case::new("C1", "no SIGNATURES", Exit::Damaged, &[&container::no_container], |workshop| {
            signed(workshop, |_| Vec::new())
        }),
        Case::new("C1", "OpenPGP removed", Exit::Policy, &[&trust::stripped], |workshop| {
            signed(workshop, |_| entries([(OTHER, &b"later"[..])]))
        }),
        asked(
            "C1",
            "OpenPGP removed of two",
            Exit::Policy,
            &trust::stripped,
            move |_, manifest| entries([(SM2, &sm2(manifest)[..])]),
        ),
        asked("C1", "SM2 removed of two", Exit::Policy, &trust::stripped, |workshop, manifest| {
            entries([(OPENPGP, &honest(workshop, manifest)[..])])
        }),
        asked("C1", "both removed of two", Exit::Policy, &trust::stripped, |_, _| {
            entries([(OTHER, &b"later"[..])])
        }),
        one(
            "C5",
            "an OpenPGP signature of no bytes",
            Exit::BadSignature,
            &trust::signature_form,
            |_, _| Vec::new(),
        ),
        two("C5", "an SM2 signature of no bytes", Exit::BadSignature, &trust::sm2_form, |_| {
            Vec::new()
        }),
        listed("C5", "an entry without its bytes", |packet| {
            entries([(OPENPGP, packet)])[..6].to_vec()
        }),
        listed("C5", "an entry's header cut", |packet| {
            [&entries([(OPENPGP, packet)])[..], &[9, 0, 0]].concat()
        }),
    ]
}

/// A file whose list of signatures, made of the honest packet, is malformed.
fn listed(row: &'static str, what: &str, list: fn(&[u8]) -> Vec<u8>) -> Case {
    let says: &[&Text] = &[&trust::malformed, &trust::signatures];
    Case::new(row, what, Exit::Damaged, says, move |workshop| {
        signed(workshop, |manifest| list(&honest(workshop, manifest)))
    })
}

fn mixed() -> Vec<Case> {
    let form = (Exit::BadSignature, &trust::signature_form);
    let changed = |mut packet: Vec<u8>| {
        *packet.last_mut().expect("a byte") ^= 1;
        packet
    };
    vec![
        one("C2", "good and unknown in one", form.0, form.1, |workshop, manifest| {
            [honest(workshop, manifest), strange(manifest)].concat()
        }),
        one("C2", "unknown and good in one", form.0, form.1, |workshop, manifest| {
            [strange(manifest), honest(workshop, manifest)].concat()
        }),
        one("C2", "good and bad in one", form.0, form.1, move |workshop, manifest| {
            [honest(workshop, manifest), changed(honest(workshop, manifest))].concat()
        }),
        one("C2", "good twice in one", form.0, form.1, |workshop, manifest| {
            honest(workshop, manifest).repeat(2)
        }),
        one(
            "C2",
            "bad alone",
            Exit::BadSignature,
            &trust::bad_signature,
            move |workshop, manifest| changed(honest(workshop, manifest)),
        ),
        one("C2", "unknown alone", Exit::Untrusted, &trust::unknown_signer, |_, manifest| {
            strange(manifest)
        }),
        listed("C2", "good twice in the list", |packet| {
            entries([(OPENPGP, packet), (OPENPGP, packet)])
        }),
        two("C2", "good OpenPGP, bad SM2", Exit::BadSignature, &trust::bad_signature, |manifest| {
            let mut sealed = Authority::shared().sign(manifest);
            sealed[63] ^= 1;
            sealed
        }),
        two(
            "C2",
            "good OpenPGP, unknown SM2",
            Exit::Untrusted,
            &trust::unknown_signer,
            |manifest| {
                Authority::valid(keys::sm2::Validity::since(crate::forge::sm2::MADE)).sign(manifest)
            },
        ),
        asked(
            "C2",
            "bad OpenPGP, good SM2",
            Exit::BadSignature,
            &trust::bad_signature,
            move |workshop, manifest| {
                let packet = changed(honest(workshop, manifest));
                entries([(OPENPGP, &packet[..]), (SM2, &Authority::shared().sign(manifest))])
            },
        ),
        asked(
            "C2",
            "unknown OpenPGP, good SM2",
            Exit::Untrusted,
            &trust::unknown_signer,
            |_, manifest| {
                entries([
                    (OPENPGP, &strange(manifest)[..]),
                    (SM2, &Authority::shared().sign(manifest)),
                ])
            },
        ),
    ]
}

fn swapped() -> Vec<Case> {
    vec![
        asked(
            "C10",
            "each kind's bytes under the other",
            Exit::BadSignature,
            &trust::signature_form,
            |workshop, manifest| {
                let sm2 = Authority::shared().sign(manifest);
                entries([(OPENPGP, &sm2[..]), (SM2, &honest(workshop, manifest))])
            },
        ),
        asked(
            "C10",
            "kinds descending",
            Exit::Damaged,
            &trust::signatures,
            |workshop, manifest| {
                let sm2 = Authority::shared().sign(manifest);
                entries([(SM2, &sm2[..]), (OPENPGP, &honest(workshop, manifest))])
            },
        ),
        two(
            "C10",
            "SM2 over the manifest without its chain",
            Exit::BadSignature,
            &trust::bad_signature,
            |manifest| {
                use crate::forge::sm2::signed;
                let authority = Authority::shared();
                let raw = signed(&authority.release, &Purpose::Manifest.signed_input(manifest));
                [&raw[..], &authority.chain().to_der()].concat()
            },
        ),
    ]
}
