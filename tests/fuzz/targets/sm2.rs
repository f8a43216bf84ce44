//! What is made of SM2 and X.509: numbers, certificates, chains, a signature with its chain. Accepted:
//! exactly one spelling; and no other bytes than the seed's verify as its signature.
#![no_main]

use fuzz::regions;
use keys::sm2::{Certificate, Chain, Raw, SealedSignature};
use keys::{Kind, Purpose, Signatures};
use libfuzzer_sys::fuzz_target;

const HONEST: &[u8] = include_bytes!("../corpus/container/honest.run");

fuzz_target!(|bytes: &[u8]| {
    if let Ok(raw) = Raw::from_der(bytes) {
        assert_eq!(raw.to_der(), bytes, "one spelling");
        assert_eq!(Raw::from_bytes(&raw.to_bytes()).ok(), Some(raw));
    }
    if let Ok(raw) = Raw::from_bytes(bytes) {
        assert_eq!(raw.to_bytes(), bytes, "one spelling");
        assert_eq!(Raw::from_der(&raw.to_der()).ok(), Some(raw));
    }
    if let Ok(certificate) = Certificate::from_der(bytes) {
        assert_eq!(certificate.to_der(), bytes, "one spelling");
        let (born, expired) = certificate.validity();
        assert!(certificate.check_release().is_err() || certificate.check_authority().is_err());
        let chain = Chain::from_der(bytes).expect("a chain of one");
        assert!(born <= expired || chain.check_own_time(born).is_err());
        let pem = certificate.to_pem().expect("it can be exported");
        assert!(Certificate::parse(pem.as_bytes()).is_ok_and(|read| read == certificate));
    }
    if let Ok(chain) = Chain::from_der(bytes) {
        assert_eq!(chain.to_der(), bytes, "one spelling");
        assert!(chain.certificates().count() <= 4);
    }
    drop(Chain::parse(bytes));
    if let Ok(sealed) = SealedSignature::parse(bytes) {
        assert_eq!(sealed.render(), bytes, "one spelling");
        judge(bytes, &sealed);
    }
});

/// It holds over the manifest of the seed only where it is the very one that was made.
fn judge(bytes: &[u8], sealed: &SealedSignature) {
    let [_, _, _, manifest, signatures] = regions(HONEST).map(|range| &HONEST[range]);
    let honest = Signatures::parse(signatures).expect("honest signatures");
    let accepted = sealed.check(Purpose::Manifest, manifest).is_ok();
    assert_eq!(accepted, honest.get(Kind::Sm2) == Some(bytes), "the one signature");
}
