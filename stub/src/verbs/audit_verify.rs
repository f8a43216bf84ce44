//! `goferry audit verify`: finds edits, deletions, insertions, reordering and a cut end.

use crate::change::audit::chain::{Chain, Finding};
use crate::change::audit::log::Log;
use crate::prefix::layout::Layout;
use crate::process::context::{Context, text};
use crate::words::audit as words;
use clap::ArgMatches;
use serde_json::{Value, json};
use voice::Exit;
use voice::Fact;
use voice::command_line::bad_value;

/// A head that somebody noted: the number of a line, and either digest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    seq: u64,
    digest: String,
}

impl Noted {
    /// `--head N:DIGEST`.
    ///
    /// # Errors
    /// [`Exit::Usage`] where it is none.
    pub fn read(matches: &ArgMatches) -> anyhow::Result<Option<Noted>> {
        let Some(typed) = text(matches, "head") else { return Ok(None) };
        Ok(Some(Noted::parse(&typed).ok_or_else(|| bad_value("--head", &typed))?))
    }

    fn parse(typed: &str) -> Option<Noted> {
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
    let mut chain = Chain::of(layout)?;
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
