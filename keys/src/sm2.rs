//! SM2 signatures with SM3 (GB/T 32918.2, GB/T 32905) and the X.509 chains that say whose they are.
//!
//! The story: a [`SealedSignature`] is 64 raw bytes and its [`Chain`], leaf first, root never; the
//! chain's digest is part of what is signed, so no byte of either can change. Whether the chain ends
//! where a trust list says is decided by [`Trust`](crate::Trust).

mod certificate;
mod chain;
mod issue;
mod raw;
mod sealed;
mod secret_key;

pub use certificate::Certificate;
pub use chain::Chain;
pub use issue::{Generated, Validity, generate_sm2, issue_release};
pub use raw::Raw;
pub(crate) use sealed::check_sidecar;
pub use sealed::{SealedSignature, external, external_sidecar, sidecar_input, signed_input};
pub use secret_key::SecretKey;

use crate::Refusal;
use ::sm2::PublicKey;
use ::sm2::elliptic_curve::sec1::ToEncodedPoint;
use sm3::{Digest, Sm3};

/// The default identity of a signer (GM/T 0009 section 10). Stock tools take it as an option:
/// `-pkeyopt distid:1234567812345678` for OpenSSL, which otherwise signs as nobody.
pub const ID: &str = "1234567812345678";

/// The curve's a, b and base point, GB/T 32918.5.
const CURVE: &str = "\
    fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc\
    28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93\
    32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7\
    bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0";

/// SM3 of `parts`, one after the other.
fn sm3(parts: &[&[u8]]) -> [u8; 32] {
    let mut state = Sm3::new();
    parts.iter().for_each(|part| state.update(part));
    state.finalize().into()
}

/// ZA: the digest of the identity, the curve and the key (GB/T 32918.2 section 5.5).
fn za(key: &PublicKey) -> [u8; 32] {
    let curve = hex::decode(CURVE).unwrap_or_default();
    let point = key.to_encoded_point(false);
    // ENTL, two octets: the identity's length in bits.
    let bits = [0, 8 * 16];
    sm3(&[&bits, ID.as_bytes(), &curve, &point.as_bytes()[1..]])
}

/// The digest that `key` signs: SM3 of ZA and of what `message` feeds.
fn digest_of(
    key: &PublicKey,
    message: impl FnOnce(&mut dyn FnMut(&[u8])) -> Result<(), Refusal>,
) -> Result<[u8; 32], Refusal> {
    let mut state = Sm3::new();
    state.update(za(key));
    message(&mut |bytes| state.update(bytes))?;
    Ok(state.finalize().into())
}

/// [`digest_of`] for bytes that are all there.
fn digest_of_bytes(key: &PublicKey, message: &[u8]) -> [u8; 32] {
    sm3(&[&za(key), message])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GB/T 32918.5, appendix A.2: key, ZA, digest, signature.
    const KEY: &str = "04\
        09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
        ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
    const ZA: &str = "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3";
    const E: &str = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640";
    const R_S: &str = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
        b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

    fn key() -> PublicKey {
        PublicKey::from_sec1_bytes(&hex::decode(KEY).unwrap()).unwrap()
    }

    #[test]
    fn the_example_of_the_sm2_standard_holds() {
        assert_eq!(hex::encode(za(&key())), ZA);
        let digest = digest_of_bytes(&key(), b"message digest");
        assert_eq!(hex::encode(digest), E);
        let fed = digest_of(&key(), |sink| {
            b"message digest".chunks(3).for_each(sink);
            Ok(())
        });
        assert_eq!(fed.unwrap(), digest);
        let raw = Raw::from_bytes(&hex::decode(R_S).unwrap()).unwrap();
        assert!(raw.holds(&key(), &digest));
        assert!(!raw.holds(&key(), &digest_of_bytes(&key(), b"message digest.")));
    }

    #[test]
    fn the_examples_of_the_sm3_standard_hold() {
        let digest = |message: &[u8]| hex::encode(sm3(&[message]));
        assert_eq!(
            digest(b"abc"),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            digest(&b"abcd".repeat(16)),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        );
    }
}
