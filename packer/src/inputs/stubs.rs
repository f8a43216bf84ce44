//! The stubs this program carries: the built programs that become the first region of an installer.

use include_dir::{Dir, include_dir};
use payloads::container::elf;
use payloads::platform::Cpu;
use payloads::words::{Doing, Fact, Said, build as words};
use payloads::{Exit, say};
use std::borrow::Cow;
use std::path::Path;

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
        Fact::new(Exit::Usage, say!(words::NO_STUB, cpu = cpu)).help(say!(
            words::NO_TARGET_HELP,
            cpu = cpu,
            machine = format!("{:#x}", cpu.elf_machine())
        ))
    })?;
    let file = CARRIED.get_file(format!("{target}/goferry")).ok_or_else(|| {
        Fact::new(Exit::Usage, say!(words::NO_STUB, cpu = cpu))
            .help(say!(words::NO_STUB_HELP, target = target))
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
    let bytes = std::fs::read(path).meaning(Exit::Usage, || {
        say!(payloads::words::container::OPENING, file = path.display())
    })?;
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
        let said =
            say!(payloads::words::container::STUB_NOT_WHOLE, file = file.display(), why = &why);
        Fact::new(Exit::Usage, said)
    };
    let read = |offset: u64, length: usize| {
        let from = usize::try_from(offset).ok()?;
        Some(stub.bytes.get(from..from.checked_add(length)?)?.to_vec())
    };
    let elf = elf::parse(&read).ok_or_else(|| refuse(say!(words::STUB_NOT_ELF)))?;
    if elf.machine != stub.cpu.elf_machine() {
        let (found, expected) = (elf.machine, stub.cpu.elf_machine());
        let said = say!(
            words::STUB_CPU,
            file = file.display(),
            found = found,
            cpu = stub.cpu,
            expected = expected
        );
        return Err(Fact::new(Exit::WrongCpu, said).into());
    }
    let length = stub.bytes.len() as u64;
    if elf.end != length {
        return Err(refuse(say!(words::STUB_TRAILING, end = elf.end, length = length)).into());
    }
    if elf::has_interpreter(&read) {
        return Err(refuse(say!(words::STUB_DYNAMIC)).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use payloads::words::exit_of;

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
                assert!(help.render(payloads::words::Lang::En).contains(named));
            }
        }
    }
}
