//! As much of ELF (System V gABI) as the packer, the preflight and the messages need.
//! Nothing here takes part in a decision to accept.

/// Up to `length` bytes at an offset; none where they cannot be read.
pub type ReadAt<'a> = &'a dyn Fn(u64, usize) -> Option<Vec<u8>>;

/// `EI_CLASS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// `ELFCLASS32`.
    Bits32,
    /// `ELFCLASS64`.
    Bits64,
}

/// `EI_DATA`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `ELFDATA2LSB`.
    Little,
    /// `ELFDATA2MSB`.
    Big,
}

/// What a 64-bit little-endian ELF header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elf {
    /// `e_machine`.
    pub machine: u16,
    /// `e_flags`: the ABI on MIPS and LoongArch.
    pub flags: u32,
    /// First byte after everything the headers speak of.
    pub end: u64,
}

/// Reads a 64-bit little-endian ELF file.
pub fn parse(read_at: ReadAt<'_>) -> Option<Elf> {
    let header = Header::read(read_at)?;
    if (header.class, header.order) != (Class::Bits64, Order::Little) {
        return None;
    }
    let segments = header.table(read_at, header.segments())?;
    let sections = header.table(read_at, header.sections())?;
    let mut end = segments.end.max(sections.end).max(64);
    for segment in segments.rows().map(|row| header.segment(row)) {
        let segment = segment?;
        end = end.max(segment.offset.checked_add(segment.stored_length)?);
    }
    for section in sections.rows().filter(|row| header.u32_at(row, 4) != Some(SHT_NOBITS)) {
        end = end.max(header.u64_at(section, 24)?.checked_add(header.u64_at(section, 32)?)?);
    }
    Some(Elf { machine: header.machine, flags: header.flags, end })
}

/// Whether the program asks for a dynamic loader (a `PT_INTERP` segment).
pub fn has_interpreter(read_at: ReadAt<'_>) -> bool {
    let segments = Header::read(read_at).and_then(|header| header.all_segments(read_at));
    segments.is_some_and(|all| all.iter().any(|segment| segment.kind == PT_INTERP))
}

const SHT_NOBITS: u32 = 8;
pub(crate) const PT_LOAD: u32 = 1;
pub(crate) const PT_INTERP: u32 = 3;
pub(crate) const PT_NOTE: u32 = 4;
/// Bytes of header tables and of segments that are read whole; real ones are below a thousandth.
const MAX_READ: usize = 1 << 22;

/// The ELF header, of either class and order.
pub(crate) struct Header {
    pub class: Class,
    pub order: Order,
    pub machine: u16,
    pub flags: u32,
    bytes: Vec<u8>,
}

/// One program header.
pub(crate) struct Segment {
    /// `p_type`.
    pub kind: u32,
    pub offset: u64,
    pub stored_length: u64,
    /// `p_align`.
    pub alignment: u64,
}

impl Segment {
    /// What it has in the file; none where that is more than could be meant or lies beyond the end.
    pub fn bytes(&self, read_at: ReadAt<'_>) -> Option<Vec<u8>> {
        exactly(read_at, self.offset, usize::try_from(self.stored_length).ok()?)
    }
}

/// Where a header table is described: the positions of its offset, row length and row count in the
/// ELF header, and the least length of a row.
type Place = [usize; 4];

impl Header {
    pub fn read(read_at: ReadAt<'_>) -> Option<Header> {
        let ident = exactly(read_at, 0, 16)?;
        let class = match ident.get(4)? {
            1 => Class::Bits32,
            2 => Class::Bits64,
            _ => return None,
        };
        let order = match ident.get(5)? {
            1 => Order::Little,
            2 => Order::Big,
            _ => return None,
        };
        let (length, flags_at) = if class == Class::Bits64 { (64, 48) } else { (52, 36) };
        let bytes = exactly(read_at, 0, length).filter(|bytes| bytes.starts_with(b"\x7fELF"))?;
        let mut header = Header { class, order, machine: 0, flags: 0, bytes };
        header.machine = header.u16_at(&header.bytes, 18)?;
        header.flags = header.u32_at(&header.bytes, flags_at)?;
        Some(header)
    }

    /// Every program header, in the order of the table.
    pub(crate) fn all_segments(&self, read_at: ReadAt<'_>) -> Option<Vec<Segment>> {
        let table = self.table(read_at, self.segments())?;
        table.rows().map(|row| self.segment(row)).collect()
    }

    fn segments(&self) -> Place {
        if self.class == Class::Bits64 { [32, 54, 56, 56] } else { [28, 42, 44, 32] }
    }

    fn sections(&self) -> Place {
        if self.class == Class::Bits64 { [40, 58, 60, 64] } else { [32, 46, 48, 40] }
    }

    fn segment(&self, row: &[u8]) -> Option<Segment> {
        let [offset, length, alignment] =
            if self.class == Class::Bits64 { [8, 32, 48] } else { [4, 16, 28] };
        Some(Segment {
            kind: self.u32_at(row, 0)?,
            offset: self.word_at(row, offset)?,
            stored_length: self.word_at(row, length)?,
            alignment: self.word_at(row, alignment)?,
        })
    }

    fn table(&self, read_at: ReadAt<'_>, place: Place) -> Option<Table> {
        let [offset_at, row_at, count_at, least_row] = place;
        let offset = self.word_at(&self.bytes, offset_at)?;
        let row = usize::from(self.u16_at(&self.bytes, row_at)?);
        let count = usize::from(self.u16_at(&self.bytes, count_at)?);
        if count == 0 {
            return Some(Table { bytes: Vec::new(), row: least_row, end: 0 });
        }
        if row < least_row {
            return None;
        }
        let length = row.checked_mul(count)?;
        let bytes = exactly(read_at, offset, length)?;
        Some(Table { bytes, row, end: offset.checked_add(length as u64)? })
    }

    pub(crate) fn u16_at(&self, bytes: &[u8], at: usize) -> Option<u16> {
        let two = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(match self.order {
            Order::Little => u16::from_le_bytes(two),
            Order::Big => u16::from_be_bytes(two),
        })
    }

    pub(crate) fn u32_at(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(match self.order {
            Order::Little => u32::from_le_bytes(four),
            Order::Big => u32::from_be_bytes(four),
        })
    }

    fn u64_at(&self, bytes: &[u8], at: usize) -> Option<u64> {
        let eight = bytes.get(at..at + 8)?.try_into().ok()?;
        Some(match self.order {
            Order::Little => u64::from_le_bytes(eight),
            Order::Big => u64::from_be_bytes(eight),
        })
    }

    /// An address or offset, as wide as the class says.
    fn word_at(&self, bytes: &[u8], at: usize) -> Option<u64> {
        match self.class {
            Class::Bits32 => self.u32_at(bytes, at).map(u64::from),
            Class::Bits64 => self.u64_at(bytes, at),
        }
    }
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

fn exactly(read_at: ReadAt<'_>, offset: u64, length: usize) -> Option<Vec<u8>> {
    if length > MAX_READ {
        return None;
    }
    read_at(offset, length).filter(|bytes| bytes.len() == length)
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
