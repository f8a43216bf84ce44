//! ELF notes (System V gABI, "Note Section"): the kernel a C library wants.

use crate::container::elf::{Header, PT_NOTE, ReadAt, Segment};

/// Version of the oldest Linux in the note `NT_GNU_ABI_TAG`: owner `GNU`, type 1; four words, of which the
/// first is 0 for Linux.
pub(super) fn kernel(
    header: &Header,
    segments: &[Segment],
    read_at: ReadAt<'_>,
) -> Option<[u32; 3]> {
    let notes = segments.iter().filter(|segment| segment.kind == PT_NOTE);
    notes.into_iter().find_map(|segment| {
        let padding = if segment.alignment == 8 { 8 } else { 4 };
        abi_tag(header, &segment.bytes(read_at)?, padding)
    })
}

/// Each note is three words (lengths of name and contents, type), the name, and the contents, both padded.
fn abi_tag(header: &Header, notes: &[u8], padding: usize) -> Option<[u32; 3]> {
    const NT_GNU_ABI_TAG: u32 = 1;
    let word = |bytes: &[u8], at| header.u32_at(bytes, at);
    let mut rest = notes;
    loop {
        let name_length = usize::try_from(word(rest, 0)?).ok()?;
        let length = usize::try_from(word(rest, 4)?).ok()?;
        let kind = word(rest, 8)?;
        let at = 12usize.checked_add(name_length)?.checked_next_multiple_of(padding)?;
        let end = at.checked_add(length)?;
        let (name, contents) = (rest.get(12..12 + name_length)?, rest.get(at..end)?);
        if name == b"GNU\0" && kind == NT_GNU_ABI_TAG && word(contents, 0)? == 0 {
            return Some([word(contents, 4)?, word(contents, 8)?, word(contents, 12)?]);
        }
        rest = rest.get(end.checked_next_multiple_of(padding)?..)?;
    }
}
