//! What both programs show of a container: who signed it, what is in it, whether it is whole, and its
//! members unpacked without an installation.

mod extract;
mod facts;
mod info;
mod list;
mod provenance;
mod quantity;
mod stock;
mod verify;

pub use extract::{Extraction, extract};
pub use facts::facts;
pub use info::info;
pub use list::{Listing, list};
pub use provenance::provenance;
pub use quantity::{grouped, size};
pub use stock::stock_line;
pub use verify::{verified, verify, verify_upstream, warn};

use crate::container::manifest::Payload;
use crate::platform::{Cpu, Platform};
use crate::words::inspect as words;
use std::path::Path;
use voice::Exit;
use voice::Fact;

/// The CPUs a file holds something for, in the order of its frames; empty where all of it is for any.
pub fn cpus(payload: &Payload) -> Vec<Cpu> {
    let mut cpus = Vec::new();
    for frame in &payload.frames {
        match frame.platform {
            Platform::Cpu(cpu) if !cpus.contains(&cpu) => cpus.push(cpu),
            _ => {}
        }
    }
    cpus
}

/// The CPU to take: the one asked for, else this machine's if the file has it, else the file's first.
fn choose(payload: &Payload, asked: Option<Cpu>, file: &Path) -> Result<Cpu, Fact> {
    let here = cpus(payload);
    let host = Cpu::host().filter(|cpu| here.is_empty() || here.contains(cpu));
    match asked {
        Some(cpu) if here.is_empty() || here.contains(&cpu) => Ok(cpu),
        Some(cpu) => {
            let (file, cpus) = (file.display(), names(&here));
            Err(Fact::new(Exit::WrongCpu, words::nothing_for(&file, &cpu, &cpus)))
        }
        None => Ok(host.or_else(|| here.first().copied()).unwrap_or(Cpu::X86_64)),
    }
}

fn names(cpus: &[Cpu]) -> String {
    cpus.iter().map(|cpu| cpu.name()).collect::<Vec<_>>().join(", ")
}
