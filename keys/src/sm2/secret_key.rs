//! SM2 secret keys: kept as PKCS#8, opened once, and used to sign, always with the same result for
//! the same input (RFC 6979 with SM3).

use super::sealed::file_digest;
use super::{Chain, ID, Raw, SealedSignature, digest_of_bytes, signed_input};
use crate::{KeyFlaw, Purpose, Refusal};
use ::sm2::dsa::SigningKey;
use ::sm2::dsa::signature::hazmat::PrehashSigner;
use ::sm2::elliptic_curve::rand_core::{OsRng, RngCore};
use ::sm2::elliptic_curve::zeroize::Zeroizing;
use ::sm2::{PublicKey, pkcs8};
use pkcs8::der::pem::PemLabel;
use pkcs8::pkcs5::pbes2;
use pkcs8::{DecodePrivateKey, EncodePrivateKey, EncryptedPrivateKeyInfo, LineEnding};
use std::io::Read;

/// Rounds of PBKDF2 with HMAC-SHA-256 for a protected key.
const ROUNDS: u32 = 600_000;

/// A secret key, opened. It is wiped when dropped and never printed.
pub struct SecretKey {
    key: ::sm2::SecretKey,
}

impl SecretKey {
    /// The most bytes a key file may have: 8 KiB.
    pub const MAX_LEN: usize = 8 << 10;

    /// A new key, from the system's random numbers.
    pub fn random() -> Self {
        SecretKey { key: ::sm2::SecretKey::random(&mut OsRng) }
    }

    /// Reads PKCS#8 PEM, plain or protected by PBES2, as OpenSSL writes both.
    ///
    /// # Errors
    /// [`Refusal::SecretKey`], [`Refusal::PassphraseNeeded`] or [`Refusal::WrongPassphrase`].
    pub fn load(pem: &[u8], passphrase: Option<&[u8]>) -> Result<Self, Refusal> {
        let no_key = || Refusal::SecretKey(KeyFlaw::NotSm2);
        let text = std::str::from_utf8(pem).ok().filter(|text| text.len() <= Self::MAX_LEN);
        let text = text.ok_or_else(no_key)?.trim_ascii();
        if !text.contains(EncryptedPrivateKeyInfo::PEM_LABEL) {
            let key = ::sm2::SecretKey::from_pkcs8_pem(text).map_err(|_| no_key())?;
            return Ok(SecretKey { key });
        }
        let passphrase = passphrase.ok_or(Refusal::PassphraseNeeded)?;
        let (_, document) = pkcs8::SecretDocument::from_pem(text).map_err(|_| no_key())?;
        let sealed =
            EncryptedPrivateKeyInfo::try_from(document.as_bytes()).map_err(|_| no_key())?;
        let opened = sealed.decrypt(passphrase).map_err(|_| Refusal::WrongPassphrase)?;
        let key = ::sm2::SecretKey::from_pkcs8_der(opened.as_bytes());
        Ok(SecretKey { key: key.map_err(|_| Refusal::WrongPassphrase)? })
    }

    /// The key as PKCS#8 PEM; with a passphrase protected by PBES2 (PBKDF2 with HMAC-SHA-256,
    /// AES-256-CBC), as OpenSSL reads it. Without one the file's mode is all that protects it: 0600.
    pub fn to_pem(&self, passphrase: Option<&[u8]>) -> Result<Zeroizing<String>, Refusal> {
        let unwritable = || Refusal::SecretKey(KeyFlaw::NotWritten);
        let Some(passphrase) = passphrase else {
            return self.key.to_pkcs8_pem(LineEnding::LF).map_err(|_| unwritable());
        };
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        OsRng.fill_bytes(&mut salt);
        OsRng.fill_bytes(&mut iv);
        let parameters = pbes2::Parameters::pbkdf2_sha256_aes256cbc(ROUNDS, &salt, &iv);
        let plain = self.key.to_pkcs8_der().map_err(|_| unwritable())?;
        let info = pkcs8::PrivateKeyInfo::try_from(plain.as_bytes()).map_err(|_| unwritable())?;
        let sealed = parameters.map_err(|_| unwritable()).and_then(|with| {
            info.encrypt_with_params(with, passphrase).map_err(|_| unwritable())
        })?;
        let pem = sealed.to_pem(EncryptedPrivateKeyInfo::PEM_LABEL, LineEnding::LF);
        pem.map_err(|_| unwritable())
    }

    /// Signs `message` for `purpose` and gives what SIGNATURES holds: the raw signature and `chain`,
    /// whose leaf has to be this key's.
    ///
    /// # Errors
    /// [`Refusal::SecretKey`] for the chain of another key; [`Refusal::NotForSigning`].
    pub fn sign(&self, purpose: Purpose, chain: Chain, message: &[u8]) -> Result<Vec<u8>, Refusal> {
        self.belongs_to(&chain)?;
        let input = signed_input(purpose, &chain, message);
        let raw = self.raw(&digest_of_bytes(&self.public(), &input))?;
        Ok(SealedSignature::new(raw, chain).render())
    }

    /// Signs a file as it is and gives the DER of a `.sm2sig` (GM/T 0009). No domain stands before
    /// the file, so one that begins like a statement of ours is refused.
    ///
    /// # Errors
    /// Those of [`SecretKey::sign`], [`Refusal::Sm2Form`], [`Refusal::Read`].
    pub fn sign_sidecar(&self, chain: &Chain, file: &mut dyn Read) -> Result<Vec<u8>, Refusal> {
        self.belongs_to(chain)?;
        let digest = file_digest(&self.public(), file)?;
        Ok(self.raw(&digest)?.to_der())
    }

    pub(super) fn public(&self) -> PublicKey {
        self.key.public_key()
    }

    pub(super) fn raw(&self, digest: &[u8; 32]) -> Result<Raw, Refusal> {
        let unable = |_| Refusal::SecretKey(KeyFlaw::DoesNotSign);
        let key = SigningKey::new(ID, &self.key).map_err(unable)?;
        let raw = Raw::of(key.sign_prehash(digest).map_err(unable)?);
        if raw.holds(&self.public(), digest) {
            return Ok(raw);
        }
        Err(Refusal::SecretKey(KeyFlaw::DoesNotSign))
    }

    fn belongs_to(&self, chain: &Chain) -> Result<(), Refusal> {
        if *chain.leaf().key() != self.public() {
            return Err(Refusal::SecretKey(KeyFlaw::OtherCertificate));
        }
        chain.leaf().check_release()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sm2::{Validity, generate_sm2};

    const MADE: u64 = 1_700_000_000;

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        let made = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
        let sign =
            |message: &[u8]| made.release_key.sign(Purpose::Manifest, made.chain.clone(), message);
        assert_eq!(sign(b"{}").unwrap(), sign(b"{}").unwrap());
        assert_ne!(sign(b"{}").unwrap()[..64], sign(b"[]").unwrap()[..64]);
        let sidecar = || made.release_key.sign_sidecar(&made.chain, &mut &b"file"[..]).unwrap();
        assert_eq!(sidecar(), sidecar());
    }

    #[test]
    fn a_key_survives_its_file_and_opens_only_with_its_passphrase() {
        let key = SecretKey::random();
        let plain = key.to_pem(None).unwrap();
        assert!(plain.starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert_eq!(SecretKey::load(plain.as_bytes(), None).unwrap().key, key.key);
        let sealed = key.to_pem(Some(b"open sesame")).unwrap();
        assert!(sealed.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        let load = |word| SecretKey::load(sealed.as_bytes(), word);
        assert_eq!(load(Some(b"open sesame".as_slice())).unwrap().key, key.key);
        assert!(matches!(load(None).err(), Some(Refusal::PassphraseNeeded)));
        assert!(matches!(load(Some(b"close")).err(), Some(Refusal::WrongPassphrase)));
        let noise = SecretKey::load(b"noise", None).err();
        assert!(matches!(noise, Some(Refusal::SecretKey(_))));
    }

    #[test]
    fn a_key_signs_only_with_its_own_release_certificate() {
        let one = generate_sm2("Snake-oil one", Validity::since(MADE)).unwrap();
        let two = generate_sm2("Snake-oil two", Validity::since(MADE)).unwrap();
        let other = one.release_key.sign(Purpose::Manifest, two.chain, b"{}");
        assert!(matches!(other, Err(Refusal::SecretKey(_))));
        let authority = Chain::new(one.ca.clone(), vec![]).unwrap();
        let refused = one.ca_key.sign(Purpose::Manifest, authority, b"{}");
        assert!(matches!(refused, Err(Refusal::NotForSigning { .. })));
    }

    #[test]
    fn a_file_that_begins_like_a_statement_gets_no_sidecar() {
        let made = generate_sm2("Snake-oil", Validity::since(MADE)).unwrap();
        let statement = signed_input(Purpose::Manifest, &made.chain, b"{}");
        let refused = made.release_key.sign_sidecar(&made.chain, &mut statement.as_slice());
        assert!(matches!(refused, Err(Refusal::Sm2Form(_))));
        made.release_key.sign_sidecar(&made.chain, &mut &b"goferr"[..]).unwrap();
    }
}
