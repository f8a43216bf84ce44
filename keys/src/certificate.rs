//! A public OpenPGP certificate: one Ed25519 primary key, what is bound to it, and no secret.

use crate::key_policy::{self, PublicSigningKey};
use crate::{Fingerprint, Flaw, Packet, Purpose, Refusal, Structure};
use openpgp::Cert;
use openpgp::parse::Parse;
use openpgp::serialize::SerializeInto;
use sequoia_openpgp as openpgp;
use std::io::Read;

/// A public certificate. It says nothing about whether it is believed.
#[derive(Clone, Debug)]
pub struct Certificate {
    cert: Cert,
    bytes: Vec<u8>,
    fingerprint: Fingerprint,
}

impl Certificate {
    /// The most bytes a certificate may have, armoured or not: 32 KiB.
    pub const MAX_LEN: usize = 32 << 10;

    /// Reads a certificate a person gave: armoured or binary, exactly one, no secret key.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > Self::MAX_LEN {
            return Err(malformed(Flaw::TooLong(Self::MAX_LEN)));
        }
        let mut certs = openpgp::cert::CertParser::from_bytes(bytes)
            .map_err(|_| malformed(Flaw::NotACertificate))?;
        let cert = match (certs.next(), certs.next()) {
            (Some(Ok(cert)), None) => cert,
            (Some(Ok(_)), Some(_)) => return Err(malformed(Flaw::Several)),
            _ => return Err(malformed(Flaw::NotACertificate)),
        };
        Certificate::new(cert)
    }

    /// Reads a certificate from a trust list or ROOTS, where only one spelling is allowed: binary,
    /// exactly as [`Certificate::to_bytes`] gives it.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refusal> {
        let certificate = Certificate::parse(bytes)?;
        if certificate.bytes != bytes {
            return Err(malformed(Flaw::Respelled));
        }
        Ok(certificate)
    }

    pub(crate) fn new(cert: Cert) -> Result<Self, Refusal> {
        if cert.is_tsk() {
            return Err(malformed(Flaw::SecretInside));
        }
        if !key_policy::is_ed25519(cert.primary_key().key()) {
            return Err(malformed(Flaw::PrimaryKey));
        }
        if cert.bad_signatures().next().is_some() || cert.unknowns().next().is_some() {
            return Err(malformed(Flaw::Foreign));
        }
        let fingerprint =
            Fingerprint::of(&cert.fingerprint()).ok_or_else(|| malformed(Flaw::PrimaryKey))?;
        let bytes = cert.export_to_vec().map_err(|_| malformed(Flaw::Unwritable))?;
        let cert = Cert::from_bytes(&bytes).map_err(|_| malformed(Flaw::Unwritable))?;
        Ok(Certificate { cert, bytes, fingerprint })
    }

    pub(crate) fn cert(&self) -> &Cert {
        &self.cert
    }

    /// The primary key's fingerprint: what people compare.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The first self-signed user id, control characters escaped, at most 120 characters; empty
    /// when there is none. It is only as true as the one who signed the certificate.
    pub fn user_id(&self) -> String {
        let own = self.cert.userids().find(|id| id.self_signatures().next().is_some());
        own.map_or_else(String::new, |id| shown(&String::from_utf8_lossy(id.userid().value())))
    }

    /// The binary certificate, which `gpgv --keyring` and `sqv --keyring` read.
    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The certificate in ASCII armour, for people and `gpg --import`.
    pub fn to_armored(&self) -> Result<String, Refusal> {
        let armored = self.cert.armored().to_vec().ok();
        let text = armored.and_then(|bytes| String::from_utf8(bytes).ok());
        text.ok_or_else(|| malformed(Flaw::Unwritable))
    }

    /// The key of this certificate that made `packet`, if it was allowed to sign at that time.
    pub(crate) fn signer_of(&self, packet: &Packet) -> Result<PublicSigningKey, Refusal> {
        key_policy::signing_key(&self.cert, packet.issuer(), packet.created())
    }

    /// The key of this certificate called `key`, whether or not it may sign.
    ///
    /// # Errors
    /// [`Refusal::Algorithm`], [`Refusal::UnknownSigner`].
    pub(crate) fn key(&self, key: Fingerprint) -> Result<PublicSigningKey, Refusal> {
        key_policy::key(&self.cert, key).map(|ka| ka.key().clone())
    }

    /// Whether any key of this certificate has the fingerprint `key`.
    pub(crate) fn contains(&self, key: Fingerprint) -> bool {
        self.cert.keys().any(|ka| Fingerprint::of(&ka.key().fingerprint()) == Some(key))
    }

    /// Checks that this certificate signed `message` for `purpose`, and was allowed to then.
    ///
    /// # Errors
    /// Those of the form, the purpose, the arithmetic, and of keys that may not sign.
    pub fn verify(
        &self,
        packet: &Packet,
        purpose: Purpose,
        message: &mut dyn Read,
    ) -> Result<(), Refusal> {
        packet.verify(&self.signer_of(packet)?, purpose, message)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Certificate {}

fn malformed(flaw: Flaw) -> Refusal {
    Refusal::Malformed(Structure::Certificate, flaw)
}

/// At most 120 characters of `text`, none of which can drive a terminal.
pub(crate) fn shown(text: &str) -> String {
    let reorders = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut out = String::new();
    for c in text.chars().take(120) {
        if c.is_control() || reorders(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}
