//! Who signs: keys, roots and what they sign. Here are the files of a key directory: their names, and how they are
//! read and made.

pub mod cosign;
pub mod first_keys;
pub mod further_key;
pub mod passphrase;
pub mod root_chain;
pub mod root_statement;
pub mod signer;
pub mod trust_list;

use crate::words::build as words;
use keys::{Refusal, Roots, TrustList};
use payloads::refusal::trusted;
use payloads::sentences::unpack;
use root_chain::RootChain;
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact};

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

/// What `parse` makes of the file at `path`.
///
/// # Errors
/// [`Exit::Usage`] where it cannot be read; what `keys` refuses of it.
pub(crate) fn read<T>(path: &Path, parse: fn(&[u8]) -> Result<T, Refusal>) -> anyhow::Result<T> {
    let reading = || words::reading_key(&path.display());
    let bytes = std::fs::read(path).exit_with(Exit::Usage, reading)?;
    trusted(parse(&bytes)).context(reading)
}

/// Refuses where one of `paths` exists, naming the first.
///
/// # Errors
/// [`Exit::Usage`].
pub(crate) fn refuse_existing(mut paths: impl Iterator<Item = PathBuf>) -> anyhow::Result<()> {
    match paths.find(|path| path.symlink_metadata().is_ok()) {
        None => Ok(()),
        Some(path) => Err(Fact::new(Exit::Usage, words::exists(&path.display())).into()),
    }
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

/// Root certificate, changes of root, and trust list from `directory`.
///
/// # Errors
/// [`voice::Exit::Usage`] where one is missing; what `keys` refuses where the root did not sign the list.
pub fn read_roots(directory: &Path) -> anyhow::Result<Roots> {
    let chain = RootChain::read(directory)?;
    let path = directory.join(TRUST_LIST);
    let reading = || words::reading_key(&path.display());
    let list = trusted(TrustList::parse(&existing(&path)?)).context(reading)?;
    trusted(list.verify(chain.current())).context(reading)?;
    trusted(Roots::new(vec![chain.first().clone()], chain.changes().to_vec(), Some(list)))
}

/// Keys without SM2 and passphrases, for tests.
#[cfg(test)]
pub(crate) fn snake_oil(directory: &Path, time: u64) -> crate::signing::first_keys::Made {
    let (name, required) = ("Snake oil <test@goferry.invalid>", Vec::new());
    let order = crate::signing::first_keys::Order { name, time, sm2: false, required };
    order.make(directory, &[]).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::exit_of;

    #[test]
    fn a_list_of_another_root_is_refused() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        snake_oil(one.path(), 1_700_000_000);
        snake_oil(other.path(), 1_700_000_000);
        std::fs::copy(other.path().join(TRUST_LIST), one.path().join(TRUST_LIST)).unwrap();
        assert_eq!(exit_of(&read_roots(one.path()).unwrap_err()), Exit::Untrusted);
    }
}
