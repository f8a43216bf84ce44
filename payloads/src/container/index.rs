//! INDEX (FORMAT.md 6): every member, one canonical JSON line each, streamed.

use super::path::{link_flaw, path_flaw};
use super::{MAX_INDEX_LINE, MAX_INDEX_WINDOW_LOG, MAX_MEMBERS, frame, manifest::Payload};
use crate::digest::Sha256;
use crate::words::container as words;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read};
use voice::Exit;
use voice::{Fact, Said, recover_or};

/// One member of the container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// `/`-separated, relative, see FORMAT.md 6.
    pub path: String,
    /// Number of the frame that holds it.
    pub frame: u64,
    /// What it is.
    pub kind: MemberKind,
}

/// The three legal kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A directory, mode 0755.
    Dir,
    /// A regular file.
    File {
        /// Mode 0755 instead of 0644.
        executable: bool,
        /// Bytes.
        size: u64,
        /// Of its contents.
        sha256: Sha256,
    },
    /// A symbolic link.
    Link {
        /// Relative, within the first component of the path.
        target: String,
    },
}

/// A member as a line of INDEX has it: every key, in the order of the keys' bytes, those that do not
/// apply left out. Written in this order without white space it is canonical JSON; there are tens of
/// thousands of lines, so this spelling is compared directly.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    frame: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<Sha256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(rename = "type")]
    kind: String,
}

impl Member {
    /// Its line, newline included.
    ///
    /// # Errors
    /// None that a caller can cause.
    pub fn render(&self) -> anyhow::Result<Vec<u8>> {
        let mode = |executable| Some(if executable { "0755" } else { "0644" }.to_owned());
        let mut line = Line {
            frame: self.frame,
            mode: None,
            path: self.path.clone(),
            sha256: None,
            size: None,
            target: None,
            kind: String::new(),
        };
        match &self.kind {
            MemberKind::Dir => (line.kind, line.mode) = ("dir".into(), mode(true)),
            MemberKind::File { executable, size, sha256 } => {
                (line.kind, line.mode) = ("file".into(), mode(*executable));
                (line.size, line.sha256) = (Some(*size), Some(*sha256));
            }
            MemberKind::Link { target } => {
                (line.kind, line.target) = ("link".into(), Some(target.clone()));
            }
        }
        let mut bytes = serde_json::to_vec(&line)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads one line, without its newline.
    fn parse(bytes: &[u8]) -> Result<Member, Said> {
        let line: Line = serde_json::from_slice(bytes).map_err(|_| words::shape())?;
        if serde_json::to_vec(&line).ok().as_deref() != Some(bytes) {
            return Err(words::index_not_canonical());
        }
        if let Some(flaw) = path_flaw(&line.path) {
            return Err(flaw);
        }
        let kind = line.kind()?;
        Ok(Member { path: line.path, frame: line.frame, kind })
    }

    /// Bytes of content; 0 for directories and links.
    pub fn size(&self) -> u64 {
        match self.kind {
            MemberKind::File { size, .. } => size,
            _ => 0,
        }
    }
}

impl Line {
    fn kind(&self) -> Result<MemberKind, Said> {
        let mode = self.mode.as_deref();
        let wrong_mode = || words::index_mode(&self.path, &mode.unwrap_or("-"));
        match (self.kind.as_str(), self.size, self.sha256, &self.target) {
            ("dir", None, None, None) if mode == Some("0755") => Ok(MemberKind::Dir),
            ("dir", None, None, None) => Err(wrong_mode()),
            ("file", Some(size), Some(sha256), None) => match mode {
                Some("0644") => Ok(MemberKind::File { executable: false, size, sha256 }),
                Some("0755") => Ok(MemberKind::File { executable: true, size, sha256 }),
                _ => Err(wrong_mode()),
            },
            ("link", None, None, Some(target)) if mode.is_none() => {
                match link_flaw(&self.path, target) {
                    Some(flaw) => Err(flaw),
                    None => Ok(MemberKind::Link { target: target.clone() }),
                }
            }
            _ => Err(words::index_type(&self.path)),
        }
    }
}

/// The compressed bytes, wherever they come from.
type Stored<'a> = BufReader<Box<dyn Read + 'a>>;

/// The members of a container, checked one by one as they stream past: canonical lines, legal paths
/// and links, strict order, existing frames, counts and length as the manifest states them.
pub struct IndexReader<'a> {
    lines: BufReader<std::io::Take<zstd::Decoder<'static, Stored<'a>>>>,
    payload: &'a Payload,
    expanded_length: u64,
    seen: u64,
    number: u64,
    last: Option<(String, u64)>,
    counts: Vec<u64>,
    finished: bool,
}

impl<'a> IndexReader<'a> {
    /// Reads the stored INDEX from `stored`, which must end where INDEX ends.
    ///
    /// # Errors
    /// [`Exit::Damaged`] where it is not one legal zstd frame.
    pub fn new(
        stored: Box<dyn Read + 'a>,
        payload: &'a Payload,
        expanded_length: u64,
    ) -> anyhow::Result<Self> {
        let mut stored = BufReader::with_capacity(64 << 10, stored);
        let header = frame::parse(stored.fill_buf().map_err(undecodable)?).map_err(bad_frame)?;
        let largest = 1u64 << MAX_INDEX_WINDOW_LOG;
        if header.window_size.min(header.content_size) > largest {
            let said = words::frame_window(&header.window_size, &largest);
            return Err(bad_frame(said));
        }
        if header.content_size != expanded_length {
            let (found, expected) = (header.content_size, expanded_length);
            return Err(bad_frame(words::frame_size(&found, &expected)));
        }
        let mut decoder = zstd::Decoder::with_buffer(stored)?.single_frame();
        decoder.window_log_max(u32::try_from(MAX_INDEX_WINDOW_LOG)?.max(10))?;
        Ok(IndexReader {
            lines: BufReader::with_capacity(64 << 10, decoder.take(expanded_length + 1)),
            payload,
            expanded_length,
            seen: 0,
            number: 0,
            last: None,
            counts: vec![0; payload.frames.len()],
            finished: false,
        })
    }

    fn next_member(&mut self) -> anyhow::Result<Option<Member>> {
        let mut line = Vec::new();
        let length = (&mut self.lines)
            .take(MAX_INDEX_LINE)
            .read_until(b'\n', &mut line)
            .map_err(undecodable)?;
        self.seen += length as u64;
        if length == 0 {
            return self.finish().map(|()| None);
        }
        self.number += 1;
        let member = match line.strip_suffix(b"\n") {
            Some(line) => Member::parse(line),
            None => Err(words::index_not_canonical()),
        };
        let member = member.and_then(|member| self.place(member));
        member
            .map(Some)
            .map_err(|why| Fact::new(Exit::Damaged, words::index_line(&self.number, &why)).into())
    }

    fn place(&mut self, member: Member) -> Result<Member, Said> {
        let key = (member.path.clone(), member.frame);
        if self.last.as_ref().is_some_and(|last| *last >= key) || self.number > MAX_MEMBERS {
            return Err(words::index_order(&member.path));
        }
        self.last = Some(key);
        let at = usize::try_from(member.frame).unwrap_or(usize::MAX);
        let frame =
            self.payload.frames.get(at).filter(|f| self.may_hold(&f.component, &member.path));
        match (frame, self.counts.get_mut(at)) {
            (Some(_), Some(count)) => {
                *count += 1;
                Ok(member)
            }
            _ => Err(words::index_frame(&member.path, &member.frame)),
        }
    }

    /// Whether a component may have a member at `path`: its own directory, or below it.
    fn may_hold(&self, component: &str, path: &str) -> bool {
        let below =
            |top: &str| path == top || path.strip_prefix(top).is_some_and(|r| r.starts_with('/'));
        match component {
            "go" => below("goroot"),
            "meta" => below("meta"),
            _ => component
                .strip_prefix("modules:")
                .is_some_and(|name| path == "modules" || below(&format!("modules/{name}"))),
        }
    }

    fn finish(&mut self) -> anyhow::Result<()> {
        if self.seen != self.expanded_length {
            let said = words::index_length(&self.seen, &self.expanded_length);
            return Err(Fact::new(Exit::Damaged, said).into());
        }
        self.nothing_follows()?;
        for (frame, (found, entry)) in self.counts.iter().zip(&self.payload.frames).enumerate() {
            if *found != entry.members {
                let expected = entry.members;
                let said = words::index_count(&found, &frame, &expected);
                return Err(Fact::new(Exit::Damaged, said).into());
            }
        }
        Ok(())
    }

    /// INDEX is one zstd frame: no second one, no skippable one, no byte behind it.
    fn nothing_follows(&mut self) -> anyhow::Result<()> {
        let stored = self.lines.get_mut().get_mut().get_mut();
        let mut rest = 0;
        loop {
            match stored.fill_buf().map_err(undecodable)?.len() {
                0 if rest == 0 => return Ok(()),
                0 => return Err(bad_frame(words::frame_rest(&rest))),
                n => (rest, ()) = (rest + n, stored.consume(n)),
            }
        }
    }
}

fn undecodable(error: std::io::Error) -> anyhow::Error {
    recover_or(error, |_| bad_frame(words::frame_decode()))
}

fn bad_frame(why: Said) -> anyhow::Error {
    Fact::new(Exit::Damaged, words::frame_header(&why)).into()
}

impl Iterator for IndexReader<'_> {
    type Item = anyhow::Result<Member>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let item = self.next_member().transpose();
        self.finished = !matches!(item, Some(Ok(_)));
        item
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::StoredIndex;

    fn members() -> [Member; 3] {
        let at = |path: &str, kind| Member { path: path.to_owned(), frame: 3, kind };
        let file =
            MemberKind::File { executable: true, size: (1 << 53) - 1, sha256: Sha256::of(b"x") };
        [
            at("goroot", MemberKind::Dir),
            at("goroot/\"中\\é", file),
            at("goroot/l", MemberKind::Link { target: "a/../b".to_owned() }),
        ]
    }

    #[test]
    fn a_line_is_canonical_json_and_reads_back() {
        for member in members() {
            let line = member.render().unwrap();
            let line = line.strip_suffix(b"\n").unwrap();
            assert_eq!(keys::canonical::render(&keys::canonical::parse(line).unwrap()), line);
            assert_eq!(Member::parse(line).map_err(|e| e.name()), Ok(member));
        }
    }

    #[test]
    fn files_are_0644_or_0755_and_directories_0755() {
        let read = |line: &str| Member::parse(line.as_bytes()).map_err(|why| why.name());
        let digest = "0".repeat(64);
        for (mode, executable) in [("0644", Some(false)), ("0755", Some(true)), ("0600", None)] {
            let line = format!(
                r#"{{"frame":0,"mode":"{mode}","path":"goroot/x","sha256":"{digest}","size":1,"type":"file"}}"#
            );
            let sha256 = Sha256::from_bytes([0; 32]);
            let kind = |executable| MemberKind::File { executable, size: 1, sha256 };
            let expected = executable.map(kind).ok_or("index_mode");
            assert_eq!(read(&line).map(|member| member.kind), expected);
        }
        let directory =
            |mode| format!(r#"{{"frame":0,"mode":"{mode}","path":"goroot","type":"dir"}}"#);
        assert_eq!(read(&directory("0755")).map(|member| member.kind), Ok(MemberKind::Dir));
        assert_eq!(read(&directory("0700")).map(|member| member.kind), Err("index_mode"));
    }

    #[test]
    fn there_are_at_most_so_many_members() {
        let example: serde_json::Value =
            serde_json::from_str(include_str!("example_manifest.json")).unwrap();
        let payload: Payload = serde_json::from_value(example["payload"].clone()).unwrap();
        let index = StoredIndex::compress(b"").unwrap();
        let member = || Member { frame: 0, ..members()[0].clone() };
        for (number, ends) in
            [(MAX_MEMBERS - 1, false), (MAX_MEMBERS, false), (MAX_MEMBERS + 1, true)]
        {
            let mut reader = IndexReader::new(Box::new(&index.stored[..]), &payload, 0).unwrap();
            reader.number = number;
            assert_eq!(reader.place(member()).is_err(), ends, "{number}");
        }
    }

    #[test]
    fn another_spelling_of_a_line_is_refused() {
        let line = String::from_utf8(members()[0].render().unwrap()).unwrap();
        let line = line.trim_end();
        for other in [
            line.replace(':', ": "),
            line.replace("\"frame\":3,", "").replace('}', ",\"frame\":3}"),
            line.replace("goroot", "\\u0067oroot"),
            line.replace("\"frame\":3", "\"frame\":3.0"),
            line.replace("\"frame\":3", "\"frame\":3,\"frame\":3"),
            line.replace('}', ",\"extra\":1}"),
            format!("{line} "),
        ] {
            assert!(Member::parse(other.as_bytes()).is_err(), "{other}");
        }
    }
}
