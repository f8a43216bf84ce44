//! The smallest real static programs: what stands for Go in a mini release.

use payloads::platform::Cpu;

/// An ELF program for Linux on `cpu` that writes `text` to standard output and ends with 0.
///
/// System V gABI, "ELF Header" and "Program Header"; one segment that is the whole file.
pub fn prints(cpu: Cpu, text: &str) -> Vec<u8> {
    program(cpu, code(cpu, text.len() as u32, false), text)
}

/// What stands for Go in a mini release: it says `text` whatever it is asked; and asked to build, as the gate asks
/// it (`go build -o=NAME` and two more arguments), it makes NAME a link to itself. A program that it built so says
/// the same, as one of Go's would, and its tests pass.
pub fn go_like(cpu: Cpu, text: &str) -> Vec<u8> {
    program(cpu, code(cpu, text.len() as u32, true), text)
}

fn program(cpu: Cpu, code: Vec<u8>, text: &str) -> Vec<u8> {
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
    let patch = [&code(cpu, text.len() as u32, false)[..], text.as_bytes()].concat();
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

/// `write(1, text, length); exit_group(0)`, the text right behind it. Between the two, where it `builds`:
/// `if (argc >= 5) symlink(argv[0], argv[2] + 3)`. The numbers of arguments, and pointers to them, lie on the stack.
fn code(cpu: Cpu, length: u32, builds: bool) -> Vec<u8> {
    match cpu {
        Cpu::X86_64 => x86_64(length, builds),
        Cpu::Arm64 => words(&arm64(length, builds)),
        Cpu::Mips64el => words(&mips64el(length, builds)),
        Cpu::Loong64 => words(&loong64(length, builds)),
        Cpu::Sw64 => unwritten(),
    }
}

fn unwritten() -> ! {
    panic!("nobody here writes Sunway's code")
}

fn words(code: &[u32]) -> Vec<u8> {
    code.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn x86_64(length: u32, builds: bool) -> Vec<u8> {
    // `cmp dword [rsp], 5; jl`; `mov rdi, [rsp+8]; mov rsi, [rsp+24]; add rsi, 3; mov eax, 88; syscall`.
    let build =
        concat!("833c24057c15", "488b7c2408", "488b742418", "4883c603", "b858000000", "0f05");
    let build = hex::decode(if builds { build } else { "" }).expect("hexadecimal");
    let exit = [0xb8, 231, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05];
    let mut code = vec![0xb8, 1, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0x48, 0x8d, 0x35];
    // `lea rsi, [rip + n]` counts from its own end: over `mov edx, length; syscall` and what follows them.
    code.extend((5 + 2 + build.len() as u32 + exit.len() as u32).to_le_bytes());
    code.push(0xba);
    code.extend(length.to_le_bytes());
    code.extend([0x0f, 0x05]);
    code.extend(build);
    code.extend(exit);
    code
}

fn arm64(length: u32, builds: bool) -> Vec<u32> {
    let movz = |register: u32, value: u32| 0xd280_0000 | value << 5 | register;
    let load = |register: u32, from: u32| 0xf940_0000 | (from / 8) << 10 | 31 << 5 | register;
    let svc = 0xd400_0001;
    // `cmp x3, #5; b.lt` over the six behind it; -100 is AT_FDCWD.
    let (less, here, add) = (0x5400_000b | 7 << 5, 0x9280_0000 | 99 << 5 | 1, 0x9100_0c42);
    let build =
        [load(3, 0), 0xf100_147f, less, load(0, 8), here, load(2, 24), add, movz(8, 36), svc];
    let build = if builds { &build[..] } else { &[] };
    // `adr x1, text`: as many instructions on as there are from it to the text.
    let text = 0x1000_0000 | (7 + build.len() as u32) << 5 | 1;
    let write = [movz(0, 1), text, movz(2, length), movz(8, 64), svc];
    [&write, build, &[movz(0, 0), movz(8, 94), svc]].concat()
}

fn mips64el(length: u32, builds: bool) -> Vec<u32> {
    let ori =
        |register: u32, from: u32, value: u32| 0x3400_0000 | from << 21 | register << 16 | value;
    let (v0, a0, a1, a2, t0, t1, sp, ra, syscall) = (2, 4, 5, 6, 12, 13, 29, 31, 0xc);
    let load = |register: u32, from: u32| 0xdc00_0000 | sp << 21 | register << 16 | from;
    let nop = 0;
    // `slti t1, t0, 5; bnez t1` over its delay slot and the five behind it.
    let (less, skip) = (0x2800_0005 | t0 << 21 | t1 << 16, 0x1400_0006 | t1 << 21);
    let add = 0x6400_0003 | a1 << 21 | a1 << 16;
    let build =
        [load(t0, 0), less, skip, nop, load(a0, 8), load(a1, 24), add, ori(v0, 0, 5086), syscall];
    let build = if builds { &build[..] } else { &[] };
    // `bal` over its delay slot: from where it comes back to, the text is 8 instructions on, and `build`.
    let bal = 0x0411_0001;
    let text = 0x6400_0000 | ra << 21 | a1 << 16 | ((8 + build.len() as u32) * 4);
    let write = [bal, nop, ori(a0, 0, 1), text, ori(a2, 0, length), ori(v0, 0, 5001), syscall];
    [&write, build, &[ori(a0, 0, 0), ori(v0, 0, 5205), syscall]].concat()
}

fn loong64(length: u32, builds: bool) -> Vec<u32> {
    let ori = |register: u32, value: u32| 0x0380_0000 | value << 10 | register;
    let (sp, a0, a1, a2, a7, t0, syscall) = (3, 4, 5, 6, 11, 12, 0x002b_0000);
    let load = |register: u32, from: u32| 0x28c0_0000 | from << 10 | sp << 5 | register;
    let add = |register: u32, from: u32, value: u32| {
        0x02c0_0000 | (value & 0xfff) << 10 | from << 5 | register
    };
    // `slti t0, t0, 5; bnez t0` over the six behind it; -100 is AT_FDCWD.
    let (less, skip) = (0x0200_0000 | 5 << 10 | t0 << 5 | t0, 0x4400_0000 | 7 << 10 | t0 << 5);
    let (here, name) = (add(a1, 0, 100u32.wrapping_neg()), add(a2, a2, 3));
    let build =
        [load(t0, 0), less, skip, load(a0, 8), here, load(a2, 24), name, ori(a7, 36), syscall];
    let build = if builds { &build[..] } else { &[] };
    // `pcaddi a1, text`: as many instructions on as there are from it to the text.
    let text = 0x1800_0000 | (7 + build.len() as u32) << 5 | a1;
    let write = [ori(a0, 1), text, ori(a2, length), ori(a7, 64), syscall];
    [&write, build, &[ori(a0, 0), ori(a7, 94), syscall]].concat()
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

    #[test]
    fn what_stands_for_go_builds_what_says_the_same_and_nothing_unless_asked() {
        for cpu in Cpu::BUILT {
            crate::require_cpu(cpu);
            let home = Home::empty();
            let go = home.lay("go", &go_like(cpu, "go version\n"));
            let run = |arguments: &[&str]| {
                let outcome = home.run(&go).args(arguments).within(home.path()).run();
                assert!(outcome.is_success() && outcome.stdout == "go version\n", "{outcome}");
            };
            for asked in [&[][..], &["version"], &["test", "./..."], &["env", "-json", "GOROOT"]] {
                run(asked);
                assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "{cpu} {asked:?}");
            }
            run(&["build", "-o=built", "-x", "."]);
            let outcome = home.run(&home.path().join("built")).run();
            assert!(outcome.is_success() && outcome.stdout == "go version\n", "{cpu}: {outcome}");
        }
    }
}
