//! The smallest real static program: what stands for Go in a mini release.

/// An ELF program for x86_64 Linux that writes `text` to standard output and ends with 0.
///
/// System V gABI, "ELF Header" and "Program Header"; one segment that is the whole file.
pub fn prints(text: &str) -> Vec<u8> {
    const BASE: u64 = 0x40_0000;
    const HEADERS: u64 = 64 + 56;
    let code = code(text);
    let length = HEADERS + (code.len() + text.len()) as u64;
    let mut out = Vec::new();
    out.extend(b"\x7fELF\x02\x01\x01");
    out.extend([0; 9]);
    for half in [2u16, 62] {
        out.extend(half.to_le_bytes());
    }
    out.extend(1u32.to_le_bytes());
    for word in [BASE + HEADERS, 64, 0] {
        out.extend(word.to_le_bytes());
    }
    out.extend(0u32.to_le_bytes());
    for half in [64u16, 56, 1, 64, 0, 0] {
        out.extend(half.to_le_bytes());
    }
    for word in [1u32, 5] {
        out.extend(word.to_le_bytes());
    }
    for word in [0, BASE, BASE, length, length, 0x1000] {
        out.extend(word.to_le_bytes());
    }
    out.extend(code);
    out.extend(text.as_bytes());
    out
}

/// `write(1, text, length); exit_group(0)`, the text right behind it.
fn code(text: &str) -> Vec<u8> {
    let exit = [0x0f, 0x05, 0xb8, 231, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05];
    let mut code = vec![0xb8, 1, 0, 0, 0, 0xbf, 1, 0, 0, 0, 0x48, 0x8d, 0x35];
    // `lea rsi, [rip + n]` counts from its own end: over `mov edx, length` and what follows it.
    code.extend((5 + exit.len() as u32).to_le_bytes());
    code.push(0xba);
    code.extend((text.len() as u32).to_le_bytes());
    code.extend(exit);
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Home;

    #[test]
    fn the_program_runs_and_says_its_text() {
        let home = Home::empty();
        let program = home.lay("program", &prints("hello, 世界\n"));
        let outcome = home.run(&program).run();
        assert!(outcome.is_success() && outcome.stdout == "hello, 世界\n", "{outcome}");
    }
}
