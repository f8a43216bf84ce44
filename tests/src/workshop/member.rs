//! One file of a finished container, with other contents.

use super::parts::{Parts, rebuilt};
use super::{Workshop, frame};
use payloads::container::index::{Member, MemberKind};
use payloads::container::tar_header;
use payloads::digest::Sha256;
use serde_json::{Value, json};

/// What the file at `path` of an honest container holds.
pub fn member(bytes: &[u8], path: &str) -> Vec<u8> {
    let mut found = Vec::new();
    let at = super::Anatomy::of(bytes);
    let manifest = serde_json::from_slice(&bytes[at.manifest.clone()]).expect("a manifest");
    let lines = lines(&bytes[at.index.clone()]);
    let number = frame_of(&lines, path);
    let stored = stored(&manifest, number);
    let tar = expanded(&bytes[at.frames][stored]);
    each(&lines, number, &manifest, |member, start, end| {
        if member.path == path {
            found = tar[start..end].to_vec();
        }
    });
    found
}

/// A container with `contents` in its file at `path`: INDEX, frame and manifest agree, and it is signed anew,
/// as somebody with its signer's key could make it.
pub fn with_member(bytes: &[u8], workshop: &Workshop, path: &str, contents: &[u8]) -> Vec<u8> {
    rebuilt(bytes, workshop, |parts| {
        let mut lines = lines(&parts.index);
        let number = frame_of(&lines, path);
        replace_in_frame(parts, &lines, number, (path, contents));
        let line = lines.iter_mut().find(|line| line["path"] == path).expect("the file");
        line["size"] = json!(contents.len());
        line["sha256"] = json!(Sha256::of(contents));
        replace_index(parts, &lines);
    })
}

fn replace_in_frame(parts: &mut Parts, lines: &[Value], number: usize, new: (&str, &[u8])) {
    let stored = stored(&parts.manifest, number);
    let old = expanded(&parts.frames[stored.clone()]);
    let mut tar = Vec::with_capacity(old.len());
    let (mut copied, mut grown) = (0, 0);
    each(lines, number, &parts.manifest, |member, start, end| {
        if member.path == new.0 {
            let MemberKind::File { executable, .. } = member.kind else { panic!("a file") };
            let header = tar_header::render(member, build_time(&parts.manifest)).expect("a header");
            tar.extend_from_slice(&old[copied..start - header.len()]);
            let (size, sha256) = (new.1.len() as u64, Sha256::of(new.1));
            let kind = MemberKind::File { executable, size, sha256 };
            let member = Member { kind, ..member.clone() };
            tar.extend(tar_header::render(&member, build_time(&parts.manifest)).expect("a header"));
            tar.extend_from_slice(new.1);
            tar.resize(tar.len() + tar_header::padding(size), 0);
            copied = end + tar_header::padding((end - start) as u64);
            grown = size as i64 - (end - start) as i64;
        }
    });
    tar.extend_from_slice(&old[copied..]);
    let new = frame(&tar, 1, |_| {});
    let entry = &mut parts.manifest["payload"]["frames"][number];
    entry["expanded_length"] = json!(tar.len());
    entry["stored_length"] = json!(new.len());
    let name = entry["component"].clone();
    parts.frames.splice(stored, new);
    let components = parts.manifest["payload"]["components"].as_array_mut().expect("components");
    let component = components.iter_mut().find(|c| c["name"] == name).expect("its component");
    let length = component["expanded_length"].as_i64().expect("a length");
    component["expanded_length"] = json!(length + grown);
}

fn replace_index(parts: &mut Parts, lines: &[Value]) {
    let mut index = Vec::new();
    for line in lines {
        index.extend(keys::canonical::render(line));
        index.push(b'\n');
    }
    parts.index = frame(&index, 1, |_| {});
    parts.manifest["envelope"]["index"]["expanded_length"] = json!(index.len());
}

/// Shows each member of a frame with where its contents begin and end in the frame's tar.
fn each(
    lines: &[Value],
    number: usize,
    manifest: &Value,
    mut show: impl FnMut(&Member, usize, usize),
) {
    let mut at = 0;
    for line in lines.iter().filter(|line| line["frame"] == number) {
        let member = parsed(line);
        let header = tar_header::render(&member, build_time(manifest)).expect("a header").len();
        let (start, size) = (at + header, member.size());
        let end = start + size as usize;
        show(&member, start, end);
        at = end + tar_header::padding(size);
    }
}

fn parsed(line: &Value) -> Member {
    let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let kind = match line["type"].as_str() {
        Some("dir") => MemberKind::Dir,
        Some("link") => MemberKind::Link { target: text("target") },
        _ => MemberKind::File {
            executable: line["mode"] == "0755",
            size: line["size"].as_u64().expect("a size"),
            sha256: Sha256::parse(&text("sha256")).expect("a digest"),
        },
    };
    Member { path: text("path"), frame: line["frame"].as_u64().expect("a frame"), kind }
}

fn lines(index: &[u8]) -> Vec<Value> {
    let expanded = expanded(index);
    let lines = expanded.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("a line")).collect()
}

fn frame_of(lines: &[Value], path: &str) -> usize {
    let line = lines.iter().find(|line| line["path"] == path);
    line.and_then(|line| line["frame"].as_u64()).expect("the container has that file") as usize
}

/// Where a frame lies in FRAMES.
fn stored(manifest: &Value, number: usize) -> std::ops::Range<usize> {
    let frames = manifest["payload"]["frames"].as_array().expect("frames");
    let length = |frame: &Value| frame["stored_length"].as_u64().expect("a length") as usize;
    let from = frames[..number].iter().map(length).sum();
    from..from + length(&frames[number])
}

fn build_time(manifest: &Value) -> u64 {
    manifest["payload"]["build_time"].as_u64().expect("a time")
}

fn expanded(stored: &[u8]) -> Vec<u8> {
    let mut decoder = zstd::Decoder::new(stored).expect("a decoder");
    decoder.window_log_max(26).expect("a setting");
    let mut expanded = Vec::new();
    std::io::Read::read_to_end(&mut decoder, &mut expanded).expect("a frame");
    expanded
}
