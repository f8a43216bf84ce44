//! What both programs show of a container: who signed it, what is in it, whether it is whole, and its
//! members unpacked without an installation. What the verbs for it take in both programs is declared here, too.

mod extract;
mod facts;
mod info;
mod list;
mod provenance;
mod verify;

pub use extract::Extract;
pub use facts::facts;
pub use info::Info;
pub use list::List;
pub use provenance::provenance;
pub use verify::{Verify, verified, warn};

use crate::container::manifest::{Manifest, Payload};
use crate::platform::{Cpu, Platform};
use crate::unpack::Selection;
use crate::words::inspect as words;
use clap::Args;
use std::ops::Range;
use std::path::Path;
use voice::grammar::typed;
use voice::{Exit, Fact};

/// Whose part of a file.
#[derive(Args, Clone, Copy, Debug, Default)]
#[group(skip)]
pub struct Part {
    /// `None` is the file's own.
    #[arg(long, value_name = "CPU", help = words::cpu(), value_parser = typed(Cpu::parse))]
    pub cpu: Option<Cpu>,
}

/// Which members of a file.
#[derive(Clone, Debug)]
pub struct Members {
    /// Whose part.
    pub part: Part,
    /// Patterns as [`Selection`] takes them; a directory may have a slash behind it.
    pub globs: Vec<String>,
}

impl Members {
    fn of(&self, payload: &Payload, file: &Path) -> Result<Selection, Fact> {
        let globs = self.globs.iter().map(|glob| glob.trim_end_matches('/').to_owned());
        Ok(Selection { cpu: choose(payload, self.part.cpu, file)?, globs: globs.collect() })
    }
}

/// The CPUs a file holds something for, in the order of its frames; empty where all of it is for any.
pub fn cpus(payload: &Payload) -> Vec<Cpu> {
    let mut cpus = Vec::new();
    for frame in &payload.frames {
        match frame.platform {
            Platform::Cpu(cpu) if !cpus.contains(&cpu) => cpus.push(cpu),
            _ => {}
        }
    }
    cpus
}

/// The CPU to take: the one asked for, else this machine's if the file has it, else the file's first.
fn choose(payload: &Payload, asked: Option<Cpu>, file: &Path) -> Result<Cpu, Fact> {
    let here = cpus(payload);
    let host = Cpu::host().filter(|cpu| here.is_empty() || here.contains(cpu));
    match asked {
        Some(cpu) if here.is_empty() || here.contains(&cpu) => Ok(cpu),
        Some(cpu) => {
            let (file, cpus) = (file.display(), names(&here));
            Err(Fact::new(Exit::WrongCpu, words::nothing_for(&file, &cpu, &cpus)))
        }
        None => Ok(host.or_else(|| here.first().copied()).unwrap_or(Cpu::X86_64)),
    }
}

fn names(cpus: &[Cpu]) -> String {
    cpus.iter().map(|cpu| cpu.name()).collect::<Vec<_>>().join(", ")
}

/// `41,234,567`: the digits in groups of three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `39.3 MiB`: bytes in the largest binary unit of which there is at least one, rounded down to a tenth.
pub fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    match UNITS.into_iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} B"),
    }
}

/// A line for a POSIX shell that unpacks what a host with `cpu` needs into the current directory. It
/// checks nothing but zstd's own checksums.
fn stock_line(manifest: &Manifest, cpu: Cpu, file: &Path) -> String {
    let file = quoted(file);
    let cut = |range: &Range<u64>| {
        format!("tail -c +{} {file} | head -c {}", range.start + 1, range.end - range.start)
    };
    let cuts: Vec<String> = ranges(manifest, cpu).iter().map(cut).collect();
    match cuts.as_slice() {
        [one] => format!("{one} | zstd -dc | tar -xf -"),
        several => format!("{{ {}; }} | zstd -dc | tar -xf -", several.join("; ")),
    }
}

/// Where the selected frames lie in the file, neighbours as one.
fn ranges(manifest: &Manifest, cpu: Cpu) -> Vec<Range<u64>> {
    let mut ranges: Vec<Range<u64>> = Vec::new();
    let mut at = manifest.envelope.frames_offset();
    for frame in &manifest.payload.frames {
        let end = at + frame.stored_length;
        if frame.platform.serves(cpu) {
            match ranges.last_mut() {
                Some(last) if last.end == at => last.end = end,
                _ => ranges.push(at..end),
            }
        }
        at = end;
    }
    ranges
}

/// The path as one word of a POSIX shell that no tool takes for an option.
fn quoted(file: &Path) -> String {
    let text = file.display().to_string();
    let text = if text.starts_with('-') { format!("./{text}") } else { text };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-+,=@%".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::manifest::FrameEntry;
    use crate::platform::Platform;

    #[test]
    fn digits_are_grouped_by_three() {
        let numbers = [0, 999, 1000, 41_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "41,234,567"]);
    }

    #[test]
    fn sizes_keep_one_digit() {
        let sizes = [1023, 1024, 41_234_567, u64::MAX].map(size);
        assert_eq!(sizes, ["1023 B", "1.0 KiB", "39.3 MiB", "17179869183.9 GiB"]);
    }

    fn example() -> Manifest {
        serde_json::from_str(include_str!("container/example_manifest.json")).unwrap()
    }

    #[test]
    fn frames_that_a_host_does_not_need_are_left_out() {
        let mut manifest = example();
        let own = manifest.payload.frames[0].clone();
        let foreign = Platform::Cpu(Cpu::Loong64);
        let foreign = FrameEntry { platform: foreign, stored_length: 1000, ..own.clone() };
        manifest.payload.frames.extend([foreign, own]);
        let all = ranges(&manifest, Cpu::X86_64);
        assert_eq!(all.len(), 2);
        assert_eq!(all[1].start - all[0].end, 1000);
        assert!(stock_line(&manifest, Cpu::X86_64, Path::new("x")).starts_with("{ tail -c +"));
    }

    #[test]
    fn neighbours_are_one_cut_and_names_are_quoted() {
        let line = stock_line(&example(), Cpu::X86_64, Path::new("it's.run"));
        assert!(line.starts_with("tail -c +") && line.contains(r"'it'\''s.run'"), "{line}");
        assert_eq!(quoted(Path::new("-x")), "./-x");
    }
}
