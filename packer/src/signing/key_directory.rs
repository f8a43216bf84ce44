//! The files of a key directory: their names, and how they are read and made.

use crate::words::build as words;
use payloads::sentences::unpack;
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact};

/// The root's secret key; belongs offline.
pub const ROOT_KEY: &str = "root.key";
/// The root certificate.
pub const ROOT_CERTIFICATE: &str = "root.asc";
/// The release key that signs installers.
pub const RELEASE_KEY: &str = "release.key";
/// Its certificate.
pub const RELEASE_CERTIFICATE: &str = "release.asc";
/// The SM2 root's secret key; belongs offline as well.
pub const SM2_ROOT_KEY: &str = "sm2-root.key";
/// The SM2 root certificate, which the trust list carries.
pub const SM2_ROOT_CERTIFICATE: &str = "sm2-root.pem";
/// The SM2 release key; its certificates are [`CHAIN`](crate::signing::signer::CHAIN).
pub const SM2_RELEASE_KEY: &str = "sm2-release.key";
/// The newest trust list, as ROOTS carries it.
pub const TRUST_LIST: &str = "trust-list";

/// The bytes of a file that such a directory has to have.
///
/// # Errors
/// [`Exit::Usage`] where it cannot be read.
pub(crate) fn existing(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).fact(|| {
        Fact::new(Exit::Usage, words::no_roots(&path.display())).help(words::no_roots_help())
    })
}

/// Writes a file that must not exist yet.
pub(crate) fn write_new(path: &Path, mode: u32, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .exit_with(Exit::Usage, || words::exists(&path.display()))?;
    file.write_all(bytes).context(|| unpack::creating_member(&path.display()))?;
    file.sync_all().context(|| unpack::creating_member(&path.display()))
}
