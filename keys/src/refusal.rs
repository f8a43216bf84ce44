//! Why something is not believed: one closed list of facts.

use crate::{Fingerprint, Kind, Purpose};
use std::fmt;
use std::io;

/// Something that has one strict encoding and was not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// The SIGNATURES region, or the signatures of a trust list or root change.
    Signatures,
    /// The ROOTS region.
    Roots,
    /// A trust list.
    TrustList,
    /// A root change.
    RootChange,
    /// An OpenPGP certificate.
    Certificate,
    /// The trust state of a home or host.
    TrustState,
    /// What is to be signed or checked exceeds its limit.
    Message,
}

/// Why a signature, certificate or key is not accepted. Times are seconds since 1970, UTC.
#[derive(Debug)]
pub enum Refusal {
    /// What should be checked could not be read.
    Read(io::Error),
    /// The bytes are not in the structure's only encoding; the text says what was met.
    Malformed(Structure, &'static str),
    /// An OpenPGP signature that is not in the only form accepted; the text says what was met.
    SignatureForm(&'static str),
    /// A signature made for something else.
    WrongPurpose {
        /// What it should have been made for.
        expected: Purpose,
        /// What it says it was made for.
        found: Purpose,
    },
    /// The arithmetic of a signature does not hold: bytes or signature were changed.
    BadSignature {
        /// The signature's kind.
        kind: Kind,
        /// The key it names as its issuer.
        signer: Fingerprint,
    },
    /// The key that signed belongs to no release certificate accepted here.
    UnknownSigner {
        /// The signature's kind.
        kind: Kind,
        /// The key it names as its issuer.
        signer: Fingerprint,
    },
    /// The root that was demanded is not the one behind this file; `None`: there is no root at all.
    UnknownRoot(Option<Fingerprint>),
    /// The key is not bound to its certificate by valid self-signatures, or not for signing.
    NotForSigning {
        /// The key that signed.
        signer: Fingerprint,
    },
    /// The signature claims to be older than its key.
    NotBorn {
        /// The key that signed.
        signer: Fingerprint,
        /// When the key was made.
        born: u64,
        /// When the signature says it was made.
        signed: u64,
    },
    /// The key had expired when it signed.
    Expired {
        /// The key that signed.
        signer: Fingerprint,
        /// When the key expired.
        expired: u64,
        /// When the signature says it was made.
        signed: u64,
    },
    /// The key or its certificate carries a revocation.
    Revoked {
        /// The key that signed.
        signer: Fingerprint,
    },
    /// The root lists the certificate as compromised, and this content is not on its list.
    Compromised {
        /// The release certificate.
        signer: Fingerprint,
    },
    /// The signature is more than a day ahead of a plausible clock.
    FromTheFuture {
        /// When the signature says it was made.
        signed: u64,
        /// The latest time known here.
        reference: u64,
    },
    /// A required kind of signature is missing.
    Stripped(Kind),
    /// A required kind of signature is present, but this program cannot evaluate it.
    NotEvaluated(Kind),
    /// Signed by the root, but marked as not to be ignored, and unknown to this program.
    Newer(String),
    /// A time that OpenPGP signatures cannot hold: before 1970 or after 2106.
    Time(u64),
    /// Not a secret key this program can sign with.
    SecretKey(&'static str),
    /// The secret key is protected and no passphrase was given.
    PassphraseNeeded,
    /// The passphrase does not open the secret key.
    WrongPassphrase,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Read(_) => f.write_str("reading"),
            Refusal::Malformed(what, why) => write!(f, "malformed {what:?}: {why}"),
            Refusal::SignatureForm(why) => write!(f, "signature form: {why}"),
            Refusal::WrongPurpose { expected, found } => {
                write!(f, "signature for {found}, not for {expected}")
            }
            Refusal::BadSignature { kind, signer } => write!(f, "bad {kind} signature by {signer}"),
            Refusal::UnknownSigner { kind, signer } => write!(f, "unknown {kind} signer {signer}"),
            Refusal::UnknownRoot(Some(root)) => write!(f, "root {root} is not behind this"),
            Refusal::UnknownRoot(None) => f.write_str("no trust root"),
            Refusal::NotForSigning { signer } => write!(f, "key {signer} may not sign"),
            Refusal::NotBorn { signer, born, signed } => {
                write!(f, "key {signer} of {born} signed at {signed}")
            }
            Refusal::Expired { signer, expired, signed } => {
                write!(f, "key {signer}, expired at {expired}, signed at {signed}")
            }
            Refusal::Revoked { signer } => write!(f, "key {signer} is revoked"),
            Refusal::Compromised { signer } => write!(f, "certificate {signer} is compromised"),
            Refusal::FromTheFuture { signed, reference } => {
                write!(f, "signed at {signed}, now is {reference}")
            }
            Refusal::Stripped(kind) => write!(f, "required {kind} signature missing"),
            Refusal::NotEvaluated(kind) => write!(f, "required {kind} signature not evaluated"),
            Refusal::Newer(what) => write!(f, "critical extension {what:?} unknown"),
            Refusal::Time(at) => write!(f, "time {at} out of range"),
            Refusal::SecretKey(why) => write!(f, "secret key: {why}"),
            Refusal::PassphraseNeeded => f.write_str("passphrase needed"),
            Refusal::WrongPassphrase => f.write_str("wrong passphrase"),
        }
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Refusal::Read(e) => Some(e),
            _ => None,
        }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Refusal::Read(error)
    }
}
