//! The SM2 signer.

use super::{Passphrase, Program, load};
use crate::words::{build as words, signing as signers};
use keys::sm2::{self, Chain, SecretKey};
use keys::{Flaw, Purpose, Refusal};
use payloads::refusal::trusted;
use payloads::sentences::container;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact};

/// The certificates of an SM2 release key, leaf first: what `keys init --sm2` calls them, and where
/// they are looked for beside a key file.
pub const CHAIN: &str = "release-sm2.pem";

/// What `--sign-sm2` and `--sm2-chain` name.
pub struct Sm2 {
    pub(super) hand: Hand,
    pub(super) chain: Chain,
}

/// What moves the pen.
pub(super) enum Hand {
    KeyFile { path: PathBuf, key: Box<SecretKey> },
    External(Program),
}

impl Sm2 {
    /// Opens what the options name; `chain` defaults to [`CHAIN`] beside a key file.
    ///
    /// # Errors
    /// [`Exit::Usage`] for a key or chain that cannot be read or opened, or a program without chain.
    pub fn open(
        option: &OsStr,
        chain: Option<&Path>,
        passphrase: Passphrase,
    ) -> anyhow::Result<Sm2> {
        if let Some(program) = Program::named(option) {
            let fact = || {
                Fact::new(Exit::Usage, signers::chain_needed()).help(signers::chain_needed_help())
            };
            let chain = read_chain(chain.ok_or_else(fact)?)?;
            return Ok(Sm2 { hand: Hand::External(program), chain });
        }
        let path = PathBuf::from(option);
        let chain = read_chain(&chain.map_or_else(|| path.with_file_name(CHAIN), Path::to_owned))?;
        let key = Box::new(load(&path, passphrase, SecretKey::load)?);
        Ok(Sm2 { hand: Hand::KeyFile { path, key }, chain })
    }

    /// The certificates that travel with each signature.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    pub(super) fn name(&self) -> String {
        match &self.hand {
            Hand::KeyFile { path, .. } => path.display().to_string(),
            Hand::External(program) => program.name(),
        }
    }

    pub(super) fn directory(&self) -> Option<&Path> {
        match &self.hand {
            Hand::KeyFile { path, .. } => path.parent(),
            Hand::External(_) => None,
        }
    }

    /// The certificates are asked, and a key file is tried with them; a program is not bothered.
    pub(super) fn may_sign_at(&self, at: u64) -> Result<(), Refusal> {
        self.chain.leaf().check_release()?;
        self.chain.check_own_time(at)?;
        match &self.hand {
            Hand::KeyFile { key, .. } => {
                key.sign_sidecar(&self.chain, &mut std::io::empty()).map(drop)
            }
            Hand::External(_) => Ok(()),
        }
    }

    /// The raw signature and the chain.
    pub(super) fn sign(
        &self,
        purpose: Purpose,
        at: u64,
        message: &[u8],
    ) -> anyhow::Result<Vec<u8>> {
        let chain = self.chain.clone();
        match &self.hand {
            Hand::KeyFile { key, .. } => trusted(key.sign(purpose, chain, message)),
            Hand::External(program) => {
                let input = sm2::signed_input(purpose, &chain, message);
                let answer = program.answer(purpose, at, &mut &input[..])?;
                self.explained(program, sm2::external(&answer, purpose, chain, message))
            }
        }
    }

    /// A detached signature as DER (GM/T 0009).
    pub(super) fn sign_file(&self, at: u64, path: &Path) -> anyhow::Result<Vec<u8>> {
        let open = || File::open(path).context(|| container::opening(&path.display()));
        no_statement(sm2::sidecar_input(open()?).map(drop), path)?;
        match &self.hand {
            Hand::KeyFile { key, .. } => trusted(key.sign_sidecar(&self.chain, &mut open()?)),
            Hand::External(program) => {
                let mut input = trusted(sm2::sidecar_input(open()?))?;
                let answer = program.answer(Purpose::Sidecar, at, &mut input)?;
                self.explained(program, sm2::external_sidecar(&answer, &self.chain, &mut open()?))
            }
        }
    }

    fn explained<T>(&self, program: &Program, answer: Result<T, Refusal>) -> anyhow::Result<T> {
        trusted(answer).fact(|| {
            let said = signers::sm2_answer(&program.name());
            let help = signers::sm2_answer_help(&self.chain.leaf().fingerprint());
            Fact::new(Exit::BadSignature, said).help(help)
        })
    }
}

/// A file that begins like a signed statement of ours gets no sidecar.
fn no_statement(verdict: Result<(), Refusal>, path: &Path) -> anyhow::Result<()> {
    match verdict {
        Err(Refusal::Sm2Form(Flaw::LikeAStatement)) => {
            let said = signers::like_a_statement(&path.display());
            Err(Fact::new(Exit::Usage, said).help(signers::like_a_statement_help()).into())
        }
        other => trusted(other),
    }
}

/// The certificates of an SM2 signer, PEM or DER, leaf first.
///
/// # Errors
/// [`Exit::Usage`] where the file cannot be read; what is wrong with the certificates.
pub fn read_chain(path: &Path) -> anyhow::Result<Chain> {
    let reading = || words::reading_key(&path.display());
    let mut bytes = Vec::new();
    let file = File::open(path).exit_with(Exit::Usage, reading)?;
    let longest = 2 * (Chain::MAX * sm2::Certificate::MAX_LEN) as u64;
    file.take(longest).read_to_end(&mut bytes).exit_with(Exit::Usage, reading)?;
    trusted(Chain::parse(&bytes)).context(reading)
}
