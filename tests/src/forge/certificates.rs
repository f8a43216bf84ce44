//! OpenPGP certificates that no honest key ceremony makes.

use super::openpgp::Pen;
use openpgp::cert::{CertBuilder, CipherSuite, SubkeyRevocationBuilder};
use openpgp::crypto::KeyPair;
use openpgp::packet::key::{Key4, SecretParts, SubordinateRole};
use openpgp::packet::signature::SignatureBuilder;
use openpgp::packet::{Key, Signature};
use openpgp::serialize::SerializeInto;
use openpgp::types::{Curve, HashAlgorithm, KeyFlags, ReasonForRevocation, SignatureType};
use openpgp::{Cert, Packet, Profile};
use sequoia_openpgp as openpgp;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// When all of these were made: 2024-01-01.
pub const MADE: u64 = 1_704_067_200;

type Subkey = Key<SecretParts, SubordinateRole>;

fn time(at: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(at)
}

/// A release certificate with one signing subkey, still to be made.
pub fn builder() -> CertBuilder<'static> {
    bare().add_signing_subkey()
}

fn bare() -> CertBuilder<'static> {
    CertBuilder::new()
        .set_profile(Profile::RFC4880)
        .expect("a profile")
        .set_cipher_suite(CipherSuite::Cv25519)
        .set_creation_time(time(MADE))
        .set_primary_key_flags(KeyFlags::empty().set_certification())
        .add_userid("Snake-oil release")
}

/// A certificate as a list is to carry it, and the pen of its last key.
pub struct Made {
    /// The bytes.
    pub public: Vec<u8>,
    /// Who signs.
    pub pen: Pen,
}

impl Made {
    /// What `builder` makes.
    pub fn by(builder: CertBuilder) -> Made {
        Made::of(builder.generate().expect("a certificate").0)
    }

    /// This certificate, which has its secrets.
    pub fn of(cert: Cert) -> Made {
        let pair = cert.keys().secret().last().expect("a secret").key().clone();
        let pen = Pen::holding(pair.into_keypair().expect("no passphrase"));
        let public = cert.strip_secret_key_material();
        Made { public: public.to_vec().expect("memory"), pen }
    }

    /// With a revocation of the whole certificate, for what it was made with: compromised.
    pub fn revoked() -> Made {
        let (cert, revocation) = builder().generate().expect("a certificate");
        Made::of(cert.insert_packets(revocation).expect("a revocation").0)
    }

    /// With its subkey revoked by `by`, its own primary key or, `None`, a stranger.
    pub fn with_subkey_revoked(reason: ReasonForRevocation, by_itself: bool) -> Made {
        let cert = builder().generate().expect("a certificate").0;
        let stranger = builder().generate().expect("a certificate").0;
        let mut by = primary(if by_itself { &cert } else { &stranger });
        let subkey = cert.keys().subkeys().next().expect("a subkey").key().clone();
        let revocation = SubkeyRevocationBuilder::new()
            .set_reason_for_revocation(reason, b"")
            .and_then(|builder| builder.set_signature_creation_time(time(MADE + 1)))
            .and_then(|builder| builder.build(&mut by, &cert, &subkey, HashAlgorithm::SHA512))
            .expect("a revocation");
        Made::of(cert.insert_packets(revocation).expect("a revocation").0)
    }
}

/// How a subkey is bound to its certificate.
pub struct Binding {
    /// Digest of the binding signature; `None`: there is no binding.
    pub hash: Option<HashAlgorithm>,
    /// Digest of the subkey's own consent; `None`: there is none.
    pub consent: Option<HashAlgorithm>,
    /// What the subkey is for.
    pub flags: KeyFlags,
    /// Its curve.
    pub curve: Curve,
    /// Whether the binding is of another certificate.
    pub strange: bool,
}

impl Default for Binding {
    fn default() -> Self {
        Binding {
            hash: Some(HashAlgorithm::SHA512),
            consent: Some(HashAlgorithm::SHA512),
            flags: KeyFlags::empty().set_signing(),
            curve: Curve::Ed25519,
            strange: false,
        }
    }
}

impl Binding {
    /// A certificate with a subkey bound in this way. Its bytes are what they are: no honest program
    /// exports some of these.
    pub fn made(self) -> Made {
        let cert = bare().generate().expect("a certificate").0;
        let mut subkey: Subkey =
            Key4::generate_ecc(true, self.curve.clone()).expect("a key").into();
        subkey.set_creation_time(time(MADE)).expect("a time");
        let binding = self.hash.map(|hash| self.signature(hash, &cert, &subkey));
        let pair = subkey.clone().role_into_unspecified().into_keypair().expect("open");
        let (bare, _) = subkey.take_secret();
        let own = cert.strip_secret_key_material().to_vec().expect("memory");
        let added = [Packet::from(bare)].into_iter().chain(binding.map(Packet::from));
        let added: Vec<u8> = added.flat_map(|packet| packet.to_vec().expect("memory")).collect();
        Made { public: [own, added].concat(), pen: Pen::holding(pair) }
    }

    fn signature(&self, hash: HashAlgorithm, cert: &Cert, subkey: &Subkey) -> Signature {
        let at = |kind, hash| {
            let builder = SignatureBuilder::new(kind).set_hash_algo(hash);
            builder.set_signature_creation_time(time(MADE)).expect("a time")
        };
        let mut binding = at(SignatureType::SubkeyBinding, hash);
        binding = binding.set_key_flags(self.flags.clone()).expect("flags");
        if let Some(hash) = self.consent {
            let mut pair = subkey.clone().role_into_unspecified().into_keypair().expect("open");
            let consent = at(SignatureType::PrimaryKeyBinding, hash).sign_primary_key_binding(
                &mut pair,
                cert.primary_key().key(),
                subkey,
            );
            binding = binding.set_embedded_signature(consent.expect("signed")).expect("short");
        }
        let other = bare().generate().expect("a certificate").0;
        let by = if self.strange { &other } else { cert };
        subkey.bind(&mut primary(by), by, binding).expect("signed")
    }
}

fn primary(cert: &Cert) -> KeyPair {
    let key = cert.primary_key().key().clone().parts_into_secret().expect("a secret");
    key.role_into_unspecified().into_keypair().expect("open")
}
