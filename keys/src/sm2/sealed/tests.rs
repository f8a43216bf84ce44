use super::*;
use crate::sm2::{Generated, Validity, generate_sm2};

const MESSAGE: &[u8] = b"{}";

fn made() -> Generated {
    generate_sm2("Snake-oil", Validity::since(1_700_000_000)).unwrap()
}

fn sealed(made: &Generated) -> Vec<u8> {
    made.release_key.sign(Purpose::Manifest, made.chain.clone(), MESSAGE).unwrap()
}

#[test]
fn a_signature_is_read_back_and_holds() {
    let made = made();
    let signature = SealedSignature::parse(&sealed(&made)).unwrap();
    assert_eq!(signature.render(), sealed(&made));
    signature.check(Purpose::Manifest, MESSAGE).unwrap();
    for (purpose, message) in [(Purpose::Manifest, &b"[]"[..]), (Purpose::Admission, MESSAGE)] {
        let refused = signature.check(purpose, message);
        assert!(matches!(refused, Err(Refusal::BadSignature { kind: Kind::Sm2, .. })));
    }
}

#[test]
fn an_answer_in_der_or_raw_is_accepted_once_it_holds() {
    let (made, good) = (made(), sealed(&made()));
    let own = sealed(&made);
    let raw = &own[..Raw::LENGTH];
    let der = Raw::from_bytes(raw).unwrap().to_der();
    let normalised =
        |answer: &[u8]| external(answer, Purpose::Manifest, made.chain.clone(), MESSAGE);
    assert_eq!(normalised(raw).unwrap(), own);
    assert_eq!(normalised(&der).unwrap(), own);
    let foreign = normalised(&good[..Raw::LENGTH]);
    assert!(matches!(foreign, Err(Refusal::BadSignature { .. })));
    for bad in [&own[..63], &own[..], &der[1..], b""] {
        assert!(matches!(normalised(bad), Err(Refusal::Sm2Form(_))));
    }
}

#[test]
fn an_answer_for_a_file_becomes_der() {
    let made = made();
    let der = made.release_key.sign_sidecar(&made.chain, &mut &b"file"[..]).unwrap();
    let raw = Raw::from_der(&der).unwrap().to_bytes();
    let normalised = external_sidecar(&raw, &made.chain, &mut &b"file"[..]);
    assert_eq!(normalised.unwrap(), der);
    check_sidecar(&der, &made.chain, &mut &b"file"[..]).unwrap();
    assert!(external_sidecar(&raw, &made.chain, &mut &b"files"[..]).is_err());
    assert!(matches!(
        check_sidecar(&raw, &made.chain, &mut &b"file"[..]),
        Err(Refusal::Sm2Form(_))
    ));
    let statement = Purpose::Manifest.signed_input(b"{}");
    let refused = external_sidecar(&raw, &made.chain, &mut statement.as_slice());
    assert!(matches!(refused, Err(Refusal::Sm2Form(_))));
}
