//! `goferry-pack sign`: one more signature on a finished file, made here or elsewhere.

use super::signing::{Keys, Passphrases};
use crate::beside::replace;
use crate::build::sign::{Resigned, Subject, TrustPolicy};
use crate::session::{Session, point};
use crate::signing::read_roots;
use crate::signing::signer::read_chain;
use crate::words::{build, options, options::signing as words, signing as said};
use clap::Args;
use keys::sm2::Chain;
use keys::{Fingerprint, Kind, Purpose};
use payloads::sentences::verbs::require_root;
use serde_json::json;
use std::path::{Path, PathBuf};
use voice::Context as _;
use voice::Exit;
use voice::grammar::{only, typed};
use voice::time::rfc3339;

/// `sign FILE` with signers, `--detached-manifest` or `--attach`.
#[derive(Args)]
#[group(skip)]
#[command(mut_args(only("sm2_chain", |chain| chain.help(words::sm2_chain()))))]
pub struct Sign {
    #[arg(help = options::file())]
    file: PathBuf,
    #[command(flatten)]
    keys: Keys,
    #[arg(long, value_name = "OUT", help = words::detached_manifest(),
        conflicts_with_all = ["sign_openpgp", "sign_sm2", "attach"])]
    detached_manifest: Option<PathBuf>,
    #[arg(long, value_name = "SIGNATURE", help = words::attach(),
        conflicts_with_all = ["sign_openpgp", "sign_sm2"])]
    attach: Option<PathBuf>,
    #[arg(long, value_name = "TIME", help = words::signing_time(), value_parser = typed(point))]
    signing_time: Option<u64>,
    #[arg(long, value_name = "DIR", help = words::roots())]
    roots: Option<PathBuf>,
    #[arg(long, value_name = "FINGERPRINT", help = require_root(),
        value_parser = typed(Fingerprint::typed))]
    require_root: Option<Fingerprint>,
    #[command(flatten)]
    passphrases: Passphrases,
}

impl Sign {
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        if let Some(out) = &self.detached_manifest {
            return self.export(out, session);
        }
        let (subject, signatures) = match &self.attach {
            Some(answer) => {
                let reading = || build::reading_key(&answer.display());
                let bytes = std::fs::read(answer).exit_with(Exit::Usage, reading)?;
                let subject = self.subject(session)?;
                let signatures = subject.attached(&bytes, self.chain()?).context(reading)?;
                (subject, signatures)
            }
            None => {
                let signers = self.keys.signers(&self.passphrases, session)?;
                let at = session.time(self.signing_time)?;
                let subject = self.subject(session)?;
                let signatures = subject.signatures(&signers, at, &session.voice)?;
                (subject, signatures)
            }
        };
        let resigned = subject.finish(&signatures, &session.voice)?;
        tell(&subject, &resigned, &self.file, session)
    }

    fn export(&self, out: &Path, session: &Session) -> anyhow::Result<()> {
        let (subject, chain) = (self.subject(session)?, self.chain()?);
        replace(out, &subject.to_sign(chain.as_ref()))?;
        let (voice, path, file) = (&session.voice, out.display(), self.file.display());
        let time = rfc3339(subject.found().envelope().signing_time);
        voice.line(&said::exported(&file, &path, &time))?;
        voice.line(&match &chain {
            None => said::with_gpg(&path, &file),
            Some(chain) => {
                let leaf = chain.leaf().fingerprint();
                said::with_openssl(&leaf, &path, &file)
            }
        })?;
        voice.json(&json!({
            "to_sign": out,
            "kind": if chain.is_some() { Kind::Sm2 } else { Kind::OpenPgp },
            "purpose": Purpose::Manifest.name(),
            "earliest": time,
            "release": subject.found().identity().sha256,
        }))
    }

    fn subject(&self, session: &Session) -> anyhow::Result<Subject> {
        let roots = self.roots.as_deref().map(read_roots).transpose()?;
        let trust = TrustPolicy { root: self.require_root, roots, clock: session.clock() };
        Subject::open(&self.file, trust, &session.voice)
    }

    fn chain(&self) -> anyhow::Result<Option<Chain>> {
        self.keys.sm2_chain.as_deref().map(read_chain).transpose()
    }
}

fn tell(
    subject: &Subject,
    resigned: &Resigned,
    file: &Path,
    session: &Session,
) -> anyhow::Result<()> {
    let (voice, name) = (&session.voice, file.display());
    match resigned.changed {
        true => voice.line(&said::signed(&name))?,
        false => voice.line(&said::signed_already(&name))?,
    }
    let missing: Vec<String> = resigned.missing.iter().map(|kind| String::from(*kind)).collect();
    if !missing.is_empty() {
        voice.line(&said::still_missing(&name, &missing.join(", ")))?;
    }
    let removed: Vec<String> =
        resigned.removed.iter().map(|path| path.display().to_string()).collect();
    if !removed.is_empty() {
        voice.line(&said::stale(&removed.join(", ")))?;
    }
    if resigned.changed && missing.is_empty() {
        voice.note(&said::sidecars_again(&name));
    }
    if subject.needs_newer_list() {
        voice.warn(&said::newer_list_needed(&name));
    }
    voice.json(&json!({
        "file": file,
        "changed": resigned.changed,
        "missing": missing,
        "removed": removed,
        "release": subject.found().identity().sha256,
    }))
}
