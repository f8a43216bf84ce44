//! Who signs: a key file here, or an external command (a token, an HSM, a machine of its own).

use keys::{Packet, Purpose, SecretKey};
use payloads::time::rfc3339;
use payloads::words::trust::trusted;
use payloads::words::{Doing, Fact, build as words};
use payloads::{Exit, say};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What `--sign-openpgp` names.
pub enum Signer {
    /// An OpenPGP secret key, opened.
    KeyFile {
        /// Where it was read.
        path: PathBuf,
        /// The key.
        key: Box<SecretKey>,
    },
    /// `cmd:PROGRAM`: run as `PROGRAM PURPOSE SIGNING_TIME` (seconds since 1970), what is to be signed
    /// on standard input, the signature (binary or armoured) on standard output. The purpose has to be
    /// a notation of the signature: `purpose@goferry.invalid=PURPOSE`.
    External(OsString),
}

impl Signer {
    /// Opens what the option names. `passphrase` is asked for only where the key needs one.
    ///
    /// # Errors
    /// [`Exit::Usage`] for a key that cannot be read or opened.
    pub fn open(
        option: &OsString,
        passphrase: &mut dyn FnMut(&Path) -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<Signer> {
        if let Some(command) = option.to_str().and_then(|text| text.strip_prefix("cmd:")) {
            return Ok(Signer::External(command.into()));
        }
        let path = PathBuf::from(option);
        let key = Box::new(load(&path, passphrase)?);
        Ok(Signer::KeyFile { path, key })
    }

    /// The key file or command, as the user typed it.
    pub fn name(&self) -> String {
        match self {
            Signer::KeyFile { path, .. } => path.display().to_string(),
            Signer::External(command) => command.to_string_lossy().into_owned(),
        }
    }

    /// The directory `--roots` defaults to: the key file's.
    pub fn directory(&self) -> Option<&Path> {
        match self {
            Signer::KeyFile { path, .. } => path.parent(),
            Signer::External(_) => None,
        }
    }

    /// Finds out early whether a key file signs as of `at`: a build takes minutes before it signs.
    ///
    /// # Errors
    /// [`Exit::Usage`] where the key was made later; whatever else keeps it from signing.
    pub fn may_sign_at(&self, at: u64) -> anyhow::Result<()> {
        let Signer::KeyFile { key, .. } = self else { return Ok(()) };
        match key.sign(Purpose::Sidecar, at, &mut std::io::empty()) {
            Err(keys::Refusal::NotBorn { signer, born, signed }) => {
                let (born, signed) = (rfc3339(born), rfc3339(signed));
                let said =
                    say!(words::KEY_TOO_YOUNG, signer = signer, born = born, signed = signed);
                let help = say!(words::KEY_TOO_YOUNG_HELP, born = born);
                Err(Fact::new(Exit::Usage, said).help(help).into())
            }
            other => trusted(other).map(drop),
        }
    }

    /// Signs `message` for `purpose` as of `at`; gives the packet in its strict form.
    ///
    /// # Errors
    /// The key's or the command's; [`Exit::BadSignature`] for an answer without a strict form.
    pub fn sign(
        &self,
        purpose: Purpose,
        at: u64,
        message: &mut (dyn Read + Send),
    ) -> anyhow::Result<Vec<u8>> {
        match self {
            Signer::KeyFile { key, .. } => trusted(key.sign(purpose, at, message)),
            Signer::External(command) => {
                let answer = answer_of(command, purpose, at, message)?;
                trusted(keys::normalise(&answer, purpose)).fact(|| {
                    let said = say!(words::SIGNER_ANSWER, command = command.to_string_lossy());
                    Fact::new(Exit::BadSignature, said)
                        .help(say!(words::SIGNER_ANSWER_HELP, purpose = purpose.name()))
                })
            }
        }
    }

    /// As [`sign`](Self::sign), in ASCII armour, for a file beside the installer.
    ///
    /// # Errors
    /// Those of [`sign`](Self::sign).
    pub fn sign_armored(
        &self,
        purpose: Purpose,
        at: u64,
        message: &mut (dyn Read + Send),
    ) -> anyhow::Result<String> {
        let packet = self.sign(purpose, at, message)?;
        trusted(Packet::parse(&packet).and_then(|packet| keys::armor_signature(&packet)))
    }
}

fn load(
    path: &Path,
    passphrase: &mut dyn FnMut(&Path) -> anyhow::Result<Vec<u8>>,
) -> anyhow::Result<SecretKey> {
    let step = || say!(words::READING_KEY, path = path.display());
    let bytes = std::fs::read(path).meaning(Exit::Usage, step)?;
    match SecretKey::load(&bytes, None) {
        Err(keys::Refusal::PassphraseNeeded) => {
            let word = passphrase(path)?;
            trusted(SecretKey::load(&bytes, Some(&word))).doing(step)
        }
        other => trusted(other).doing(step),
    }
}

fn answer_of(
    command: &OsString,
    purpose: Purpose,
    at: u64,
    message: &mut (dyn Read + Send),
) -> anyhow::Result<Vec<u8>> {
    let name = || command.to_string_lossy();
    let mut child = Command::new(command)
        .arg(purpose.name())
        .arg(at.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .meaning(Exit::Usage, || say!(words::RUNNING_SIGNER, command = name()))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let answer = std::thread::scope(|scope| {
        let feeding = scope.spawn(move || feed(purpose, message, stdin));
        let mut answer = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(64 << 10).read_to_end(&mut answer)?;
        }
        // A signer that stops reading early says why by its exit status.
        drop(feeding.join());
        anyhow::Ok(answer)
    })?;
    let status = child.wait()?;
    if status.success() {
        return Ok(answer);
    }
    let said = say!(words::SIGNER_FAILED, command = name(), status = status);
    Err(Fact::new(Exit::Usage, said).into())
}

/// Streams what is signed: a short message with its domain and length, a whole file as it is.
fn feed(
    purpose: Purpose,
    message: &mut (dyn Read + Send),
    stdin: Option<std::process::ChildStdin>,
) -> std::io::Result<()> {
    let Some(mut stdin) = stdin else { return Ok(()) };
    if purpose == Purpose::Sidecar {
        std::io::copy(message, &mut stdin)?;
        return Ok(());
    }
    let mut bytes = Vec::new();
    message.read_to_end(&mut bytes)?;
    stdin.write_all(&purpose.signed_input(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use payloads::words::exit_of;

    const MADE: u64 = 1_700_000_000;

    fn snake_oil() -> Signer {
        let (key, _) = keys::generate("snake oil", MADE, keys::Role::Release, None).unwrap();
        Signer::KeyFile { path: "x".into(), key: Box::new(key) }
    }

    #[test]
    fn a_time_before_the_key_was_made_is_refused_early() {
        snake_oil().may_sign_at(MADE).unwrap();
        let error = snake_oil().may_sign_at(MADE - 1).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Usage);
        assert!(error.downcast_ref::<Fact>().unwrap().help.is_some());
    }

    #[test]
    fn a_command_gets_purpose_time_and_message_and_its_answer_counts() {
        let dir = tempfile::tempdir().unwrap();
        let (command, kept) = (dir.path().join("signer"), dir.path().join("kept"));
        let packet = snake_oil().sign(Purpose::Sidecar, MADE, &mut &b"file"[..]).unwrap();
        std::fs::write(dir.path().join("answer"), &packet).unwrap();
        let script = format!(
            "#!/bin/sh\ncat >{0}/kept; echo \"$@\" >>{0}/kept; cat {0}/answer\n",
            dir.path().display()
        );
        super::super::roots::write_new(&command, 0o755, script.as_bytes()).unwrap();
        let signer = Signer::External(command.into());
        assert_eq!(signer.sign(Purpose::Sidecar, MADE, &mut &b"file"[..]).unwrap(), packet);
        assert_eq!(
            std::fs::read_to_string(kept).unwrap(),
            format!("file{} {MADE}\n", Purpose::Sidecar.name())
        );
        let other = signer.sign(Purpose::Manifest, MADE, &mut &b"{}"[..]).unwrap_err();
        assert_eq!(exit_of(&other), Exit::BadSignature);
    }

    #[test]
    fn a_command_that_fails_is_named_with_its_status() {
        let error =
            Signer::External("false".into()).sign(Purpose::Sidecar, 0, &mut &b""[..]).unwrap_err();
        assert!(error.to_string().contains("false ended with exit status: 1"), "{error}");
    }
}
