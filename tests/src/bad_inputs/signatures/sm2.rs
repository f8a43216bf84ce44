//! SM2 signatures and the certificates that travel with them, beside an honest OpenPGP signature and
//! under a list that asks for both.

use super::{Case, two};
use crate::forge::sm2::{Authority, ORDER, input, negated, raw, sealed, signed, sm3, za};
use crate::forge::x509;
use crate::words::trust;
use ::sm2::SecretKey;
use keys::Purpose;
use keys::sm2::{ID, Raw};
use voice::Exit;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [identities(), numbers(), points(), encodings(), domains()].into_iter().flatten().collect()
}

/// A signature over some digest of the right bytes.
fn bad(
    row: &'static str,
    what: impl Into<String>,
    digest: impl Fn(&SecretKey, &[u8]) -> [u8; 32] + Send + Sync + 'static,
) -> Case {
    two(row, what, Exit::BadSignature, &trust::bad_signature, move |manifest| {
        let (key, chain) = (&Authority::shared().release, Authority::shared().chain().to_der());
        let digest = digest(key, &input(&chain, manifest));
        [&raw(key, &digest)[..], &chain].concat()
    })
}

fn identities() -> Vec<Case> {
    let named = |what: &str, identity: Vec<u8>| {
        bad("C11", what, move |key, input| sm3(&[&za(&identity, &key.public_key()), input]))
    };
    vec![
        named("no identity, as OpenSSL signs by default", Vec::new()),
        named("another identity", b"ALICE123@YAHOO.COM".to_vec()),
        named("an identity of 8192 bytes, whose length in bits is cut to 0", vec![b'1'; 8192]),
        named(
            "ours and 8192 bytes, whose length in bits is cut to ours",
            [ID.as_bytes(), &[0; 8192]].concat(),
        ),
        bad("C11", "no ZA at all", |_, input| sm3(&[input])),
        bad("C11", "ZA of another key", |_, input| {
            let other = Authority::shared().ca.public_key();
            sm3(&[&za(ID.as_bytes(), &other), input])
        }),
        bad("C11", "SHA-256 for SM3", |key, input| {
            let za = za(ID.as_bytes(), &key.public_key());
            *payloads::digest::Sha256::of(&[&za[..], input].concat()).as_bytes()
        }),
    ]
}

fn numbers() -> Vec<Case> {
    let wrong = |what: &str, change: fn(&[u8]) -> [Vec<u8>; 2]| {
        two("C12", what, Exit::BadSignature, &trust::bad_signature, move |manifest| {
            let sealed = Authority::shared().sign(manifest);
            [&change(&sealed[..64]).concat()[..], &sealed[64..]].concat()
        })
    };
    type Number = fn() -> Vec<u8>;
    let extremes: [(&str, Number); 4] =
        [("0", || vec![0; 32]), ("n", order), ("n + 1", above), ("2^256 - 1", || vec![0xff; 32])];
    let out_of_range = extremes.into_iter().flat_map(|(name, number)| {
        ["r", "s"].map(|place| {
            two(
                "C12",
                format!("{place} = {name}"),
                Exit::BadSignature,
                &trust::sm2_form,
                move |manifest| {
                    let mut sealed = Authority::shared().sign(manifest);
                    let at = if place == "r" { 0 } else { 32 };
                    sealed[at..at + 32].copy_from_slice(&number());
                    sealed
                },
            )
        })
    });
    let others = [
        wrong("r + s = n", |raw| [raw[..32].to_vec(), negated(&raw[..32]).to_vec()]),
        wrong("n - s", |raw| [raw[..32].to_vec(), negated(&raw[32..]).to_vec()]),
        wrong("n - r", |raw| [negated(&raw[..32]).to_vec(), raw[32..].to_vec()]),
        wrong("r and s swapped", |raw| [raw[32..].to_vec(), raw[..32].to_vec()]),
        two("C12", "63 bytes", Exit::BadSignature, &trust::sm2_form, |manifest| {
            Authority::shared().sign(manifest)[..63].to_vec()
        }),
    ];
    out_of_range.chain(others).collect()
}

fn order() -> Vec<u8> {
    hex::decode(ORDER).expect("digits")
}

fn above() -> Vec<u8> {
    let mut order = order();
    *order.last_mut().expect("a byte") += 1;
    order
}

/// A base point that is on P-256 and nowhere else here, SEC 2 section 2.4.2.
const P256: &str = "04\
    6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
    4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

/// A leaf whose public key is spelt in another way, issued by the root that the list names.
fn point(what: &str, spell: fn(Vec<u8>) -> Vec<u8>) -> Case {
    certificate("C13", what, move |leaf| {
        let point = spell(x509::point_of(leaf));
        x509::reissued(leaf, &Authority::shared().ca, |tbs| x509::keyed(tbs, &point))
    })
}

/// A leaf that is no certificate to us, with a signature by its key.
fn certificate(
    row: &'static str,
    what: &str,
    make: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> Case {
    two(row, what, Exit::Damaged, &trust::x509, move |manifest| {
        let authority = Authority::shared();
        sealed(&authority.release, &make(authority.chain().leaf().to_der()), manifest)
    })
}

fn points() -> Vec<Case> {
    let labelled = |what: &str, oid: &'static str| {
        certificate("C13", what, move |leaf| {
            x509::reissued(leaf, &Authority::shared().ca, |tbs| {
                let curve = x509_cert::der::asn1::ObjectIdentifier::new_unwrap(oid);
                tbs.subject_public_key_info.algorithm.parameters = Some((&curve).into());
            })
        })
    };
    vec![
        point("a point off the curve", |mut point| {
            point[64] ^= 1;
            point
        }),
        point("the point at infinity", |_| vec![0]),
        point("infinity in 65 bytes", |_| vec![0; 65]),
        point("x and y of 0", |_| [vec![4], vec![0; 64]].concat()),
        point("the hybrid prefix", |mut point| {
            point[0] = 6 + (point[64] & 1);
            point
        }),
        point("a compressed point", |point| {
            [vec![2 + (point[64] & 1)], point[1..33].to_vec()].concat()
        }),
        point("a point of P-256", |_| hex::decode(P256).expect("digits")),
        point("a byte after the point", |point| [point, vec![0]].concat()),
        labelled("the curve called P-256", "1.2.840.10045.3.1.7"),
        labelled("the curve called secp256k1", "1.3.132.0.10"),
    ]
}

fn encodings() -> Vec<Case> {
    let spelt = |what: &str, spell: fn(&[u8]) -> Vec<u8>| {
        certificate("C14", what, move |leaf| x509::respelt(leaf, spell))
    };
    vec![
        spelt("a leaf whose own signature has a byte behind it", |der| [der, &[0]].concat()),
        spelt("a leaf whose own signature has a length in long form", |der| {
            [&[0x30, 0x81, der[1]], &der[2..]].concat()
        }),
        spelt("a leaf whose own signature has a leading zero", |der| respelt(der, 1)),
        spelt("a leaf whose own signature has negative numbers", |der| respelt(der, 0)),
        two("C14", "a sidecar's DER for the 64 bytes", Exit::Damaged, &trust::x509, |manifest| {
            let sealed = Authority::shared().sign(manifest);
            let raw = Raw::from_bytes(&sealed[..64]).expect("honest");
            [&raw.to_der()[..], &sealed[64..]].concat()
        }),
        two("C14", "a chain with a byte behind it", Exit::Damaged, &trust::x509, |manifest| {
            let authority = Authority::shared();
            let chain = [authority.chain().to_der(), vec![0]].concat();
            sealed(&authority.release, &chain, manifest)
        }),
        two("C14", "no chain", Exit::Damaged, &trust::x509, |manifest| {
            sealed(&Authority::shared().release, &[], manifest)
        }),
        two("C14", "five certificates", Exit::Damaged, &trust::x509, |manifest| {
            let authority = Authority::shared();
            sealed(&authority.release, &authority.chain().to_der().repeat(5), manifest)
        }),
    ]
}

/// The DER of the same two numbers, each with `zeros` zeros more in front than it has digits for, none
/// where 0: then a first digit above 7f makes it negative.
pub fn respelt(der: &[u8], zeros: usize) -> Vec<u8> {
    let raw = Raw::from_der(der).expect("honest").to_bytes();
    let number = |digits: &[u8]| {
        // A number whose first bit is set, so that a missing zero makes it negative.
        let digits =
            [&vec![0; zeros + usize::from(zeros > 0 && digits[0] > 0x7f)][..], digits].concat();
        [&[2, u8::try_from(digits.len()).expect("short")][..], &digits].concat()
    };
    let mut high = raw;
    if zeros == 0 {
        (high[0], high[32]) = (0x80, 0x80);
    }
    let body = [number(&high[..32]), number(&high[32..])].concat();
    [&[0x30, u8::try_from(body.len()).expect("short")][..], &body].concat()
}

fn domains() -> Vec<Case> {
    let others = Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Manifest);
    let cases = others.map(|other| {
        let what = format!("SM2 over the bytes of a {other}");
        two("C15", what, Exit::BadSignature, &trust::bad_signature, move |manifest| {
            let authority = Authority::shared();
            let chain = authority.chain();
            let input = keys::sm2::signed_input(other, &chain, manifest);
            [&signed(&authority.release, &input)[..], &chain.to_der()].concat()
        })
    });
    cases.collect()
}
