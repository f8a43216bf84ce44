//! `goferry trust show`: whom this home believes, since when, and what the host demands beside.

mod host;

use crate::prefix::Installation;
use crate::trust::{HostDemands, Remembered};
use crate::words::trust_state as words;
use keys::{KnownRoot, TrustList, TrustMode};
use payloads::refusal::trusted;
use payloads::sentences::{build, inspect};
use serde_json::{Value, json};
use voice::Exit;
use voice::Table;
use voice::time::rfc3339;

/// Carries out `trust show`.
///
/// # Errors
/// [`Exit::State`] for a damaged state; after it was shown, [`Exit::Policy`] where what the host demands cannot
/// be known.
pub fn run(at: Installation<'_>) -> anyhow::Result<Exit> {
    let remembered = Remembered::read(at.layout)?;
    let host = HostDemands::read(None, &at.context.process.kernel);
    let mut table = Table::new(at.context.voice.lang());
    state(&mut table, &remembered)?;
    host::show(&mut table, host.as_ref().ok());
    table.show(&at.context.voice)?;
    at.context.voice.json(&report(&remembered, host.as_ref().ok())?)?;
    host.map(|_| Exit::Done)
}

fn state(table: &mut Table, remembered: &Remembered) -> anyhow::Result<()> {
    let path = remembered.path().display();
    let Some(state) = remembered.state() else {
        table.said(&words::state(), &words::nothing_yet(&path));
        return Ok(());
    };
    table.plain(&words::state(), path);
    for known in &state.roots {
        root(table, known)?;
    }
    table.plain(&words::latest(), rfc3339(state.latest_known_time));
    Ok(())
}

fn root(table: &mut Table, known: &KnownRoot) -> anyhow::Result<()> {
    let root = trusted(known.root())?;
    table.plain(&inspect::root(), root.fingerprint());
    table.plain(&words::user_id(), root.user_id());
    let mode = match known.mode {
        TrustMode::Tofu => inspect::remembered(&root.fingerprint()),
        TrustMode::Pinned => inspect::pinned(),
    };
    table.said(&inspect::trust(), &mode);
    if known.root_version > 0 {
        let (first, times) = (known.first, known.root_version);
        table.said(&words::first_root(), &words::changed(&first, &times));
    }
    match known.list() {
        Some(newest) => list(table, &newest),
        None => table.said(&words::list(), &words::no_list()),
    }
    for (line, counter) in &known.counters {
        table.plain(&words::highest(), format_args!("{line} {counter}"));
    }
    Ok(())
}

fn list(table: &mut Table, list: &TrustList) {
    let body = list.body();
    let (version, issued) = (body.version, rfc3339(body.issued));
    table.said(&words::list(), &words::list_of(&version, &issued));
    let required: Vec<String> = body.required.iter().map(ToString::to_string).collect();
    table.plain(&inspect::required(), required.join(", "));
    for release in list.release() {
        let named = format!("{}  {}", release.fingerprint(), release.user_id());
        table.plain(&build::release_key(), named);
    }
    if let Some(authority) = list.sm2_ca() {
        let named = format!("{}  {}", authority.fingerprint(), authority.subject_name());
        table.plain(&words::sm2_root(), named);
    }
    for (certificate, lines) in &body.retired {
        let until: Vec<String> =
            lines.iter().map(|(line, last)| format!("{line} <= {last}")).collect();
        let named = format!("{certificate}  {}", until.join(", "));
        table.plain(&build::trust_list_retired(), named.trim_end());
    }
    for (certificate, kept) in &body.compromised {
        let kept: Vec<String> = kept.iter().map(ToString::to_string).collect();
        let named = format!("{certificate}  {}", kept.join(" "));
        table.plain(&build::trust_list_compromised(), named.trim_end());
    }
    for (line, floor) in &body.floors {
        table.plain(&build::trust_list_floor(), format_args!("{line} >= {floor}"));
    }
    for (line, epoch) in &body.epochs {
        table.plain(&words::epoch(), format_args!("{line} {epoch}"));
    }
}

fn report(remembered: &Remembered, host: Option<&HostDemands>) -> anyhow::Result<Value> {
    let roots = remembered.state().into_iter().flat_map(|state| &state.roots);
    let roots: Vec<Value> = roots.map(root_report).collect::<anyhow::Result<_>>()?;
    Ok(json!({
        "state": remembered.path().to_string_lossy(),
        "roots": roots,
        "latest_known_time": remembered.state().map(|state| rfc3339(state.latest_known_time)),
        "host": host.map(host::report),
    }))
}

fn root_report(known: &KnownRoot) -> anyhow::Result<Value> {
    let root = trusted(known.root())?;
    Ok(json!({
        "root": root.fingerprint(),
        "user_id": root.user_id(),
        "mode": known.mode,
        "first_root": known.first,
        "root_version": known.root_version,
        "past": known.past,
        "counters": known.counters,
        "epochs_seen": known.epochs,
        "trust_list": known.list().map(|list| list_report(&list)),
    }))
}

fn list_report(list: &TrustList) -> Value {
    let body = list.body();
    let release = list.release().iter();
    json!({
        "version": body.version,
        "issued": rfc3339(body.issued),
        "required": body.required.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "release": release.map(|one| json!({ "certificate": one.fingerprint(), "user_id": one.user_id() })).collect::<Vec<_>>(),
        "sm2_ca": list.sm2_ca().map(|authority| authority.fingerprint()),
        "retired": body.retired,
        "compromised": body.compromised,
        "floors": body.floors,
        "epochs": body.epochs,
    })
}
