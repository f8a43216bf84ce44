//! `info --provenance`: what a file states about where its Go came from.

use super::{choose, grouped, verified, warn};
use crate::container::{Source, Trusted};
use crate::platform::Cpu;
use crate::upstream::{CrossBuild, Pinned, Source as Origin, Statement};
use crate::words::go as words;
use keys::note::Evidence;
use serde_json::json;
use voice::{Said, Table, Voice};

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
    voice.note(&words::stated_only());
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
    let go = words::go_for(&statement.go, &statement.cpu);
    table.said(&words::go(), &go);
    table.said(&words::came(), &statement.way.said());
    origin(&mut table, &statement.source);
    if let Some(archive) = &statement.archive {
        table.plain(&words::official_archive(), &archive.name);
        table.plain(&words::official_sha256(), archive.sha256);
    }
    if let Some(built) = &statement.built {
        procedure(&mut table, built);
    }
    table.plain(&words::digest(), &statement.h1);
    match &statement.checksum_database {
        Some(evidence) => record(&mut table, evidence),
        None => table.said(&words::record(), &words::no_record_short()),
    }
    table
}

fn origin(table: &mut Table, origin: &Origin) {
    table.plain(&words::taken(), &origin.name);
    if let Some(sha256) = origin.sha256 {
        table.plain(&words::taken_sha256(), sha256);
    }
    table.said(&words::pinned(), &pinned(origin.pinned));
}

fn pinned(pinned: Pinned) -> Said {
    match pinned {
        Pinned::Recipe => words::pinned_recipe(),
        Pinned::Given => words::pinned_given(),
        Pinned::No => words::pinned_no(),
    }
}

fn procedure(table: &mut Table, built: &CrossBuild) {
    table.plain(&words::built_by(), &built.toolchain);
    table.plain(&words::built_by(), &built.toolchain_h1);
    let set = built.environment.iter().map(|(name, value)| format!("{name}={value} "));
    table.plain(&words::built_with(), set.collect::<String>() + &built.command);
}

/// The record, the tree head and the proof as they stand there, for whoever checks them with other tools.
fn record(table: &mut Table, evidence: &Evidence) {
    let number = words::record_number(&grouped(evidence.number));
    table.said(&words::record(), &number);
    for line in evidence.record.lines() {
        table.plain(&words::record(), line);
    }
    for line in evidence.note.lines().filter(|line| !line.is_empty()) {
        table.plain(&words::tree_head(), line);
    }
    for hash in &evidence.proof {
        table.plain(&words::proof(), hash);
    }
}
