//! The OpenPGP signer.

use super::{Passphrase, Program, load};
use crate::words::build as words;
use keys::{Packet, Purpose, Refusal, SecretKey};
use payloads::refusal::trusted;
use payloads::sentences::container;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact};

/// What `--sign-openpgp` names.
pub enum OpenPgp {
    /// An OpenPGP secret key, opened.
    KeyFile {
        /// Where it was read.
        path: PathBuf,
        /// The key.
        key: Box<SecretKey>,
    },
    /// A program, which answers with a signature, binary or armoured. The purpose has to be a
    /// notation of that signature: `purpose@goferry.invalid=PURPOSE`.
    External(Program),
}

impl OpenPgp {
    /// Opens what the option names.
    ///
    /// # Errors
    /// [`Exit::Usage`] for a key that cannot be read or opened.
    pub fn open(option: &OsStr, passphrase: Passphrase) -> anyhow::Result<OpenPgp> {
        if let Some(program) = Program::named(option) {
            return Ok(OpenPgp::External(program));
        }
        let path = PathBuf::from(option);
        let key = Box::new(load(&path, passphrase, SecretKey::load)?);
        Ok(OpenPgp::KeyFile { path, key })
    }

    pub(super) fn name(&self) -> String {
        match self {
            OpenPgp::KeyFile { path, .. } => path.display().to_string(),
            OpenPgp::External(program) => program.name(),
        }
    }

    pub(super) fn directory(&self) -> Option<&Path> {
        match self {
            OpenPgp::KeyFile { path, .. } => path.parent(),
            OpenPgp::External(_) => None,
        }
    }

    /// Tried with a key file; a program is not bothered.
    pub(super) fn may_sign_at(&self, at: u64) -> Result<(), Refusal> {
        match self {
            OpenPgp::KeyFile { key, .. } => {
                key.sign(Purpose::Sidecar, at, &mut std::io::empty()).map(drop)
            }
            OpenPgp::External(_) => Ok(()),
        }
    }

    /// The packet in its strict form.
    pub(super) fn sign(
        &self,
        purpose: Purpose,
        at: u64,
        message: &mut (dyn Read + Send),
    ) -> anyhow::Result<Vec<u8>> {
        let program = match self {
            OpenPgp::KeyFile { key, .. } => return trusted(key.sign(purpose, at, message)),
            OpenPgp::External(program) => program,
        };
        let answer = match purpose {
            Purpose::Sidecar => program.answer(purpose, at, message)?,
            _ => {
                let mut whole = Vec::new();
                message.read_to_end(&mut whole)?;
                program.answer(purpose, at, &mut &purpose.signed_input(&whole)[..])?
            }
        };
        trusted(keys::normalise(&answer, purpose)).fact(|| {
            let said = words::signer_answer(&program.name());
            let help = words::signer_answer_help(&purpose.name());
            Fact::new(Exit::BadSignature, said).help(help)
        })
    }

    /// A detached signature in ASCII armour.
    pub(super) fn sign_file(&self, at: u64, path: &Path) -> anyhow::Result<Vec<u8>> {
        let mut whole = File::open(path).context(|| container::opening(&path.display()))?;
        let packet = self.sign(Purpose::Sidecar, at, &mut whole)?;
        let armored = Packet::parse(&packet).and_then(|packet| keys::armor_signature(&packet));
        Ok(trusted(armored)?.into_bytes())
    }
}
