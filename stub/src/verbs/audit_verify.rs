//! `goferry audit verify`: finds edits, deletions, insertions, reordering and a cut end.

use crate::change::audit::chain::{Chain, Finding};
use crate::change::audit::log::Log;
use crate::prefix::layout::{Layout, Place};
use crate::process::context::Context;
use crate::verbs::OnInstallation;
use crate::words::audit as words;
use crate::words::options;
use clap::Args;
use serde_json::{Value, json};
use voice::Exit;
use voice::grammar::typed;
use voice::{Fact, Said};

/// The options of `audit verify`.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Options {
    #[arg(long, value_name = "N:DIGEST", help = options::audit_head(), value_parser = typed(Noted::parse))]
    head: Option<Noted>,
    /// Which installation.
    #[command(flatten)]
    pub place: Place,
}

impl OnInstallation for Options {
    fn place(&self) -> &Place {
        &self.place
    }

    fn run(&self, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
        run(self.head.as_ref(), layout, context)
    }
}

/// A head that somebody noted: the number of a line, and either digest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    seq: u64,
    digest: String,
}

impl Noted {
    /// `N:DIGEST`.
    pub fn parse(typed: &str) -> Option<Noted> {
        let (seq, digest) = typed.trim().split_once(':')?;
        let digest = digest.to_ascii_lowercase();
        let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(Noted { seq: seq.parse().ok()?, digest }).filter(|_| is_digest)
    }
}

/// Carries out `audit verify`.
///
/// # Errors
/// [`Exit::Modified`] where the record is not what goferry wrote; [`Exit::State`] where there is none; the disk's.
pub fn run(noted: Option<&Noted>, layout: &Layout, context: &Context) -> anyhow::Result<Exit> {
    let path = Log::of(layout).path();
    let mut chain = chain(layout)?;
    if let Some(Noted { seq, digest }) = noted {
        chain.hold_against_noted(*seq, digest);
    }
    chain.note_unfinished();
    tell(&chain, layout, context)?;
    match chain.findings.len() {
        0 => Ok(Exit::Done),
        count => {
            let said = words::broken(&path.display(), &count);
            Err(Fact::new(Exit::Modified, said).help(words::broken_help()).into())
        }
    }
}

/// What is wrong with the record, for `doctor`.
///
/// # Errors
/// [`Exit::State`] where there is none; the disk's.
pub(crate) fn findings(layout: &Layout) -> anyhow::Result<Vec<Said>> {
    Ok(chain(layout)?.findings.into_iter().map(|finding| finding.said).collect())
}

fn chain(layout: &Layout) -> anyhow::Result<Chain> {
    let log = Log::of(layout);
    let head = log.head()?;
    let record = log.read()?;
    if record.is_none() && head.is_none() {
        let said = words::no_log(&layout.state().display());
        return Err(Fact::new(Exit::State, said).help(words::no_log_help()).into());
    }
    let mut chain = Chain::read(&record.unwrap_or_default());
    chain.hold_against(head);
    Ok(chain)
}

fn tell(chain: &Chain, layout: &Layout, context: &Context) -> anyhow::Result<()> {
    let voice = &context.voice;
    let head = chain.last();
    voice.json(&json!({
        "ok": chain.findings.is_empty(),
        "lines": chain.len(),
        "head": { "seq": head.seq, "sha256": head.digests.sha256, "sm3": head.digests.sm3 },
        "findings": as_json(&chain.findings, context),
        "notes": as_json(&chain.notes, context),
    }))?;
    for finding in chain.findings.iter().chain(&chain.notes) {
        voice.line(&finding.said)?;
    }
    if chain.findings.is_empty() {
        let (path, lines) = (Log::of(layout).path(), chain.len());
        voice.line(&words::whole(&path.display(), &lines))?;
        let (sha256, sm3) = (head.digests.sha256, head.digests.sm3);
        voice.line(&words::head(&head.seq, &sha256, &sm3))?;
    }
    Ok(())
}

fn as_json(findings: &[Finding], context: &Context) -> Value {
    let lang = context.voice.lang();
    let one =
        |f: &Finding| json!({ "line": f.line, "id": f.said.id(), "said": f.said.render(lang) });
    findings.iter().map(one).collect()
}
