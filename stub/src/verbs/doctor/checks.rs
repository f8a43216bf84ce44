//! What is looked at.

use super::{Check, mendable, note, records, shell};
use crate::prefix::layout::Layout;
use crate::prefix::ownership;
use crate::prefix::receipt::EnvironmentReceipt;
use crate::process::context::Context;
use crate::profile::environment::gone;
use crate::releases::adopted::Adopted;
use crate::releases::installed;
use crate::releases::installed::{Depth, InstalledRelease};
use crate::releases::links;
use crate::releases::links::Fault;
use crate::trust::{Remembered, TrustPolicy};
use crate::verbs::repair::rebuilt;
use crate::words::{doctor as words, repair};
use keys::TrustMode;
use payloads::environment;
use std::rc::Rc;
use voice::Exit;
use voice::{Context as _, Fact, Progress, Said, exit_of};

/// Every check, in the order in which they are told.
pub(super) fn all(layout: &Layout, context: &Context) -> anyhow::Result<Vec<Check>> {
    let mut checks = vec![
        check("ownership", place(layout), result(ownership::check(layout, context.process.uid))),
        check("links", words::links(), links(layout)),
    ];
    // Nothing can be judged by a trust state that is damaged; that it is has a check of its own.
    let trust_policy =
        TrustPolicy::of(layout).or_else(|_| TrustPolicy::read(&Default::default(), None))?;
    let mut whole = Vec::new();
    for name in installed::names(layout)? {
        let found = result(release(&name, layout, &trust_policy, context, &mut whole));
        checks.push(check("release", words::release(&name), found));
    }
    checks.push(check("program", words::program(), program(&whole, layout)));
    checks.push(check("environment", words::environment(), files(layout, context)));
    checks.push(check("shell", words::shell(), shell::look(layout, context)));
    checks.push(check("trust", words::trust(), trust(layout)));
    checks.push(check("records", words::records(), records::order(layout)));
    let beyond = |name, what, found| Check { mends: false, ..check(name, what, found) };
    checks.push(beyond("audit", words::audit(), records::audit(layout)));
    if Adopted::path(layout).symlink_metadata().is_ok() {
        checks.push(beyond("adoption", words::adoption(), records::adoption(layout)));
    }
    Ok(checks)
}

fn place(layout: &Layout) -> Said {
    words::ownership(&layout.directory().display())
}

fn check(name: &'static str, what: Said, found: Vec<anyhow::Error>) -> Check {
    Check { name, what, found, mends: true }
}

fn result(result: anyhow::Result<()>) -> Vec<anyhow::Error> {
    result.err().into_iter().collect()
}

/// A record that cannot be read, with the way out.
fn damaged(error: anyhow::Error) -> Vec<anyhow::Error> {
    let fact = Fact::new(exit_of(&error), words::damaged()).help(words::repair_help());
    result(Err(error).fact(|| fact))
}

fn links(layout: &Layout) -> Vec<anyhow::Error> {
    let found = links::faults(layout).into_iter().map(|fault| match fault.kind {
        Fault::NoLink => Fact::new(Exit::State, fault.said()).help(repair::no_link_help()).into(),
        _ => mendable(Exit::State, fault.said()),
    });
    found.collect()
}

fn release(
    name: &str,
    layout: &Layout,
    trust_policy: &TrustPolicy,
    context: &Context,
    whole: &mut Vec<Rc<InstalledRelease>>,
) -> anyhow::Result<()> {
    let kept = Rc::new(InstalledRelease::read(name, layout, trust_policy, context)?);
    whole.push(Rc::clone(&kept));
    let expected = installed::expected(&kept)?;
    let progress = Progress::hidden();
    let found = installed::compare(&kept, &expected, layout, Depth::Shape, &progress)?;
    let place = layout.release(name);
    if let Some(first) = found.first() {
        return Err(mendable(Exit::Modified, first.said(&place)));
    }
    if kept.stub().is_some() && kept.program(layout).is_none() {
        let path = place.join(installed::PROGRAM);
        return Err(mendable(Exit::Modified, words::no_program(&path.display())));
    }
    match kept.receipt.as_ref().is_some_and(|receipt| receipt.is_complete()) {
        true => Ok(()),
        false => Err(mendable(Exit::State, words::incomplete())),
    }
}

fn program(whole: &[Rc<InstalledRelease>], layout: &Layout) -> Vec<anyhow::Error> {
    let path = layout.program();
    let broken = rebuilt::program_from(whole, layout)
        .map(|_| mendable(Exit::Modified, words::no_program(&path.display())));
    broken.into_iter().collect()
}

fn files(layout: &Layout, context: &Context) -> Vec<anyhow::Error> {
    let receipt = match EnvironmentReceipt::read(layout) {
        Ok(Some(receipt)) => receipt,
        Ok(None) => {
            let path = layout.state().join("environment.json");
            return vec![mendable(Exit::State, words::file_differs(&path.display()))];
        }
        Err(error) => return damaged(error),
    };
    let mut found = Vec::new();
    let prefix = match layout.shell_prefix() {
        Ok(prefix) => prefix,
        Err(error) => return vec![error],
    };
    for file in environment::files(&prefix, receipt.mode) {
        let path = layout.directory().join(file.name);
        if std::fs::read(&path).ok().as_deref() != Some(&*file.contents) {
            found.push(mendable(Exit::State, words::file_differs(&path.display())));
        }
    }
    let gone = gone(&receipt, layout, context).unwrap_or_default();
    for change in &receipt.changes {
        let path = layout.here(&change.path);
        let bytes = std::fs::read(&path).unwrap_or_default();
        if !bytes.split(|b| *b == b'\n').any(|line| line.trim_ascii_end() == change.line) {
            let line = String::from_utf8_lossy(&change.line).into_owned();
            let said = words::line_gone(&path.display());
            let mends = gone.iter().any(|(mended, _)| *mended == path);
            let by_hand = words::line_gone_help(&line);
            found.push(note(said, Some(if mends { words::repair_help() } else { by_hand })));
        }
    }
    found
}

fn trust(layout: &Layout) -> Vec<anyhow::Error> {
    let remembered = match Remembered::read(layout) {
        Ok(remembered) => remembered,
        Err(error) => return damaged(error),
    };
    let Some(state) = remembered.state() else {
        let path = remembered.path().display().to_string();
        return vec![mendable(Exit::State, words::nothing_remembered(&path))];
    };
    let first_use = state.roots.iter().filter(|root| root.mode == TrustMode::Tofu);
    let said = |root: &keys::KnownRoot| {
        let root = root.root().ok()?.fingerprint();
        let help = words::first_use_help(&root);
        Some(note(words::first_use(&root), Some(help)))
    };
    first_use.filter_map(said).collect()
}
