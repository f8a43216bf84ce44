//! The stubs this program carries: the built programs that become the first region of an installer.

use crate::words::build as words;
use include_dir::{Dir, include_dir};
use payloads::container::elf;
use payloads::platform::Cpu;
use std::borrow::Cow;
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact, Said};

static CARRIED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/stubs");

/// A stub, checked to be one whole static program for its CPU.
#[derive(Clone, Debug)]
pub struct Stub {
    /// What it runs on.
    pub cpu: Cpu,
    /// The program.
    pub bytes: Cow<'static, [u8]>,
    /// How it was built, as `ci/build-stub` wrote it down; `None` for `--stub FILE`.
    pub build: Option<serde_json::Value>,
}

/// The carried stub for `cpu`.
///
/// # Errors
/// [`Exit::Usage`], saying what to run, where none is carried.
pub fn carried(cpu: Cpu) -> anyhow::Result<Stub> {
    let target = cpu.stub_target().ok_or_else(|| {
        Fact::new(Exit::Usage, words::no_stub(&cpu))
            .help(words::no_target_help(&cpu, &format!("{:#x}", cpu.elf_machine())))
    })?;
    let file = CARRIED.get_file(format!("{target}/goferry")).ok_or_else(|| {
        Fact::new(Exit::Usage, words::no_stub(&cpu)).help(words::no_stub_help(&target))
    })?;
    let build = CARRIED.get_file(format!("{target}/build.json"));
    let stub = Stub {
        cpu,
        bytes: Cow::Borrowed(file.contents()),
        build: build.and_then(|file| serde_json::from_slice(file.contents()).ok()),
    };
    check(&stub, Path::new(target))?;
    Ok(stub)
}

/// The stub in the file at `path`.
///
/// # Errors
/// [`Exit::Usage`] where it is not one whole static program, [`Exit::WrongCpu`] where it is for
/// another CPU.
pub fn from_file(path: &Path, cpu: Cpu) -> anyhow::Result<Stub> {
    let bytes = std::fs::read(path)
        .exit_with(Exit::Usage, || payloads::sentences::container::opening(&path.display()))?;
    let stub = Stub { cpu, bytes: Cow::Owned(bytes), build: None };
    check(&stub, path)?;
    Ok(stub)
}

/// What is carried for each CPU that a stub can be built for, in the order of [`Cpu::BUILT`].
pub fn all() -> Vec<(Cpu, Option<Stub>)> {
    Cpu::BUILT.into_iter().map(|cpu| (cpu, carried(cpu).ok())).collect()
}

fn check(stub: &Stub, file: &Path) -> anyhow::Result<()> {
    let refuse = |why: Said| {
        let said = words::stub_not_whole(&file.display(), &&why);
        Fact::new(Exit::Usage, said)
    };
    let read = |offset: u64, length: usize| {
        let from = usize::try_from(offset).ok()?;
        Some(stub.bytes.get(from..from.checked_add(length)?)?.to_vec())
    };
    let elf = elf::parse(&read).ok_or_else(|| refuse(words::stub_not_elf()))?;
    if elf.machine != stub.cpu.elf_machine() {
        let (found, expected) = (elf.machine, stub.cpu.elf_machine());
        let said = words::stub_cpu(&file.display(), &found, &stub.cpu, &expected);
        return Err(Fact::new(Exit::WrongCpu, said).into());
    }
    let length = stub.bytes.len() as u64;
    if elf.end != length {
        return Err(refuse(words::stub_trailing(&elf.end, &length)).into());
    }
    if elf::has_interpreter(&read) {
        return Err(refuse(words::stub_dynamic()).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::exit_of;

    #[test]
    fn only_whole_static_programs_for_the_cpu_are_stubs() {
        let own = std::env::current_exe().unwrap();
        let host = Cpu::host().unwrap();
        let dynamic = from_file(&own, host).unwrap_err();
        assert_eq!(exit_of(&dynamic), Exit::Usage);
        let foreign = Cpu::ALL.into_iter().find(|cpu| *cpu != host).unwrap();
        assert_eq!(exit_of(&from_file(&own, foreign).unwrap_err()), Exit::WrongCpu);
        let dir = tempfile::tempdir().unwrap();
        let script = dir.path().join("script");
        std::fs::write(&script, "#!/bin/sh\n").unwrap();
        assert_eq!(exit_of(&from_file(&script, host).unwrap_err()), Exit::Usage);
    }

    #[test]
    fn a_missing_stub_says_what_to_run() {
        for cpu in Cpu::ALL {
            if let Err(error) = carried(cpu) {
                let help = error.downcast_ref::<Fact>().unwrap().help.clone().unwrap();
                let named = cpu.stub_target().unwrap_or("--stub FILE");
                assert!(help.render(voice::Lang::En).contains(named));
            }
        }
    }
}
