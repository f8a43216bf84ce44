//! Everything that is to be repaired, found without changing anything.

use super::Options;
use crate::findings::{
    Area, Diagnosis, Donor, Finding, Look, Mend, State, closed, diagnose, trust_policy,
};
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::process::Context;
use crate::releases::installed::{self, Depth, InstalledRelease};
use crate::trust::Remembered;
use crate::words::repair as words;
use serde_json::Value;
use std::rc::Rc;
use voice::{Exit, Fact};

/// What was found.
pub(super) struct Found {
    /// In the order in which it is mended.
    pub(super) findings: Vec<Finding>,
    /// Releases whose records hold.
    pub(super) whole: Vec<Rc<InstalledRelease>>,
    /// A file to restore from.
    pub(super) donor: Option<Donor>,
    /// What cannot be mended.
    pub(super) beyond: Vec<Finding>,
}

impl Found {
    /// Looks at everything, or at one release and what all share.
    ///
    /// # Errors
    /// Those of the verb that nothing can be done about.
    pub(super) fn look(options: &Options, at: Installation<'_>) -> anyhow::Result<Found> {
        let findings = closed(at);
        if !findings.is_empty() {
            return Ok(Found { findings, whole: Vec::new(), donor: None, beyond: Vec::new() });
        }
        let trust_policy = &trust_policy(&options.trust, at)?;
        let donor = Donor::open(options.from.as_deref(), trust_policy, at.context)?;
        let (names, depth) = (wanted(options, donor.as_ref(), at.layout)?, Depth::Contents);
        let look = Look { at, trust_policy, names, depth, donor: donor.as_ref() };
        let Diagnosis { checks, whole } = diagnose(&look);
        let (mut findings, mut beyond) = (Vec::new(), Vec::new());
        for check in checks {
            let is_ours = !matches!(check.area, Area::Audit | Area::Adoption);
            for finding in check.findings {
                if finding.mend.is_some() {
                    findings.push(finding);
                } else if is_ours && finding.state() == State::Fail {
                    beyond.push(finding);
                }
            }
        }
        findings.sort_by_key(|finding| finding.mend.as_ref().map(Mend::rank));
        Ok(Found { findings, whole, donor, beyond })
    }

    /// What mends them, in order; each release's tree once, for all that differs in it.
    pub(super) fn mends(&self) -> Vec<&Mend> {
        let mut mends: Vec<&Mend> = self.findings.iter().filter_map(|f| f.mend.as_ref()).collect();
        mends.dedup_by(|a, b| match (a, b) {
            (Mend::Tree(a), Mend::Tree(b)) => Rc::ptr_eq(a, b),
            _ => false,
        });
        mends
    }

    /// Each finding in words.
    pub(super) fn told(&self, at: Installation<'_>) -> Vec<String> {
        let lang = at.context.voice.lang();
        let heading = words::found(&at.layout.directory().display()).render(lang);
        let findings = self.findings.iter().map(|finding| finding.said(lang));
        if self.mends().iter().any(|mend| matches!(mend, Mend::Trust)) {
            self.warn_of_trust(at);
        }
        [heading].into_iter().chain(findings).collect()
    }

    /// Says what making the trust state anew means, before the question and with `--yes` all the same.
    fn warn_of_trust(&self, at: Installation<'_>) {
        let root =
            |kept: &Rc<InstalledRelease>| kept.trusted.authentic().root().fingerprint().to_string();
        let mut roots: Vec<String> = self.whole.iter().map(root).collect();
        roots.sort_unstable();
        roots.dedup();
        at.context.voice.warn(&words::trust_lost(&Remembered::place(at.layout).display()));
        at.context.voice.warn(&match roots.is_empty() {
            true => words::trust_forgotten(),
            false => words::trust_reset(&roots.join(", ")),
        });
    }

    /// Whether there may be more to find once this is mended.
    pub(super) fn hides_more(&self) -> bool {
        self.mends().iter().any(|mend| matches!(mend, Mend::Open(_)))
    }

    /// All that was found, for machines.
    pub(super) fn json(&self, context: &Context) -> Vec<Value> {
        let all = self.findings.iter().chain(&self.beyond);
        all.map(|finding| finding.json(context.voice.lang())).collect()
    }

    /// What it comes to where nothing else is to be done or said: the first that cannot be mended.
    pub(super) fn end(self) -> anyhow::Result<Exit> {
        self.beyond.into_iter().next().map_or(Ok(Exit::Done), |finding| Err(finding.story))
    }
}

/// The releases to look at: those that are there, and one that FILE can restore from nothing but its directory.
fn wanted(
    options: &Options,
    donor: Option<&Donor>,
    layout: &Layout,
) -> anyhow::Result<Vec<String>> {
    let restored = donor.map(Donor::release).transpose()?;
    let restored = restored.filter(|name| layout.release(name).is_dir());
    let mut names = match (&options.release, &restored) {
        (Some(wanted), Some(restored)) if wanted == restored => vec![restored.clone()],
        (Some(wanted), _) => installed::named(wanted, layout)?,
        (None, _) => installed::names(layout)?,
    };
    match restored {
        Some(restored) if names.contains(&restored) => {}
        Some(restored) if options.release.is_none() => names.push(restored),
        _ if options.from.is_some() => return Err(other(donor, &names).into()),
        _ => {}
    }
    Ok(names)
}

/// FILE was named, and is of no use here.
fn other(donor: Option<&Donor>, names: &[String]) -> Fact {
    let name = donor.and_then(|donor| donor.release().ok()).unwrap_or_default();
    let file = donor.map(|donor| donor.source.name().display().to_string()).unwrap_or_default();
    Fact::new(Exit::Usage, words::other_file(&file, &name, &names.join(", ")))
}
