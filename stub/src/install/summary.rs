//! What the user is shown: before the question, and at the end.

use super::activate::Environment;
use super::{Options, Release, preflight};
use crate::context::Context;
use crate::layout::Layout;
use crate::profile::{self, Shell};
use crate::receipt::Receipt;
use crate::trusting;
use payloads::environment::Mode;
use payloads::unpack::Plan;
use payloads::words::{Fact, install as words};
use payloads::{Exit, inspect, say};

/// Shows who signed, what goes where and how much space it takes, and asks. Without a terminal only
/// `--yes` is an answer.
pub(super) fn confirmed(
    release: &Release<'_>,
    plan: &Plan,
    layout: &Layout,
    options: &Options,
    context: &Context,
) -> anyhow::Result<bool> {
    let voice = &context.voice;
    voice.line(&say!(words::UNDAMAGED, file = release.source.name().display()))?;
    trusting::introduce(release.trusted, context)?;
    let (place, mib) = (layout.directory(), preflight::needed(plan, 4096) >> 20);
    voice.line(&say!(
        words::WILL_INSTALL,
        release = release.name,
        place = place.display(),
        mib = mib
    ))?;
    let environment = match options.mode {
        Mode::Rc => say!(words::WILL_EDIT_PROFILES),
        Mode::Wrapper => say!(words::WILL_WRAP),
        Mode::Direnv => say!(words::WILL_DIRENV),
        Mode::None => say!(words::WILL_LEAVE_PROFILES),
    };
    voice.line(&environment)?;
    if options.yes {
        return Ok(true);
    }
    if !voice.can_ask() {
        let fact =
            Fact::new(Exit::Usage, say!(words::CANNOT_ASK)).help(say!(words::CANNOT_ASK_HELP));
        return Err(fact.into());
    }
    voice.ask(&say!(words::GO_ON))
}

/// A second install of the same release: says so.
pub(super) fn already_current(
    release: &Release<'_>,
    layout: &Layout,
    context: &Context,
) -> anyhow::Result<Exit> {
    let (name, place) = (&release.name, layout.directory());
    context.voice.line(&say!(words::ALREADY_CURRENT, release = name, place = place.display()))?;
    inspect::warn(release.trusted, &context.voice);
    context.voice.json(&serde_json::json!({
        "changed": false,
        "release": name,
        "prefix": layout.prefix().to_string_lossy(),
        "trust": release.trusted.authentic().mode(),
    }))?;
    Ok(Exit::Done)
}

/// What was done, and how to use Go in this very shell.
pub(super) fn farewell(
    release: &Release<'_>,
    layout: &Layout,
    options: &Options,
    environment: &Environment,
    context: &Context,
) -> anyhow::Result<()> {
    let voice = &context.voice;
    for warning in environment.warnings().iter().chain(&environment.notes) {
        voice.warn(warning);
    }
    for told in environment.told() {
        voice.line(&told)?;
    }
    let (name, place) = (&release.name, layout.directory());
    voice.line(&say!(words::INSTALLED, release = name, place = place.display()))?;
    if options.place.root.is_none() {
        for hint in profile::hint(&environment.prefix, options.mode, shell(context)) {
            voice.line(&hint)?;
        }
    }
    voice.json(&serde_json::json!({
        "changed": true,
        "release": name,
        "prefix": layout.prefix().to_string_lossy(),
        "root": layout.root().to_string_lossy(),
        "go": release.trusted.manifest()?.payload.go,
        "gate_ms": Receipt::read(&layout.release(name))?.gate_ms,
        "trust": release.trusted.authentic().mode(),
    }))
}

fn shell(context: &Context) -> Shell {
    profile::this_shell(profile::parent_name().as_deref(), &context.process.environment)
}
