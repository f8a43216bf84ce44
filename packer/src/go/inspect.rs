//! What a tree really is: its version by VERSION, its CPU by the ELF headers of its commands.

use super::{Distribution, Origin};
use crate::tree::{Contents, Kind, Tree};
use anyhow::Result;
use payloads::platform::Cpu;
use payloads::recipe::is_version;
use payloads::words::{Doing, Fact, Said, go as words};
use payloads::{Exit, say};
use std::collections::BTreeSet;
use std::io::Read;

pub(super) fn distribution(
    tree: Tree,
    cpu: Cpu,
    expected: Option<&str>,
    origin: Origin,
    name: &str,
) -> Result<Distribution> {
    let version = version(&tree, name)?;
    if let Some(expected) = expected.filter(|expected| *expected != version) {
        let said = say!(words::WRONG_VERSION, file = name, found = version, expected = expected);
        return Err(Fact::new(Exit::Preflight, said).into());
    }
    let native = native_members(&tree, name, cpu)?;
    Ok(Distribution { version, cpu, tree, origin, native })
}

/// The first word of VERSION, without `go`.
fn version(tree: &Tree, name: &str) -> Result<String> {
    let missing = || Fact::new(Exit::Usage, say!(words::NO_VERSION, file = name));
    let bytes = tree.file("VERSION").ok_or_else(missing)?.bytes()?;
    let text = String::from_utf8_lossy(&bytes);
    let word = text.split_whitespace().next().and_then(|word| word.strip_prefix("go"));
    Ok(word.filter(|word| is_version(word)).ok_or_else(missing)?.to_owned())
}

/// The members that depend on the CPU; each command among them is for `cpu`, and `bin/go` is one.
fn native_members(tree: &Tree, name: &str, cpu: Cpu) -> Result<BTreeSet<String>> {
    let mut native = BTreeSet::new();
    for (path, entry) in tree.iter() {
        let below = is_tool(path);
        if let Kind::File(contents) = &entry.kind
            && (below || path.starts_with("bin/"))
            && let Some(machine) = elf_machine(contents)?
        {
            if machine != Machine::of(cpu) {
                return Err(wrong_cpu(path, name, machine, cpu));
            }
            native.insert(path.to_owned());
        } else if below {
            native.insert(path.to_owned());
        }
    }
    if !native.contains("bin/go") {
        return Err(Fact::new(Exit::Usage, say!(words::NO_GO_COMMAND, file = name)).into());
    }
    Ok(native)
}

/// In `pkg/tool/linux_ARCH` or, with old or installed standard libraries, `pkg/linux_ARCH`; the
/// directory itself too.
fn is_tool(path: &str) -> bool {
    path.starts_with("pkg/tool/linux_") || path.starts_with("pkg/linux_")
}

/// What an ELF header says about the machine (System V gABI, "ELF Header").
#[derive(Clone, Copy, PartialEq, Eq)]
struct Machine {
    /// EI_CLASS and EI_DATA: 2 is 64-bit, 1 little-endian.
    class_and_data: [u8; 2],
    e_machine: u16,
}

impl Machine {
    fn of(cpu: Cpu) -> Self {
        Machine { class_and_data: [2, 1], e_machine: cpu.elf_machine() }
    }

    fn said(self) -> Said {
        let cpu = Cpu::ALL.into_iter().find(|cpu| Machine::of(*cpu) == self);
        match cpu {
            Some(cpu) => say!(words::MACHINE_NAME, name = cpu),
            None => say!(words::OTHER_MACHINE, machine = self.e_machine),
        }
    }
}

fn elf_machine(contents: &Contents) -> Result<Option<Machine>> {
    let mut header = Vec::new();
    let opened = contents.open().and_then(|file| file.take(20).read_to_end(&mut header));
    opened.meaning(Exit::Medium, || say!(words::READING_HEADER))?;
    let Some((header, _)) = header.split_first_chunk::<20>() else { return Ok(None) };
    let number = [header[18], header[19]];
    let little = header[5] == 1;
    let e_machine = if little { u16::from_le_bytes(number) } else { u16::from_be_bytes(number) };
    let machine = Machine { class_and_data: [header[4], header[5]], e_machine };
    Ok(header.starts_with(b"\x7fELF").then_some(machine))
}

fn wrong_cpu(member: &str, file: &str, found: Machine, expected: Cpu) -> anyhow::Error {
    let found = found.said();
    let said =
        say!(words::WRONG_CPU, member = member, file = file, found = found, expected = expected);
    Fact::new(Exit::WrongCpu, said).into()
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use payloads::platform::Platform;
    use payloads::words::exit_of;

    fn inspected(tree: Tree, cpu: Cpu, version: Option<&str>) -> Result<Distribution> {
        distribution(tree, cpu, version, fake::origin(), "x")
    }

    #[test]
    fn ten_files_and_their_directory_depend_on_the_cpu() {
        let go = inspected(fake::tree("1.27.3", Cpu::Arm64), Cpu::Arm64, Some("1.27.3")).unwrap();
        assert_eq!(go.version, "1.27.3");
        let native: Vec<&str> = go
            .tree
            .iter()
            .map(|(path, _)| path)
            .filter(|path| go.platform_of(path) == Platform::Cpu(Cpu::Arm64))
            .collect();
        let tools = ["pkg/tool/linux_arm64", "pkg/tool/linux_arm64/compile"];
        assert_eq!(native, [&["bin/go", "bin/gofmt"], tools.as_slice()].concat());
        assert_eq!(go.platform_of("src/cmd/x/testdata/elf"), Platform::Any);
        assert_eq!(go.platform_of("bin"), Platform::Any);
    }

    #[test]
    fn the_cpu_is_read_from_the_commands_not_from_names() {
        let error = inspected(fake::tree("1.27.3", Cpu::Arm64), Cpu::X86_64, None).unwrap_err();
        assert_eq!(exit_of(&error), Exit::WrongCpu);
        assert!(format!("{error}").contains("arm64"), "{error}");
        let mut mixed = fake::tree("1.27.3", Cpu::Loong64);
        mixed.insert_bytes("bin/tool", fake::elf(Cpu::X86_64), true).unwrap();
        let error = inspected(mixed, Cpu::Loong64, None).unwrap_err();
        assert_eq!(exit_of(&error), Exit::WrongCpu);
    }

    #[test]
    fn another_version_than_the_one_asked_for_is_refused() {
        let tree = fake::tree("1.26.8", Cpu::X86_64);
        let error = inspected(tree, Cpu::X86_64, Some("1.27.3")).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Preflight);
        assert!(format!("{error}").contains("Go 1.26.8, not Go 1.27.3"), "{error}");
    }

    #[test]
    fn a_tree_that_is_no_go_is_refused() {
        let mut tree = Tree::new();
        assert_eq!(exit_of(&inspected(tree.clone(), Cpu::X86_64, None).unwrap_err()), Exit::Usage);
        tree.insert_bytes("VERSION", *b"go1.27.3\n", false).unwrap();
        tree.insert_bytes("bin/go", *b"#!/bin/sh\n", true).unwrap();
        assert_eq!(exit_of(&inspected(tree, Cpu::X86_64, None).unwrap_err()), Exit::Usage);
    }
}
