//! `goferry-pack sidecars`: checksums and detached signatures of finished files, made again.

use super::signing::Signing;
use crate::beside::detached::Detached;
use crate::beside::directory_of;
use crate::beside::sidecars;
use crate::session::Session;
use clap::Args;
use payloads::container::Source;
use payloads::digest::Both;

use crate::words::{build as words, options, signing as said};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// `sidecars FILE...`.
#[derive(Args)]
#[group(skip)]
pub struct Sidecars {
    #[arg(value_name = "FILE", help = options::files(), required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    signing: Signing,
}

impl Sidecars {
    /// For each file its lines in the checksum files and, with signers, its detached signatures; then the
    /// signatures of the checksum files.
    pub fn run(&self, session: &Session) -> anyhow::Result<()> {
        let files: Vec<&Path> = self.files.iter().map(PathBuf::as_path).collect();
        files.iter().try_for_each(|file| Source::open(file).map(drop))?;
        let signers = self.signing.given(session)?;
        let at = self.signing.time(session)?;
        let Some(signers) = &signers else { return make(&files, None, session) };
        signers.may_sign_at(at)?;
        let roots = self.signing.known_roots(signers)?;
        match &roots {
            Some(roots) => signers.iter().try_for_each(|signer| signer.counts_under(roots, at))?,
            None => session.voice.warn(&said::unjudged()),
        }
        make(&files, Some(&Detached { signers, roots: roots.as_ref(), at }), session)
    }
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
