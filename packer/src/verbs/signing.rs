//! Who signs: the options `--sign-openpgp`, `--sign-sm2` and what belongs to them.

use crate::session::{Session, point};
use crate::signing::TRUST_LIST;
use crate::signing::passphrase::Source;
use crate::signing::read_roots;
use crate::signing::signer::{OpenPgp, Signers, Sm2};
use crate::words::{build as words, options};
use clap::Args;
use keys::{Kind, Roots};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::Fact;
use voice::grammar::{only, typed};

/// A key file, or a program that holds the key.
pub const KEY: &str = "KEYFILE|cmd:PROGRAM";

/// The keys that sign, one of each kind.
#[derive(Args)]
#[group(skip)]
pub struct Keys {
    #[arg(long, value_name = KEY, help = options::sign())]
    sign_openpgp: Option<OsString>,
    #[arg(long, value_name = KEY, help = options::sign_sm2())]
    sign_sm2: Option<OsString>,
    /// The certificates of the SM2 key.
    #[arg(long, value_name = "FILE", help = options::sm2_chain())]
    pub sm2_chain: Option<PathBuf>,
}

/// Where the passphrase of an OpenPGP key comes from; by default the terminal.
#[derive(Args)]
#[group(skip)]
pub struct Passphrase {
    #[arg(long, value_name = "FILE", help = options::passphrase_file())]
    passphrase_file: Option<PathBuf>,
    #[arg(long, value_name = "N", help = options::passphrase_fd(),
        conflicts_with = "passphrase_file")]
    passphrase_fd: Option<u32>,
}

/// Where the passphrases of both keys come from; by default from one place.
#[derive(Args)]
#[group(skip)]
pub struct Passphrases {
    #[command(flatten)]
    common: Passphrase,
    #[arg(long, value_name = "FILE", help = options::sm2_passphrase_file())]
    sm2_passphrase_file: Option<PathBuf>,
    #[arg(long, value_name = "N", help = options::sm2_passphrase_fd(),
        conflicts_with = "sm2_passphrase_file")]
    sm2_passphrase_fd: Option<u32>,
}

/// Who signs, when, and under which root; whether somebody has to is left to the verb.
#[derive(Args)]
#[group(skip)]
#[command(mut_args(only("sm2_chain", |chain| chain.requires("sign_sm2"))))]
pub struct Signing {
    #[command(flatten)]
    keys: Keys,
    #[arg(long, value_name = "DIR", help = options::roots())]
    roots: Option<PathBuf>,
    #[command(flatten)]
    passphrases: Passphrases,
    #[arg(long, value_name = "TIME", help = options::signing_time(), value_parser = typed(point))]
    signing_time: Option<u64>,
}

/// Kinds of signature, ascending.
pub type Kinds = Vec<Kind>;

/// `KIND[,KIND...]`.
pub fn kinds(text: &str) -> Option<Kinds> {
    let kinds: Option<Kinds> = text.split(',').map(Kind::named).collect();
    kinds.map(|mut kinds| {
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    })
}

impl Keys {
    /// The signers that are named.
    ///
    /// # Errors
    /// [`Exit::Usage`] for a key that cannot be read or opened, and where none is named.
    pub fn signers(&self, passphrases: &Passphrases, session: &Session) -> anyhow::Result<Signers> {
        let mut opener = passphrases.opener(session);
        let openpgp = self.sign_openpgp.as_ref();
        let openpgp = openpgp
            .map(|option| OpenPgp::open(option, &mut |path| opener.openpgp(path)))
            .transpose()?;
        let (sm2, chain) = (self.sign_sm2.as_ref(), self.sm2_chain.as_deref());
        let sm2 =
            sm2.map(|option| Sm2::open(option, chain, &mut |path| opener.sm2(path))).transpose()?;
        Signers::new(openpgp, sm2)
    }

    fn are_named(&self) -> bool {
        self.sign_openpgp.is_some() || self.sign_sm2.is_some()
    }
}

impl Signing {
    /// The signers that are named; `None` without any.
    ///
    /// # Errors
    /// [`Exit::Usage`] for a key that cannot be read or opened.
    pub fn given(&self, session: &Session) -> anyhow::Result<Option<Signers>> {
        self.keys.are_named().then(|| self.signers(session)).transpose()
    }

    /// The signers that are named.
    ///
    /// # Errors
    /// Those of [`Keys::signers`].
    pub fn signers(&self, session: &Session) -> anyhow::Result<Signers> {
        self.keys.signers(&self.passphrases, session)
    }

    /// When it is signed.
    ///
    /// # Errors
    /// Those of [`Session::time`].
    pub fn time(&self, session: &Session) -> anyhow::Result<u64> {
        session.time(self.signing_time)
    }

    /// The directory with the root certificate and the trust list.
    ///
    /// # Errors
    /// [`Exit::Usage`]: it is not named, and no key file lies beside them.
    pub fn roots(&self, signers: &Signers) -> anyhow::Result<PathBuf> {
        let named = self.roots.as_deref().or_else(|| signers.directory());
        let named = named.ok_or_else(|| {
            Fact::new(Exit::Usage, words::roots_needed()).help(words::no_roots_help())
        })?;
        Ok(named.to_owned())
    }

    /// The root certificate and trust list of `--roots` or of the key file's directory, where there is one.
    ///
    /// # Errors
    /// What [`read_roots`] has against them.
    pub fn known_roots(&self, signers: &Signers) -> anyhow::Result<Option<Roots>> {
        let beside = signers.directory().filter(|directory| directory.join(TRUST_LIST).is_file());
        self.roots.as_deref().or(beside).map(read_roots).transpose()
    }
}

impl Passphrase {
    /// The file, the descriptor or the terminal.
    pub fn source(&self, session: &Session) -> Source {
        let given = source(self.passphrase_file.as_ref(), self.passphrase_fd);
        given.unwrap_or_else(|| Source::Terminal(session.voice.lang()))
    }

    /// Opens keys with it.
    pub fn opener(&self, session: &Session) -> KeyOpener {
        KeyOpener { common: self.source(session), of_sm2: None, read: None }
    }
}

impl Passphrases {
    /// Where those of new keys, and of keys that are not SM2, come from.
    pub fn common(&self, session: &Session) -> Source {
        self.common.source(session)
    }

    /// Where that of an SM2 key comes from.
    pub fn of_sm2(&self, session: &Session) -> Source {
        self.own_of_sm2().unwrap_or_else(|| self.common(session))
    }

    fn own_of_sm2(&self) -> Option<Source> {
        source(self.sm2_passphrase_file.as_ref(), self.sm2_passphrase_fd)
    }

    fn opener(&self, session: &Session) -> KeyOpener {
        KeyOpener { of_sm2: self.own_of_sm2(), ..self.common.opener(session) }
    }
}

fn source(file: Option<&PathBuf>, fd: Option<u32>) -> Option<Source> {
    let fd = fd.map(|fd| PathBuf::from(format!("/dev/fd/{fd}")));
    fd.or_else(|| file.cloned()).map(Source::File)
}

/// Gives each key its passphrase. A file or descriptor that serves several is read once: a pipe has nothing
/// left the second time.
pub struct KeyOpener {
    common: Source,
    of_sm2: Option<Source>,
    read: Option<Vec<u8>>,
}

impl KeyOpener {
    /// The passphrase of the OpenPGP key at `path`.
    pub fn openpgp(&mut self, path: &Path) -> anyhow::Result<Vec<u8>> {
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
