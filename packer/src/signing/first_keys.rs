//! What `keys init` makes: keys, their certificates, and a first trust list that names them.

use crate::signing::signer::CHAIN;
use crate::signing::{
    RELEASE_CERTIFICATE, RELEASE_KEY, ROOT_CERTIFICATE, ROOT_KEY, SM2_RELEASE_KEY,
    SM2_ROOT_CERTIFICATE, SM2_ROOT_KEY, TRUST_LIST, refuse_existing, write_new,
};
use keys::sm2::{self, Generated, Validity};
use keys::{Certificate, Kind, Purpose, Role, SecretKey, TrustList, TrustListBody};
use payloads::refusal::trusted;
use payloads::sentences::unpack;
use std::path::{Path, PathBuf};
use voice::Context as _;

/// What is to be made.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// Whose keys, as a user id: `Name <address>`.
    pub name: &'a str,
    /// Seconds since 1970: when the keys begin.
    pub time: u64,
    /// Whether an SM2 root and release key are made as well.
    pub sm2: bool,
    /// The kinds that the list requires of every release, ascending; empty for each kind made.
    pub required: Vec<Kind>,
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// The root certificate: its fingerprint is what users pin.
    pub root: Certificate,
    /// The release certificate.
    pub release: Certificate,
    /// The SM2 root and the release certificate under it.
    pub sm2: Option<(sm2::Certificate, sm2::Chain)>,
}

impl Order<'_> {
    /// The key files, in the order in which their passphrases are given.
    pub fn key_files(&self, directory: &Path) -> Vec<PathBuf> {
        let all = [ROOT_KEY, RELEASE_KEY, SM2_ROOT_KEY, SM2_RELEASE_KEY];
        let count = if self.sm2 { 4 } else { 2 };
        all.iter().take(count).map(|name| directory.join(name)).collect()
    }

    /// Refuses a directory in which one of the files exists that [`make`](Self::make) writes.
    ///
    /// # Errors
    /// [`voice::Exit::Usage`] naming the first.
    pub fn refuse_existing(&self, directory: &Path) -> anyhow::Result<()> {
        let certificates = [ROOT_CERTIFICATE, RELEASE_CERTIFICATE, TRUST_LIST];
        let of_sm2 = [SM2_ROOT_CERTIFICATE, CHAIN];
        let beside = certificates.iter().chain(of_sm2.iter().filter(|_| self.sm2));
        let beside = beside.map(|name| directory.join(name));
        refuse_existing(self.key_files(directory).into_iter().chain(beside))
    }

    /// Makes all of it in `directory`. `passphrases` has one for each of
    /// [`key_files`](Self::key_files), or is empty to leave them open.
    ///
    /// # Errors
    /// Those of [`refuse_existing`](Self::refuse_existing); the disk's.
    pub fn make(&self, directory: &Path, passphrases: &[Vec<u8>]) -> anyhow::Result<Made> {
        std::fs::create_dir_all(directory)
            .context(|| unpack::creating_member(&directory.display()))?;
        self.refuse_existing(directory)?;
        let word = |key: usize| passphrases.get(key).map(Vec::as_slice);
        let (name, time) = (self.name, self.time);
        let (root_key, root) = generate(name, "goferry root", time, Role::Root, word(0))?;
        let (release_key, release) =
            generate(name, "goferry release", time, Role::Release, word(1))?;
        let validity = Validity::since(self.time);
        let sm2 = self.sm2.then(|| sm2::generate_sm2(bare_name(name), validity));
        let sm2 = trusted(sm2.transpose())?;
        let list = self.first_list(&root_key, &release, sm2.as_ref().map(|made| &made.ca))?;
        let file = |name: &str, mode, bytes: &[u8]| write_new(&directory.join(name), mode, bytes);
        file(ROOT_KEY, 0o600, trusted(root_key.to_armored())?.as_bytes())?;
        file(RELEASE_KEY, 0o600, trusted(release_key.to_armored())?.as_bytes())?;
        if let Some(made) = &sm2 {
            write_sm2(made, directory, word(2), word(3))?;
        }
        file(ROOT_CERTIFICATE, 0o644, trusted(root.to_armored())?.as_bytes())?;
        file(RELEASE_CERTIFICATE, 0o644, trusted(release.to_armored())?.as_bytes())?;
        file(TRUST_LIST, 0o644, &list.render())?;
        Ok(Made { root, release, sm2: sm2.map(|made| (made.ca, made.chain)) })
    }

    fn first_list(
        &self,
        root: &SecretKey,
        release: &Certificate,
        sm2_root: Option<&sm2::Certificate>,
    ) -> anyhow::Result<TrustList> {
        let release = std::slice::from_ref(release);
        let mut body = TrustListBody::first(root.certificate(), release, self.time);
        if let Some(authority) = sm2_root {
            body = body.with_sm2_ca(authority);
            body.required.push(Kind::Sm2);
        }
        if !self.required.is_empty() {
            body.required.clone_from(&self.required);
        }
        let list = trusted(TrustList::new(body))?;
        let signature = root.sign(Purpose::TrustList, self.time, &mut list.message());
        let signature = trusted(signature)?;
        trusted(list.with_signature(Kind::OpenPgp, signature))
    }
}

/// An OpenPGP key of `name`, a user id, that says what it is for.
pub(crate) fn generate(
    name: &str,
    comment: &str,
    time: u64,
    role: Role,
    passphrase: Option<&[u8]>,
) -> anyhow::Result<(SecretKey, Certificate)> {
    // The comment stands before the address, as OpenPGP user ids have it.
    let address = &name[bare_name(name).len()..];
    let user_id = format!("{} ({comment}){address}", bare_name(name));
    trusted(keys::generate(&user_id, time, role, passphrase))
}

/// A user id without its address.
pub(crate) fn bare_name(name: &str) -> &str {
    name.find(" <").map_or(name, |at| &name[..at])
}

fn write_sm2(
    made: &Generated,
    directory: &Path,
    root_word: Option<&[u8]>,
    release_word: Option<&[u8]>,
) -> anyhow::Result<()> {
    let file = |name: &str, mode, bytes: &[u8]| write_new(&directory.join(name), mode, bytes);
    file(SM2_ROOT_KEY, 0o600, trusted(made.ca_key.to_pem(root_word))?.as_bytes())?;
    file(SM2_RELEASE_KEY, 0o600, trusted(made.release_key.to_pem(release_word))?.as_bytes())?;
    file(SM2_ROOT_CERTIFICATE, 0o644, trusted(made.ca.to_pem())?.as_bytes())?;
    file(CHAIN, 0o644, trusted(made.chain.to_pem())?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::read_roots;
    use std::os::unix::fs::PermissionsExt;
    use voice::{Exit, exit_of};

    const MADE: u64 = 1_700_000_000;

    fn order(sm2: bool) -> Order<'static> {
        let name = "Snake oil <test@goferry.invalid>";
        Order { name, time: MADE, sm2, required: Vec::new() }
    }

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_what_a_build_reads() {
        for sm2 in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let made = order(sm2).make(dir.path(), &[]).unwrap();
            let roots = read_roots(dir.path()).unwrap();
            assert_eq!(roots.certificates(), std::slice::from_ref(&made.root));
            let list = roots.trust_list().unwrap();
            assert_eq!(list.release(), std::slice::from_ref(&made.release));
            assert_eq!(list.sm2_ca(), made.sm2.as_ref().map(|(root, _)| root));
            assert_eq!(made.root.user_id(), "Snake oil (goferry root) <test@goferry.invalid>");
            let kinds = [Kind::OpenPgp, Kind::Sm2];
            assert_eq!(list.body().required, kinds[..if sm2 { 2 } else { 1 }]);
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), if sm2 { 9 } else { 5 });
            let keys = order(sm2).key_files(dir.path());
            assert!(keys.iter().all(|key| mode(key) == 0o600));
            assert_eq!(mode(&dir.path().join(TRUST_LIST)) & 0o700, 0o600);
        }
    }

    #[test]
    fn each_key_opens_with_its_own_passphrase_only() {
        let dir = tempfile::tempdir().unwrap();
        let words = [b"one".to_vec(), b"two".to_vec(), b"three".to_vec(), b"four".to_vec()];
        order(true).make(dir.path(), &words).unwrap();
        for (at, path) in order(true).key_files(dir.path()).iter().enumerate() {
            let bytes = std::fs::read(path).unwrap();
            let opens = |word: &[u8]| match at < 2 {
                true => SecretKey::load(&bytes, Some(word)).is_ok(),
                false => sm2::SecretKey::load(&bytes, Some(word)).is_ok(),
            };
            assert!(opens(&words[at]), "{}", path.display());
            assert!(!opens(&words[(at + 1) % 4]), "{}", path.display());
        }
    }

    #[test]
    fn nothing_is_overwritten_and_nothing_is_begun() {
        for name in [ROOT_KEY, RELEASE_CERTIFICATE, TRUST_LIST, SM2_ROOT_KEY, CHAIN] {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join(name), "mine").unwrap();
            let error = order(true).make(dir.path(), &[]).unwrap_err();
            assert_eq!(exit_of(&error), Exit::Usage);
            assert_eq!(std::fs::read(dir.path().join(name)).unwrap(), b"mine");
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "{name}");
        }
    }

    #[test]
    fn a_list_may_require_one_kind_of_two() {
        let dir = tempfile::tempdir().unwrap();
        let order = Order { required: vec![Kind::Sm2], ..order(true) };
        order.make(dir.path(), &[]).unwrap();
        let roots = read_roots(dir.path()).unwrap();
        assert_eq!(roots.trust_list().unwrap().body().required, [Kind::Sm2]);
    }
}
