//! The host as programs meet it: the kernel, its pages and its signal sets. A value, so that a test can
//! be any host.

pub(crate) mod probe;
pub mod requirements;

use nix::sys::utsname::uname;
use payloads::abi::World;
use payloads::platform::Cpu;

/// What was found out about this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The CPU this program was built for, and so the host's own; `None` for one goferry has no name for.
    pub cpu: Option<Cpu>,
    /// `uname -r`; empty where the kernel does not say.
    pub kernel: String,
    /// Bytes a page (`AT_PAGESZ`); 0 where the kernel did not say.
    pub page_size: u64,
    /// What the CPU can do (`AT_HWCAP`), in bits whose meaning depends on it.
    pub hwcap: u64,
    /// Signal sets the kernel takes.
    pub signal_sets: SignalSets,
    /// `/proc/cpuinfo`, on MIPS only: elsewhere nothing in it is asked for.
    pub cpuinfo: String,
}

/// What the kernel takes for a set of signals: of 64 bits, of 128, or, with a module that lets programs
/// of both of LoongArch's worlds run, both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalSets {
    /// 8 bytes.
    pub short: bool,
    /// 16 bytes.
    pub long: bool,
}

impl Host {
    /// This machine. What only unsafe code can ask for is brought along.
    pub fn this(page_size: u64, hwcap: u64, signal_sets: SignalSets) -> Host {
        let uname = uname().ok();
        let cpu = Cpu::host();
        let cpuinfo = match cpu {
            Some(Cpu::Mips64el) => std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default(),
            _ => String::new(),
        };
        Host {
            cpu,
            kernel: uname
                .map(|names| names.release().to_string_lossy().into_owned())
                .unwrap_or_default(),
            page_size,
            hwcap,
            signal_sets,
            cpuinfo,
        }
    }

    /// The name of its CPU.
    pub fn machine(&self) -> &'static str {
        self.cpu.map_or(std::env::consts::ARCH, Cpu::name)
    }

    /// The kernel's version; `None` where it is no number.
    pub fn kernel_version(&self) -> Option<[u32; 3]> {
        version(&self.kernel)
    }

    /// Which of LoongArch's two worlds its kernel is of; `None` on other CPUs. Not `uname`, which says
    /// `loongarch64` in both and whose version does not decide, but what the kernel does: one of the old
    /// world refuses a set of 64 signals.
    pub fn world(&self) -> Option<World> {
        let world = if self.signal_sets.short { World::New } else { World::Old };
        (self.cpu == Some(Cpu::Loong64)).then_some(world)
    }

    /// Whether programs of `world` run here.
    pub fn runs(&self, world: World) -> bool {
        self.world().is_none_or(|own| own == world)
            || (world == World::Old && self.signal_sets.long)
    }

    /// Whether the CPU has registers for floating-point numbers; `true` where that is not known.
    pub fn has_float(&self) -> bool {
        // asm/hwcap.h: HWCAP_FP of arm64, HWCAP_LOONGARCH_FPU. A MIPS kernel does without the registers.
        match self.cpu {
            Some(Cpu::Arm64) if self.hwcap != 0 => self.hwcap & 1 != 0,
            Some(Cpu::Loong64) if self.hwcap != 0 => self.hwcap & (1 << 3) != 0,
            _ => true,
        }
    }

    /// What the line `key` of /proc/cpuinfo says of the first processor, in words.
    fn cpuinfo(&self, key: &str) -> Option<impl Iterator<Item = &str>> {
        let of = |line: &&str| line.split_once(':').is_some_and(|(name, _)| name.trim() == key);
        let line = self.cpuinfo.lines().find(|line| of(line))?;
        Some(line.split_once(':')?.1.split_whitespace())
    }

    /// Whether a MIPS CPU is one of release 6, which runs no older code; `None` where the kernel does not
    /// say.
    pub fn mips_release_6(&self) -> Option<bool> {
        self.cpuinfo("isa").map(|mut sets| sets.any(|set| set == "mips64r6"))
    }

    /// Whether a MIPS kernel says that its FPU has the old quiet NaNs and not those of 2008.
    pub fn has_only_legacy_nans(&self) -> bool {
        let has = |name: &str| {
            self.cpuinfo("Options implemented")
                .is_some_and(|mut options| options.any(|option| option == name))
        };
        has("nan_legacy") && !has("nan_2008")
    }
}

/// `4.19.0-19-loongson-3`: the numbers it begins with.
fn version(text: &str) -> Option<[u32; 3]> {
    let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.').next()?;
    let mut numbers = numbers.split('.').map(|number| number.parse().ok());
    Some([numbers.next()??, numbers.next()??, numbers.next().flatten().unwrap_or(0)])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A host as most are, for others' tests to change.
    pub(crate) fn usual(cpu: Cpu) -> Host {
        Host {
            cpu: Some(cpu),
            kernel: "6.6.0-32.7.ky11".to_owned(),
            page_size: 4096,
            hwcap: 0xff,
            signal_sets: SignalSets { short: true, long: false },
            cpuinfo: String::new(),
        }
    }

    #[test]
    fn kernel_releases_are_numbers_with_a_tail() {
        assert_eq!(version("4.19.0-19-loongson-3"), Some([4, 19, 0]));
        assert_eq!(version("2.6.32-431.el6.x86_64"), Some([2, 6, 32]));
        assert_eq!(version("6.1-rc3"), Some([6, 1, 0]));
        assert_eq!(version("5.10.0+"), Some([5, 10, 0]));
        assert_eq!(version("generic"), None);
        assert_eq!(version(""), None);
    }

    #[test]
    fn only_a_loongarch_kernel_is_of_a_world_whatever_others_answer() {
        let refusing = SignalSets { short: false, long: false };
        for cpu in [Cpu::X86_64, Cpu::Arm64, Cpu::Mips64el] {
            let host = Host { signal_sets: refusing, ..usual(cpu) };
            assert_eq!(host.world(), None);
            assert!(host.runs(World::New) && host.runs(World::Old));
        }
        let loong =
            |short, long| Host { signal_sets: SignalSets { short, long }, ..usual(Cpu::Loong64) };
        for (short, long, world, runs_new, runs_old) in [
            (true, false, World::New, true, false),
            (true, true, World::New, true, true),
            (false, true, World::Old, false, true),
            (false, false, World::Old, false, true),
        ] {
            let host = loong(short, long);
            assert_eq!(host.world(), Some(world));
            assert_eq!((host.runs(World::New), host.runs(World::Old)), (runs_new, runs_old));
        }
    }

    #[test]
    fn what_a_mips_kernel_says_of_its_cpu_is_read() {
        let loongson = "system type\t\t: generic-loongson-machine\nprocessor\t\t: 0\n\
            isa\t\t\t: mips1 mips2 mips3 mips4 mips5 mips32r1 mips32r2 mips64r1 mips64r2\n\
            Options implemented\t: tlb 4kex fpu nan_legacy cache_cdex_s\n";
        let host = Host { cpuinfo: loongson.to_owned(), ..usual(Cpu::Mips64el) };
        assert!(host.has_only_legacy_nans() && host.mips_release_6() == Some(false));
        let other = loongson.replace("nan_legacy", "nan_legacy nan_2008").replace("r2\n", "r6\n");
        let host = Host { cpuinfo: other, ..usual(Cpu::Mips64el) };
        assert!(!host.has_only_legacy_nans() && host.mips_release_6() == Some(true));
        assert!(!usual(Cpu::Mips64el).has_only_legacy_nans());
        assert_eq!(usual(Cpu::Mips64el).mips_release_6(), None);
    }
}
