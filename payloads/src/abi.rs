//! What a program asks of its host, read from its ELF file alone: the CPU, the floating point, the
//! ABI world, the kernel and the page size. It takes part in refusing only.

pub use crate::container::elf::{Class, Order};
use crate::container::elf::{Header, PT_INTERP, PT_LOAD, PT_NOTE, ReadAt, Segment};
use std::fmt;

/// `e_machine` of MIPS.
const EM_MIPS: u16 = 8;
/// `e_machine` of LoongArch.
const EM_LOONGARCH: u16 = 258;

/// What an ELF program asks of its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// `e_machine`.
    pub machine: u16,
    /// 32 or 64 bits.
    pub class: Class,
    /// Byte order.
    pub order: Order,
    /// How it passes floating-point numbers, where its file says so.
    pub float: Float,
    /// More that a MIPS program says.
    pub mips: Option<Mips>,
    /// Which of the two LoongArch ABIs it was made for.
    pub world: Option<World>,
    /// The oldest kernel its C library runs on (`NT_GNU_ABI_TAG`).
    pub kernel: Option<[u32; 3]>,
    /// The smallest `p_align` of what it loads: the host's pages must not be larger. `u64::MAX` where
    /// the file asks for no alignment.
    pub alignment: u64,
    /// The dynamic loader it asks for.
    pub interpreter: Option<String>,
}

/// The floating-point ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Float {
    /// The file does not say: what the architecture has is assumed.
    Unsaid,
    /// None in hardware.
    Soft,
    /// 32-bit registers.
    Single,
    /// 64-bit registers.
    Double,
}

/// What `e_flags` of a MIPS program says beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mips {
    /// `EF_MIPS_NAN2008`: quiet NaNs as in IEEE 754-2008; the kernel refuses them where the FPU has the
    /// old ones, as Loongson's have.
    pub nan2008: bool,
    /// Release of the instruction set: 0 up to MIPS V, then 1, 2, or 6, which runs nothing older.
    pub release: u8,
}

/// One of LoongArch's two incompatible Linux ABIs. Displayed as `--abi` takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// ABI1.0: kernels 4.19 and 5.4 of vendors, with 128 signals (Kylin V10, UOS V20, Loongnix 20).
    Old,
    /// ABI2.0: Linux 5.19 and later, with 64 signals as everywhere; what upstream Go is made for.
    New,
}

impl World {
    /// The name that `--abi` and manifests give it.
    pub const fn name(self) -> &'static str {
        match self {
            World::Old => "abi1.0",
            World::New => "abi2.0",
        }
    }

    /// The strict inverse of [`name`](Self::name).
    pub fn parse(name: &str) -> Option<World> {
        [World::Old, World::New].into_iter().find(|world| world.name() == name)
    }

    /// The loader names the world for certain. Without one, as in Go's own commands, the version of the
    /// object ABI must do (`EF_LOONGARCH_OBJABI_MASK`): the linkers of the old world know only version 0,
    /// and so does its Go (0x3), while upstream Go has written version 1 (0x43) since 1.21.0 at the latest.
    /// New-world programs of version 0 exist from before binutils 2.40 (2022), none of them a Go that is
    /// pinned here.
    fn of(flags: u32, interpreter: Option<&str>) -> World {
        const OBJABI_MASK: u32 = 0xc0;
        match interpreter.and_then(|path| path.rsplit('/').next()) {
            Some("ld.so.1") => World::Old,
            Some(name) if name.starts_with("ld-") => World::New,
            _ if flags & OBJABI_MASK == 0 => World::Old,
            _ => World::New,
        }
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the ELF file behind `read_at` asks for; none where it is no ELF file. Tables that cannot be
/// read or make no sense say nothing.
pub fn read(read_at: ReadAt<'_>) -> Option<Needs> {
    let header = Header::read(read_at)?;
    let segments = header.all_segments(read_at).unwrap_or_default();
    let interpreter = interpreter(&segments, read_at);
    Some(Needs {
        machine: header.machine,
        class: header.class,
        order: header.order,
        float: float(&header, &segments, read_at),
        mips: (header.machine == EM_MIPS).then(|| mips(header.flags)),
        world: (header.machine == EM_LOONGARCH)
            .then(|| World::of(header.flags, interpreter.as_deref())),
        kernel: kernel(&header, &segments, read_at),
        alignment: alignment(&segments),
        interpreter,
    })
}

fn interpreter(segments: &[Segment], read_at: ReadAt<'_>) -> Option<String> {
    let segment = segments.iter().find(|segment| segment.kind == PT_INTERP)?;
    let bytes = segment.bytes(read_at)?;
    let path = bytes.split(|byte| *byte == 0).next()?;
    Some(String::from_utf8_lossy(path).into_owned())
}

/// `p_align` 0 and 1 mean none (System V gABI, "Program Header").
fn alignment(segments: &[Segment]) -> u64 {
    let loaded = segments.iter().filter(|segment| segment.kind == PT_LOAD);
    loaded.map(|segment| segment.alignment).filter(|align| *align > 1).min().unwrap_or(u64::MAX)
}

fn float(header: &Header, segments: &[Segment], read_at: ReadAt<'_>) -> Float {
    match header.machine {
        EM_LOONGARCH => loongarch_float(header.flags),
        EM_MIPS => mips_float(segments, read_at).unwrap_or(Float::Unsaid),
        _ => Float::Unsaid,
    }
}

/// LoongArch ELF psABI, "EF_LOONGARCH_ABI_*": bits 0 to 2 of `e_flags`.
fn loongarch_float(flags: u32) -> Float {
    match flags & 0x7 {
        1 => Float::Soft,
        2 => Float::Single,
        3 => Float::Double,
        _ => Float::Unsaid,
    }
}

/// `fp_abi` of `Elf_MIPS_ABIFlags_v0`, its eighth byte.
fn mips_float(segments: &[Segment], read_at: ReadAt<'_>) -> Option<Float> {
    const PT_MIPS_ABIFLAGS: u32 = 0x7000_0003;
    let segment = segments.iter().find(|segment| segment.kind == PT_MIPS_ABIFLAGS)?;
    Some(match segment.bytes(read_at)?.get(7)? {
        1 | 4..=7 => Float::Double,
        2 => Float::Single,
        3 => Float::Soft,
        _ => Float::Unsaid,
    })
}

/// `EF_MIPS_ARCH`, the four upper bits: MIPS I to V, 32, 64, 32r2, 64r2, 32r6, 64r6.
fn mips(flags: u32) -> Mips {
    const EF_MIPS_NAN2008: u32 = 0x400;
    let release = match flags >> 28 {
        0..=4 => 0,
        5 | 6 => 1,
        7 | 8 => 2,
        _ => 6,
    };
    Mips { nan2008: flags & EF_MIPS_NAN2008 != 0, release }
}

/// Version of the oldest Linux in the note `NT_GNU_ABI_TAG`: owner `GNU`, type 1; four words, of which the
/// first is 0 for Linux.
fn kernel(header: &Header, segments: &[Segment], read_at: ReadAt<'_>) -> Option<[u32; 3]> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Cpu;

    /// A 64-bit little-endian program with these program headers: type, `p_align`, contents.
    fn program(machine: u16, flags: u32, segments: &[(u32, u64, &[u8])]) -> Vec<u8> {
        let mut head = vec![0; 64];
        head[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
        head[18..20].copy_from_slice(&machine.to_le_bytes());
        head[32] = 64;
        head[48..52].copy_from_slice(&flags.to_le_bytes());
        head[54] = 56;
        head[56] = u8::try_from(segments.len()).unwrap();
        let (mut table, mut data) = (Vec::new(), Vec::new());
        for (kind, alignment, contents) in segments {
            let mut row = [0; 56];
            let offset = (64 + 56 * segments.len() + data.len()) as u64;
            row[..4].copy_from_slice(&kind.to_le_bytes());
            row[8..16].copy_from_slice(&offset.to_le_bytes());
            row[32..40].copy_from_slice(&(contents.len() as u64).to_le_bytes());
            row[48..56].copy_from_slice(&alignment.to_le_bytes());
            table.extend(row);
            data.extend(*contents);
        }
        [head, table, data].concat()
    }

    fn needs(bytes: &[u8]) -> Option<Needs> {
        read(&|at, length| {
            let at = usize::try_from(at).ok()?;
            Some(bytes.get(at..at.checked_add(length)?)?.to_vec())
        })
    }

    #[test]
    fn this_program_runs_here() {
        let found = needs(&std::fs::read("/proc/self/exe").unwrap()).unwrap();
        assert_eq!(Some(found.machine), Cpu::host().map(Cpu::elf_machine));
        assert_eq!((found.class, found.order), (Class::Bits64, Order::Little));
        assert!(found.alignment >= 4096 && found.alignment.is_power_of_two());
        assert!(found.interpreter.unwrap().contains("ld"));
        assert!(found.kernel.is_none_or(|kernel| kernel[0] >= 2));
    }

    #[test]
    fn the_two_worlds_of_loongarch_are_told_apart() {
        let load: (u32, u64, &[u8]) = (1, 0x10000, b"");
        for (flags, interpreter, world) in [
            (0x43, None, World::New),
            (0x03, None, World::Old),
            (0x03, Some(b"/lib64/ld.so.1\0".as_slice()), World::Old),
            (0x43, Some(b"/lib64/ld.so.1\0"), World::Old),
            (0x03, Some(b"/lib64/ld-linux-loongarch-lp64d.so.1\0"), World::New),
            (0x43, Some(b"/lib/ld-musl-loongarch64.so.1\0"), World::New),
        ] {
            let mut segments = vec![load];
            segments.extend(interpreter.map(|path| (3, 1, path)));
            let found = needs(&program(258, flags, &segments)).unwrap();
            assert_eq!(found.world, Some(world), "{flags:#x} {interpreter:?}");
            assert_eq!((found.float, found.alignment), (Float::Double, 0x10000));
        }
        assert_eq!(needs(&program(62, 0x43, &[])).unwrap().world, None);
    }

    #[test]
    fn floating_point_is_what_the_file_says() {
        let float = |machine, flags, segments: &[(u32, u64, &[u8])]| {
            needs(&program(machine, flags, segments)).unwrap().float
        };
        assert_eq!(float(258, 0x41, &[]), Float::Soft);
        assert_eq!(float(258, 0x42, &[]), Float::Single);
        assert_eq!(float(62, 0, &[]), Float::Unsaid);
        for (fp_abi, expected) in
            [(0, Float::Unsaid), (1, Float::Double), (3, Float::Soft), (7, Float::Double)]
        {
            let mut abiflags = [0; 24];
            abiflags[7] = fp_abi;
            assert_eq!(float(8, 0, &[(0x7000_0003, 8, &abiflags)]), expected);
        }
        // Go's own: MIPS III, and no .MIPS.abiflags.
        assert_eq!(float(8, 0x2000_0004, &[]), Float::Unsaid);
    }

    #[test]
    fn mips_says_release_and_nans() {
        let mips = |flags| needs(&program(8, flags, &[])).unwrap().mips.unwrap();
        assert_eq!(mips(0x2000_0004), Mips { nan2008: false, release: 0 });
        assert_eq!(mips(0x8000_0005), Mips { nan2008: false, release: 2 });
        assert_eq!(mips(0xa000_0405), Mips { nan2008: true, release: 6 });
    }

    #[test]
    fn the_smallest_alignment_counts() {
        let segments: [(u32, u64, &[u8]); 4] =
            [(1, 0x10000, b""), (1, 0x1000, b""), (1, 0, b""), (4, 4, b"")];
        assert_eq!(needs(&program(183, 0, &segments)).unwrap().alignment, 0x1000);
        assert_eq!(needs(&program(183, 0, &[])).unwrap().alignment, u64::MAX);
    }

    #[test]
    fn other_classes_and_orders_are_named() {
        let mut big = [0; 64];
        big[..7].copy_from_slice(b"\x7fELF\x02\x02\x01");
        big[19] = 8;
        let found = needs(&big).unwrap();
        assert_eq!((found.machine, found.class, found.order), (8, Class::Bits64, Order::Big));
        let mut small = [0; 52];
        small[..7].copy_from_slice(b"\x7fELF\x01\x01\x01");
        small[18] = 40;
        let found = needs(&small).unwrap();
        assert_eq!((found.machine, found.class, found.order), (40, Class::Bits32, Order::Little));
        assert_eq!(needs(b"#!/bin/sh\n"), None);
        assert_eq!(needs(&[0; 64]), None);
    }

    #[test]
    fn the_kernel_note_is_found_behind_others() {
        let mut notes = Vec::new();
        for (name, kind, words) in [("Go\0\0", 4, [7, 7, 7, 7]), ("GNU\0", 1, [0, 5, 19, 0])] {
            notes.extend([4u32, 16, kind].iter().flat_map(|word| word.to_le_bytes()));
            notes.extend(name.as_bytes());
            notes.extend(words.iter().flat_map(|word: &u32| word.to_le_bytes()));
        }
        let segments: [(u32, u64, &[u8]); 1] = [(4, 4, &notes)];
        assert_eq!(needs(&program(258, 0x43, &segments)).unwrap().kernel, Some([5, 19, 0]));
        let cut: [(u32, u64, &[u8]); 1] = [(4, 4, &notes[..60])];
        assert_eq!(needs(&program(258, 0x43, &cut)).unwrap().kernel, None);
    }
}
