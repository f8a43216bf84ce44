//! Which file is for which machine.

use crate::machine::{Machine, Root};
use crate::stick::{Stick, name};
use payloads::abi::World;
use payloads::platform::Cpu;
use tests::words::chooser as words;
use voice::Exit;
use voice::Lang;

const OLD: (Cpu, Option<World>) = (Cpu::Loong64, Some(World::Old));
const NEW: (Cpu, Option<World>) = (Cpu::Loong64, Some(World::New));
const ALL: [(Cpu, Option<World>); 6] =
    [(Cpu::X86_64, None), (Cpu::Arm64, None), (Cpu::Mips64el, None), OLD, NEW, (Cpu::Sw64, None)];

const LOADER_OLD: &str = "ld.so.1";
const LOADER_NEW: &str = "ld-linux-loongarch-lp64d.so.1";

/// A machine with /proc, where `uname` says this and programs have these headers.
fn machine(uname: &str, class: u8, order: u8, number: u16) -> Machine<'_> {
    Machine { uname, elf: Some((class, order, number, 0)), signals: Some(64), loaders: &[] }
}

fn loongson<'a>(signals: Option<usize>, flags: u8, loaders: &'a [&'a str]) -> Machine<'a> {
    Machine { uname: "loongarch64", elf: Some((2, 1, 258, flags)), signals, loaders }
}

#[test]
fn each_machine_gets_its_own_file() {
    let root = Root::with(Stick::empty().with_all(&ALL));
    let rows = [
        (machine("x86_64", 2, 1, 62), ALL[0]),
        (machine("amd64", 2, 1, 62), ALL[0]),
        (machine("aarch64", 2, 1, 183), ALL[1]),
        (machine("arm64", 2, 1, 183), ALL[1]),
        (machine("mips64", 2, 1, 8), ALL[2]),
        (machine("mips64el", 2, 1, 8), ALL[2]),
        (Machine { uname: "mips64el", ..Machine::default() }, ALL[2]),
        (machine("sw_64", 2, 1, 0x9916), ALL[5]),
        // A 64-bit kernel that was told to call itself otherwise (setarch).
        (machine("i686", 2, 1, 62), ALL[0]),
        (machine("armv8l", 2, 1, 183), ALL[1]),
        (machine("mips", 2, 1, 8), ALL[2]),
        // Without /proc the shell is asked, here that of x86_64.
        (Machine { uname: "i686", ..Machine::default() }, ALL[0]),
    ];
    for (machine, (cpu, world)) in rows {
        root.becomes(machine);
        let outcome = root.run().args(["-y", "--prefix", "a b"]).run();
        let said = format!("{}<-y><--prefix><a b> in /root/.goferry.", name(cpu, world));
        assert!(outcome.stdout.starts_with(&said), "{}: {outcome}", machine.uname);
        outcome.ends_with(Exit::Declined).says(&[&words::TAKING]).does_not_say(&[&words::NARROW]);
    }
}

#[test]
fn programs_of_32_bits_on_a_64_bit_kernel_are_no_hindrance() {
    let root = Root::with(Stick::empty().with_all(&ALL));
    let rows = [
        (machine("x86_64", 1, 1, 3), ALL[0]),
        (machine("aarch64", 1, 1, 40), ALL[1]),
        (machine("mips64", 1, 1, 8), ALL[2]),
    ];
    for (machine, (cpu, world)) in rows {
        root.becomes(machine);
        let outcome = root.run().run();
        assert!(outcome.stdout.starts_with(&name(cpu, world)), "{outcome}");
        outcome.ends_with(Exit::Declined).says(&[&words::NARROW]);
    }
}

#[test]
fn loongarch_gets_the_file_of_its_world() {
    let root = Root::with(Stick::empty().with_all(&ALL));
    let both = [LOADER_OLD, LOADER_NEW];
    let rows = [
        // The kernel itself, whatever is installed.
        (loongson(Some(128), 0x43, &[LOADER_NEW]), OLD),
        (loongson(Some(64), 0x03, &both), NEW),
        // Without /proc: the one loader, else the object ABI.
        (loongson(None, 0x43, &[LOADER_OLD]), OLD),
        (loongson(None, 0x03, &[LOADER_NEW]), NEW),
        (loongson(None, 0x03, &both), OLD),
        (loongson(None, 0x43, &both), NEW),
        (loongson(None, 0x43, &[]), NEW),
        (Machine { uname: "loong64", ..Machine::default() }, NEW),
    ];
    for (machine, (cpu, world)) in rows {
        root.becomes(machine);
        let outcome = root.run().run();
        assert!(outcome.stdout.starts_with(&name(cpu, world)), "{world:?}: {outcome}");
    }
}

#[test]
fn a_machine_without_a_file_is_told_what_it_is_and_what_there_is() {
    let root = Root::with(Stick::empty().with_all(&ALL));
    let rows = [
        (machine("riscv64", 2, 1, 243), "riscv64, 64-bit, little-endian"),
        (machine("mips64", 2, 2, 8), "mips64, 64-bit, big-endian"),
        (machine("aarch64_be", 2, 2, 183), "aarch64_be, 64-bit, big-endian"),
        (machine("aarch64", 2, 2, 183), "aarch64, 64-bit, big-endian"),
        (machine("mips64", 3, 3, 8), "(mips64)"),
        (machine("i686", 1, 1, 3), "i686, 32-bit, little-endian"),
        (machine("armv7l", 1, 1, 40), "armv7l, 32-bit, little-endian"),
        (machine("ppc64le", 2, 1, 21), "ppc64le, 64-bit, little-endian"),
    ];
    for (machine, told) in rows {
        root.becomes(machine);
        let outcome = root.run().arg("-y").run();
        outcome.ends_with(Exit::WrongCpu).says(&[&words::NO_FILE, &words::NO_FILE_HELP]);
        assert!(outcome.stderr.contains(told), "{told}: {outcome}");
        for (cpu, world) in ALL {
            assert!(outcome.stderr.contains(&name(cpu, world)), "{outcome}");
        }
        root.run().lang(Lang::Zh).run().ends_with(Exit::WrongCpu).says(&[&words::NO_FILE]);
    }
}

#[test]
fn a_file_of_the_other_world_is_refused_and_both_are_named() {
    let rows = [
        (NEW, loongson(Some(128), 0, &[]), "abi1.0"),
        (NEW, loongson(None, 0x03, &[]), "abi1.0"),
        (OLD, loongson(Some(64), 0, &[]), "abi2.0"),
        (OLD, loongson(None, 0x43, &[]), "abi2.0"),
    ];
    for (carried, machine, missing) in rows {
        let root = Root::with(Stick::empty().with_all(&[(Cpu::Arm64, None), carried]));
        root.becomes(machine);
        for lang in [Lang::En, Lang::Zh] {
            let outcome = root.run().lang(lang).arg("-y").run();
            outcome.ends_with(Exit::WrongCpu);
            outcome.says(&[&words::WRONG_WORLD, &words::WRONG_WORLD_HELP]);
            outcome.says(&[&words::OLD_WORLD, &words::NEW_WORLD]);
            assert!(outcome.stderr.contains(&format!("--abi {missing}")), "{outcome}");
        }
    }
}

#[test]
fn a_file_that_was_left_behind_is_named() {
    let root = Root::with(Stick::empty().with_all(&ALL));
    root.becomes(machine("aarch64", 2, 1, 183));
    std::fs::remove_file(root.at("media").join(name(Cpu::Arm64, None))).unwrap();
    for lang in [Lang::En, Lang::Zh] {
        let outcome = root.run().lang(lang).run();
        outcome.ends_with(Exit::WrongCpu).says(&[&words::NOT_BESIDE, &words::NOT_BESIDE_HELP]);
        outcome.says(&[&words::MISSING]);
    }
}
