//! `goferry-pack cosign`: admitting a release, and showing what an admission statement says.

mod show;

use super::inspect::open;
use super::{signing, values};
use crate::beside::{beside, replace};
use crate::session::Session;
use crate::signing::cosign as admitting;
use crate::signing::key_directory::write_new;
use crate::words::cosign as words;
use clap::ArgMatches;
use keys::Admission;
use payloads::container::{Source, Trusted};
use payloads::inspect;
use payloads::refusal::trusted;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::Fact;
use voice::time::rfc3339;

/// `cosign FILE` or `cosign show STATEMENT`.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    match matches.subcommand() {
        Some((_, m)) => show::run(m, session),
        None => admit(matches, session),
    }
}

fn admit(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let signers = signing::required(matches, session)?;
    let named: Vec<PathBuf> = values::all(matches, "admitter").map(PathBuf::from).collect();
    let admitters = admitting::admitters(&signers, &named)?;
    let at = values::time(matches, "signing-time", session)?;
    let (source, release) = open(matches, session)?;
    admitting::refuse_first_use(release.authentic())?;
    inspect::verified(&source, &release, &session.voice)?;
    let out = values::path(matches, "out").map(Path::to_owned);
    let out = out.unwrap_or_else(|| beside(source.name(), admitting::SUFFIX));
    let statement = match matches.get_flag("add") {
        true => admitting::open(&out)?,
        false => new(matches, &source, &release, at)?,
    };
    let (clock, voice) = (session.clock(), &session.voice);
    let release = release.authentic();
    let whole = admitting::signed(statement, &signers, at, &admitters, release, &clock, voice)?;
    match matches.get_flag("add") {
        true => replace(&out, &whole.render()).map(drop)?,
        false => write_new(&out, 0o644, &whole.render())?,
    }
    tell(&whole, &source, &out, session)
}

fn new(
    matches: &ArgMatches,
    source: &Source,
    release: &Trusted,
    at: u64,
) -> anyhow::Result<Admission> {
    let note = values::optional(matches, "note")?
        .ok_or_else(|| Fact::new(Exit::Usage, words::no_note()).help(words::no_note_help()))?;
    if note.len() > Admission::MAX_NOTE {
        let said = words::long_note(&note.len(), &Admission::MAX_NOTE);
        return Err(Fact::new(Exit::Usage, said).into());
    }
    trusted(Admission::new(release.authentic(), admitting::digests(source)?, note, at))
}

fn tell(whole: &Admission, source: &Source, out: &Path, session: &Session) -> anyhow::Result<()> {
    let (file, path) = (source.name().display(), out.display());
    session.voice.line(&words::admitted(&file, &path))?;
    let mut report = said(whole)?;
    report["statement"] = json!(out);
    report["file_path"] = json!(source.name());
    session.voice.json(&report)
}

/// What a statement says, for machines.
fn said(admission: &Admission) -> anyhow::Result<Value> {
    let mut said = serde_json::to_value(admission.body())?;
    said["admitted"] = rfc3339(admission.body().admitted).into();
    let kinds = admission.signatures().iter().map(|(kind, _)| String::from(kind));
    said["kinds"] = kinds.collect();
    Ok(said)
}
