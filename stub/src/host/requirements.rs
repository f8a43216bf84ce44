//! What the carried Go asks of its host, and whether this host has it.

use crate::host::Host;
use crate::words::{host as words, install};
use payloads::abi::{self, Class, Float, Needs, Order, World};
use payloads::container::manifest::Kind;
use payloads::container::{Trusted, Verified};
use payloads::platform::Cpu;
use payloads::sentences::chooser;
use payloads::unpack::{self, Plan};
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact, Said};

/// Reads how `goroot/bin/go` begins and compares what it asks for with `host`.
///
/// # Errors
/// [`Exit::WrongCpu`] or [`Exit::TooOld`], naming what the file needs, what the host is and which file to
/// take; those of [`unpack::head`].
pub fn check(
    trusted: &Trusted,
    verified: &Verified<'_>,
    plan: &Plan,
    host: &Host,
) -> anyhow::Result<()> {
    /// Program headers, notes and the loader's name come first in every program there is.
    const HEAD: usize = 64 << 10;
    let payload = &trusted.manifest()?.payload;
    let Some(head) = unpack::head(verified, plan, "goroot/bin/go", HEAD)? else { return Ok(()) };
    let Some(needs) = abi::read(&|at, length| part(&head, at, length)) else { return Ok(()) };
    let go = payload.components.iter().find(|component| component.kind == Kind::Go);
    // Packed as a vendor's own, its world was told; else its file tells.
    let world = go.and_then(|go| World::parse(&go.abi)).or(needs.world);
    let version = &payload.go;
    met(&Needs { world, ..needs }, version, host).context(|| words::comparing(&version))
}

fn part(head: &[u8], at: u64, length: usize) -> Option<Vec<u8>> {
    let at = usize::try_from(at).ok()?;
    Some(head.get(at..at.checked_add(length)?)?.to_vec())
}

/// Whether `host` has what `needs` of Go `version` asks for.
fn met(needs: &Needs, version: &str, host: &Host) -> Result<(), Fact> {
    machine(needs, host)?;
    world(needs, host)?;
    loader(needs)?;
    kernel(needs, version, host)?;
    pages(needs, host)?;
    float(needs, host)?;
    mips(needs, host)
}

fn refuse(said: Said, help: Said) -> Result<(), Fact> {
    Err(Fact::new(Exit::WrongCpu, said).help(help))
}

fn machine(needs: &Needs, host: &Host) -> Result<(), Fact> {
    let own = host.cpu.map(|cpu| (cpu.elf_machine(), Class::Bits64, Order::Little));
    if own == Some((needs.machine, needs.class, needs.order)) {
        return Ok(());
    }
    let number = needs.machine;
    let name = Cpu::of_elf_machine(number)
        .map_or_else(|| format!("ELF {number}"), |cpu| cpu.name().into());
    let bits = if needs.class == Class::Bits32 { 32 } else { 64 };
    let order = match needs.order {
        Order::Little => words::little(),
        Order::Big => words::big(),
    };
    let host = host.machine();
    refuse(words::other_machine(&name, &bits, &&order, &host), install::wrong_cpu_help(&host))
}

fn world(needs: &Needs, host: &Host) -> Result<(), Fact> {
    let (Some(file), Some(own)) = (needs.world, host.world()) else { return Ok(()) };
    if host.runs(file) {
        return Ok(());
    }
    let name = |world| match world {
        World::Old => chooser::OLD_WORLD.said(),
        World::New => chooser::NEW_WORLD.said(),
    };
    let (file, own_name) = (name(file), name(own));
    let help = match own {
        World::Old => words::take_old_world(),
        World::New => words::take_new_world(),
    };
    refuse(words::other_world(&&file, &host.kernel, &&own_name), help)
}

fn loader(needs: &Needs) -> Result<(), Fact> {
    match &needs.interpreter {
        Some(loader) if !Path::new(loader).exists() => {
            refuse(words::loader(&loader), words::loader_help())
        }
        _ => Ok(()),
    }
}

fn kernel(needs: &Needs, version: &str, host: &Host) -> Result<(), Fact> {
    let needed = needs.kernel.unwrap_or([0; 3]).max(kernel_of_go(version));
    // A kernel that does not say its version is not refused for it.
    if host.kernel_version().is_none_or(|own| own >= needed) {
        return Ok(());
    }
    let needed = needed.map(|number| number.to_string()).join(".");
    let said = words::kernel(&needed, &host.kernel);
    Err(Fact::new(Exit::TooOld, said).help(words::kernel_help()))
}

/// The oldest Linux a Go runs on, by its release notes: 3.2 since 1.24, 2.6.32 since 1.18.
fn kernel_of_go(version: &str) -> [u32; 3] {
    let minor = version.split('.').nth(1).and_then(|minor| minor.parse().ok());
    if minor.is_some_and(|minor: u32| minor < 24) { [2, 6, 32] } else { [3, 2, 0] }
}

fn pages(needs: &Needs, host: &Host) -> Result<(), Fact> {
    if host.page_size <= needs.alignment {
        return Ok(());
    }
    let (file, own) = (needs.alignment, host.page_size);
    refuse(words::pages(&file, &own), words::pages_help())
}

fn float(needs: &Needs, host: &Host) -> Result<(), Fact> {
    match needs.float {
        Float::Single | Float::Double if !host.has_float() => {
            refuse(words::float(), words::other_go_help())
        }
        _ => Ok(()),
    }
}

fn mips(needs: &Needs, host: &Host) -> Result<(), Fact> {
    let Some(mips) = needs.mips else { return Ok(()) };
    let name = |is_six| if is_six { words::release_6() } else { words::before_release_6() };
    if let Some(own) = host.mips_release_6()
        && own != (mips.release == 6)
    {
        let (file, own) = (name(mips.release == 6), name(own));
        return refuse(words::mips_release(&&file, &&own), words::other_go_help());
    }
    if mips.nan2008 && host.has_only_legacy_nans() {
        return refuse(words::nans(), words::other_go_help());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::SignalSets;
    use crate::host::tests::usual;
    use voice::{Lang, render_error};

    /// What official Go asks for.
    fn go(cpu: Cpu) -> Needs {
        Needs {
            machine: cpu.elf_machine(),
            class: Class::Bits64,
            order: Order::Little,
            float: if cpu == Cpu::Loong64 { Float::Double } else { Float::Unsaid },
            mips: (cpu == Cpu::Mips64el).then_some(abi::Mips { nan2008: false, release: 0 }),
            world: (cpu == Cpu::Loong64).then_some(World::New),
            kernel: None,
            alignment: if cpu == Cpu::X86_64 { 0x1000 } else { 0x10000 },
            interpreter: None,
        }
    }

    /// Which entry of the catalogue refuses, with what code; both languages name what `names` lists.
    fn refusal(needs: &Needs, host: &Host, names: &[&str]) -> (Exit, &'static str) {
        let fact = met(needs, "1.27.3", host).unwrap_err();
        let found = (fact.exit, fact.said.name());
        let error = anyhow::Error::from(fact);
        for lang in [Lang::En, Lang::Zh] {
            let shown = render_error(&error, lang);
            assert!(!shown.contains(['{', '}']), "{shown}");
            names.iter().for_each(|name| assert!(shown.contains(name), "{name}: {shown}"));
        }
        found
    }

    #[test]
    fn official_go_runs_on_every_usual_host() {
        for cpu in Cpu::BUILT {
            assert!(met(&go(cpu), "1.27.3", &usual(cpu)).is_ok(), "{cpu}");
            let large = Host { page_size: 65536, ..usual(cpu) };
            assert_eq!(met(&go(cpu), "1.27.3", &large).is_ok(), cpu != Cpu::X86_64);
        }
    }

    #[test]
    fn a_go_of_the_other_world_is_refused_and_the_right_file_named() {
        let (new, old) = (usual(Cpu::Loong64), {
            let signal_sets = SignalSets { short: false, long: true };
            Host { signal_sets, kernel: "4.19.0-19-loongson-3".into(), ..usual(Cpu::Loong64) }
        });
        let upstream = go(Cpu::Loong64);
        let vendors = Needs { world: Some(World::Old), ..go(Cpu::Loong64) };
        assert!(met(&vendors, "1.21.9", &old).is_ok() && met(&upstream, "1.27.3", &new).is_ok());
        let names = ["ABI1.0", "ABI2.0", "4.19.0-19-loongson-3", "abi1.0"];
        assert_eq!(refusal(&upstream, &old, &names), (Exit::WrongCpu, "other_world"));
        let names = ["ABI1.0", "ABI2.0", "linux-loong64.run"];
        assert_eq!(refusal(&vendors, &new, &names), (Exit::WrongCpu, "other_world"));
    }

    #[test]
    fn another_machine_class_or_order_is_named() {
        let host = usual(Cpu::X86_64);
        let names = ["arm64", "linux-x86_64.run"];
        assert_eq!(refusal(&go(Cpu::Arm64), &host, &names), (Exit::WrongCpu, "other_machine"));
        let small = Needs { machine: 3, class: Class::Bits32, ..go(Cpu::X86_64) };
        refusal(&small, &host, &["32", "3", "x86_64"]);
        let big = Needs { order: Order::Big, ..go(Cpu::Mips64el) };
        refusal(&big, &usual(Cpu::Mips64el), &["mips64el"]);
    }

    #[test]
    fn an_old_kernel_is_named_with_what_is_needed() {
        let old = Host { kernel: "2.6.32-431.el6.x86_64".to_owned(), ..usual(Cpu::X86_64) };
        let names = ["3.2.0", "2.6.32-431.el6.x86_64"];
        assert_eq!(refusal(&go(Cpu::X86_64), &old, &names), (Exit::TooOld, "kernel"));
        assert!(met(&go(Cpu::X86_64), "1.23.12", &old).is_ok());
        let noted = Needs { kernel: Some([5, 19, 0]), ..go(Cpu::Arm64) };
        let host = Host { kernel: "5.10.0".to_owned(), ..usual(Cpu::Arm64) };
        assert_eq!(refusal(&noted, &host, &["5.19.0"]), (Exit::TooOld, "kernel"));
        let silent = Host { kernel: String::new(), ..usual(Cpu::X86_64) };
        assert!(met(&go(Cpu::X86_64), "1.27.3", &silent).is_ok());
    }

    #[test]
    fn pages_registers_and_loader_must_be_there() {
        let large = Host { page_size: 65536, ..usual(Cpu::Arm64) };
        let small = Needs { alignment: 0x1000, ..go(Cpu::Arm64) };
        assert_eq!(refusal(&small, &large, &["4096", "65536"]), (Exit::WrongCpu, "pages"));
        let bare = Host { hwcap: 1, ..usual(Cpu::Loong64) };
        assert_eq!(refusal(&go(Cpu::Loong64), &bare, &[]), (Exit::WrongCpu, "float"));
        let dynamic = Needs { interpreter: Some("/lib64/none.so.1".into()), ..go(Cpu::X86_64) };
        let found = refusal(&dynamic, &usual(Cpu::X86_64), &["/lib64/none.so.1"]);
        assert_eq!(found, (Exit::WrongCpu, "loader"));
    }

    #[test]
    fn a_mips_go_needs_its_release_and_its_nans() {
        let cpu = |isa: &str, nans: &str| Host {
            cpuinfo: format!("isa : {isa}\nOptions implemented : fpu {nans}\n"),
            ..usual(Cpu::Mips64el)
        };
        let loongson = cpu("mips1 mips5 mips64r2", "nan_legacy");
        assert!(met(&go(Cpu::Mips64el), "1.27.3", &loongson).is_ok());
        let with = |nan2008, release| Needs {
            mips: Some(abi::Mips { nan2008, release }),
            ..go(Cpu::Mips64el)
        };
        assert_eq!(refusal(&with(true, 2), &loongson, &[]), (Exit::WrongCpu, "nans"));
        assert_eq!(refusal(&with(false, 6), &loongson, &["6"]), (Exit::WrongCpu, "mips_release"));
        let six = cpu("mips64r6", "nan_2008");
        assert_eq!(refusal(&with(false, 2), &six, &["6"]), (Exit::WrongCpu, "mips_release"));
        assert!(met(&with(true, 6), "1.27.3", &six).is_ok());
    }
}
