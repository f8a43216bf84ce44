use super::*;
use crate::sm2::{Generated, Validity, generate_sm2};

const MADE: u64 = 1_700_000_000;

fn made() -> Generated {
    generate_sm2("Snake-oil", Validity::since(MADE)).unwrap()
}

fn why(result: Result<(), Refusal>) -> ChainFlaw {
    match result {
        Err(Refusal::Chain { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_chain_is_read_back_from_der_and_pem() {
    let (one, two) = (made(), made());
    let chain = Chain::new(one.chain.leaf().clone(), vec![two.ca.clone()]).unwrap();
    assert_eq!(Chain::from_der(&chain.to_der()).unwrap(), chain);
    let pem = format!("a comment\n{}", chain.to_pem().unwrap());
    assert_eq!(Chain::parse(pem.as_bytes()).unwrap(), chain);
    assert_eq!(Chain::parse(&chain.to_der()).unwrap(), chain);
    assert_ne!(chain.digest(), one.chain.digest());
    for bad in [&b""[..], &chain.to_der()[..20], &[chain.to_der(), vec![0]].concat()] {
        assert!(Chain::from_der(bad).is_err());
    }
    let many = vec![two.ca.clone(); Chain::MAX];
    assert!(Chain::new(two.ca.clone(), many).is_err());
    assert!(Chain::from_der(&two.ca.to_der().repeat(Chain::MAX + 1)).is_err());
}

#[test]
fn a_chain_of_another_root_ends_elsewhere() {
    let (one, two) = (made(), made());
    assert!(one.chain.ends_in(&one.ca));
    assert!(!one.chain.ends_in(&two.ca));
    assert_eq!(why(one.chain.check(&two.ca)), ChainFlaw::Issuer);
}

#[test]
fn a_root_or_a_certificate_too_many_is_refused() {
    let (one, two) = (made(), made());
    let with = |above| Chain::new(one.chain.leaf().clone(), above).unwrap();
    let root = with(vec![one.ca.clone()]).check(&one.ca);
    assert_eq!(why(root), ChainFlaw::Root);
    let stranger = with(vec![two.ca.clone()]).check(&one.ca);
    assert_eq!(why(stranger), ChainFlaw::Issuer);
}

#[test]
fn a_leaf_that_certifies_is_no_leaf() {
    let one = made();
    let chain = Chain::new(one.ca.clone(), vec![]).unwrap();
    assert!(matches!(chain.check(&one.ca), Err(Refusal::NotForSigning { .. })));
}

#[test]
fn every_certificate_of_the_chain_and_the_root_cover_the_time() {
    let one = generate_sm2("Snake-oil", Validity { from: MADE, until: MADE + 9 }).unwrap();
    one.chain.check_time(&one.ca, MADE).unwrap();
    one.chain.check_time(&one.ca, MADE + 9).unwrap();
    let refused = one.chain.check_time(&one.ca, MADE + 10);
    assert!(matches!(refused, Err(Refusal::Expired { .. })));
    let long = made();
    // Its own certificates, under a root that covers the time or is not known.
    let over = [one.chain.check_time(&long.ca, MADE + 10), one.chain.check_own_time(MADE + 10)];
    assert!(over.iter().all(|refused| matches!(refused, Err(Refusal::Expired { .. }))));
    let early = one.chain.check_own_time(MADE - 1);
    assert!(matches!(early, Err(Refusal::NotBorn { .. })));
    let refused = long.chain.check_time(&one.ca, MADE + 10);
    assert!(
        matches!(refused, Err(Refusal::Expired { signer, .. }) if signer == one.ca.fingerprint())
    );
}
