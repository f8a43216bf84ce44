//! Which official toolchains a cross-build takes.

use crate::words::go::cross as words;
use anyhow::Result;
use payloads::platform::Cpu;
use voice::Exit;
use voice::Fact;

/// The CPU whose official toolchain runs here, and the other one, whose official files are compared.
///
/// # Errors
/// [`Exit::Usage`]: no official toolchain runs here.
pub(super) fn here() -> Result<(Cpu, Cpu)> {
    match Cpu::host() {
        Some(Cpu::X86_64) => Ok((Cpu::X86_64, Cpu::Arm64)),
        Some(Cpu::Arm64) => Ok((Cpu::Arm64, Cpu::X86_64)),
        _ => Err(Fact::new(Exit::Usage, words::no_builder()).into()),
    }
}
