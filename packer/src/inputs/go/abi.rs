//! With which ABI a distribution is packed: `linux` for the official ones, else what `--abi` names. The
//! names of LoongArch's two worlds have to be what the commands are made for; other names are the
//! vendor's word.

use super::{Distribution, OriginKind, Pinned};
use crate::words::go as words;
use anyhow::Result;
use payloads::abi::World;
use payloads::platform::Cpu;
use payloads::recipe::is_version;
use voice::Exit;
use voice::{Fact, Said};

/// The ABI of official distributions.
pub(super) const OFFICIAL: &str = "linux";

impl Distribution {
    /// This distribution under the ABI that was asked for; `file` is what messages call it.
    ///
    /// # Errors
    /// [`Exit::WrongCpu`]: its commands are made for another world than `wanted` names, or for the old
    /// one although nobody asked for it; [`Exit::Usage`]: it is a vendor's, and no ABI is named.
    pub(super) fn with_abi(mut self, wanted: Option<&str>, file: &str) -> Result<Self> {
        let Some(name) = wanted else {
            self.refuse_unnamed(file)?;
            return Ok(self);
        };
        if let Some(world) = World::parse(name).filter(|world| self.world != Some(*world)) {
            return Err(self.contradicts(world, file).into());
        }
        if self.origin.kind == OriginKind::Archive && self.origin.pinned != Pinned::Recipe {
            self.origin.name = format!("go{}-{name}.linux-{}", self.version, self.cpu.goarch());
        }
        name.clone_into(&mut self.abi);
        Ok(self)
    }

    /// Whether it is packed as a vendor's own.
    pub fn is_vendors(&self) -> bool {
        self.abi != OFFICIAL
    }

    /// What can only be a vendor's has to be called so.
    fn refuse_unnamed(&self, file: &str) -> Result<(), Fact> {
        if self.world == Some(World::Old) {
            let said = words::old_world(&file);
            return Err(Fact::new(Exit::WrongCpu, said).help(words::old_world_help()));
        }
        let said = match self.cpu {
            Cpu::Sw64 => words::no_official_go(&self.cpu),
            _ if is_version(&self.version) => return Ok(()),
            _ => words::vendor_version(&file, &self.version),
        };
        Err(Fact::new(Exit::Usage, said).help(words::name_abi_help()))
    }

    fn contradicts(&self, named: World, file: &str) -> Fact {
        let said = match self.world {
            Some(found) => words::abi_contradicted(&file, &said(found), &named),
            None => words::abi_of_loongarch(&named, &file, &self.cpu),
        };
        Fact::new(Exit::WrongCpu, said)
    }
}

/// A world, as messages speak of it.
pub(super) fn said(world: World) -> Said {
    match world {
        World::Old => words::world_old(),
        World::New => words::world_new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use voice::{Lang, exit_of};

    fn packed(version: &str, cpu: Cpu, flags: u32, abi: Option<&str>) -> Result<Distribution> {
        let tree = fake::tree_with(version, cpu, flags);
        Distribution::inspect(tree, cpu, None, fake::origin(), "x")?.with_abi(abi, "x")
    }

    fn exit(found: Result<Distribution>) -> Exit {
        exit_of(&found.unwrap_err())
    }

    #[test]
    fn an_official_go_needs_no_name() {
        for cpu in Cpu::BUILT {
            assert_eq!(packed("1.27.3", cpu, 0x43, None).unwrap().abi, "linux");
        }
        assert_eq!(packed("1.27.3", Cpu::Loong64, 0x43, Some("abi2.0")).unwrap().abi, "abi2.0");
    }

    #[test]
    fn an_old_world_go_has_to_be_called_so() {
        let error = packed("1.21.5", Cpu::Loong64, 0x3, None).unwrap_err();
        assert_eq!(exit_of(&error), Exit::WrongCpu);
        let help = error.downcast_ref::<Fact>().unwrap().help.clone().unwrap();
        assert!(help.render(Lang::En).contains("--abi abi1.0"));
        let go = packed("1.21.5", Cpu::Loong64, 0x3, Some("abi1.0")).unwrap();
        assert_eq!(go.abi, "abi1.0");
    }

    #[test]
    fn a_name_that_the_commands_contradict_is_refused() {
        let refused = [
            (Cpu::Loong64, 0x3, "abi2.0"),
            (Cpu::Loong64, 0x43, "abi1.0"),
            (Cpu::X86_64, 0, "abi1.0"),
            (Cpu::Sw64, 0, "abi2.0"),
        ];
        for (cpu, flags, abi) in refused {
            assert_eq!(
                exit(packed("1.21.5", cpu, flags, Some(abi))),
                Exit::WrongCpu,
                "{cpu} {abi}"
            );
        }
    }

    #[test]
    fn a_vendors_version_and_cpu_need_a_name() {
        assert_eq!(exit(packed("1.21.5-loongson", Cpu::Loong64, 0x43, None)), Exit::Usage);
        assert_eq!(exit(packed("1.20.4", Cpu::Sw64, 0, None)), Exit::Usage);
        let go = packed("1.20.4-sw", Cpu::Sw64, 0, Some("sw_64.8a")).unwrap();
        assert_eq!((go.version.as_str(), go.abi.as_str()), ("1.20.4-sw", "sw_64.8a"));
    }
}
