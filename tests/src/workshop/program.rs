//! The smallest real static programs: what stands for Go in a mini release.

use payloads::platform::Cpu;

/// An ELF program for Linux on `cpu` that writes `text` to standard output and ends with 0.
///
/// System V gABI, "ELF Header" and "Program Header"; one segment that is the whole file.
pub fn prints(cpu: Cpu, text: &str) -> Vec<u8> {
    let code = code(cpu, text.len() as u32);
    let length = HEADERS + (code.len() + text.len()) as u64;
    let page = if cpu == Cpu::X86_64 { 0x1000 } else { 0x10000 };
    let mut out = Vec::new();
    out.extend(b"\x7fELF\x02\x01\x01");
    out.extend([0; 9]);
    for half in [2, cpu.elf_machine()] {
        out.extend(half.to_le_bytes());
    }
    out.extend(1u32.to_le_bytes());
    for word in [BASE + HEADERS, 64, 0] {
        out.extend(word.to_le_bytes());
    }
    out.extend(flags(cpu).to_le_bytes());
    for half in [64u16, 56, 1, 64, 0, 0] {
        out.extend(half.to_le_bytes());
    }
    for word in [1u32, 5] {
        out.extend(word.to_le_bytes());
    }
    for word in [0, BASE, BASE, length, length, page] {
        out.extend(word.to_le_bytes());
    }
    out.extend(code);
    out.extend(text.as_bytes());
    out
}

/// `stub`, a program for `cpu`, patched where it starts: whatever it is asked, it writes `text` to standard
/// output and ends with 0. Nothing else of it is changed.
pub fn lying(stub: &[u8], cpu: Cpu, text: &str) -> Vec<u8> {
    let number = |at: usize| u64::from_le_bytes(stub[at..at + 8].try_into().expect("8 bytes"));
    let half = |at: usize| usize::from(u16::from_le_bytes([stub[at], stub[at + 1]]));
    // System V gABI: e_entry, e_phoff, e_phentsize, e_phnum; p_type, p_offset, p_vaddr, p_filesz.
    let (entry, headers) = (number(24), number(32) as usize);
    let headers = (0..half(56)).map(|n| headers + n * half(54));
    let found = headers.filter(|at| stub[*at..at + 4] == [1, 0, 0, 0]).find_map(|at| {
        let within =
            entry.checked_sub(number(at + 16)).filter(|within| *within < number(at + 32))?;
        Some((number(at + 8) + within) as usize)
    });
    let at = found.expect("a program starts in one of its segments");
    let patch = [&code(cpu, text.len() as u32)[..], text.as_bytes()].concat();
    let mut lying = stub.to_vec();
    lying[at..at + patch.len()].copy_from_slice(&patch);
    lying
}

const BASE: u64 = 0x40_0000;
const HEADERS: u64 = 64 + 56;

/// `e_flags` as Go's linker sets them: MIPS III with CPIC; LP64D of the second object ABI.
fn flags(cpu: Cpu) -> u32 {
    match cpu {
        Cpu::X86_64 | Cpu::Arm64 => 0,
        Cpu::Mips64el => 0x2000_0004,
        Cpu::Loong64 => 0x43,
        Cpu::Sw64 => unwritten(),
    }
}

/// `write(1, text, length); exit_group(0)`, the text right behind it.
fn code(cpu: Cpu, length: u32) -> Vec<u8> {
    match cpu {
        Cpu::X86_64 => x86_64(length),
        Cpu::Arm64 => words(&arm64(length)),
        Cpu::Mips64el => words(&mips64el(length)),
        Cpu::Loong64 => words(&loong64(length)),
        Cpu::Sw64 => unwritten(),
    }
}

fn unwritten() -> ! {
    panic!("nobody here writes Sunway's code")
}

fn words(code: &[u32]) -> Vec<u8> {
    code.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn x86_64(length: u32) -> Vec<u8> {
    let exit = [0x0f, 0x05, 0xb8, 231, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05];
    let mut code = vec![0xb8, 1, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0x48, 0x8d, 0x35];
    // `lea rsi, [rip + n]` counts from its own end: over `mov edx, length` and what follows it.
    code.extend((5 + exit.len() as u32).to_le_bytes());
    code.push(0xba);
    code.extend(length.to_le_bytes());
    code.extend(exit);
    code
}

fn arm64(length: u32) -> [u32; 8] {
    let movz = |register: u32, value: u32| 0xd280_0000 | value << 5 | register;
    let (text, svc) = (0x1000_0000 | 7 << 5 | 1, 0xd400_0001);
    // `adr x1, text`: 7 instructions on.
    [movz(0, 1), text, movz(2, length), movz(8, 64), svc, movz(0, 0), movz(8, 94), svc]
}

fn mips64el(length: u32) -> [u32; 10] {
    let ori =
        |register: u32, from: u32, value: u32| 0x3400_0000 | from << 21 | register << 16 | value;
    let (v0, a0, a1, a2, ra, syscall) = (2, 4, 5, 6, 31, 0xc);
    // `bal` over its delay slot: from where it comes back to, the text is 8 instructions on.
    const TEXT: u32 = 8 * 4;
    let (bal, nop, text) = (0x0411_0001, 0, 0x6400_0000 | ra << 21 | a1 << 16 | TEXT);
    [
        bal,
        nop,
        ori(a0, 0, 1),
        text,
        ori(a2, 0, length),
        ori(v0, 0, 5001),
        syscall,
        ori(a0, 0, 0),
        ori(v0, 0, 5205),
        syscall,
    ]
}

fn loong64(length: u32) -> [u32; 8] {
    let ori = |register: u32, value: u32| 0x0380_0000 | value << 10 | register;
    let (a0, a1, a2, a7, syscall) = (4, 5, 6, 11, 0x002b_0000);
    // `pcaddi a1, text`: 7 instructions on.
    let text = 0x1800_0000 | 7 << 5 | a1;
    [ori(a0, 1), text, ori(a2, length), ori(a7, 64), syscall, ori(a0, 0), ori(a7, 94), syscall]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Home;

    #[test]
    fn the_program_of_each_cpu_runs_and_says_its_text() {
        let home = Home::empty();
        for cpu in Cpu::BUILT {
            crate::require_cpu(cpu);
            let program = home.lay("program", &prints(cpu, "hello, 世界\n"));
            let outcome = home.run(&program).run();
            assert!(outcome.is_success() && outcome.stdout == "hello, 世界\n", "{cpu}: {outcome}");
        }
    }
}
