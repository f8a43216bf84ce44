use super::*;
use crate::sm2::{Validity, generate_sm2};

const MADE: u64 = 1_700_000_000;

fn leaf() -> Certificate {
    generate_sm2("Snake-oil", Validity::since(MADE)).unwrap().chain.leaf().clone()
}

fn refused(der: &[u8]) -> Flaw {
    match Certificate::from_der(der) {
        Err(Refusal::Malformed(Structure::X509, flaw)) => flaw,
        other => panic!("{other:?}"),
    }
}

/// The certificate after `change`; its signature no longer holds, which parsing does not ask.
fn changed(change: impl FnOnce(&mut x509_cert::Certificate)) -> Vec<u8> {
    let mut parsed = leaf().parsed;
    change(&mut parsed);
    parsed.to_der().unwrap()
}

fn extension(oid: &str, critical: bool) -> x509_cert::ext::Extension {
    let extn_id = ObjectIdentifier::new_unwrap(oid);
    let extn_value = x509_cert::der::asn1::OctetString::new([5, 0]).unwrap();
    x509_cert::ext::Extension { extn_id, critical, extn_value }
}

#[test]
fn a_certificate_is_read_back_from_der_and_pem() {
    let leaf = leaf();
    assert_eq!(Certificate::from_der(leaf.to_der()).unwrap(), leaf);
    assert_eq!(Certificate::parse(leaf.to_pem().unwrap().as_bytes()).unwrap(), leaf);
    assert_eq!(leaf.fingerprint().as_bytes(), sm3(&[leaf.to_der()]));
    assert_eq!(leaf.validity().0, MADE);
}

#[test]
fn every_cut_and_appended_byte_is_refused() {
    let der = leaf().to_der().to_vec();
    for cut in 0..der.len() {
        refused(&der[..cut]);
    }
    refused(&[&der[..], &[0]].concat());
    refused(&vec![0x30; Certificate::MAX_LEN + 1]);
}

#[test]
fn another_algorithm_curve_or_point_is_refused() {
    let ecdsa = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
    let p256 = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
    let both = changed(|c| {
        c.signature_algorithm.oid = ecdsa;
        c.tbs_certificate.signature.oid = ecdsa;
    });
    let outer = changed(|c| c.signature_algorithm.oid = ecdsa);
    assert_eq!(refused(&both), refused(&outer));
    let curve = changed(|c| {
        let algorithm = &mut c.tbs_certificate.subject_public_key_info.algorithm;
        algorithm.parameters = Some((&p256).into());
    });
    assert_eq!(refused(&curve), Flaw::Curve);
    let with_point = |point: &[u8]| {
        let key = x509_cert::der::asn1::BitString::from_bytes(point).unwrap();
        changed(|c| c.tbs_certificate.subject_public_key_info.subject_public_key = key)
    };
    let good = leaf();
    let point = good.parsed.tbs_certificate.subject_public_key_info.subject_public_key;
    let point = point.raw_bytes().to_vec();
    let mut off = point.clone();
    off[64] ^= 1;
    let mut hybrid = point.clone();
    hybrid[0] = 6 + (point[64] & 1);
    let compressed = [&[2 + (point[64] & 1)], &point[1..33]].concat();
    for bad in [off, hybrid, compressed, vec![0], vec![], point[..64].to_vec()] {
        assert_eq!(refused(&with_point(&bad)), Flaw::Point);
    }
    Certificate::from_der(&with_point(&point)).unwrap();
}

#[test]
fn an_unknown_critical_extension_is_refused_and_another_ignored() {
    let with = |extension: x509_cert::ext::Extension| {
        changed(|c| c.tbs_certificate.extensions.as_mut().unwrap().push(extension))
    };
    assert_eq!(refused(&with(extension("2.5.29.30", true))), Flaw::CriticalExtension);
    Certificate::from_der(&with(extension("2.5.29.37", false))).unwrap();
    assert_eq!(refused(&with(extension("2.5.29.15", false))), Flaw::Twice);
    assert_eq!(refused(&with(extension("2.5.29.19", true))), Flaw::Extension);
}

#[test]
fn a_version_or_signature_of_another_form_is_refused() {
    let old = changed(|c| c.tbs_certificate.version = Version::V1);
    assert_eq!(refused(&old), Flaw::Version(3));
    let empty = x509_cert::der::asn1::BitString::from_bytes(&[0x30, 0]).unwrap();
    let unsigned = changed(|c| c.signature = empty);
    assert_eq!(refused(&unsigned), Flaw::Signature);
}

#[test]
fn usage_decides_who_signs_and_who_certifies() {
    use x509_cert::ext::pkix::KeyUsages;
    let with = |usage: Option<KeyUsage>, ca| {
        let mut one = leaf();
        one.constraints = Some(BasicConstraints { ca, path_len_constraint: None });
        one.usage = usage;
        (one.check_release().is_ok(), one.check_authority().is_ok())
    };
    let usage = |flags| Some(KeyUsage(flags));
    assert_eq!(with(usage(KeyUsages::DigitalSignature.into()), false), (true, false));
    assert_eq!(with(usage(KeyUsages::DigitalSignature.into()), true), (false, false));
    assert_eq!(with(usage(KeyUsages::KeyCertSign.into()), true), (false, true));
    assert_eq!(
        with(usage(KeyUsages::DigitalSignature | KeyUsages::KeyCertSign), false),
        (false, false)
    );
    assert_eq!(with(usage(KeyUsages::KeyEncipherment.into()), false), (false, false));
    assert_eq!(with(None, true), (false, true));
    assert_eq!(with(None, false), (false, false));
}

#[test]
fn two_certificates_differ_and_have_key_ids_of_their_own() {
    let (one, two) = (leaf(), leaf());
    assert_ne!(one, two);
    assert!(one.key_id().is_some() && one.key_id() != two.key_id());
}

#[test]
fn exactly_8_kib_are_read() {
    let one = leaf();
    let filled = |bytes: usize| {
        let mut parsed = one.parsed.clone();
        let mut filler = extension("1.2.3.4", false);
        filler.extn_value = x509_cert::der::asn1::OctetString::new(vec![0; bytes]).unwrap();
        parsed.tbs_certificate.extensions.get_or_insert_default().push(filler);
        parsed.to_der().unwrap()
    };
    let room = 4096 + Certificate::MAX_LEN - filled(4096).len();
    assert_eq!(filled(room).len(), Certificate::MAX_LEN);
    Certificate::from_der(&filled(room)).unwrap();
    assert_eq!(refused(&filled(room + 1)), Flaw::TooLong(Certificate::MAX_LEN));
}

#[test]
fn a_certificate_that_is_cut_anywhere_comes_to_an_end() {
    let one = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
    let text = one.ca.to_pem().unwrap();
    const END: &str = "-----END CERTIFICATE-----\n";
    let body = text.strip_suffix(END).unwrap();
    assert_eq!(Certificate::parse(text.as_bytes()).unwrap(), one.ca);
    for cut in 28..body.len() - 1 {
        let text = format!("{}\n{END}", &body[..cut]);
        assert!(Certificate::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn every_short_body_comes_to_an_end() {
    const LETTERS: &[u8] = b"M=\r\n ";
    for length in 0..=6u32 {
        for mut number in 0..LETTERS.len().pow(length) {
            let mut body = Vec::new();
            for _ in 0..length {
                body.push(LETTERS[number % LETTERS.len()]);
                number /= LETTERS.len();
            }
            let text = [b"-----BEGIN CERTIFICATE-----\n", &*body, b"-----END CERTIFICATE-----\n"];
            assert!(Certificate::parse(&text.concat()).is_err(), "{body:?}");
        }
    }
}
