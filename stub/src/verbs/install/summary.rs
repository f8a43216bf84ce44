//! What the user is shown: before the question, and at the end.

use super::plan::Report;
use super::{Run, preflight};
use crate::change::step::Step;
use crate::findings::trouble_of_go;
use crate::prefix::receipt::Receipt;
use crate::prefix::{self, Installation};
use crate::process::Context;
use crate::profile;
use crate::profile::Shell;
use crate::profile::environment::Environment;
use crate::trust;
use crate::words::{install as words, modules};
use payloads::environment::Mode;
use payloads::inspect;
use payloads::unpack::Plan;
use voice::Exit;
use voice::{Fact, Said};

/// Shows who signed, what goes where and how much space it takes, and asks. Without a terminal only
/// `--yes` is an answer.
pub(super) fn confirmed(run: &Run<'_>, steps: &[&Step], members: &Plan) -> anyhow::Result<bool> {
    let (release, options, context) = (run.release, run.options, run.at.context);
    let voice = &context.voice;
    let mut facts = vec![words::undamaged(&release.source.name().display())];
    facts.extend(trust::introduced(release.trusted));
    let (place, mib) = (run.at.layout.directory(), preflight::room::needed(members, 4096) >> 20);
    let (name, place) = (&release.name, place.display());
    facts.push(match steps.iter().any(|step| matches!(step, Step::Unpack { .. })) {
        true => words::will_install(&name, &place, &mib),
        false => words::will_reuse(&name, &place),
    });
    facts.extend(run.by_hand.iter().flat_map(|by_hand| by_hand.told()));
    let mode = (!run.options.modules_alone).then_some(run.mode);
    facts.extend(mode.map(|mode| match mode {
        Mode::Rc => words::will_edit_profiles(),
        Mode::Wrapper => words::will_wrap(),
        Mode::Direnv => words::will_direnv(),
        Mode::None => words::will_leave_profiles(),
    }));
    inspect::warn(release.trusted, voice);
    let nobody = || Fact::new(Exit::Usage, words::cannot_ask()).help(words::cannot_ask_help());
    let facts: Vec<String> = facts.iter().map(|fact| fact.render(voice.lang())).collect();
    voice.confirmed(&facts, &words::go_on(), options.yes, nobody)
}

/// A second install of the same release: says so.
pub(super) fn already_current(run: &Run<'_>) -> anyhow::Result<Exit> {
    let (release, Installation { layout, context }) = (run.release, run.at);
    let (name, place) = (&release.name, layout.directory());
    context.voice.line(&match run.options.modules_alone {
        true => modules::already_here(&name, &layout.modules().display()),
        false => words::already_current(&name, &place.display()),
    })?;
    inspect::warn(release.trusted, &context.voice);
    context.voice.json(&serde_json::json!({
        "changed": false,
        "release": name,
        "prefix": layout.prefix().to_string_lossy(),
        "trust": release.trusted.authentic().mode(),
    }))?;
    Ok(Exit::Done)
}

/// The modules of a file are here.
pub(super) fn modules_added(run: &Run<'_>) -> anyhow::Result<()> {
    let (name, link) = (&run.release.name, run.at.layout.modules());
    let voice = &run.at.context.voice;
    voice.line(&modules::added(&name, &link.display()))?;
    warn_of_doubts(run);
    voice.json(&serde_json::json!({
        "changed": true,
        "release": name,
        "modules": link.to_string_lossy(),
        "trust": run.release.trusted.authentic().mode(),
    }))
}

/// What go will not believe here of the modules.
fn warn_of_doubts(run: &Run<'_>) {
    let layout = run.at.layout;
    // They were read a moment ago, when they were put together.
    if let (true, Ok(set)) = (prefix::modules::any(layout), prefix::modules::of(layout)) {
        prefix::modules::warn_of_doubts(&set, run.at);
    }
}

/// What was done, and how to use Go in this very shell.
pub(super) fn farewell(
    run: &Run<'_>,
    receipt: &Receipt,
    report: &Report,
    environment: &Environment,
) -> anyhow::Result<()> {
    let (release, layout, options) = (run.release, run.at.layout, run.options);
    let context = run.at.context;
    let voice = &context.voice;
    for warning in environment.warnings().iter().chain(&environment.notes) {
        voice.warn(warning);
    }
    for told in environment.told() {
        voice.line(&told)?;
    }
    let (name, place) = (&release.name, layout.directory());
    for line in told(report, name) {
        voice.line(&line)?;
    }
    voice.line(&words::installed(&name, &place.display()))?;
    warn_of_doubts(run);
    if options.place.root.is_none() {
        for hint in profile::hint(&environment.prefix, run.mode, shell(context)) {
            voice.line(&hint)?;
        }
    }
    voice.json(&serde_json::json!({
        "changed": true,
        "release": name,
        "prefix": layout.prefix().to_string_lossy(),
        "root": layout.root().to_string_lossy(),
        "go": release.trusted.manifest()?.payload.go,
        "gate_ms": report.gate_ms.or(receipt.gate_ms),
        "unpacked": !report.standing,
        "shared": {
            "files": report.shared.files,
            "bytes": report.shared.bytes,
            "saved_ms": report.saved_ms,
        },
        "trust": release.trusted.authentic().mode(),
    }))
}

/// Whether a Go that passed its gate works with the user's settings, too: what it answers, and what takes them out.
pub(super) fn warn_of_settings(at: Installation<'_>) {
    let Err(error) = trouble_of_go(at) else { return };
    let fact = error.downcast_ref::<Fact>();
    let said = fact.into_iter().flat_map(|fact| [Some(&fact.said), fact.help.as_ref()]);
    said.flatten().for_each(|said| at.context.voice.warn(said));
}

/// What was there already, and what that saved.
fn told(report: &Report, name: &str) -> Vec<Said> {
    let mut told = Vec::new();
    if report.standing {
        told.push(words::standing(&name));
    }
    if report.replaced {
        told.push(words::replaced(&name));
    }
    let (files, mib) = (report.shared.files, report.shared.bytes >> 20);
    match report.saved_ms {
        _ if files == 0 => {}
        None => told.push(words::shared(&files, &mib)),
        Some(ms) => {
            let seconds = format!("{}.{}", ms / 1000, ms % 1000 / 100);
            told.push(words::shared_faster(&files, &mib, &seconds));
        }
    }
    told
}

fn shell(context: &Context) -> Shell {
    profile::this_shell(profile::parent_name().as_deref(), &context.process.environment)
}
