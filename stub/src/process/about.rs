//! What a run is about, as far as it has found out.

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
pub(crate) struct Facts {
    /// The release's directory name, or what was asked for.
    pub(crate) release: Option<String>,
    /// The file, as it was named.
    pub(crate) file: Option<String>,
    /// The digests of a small file's bytes.
    pub(crate) file_digests: Option<Both>,
    /// The digests of the file's manifest, which every byte of the file is covered by.
    pub(crate) manifest: Option<Both>,
    /// Who signed: user id and fingerprint.
    pub(crate) signers: Vec<String>,
    /// On what ground the root behind that counts.
    pub(crate) trust: Option<TrustMode>,
    /// The root behind it, or the one that was confirmed.
    pub(crate) root: Option<Fingerprint>,
    begun: bool,
}

impl About {
    /// A release, by name.
    pub fn release(&self, name: &str) {
        self.0.borrow_mut().release = Some(name.to_owned());
    }

    /// A release that is installed, and what its receipt says of it.
    pub fn installed(&self, name: &str, manifest: Both, signers: &[String], trust: TrustMode) {
        self.release(name);
        let mut facts = self.0.borrow_mut();
        facts.manifest = Some(manifest);
        facts.signers = signers.to_vec();
        facts.trust = Some(trust);
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

    pub(crate) fn facts(&self) -> Facts {
        self.0.borrow().clone()
    }

    pub(crate) fn begun(&self) -> bool {
        self.0.borrow().begun
    }

    pub(crate) fn has_begun(&self) {
        self.0.borrow_mut().begun = true;
    }
}
