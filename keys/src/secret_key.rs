//! Secret keys: made, kept under a passphrase, used to sign, always with the same result for the same
//! input and time, and revoked.

use crate::key_policy::{self, PublicSigningKey};
use crate::packet::Draft;
use crate::{Certificate, Fingerprint, KeyFlaw, Packet, Purpose, Refusal};
use openpgp::cert::{CertBuilder, CertRevocationBuilder, CipherSuite};
use openpgp::crypto::{KeyPair, Password, S2K, Signer, mpi};
use openpgp::packet::key::SecretKeyMaterial;
use openpgp::parse::Parse;
use openpgp::serialize::SerializeInto;
use openpgp::types::{KeyFlags, ReasonForRevocation};
use openpgp::{Cert, Profile};
use sequoia_openpgp as openpgp;
use std::io::Read;
use std::time::{Duration, UNIX_EPOCH};

/// What a new key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The start of trust: an Ed25519 primary key that certifies and signs trust lists.
    Root,
    /// Signs releases: an Ed25519 primary key that certifies, and a subkey that signs.
    Release,
}

/// A certificate with its secret keys. Opened once, it can sign; the passphrase is not kept.
pub struct SecretKey {
    tsk: Cert,
    certificate: Certificate,
    pairs: Vec<KeyPair>,
}

/// Makes a key as of `time` (seconds since 1970) that never expires: trust lists end trust, dates
/// do not. With a passphrase the secret is written encrypted (AES-256, iterated and salted
/// SHA-256), as GnuPG 2.2 reads it.
pub fn generate(
    user_id: &str,
    time: u64,
    role: Role,
    passphrase: Option<&[u8]>,
) -> Result<(SecretKey, Certificate), Refusal> {
    let unusable = |_| Refusal::SecretKey(KeyFlaw::NotMade);
    let time = UNIX_EPOCH + Duration::from_secs(u64::from(creation_time(time)?));
    let builder = CertBuilder::new()
        .set_profile(Profile::RFC4880)
        .map_err(unusable)?
        .set_cipher_suite(CipherSuite::Cv25519)
        .set_creation_time(time)
        .add_userid(user_id)
        .set_password(passphrase.map(Password::from));
    let builder = match role {
        Role::Root => {
            builder.set_primary_key_flags(KeyFlags::empty().set_certification().set_signing())
        }
        Role::Release => builder
            .set_primary_key_flags(KeyFlags::empty().set_certification())
            .add_signing_subkey(),
    };
    let (tsk, _) = builder.generate().map_err(unusable)?;
    let key = SecretKey::open(tsk, passphrase)?;
    let certificate = key.certificate.clone();
    Ok((key, certificate))
}

impl SecretKey {
    /// The most bytes a key file may have: 64 KiB.
    pub const MAX_LEN: usize = 64 << 10;

    /// Reads an armoured or binary secret key and opens it.
    ///
    /// # Errors
    /// [`Refusal::SecretKey`], [`Refusal::PassphraseNeeded`] or [`Refusal::WrongPassphrase`].
    pub fn load(bytes: &[u8], passphrase: Option<&[u8]>) -> Result<Self, Refusal> {
        if bytes.len() > Self::MAX_LEN {
            return Err(Refusal::SecretKey(KeyFlaw::TooLong(Self::MAX_LEN)));
        }
        let tsk = Cert::from_bytes(bytes).map_err(|_| Refusal::SecretKey(KeyFlaw::NotOpenPgp))?;
        SecretKey::open(tsk, passphrase)
    }

    fn open(tsk: Cert, passphrase: Option<&[u8]>) -> Result<Self, Refusal> {
        let certificate = Certificate::new(tsk.clone().strip_secret_key_material())?;
        let mut pairs = Vec::new();
        for ka in tsk.keys().secret().filter(|ka| key_policy::is_ed25519(ka.key())) {
            let key = ka.key().clone();
            let (public, secret) = key.take_secret();
            if let Some(secret) = opened(&public, secret, passphrase)? {
                let pair = KeyPair::new(public, secret);
                pairs.push(pair.map_err(|_| Refusal::SecretKey(KeyFlaw::Mismatch))?);
            }
        }
        if pairs.is_empty() {
            return Err(Refusal::SecretKey(KeyFlaw::NoEd25519));
        }
        Ok(SecretKey { tsk, certificate, pairs })
    }

    /// The public part.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The secret key in ASCII armour, encrypted if it was made or loaded with a passphrase.
    pub fn to_armored(&self) -> Result<String, Refusal> {
        let armored = self.tsk.as_tsk().armored().to_vec().ok();
        let text = armored.and_then(|bytes| String::from_utf8(bytes).ok());
        text.ok_or(Refusal::SecretKey(KeyFlaw::NotWritten))
    }

    /// Signs `message` for `purpose` as of `at` (seconds since 1970) and returns the packet's only
    /// spelling. `message` is the message itself; the domain and length are added here.
    ///
    /// # Errors
    /// [`Refusal::NotBorn`], [`Refusal::Expired`], [`Refusal::Revoked`] or
    /// [`Refusal::NotForSigning`] when no key here may sign at `at`; [`Refusal::Read`].
    pub fn sign(
        &self,
        purpose: Purpose,
        at: u64,
        message: &mut dyn Read,
    ) -> Result<Vec<u8>, Refusal> {
        let created = creation_time(at)?;
        let (mut pair, issuer) = self.pair_at(at)?;
        let draft = Draft::new(created, issuer, purpose);
        let digest = draft.digest(message)?;
        let signed = pair.sign(draft.hash().algorithm(), &digest);
        let Ok(mpi::Signature::EdDSA { r, s }) = signed else {
            return Err(Refusal::SecretKey(KeyFlaw::DoesNotSign));
        };
        let (r, s) = (thirty_two(&r)?, thirty_two(&s)?);
        let packet = draft.signed(&digest, r, s).render();
        Packet::parse(&packet)?;
        Ok(packet)
    }

    /// The certificate with a revocation of `time` (seconds since 1970) that says `because`. The
    /// reason is always that the key was compromised: with every other one GnuPG and Sequoia would
    /// still accept what was signed before, and whoever stole a key can backdate.
    ///
    /// # Errors
    /// [`Refusal::SecretKey`] where the primary secret key is not here, [`Refusal::Time`].
    pub fn revoked(&self, time: u64, because: &str) -> Result<Certificate, Refusal> {
        let unable = |_| Refusal::SecretKey(KeyFlaw::DoesNotRevoke);
        let cert = self.certificate.cert();
        let primary = cert.primary_key().key().fingerprint();
        let pair = self.pairs.iter().find(|pair| pair.public().fingerprint() == primary);
        let mut pair = pair.cloned().ok_or(Refusal::SecretKey(KeyFlaw::NoPrimary))?;
        let time = UNIX_EPOCH + Duration::from_secs(u64::from(creation_time(time)?));
        let revocation = CertRevocationBuilder::new()
            .set_reason_for_revocation(ReasonForRevocation::KeyCompromised, because.as_bytes())
            .and_then(|builder| builder.set_signature_creation_time(time))
            .and_then(|builder| builder.build(&mut pair, cert, None));
        let (revoked, _) =
            cert.clone().insert_packets(revocation.map_err(unable)?).map_err(unable)?;
        Certificate::new(revoked)
    }

    /// The newest key that may sign at `at` and whose secret is here.
    fn pair_at(&self, at: u64) -> Result<(KeyPair, Fingerprint), Refusal> {
        let mut refusal = None;
        for key in key_policy::signing_keys(self.certificate.cert(), at) {
            match key {
                Ok(key) => {
                    let fingerprint = Fingerprint::of(&key.fingerprint());
                    let pair = self
                        .pairs
                        .iter()
                        .find(|pair| pair.public().fingerprint() == key.fingerprint());
                    if let (Some(pair), Some(fingerprint)) = (pair, fingerprint) {
                        return Ok((pair.clone(), fingerprint));
                    }
                }
                Err(e) => refusal = refusal.or(Some(e)),
            }
        }
        Err(refusal.unwrap_or(Refusal::SecretKey(KeyFlaw::NoneSigns)))
    }
}

/// The unlocked secret; `None` for a stub without secret, such as GnuPG leaves for an offline
/// primary key or a card.
fn opened(
    public: &PublicSigningKey,
    secret: SecretKeyMaterial,
    passphrase: Option<&[u8]>,
) -> Result<Option<openpgp::packet::key::Unencrypted>, Refusal> {
    let encrypted = match secret {
        SecretKeyMaterial::Unencrypted(secret) => return Ok(Some(secret)),
        SecretKeyMaterial::Encrypted(encrypted) => encrypted,
    };
    if matches!(encrypted.s2k(), S2K::Private { .. } | S2K::Unknown { .. }) {
        return Ok(None);
    }
    let passphrase = passphrase.ok_or(Refusal::PassphraseNeeded)?;
    let opened = encrypted.decrypt(public, &Password::from(passphrase));
    opened.map(Some).map_err(|_| Refusal::WrongPassphrase)
}

/// A time as OpenPGP version 4 holds it.
fn creation_time(at: u64) -> Result<u32, Refusal> {
    u32::try_from(at).map_err(|_| Refusal::Time(at))
}

fn thirty_two(number: &mpi::MPI) -> Result<[u8; 32], Refusal> {
    let padded = number.value_padded(32).ok().and_then(|octets| (*octets).try_into().ok());
    padded.ok_or(Refusal::SecretKey(KeyFlaw::DoesNotSign))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MADE: u64 = 1_700_000_000;
    const USER: &str = "Snake-oil release key <test@goferry.invalid>";

    fn message() -> &'static [u8] {
        b"{}"
    }

    #[test]
    fn the_same_input_and_time_give_the_same_bytes() {
        let (key, certificate) = generate(USER, MADE, Role::Release, None).unwrap();
        let first = key.sign(Purpose::Manifest, MADE, &mut message()).unwrap();
        assert_eq!(first, key.sign(Purpose::Manifest, MADE, &mut message()).unwrap());
        assert_ne!(first, key.sign(Purpose::Manifest, MADE + 1, &mut message()).unwrap());
        let packet = Packet::parse(&first).unwrap();
        certificate.verify(&packet, Purpose::Manifest, &mut message()).unwrap();
        assert_ne!(packet.issuer(), certificate.fingerprint());
    }

    #[test]
    fn a_key_survives_its_file_and_opens_only_with_its_passphrase() {
        let (key, certificate) = generate(USER, MADE, Role::Root, Some(b"open sesame")).unwrap();
        let file = key.to_armored().unwrap();
        let again = SecretKey::load(file.as_bytes(), Some(b"open sesame")).unwrap();
        assert_eq!(again.certificate(), &certificate);
        let packet = again.sign(Purpose::TrustList, MADE, &mut message()).unwrap();
        assert_eq!(Packet::parse(&packet).unwrap().issuer(), certificate.fingerprint());
        let refused = |passphrase| SecretKey::load(file.as_bytes(), passphrase).err();
        assert!(matches!(refused(None), Some(Refusal::PassphraseNeeded)));
        assert!(matches!(refused(Some(b"close")), Some(Refusal::WrongPassphrase)));
    }

    #[test]
    fn a_public_certificate_or_noise_is_no_secret_key() {
        let (_, certificate) = generate(USER, MADE, Role::Release, None).unwrap();
        let refused = |bytes: &[u8]| SecretKey::load(bytes, None).err();
        assert!(matches!(refused(certificate.to_bytes()), Some(Refusal::SecretKey(_))));
        assert!(matches!(refused(b"noise"), Some(Refusal::SecretKey(_))));
    }

    #[test]
    fn nothing_is_signed_before_the_key_was_made() {
        let (key, _) = generate(USER, MADE, Role::Release, None).unwrap();
        let early = key.sign(Purpose::Manifest, MADE - 1, &mut message());
        assert!(matches!(early, Err(Refusal::NotBorn { born: MADE, .. })));
        let late = key.sign(Purpose::Manifest, 1 << 32, &mut message());
        assert!(matches!(late, Err(Refusal::Time(_))));
    }

    #[test]
    fn what_a_revoked_certificate_signed_before_counts_no_more() {
        let (key, certificate) = generate("Snake-oil", MADE, Role::Release, None).unwrap();
        let packet = key.sign(Purpose::Manifest, MADE, &mut &b"{}"[..]).unwrap();
        let packet = Packet::parse(&packet).unwrap();
        certificate.verify(&packet, Purpose::Manifest, &mut &b"{}"[..]).unwrap();
        let revoked = key.revoked(MADE + 9, "lost").unwrap();
        assert_eq!(revoked.fingerprint(), certificate.fingerprint());
        let verdict = revoked.verify(&packet, Purpose::Manifest, &mut &b"{}"[..]);
        assert!(matches!(verdict, Err(Refusal::Revoked { .. })));
        assert_eq!(Certificate::decode(revoked.to_bytes()).unwrap(), revoked);
    }
}
