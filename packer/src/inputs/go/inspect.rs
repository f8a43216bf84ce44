//! What a tree really is: its version by VERSION, its CPU and its ABI by the ELF files of its commands.

use super::{Distribution, Origin, abi};
use crate::inputs::tree::{Contents, Kind, Tree};
use crate::words::go as words;
use anyhow::Result;
use payloads::abi::{Class, Needs, Order, World};
use payloads::container::manifest::is_word;
use payloads::platform::Cpu;
use payloads::recipe::is_version;
use std::collections::BTreeSet;
use std::io::Read;
use voice::Exit;
use voice::{Context as _, Fact, Said};

pub(super) fn distribution(
    tree: Tree,
    cpu: Cpu,
    expected: Option<&str>,
    origin: Origin,
    name: &str,
) -> Result<Distribution> {
    let version = version(&tree, name)?;
    if let Some(expected) = expected.filter(|expected| *expected != version) {
        let said = words::wrong_version(&name, &version, &expected);
        return Err(Fact::new(Exit::Preflight, said).into());
    }
    let (native, world) = native_members(&tree, name, cpu)?;
    Ok(Distribution { version, cpu, abi: abi::OFFICIAL.to_owned(), world, tree, origin, native })
}

/// The first word of VERSION, without `go`.
fn version(tree: &Tree, name: &str) -> Result<String> {
    let missing = || Fact::new(Exit::Usage, words::no_version(&name));
    let bytes = tree.file("VERSION").ok_or_else(missing)?.bytes()?;
    let text = String::from_utf8_lossy(&bytes);
    let word = text.split_whitespace().next().and_then(|word| word.strip_prefix("go"));
    Ok(word.filter(|word| is_version_or_vendors(word)).ok_or_else(missing)?.to_owned())
}

/// A release's version, or one with a vendor's suffix behind, which cmd/go too cuts off where it compares
/// (`internal/gover`, FromToolchain): `1.21.5-loongson`.
fn is_version_or_vendors(word: &str) -> bool {
    let release = word.split(['-', '+']).next().unwrap_or_default();
    is_version(release) && is_word(word)
}

/// The members that depend on the CPU, and the world they are made for. Each command among them is for
/// `cpu`, all are for one world, and `bin/go` is one.
fn native_members(tree: &Tree, name: &str, cpu: Cpu) -> Result<(BTreeSet<String>, Option<World>)> {
    let mut native = BTreeSet::new();
    let mut world: Option<World> = None;
    for (path, entry) in tree.iter() {
        let below = is_tool(path);
        if let Kind::File(contents) = &entry.kind
            && (below || path.starts_with("bin/"))
            && let Some(needs) = needs(contents)?
        {
            if !is_for(&needs, cpu) {
                return Err(wrong_cpu(path, name, &needs, cpu));
            }
            world = one_world(world, needs.world, path, name)?;
            native.insert(path.to_owned());
        } else if below {
            native.insert(path.to_owned());
        }
    }
    if !native.contains("bin/go") {
        return Err(Fact::new(Exit::Usage, words::no_go_command(&name)).into());
    }
    Ok((native, world))
}

/// The world of a member, if it is that of those before it.
fn one_world(
    before: Option<World>,
    found: Option<World>,
    member: &str,
    file: &str,
) -> Result<Option<World>, Fact> {
    match (before, found) {
        (Some(expected), Some(found)) if expected != found => {
            let (found, expected) = (abi::said(found), abi::said(expected));
            Err(Fact::new(Exit::WrongCpu, words::worlds(&member, &file, &found, &expected)))
        }
        _ => Ok(found.or(before)),
    }
}

/// In `pkg/tool/linux_ARCH` or, with old or installed standard libraries, `pkg/linux_ARCH`; the
/// directory itself too.
fn is_tool(path: &str) -> bool {
    path.starts_with("pkg/tool/linux_") || path.starts_with("pkg/linux_")
}

/// What a command asks of its host, by its beginning: linkers put the tables that count there.
fn needs(contents: &Contents) -> Result<Option<Needs>> {
    const BEGINNING: u64 = 64 * 1024;
    let mut head = Vec::new();
    let opened = contents.open().and_then(|file| file.take(BEGINNING).read_to_end(&mut head));
    opened.exit_with(Exit::Medium, words::reading_header)?;
    Ok(payloads::abi::read(&|offset, length| {
        let from = usize::try_from(offset).ok()?;
        Some(head.get(from..from.checked_add(length)?)?.to_vec())
    }))
}

fn is_for(needs: &Needs, cpu: Cpu) -> bool {
    (needs.class, needs.order) == (Class::Bits64, Order::Little)
        && needs.machine == cpu.elf_machine()
}

fn machine(needs: &Needs) -> Said {
    let machine = needs.machine;
    match (needs.class, needs.order, Cpu::of_elf_machine(machine)) {
        (Class::Bits32, ..) => words::machine_of_32_bits(&machine),
        (_, Order::Big, _) => words::big_endian_machine(&machine),
        (.., Some(cpu)) => words::machine_name(&cpu),
        (.., None) => words::other_machine(&machine),
    }
}

fn wrong_cpu(member: &str, file: &str, found: &Needs, expected: Cpu) -> anyhow::Error {
    let found = machine(found);
    let said = words::wrong_cpu(&member, &file, &found, &expected);
    Fact::new(Exit::WrongCpu, said).into()
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use payloads::platform::Platform;
    use voice::exit_of;

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

    #[test]
    fn commands_of_two_worlds_are_refused() {
        let mut mixed = fake::tree_with("1.21.5", Cpu::Loong64, 0x43);
        mixed.insert_bytes("bin/vet", fake::elf_with(Cpu::Loong64, 0x3), true).unwrap();
        let error = inspected(mixed, Cpu::Loong64, None).unwrap_err();
        assert_eq!(exit_of(&error), Exit::WrongCpu);
        assert!(format!("{error}").contains("old world"), "{error}");
    }

    #[test]
    fn foreign_word_lengths_and_byte_orders_are_named() {
        for (at, value, named) in [(4, 1, "32-bit"), (5, 2, "big-endian")] {
            let mut elf = fake::elf(Cpu::Mips64el);
            elf[at] = value;
            let mut tree = fake::tree("1.27.3", Cpu::Mips64el);
            tree.insert_bytes("bin/other", elf, true).unwrap();
            let error = inspected(tree, Cpu::Mips64el, None).unwrap_err();
            assert!(format!("{error}").contains(named), "{error}");
        }
    }

    #[test]
    fn versions_may_have_a_vendors_suffix() {
        for good in ["1.27", "1.27.3", "1.28rc1", "1.21.5-loongson", "1.18.3+sw.2"] {
            assert!(is_version_or_vendors(good), "{good}");
        }
        for bad in ["", "-loongson", "1", "1.21.5loongson", "1.21.5-a/b", "1.21.5-\u{1b}[2J"] {
            assert!(!is_version_or_vendors(bad), "{bad}");
        }
    }
}
