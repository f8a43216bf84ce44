//! The files of a key directory, and what of them goes into ROOTS.

use crate::root_chain::RootChain;
use keys::{Roots, TrustList};
use payloads::words::trust::trusted;
use payloads::words::{Doing, Fact, build as words, unpack};
use payloads::{Exit, say};
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

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
/// The SM2 release key; its certificates are [`CHAIN`](crate::signer::CHAIN).
pub const SM2_RELEASE_KEY: &str = "sm2-release.key";
/// The newest trust list, as ROOTS carries it.
pub const TRUST_LIST: &str = "trust-list";

/// Root certificate, changes of root, and trust list from `directory`.
///
/// # Errors
/// [`Exit::Usage`] where one is missing; what `keys` refuses where the root did not sign the list.
pub fn read(directory: &Path) -> anyhow::Result<Roots> {
    let chain = RootChain::read(directory)?;
    let path = directory.join(TRUST_LIST);
    let reading = || say!(words::READING_KEY, path = path.display());
    let list = trusted(TrustList::parse(&existing(&path)?)).doing(reading)?;
    trusted(list.verify(chain.current())).doing(reading)?;
    trusted(Roots::new(vec![chain.first().clone()], chain.changes().to_vec(), Some(list)))
}

/// The bytes of a file that such a directory has to have.
///
/// # Errors
/// [`Exit::Usage`] where it cannot be read.
pub(crate) fn existing(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).fact(|| {
        Fact::new(Exit::Usage, say!(words::NO_ROOTS, path = path.display()))
            .help(say!(words::NO_ROOTS_HELP))
    })
}

/// Writes a file that must not exist yet.
pub(crate) fn write_new(path: &Path, mode: u32, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .meaning(Exit::Usage, || say!(words::EXISTS, path = path.display()))?;
    file.write_all(bytes).doing(|| say!(unpack::CREATING_MEMBER, path = path.display()))?;
    file.sync_all().doing(|| say!(unpack::CREATING_MEMBER, path = path.display()))
}

/// Keys without SM2 and passphrases, for tests.
#[cfg(test)]
pub(crate) fn snake_oil(directory: &Path, time: u64) -> crate::first_keys::Made {
    let (name, required) = ("Snake oil <test@goferry.invalid>", Vec::new());
    let order = crate::first_keys::Order { name, time, sm2: false, required };
    order.make(directory, &[]).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use payloads::words::exit_of;

    #[test]
    fn a_list_of_another_root_is_refused() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        snake_oil(one.path(), 1_700_000_000);
        snake_oil(other.path(), 1_700_000_000);
        std::fs::copy(other.path().join(TRUST_LIST), one.path().join(TRUST_LIST)).unwrap();
        assert_eq!(exit_of(&read(one.path()).unwrap_err()), Exit::Untrusted);
    }
}
