//! The line that unpacks a selection with tools every host has: tail, head, zstd and tar.

use crate::container::Manifest;
use crate::platform::Cpu;
use std::ops::Range;
use std::path::Path;

/// A line for a POSIX shell that unpacks what a host with `cpu` needs into the current directory. It
/// checks nothing but zstd's own checksums.
pub fn stock_line(manifest: &Manifest, cpu: Cpu, file: &Path) -> String {
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

    fn example() -> Manifest {
        serde_json::from_str(include_str!("../container/example_manifest.json")).unwrap()
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
