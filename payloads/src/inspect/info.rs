//! `info`: who signed a file and what it says of itself.

use super::provenance::provenance;
use super::{Part, choose, cpus, facts, grouped, names, size, stock_line, warn};
use crate::container::manifest::{Component, Envelope, Manifest, Payload};
use crate::container::{Source, Trusted};
use crate::platform::Cpu;
use crate::words::inspect as words;
use clap::Args;
use keys::TrustMode;
use voice::time::rfc3339;
use voice::{Table, Voice};

/// What `info` shows.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct Info {
    #[arg(long, help = words::provenance())]
    provenance: bool,
}

impl Info {
    /// Shows who signed the file and what it says of itself; with `--provenance` where its Go came from.
    ///
    /// # Errors
    /// [`voice::Exit::Newer`] after the envelope, where the rest needs a newer goferry;
    /// [`voice::Exit::WrongCpu`] where the file holds nothing for the CPU; those of [`provenance`].
    pub fn run(
        &self,
        source: &Source,
        trusted: &Trusted,
        part: Part,
        voice: &Voice,
    ) -> anyhow::Result<()> {
        let show = if self.provenance { provenance } else { itself };
        show(source, trusted, part.cpu, voice)
    }
}

/// The signatures hold; the bytes they speak of are not read here.
fn itself(
    source: &Source,
    trusted: &Trusted,
    cpu: Option<Cpu>,
    voice: &Voice,
) -> anyhow::Result<()> {
    let mut table = Table::new(voice.lang());
    let (file, length) = (source.name().display(), grouped(source.length()));
    table.said(&words::file(), &words::file_and_length(&file, &length));
    signers(&mut table, trusted);
    envelope(&mut table, trusted);
    let whole = trusted.manifest();
    if let Ok(manifest) = &whole {
        let cpu = choose(&manifest.payload, cpu, source.name())?;
        payload(&mut table, &manifest.payload);
        frames(&mut table, manifest);
        table.plain(&words::stock(), stock_line(manifest, cpu, source.name()));
    }
    table.show(voice)?;
    voice.json(&facts(source.name(), trusted, cpu))?;
    warn(trusted, voice);
    whole.map(drop)
}

fn signers(table: &mut Table, trusted: &Trusted) {
    let authentic = trusted.authentic();
    for signer in authentic.signers() {
        table.plain(&voice::sentences::inspect::signed_by(), &signer.user_id);
        table.plain(&words::fingerprint(), signer.certificate);
        table.plain(&words::signed_at(), rfc3339(signer.signed_at));
    }
    table.plain(&words::root(), authentic.root().fingerprint());
    let mode = match authentic.mode() {
        TrustMode::Tofu if authentic.is_remembered() => {
            words::remembered(&authentic.root().fingerprint())
        }
        TrustMode::Tofu => words::tofu(),
        TrustMode::Pinned => words::pinned(),
    };
    table.said(&words::trust(), &mode);
}

fn envelope(table: &mut Table, trusted: &Trusted) {
    let (envelope, identity) = (trusted.envelope(), trusted.identity());
    table.plain(&words::release(), identity.sha256);
    table.plain(&words::release_sm3(), identity.sm3);
    let (line, counter) = (&envelope.line, envelope.counter);
    table.said(&words::line(), &words::line_and_counter(&line, &counter));
    table.plain(&words::required(), envelope.required.join(", "));
    let version = &envelope.minimum_program;
    table.said(&words::minimum_program(), &words::or_later(&version));
    for stub in &envelope.stubs {
        let (version, cpu, length) = (&stub.version, stub.platform, grouped(stub.length));
        let said = words::stub_of(&version, &cpu, &length);
        table.said(&words::stub(), &said);
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
        table.plain(&words::regions(), format_args!("{name:<10} {:>13}", grouped(length)));
    }
}

fn payload(table: &mut Table, payload: &Payload) {
    let go = match payload.go.as_str() {
        "" => words::no_go(),
        version => words::go_for(&version, &names(&cpus(payload))),
    };
    table.said(&voice::sentences::inspect::go(), &go);
    let vendors = |component: &&Component| !["", "linux"].contains(&component.abi.as_str());
    for component in payload.components.iter().filter(vendors) {
        table.plain(&words::abi(), &component.abi);
    }
    if !payload.flavour.is_empty() {
        table.plain(&words::flavour(), &payload.flavour);
    }
    table.plain(&words::built_at(), rfc3339(payload.build_time));
    for component in payload.components.iter().filter(|component| component.members > 0) {
        let (name, members) = (&component.name, grouped(component.members));
        let size = size(component.expanded_length);
        let said = words::component_of(&name, &members, &size);
        table.said(&voice::sentences::inspect::component(), &said);
    }
}

fn frames(table: &mut Table, manifest: &Manifest) {
    for (number, frame) in manifest.payload.frames.iter().enumerate() {
        let said = words::frame_of(
            &frame.component,
            &frame.platform,
            &size(frame.stored_length),
            &size(frame.expanded_length),
            &size(1 << frame.window_log),
        );
        table.said(&words::frame(&number), &said);
    }
    for (key, note) in &manifest.notes {
        table.plain(&words::annotation(&key), note);
    }
}
