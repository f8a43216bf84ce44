//! LoongArch's two worlds: two ABIs of one CPU, whose kernels run only their own programs.

use std::fmt;

/// One of LoongArch's two incompatible Linux ABIs. Displayed as `--abi` takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// ABI1.0: kernels 4.19 and 5.4 of vendors, with 128 signals (Kylin V10, UOS V20, Loongnix 20).
    Old,
    /// ABI2.0: Linux 5.19 and later, with 64 signals as everywhere; what upstream Go is made for.
    New,
}

impl World {
    /// The name that `--abi` and manifests give it.
    pub const fn name(self) -> &'static str {
        match self {
            World::Old => "abi1.0",
            World::New => "abi2.0",
        }
    }

    /// The strict inverse of [`name`](Self::name).
    pub fn parse(name: &str) -> Option<World> {
        [World::Old, World::New].into_iter().find(|world| world.name() == name)
    }

    /// The loader names the world for certain. Without one, as in Go's own commands, the version of the
    /// object ABI must do (`EF_LOONGARCH_OBJABI_MASK`): the linkers of the old world know only version 0,
    /// and so does its Go (0x3), while upstream Go has written version 1 (0x43) since 1.21.0 at the latest.
    /// New-world programs of version 0 exist from before binutils 2.40 (2022), none of them a Go that is
    /// pinned here.
    pub(super) fn of(flags: u32, interpreter: Option<&str>) -> World {
        const OBJABI_MASK: u32 = 0xc0;
        match interpreter.and_then(|path| path.rsplit('/').next()) {
            Some("ld.so.1") => World::Old,
            Some(name) if name.starts_with("ld-") => World::New,
            _ if flags & OBJABI_MASK == 0 => World::Old,
            _ => World::New,
        }
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
