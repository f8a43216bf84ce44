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
    /// An X.509 certificate with an SM2 key.
    X509,
    /// An admission statement.
    Admission,
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
    /// An SM2 signature that is not in the only form accepted; the text says what was met.
    Sm2Form(&'static str),
    /// A certificate that may not stand where it stands in an SM2 chain; the text says why.
    Chain {
        /// The certificate.
        certificate: Fingerprint,
        /// The rule it breaks.
        why: &'static str,
    },
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
    /// The key is not bound to its certificate by valid self-signatures in both directions.
    Unbound {
        /// The key that signed.
        signer: Fingerprint,
    },
    /// The key is for something else than signing.
    NotForSigning {
        /// The key that signed.
        signer: Fingerprint,
    },
    /// The key, or what binds it to its certificate, is of an algorithm that is not listed.
    Algorithm {
        /// The key that signed.
        signer: Fingerprint,
    },
    /// The signature claims to be older than its key or certificate.
    NotBorn {
        /// The key that signed.
        signer: Fingerprint,
        /// When the key was made, or the certificate begins to be valid.
        born: u64,
        /// When the signature says it was made.
        signed: u64,
    },
    /// The signature claims to be older than what it signs.
    Backdated {
        /// The key that signed.
        signer: Fingerprint,
        /// When the signature says it was made.
        signed: u64,
        /// When what it signs says it was sealed.
        sealed: u64,
    },
    /// The key or certificate had expired when it signed.
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
    /// The root retired the certificate, and this release is not one it still counts for.
    Retired {
        /// The release certificate.
        signer: Fingerprint,
        /// Series and counter of this release; a detached signature over a file has none.
        release: Option<(String, u32)>,
        /// The last counter it counts for in this series; `None`: none.
        last: Option<u32>,
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
    /// Nobody of those who have to have signed did; their fingerprints.
    RequiredSigner(Vec<Fingerprint>),
    /// The host demands a root whose fingerprint came another way; this one came with a file.
    NotPinned(Fingerprint),
    /// The counter is below the lowest one that the root or the host accepts in this series.
    BelowFloor {
        /// The series.
        series: String,
        /// The release's counter.
        counter: u32,
        /// The lowest accepted.
        floor: u32,
    },
    /// The counter is below the highest one seen here in this series.
    Downgrade {
        /// The series.
        series: String,
        /// The release's counter.
        counter: u32,
        /// The highest seen.
        highest: u32,
    },
    /// A trust list that is not newer than the one known here.
    NotNewer {
        /// The version offered.
        offered: u32,
        /// The version known.
        known: u32,
    },
    /// A change of root that does not follow the last one known here.
    NotNextChange {
        /// The change offered.
        offered: u32,
        /// The change that would be next.
        next: u32,
    },
    /// The host demands an admission statement, and there is none.
    AdmissionMissing,
    /// The admission statement is about another release.
    OtherAdmission,
    /// The host's policy has no meaning here; the line, from 1, and what was met.
    Policy {
        /// The line, from 1.
        line: usize,
        /// What was met.
        why: &'static str,
    },
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
            Refusal::Sm2Form(why) => write!(f, "SM2 signature form: {why}"),
            Refusal::Chain { certificate, why } => write!(f, "certificate {certificate}: {why}"),
            Refusal::WrongPurpose { expected, found } => {
                write!(f, "signature for {found}, not for {expected}")
            }
            Refusal::BadSignature { kind, signer } => write!(f, "bad {kind} signature by {signer}"),
            Refusal::UnknownSigner { kind, signer } => write!(f, "unknown {kind} signer {signer}"),
            Refusal::UnknownRoot(Some(root)) => write!(f, "root {root} is not behind this"),
            Refusal::UnknownRoot(None) => f.write_str("no trust root"),
            Refusal::Unbound { signer } => write!(f, "key {signer} is not bound"),
            Refusal::NotForSigning { signer } => write!(f, "key {signer} may not sign"),
            Refusal::Algorithm { signer } => write!(f, "algorithm of key {signer} is not listed"),
            Refusal::NotBorn { signer, born, signed } => {
                write!(f, "key {signer} of {born} signed at {signed}")
            }
            Refusal::Backdated { signer, signed, sealed } => {
                write!(f, "key {signer} signed at {signed} what was sealed at {sealed}")
            }
            Refusal::Expired { signer, expired, signed } => {
                write!(f, "key {signer}, expired at {expired}, signed at {signed}")
            }
            Refusal::Revoked { signer } => write!(f, "key {signer} is revoked"),
            Refusal::Retired { signer, release, last } => {
                write!(f, "certificate {signer} is retired: {release:?}, last {last:?}")
            }
            Refusal::Compromised { signer } => write!(f, "certificate {signer} is compromised"),
            Refusal::FromTheFuture { signed, reference } => {
                write!(f, "signed at {signed}, now is {reference}")
            }
            Refusal::Stripped(kind) => write!(f, "required {kind} signature missing"),
            Refusal::NotEvaluated(kind) => write!(f, "required {kind} signature not evaluated"),
            Refusal::RequiredSigner(signers) => write!(f, "not signed by any of {signers:?}"),
            Refusal::NotPinned(root) => write!(f, "root {root} is not pinned"),
            Refusal::BelowFloor { series, counter, floor } => {
                write!(f, "{series} {counter} is below the floor {floor}")
            }
            Refusal::Downgrade { series, counter, highest } => {
                write!(f, "{series} {counter} is below {highest}")
            }
            Refusal::NotNewer { offered, known } => write!(f, "list {offered}, known is {known}"),
            Refusal::NotNextChange { offered, next } => {
                write!(f, "root change {offered}, next is {next}")
            }
            Refusal::AdmissionMissing => f.write_str("admission missing"),
            Refusal::OtherAdmission => f.write_str("admission of something else"),
            Refusal::Policy { line, why } => write!(f, "policy, line {line}: {why}"),
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
