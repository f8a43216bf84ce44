//! `goferry-pack sidecars`: checksums and detached signatures of finished files, made again.

use super::{signing, values};
use crate::beside::detached::Detached;
use crate::beside::directory_of;
use crate::beside::sidecars;
use crate::session::Session;
use clap::ArgMatches;
use payloads::container::Source;
use payloads::digest::Both;

use crate::words::{build as words, signers as said};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// For each file its lines in the checksum files and, with signers, its detached signatures; then the
/// signatures of the checksum files.
pub fn run(matches: &ArgMatches, session: &Session) -> anyhow::Result<()> {
    let files: Vec<&Path> = values::all(matches, "file").map(Path::new).collect();
    files.iter().try_for_each(|file| Source::open(file).map(drop))?;
    let signers = signing::given(matches, session)?;
    let at = values::time(matches, "signing-time", session)?;
    let Some(signers) = &signers else { return make(&files, None, session) };
    signers.may_sign_at(at)?;
    let roots = signing::known_roots(matches, signers)?;
    match &roots {
        Some(roots) => signers.iter().try_for_each(|signer| signer.counts_under(roots, at))?,
        None => session.voice.warn(&said::unjudged()),
    }
    make(&files, Some(&Detached { signers, roots: roots.as_ref(), at }), session)
}

fn make(files: &[&Path], detached: Option<&Detached>, session: &Session) -> anyhow::Result<()> {
    let mut made = Vec::new();
    for file in files {
        let digests = sidecars::checksums(file)?;
        let signatures = detached.map(|detached| detached.sign(file)).transpose()?;
        made.push((*file, digests, signatures.unwrap_or_default()));
    }
    let directories: BTreeSet<&Path> = files.iter().map(|file| directory_of(file)).collect();
    let finish = |directory: &&Path| sidecars::finish(directory, detached);
    let common = directories.iter().map(finish).collect::<anyhow::Result<Vec<_>>>()?.concat();
    tell(&made, &common, session)
}

fn tell(
    made: &[(&Path, Both, Vec<PathBuf>)],
    common: &[PathBuf],
    session: &Session,
) -> anyhow::Result<()> {
    let all = made.iter().flat_map(|(_, _, signatures)| signatures).chain(common);
    let names: Vec<String> = all.map(|path| name(path)).collect();
    session.voice.line(&words::sidecars(&names.join(", ")))?;
    let report = |(file, digests, signatures): &(&Path, Both, Vec<PathBuf>)| {
        json!({
            "file": file,
            "sha256": digests.sha256,
            "sm3": digests.sm3,
            "sidecars": signatures.iter().chain(common).collect::<Vec<_>>(),
        })
    };
    session.voice.json(&made.iter().map(report).collect::<Value>())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
