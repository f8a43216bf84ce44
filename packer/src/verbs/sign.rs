//! `goferry-pack sign`: one more signature on a finished file, made here or elsewhere.

use super::{signing, values};
use crate::beside::replace;
use crate::build::sign::{Resigned, Subject, TrustPolicy};
use crate::session::Session;
use crate::signing::roots;
use crate::words::{build, sign as words};
use clap::ArgMatches;
use keys::sm2::Chain;
use keys::{Fingerprint, Kind, Purpose};
use serde_json::json;
use std::path::Path;
use voice::Context as _;
use voice::Exit;
use voice::command_line::bad_value;
use voice::time::rfc3339;

/// `--sign-openpgp` and `--sign-sm2`, `--detached-manifest` or `--attach`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let file = values::path(matches, "file").unwrap_or(Path::new(""));
    let out = values::path(matches, "detached-manifest");
    let answer = values::path(matches, "attach");
    match (out, answer) {
        (Some(out), _) => export(matches, file, out, session),
        (None, Some(answer)) => {
            let reading = || build::reading_key(&answer.display());
            let bytes = std::fs::read(answer).exit_with(Exit::Usage, reading)?;
            let subject = Subject::open(file, trust_policy(matches, session)?, &session.voice)?;
            let signatures = subject.attached(&bytes, chain(matches)?).context(reading)?;
            tell(&subject, &subject.finish(&signatures, &session.voice)?, file, session)
        }
        (None, None) => {
            let signers = signing::required(matches, session)?;
            let at = values::time(matches, "signing-time", session)?;
            let subject = Subject::open(file, trust_policy(matches, session)?, &session.voice)?;
            let signatures = subject.signatures(&signers, at, &session.voice)?;
            tell(&subject, &subject.finish(&signatures, &session.voice)?, file, session)
        }
    }
}

fn export(matches: &ArgMatches, file: &Path, out: &Path, session: &Session) -> anyhow::Result<()> {
    let subject = Subject::open(file, trust_policy(matches, session)?, &session.voice)?;
    let (chain, sealed) = (chain(matches)?, subject.found().envelope().signing_time);
    replace(out, &subject.to_sign(chain.as_ref()))?;
    let (voice, path, file) = (&session.voice, out.display(), file.display());
    let time = rfc3339(sealed);
    voice.line(&words::exported(&file, &path, &time))?;
    voice.line(&match &chain {
        None => words::with_gpg(&path, &file),
        Some(chain) => {
            let leaf = chain.leaf().fingerprint();
            words::with_openssl(&leaf, &path, &file)
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

fn trust_policy(matches: &ArgMatches, session: &Session) -> anyhow::Result<TrustPolicy> {
    let root = values::optional(matches, "require-root")?
        .map(|text| Fingerprint::typed(text).ok_or_else(|| bad_value("--require-root", text)));
    let roots = values::path(matches, "roots").map(roots::read).transpose()?;
    Ok(TrustPolicy { root: root.transpose()?, roots, clock: session.clock() })
}

fn chain(matches: &ArgMatches) -> anyhow::Result<Option<Chain>> {
    let Some(path) = values::path(matches, "sm2-chain") else { return Ok(None) };
    crate::signing::signer::read_chain(path).map(Some)
}

fn tell(
    subject: &Subject,
    resigned: &Resigned,
    file: &Path,
    session: &Session,
) -> anyhow::Result<()> {
    let (voice, name) = (&session.voice, file.display());
    match resigned.changed {
        true => voice.line(&words::signed(&name))?,
        false => voice.line(&words::signed_already(&name))?,
    }
    let missing: Vec<String> = resigned.missing.iter().map(|kind| String::from(*kind)).collect();
    if !missing.is_empty() {
        voice.line(&words::still_missing(&name, &missing.join(", ")))?;
    }
    let removed: Vec<String> =
        resigned.removed.iter().map(|path| path.display().to_string()).collect();
    if !removed.is_empty() {
        voice.line(&words::stale(&removed.join(", ")))?;
    }
    if resigned.changed && missing.is_empty() {
        voice.note(&words::sidecars_again(&name));
    }
    if subject.needs_newer_list() {
        voice.warn(&words::newer_list_needed(&name));
    }
    voice.json(&json!({
        "file": file,
        "changed": resigned.changed,
        "missing": missing,
        "removed": removed,
        "release": subject.found().identity().sha256,
    }))
}
