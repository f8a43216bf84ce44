//! What the host demands, as `trust show` tells it.

use crate::trust::HostDemands;
use crate::trust::host::POLICY;
use keys::Fingerprint;
use payloads::inspect::Table;
use payloads::say;
use payloads::words::{Said, trust_state as words};
use serde_json::{Value, json};

/// One row for each demand; `None`: what is demanded cannot be known.
pub(super) fn show(table: &mut Table, host: Option<&HostDemands>) {
    let rows = match host {
        None => vec![say!(words::HOST_UNUSABLE)],
        Some(host) => demands(host),
    };
    let rows = if rows.is_empty() { vec![say!(words::HOST_NONE)] } else { rows };
    for row in &rows {
        table.said(&say!(words::HOST), row);
    }
}

fn demands(host: &HostDemands) -> Vec<Said> {
    let policy = host.policy();
    let mut rows = Vec::new();
    if policy.is_pinned() {
        rows.push(say!(words::HOST_PINNED));
    }
    if !policy.required().is_empty() {
        let kinds: Vec<String> = policy.required().iter().map(ToString::to_string).collect();
        rows.push(say!(words::HOST_REQUIRED, kinds = kinds.join(", ")));
    }
    let signers = policy.signers().iter().map(|list| joined(list));
    rows.extend(signers.map(|signers| say!(words::HOST_SIGNERS, signers = signers)));
    let admission = policy.admission().iter().map(|list| joined(list));
    rows.extend(admission.map(|signers| say!(words::HOST_ADMISSION, signers = signers)));
    let floors = policy.floors().iter();
    rows.extend(floors.map(|(line, floor)| say!(words::HOST_FLOOR, line = line, floor = floor)));
    let roots = host.roots().iter().map(|root| root.fingerprint());
    rows.extend(roots.map(|root| say!(words::HOST_ROOT, root = root)));
    let pinned = host.pinned().iter();
    rows.extend(pinned.map(|(pin, root)| say!(words::HOST_PIN, root = root, pin = pin)));
    let admitters = admitters(host).into_iter();
    rows.extend(admitters.map(|one| say!(words::HOST_ADMITTER, certificate = one)));
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
