//! The directory `keys init` makes, and what of it goes into ROOTS.

use crate::root_chain::RootChain;
use keys::{Certificate, Role, Roots, TrustList, TrustListBody};
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
    trusted(list.verify(&chain.current)).doing(reading)?;
    trusted(Roots::new(vec![chain.first], chain.changes, Some(list)))
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

/// What `keys init` made.
#[derive(Debug)]
pub struct Made {
    /// The root certificate: its fingerprint is what users pin.
    pub root: Certificate,
    /// The release certificate.
    pub release: Certificate,
}

/// Makes a root key, a release key and a first trust list in `directory`, as of `time`.
/// `passphrase` protects both keys; `None` leaves them open.
///
/// # Errors
/// [`Exit::Usage`] where a file of these names exists; the disk's.
pub fn init(
    directory: &Path,
    name: &str,
    time: u64,
    passphrase: Option<&[u8]>,
) -> anyhow::Result<Made> {
    std::fs::create_dir_all(directory)
        .doing(|| say!(unpack::CREATING_MEMBER, path = directory.display()))?;
    let generate =
        |suffix, role| trusted(keys::generate(&user_id(name, suffix), time, role, passphrase));
    let (root_key, root) = generate("goferry root", Role::Root)?;
    let (release_key, release) = generate("goferry release", Role::Release)?;
    let list =
        trusted(TrustList::new(TrustListBody::first(&root, std::slice::from_ref(&release), time)))?;
    let message = list.message().to_vec();
    let signature = trusted(root_key.sign(keys::Purpose::TrustList, time, &mut &message[..]))?;
    let list = trusted(list.with_signature(keys::Kind::OpenPgp, signature))?;
    let file = |name: &str, mode, bytes: &[u8]| write_new(&directory.join(name), mode, bytes);
    file(ROOT_KEY, 0o600, trusted(root_key.to_armored())?.as_bytes())?;
    file(RELEASE_KEY, 0o600, trusted(release_key.to_armored())?.as_bytes())?;
    file(ROOT_CERTIFICATE, 0o644, trusted(root.to_armored())?.as_bytes())?;
    file(RELEASE_CERTIFICATE, 0o644, trusted(release.to_armored())?.as_bytes())?;
    file(TRUST_LIST, 0o644, &list.render())?;
    Ok(Made { root, release })
}

/// `Name (comment) <address>`: the comment before the address, as OpenPGP user ids have it.
fn user_id(name: &str, comment: &str) -> String {
    match name.find(" <") {
        Some(at) => format!("{} ({comment}){}", &name[..at], &name[at..]),
        None => format!("{name} ({comment})"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use payloads::words::exit_of;
    use std::os::unix::fs::PermissionsExt;

    const NAME: &str = "Snake oil <test@goferry.invalid>";

    #[test]
    fn what_init_makes_is_what_a_build_reads() {
        let dir = tempfile::tempdir().unwrap();
        let made = init(dir.path(), NAME, 1_700_000_000, None).unwrap();
        let roots = read(dir.path()).unwrap();
        assert_eq!(roots.certificates(), std::slice::from_ref(&made.root));
        assert_eq!(roots.trust_list().unwrap().release(), std::slice::from_ref(&made.release));
        assert_eq!(made.root.user_id(), "Snake oil (goferry root) <test@goferry.invalid>");
        for key in [ROOT_KEY, RELEASE_KEY] {
            let mode = std::fs::metadata(dir.path().join(key)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{key}");
        }
    }

    #[test]
    fn keys_are_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        init(dir.path(), NAME, 1_700_000_000, None).unwrap();
        let before = std::fs::read(dir.path().join(ROOT_KEY)).unwrap();
        let error = init(dir.path(), NAME, 1_700_000_000, None).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Usage);
        assert_eq!(std::fs::read(dir.path().join(ROOT_KEY)).unwrap(), before);
    }

    #[test]
    fn a_list_of_another_root_is_refused() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        init(one.path(), NAME, 1_700_000_000, None).unwrap();
        init(other.path(), NAME, 1_700_000_000, None).unwrap();
        std::fs::copy(other.path().join(TRUST_LIST), one.path().join(TRUST_LIST)).unwrap();
        assert_eq!(exit_of(&read(one.path()).unwrap_err()), Exit::Untrusted);
    }
}
