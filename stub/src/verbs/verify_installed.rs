//! `goferry verify --installed`.

use crate::change::lock::undisturbed;
use crate::findings::{Code, Tree, refused};
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::releases::installed::{
    self, Depth, Difference, Expected, InstalledRelease, named, names,
};
use crate::releases::switch;
use crate::trust::TrustPolicy;
use crate::words::{install, installed as words};
use serde_json::{Value, json};
use std::rc::Rc;
use voice::Exit;
use voice::Fact;

/// Compares the current release with its INDEX, or the one that is named, or `--all`. Changes nothing.
///
/// # Errors
/// [`Exit::Modified`], after every difference was named; those of [`InstalledRelease::read`]; [`Exit::Busy`] in their place where
/// another run was under way.
pub fn run(release: Option<&str>, all: bool, at: Installation<'_>) -> anyhow::Result<Exit> {
    undisturbed(at.layout, || told(release, all, at))
}

fn told(release: Option<&str>, all: bool, at: Installation<'_>) -> anyhow::Result<Exit> {
    let trust_policy = TrustPolicy::of(at)?;
    if trust_policy.is_first_use() {
        let place = at.layout.directory();
        at.context.voice.warn(&words::nothing_remembered(&place.display()));
    }
    let mut reports = Vec::new();
    let mut worst = Ok(Exit::Done);
    for name in wanted(release, all, at.layout)? {
        let (report, outcome) = one(&name, &trust_policy, at)?;
        reports.push(report);
        worst = worst.and(outcome);
    }
    at.context.voice.json(&json!({ "releases": reports }))?;
    worst
}

fn wanted(release: Option<&str>, all: bool, layout: &Layout) -> anyhow::Result<Vec<String>> {
    if all {
        return names(layout);
    }
    match release {
        Some(wanted) => named(wanted, layout),
        None => match switch::current(layout)? {
            Some(current) => named(&current, layout),
            None => {
                let place = layout.directory();
                let said = install::nothing_installed(&place.display());
                Err(Fact::new(Exit::Usage, said).into())
            }
        },
    }
}

/// Tells of one release. The outer error is one that stops everything; the inner one waits for the others.
fn one(
    name: &str,
    trust_policy: &TrustPolicy,
    at: Installation<'_>,
) -> anyhow::Result<(Value, anyhow::Result<Exit>)> {
    let kept = match InstalledRelease::read(name, trust_policy, at) {
        Ok(kept) => Rc::new(kept),
        Err(error) => {
            let code = refused(&error).name();
            let report =
                json!({ "release": name, "intact": false, "authentic": false, "code": code });
            return Ok((report, Err(error)));
        }
    };
    let tree = Tree::look(Rc::clone(&kept), Depth::Contents, at)?;
    let place = at.layout.release(name);
    let named = tree.named();
    for difference in &named {
        at.context.voice.line(&difference.said(&place))?;
    }
    let root = kept.trusted.authentic().root().fingerprint();
    let report = json!({
        "release": name,
        "authentic": true,
        "root": root,
        "intact": named.is_empty(),
        "differences": named.iter().map(|difference| json_of(difference)).collect::<Vec<_>>(),
    });
    if named.is_empty() {
        let (files, mib) =
            (files(&tree.expected), installed::total(&tree.expected).div_ceil(1 << 20));
        at.context.voice.line(&words::intact(&name, &files, &mib, &root))?;
        return Ok((report, Ok(Exit::Done)));
    }
    let said = words::differs(&named.len(), &place.display());
    let help = words::differs_help(&name);
    Ok((report, Err(Fact::new(Exit::Modified, said).help(help).into())))
}

fn json_of(difference: &Difference) -> Value {
    let mut value = difference.json();
    value["code"] = Code::from(difference.what).name().into();
    value
}

fn files(expected: &[Expected]) -> usize {
    expected.iter().filter(|e| e.member.kind != payloads::container::index::MemberKind::Dir).count()
}
