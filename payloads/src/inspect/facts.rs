//! Everything that can be said of a container before its bytes are read, for machines.

use super::{choose, stock_line};
use crate::container::Trusted;
use crate::container::manifest::{Envelope, Manifest, Payload};
use crate::platform::Cpu;
use keys::{Authentic, TrustMode};
use serde_json::{Value, json};
use std::path::Path;
use voice::time::rfc3339;

/// Who signed the file called `file`, and what it says of itself. `cpu` chooses the part that the
/// stock-tool line unpacks; `None` is the file's own.
pub fn facts(file: &Path, trusted: &Trusted, cpu: Option<Cpu>) -> Value {
    let (identity, authentic) = (trusted.identity(), trusted.authentic());
    let mut facts = envelope(trusted.envelope());
    facts["file"] = json!(file.display().to_string());
    facts["length"] = json!(trusted.trailer().total());
    facts["release"] = json!({ "sha256": identity.sha256, "sm3": identity.sm3 });
    facts["signers"] = signers(authentic);
    facts["trust"] = trust(authentic);
    if let Ok(manifest) = trusted.manifest() {
        merge(&mut facts, payload(&manifest.payload));
        facts["frames"] = frames(manifest);
        if let Ok(cpu) = choose(&manifest.payload, cpu, file) {
            let command = stock_line(manifest, cpu, file);
            facts["selection"] = json!({ "cpu": cpu.name(), "stock_tools": command });
        }
    }
    facts
}

/// Who signed.
pub(super) fn signers(authentic: &Authentic) -> Value {
    let of = |signer: &keys::Signer| {
        json!({
            "kind": signer.kind.to_string(),
            "user_id": signer.user_id,
            "certificate": signer.certificate,
            "key": signer.key,
            "signed_at": rfc3339(signer.signed_at),
        })
    };
    authentic.signers().iter().map(of).collect()
}

/// Why they are believed.
pub(super) fn trust(authentic: &Authentic) -> Value {
    json!({
        "mode": match authentic.mode() { TrustMode::Tofu => "tofu", TrustMode::Pinned => "pinned" },
        "remembered": authentic.is_remembered(),
        "root": authentic.root().fingerprint(),
        "root_user_id": authentic.root().user_id(),
        "first_root": authentic.first_root(),
        "trust_list_version": authentic.trust_list().body().version,
    })
}

fn envelope(envelope: &Envelope) -> Value {
    json!({
        "format": envelope.format,
        "line": envelope.line,
        "counter": envelope.counter,
        "minimum_program": envelope.minimum_program,
        "required": envelope.required,
        "signing_time": rfc3339(envelope.signing_time),
        "stubs": envelope.stubs,
        "regions": envelope.regions,
    })
}

fn payload(payload: &Payload) -> Value {
    json!({
        "go": payload.go,
        "cpus": super::cpus(payload).iter().map(|cpu| cpu.name()).collect::<Vec<_>>(),
        "flavour": payload.flavour,
        "build_time": rfc3339(payload.build_time),
        "components": payload.components,
    })
}

fn frames(manifest: &Manifest) -> Value {
    let mut offset = manifest.envelope.frames_offset();
    let frames = manifest.payload.frames.iter().map(|frame| {
        let mut value = json!(frame);
        value["offset"] = offset.into();
        offset += frame.stored_length;
        value
    });
    frames.collect()
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
