//! CPUs, under the three names the field knows them by.

use std::fmt;

/// A CPU a container can be for. Displayed as users and file names know it: `x86_64`, `arm64`, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cpu {
    /// x86_64: Hygon, Zhaoxin, Intel, AMD.
    X86_64,
    /// arm64: Kunpeng, Phytium.
    Arm64,
    /// mips64el: Loongson 3A3000 and 3A4000.
    Mips64el,
    /// loong64: Loongson 3A5000, 3A6000, 2K1000.
    Loong64,
    /// sw64: Sunway (SW 3231, 831). Neither Rust nor Go know it: stub and Go come from the vendor.
    Sw64,
}

impl Cpu {
    /// All of them, in the order files are written.
    pub const ALL: [Cpu; 5] = [Cpu::X86_64, Cpu::Arm64, Cpu::Mips64el, Cpu::Loong64, Cpu::Sw64];
    /// Those that Go is published for and that a stub can be built for here.
    pub const BUILT: [Cpu; 4] = [Cpu::X86_64, Cpu::Arm64, Cpu::Mips64el, Cpu::Loong64];

    /// The name in file names and manifests.
    pub fn name(self) -> &'static str {
        match self {
            Cpu::X86_64 => "x86_64",
            Cpu::Arm64 => "arm64",
            Cpu::Mips64el => "mips64el",
            Cpu::Loong64 => "loong64",
            Cpu::Sw64 => "sw64",
        }
    }

    /// Go's name, `GOARCH`.
    pub fn goarch(self) -> &'static str {
        match self {
            Cpu::X86_64 => "amd64",
            Cpu::Arm64 => "arm64",
            Cpu::Mips64el => "mips64le",
            Cpu::Loong64 => "loong64",
            Cpu::Sw64 => "sw64",
        }
    }

    /// `e_machine` of its ELF files (System V gABI, "ELF Header"); all are 64-bit little-endian.
    pub fn elf_machine(self) -> u16 {
        match self {
            Cpu::X86_64 => 62,
            Cpu::Arm64 => 183,
            Cpu::Mips64el => 8,
            Cpu::Loong64 => 258,
            Cpu::Sw64 => 0x9916,
        }
    }

    /// The CPU of an `e_machine`.
    pub fn of_elf_machine(machine: u16) -> Option<Cpu> {
        Cpu::ALL.into_iter().find(|cpu| cpu.elf_machine() == machine)
    }

    /// Rust's musl target of its stub; none for Sunway, which Rust, musl and Zig do not know.
    pub fn stub_target(self) -> Option<&'static str> {
        match self {
            Cpu::X86_64 => Some("x86_64-unknown-linux-musl"),
            Cpu::Arm64 => Some("aarch64-unknown-linux-musl"),
            Cpu::Mips64el => Some("mips64el-unknown-linux-muslabi64"),
            Cpu::Loong64 => Some("loongarch64-unknown-linux-musl"),
            Cpu::Sw64 => None,
        }
    }

    /// Any of the usual names: ours, Go's, the kernel's (`uname -m`), Rust's.
    pub fn parse(name: &str) -> Option<Cpu> {
        match name {
            "x86_64" | "amd64" => Some(Cpu::X86_64),
            "arm64" | "aarch64" => Some(Cpu::Arm64),
            "mips64el" | "mips64le" => Some(Cpu::Mips64el),
            "loong64" | "loongarch64" => Some(Cpu::Loong64),
            "sw64" | "sw_64" => Some(Cpu::Sw64),
            _ => None,
        }
    }

    /// The CPU this program was built for.
    pub fn host() -> Option<Cpu> {
        match std::env::consts::ARCH {
            "mips64" => Some(Cpu::Mips64el),
            arch => Cpu::parse(arch),
        }
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a frame or member is for: every CPU, or one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Independent of the CPU.
    Any,
    /// For this CPU only.
    Cpu(Cpu),
}

impl Platform {
    /// `any` or the CPU's name, as manifests write it.
    pub fn name(self) -> &'static str {
        match self {
            Platform::Any => "any",
            Platform::Cpu(cpu) => cpu.name(),
        }
    }

    /// The strict inverse of [`name`](Self::name).
    pub fn parse(name: &str) -> Option<Platform> {
        match name {
            "any" => Some(Platform::Any),
            _ => Cpu::ALL.into_iter().find(|cpu| cpu.name() == name).map(Platform::Cpu),
        }
    }

    /// Whether a host with `cpu` needs it.
    pub fn serves(self, cpu: Cpu) -> bool {
        self == Platform::Any || self == Platform::Cpu(cpu)
    }

    /// Whether every host that needs `other` needs it, too.
    pub fn covers(self, other: Platform) -> bool {
        self == Platform::Any || self == other
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_name_leads_to_its_cpu() {
        for cpu in Cpu::ALL {
            assert_eq!(Cpu::parse(cpu.name()), Some(cpu));
            assert_eq!(Cpu::parse(cpu.goarch()), Some(cpu));
            assert_eq!(Cpu::of_elf_machine(cpu.elf_machine()), Some(cpu));
            assert_eq!(Platform::parse(cpu.name()), Some(Platform::Cpu(cpu)));
        }
        for (name, cpu) in
            [("aarch64", Cpu::Arm64), ("loongarch64", Cpu::Loong64), ("sw_64", Cpu::Sw64)]
        {
            assert_eq!(Cpu::parse(name), Some(cpu));
        }
        assert_eq!(Cpu::parse("mips64"), None, "big-endian");
        assert_eq!(Cpu::of_elf_machine(243), None);
    }

    #[test]
    fn what_is_built_here_has_a_target() {
        for cpu in Cpu::ALL {
            assert_eq!(cpu.stub_target().is_some(), Cpu::BUILT.contains(&cpu), "{cpu}");
        }
    }
}
