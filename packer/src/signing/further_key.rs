//! What `keys release` makes: a release key for a root that is there already, to follow another one or to sign
//! beside it. Nobody believes it before a trust list names it; an SM2 one its root's certificate vouches for.

use crate::signing::first_keys::{bare_name, generate};
use crate::signing::signer::CHAIN;
use crate::signing::{RELEASE_CERTIFICATE, RELEASE_KEY, SM2_RELEASE_KEY, write_new};
use keys::sm2::{self, SecretKey, Validity, issue_release};
use keys::{Certificate, Role};
use payloads::refusal::trusted;
use payloads::sentences::unpack;
use std::path::{Path, PathBuf};
use voice::Context as _;

/// What is to be made.
pub struct Order<'a> {
    /// Whose key, as a user id: `Name <address>`.
    pub name: &'a str,
    /// Seconds since 1970: when the key begins.
    pub time: u64,
    /// The SM2 root and its key, where an SM2 release key is to be made as well.
    pub sm2: Option<(sm2::Certificate, SecretKey)>,
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// The release certificate, for `trust-list next --release`.
    pub release: Certificate,
    /// The SM2 release certificate.
    pub sm2: Option<sm2::Chain>,
}

/// The key files, in the order in which their passphrases are given.
pub fn key_files(directory: &Path, with_sm2: bool) -> Vec<PathBuf> {
    let all = [RELEASE_KEY, SM2_RELEASE_KEY];
    all.iter().take(if with_sm2 { 2 } else { 1 }).map(|name| directory.join(name)).collect()
}

/// Refuses a directory in which one of the files exists that [`Order::make`] writes.
///
/// # Errors
/// [`voice::Exit::Usage`] naming the first.
pub fn refuse_existing(directory: &Path, with_sm2: bool) -> anyhow::Result<()> {
    let certificates = [RELEASE_CERTIFICATE, CHAIN].into_iter().take(if with_sm2 { 2 } else { 1 });
    let files = key_files(directory, with_sm2).into_iter();
    super::refuse_existing(files.chain(certificates.map(|name| directory.join(name))))
}

impl Order<'_> {
    /// Makes all of it in `directory`. `passphrases` has one for each of [`key_files`], or is empty to leave
    /// them open.
    ///
    /// # Errors
    /// Those of [`refuse_existing`]; [`voice::Exit::Usage`] where the SM2 root's key is another root's; the disk's.
    pub fn make(&self, directory: &Path, passphrases: &[Vec<u8>]) -> anyhow::Result<Made> {
        let word = |key: usize| passphrases.get(key).map(Vec::as_slice);
        let (key, release) =
            generate(self.name, "goferry release", self.time, Role::Release, word(0))?;
        let sm2 = self.sm2.as_ref().map(|(root, root_key)| {
            let (name, key) =
                (format!("{} (goferry SM2 release)", bare_name(self.name)), SecretKey::random());
            let chain = issue_release(root_key, root, &name, Validity::since(self.time), &key);
            trusted(chain).map(|chain| (key, chain))
        });
        let sm2 = sm2.transpose()?;
        std::fs::create_dir_all(directory)
            .context(|| unpack::creating_member(&directory.display()))?;
        refuse_existing(directory, sm2.is_some())?;
        let file = |name: &str, mode, bytes: &[u8]| write_new(&directory.join(name), mode, bytes);
        file(RELEASE_KEY, 0o600, trusted(key.to_armored())?.as_bytes())?;
        file(RELEASE_CERTIFICATE, 0o644, trusted(release.to_armored())?.as_bytes())?;
        if let Some((key, chain)) = &sm2 {
            file(SM2_RELEASE_KEY, 0o600, trusted(key.to_pem(word(1)))?.as_bytes())?;
            file(CHAIN, 0o644, trusted(chain.to_pem())?.as_bytes())?;
        }
        Ok(Made { release, sm2: sm2.map(|(_, chain)| chain) })
    }
}
