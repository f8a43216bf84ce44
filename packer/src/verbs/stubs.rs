//! `goferry-pack stubs`: the programs that are carried for the far side.

use crate::session::Session;
use crate::stubs::{self, Stub};
use payloads::digest::Sha256;
use payloads::inspect::grouped;
use payloads::say;
use payloads::words::build as words;
use serde_json::{Value, json};

/// A line for each.
pub fn run(session: &Session) -> anyhow::Result<()> {
    let carried = stubs::all();
    if carried.is_empty() {
        session.voice.note(&say!(words::NO_STUBS));
    }
    for stub in &carried {
        let (length, sha256) = (grouped(stub.bytes.len() as u64), Sha256::of(&stub.bytes));
        session.voice.raw_line(&format!("{:9} {length:>10}  {sha256}", stub.cpu.name()))?;
    }
    session.voice.json(&carried.iter().map(report).collect::<Value>())
}

fn report(stub: &Stub) -> Value {
    json!({
        "cpu": stub.cpu.name(),
        "length": stub.bytes.len(),
        "sha256": Sha256::of(&stub.bytes),
        "build": stub.build,
    })
}
