//! `info`: who signed a file and what it says of itself.

use super::{Table, choose, cpus, facts, grouped, names, size, stock_line, warn};
use crate::container::manifest::{Component, Envelope, Manifest, Payload};
use crate::container::{Source, Trusted};
use crate::platform::Cpu;
use crate::say;
use crate::time::rfc3339;
use crate::words::{Voice, inspect as words};
use keys::TrustMode;

/// Shows it. The signatures hold; the bytes they speak of are not read here.
///
/// # Errors
/// [`crate::Exit::Newer`] after the envelope, where the rest needs a newer goferry;
/// [`crate::Exit::WrongCpu`] where the file holds nothing for `cpu`.
pub fn info(
    source: &Source,
    trusted: &Trusted,
    cpu: Option<Cpu>,
    voice: &Voice,
) -> anyhow::Result<()> {
    let mut table = Table::new(voice.lang());
    let (file, length) = (source.name().display(), grouped(source.length()));
    table.said(&say!(words::FILE), &say!(words::FILE_AND_LENGTH, file = file, length = length));
    signers(&mut table, trusted);
    envelope(&mut table, trusted);
    let whole = trusted.manifest();
    if let Ok(manifest) = &whole {
        let cpu = choose(&manifest.payload, cpu, source.name())?;
        payload(&mut table, &manifest.payload);
        frames(&mut table, manifest);
        table.plain(&say!(words::STOCK), stock_line(manifest, cpu, source.name()));
    }
    table.show(voice)?;
    voice.json(&facts(source.name(), trusted, cpu))?;
    warn(trusted, voice);
    whole.map(drop)
}

fn signers(table: &mut Table, trusted: &Trusted) {
    let authentic = trusted.authentic();
    for signer in authentic.signers() {
        table.plain(&say!(words::SIGNED_BY), &signer.user_id);
        table.plain(&say!(words::FINGERPRINT), signer.certificate);
        table.plain(&say!(words::SIGNED_AT), rfc3339(signer.signed_at));
    }
    table.plain(&say!(words::ROOT), authentic.root().fingerprint());
    let mode = match authentic.mode() {
        TrustMode::Tofu if authentic.is_remembered() => {
            say!(words::REMEMBERED, root = authentic.root().fingerprint())
        }
        TrustMode::Tofu => say!(words::TOFU),
        TrustMode::Pinned => say!(words::PINNED),
    };
    table.said(&say!(words::TRUST), &mode);
}

fn envelope(table: &mut Table, trusted: &Trusted) {
    let (envelope, identity) = (trusted.envelope(), trusted.identity());
    table.plain(&say!(words::RELEASE), identity.sha256);
    table.plain(&say!(words::RELEASE_SM3), identity.sm3);
    let (line, counter) = (&envelope.line, envelope.counter);
    table.said(&say!(words::LINE), &say!(words::LINE_AND_COUNTER, line = line, counter = counter));
    table.plain(&say!(words::REQUIRED), envelope.required.join(", "));
    let version = &envelope.minimum_program;
    table.said(&say!(words::MINIMUM_PROGRAM), &say!(words::OR_LATER, version = version));
    for stub in &envelope.stubs {
        let (version, cpu, length) = (&stub.version, stub.platform, grouped(stub.length));
        let said = say!(words::STUB_OF, version = version, cpu = cpu, length = length);
        table.said(&say!(words::STUB), &said);
    }
    regions(table, envelope, trusted);
}

fn regions(table: &mut Table, envelope: &Envelope, trusted: &Trusted) {
    let (r, t) = (&envelope.regions, trusted.trailer());
    let all = [
        ("STUB", r.stub),
        ("ROOTS", r.roots),
        ("PAD", r.pad),
        ("FRAMES", r.frames),
        ("INDEX", r.index),
        ("MANIFEST", t.manifest_length),
        ("SIGNATURES", t.signatures_length),
    ];
    for (name, length) in all {
        table.plain(&say!(words::REGIONS), format_args!("{name:<10} {:>13}", grouped(length)));
    }
}

fn payload(table: &mut Table, payload: &Payload) {
    let go = match payload.go.as_str() {
        "" => say!(words::NO_GO),
        version => say!(words::GO_FOR, version = version, cpus = names(&cpus(payload))),
    };
    table.said(&say!(words::GO), &go);
    let vendors = |component: &&Component| !["", "linux"].contains(&component.abi.as_str());
    for component in payload.components.iter().filter(vendors) {
        table.plain(&say!(words::ABI), &component.abi);
    }
    if !payload.flavour.is_empty() {
        table.plain(&say!(words::FLAVOUR), &payload.flavour);
    }
    table.plain(&say!(words::BUILT_AT), rfc3339(payload.build_time));
    for component in payload.components.iter().filter(|component| component.members > 0) {
        let (name, members) = (&component.name, grouped(component.members));
        let size = size(component.expanded_length);
        let said = say!(words::COMPONENT_OF, name = name, members = members, size = size);
        table.said(&say!(words::COMPONENT), &said);
    }
}

fn frames(table: &mut Table, manifest: &Manifest) {
    for (number, frame) in manifest.payload.frames.iter().enumerate() {
        let said = say!(
            words::FRAME_OF,
            component = frame.component,
            platform = frame.platform,
            stored = size(frame.stored_length),
            expanded = size(frame.expanded_length),
            window = size(1 << frame.window_log),
        );
        table.said(&say!(words::FRAME, number = number), &said);
    }
    for (key, note) in &manifest.notes {
        table.plain(&say!(words::ANNOTATION, key = key), note);
    }
}
