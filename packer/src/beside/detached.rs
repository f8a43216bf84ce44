//! Detached signatures: of finished files and of checksum files, and whose they are, as the tools of
//! other people read them.

use crate::beside::sums::{SHA256SUMS, SM3SUMS};
use crate::beside::{beside, replace};
use crate::signing::signer::{CHAIN, OpenPgp, Signer, Signers, read_chain};
use keys::{Certificate, Clock, Fingerprint, Roots, Trust, sm2};

use crate::words::{build, signing as words};
use payloads::refusal::trusted;
use std::fs::File;
use std::path::{Path, PathBuf};
use voice::Context as _;

/// The release certificate beside the files: binary, the only form that gpgv reads; sqv and gpg take
/// it as well.
pub const CERTIFICATE: &str = "release.asc.pub";

/// Who signs, when, and under which roots.
pub struct Detached<'a> {
    /// They make a signature each.
    pub signers: &'a Signers,
    /// Every signature has to hold under these; without them nothing says who may sign.
    pub roots: Option<&'a Roots>,
    /// Seconds since 1970.
    pub at: u64,
}

impl Detached<'_> {
    /// `FILE.asc` and `FILE.sm2sig`, over the whole file.
    ///
    /// # Errors
    /// The signers'; whatever a verifier would refuse; the disk's.
    pub fn sign(&self, file: &Path) -> anyhow::Result<Vec<PathBuf>> {
        self.signers
            .iter()
            .map(|signer| self.signature(signer, file).map(|(path, _)| path))
            .collect()
    }

    /// What is made once for all files in `directory`: signatures of its checksum files, which bind
    /// the files' names, and the signers' certificates.
    ///
    /// # Errors
    /// Those of [`sign`](Self::sign).
    pub fn sign_directory(&self, directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
        let mut written = Vec::new();
        for signer in self.signers.iter() {
            let (path, _) = self.signature(signer, &directory.join(SHA256SUMS))?;
            written.push(path);
            let (path, certificate) = self.signature(signer, &directory.join(SM3SUMS))?;
            written.push(path);
            written.extend(self.certificate(signer, certificate, directory)?);
        }
        Ok(written)
    }

    /// Writes one signature; gives its path and, where roots are known, whose it is.
    fn signature(
        &self,
        signer: &Signer,
        file: &Path,
    ) -> anyhow::Result<(PathBuf, Option<Fingerprint>)> {
        let path = beside(file, signer.suffix());
        let signing = || build::writing(&path.display());
        let bytes = signer.sign_file(self.at, file).context(signing)?;
        let by = self.judged(signer, &bytes, file).context(signing)?;
        replace(&path, &bytes)?;
        Ok((path, by))
    }

    /// What every user will do, done here first.
    fn judged(
        &self,
        signer: &Signer,
        signature: &[u8],
        file: &Path,
    ) -> anyhow::Result<Option<Fingerprint>> {
        let Some(roots) = self.roots else { return Ok(None) };
        let trust = trusted(Trust::tofu(roots))?;
        let clock = Clock { now: self.at, built: 0, latest_known: 0 };
        let mut whole = File::open(file)
            .context(|| payloads::sentences::container::opening(&file.display()))?;
        let by = match signer {
            Signer::OpenPgp(_) => {
                let packet = trusted(keys::read_signature(signature))?;
                trust.judge_sidecar(&packet, &mut whole, &clock)
            }
            Signer::Sm2(signer) => {
                trust.judge_sm2_sidecar(signature, signer.chain(), self.at, &mut whole, &clock)
            }
        };
        Ok(Some(trusted(by)?.certificate))
    }

    /// The signer's certificate; `None` where nobody knows it.
    fn certificate(
        &self,
        signer: &Signer,
        by: Option<Fingerprint>,
        directory: &Path,
    ) -> anyhow::Result<Option<PathBuf>> {
        match signer {
            Signer::Sm2(signer) => write_chain(signer.chain(), &directory.join(CHAIN)).map(Some),
            Signer::OpenPgp(signer) => {
                let found = by.and_then(|by| self.listed(by)).or_else(|| own(signer));
                let write =
                    |found: &Certificate| replace(&directory.join(CERTIFICATE), found.to_bytes());
                found.map(write).transpose()
            }
        }
    }

    fn listed(&self, by: Fingerprint) -> Option<&Certificate> {
        let list = self.roots?.trust_list()?;
        list.release().iter().find(|certificate| certificate.fingerprint() == by)
    }
}

fn own(signer: &OpenPgp) -> Option<&Certificate> {
    match signer {
        OpenPgp::KeyFile { key, .. } => Some(key.certificate()),
        OpenPgp::External(_) => None,
    }
}

/// Leaves a file alone that has these certificates already: it may be the signer's own.
fn write_chain(chain: &sm2::Chain, path: &Path) -> anyhow::Result<PathBuf> {
    if read_chain(path).is_ok_and(|there| there == *chain) {
        return Ok(path.to_owned());
    }
    let writing = || words::writing_certificates(&path.display());
    replace(path, trusted(chain.to_pem())?.as_bytes()).context(writing)
}
