//! What a manifest claims, and the proof that somebody accepted here signed it.

use crate::trust::Anchor;
use crate::{Certificate, Fingerprint, Kind, ManifestDigest, Packet, TrustList, sm2};
use serde::{Deserialize, Serialize};

/// What a signed manifest says about itself, as far as trust depends on it. Read by whoever knows the
/// container, from the very bytes of [`Signed::manifest`](crate::Signed), and not believed before
/// [`Signed::accept`](crate::Signed::accept).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The series in which `counter` counts.
    pub series: String,
    /// Counts releases within (first root, `series`).
    pub counter: u32,
    /// When the manifest was sealed, in seconds since 1970: SM2 certificates have to cover it, an
    /// OpenPGP signature is of that time or later.
    pub signing_time: u64,
    /// The kinds of signature the manifest demands, beside what trust list and host demand.
    pub required: Vec<Kind>,
}

/// How the root behind a file came to be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrustMode {
    /// Trust on first use: the file brought its own root.
    Tofu,
    /// The root's fingerprint came another way.
    Pinned,
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// With what.
    pub kind: Kind,
    /// The release certificate's fingerprint: what people compare.
    pub certificate: Fingerprint,
    /// The key of that certificate that signed; for SM2 the certificate's fingerprint again.
    pub key: Fingerprint,
    /// The certificate's user id or common name, escaped and limited.
    pub user_id: String,
    /// When, in seconds since 1970: by the signature's own word, or, as an SM2 signature has none,
    /// by the manifest's.
    pub signed_at: u64,
}

impl Signer {
    pub(crate) fn by_openpgp(certificate: &Certificate, packet: &Packet) -> Self {
        Signer {
            kind: Kind::OpenPgp,
            certificate: certificate.fingerprint(),
            key: packet.issuer(),
            user_id: certificate.user_id(),
            signed_at: packet.created(),
        }
    }

    pub(crate) fn by_sm2(chain: &sm2::Chain, signed_at: u64) -> Self {
        let leaf = chain.leaf();
        let (certificate, user_id) = (leaf.fingerprint(), leaf.subject_name());
        Signer { kind: Kind::Sm2, certificate, key: certificate, user_id, signed_at }
    }
}

/// What a verifier has to mention, though it refuses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The host's clock cannot be right; times in seconds since 1970.
    ClockImplausible {
        /// What it says.
        now: u64,
        /// The earliest it could be.
        earliest: u64,
    },
    /// A signature is present that does not count: of a kind this program cannot evaluate, or by
    /// somebody that no root accepted here names.
    NotEvaluated(Kind),
}

/// A manifest whose signatures hold, with the very bytes that were signed. Only
/// [`Signed::accept`](crate::Signed::accept) makes one.
#[derive(Clone, Debug)]
pub struct Authentic {
    pub(crate) manifest: Vec<u8>,
    pub(crate) digest: ManifestDigest,
    pub(crate) claims: Claims,
    pub(crate) signers: Vec<Signer>,
    pub(crate) anchor: Anchor,
    pub(crate) list: TrustList,
    pub(crate) warnings: Vec<Warning>,
}

impl Authentic {
    /// The manifest's bytes, exactly as signed.
    pub fn manifest(&self) -> &[u8] {
        &self.manifest
    }

    /// The release's identity.
    pub fn digest(&self) -> ManifestDigest {
        self.digest
    }

    /// What the manifest says about itself.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Everybody whose signature was evaluated and holds; never empty.
    pub fn signers(&self) -> &[Signer] {
        &self.signers
    }

    /// The root behind the release.
    pub fn root(&self) -> &Certificate {
        &self.anchor.root
    }

    /// The first root of that root's chain: counters compare within it.
    pub fn first_root(&self) -> Fingerprint {
        self.anchor.first
    }

    /// How that root came to be accepted.
    pub fn mode(&self) -> TrustMode {
        self.anchor.mode
    }

    /// Whether the home or host that judged had accepted that root before.
    pub fn is_remembered(&self) -> bool {
        self.anchor.remembered
    }

    /// The trust list that was used.
    pub fn trust_list(&self) -> &TrustList {
        &self.list
    }

    /// What has to be mentioned.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}
