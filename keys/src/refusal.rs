//! Why something is not believed: one closed list of facts.

use crate::{ChainFlaw, Fingerprint, Flaw, KeyFlaw, Kind, PolicyFlaw, Purpose};
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
}

/// Why a signature, certificate or key is not accepted. Times are seconds since 1970, UTC.
#[derive(Debug)]
pub enum Refusal {
    /// What should be checked could not be read.
    Read(io::Error),
    /// What is to be signed or checked has more than [`Purpose::MAX_MESSAGE`] bytes.
    MessageTooLong,
    /// The bytes are not in the structure's only encoding.
    Malformed(Structure, Flaw),
    /// An OpenPGP signature that is not in the only form accepted.
    SignatureForm(Flaw),
    /// An SM2 signature that is not in the only form accepted.
    Sm2Form(Flaw),
    /// A certificate that may not stand where it stands in an SM2 chain.
    Chain {
        /// The certificate.
        certificate: Fingerprint,
        /// The rule it breaks.
        why: ChainFlaw,
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
        why: PolicyFlaw,
    },
    /// Signed by the root, but marked as not to be ignored, and unknown to this program.
    Newer(String),
    /// A time that OpenPGP signatures cannot hold: before 1970 or after 2106.
    Time(u64),
    /// Not a secret key this program can sign with.
    SecretKey(KeyFlaw),
    /// The secret key is protected and no passphrase was given.
    PassphraseNeeded,
    /// The passphrase does not open the secret key.
    WrongPassphrase,
}

/// For programmers: the sentences for people are with whoever speaks to them.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
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
