//! OpenPGP signatures: other spellings of a good one, other types, other algorithms, other issuers.
//! Every one but the few that say so is a correct signature over this very manifest.

use super::{Case, honest, one};
use crate::Workshop;
use crate::forge::gpg::Gpg;
use crate::forge::lists;
use crate::forge::openpgp::{CRITICAL, ISSUER_ID, Pen, SIGNATURE_EXPIRES, Sheet};
use crate::forge::openpgp::{created, issued_by, notation, number, packet, purpose, subpacket};
use crate::forge::{entries, offering_signed};
use crate::words::trust;
use keys::{Fingerprint, Purpose, Role};
use voice::Exit;

pub(super) fn cases() -> Vec<Case> {
    [
        spellings(),
        numbers(),
        types(),
        messages(),
        algorithms(),
        times(),
        extras(),
        issuers(),
        domains(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A packet that is not in the only form accepted.
fn form(
    row: &'static str,
    what: impl Into<String>,
    make: impl Fn(&Workshop, &[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    one(row, what, Exit::BadSignature, &trust::signature_form, make)
}

/// As [`form`], a sheet that the release key signs after `change`.
fn sheet(
    row: &'static str,
    what: impl Into<String>,
    change: impl Fn(Sheet) -> Sheet + Send + Sync + 'static,
) -> Case {
    form(row, what, move |workshop, manifest| written(workshop, manifest, &change))
}

fn written(workshop: &Workshop, manifest: &[u8], change: impl Fn(Sheet) -> Sheet) -> Vec<u8> {
    change(Sheet::honest(workshop)).packet(&Pen::of(workshop.release_key()), manifest)
}

/// A Marker packet, RFC 9580 section 5.8, and a Padding packet, section 5.14.
const MARKER: &[u8] = &[0xca, 3, b'P', b'G', b'P'];
const PADDING: &[u8] = &[0xd5, 4, 1, 2, 3, 4];

fn spellings() -> Vec<Case> {
    let around = |what: &str, before: &'static [u8], after: &'static [u8]| {
        form("C3", what, move |workshop, manifest| {
            [before, &honest(workshop, manifest), after].concat()
        })
    };
    let headed = |what: &str, header: fn(usize) -> Vec<u8>| {
        form("C3", what, move |workshop, manifest| {
            let body = honest(workshop, manifest).split_off(2);
            [header(body.len()), body].concat()
        })
    };
    let id = |sheet: Sheet| sheet.beside(subpacket(ISSUER_ID, &[7; 8]));
    vec![
        sheet("C3", "the issuer's key ID in the unhashed area", id),
        sheet("C3", "a notation in the unhashed area", |sheet| {
            sheet.beside(notation(0, "a@b", "c"))
        }),
        sheet("C3", "46 bytes of junk in the unhashed area", |sheet| {
            sheet.beside(subpacket(100, &[0; 44]))
        }),
        form("C3", "as gpg makes it, its own subpackets included", |workshop, manifest| {
            let armored = workshop.release_key().to_armored().expect("a key");
            let notation = "purpose@goferry.invalid=manifest";
            let words = ["--sig-notation", notation, "--detach-sign"];
            Gpg::holding(&armored).run(&words, &Purpose::Manifest.signed_input(manifest))
        }),
        around("a Marker packet before", MARKER, b""),
        around("a Marker packet after", b"", MARKER),
        around("a Padding packet before", PADDING, b""),
        around("a Padding packet after", b"", PADDING),
        around("a byte after", b"", &[0]),
        headed("a header of the new format", |length| vec![0xc2, length as u8]),
        headed("a header with a two-octet length", |length| vec![0x89, 0, length as u8]),
        headed("a header without length", |_| vec![0x8b]),
        headed("a partial length", |length| vec![0xc2, 0xe0, length as u8]),
        one(
            "C3",
            "another digest prefix",
            Exit::BadSignature,
            &trust::bad_signature,
            |workshop, manifest| {
                let sheet = Sheet::honest(workshop);
                let (digest, [r, s]) = sheet.signed(&Pen::of(workshop.release_key()), manifest);
                packet(&sheet.assembled([digest[0], digest[1] ^ 1], &r, &s))
            },
        ),
    ]
}

/// The group's order, little-endian as EdDSA holds S.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn numbers() -> Vec<Case> {
    let spelt = |what: &str, spell: fn(&[u8], &[u8]) -> [Vec<u8>; 2]| {
        form("C3", what, move |workshop, manifest| {
            let sheet = Sheet::honest(workshop);
            let (digest, [r, s]) = sheet.signed(&Pen::of(workshop.release_key()), manifest);
            let body = sheet.assembled([digest[0], digest[1]], &r, &s);
            let head = &body[..body.len() - number(&r).len() - number(&s).len()];
            let [r, s] = spell(&r, &s);
            packet(&[head, &r, &s].concat())
        })
    };
    vec![
        spelt("R with a leading zero", |r, s| [number(&[&[0], r].concat()), number(s)]),
        spelt("S with a leading zero", |r, s| [number(r), number(&[&[0], s].concat())]),
        spelt("S plus the group's order", |r, s| [number(r), number(&plus_order(s))]),
        spelt("S of 33 bytes", |r, s| [number(r), number(&[s, &[1]].concat())]),
        spelt("one bit more than R has", |r, s| {
            let mut long = number(r);
            long[1] = long[1].wrapping_add(1);
            [long, number(s)]
        }),
        spelt("no S", |r, _| [number(r), Vec::new()]),
    ]
}

/// S + L, which an arithmetic that reduces it would accept.
fn plus_order(s: &[u8]) -> Vec<u8> {
    let mut padded = vec![0; 32 - s.len()];
    padded.extend(s);
    let mut carry = 0;
    for (byte, order) in padded.iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    padded
}

/// Signature types, RFC 9580 section 5.2.1, and which of them sign documents otherwise.
const TYPES: &[u8] =
    &[0x01, 0x02, 0x10, 0x11, 0x12, 0x13, 0x18, 0x19, 0x1f, 0x20, 0x28, 0x30, 0x40, 0x50];

fn types() -> Vec<Case> {
    let typed = |kind: &u8| {
        let kind = *kind;
        sheet("C4", format!("type 0x{kind:02x}"), move |sheet| Sheet { kind, ..sheet })
    };
    let versions = [3, 5, 6].map(|version| {
        sheet("C4", format!("version {version}"), move |sheet| Sheet { version, ..sheet })
    });
    TYPES.iter().map(typed).chain(versions).collect()
}

fn messages() -> Vec<Case> {
    let gpg = |what: &str, words: &'static [&'static str]| {
        form("C4", what, move |workshop, manifest| {
            let armored = workshop.release_key().to_armored().expect("a key");
            Gpg::holding(&armored).run(words, &Purpose::Manifest.signed_input(manifest))
        })
    };
    vec![
        gpg("a signed message of gpg", &["--sign"]),
        gpg("a signed message of gpg, not compressed", &["--compress-algo", "none", "--sign"]),
        gpg("a cleartext message of gpg", &["--clearsign"]),
        gpg("a detached signature in armour", &["--armor", "--detach-sign"]),
        gpg("a signature over text", &["--textmode", "--detach-sign"]),
    ]
}

fn algorithms() -> Vec<Case> {
    let digests = [(1, "MD5"), (2, "SHA-1"), (3, "RIPEMD-160"), (9, "SHA-384"), (11, "SHA-224")];
    let digest = |(hash, name): (u8, &str)| {
        sheet("C6", format!("digest {name}"), move |sheet| Sheet { hash, ..sheet })
    };
    let named = [(1, "RSA"), (17, "DSA"), (19, "ECDSA"), (27, "Ed25519 of version 6")];
    let named = named.map(|(algorithm, name)| {
        let what = format!("our numbers called {name}");
        sheet("C6", what, move |sheet| Sheet { algorithm, ..sheet })
    });
    let real = ["rsa1024", "dsa1024", "nistp256"].map(|algorithm| {
        form("C6", format!("a signature of gpg by a key of {algorithm}"), move |_, manifest| {
            let input = Purpose::Manifest.signed_input(manifest);
            Gpg::with(algorithm).run(&["--detach-sign"], &input)
        })
    });
    digests.map(digest).into_iter().chain(named).chain(real).collect()
}

fn times() -> Vec<Case> {
    vec![
        sheet("C7", "no creation time", |sheet| sheet.lacking(0)),
        sheet("C7", "the creation time only unhashed", |sheet| {
            let time = sheet.hashed[0].clone();
            sheet.lacking(0).beside(time)
        }),
        sheet("C7", "two creation times", |sheet| {
            let time = sheet.hashed[0].clone();
            sheet.hashing(time)
        }),
        one("C7", "the last second of 2106", Exit::Policy, &trust::future, |workshop, manifest| {
            written(workshop, manifest, |sheet| sheet.replacing(0, created(u32::MAX)))
        }),
        one("C7", "1970", Exit::Untrusted, &trust::not_born, |workshop, manifest| {
            written(workshop, manifest, |sheet| sheet.replacing(0, created(0)))
        }),
        sheet("C7", "an end of the signature's own", |sheet| {
            sheet.hashing(subpacket(SIGNATURE_EXPIRES, &u32::MAX.to_be_bytes()))
        }),
    ]
}

fn extras() -> Vec<Case> {
    vec![
        sheet("C8", "an unknown subpacket", |sheet| sheet.hashing(subpacket(100, b"x"))),
        sheet("C8", "an unknown critical subpacket", |sheet| {
            sheet.hashing(subpacket(100 | CRITICAL, b"x"))
        }),
        sheet("C8", "another notation", |sheet| sheet.hashing(notation(0, "a@b", "c"))),
        sheet("C8", "another critical notation", |sheet| {
            sheet.hashing(notation(CRITICAL, "a@b", "c"))
        }),
        sheet("C8", "our notation, critical", |sheet| {
            sheet.replacing(2, notation(CRITICAL, "purpose@goferry.invalid", "manifest"))
        }),
        sheet("C8", "our notation twice", |sheet| sheet.hashing(purpose("manifest"))),
        sheet("C8", "an unknown purpose", |sheet| sheet.replacing(2, purpose("everything"))),
        sheet("C8", "no purpose", |sheet| sheet.lacking(2)),
    ]
}

fn issuers() -> Vec<Case> {
    let issued = |what: &str, exit, says, issuer: fn(&Workshop) -> Fingerprint| {
        one("C9", what, exit, says, move |workshop, manifest| {
            written(workshop, manifest, |sheet| sheet.replacing(1, issued_by(issuer(workshop))))
        })
    };
    vec![
        issued("the root as its issuer", Exit::Untrusted, &trust::unknown_signer, |workshop| {
            workshop.root_key().certificate().fingerprint()
        }),
        issued(
            "an issuer with the same 64-bit key ID",
            Exit::Untrusted,
            &trust::unknown_signer,
            |workshop| {
                let key = Pen::of(workshop.release_key()).fingerprint();
                let mut bytes: [u8; 20] = key.as_bytes().try_into().expect("20 bytes");
                bytes[..12].iter_mut().for_each(|byte| *byte ^= 0x5a);
                Fingerprint::from_bytes(bytes)
            },
        ),
        issued(
            "the certifying primary key as its issuer",
            Exit::BadSignature,
            &trust::bad_signature,
            |workshop| workshop.release_key().certificate().fingerprint(),
        ),
        Case::new(
            "C9",
            "another listed key as its issuer",
            Exit::BadSignature,
            &[&trust::bad_signature],
            |workshop| {
                let (other, certificate) =
                    keys::generate("Snake-oil other", lists::ISSUED, Role::Release, None)
                        .expect("a key");
                let roots = lists::newer(workshop, |body| {
                    let own = workshop.release_key().certificate().clone();
                    body.release = super::super::anchors::named(&[own, certificate]);
                });
                offering_signed(workshop, &roots, |manifest| {
                    let issuer = Pen::of(&other).fingerprint();
                    let packet =
                        written(workshop, manifest, |sheet| sheet.replacing(1, issued_by(issuer)));
                    entries([(super::OPENPGP, packet.as_slice())])
                })
            },
        ),
        sheet("C9", "no issuer", |sheet| sheet.lacking(1)),
        sheet("C9", "the issuer only as a key ID", |sheet| {
            sheet.replacing(1, subpacket(ISSUER_ID, &[1; 8]))
        }),
    ]
}

fn domains() -> Vec<Case> {
    let others = Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Manifest);
    let cases = others.flat_map(|other| {
        let over = format!("a manifest's, over the bytes of a {other}");
        let for_other = format!("a {other}'s, over its own bytes");
        [
            one(
                "C15",
                over,
                Exit::BadSignature,
                &trust::bad_signature,
                move |workshop, manifest| {
                    let domain = other.domain().to_vec();
                    written(workshop, manifest, |sheet| Sheet { domain: domain.clone(), ..sheet })
                },
            ),
            one(
                "C15",
                for_other,
                Exit::BadSignature,
                &trust::wrong_purpose,
                move |workshop, manifest| {
                    let key = workshop.release_key();
                    key.sign(other, crate::workshop::SIGNED, &mut &*manifest).expect("signed")
                },
            ),
        ]
    });
    cases.collect()
}
