//! SM2 signatures of any form, GB/T 32918.2: over any identity, by any key, with any numbers.

use ::sm2::dsa::SigningKey;
use ::sm2::dsa::signature::hazmat::PrehashSigner;
use ::sm2::elliptic_curve::PrimeField;
use ::sm2::elliptic_curve::sec1::ToEncodedPoint;
use ::sm2::pkcs8::DecodePrivateKey;
use ::sm2::{PublicKey, Scalar, SecretKey};
use keys::Purpose;
use keys::sm2::{Chain, Generated, ID, Validity, generate_sm2};
use sm3::{Digest, Sm3};
use std::sync::OnceLock;

/// Since when the certificates are valid: 2024-01-01.
pub const MADE: u64 = 1_704_067_200;
/// The order of the group, GB/T 32918.5, big-endian.
pub const ORDER: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
/// The curve's a, b and base point, GB/T 32918.5.
const CURVE: &str = "\
    fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc\
    28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93\
    32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7\
    bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0";

/// A root and a release key under it, with their secrets.
pub struct Authority {
    /// As the honest code has them.
    pub made: Generated,
    /// The root's key.
    pub ca: SecretKey,
    /// The release key.
    pub release: SecretKey,
}

impl Authority {
    /// The one of this process, which trust lists of tests name.
    pub fn shared() -> &'static Authority {
        static SHARED: OnceLock<Authority> = OnceLock::new();
        SHARED.get_or_init(|| Authority::valid(Validity::since(MADE)))
    }

    /// Another one.
    pub fn valid(validity: Validity) -> Authority {
        let made = generate_sm2("Snake-oil", validity).expect("keys");
        let [ca, release] = [&made.ca_key, &made.release_key].map(opened);
        Authority { made, ca, release }
    }

    /// What its release key honestly makes of a manifest.
    pub fn sign(&self, manifest: &[u8]) -> Vec<u8> {
        let signed = self.made.release_key.sign(Purpose::Manifest, self.chain(), manifest);
        signed.expect("signed")
    }

    /// The release certificate.
    pub fn chain(&self) -> Chain {
        self.made.chain.clone()
    }
}

/// The secret in a key of ours.
pub fn opened(key: &keys::sm2::SecretKey) -> SecretKey {
    let pem = key.to_pem(None).expect("PEM");
    SecretKey::from_pkcs8_pem(&pem).expect("our own PEM")
}

/// SM3 of `parts`, one after the other.
pub fn sm3(parts: &[&[u8]]) -> [u8; 32] {
    let mut state = Sm3::new();
    parts.iter().for_each(|part| state.update(part));
    state.finalize().into()
}

/// ZA of an identity and a key, with the identity's length in bits cut to two octets.
pub fn za(identity: &[u8], key: &PublicKey) -> [u8; 32] {
    let bits = (identity.len() * 8) as u16;
    let point = key.to_encoded_point(false);
    let curve = hex::decode(CURVE).expect("digits");
    sm3(&[&bits.to_be_bytes(), identity, &curve, &point.as_bytes()[1..]])
}

/// The bytes that are signed for a manifest together with the DER of a chain.
pub fn input(chain: &[u8], manifest: &[u8]) -> Vec<u8> {
    [&Purpose::Manifest.signed_input(manifest)[..], &sm3(&[chain])].concat()
}

/// The raw signature by `key` of a digest that already has ZA in it, or not.
pub fn raw(key: &SecretKey, digest: &[u8; 32]) -> [u8; 64] {
    let key = SigningKey::new(ID, key).expect("an identity");
    let signature: ::sm2::dsa::Signature = key.sign_prehash(digest).expect("signed");
    signature.to_bytes()
}

/// What `key` honestly makes of `message`.
pub fn signed(key: &SecretKey, message: &[u8]) -> [u8; 64] {
    raw(key, &sm3(&[&za(ID.as_bytes(), &key.public_key()), message]))
}

/// A signature over a manifest with any chain, as SIGNATURES holds both.
pub fn sealed(key: &SecretKey, chain: &[u8], manifest: &[u8]) -> Vec<u8> {
    [&signed(key, &input(chain, manifest))[..], chain].concat()
}

/// n minus a number below the order n.
pub fn negated(number: &[u8]) -> [u8; 32] {
    let bytes: [u8; 32] = number.try_into().expect("32 bytes");
    let scalar = Option::<Scalar>::from(Scalar::from_repr(bytes.into())).expect("below n");
    (-scalar).to_repr().into()
}
