//! As much of ELF (System V gABI) as the packer and the messages need: which CPU, and where the file ends.
//! Nothing here takes part in a decision to accept.

/// What an ELF header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elf {
    /// `e_machine`.
    pub machine: u16,
    /// `e_flags`: the ABI on MIPS and LoongArch.
    pub flags: u32,
    /// First byte after everything the headers speak of.
    pub end: u64,
}

/// Reads a 64-bit little-endian ELF file. `read_at` gives up to `length` bytes at an offset.
pub fn parse(read_at: &dyn Fn(u64, usize) -> Option<Vec<u8>>) -> Option<Elf> {
    let header = read_at(0, 64).filter(|h| h.len() == 64)?;
    if header[..6] != *b"\x7fELF\x02\x01" {
        return None;
    }
    let segments = table(&header, read_at, 32, 54, 56, 56)?;
    let sections = table(&header, read_at, 40, 58, 64, 60)?;
    let mut end = segments.end.max(sections.end).max(64);
    for segment in segments.rows() {
        end = end.max(u64_at(segment, 8)?.checked_add(u64_at(segment, 32)?)?);
    }
    const SHT_NOBITS: u32 = 8;
    for section in sections.rows().filter(|s| u32_at(s, 4) != Some(SHT_NOBITS)) {
        end = end.max(u64_at(section, 24)?.checked_add(u64_at(section, 32)?)?);
    }
    Some(Elf { machine: u16_at(&header, 18)?, flags: u32_at(&header, 48)?, end })
}

/// Whether the program asks for a dynamic loader (a `PT_INTERP` segment).
pub fn has_interpreter(read_at: &dyn Fn(u64, usize) -> Option<Vec<u8>>) -> bool {
    const PT_INTERP: u32 = 3;
    let segments = read_at(0, 64).and_then(|header| table(&header, read_at, 32, 54, 56, 56));
    segments.is_some_and(|table| table.rows().any(|segment| u32_at(segment, 0) == Some(PT_INTERP)))
}

struct Table {
    bytes: Vec<u8>,
    row: usize,
    end: u64,
}

impl Table {
    fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.chunks_exact(self.row.max(1))
    }
}

/// Reads one of the two header tables; positions are of its offset, row length and row count in the ELF header.
fn table(
    header: &[u8],
    read_at: &dyn Fn(u64, usize) -> Option<Vec<u8>>,
    offset_at: usize,
    row_at: usize,
    least_row: usize,
    count_at: usize,
) -> Option<Table> {
    let (offset, row) = (u64_at(header, offset_at)?, usize::from(u16_at(header, row_at)?));
    let count = usize::from(u16_at(header, count_at)?);
    if count == 0 {
        return Some(Table { bytes: Vec::new(), row: least_row, end: 0 });
    }
    if row < least_row {
        return None;
    }
    let length = row.checked_mul(count)?;
    let bytes = read_at(offset, length)?;
    Some(Table { bytes, row, end: offset.checked_add(length as u64)? })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_real_program_is_its_length() {
        let bytes = std::fs::read("/proc/self/exe").unwrap();
        let read = |at: u64, n: usize| {
            let at = usize::try_from(at).ok()?.min(bytes.len());
            Some(bytes[at..(at + n).min(bytes.len())].to_vec())
        };
        let elf = parse(&read).unwrap();
        assert_eq!(elf.end, bytes.len() as u64);
        assert_eq!(Some(elf.machine), crate::platform::Cpu::host().map(|cpu| cpu.elf_machine()));
    }

    #[test]
    fn a_script_is_no_elf() {
        assert_eq!(parse(&|_, _| Some(b"#!/bin/sh\n".to_vec())), None);
    }
}
