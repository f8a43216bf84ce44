//! What a command line demands of a file, beside what the host and the trust list do. It only tightens, and
//! both programs read it here.

use crate::container::{Laid, Source, Trusted};
use crate::digest::{Sha256, Sm3};
use crate::refusal::trusted;
use crate::words::{container as words, inspect as verbs};
use clap::Args;
use keys::{Clock, Fingerprint, Policy, Roots, Trust};
use sha2::Digest as _;
use std::fmt;
use voice::Exit;
use voice::grammar::typed;
use voice::{Context as _, Fact, Voice};

/// `--require-root`, `--require-signer` and `--require-digest`. The default demands nothing.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[group(skip)]
pub struct Demands {
    #[arg(id = "require-root", long = "require-root", value_name = "FINGERPRINT",
        help = verbs::require_root(), value_parser = typed(Fingerprint::typed))]
    root: Option<Fingerprint>,
    #[arg(id = "require-signer", long = "require-signer", value_name = "FINGERPRINT",
        help = verbs::require_signer(), value_parser = typed(Fingerprint::typed))]
    signers: Vec<Fingerprint>,
    #[arg(id = "require-digest", long = "require-digest", value_name = "sha256:HEX|sm3:HEX",
        help = verbs::require_digest(), value_parser = typed(FileDigest::typed))]
    digests: Vec<FileDigest>,
}

/// A digest of a whole file, as a portal shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileDigest {
    /// `sha256:` and 64 digits.
    Sha256(Sha256),
    /// `sm3:` and 64 digits.
    Sm3(Sm3),
}

impl Demands {
    /// `trust`, narrowed to the root that is demanded, and with the signers that are: one of each kind that was
    /// named.
    ///
    /// # Errors
    /// [`Exit::Untrusted`] where neither `trust` nor the file has that root.
    pub fn narrow(&self, trust: Trust) -> anyhow::Result<Trust> {
        let trust = match self.root {
            Some(root) => trusted(trust.require_root(root))?,
            None => trust,
        };
        Ok(trust.under(Policy::default().signed_by(&self.signers)))
    }

    /// The verdict on the signatures of `source`, after the digest of the whole file was compared. What `trust`
    /// makes of the file's ROOTS has to have been through [`Demands::narrow`].
    ///
    /// # Errors
    /// [`Exit::Policy`] for another digest; those of [`Laid::authenticate`].
    pub fn authenticate(
        &self,
        source: &Source,
        trust: impl FnOnce(&Roots) -> anyhow::Result<Trust>,
        clock: &Clock,
        voice: &Voice,
    ) -> anyhow::Result<Trusted> {
        let judged = Laid::read(source).and_then(|laid| {
            self.compare(source, &laid, voice)?;
            laid.authenticate(trust, clock)
        });
        judged.context(|| words::checking(&source.name().display()))
    }

    fn compare(&self, source: &Source, laid: &Laid, voice: &Voice) -> anyhow::Result<()> {
        if self.digests.is_empty() {
            return Ok(());
        }
        let progress = voice.progress(&words::comparing(), source.length());
        let mut running: Vec<_> = self.digests.iter().map(|digest| digest.running()).collect();
        laid.stream(source, |bytes| {
            running.iter_mut().for_each(|digest| digest.update(bytes));
            progress.add(bytes.len() as u64);
        })?;
        progress.done();
        let pairs = running.into_iter().map(Running::finish).zip(&self.digests);
        match pairs.into_iter().find(|(found, expected)| found != *expected) {
            None => Ok(()),
            Some((found, expected)) => {
                let said = words::digest_differs(&found, &expected);
                Err(Fact::new(Exit::Policy, said).help(words::digest_help()).into())
            }
        }
    }
}

impl FileDigest {
    /// `sha256:` or `sm3:` and 64 digits in either case.
    pub fn typed(text: &str) -> Option<FileDigest> {
        let (kind, digits) = text.split_once(':')?;
        let digits = digits.to_ascii_lowercase();
        match kind.to_ascii_lowercase().as_str() {
            "sha256" => Sha256::parse(&digits).map(FileDigest::Sha256),
            "sm3" => Sm3::parse(&digits).map(FileDigest::Sm3),
            _ => None,
        }
    }

    fn running(&self) -> Running {
        match self {
            FileDigest::Sha256(_) => Running::Sha256(sha2::Sha256::new()),
            FileDigest::Sm3(_) => Running::Sm3(sm3::Sm3::default()),
        }
    }
}

impl fmt::Display for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileDigest::Sha256(digest) => write!(f, "sha256:{digest}"),
            FileDigest::Sm3(digest) => write!(f, "sm3:{digest}"),
        }
    }
}

/// A digest of bytes that pass by.
enum Running {
    Sha256(sha2::Sha256),
    Sm3(sm3::Sm3),
}

impl Running {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            Running::Sha256(hasher) => hasher.update(bytes),
            Running::Sm3(hasher) => sm3::Digest::update(hasher, bytes),
        }
    }

    fn finish(self) -> FileDigest {
        match self {
            Running::Sha256(hasher) => {
                FileDigest::Sha256(Sha256::from_bytes(hasher.finalize().into()))
            }
            Running::Sm3(hasher) => {
                FileDigest::Sm3(Sm3::from_bytes(sm3::Digest::finalize(hasher).into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::FromArgMatches;
    use voice::command_line::usage_fact;
    use voice::exit_of;

    fn read(words: &[&str]) -> anyhow::Result<Demands> {
        let command = Demands::augment_args(clap::Command::new("x"));
        let matches = command.try_get_matches_from(words);
        let read = matches.and_then(|matches| Demands::from_arg_matches(&matches));
        Ok(read.map_err(|error| usage_fact(&error))?)
    }

    #[test]
    fn nothing_is_demanded_by_default() {
        assert_eq!(read(&["x"]).unwrap(), Demands::default());
    }

    #[test]
    fn digits_may_be_typed_in_either_case_but_not_left_out() {
        let digits = "AB".repeat(32);
        let typed = FileDigest::typed(&format!("SM3:{digits}")).unwrap();
        assert_eq!(typed.to_string(), format!("sm3:{}", digits.to_lowercase()));
        for bad in ["", "sha256", "sha256:", "md5:ab", &digits, &format!("sha256:{}", &digits[1..])]
        {
            assert_eq!(FileDigest::typed(bad), None, "{bad}");
            let refused = read(&["x", "--require-digest", bad]).unwrap_err();
            assert_eq!(exit_of(&refused), Exit::Usage);
        }
    }

    #[test]
    fn a_key_id_is_no_signer() {
        for option in ["--require-root", "--require-signer"] {
            let refused = read(&["x", option, "AB12CD34AB12CD34"]).unwrap_err();
            assert_eq!(exit_of(&refused), Exit::Usage);
        }
        let (one, two) = ("01".repeat(20), "02".repeat(32));
        let demands = read(&["x", "--require-signer", &one, "--require-signer", &two]).unwrap();
        assert_eq!(demands.signers, [one, two].map(|digits| Fingerprint::typed(&digits).unwrap()));
    }

    #[test]
    fn running_digests_are_the_standards() {
        for (kind, empty) in [
            ("sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("sm3", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
        ] {
            let digest = FileDigest::typed(&format!("{kind}:{empty}")).unwrap();
            assert_eq!(digest.running().finish(), digest);
        }
    }
}
