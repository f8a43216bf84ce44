//! The proof that somebody accepted here signed a manifest.

use crate::{Certificate, Fingerprint, Kind, ManifestDigest, Refusal, TrustList};
use serde::{Deserialize, Serialize};

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
    /// The key of that certificate that signed.
    pub key: Fingerprint,
    /// The certificate's user id, escaped and limited.
    pub user_id: String,
    /// When, by the signature's own word; seconds since 1970.
    pub signed_at: u64,
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
    /// A signature of a kind this program cannot evaluate is present.
    NotEvaluated(Kind),
}

/// A manifest whose signatures hold, with the very bytes that were signed. Only
/// [`Trust::judge`](crate::Trust::judge) makes one.
#[derive(Clone, Debug)]
pub struct Authentic {
    pub(crate) manifest: Vec<u8>,
    pub(crate) digest: ManifestDigest,
    pub(crate) signers: Vec<Signer>,
    pub(crate) first_root: Fingerprint,
    pub(crate) root: Certificate,
    pub(crate) root_version: u32,
    pub(crate) mode: TrustMode,
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

    /// Everybody whose signature was evaluated and holds; never empty.
    pub fn signers(&self) -> &[Signer] {
        &self.signers
    }

    /// The root behind the release.
    pub fn root(&self) -> &Certificate {
        &self.root
    }

    /// The first root of that root's chain: counters compare within it.
    pub fn first_root(&self) -> Fingerprint {
        self.first_root
    }

    /// How that root came to be accepted.
    pub fn mode(&self) -> TrustMode {
        self.mode
    }

    /// The trust list that was used.
    pub fn trust_list(&self) -> &TrustList {
        &self.list
    }

    /// What has to be mentioned.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Adds a requirement: the manifest's own, once it is read, or the host's.
    ///
    /// # Errors
    /// [`Refusal::Stripped`] or [`Refusal::NotEvaluated`].
    pub fn require(&self, kinds: &[Kind]) -> Result<(), Refusal> {
        kinds.iter().try_for_each(|kind| {
            if self.signers.iter().any(|signer| signer.kind == *kind) {
                Ok(())
            } else if self.warnings.contains(&Warning::NotEvaluated(*kind)) {
                Err(Refusal::NotEvaluated(*kind))
            } else {
                Err(Refusal::Stripped(*kind))
            }
        })
    }
}
