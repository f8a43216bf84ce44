//! What the host demands, as `trust show` tells it.

use crate::trust::HostDemands;
use crate::trust::host::POLICY;
use keys::Fingerprint;
use voice::Table;

use crate::words::trust_state as words;
use serde_json::{Value, json};
use voice::Said;

/// One row for each demand; `None`: what is demanded cannot be known.
pub(super) fn show(table: &mut Table, host: Option<&HostDemands>) {
    let rows = match host {
        None => vec![words::host_unusable()],
        Some(host) => demands(host),
    };
    let rows = if rows.is_empty() { vec![words::host_none()] } else { rows };
    for row in &rows {
        table.said(&words::host(), row);
    }
}

fn demands(host: &HostDemands) -> Vec<Said> {
    let policy = host.policy();
    let mut rows = Vec::new();
    if policy.is_pinned() {
        rows.push(words::host_pinned());
    }
    if !policy.required().is_empty() {
        let kinds: Vec<String> = policy.required().iter().map(ToString::to_string).collect();
        rows.push(words::host_required(&kinds.join(", ")));
    }
    let signers = policy.signers().iter().map(|list| joined(list));
    rows.extend(signers.map(|signers| words::host_signers(&signers)));
    let admission = policy.admission().iter().map(|list| joined(list));
    rows.extend(admission.map(|signers| words::host_admission(&signers)));
    let floors = policy.floors().iter();
    rows.extend(floors.map(|(line, floor)| words::host_floor(&line, &floor)));
    let roots = host.roots().iter().map(|root| root.fingerprint());
    rows.extend(roots.map(|root| words::host_root(&root)));
    let pinned = host.pinned().iter();
    rows.extend(pinned.map(|(pin, root)| words::host_pin(&root, &pin)));
    let admitters = admitters(host).into_iter();
    rows.extend(admitters.map(|one| words::host_admitter(&one)));
    rows
}

/// The same for machines.
pub(super) fn report(host: &HostDemands) -> Value {
    let policy = host.policy();
    let pinned =
        host.pinned().iter().map(|(pin, root)| json!({ "pin": pin.to_string(), "root": root }));
    json!({
        "policy": POLICY,
        "pinned": policy.is_pinned(),
        "required": policy.required().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "signers": policy.signers(),
        "admission": policy.admission(),
        "floors": policy.floors(),
        "roots": host.roots().iter().map(|root| root.fingerprint()).collect::<Vec<_>>(),
        "root_pins": pinned.collect::<Vec<_>>(),
        "admitters": admitters(host),
    })
}

fn admitters(host: &HostDemands) -> Vec<Fingerprint> {
    let admitters = host.admitters();
    let openpgp = admitters.openpgp.iter().map(|one| one.fingerprint());
    openpgp.chain(admitters.sm2.iter().map(|one| one.fingerprint())).collect()
}

fn joined(list: &[Fingerprint]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
