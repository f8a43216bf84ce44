//! `goferry doctor`: tells what is wrong with an installation, and changes nothing.

use crate::change::lock::undisturbed;
use crate::findings::{
    Area, Check, Diagnosis, Finding, Look, State, asked, diagnose, is_anything_here, trust_policy,
};
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::releases::installed::{Depth, names};
use crate::trust::{self, TrustPolicy};
use crate::words::{doctor as words, install};
use serde_json::{Value, json};
use voice::{Exit, Fact, Lang, Said, render_help};

/// Carries out `doctor`.
///
/// # Errors
/// [`Exit::State`] or [`Exit::Modified`] where something is wrong, after all of it was told; [`Exit::Busy`] where that
/// may be another run's doing.
pub fn run(at: Installation<'_>) -> anyhow::Result<Exit> {
    if !is_anything_here(at.layout)? {
        at.context.voice.json(&json!({ "healthy": true, "checks": [] }))?;
        at.context.voice.line(&install::nothing_installed(&at.layout.directory().display()))?;
        return Ok(Exit::Done);
    }
    undisturbed(at.layout, || told(at))
}

fn told(at: Installation<'_>) -> anyhow::Result<Exit> {
    let options = trust::Options::default();
    // Nothing can be judged by a trust state that is no use; that it is none is a finding of its own.
    let trust_policy = trust_policy(&options, at);
    let trust_policy = &trust_policy.or_else(|_| TrustPolicy::read(&options, None, at.context))?;
    let (names, depth, donor) = (names(at.layout)?, Depth::Shape, None);
    let look = Look { at, trust_policy, names, depth, donor };
    let Diagnosis { mut checks, .. } = diagnose(&look);
    checks.extend(asked(&look));
    for check in &checks {
        tell(check, at)?;
    }
    let (voice, place) = (&at.context.voice, at.layout.directory());
    let list: Vec<Value> = checks.iter().map(|check| json(check, voice.lang())).collect();
    let wrong: Vec<&Check> = checks.iter().filter(|check| state(check) == State::Fail).collect();
    voice.json(&json!({ "healthy": wrong.is_empty(), "checks": list }))?;
    if wrong.is_empty() {
        voice.line(&words::well(&place.display()))?;
        return Ok(Exit::Done);
    }
    let failures = || wrong.iter().flat_map(|check| &check.findings).filter(is_failure);
    let said = words::unwell(&wrong.len(), &checks.len(), &place.display());
    let help = failures().any(|finding| finding.mend.is_some()).then(words::repair_help);
    // Of a wrong tree or program 41, of anything else that is wrong 33.
    let exit = match failures().all(|finding| finding.exit() == Exit::Modified) {
        true => Exit::Modified,
        false => Exit::State,
    };
    Err(Fact { exit, said, help }.into())
}

fn is_failure(finding: &&Finding) -> bool {
    finding.state() == State::Fail
}

fn state(check: &Check) -> State {
    check.findings.iter().map(Finding::state).max().unwrap_or(State::Ok)
}

fn tell(check: &Check, at: Installation<'_>) -> anyhow::Result<()> {
    let (voice, what) = (&at.context.voice, what(&check.area, at.layout));
    voice.line(&match state(check) {
        State::Ok => words::fine(&what),
        State::Warn => words::worth_knowing(&what),
        State::Fail => words::wrong(&what),
    })?;
    for finding in &check.findings {
        for line in format!("{}: {}", finding.code.name(), text(finding, voice.lang())).lines() {
            voice.raw_line(&format!("      {line}"))?;
        }
    }
    Ok(())
}

fn text(finding: &Finding, lang: Lang) -> String {
    let help = finding.remedy().map(|help| render_help(&help, lang));
    finding.said(lang) + &help.unwrap_or_default()
}

fn what(area: &Area, layout: &Layout) -> Said {
    match area {
        Area::Ownership => words::ownership(&layout.directory().display()),
        Area::Links => words::links(),
        Area::Release(name) => words::release(name),
        Area::Modules => words::modules(),
        Area::Program => words::program(),
        Area::Environment => words::environment(),
        Area::Shell => words::shell(),
        Area::Shells => words::shells(),
        Area::Go => words::go(),
        Area::Trust => words::trust(),
        Area::Records => words::records(),
        Area::Audit => words::audit(),
        Area::Adoption => words::adoption(),
    }
}

fn json(check: &Check, lang: Lang) -> Value {
    let found: Vec<String> = check.findings.iter().map(|finding| text(finding, lang)).collect();
    let findings: Vec<Value> = check.findings.iter().map(|finding| finding.json(lang)).collect();
    let (name, state) = (check.area.name(), state(check).name());
    json!({ "check": name, "state": state, "found": found, "findings": findings })
}
