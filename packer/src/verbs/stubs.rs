//! `goferry-pack stubs`: the programs that are carried for the far side, and those that are missing.

use crate::inputs::stubs;
use crate::inputs::stubs::Stub;
use crate::session::Session;
use payloads::digest::Sha256;
use payloads::inspect::grouped;
use payloads::platform::Cpu;
use voice::Table;

use crate::words::build as words;
use serde_json::{Value, json};
use voice::Voice;
use voice::time::rfc3339;

/// Each CPU's stub: what it is and how it was built, or what builds it.
pub fn run(session: &Session) -> anyhow::Result<()> {
    let all = stubs::all();
    for (cpu, stub) in &all {
        match stub {
            Some(stub) => tell(stub, &session.voice)?,
            None => tell_missing(*cpu, &session.voice)?,
        }
    }
    session.voice.json(&all.iter().map(report).collect::<Value>())
}

fn tell(stub: &Stub, voice: &Voice) -> anyhow::Result<()> {
    let (target, length) = (target(stub.cpu), grouped(stub.bytes.len() as u64));
    voice.raw_line(stub.cpu.name())?;
    let mut table = Table::new(voice.lang());
    table.said(&words::stub(), &words::stub_target(&target, &length));
    table.plain(&words::sha256(), Sha256::of(&stub.bytes));
    if let Some(build) = &stub.build {
        add_build(&mut table, build);
    }
    indented(&table, voice)
}

/// As far as `build.json` says it (packer/stubs/README.md).
fn add_build(table: &mut Table, build: &Value) {
    let text = |name: &str| build[name].as_str().unwrap_or("?");
    let time = build["build_time"].as_u64().map(rfc3339).unwrap_or_default();
    table.plain(&words::stub_compiler(), text("rustc"));
    table.plain(&words::stub_linker(), format_args!("zig {}", text("zig")));
    let library = match text("standard_library") {
        "prebuilt" => words::stub_library_prebuilt(),
        _ => words::stub_library_built(),
    };
    table.said(&words::stub_library(), &library);
    table.plain(&words::stub_sources(), text("source_digest"));
    table.plain(&words::stub_time(), time);
}

fn tell_missing(cpu: Cpu, voice: &Voice) -> anyhow::Result<()> {
    voice.raw_line(cpu.name())?;
    let mut table = Table::new(voice.lang());
    table.said(&words::stub(), &words::stub_missing(&target(cpu)));
    indented(&table, voice)
}

fn indented(table: &Table, voice: &Voice) -> anyhow::Result<()> {
    table.lines().iter().try_for_each(|line| voice.raw_line(&format!("  {line}")))
}

fn report((cpu, stub): &(Cpu, Option<Stub>)) -> Value {
    let mut report = json!({
        "cpu": cpu.name(),
        "target": target(*cpu),
        "carried": stub.is_some(),
        "build_with": format!("ci/build-stub {}", target(*cpu)),
    });
    if let Some(stub) = stub {
        report["length"] = stub.bytes.len().into();
        report["sha256"] = Sha256::of(&stub.bytes).to_string().into();
        report["build"] = stub.build.clone().into();
    }
    report
}

/// Each of [`stubs::all`] has one.
fn target(cpu: Cpu) -> &'static str {
    cpu.stub_target().unwrap_or_default()
}
