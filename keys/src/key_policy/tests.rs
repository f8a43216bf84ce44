use super::*;
use crate::packet::Draft;
use crate::{Certificate, Packet, Purpose, Role, SecretKey, Structure, generate};
use openpgp::Profile;
use openpgp::cert::{CertBuilder, CipherSuite};
use openpgp::crypto::{KeyPair, Signer, mpi};
use openpgp::packet::key::Key4;
use openpgp::packet::signature::SignatureBuilder;
use openpgp::serialize::SerializeInto;
use openpgp::types::{KeyFlags, ReasonForRevocation, SignatureType};

const MADE: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const MESSAGE: &[u8] = b"{}";

fn time(at: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(at)
}

fn builder() -> CertBuilder<'static> {
    CertBuilder::new()
        .set_profile(Profile::RFC4880)
        .unwrap()
        .set_cipher_suite(CipherSuite::Cv25519)
        .set_creation_time(time(MADE))
        .add_userid("Snake-oil")
}

fn made(builder: CertBuilder) -> Cert {
    builder.generate().unwrap().0
}

fn public(cert: &Cert) -> Certificate {
    Certificate::new(cert.clone().strip_secret_key_material()).unwrap()
}

fn pair<R: key::KeyRole>(key: Key<key::SecretParts, R>) -> KeyPair {
    key.role_into_unspecified().into_keypair().unwrap()
}

fn primary(cert: &Cert) -> KeyPair {
    pair(cert.primary_key().key().clone().parts_into_secret().unwrap())
}

fn last(cert: &Cert) -> KeyPair {
    pair(cert.keys().secret().last().unwrap().key().clone())
}

/// A correct signature by `pair`, whether or not it was allowed to make one.
fn forced(mut pair: KeyPair, at: u64) -> Packet {
    let issuer = Fingerprint::of(&pair.public().fingerprint()).unwrap();
    let draft = Draft::new(u32::try_from(at).unwrap(), issuer, Purpose::Manifest);
    let digest = draft.digest(&mut &MESSAGE[..]).unwrap();
    let mpi::Signature::EdDSA { r, s } = pair.sign(draft.hash().algorithm(), &digest).unwrap()
    else {
        panic!("not EdDSA")
    };
    let number = |mpi: &mpi::MPI| (*mpi.value_padded(32).unwrap()).try_into().unwrap();
    draft.signed(&digest, number(&r), number(&s))
}

fn verdict(cert: &Cert, packet: &Packet) -> Result<(), Refusal> {
    public(cert).verify(packet, Purpose::Manifest, &mut &MESSAGE[..])
}

#[test]
fn a_key_signs_from_its_birth_until_it_expires() {
    let cert = made(builder().set_validity_period(Duration::from_secs(DAY)).add_signing_subkey());
    let at = |at| verdict(&cert, &forced(last(&cert), at));
    assert!(matches!(at(MADE - 1), Err(Refusal::NotBorn { born: MADE, .. })));
    at(MADE).unwrap();
    at(MADE + DAY - 1).unwrap();
    let expired = at(MADE + DAY);
    assert!(matches!(expired, Err(Refusal::Expired { expired, .. }) if expired == MADE + DAY));
}

#[test]
fn a_primary_key_that_only_certifies_signs_nothing() {
    let (_, certificate) = generate("Snake-oil", MADE, Role::Release, None).unwrap();
    let cert = made(builder().add_signing_subkey());
    let refused = verdict(&cert, &forced(primary(&cert), MADE));
    assert!(matches!(refused, Err(Refusal::NotForSigning { .. })));
    assert_eq!(certificate.user_id(), "Snake-oil");
}

#[test]
fn one_revocation_counts_for_all_times() {
    let (cert, revocation) = builder().add_signing_subkey().generate().unwrap();
    let packet = forced(last(&cert), MADE);
    verdict(&cert, &packet).unwrap();
    let revoked = cert.clone().insert_packets(revocation).unwrap().0;
    assert!(matches!(verdict(&revoked, &packet), Err(Refusal::Revoked { .. })));
    let subkey = cert.keys().subkeys().next().unwrap().key().clone();
    let retired = SubkeyRevocationBuilder::new()
        .set_reason_for_revocation(ReasonForRevocation::KeyRetired, b"")
        .unwrap()
        .set_signature_creation_time(time(MADE + DAY))
        .unwrap()
        .build(&mut primary(&cert), &cert, &subkey, HashAlgorithm::SHA512)
        .unwrap();
    let revoked = cert.insert_packets(retired).unwrap().0;
    assert!(matches!(verdict(&revoked, &packet), Err(Refusal::Revoked { .. })));
}

fn bound(binding: SignatureBuilder, backsig: Option<HashAlgorithm>) -> Cert {
    bound_at(binding, backsig, MADE)
}

fn bound_at(binding: SignatureBuilder, backsig: Option<HashAlgorithm>, at: u64) -> Cert {
    let cert = made(builder());
    let subkey: Key<key::SecretParts, key::SubordinateRole> =
        Key4::generate_ecc(true, Curve::Ed25519).unwrap().into();
    let mut subkey = subkey;
    subkey.set_creation_time(time(MADE)).unwrap();
    let mut binding = binding
        .set_signature_creation_time(time(at))
        .unwrap()
        .set_key_flags(KeyFlags::empty().set_signing())
        .unwrap();
    if let Some(hash) = backsig {
        let back = SignatureBuilder::new(SignatureType::PrimaryKeyBinding)
            .set_signature_creation_time(time(at))
            .unwrap()
            .set_hash_algo(hash)
            .sign_primary_key_binding(&mut pair(subkey.clone()), cert.primary_key().key(), &subkey)
            .unwrap();
        binding = binding.set_embedded_signature(back).unwrap();
    }
    let signature = subkey.bind(&mut primary(&cert), &cert, binding).unwrap();
    cert.insert_packets(vec![openpgp::Packet::from(subkey), signature.into()]).unwrap().0
}

#[test]
fn a_subkey_needs_its_own_consent_and_listed_digests() {
    let binding = || SignatureBuilder::new(SignatureType::SubkeyBinding);
    let good = bound(binding(), Some(HashAlgorithm::SHA512));
    verdict(&good, &forced(last(&good), MADE)).unwrap();
    for weak in [
        bound(binding().set_hash_algo(HashAlgorithm::SHA1), Some(HashAlgorithm::SHA512)),
        bound(binding(), Some(HashAlgorithm::SHA1)),
    ] {
        let refused = verdict(&weak, &forced(last(&weak), MADE));
        assert!(matches!(refused, Err(Refusal::Unbound { .. })), "{refused:?}");
    }
    let without = bound(binding(), None).strip_secret_key_material();
    assert!(matches!(
        Certificate::new(without),
        Err(Refusal::Malformed(Structure::Certificate, _))
    ));
}

#[test]
fn a_certificate_is_one_public_ed25519_certificate() {
    let cert = made(builder().add_signing_subkey());
    let bytes = public(&cert).to_bytes().to_vec();
    let armored = public(&cert).to_armored().unwrap();
    assert_eq!(Certificate::parse(armored.as_bytes()).unwrap().to_bytes(), bytes);
    assert_eq!(Certificate::decode(&bytes).unwrap().to_bytes(), bytes);
    let p256 = made(builder().set_cipher_suite(CipherSuite::P256).add_signing_subkey());
    let p256 = p256.strip_secret_key_material().to_vec().unwrap();
    let secret = cert.as_tsk().to_vec().unwrap();
    for bad in [&[&bytes[..], &bytes].concat(), &secret, &p256, &bytes[..90].to_vec(), &vec![]] {
        let refused = Certificate::parse(bad);
        assert!(matches!(refused, Err(Refusal::Malformed(Structure::Certificate, _))));
    }
    let armored = Certificate::decode(armored.as_bytes());
    assert!(matches!(armored, Err(Refusal::Malformed(Structure::Certificate, _))));
}

#[test]
fn a_hostile_user_id_is_escaped_and_limited() {
    let name = format!("\u{1b}[2J\u{202e}{}", "x".repeat(500));
    let (_, certificate) = generate(&name, MADE, Role::Root, None).unwrap();
    assert!(certificate.user_id().starts_with("\\u{1b}[2J\\u{202e}xxx"));
    assert!(certificate.user_id().len() < 200);
}

#[test]
fn the_newest_key_that_may_sign_signs() {
    let cert = made(builder().add_signing_subkey().add_signing_subkey());
    let file = cert.as_tsk().to_vec().unwrap();
    let key = SecretKey::load(&file, None).unwrap();
    let packet = key.sign(Purpose::Manifest, MADE, &mut &MESSAGE[..]).unwrap();
    verdict(&cert, &Packet::parse(&packet).unwrap()).unwrap();
}

#[test]
fn a_key_that_signs_files_but_not_of_a_listed_algorithm_is_named_so() {
    let cert = made(builder());
    let mut subkey: Key<key::SecretParts, key::SubordinateRole> =
        Key4::generate_ecc(true, Curve::NistP256).unwrap().into();
    subkey.set_creation_time(time(MADE)).unwrap();
    let back = SignatureBuilder::new(SignatureType::PrimaryKeyBinding)
        .set_signature_creation_time(time(MADE))
        .unwrap()
        .sign_primary_key_binding(&mut pair(subkey.clone()), cert.primary_key().key(), &subkey)
        .unwrap();
    let binding = SignatureBuilder::new(SignatureType::SubkeyBinding)
        .set_signature_creation_time(time(MADE))
        .unwrap()
        .set_key_flags(KeyFlags::empty().set_signing())
        .unwrap()
        .set_embedded_signature(back)
        .unwrap();
    let signature = subkey.bind(&mut primary(&cert), &cert, binding).unwrap();
    let issuer = Fingerprint::of(&subkey.fingerprint()).unwrap();
    let cert =
        cert.insert_packets(vec![openpgp::Packet::from(subkey), signature.into()]).unwrap().0;
    let refused = signing_key(public(&cert).cert(), issuer, MADE);
    assert!(matches!(refused, Err(Refusal::Algorithm { .. })), "{refused:?}");
}

#[test]
fn a_subkey_bound_later_than_it_signed_was_not_bound() {
    let binding = SignatureBuilder::new(SignatureType::SubkeyBinding);
    let cert = bound_at(binding, Some(HashAlgorithm::SHA512), MADE + DAY);
    verdict(&cert, &forced(last(&cert), MADE + DAY)).unwrap();
    let early = verdict(&cert, &forced(last(&cert), MADE + DAY - 1));
    assert!(matches!(early, Err(Refusal::Unbound { .. })));
}

#[test]
fn a_key_of_another_certificate_is_unknown() {
    let (one, other) = (made(builder().add_signing_subkey()), made(builder().add_signing_subkey()));
    let refused = verdict(&one, &forced(last(&other), MADE));
    assert!(matches!(refused, Err(Refusal::UnknownSigner { .. })));
}
