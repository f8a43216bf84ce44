//! `info --provenance`: what a file states about where its Go came from.

use super::{Table, choose, grouped, verified, warn};
use crate::container::{Source, Trusted};
use crate::platform::Cpu;
use crate::say;
use crate::upstream::{CrossBuild, Pinned, Source as Origin, Statement};
use crate::words::{Said, Voice, upstream as words};
use keys::note::Evidence;
use serde_json::json;

/// Shows the statement in the file, after every byte of the file was checked. Nothing of the statement
/// itself is proved here.
///
/// # Errors
/// Those of verification and of [`Statement::read`].
pub fn provenance(
    source: &Source,
    trusted: &Trusted,
    cpu: Option<Cpu>,
    voice: &Voice,
) -> anyhow::Result<()> {
    let cpu = choose(&trusted.manifest()?.payload, cpu, source.name())?;
    let statement = Statement::read(&verified(source, trusted, voice)?, cpu)?;
    table(&statement, voice).show(voice)?;
    voice.note(&say!(words::STATED_ONLY));
    warn(trusted, voice);
    let release = trusted.identity();
    voice.json(&json!({
        "file": source.name().display().to_string(),
        "release": { "sha256": release.sha256, "sm3": release.sm3 },
        "upstream": statement,
    }))
}

fn table(statement: &Statement, voice: &Voice) -> Table {
    let mut table = Table::new(voice.lang());
    let go = say!(words::GO_FOR, version = statement.go, cpu = statement.cpu);
    table.said(&say!(words::GO), &go);
    table.said(&say!(words::CAME), &statement.way.said());
    origin(&mut table, &statement.source);
    if let Some(archive) = &statement.archive {
        table.plain(&say!(words::OFFICIAL_ARCHIVE), &archive.name);
        table.plain(&say!(words::OFFICIAL_SHA256), archive.sha256);
    }
    if let Some(built) = &statement.built {
        procedure(&mut table, built);
    }
    table.plain(&say!(words::DIGEST), &statement.h1);
    match &statement.checksum_database {
        Some(evidence) => record(&mut table, evidence),
        None => table.said(&say!(words::RECORD), &say!(words::NO_RECORD_SHORT)),
    }
    table
}

fn origin(table: &mut Table, origin: &Origin) {
    table.plain(&say!(words::TAKEN), &origin.name);
    if let Some(sha256) = origin.sha256 {
        table.plain(&say!(words::TAKEN_SHA256), sha256);
    }
    table.said(&say!(words::PINNED), &pinned(origin.pinned));
}

fn pinned(pinned: Pinned) -> Said {
    match pinned {
        Pinned::Recipe => say!(words::PINNED_RECIPE),
        Pinned::Given => say!(words::PINNED_GIVEN),
        Pinned::No => say!(words::PINNED_NO),
    }
}

fn procedure(table: &mut Table, built: &CrossBuild) {
    table.plain(&say!(words::BUILT_BY), &built.toolchain);
    table.plain(&say!(words::BUILT_BY), &built.toolchain_h1);
    let set = built.environment.iter().map(|(name, value)| format!("{name}={value} "));
    table.plain(&say!(words::BUILT_WITH), set.collect::<String>() + &built.command);
}

/// The record, the tree head and the proof as they stand there, for whoever checks them with other tools.
fn record(table: &mut Table, evidence: &Evidence) {
    let number = say!(words::RECORD_NUMBER, number = grouped(evidence.number));
    table.said(&say!(words::RECORD), &number);
    for line in evidence.record.lines() {
        table.plain(&say!(words::RECORD), line);
    }
    for line in evidence.note.lines().filter(|line| !line.is_empty()) {
        table.plain(&say!(words::TREE_HEAD), line);
    }
    for hash in &evidence.proof {
        table.plain(&say!(words::PROOF), hash);
    }
}
