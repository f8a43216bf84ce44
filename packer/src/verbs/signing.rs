//! Who signs, by the options `--sign-openpgp`, `--sign-sm2` and what belongs to them.

use super::values;
use crate::session::Session;
use crate::signing::key_directory::TRUST_LIST;
use crate::signing::passphrase::Source;
use crate::signing::roots;
use crate::signing::signer::{OpenPgp, Signers, Sm2};
use crate::words::build as words;
use clap::ArgMatches;
use keys::Roots;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::Fact;

/// The signers that the options name; `None` without such an option.
///
/// # Errors
/// [`Exit::Usage`] for a key that cannot be read or opened.
pub fn given(matches: &ArgMatches, session: &Session) -> anyhow::Result<Option<Signers>> {
    let named = |name| values::given(matches, name).is_some();
    let any = named("sign-openpgp") || named("sign-sm2");
    any.then(|| required(matches, session)).transpose()
}

/// The signers that the options name.
///
/// # Errors
/// Those of [`given`]; [`Exit::Usage`] where there is none.
pub fn required(matches: &ArgMatches, session: &Session) -> anyhow::Result<Signers> {
    let mut words = Passphrases::of(matches, session)?;
    let openpgp = values::given(matches, "sign-openpgp")
        .map(|option| OpenPgp::open(option, &mut |path| words.openpgp(path)))
        .transpose()?;
    let chain = values::path(matches, "sm2-chain");
    let sm2 = values::given(matches, "sign-sm2")
        .map(|option| Sm2::open(option, chain, &mut |path| words.sm2(path)))
        .transpose()?;
    Signers::new(openpgp, sm2)
}

/// The directory with the root certificate and the trust list.
///
/// # Errors
/// [`Exit::Usage`]: it is not named, and no key file lies beside them.
pub fn roots(matches: &ArgMatches, signers: &Signers) -> anyhow::Result<PathBuf> {
    let named = values::path(matches, "roots").or_else(|| signers.directory());
    let named = named.ok_or_else(|| {
        Fact::new(Exit::Usage, words::roots_needed()).help(words::no_roots_help())
    })?;
    Ok(named.to_owned())
}

/// The root certificate and trust list of `--roots` or of the key file's directory, where there is one.
///
/// # Errors
/// What [`roots::read`] has against them.
pub fn known_roots(matches: &ArgMatches, signers: &Signers) -> anyhow::Result<Option<Roots>> {
    let beside = signers.directory().filter(|directory| directory.join(TRUST_LIST).is_file());
    values::path(matches, "roots").or(beside).map(roots::read).transpose()
}

/// Where the passphrase of each key comes from. A file or descriptor that serves both is read once:
/// a pipe has nothing left the second time.
pub(super) struct Passphrases {
    common: Source,
    of_sm2: Option<Source>,
    read: Option<Vec<u8>>,
}

impl Passphrases {
    pub(super) fn of(matches: &ArgMatches, session: &Session) -> anyhow::Result<Passphrases> {
        let common = values::passphrases(matches, session)?;
        let of_sm2 = values::source(matches, "sm2-passphrase-file", "sm2-passphrase-fd")?;
        Ok(Passphrases { common, of_sm2, read: None })
    }

    pub(super) fn openpgp(&mut self, path: &Path) -> anyhow::Result<Vec<u8>> {
        if let Source::Terminal(_) = self.common {
            return self.common.existing(path);
        }
        if self.read.is_none() {
            self.read = Some(self.common.existing(path)?);
        }
        Ok(self.read.clone().unwrap_or_default())
    }

    fn sm2(&mut self, path: &Path) -> anyhow::Result<Vec<u8>> {
        match &self.of_sm2 {
            Some(own) => own.existing(path),
            None => self.openpgp(path),
        }
    }
}
