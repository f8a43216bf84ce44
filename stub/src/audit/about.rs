//! What a run is about, as far as it has found out.

use crate::receipt::Receipt;
use keys::{Fingerprint, TrustMode};
use payloads::container::Trusted;
use payloads::digest::Both;
use std::cell::RefCell;
use std::path::Path;

/// What a run is about. Filled in as facts are found, from wherever they are found.
#[derive(Debug, Default)]
pub struct About(RefCell<Facts>);

/// What is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// The release's directory name, or what was asked for.
    pub(super) release: Option<String>,
    /// The file, as it was named.
    pub(super) file: Option<String>,
    /// The digests of a small file's bytes.
    pub(super) file_digests: Option<Both>,
    /// The digests of the file's manifest, which every byte of the file is covered by.
    pub(super) manifest: Option<Both>,
    /// Who signed: user id and fingerprint.
    pub(super) signers: Vec<String>,
    /// On what ground the root behind that counts.
    pub(super) trust: Option<TrustMode>,
    /// The root behind it, or the one that was confirmed.
    pub(super) root: Option<Fingerprint>,
    begun: bool,
}

impl About {
    /// A release, by name.
    pub fn release(&self, name: &str) {
        self.0.borrow_mut().release = Some(name.to_owned());
    }

    /// A release that is installed: what its receipt says.
    pub fn receipt(&self, receipt: &Receipt) {
        let mut facts = self.0.borrow_mut();
        facts.release = Some(receipt.release.clone());
        facts.manifest = Some(Both { sha256: receipt.manifest_sha256, sm3: receipt.manifest_sm3 });
        facts.signers.clone_from(&receipt.signed_by);
        facts.trust = Some(receipt.trust);
    }

    /// A file that nothing is known of yet.
    pub fn file(&self, path: &Path) {
        self.0.borrow_mut().file = Some(path.to_string_lossy().into_owned());
    }

    /// The bytes of a small file, of a trust list say.
    pub fn bytes(&self, bytes: &[u8]) {
        self.0.borrow_mut().file_digests = Some(Both::of(bytes));
    }

    /// The same file, authentic.
    pub fn trusted(&self, file: &Trusted) {
        let authentic = file.authentic();
        let signed_by = |s: &keys::Signer| format!("{} {}", s.user_id, s.certificate);
        let mut facts = self.0.borrow_mut();
        facts.manifest = Some(file.identity());
        facts.signers = authentic.signers().iter().map(signed_by).collect();
        facts.trust = Some(authentic.mode());
        facts.root = Some(authentic.root().fingerprint());
    }

    /// A root of trust.
    pub fn root(&self, root: Fingerprint) {
        self.0.borrow_mut().root = Some(root);
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.borrow().clone()
    }

    pub(super) fn begun(&self) -> bool {
        self.0.borrow().begun
    }

    pub(super) fn has_begun(&self) {
        self.0.borrow_mut().begun = true;
    }
}
