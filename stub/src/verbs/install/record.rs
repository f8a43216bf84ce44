//! What goes on the receipt of a release.

use super::{Options, Release};
use crate::prefix::go_defaults;
use crate::prefix::receipt::{Receipt, SCHEMA, Stage};
use crate::process::context::Context;
use std::path::Path;

/// The receipt of a release about to be activated.
pub(super) fn receipt(
    release: &Release<'_>,
    options: &Options,
    context: &Context,
) -> anyhow::Result<Receipt> {
    let manifest = release.trusted.manifest()?;
    let authentic = release.trusted.authentic();
    let identity = release.trusted.identity();
    let signed_by = |s: &keys::Signer| format!("{} {}", s.user_id, s.certificate);
    Ok(Receipt {
        schema: SCHEMA,
        stage: Stage::Activating,
        release: release.name.clone(),
        go: manifest.payload.go.clone(),
        cpu: release.cpu.name().to_owned(),
        line: manifest.envelope.line.clone(),
        counter: manifest.envelope.counter,
        manifest_sha256: identity.sha256,
        manifest_sm3: identity.sm3,
        file: file_name(release.source.name(), options),
        signed_by: authentic.signers().iter().map(signed_by).collect(),
        trust: authentic.mode(),
        go_env_sha256: (!manifest.payload.go.is_empty()).then(go_defaults::digest),
        gate: false,
        gate_ms: None,
        installed_at: context.process.now,
        installed_by: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// An image says nothing of the host it was built on.
fn file_name(file: &Path, options: &Options) -> String {
    let name = file.file_name().filter(|_| options.place.root.is_some());
    name.unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}
