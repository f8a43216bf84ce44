//! Where a distribution came from and what vouches for it: the provenance of the input.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use keys::note::{Evidence, Proven, Verifier};
use payloads::digest::Sha256;
pub use payloads::upstream::{CrossBuild, Pinned};
use serde::Serialize;

/// The provenance of one distribution. It names no machine and no proxy: the same input gives the same
/// text wherever it was fetched from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// In which form it came.
    pub kind: OriginKind,
    /// `golang.org/toolchain@VERSION`, the official archive's file name, or `GOROOT`; `goVERSION.linux-ARCH`
    /// of a cross-built one that no digest proves to be that module.
    pub name: String,
    /// SHA-256 of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// The `h1:` digest of the module's contents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub h1: Option<String>,
    /// Bytes of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Who fixed the digest.
    pub pinned: Pinned,
    /// What the checksum database says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum_database: Option<DatabaseEvidence>,
    /// How it was made, where it was cross-built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub built: Option<CrossBuild>,
}

/// In which form a distribution came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// A `golang.org/toolchain` module zip.
    Module,
    /// An official archive.
    Archive,
    /// A local tree.
    Tree,
    /// Made here, by the official toolchain of another CPU.
    CrossBuilt,
}

/// A proven record of the checksum database, with all that is needed to prove it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DatabaseEvidence {
    /// The database's name.
    pub name: String,
    /// Records in the signed tree.
    pub tree_size: u64,
    /// The signed root hash, in base64.
    pub root_hash: String,
    /// Record, signed note and audit path.
    #[serde(flatten)]
    pub evidence: Evidence,
}

impl DatabaseEvidence {
    /// From evidence that was verified.
    pub(super) fn new(verifier: &Verifier, evidence: &Evidence, proven: Proven<'_>) -> Self {
        DatabaseEvidence {
            name: verifier.name().to_owned(),
            tree_size: proven.head().size,
            root_hash: BASE64.encode(proven.head().root),
            evidence: evidence.clone(),
        }
    }
}
