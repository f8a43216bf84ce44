//! What proves a cross-build: the same toolchain, run the same way for a CPU whose official files are at
//! hand, gives exactly those.

use super::super::{Distribution, Request, remote};
use super::procedure::{self, Command};
use super::workshop::Workshop;
use crate::words::go::cross as words;
use anyhow::Result;
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use voice::Exit;
use voice::{Fact, Voice};

/// The command that is compared where not all are.
const LARGE: &str = "compile";

/// How much is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Prove {
    /// `cmd/compile`, the largest: it links in nearly all that the others do.
    Large,
    /// Every file that depends on the CPU.
    Full,
}

/// What one run compared and found equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The CPU whose official files were compared with.
    #[serde(serialize_with = "cpu_name")]
    pub cpu: Cpu,
    /// How much was asked for.
    pub scope: Prove,
    /// The official distribution it was compared with, by the `h1:` digest of its module.
    pub official_h1: Option<String>,
    /// The files, by their paths there.
    pub files: Vec<ProvedFile>,
}

/// One file of a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProvedFile {
    /// Its path in the distribution.
    pub path: String,
    /// Its SHA-256, built here and official.
    pub sha256: Sha256,
}

fn cpu_name<S: serde::Serializer>(cpu: &Cpu, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(cpu.name())
}

/// Builds in `workshop` for `cpu` and compares with that CPU's official distribution.
///
/// # Errors
/// [`Exit::Damaged`]: a file differs, each told as a warning; and those of getting and building.
pub(super) fn prove(
    workshop: &Workshop,
    request: &Request,
    (version, cpu): (&str, Cpu),
    scope: Prove,
    cache: &Path,
    voice: &Voice,
) -> Result<Proof> {
    let started = Instant::now();
    let official = remote::official(request, version, cpu, cache, voice)?;
    let commands = chosen(&official, scope)?;
    voice.note(&words::building_proof(&commands.len(), &cpu));
    let built = workshop.build(cpu, &commands)?;
    let files = compare(&official, &commands, &built)?;
    let differing = files.iter().filter(|file| file.found != file.expected);
    let count = differing.map(|file| voice.warn(&file.said(cpu))).count();
    if count > 0 {
        let said = words::proof_failed(&count, &files.len(), &cpu);
        return Err(Fact::new(Exit::Damaged, said).help(words::proof_failed_help()).into());
    }
    let seconds = started.elapsed().as_secs();
    voice.note(&words::proved(&files.len(), &cpu, &seconds));
    let files = files.into_iter().map(|f| ProvedFile { path: f.path, sha256: f.found }).collect();
    Ok(Proof { cpu, scope, official_h1: official.origin.h1, files })
}

/// Comparing nothing would prove anything.
fn chosen(official: &Distribution, scope: Prove) -> Result<Vec<Command>> {
    let mut commands = procedure::commands(official);
    commands.retain(|command| scope == Prove::Full || command.name == LARGE);
    if commands.is_empty() {
        let (cpu, name) = (official.cpu, LARGE);
        return Err(Fact::new(Exit::Preflight, words::nothing_to_prove(&cpu, &name)).into());
    }
    Ok(commands)
}

/// A built file beside the official one.
#[derive(Debug, PartialEq, Eq)]
struct Compared {
    path: String,
    expected: Sha256,
    found: Sha256,
}

impl Compared {
    fn said(&self, cpu: Cpu) -> voice::Said {
        let Compared { path, expected, found } = self;
        words::file_differs(&path, &cpu, &found, &expected)
    }
}

fn compare(
    official: &Distribution,
    commands: &[Command],
    built: &[Arc<[u8]>],
) -> Result<Vec<Compared>> {
    let pair = |(command, bytes): (&Command, &Arc<[u8]>)| {
        let official = official.tree.file(&command.path);
        let official = official.map(|contents| contents.bytes()).transpose()?.unwrap_or_default();
        let (expected, found) = (Sha256::of(&official), Sha256::of(bytes));
        Ok(Compared { path: command.path.clone(), expected, found })
    };
    commands.iter().zip(built).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::fake;
    use super::*;
    use crate::inputs::tree::Tree;
    use voice::Lang;

    #[test]
    fn each_file_that_differs_is_named_with_both_digests() {
        let cpu = Cpu::Arm64;
        let tree = fake::tree("1.27.3", cpu);
        let official = Distribution::inspect(tree, cpu, None, fake::origin(), "x").unwrap();
        let commands = chosen(&official, Prove::Full).unwrap();
        let mut built: Vec<Arc<[u8]>> = commands.iter().map(|_| fake::elf(cpu).into()).collect();
        built[1] = fake::elf(Cpu::Loong64).into();
        let compared = compare(&official, &commands, &built).unwrap();
        let differing: Vec<_> = compared.iter().filter(|f| f.found != f.expected).collect();
        assert_eq!(differing.len(), 1);
        let text = differing[0].said(cpu).render(Lang::En);
        for part in ["bin/gofmt", &Sha256::of(&fake::elf(cpu)).to_string()] {
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(chosen(&official, Prove::Large).unwrap().len(), 1);
    }

    #[test]
    fn a_distribution_without_the_large_one_proves_nothing() {
        let cpu = Cpu::Arm64;
        let mut tree = Tree::new();
        for (path, entry) in fake::tree("1.27.3", cpu).iter().filter(|(p, _)| !p.ends_with(LARGE)) {
            tree.insert(path, entry.clone()).unwrap();
        }
        let official = Distribution::inspect(tree, cpu, None, fake::origin(), "x").unwrap();
        assert!(chosen(&official, Prove::Large).is_err());
    }
}
