//! A member (FORMAT.md 6): its line of INDEX, and which paths and link targets it may have. Refuse, never skip.

use super::{MAX_NAME, MAX_PATH};
use crate::digest::Sha256;
use crate::words::container as words;
use serde::{Deserialize, Serialize};
use voice::Said;

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

    /// Reads one line, without its newline. Whether INDEX may list such a member is [`Rule`](super::Rule)'s to say.
    pub(super) fn parse(bytes: &[u8]) -> Result<Member, Said> {
        let line: Line = serde_json::from_slice(bytes).map_err(|_| words::shape())?;
        if serde_json::to_vec(&line).ok().as_deref() != Some(bytes) {
            return Err(words::index_not_canonical());
        }
        let kind = line.kind()?;
        Ok(Member { path: line.path, frame: line.frame, kind })
    }

    /// Why no INDEX lists a member with this path or link target.
    pub(super) fn flaw(&self) -> Option<Said> {
        let path = &self.path;
        let flaw = length_flaw(path).or_else(|| path_flaw(path));
        flaw.or_else(|| match &self.kind {
            MemberKind::Link { target } => length_flaw(target).or_else(|| link_flaw(path, target)),
            _ => None,
        })
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
                Ok(MemberKind::Link { target: target.clone() })
            }
            _ => Err(words::index_type(&self.path)),
        }
    }
}

/// Whether a path or one of its names is too long to be a member's.
fn length_flaw(path: &str) -> Option<Said> {
    if path.len() as u64 > MAX_PATH {
        return Some(words::path_length(&shortened(path), &path.len()));
    }
    let name = path.split('/').find(|name| name.len() as u64 > MAX_NAME)?;
    Some(words::name_length(&shortened(name), &name.len()))
}

/// Why `path` is no member's, however short it is; `None` where it may be one.
pub fn path_flaw(path: &str) -> Option<Said> {
    if path.starts_with('/') {
        return Some(words::path_absolute(&path));
    }
    if path.chars().any(char::is_control) {
        return Some(words::path_control(&path));
    }
    let bad = |part: &str| matches!(part, "" | "." | "..");
    path.split('/').any(bad).then(|| words::path_component(&shortened(path)))
}

/// Why `target` may not be the target of a link at `path`; `None` where it may: it must stay within
/// the first component of `path`.
fn link_flaw(path: &str, target: &str) -> Option<Said> {
    let outside = || Some(words::link_outside(&path, &shortened(target)));
    if target.is_empty() || target.starts_with('/') || target.chars().any(char::is_control) {
        return outside();
    }
    let mut depth = path.split('/').count() - 1;
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." if depth <= 1 => return outside(),
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    None
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn only_plain_relative_paths_pass() {
        for good in ["a", "goroot/bin/go", "a/中文/ c", "a/...", "-x"] {
            assert!(path_flaw(good).is_none(), "{good}");
        }
        for bad in ["", "/a", "//a", "../a", "a/../b", "a/./b", "a//b", "a/", ".", "a\0b", "a\nb"] {
            assert!(path_flaw(bad).is_some(), "{bad:?}");
        }
    }

    #[test]
    fn a_long_path_is_told_by_its_beginning() {
        assert_eq!(shortened(&"路".repeat(80)), "路".repeat(80));
        assert_eq!(shortened(&"路".repeat(81)), "路".repeat(80) + "…");
    }

    #[test]
    fn paths_names_and_targets_end_at_their_limits() {
        // "xx" and as many "/x" as it takes; an odd length begins with one more.
        let of = |length: u64| {
            let (pairs, odd) = (length as usize / 2, length as usize % 2);
            "x".repeat(2 + odd) + &"/x".repeat(pairs - 1)
        };
        let flaw = |path: &str, kind| Member { path: path.to_owned(), frame: 0, kind }.flaw();
        let link = |target: String| flaw("goroot/a", MemberKind::Link { target });
        for (length, passes) in [(MAX_PATH - 1, true), (MAX_PATH, true), (MAX_PATH + 1, false)] {
            assert_eq!(of(length).len() as u64, length);
            assert_eq!(flaw(&of(length), MemberKind::Dir).is_none(), passes, "{length}");
            assert_eq!(link(of(length)).is_none(), passes, "{length}");
        }
        for (length, passes) in [(MAX_NAME, true), (MAX_NAME + 1, false)] {
            let name = "x".repeat(length as usize);
            assert_eq!(flaw(&name, MemberKind::Dir).is_none(), passes, "{length}");
            assert_eq!(link(name).is_none(), passes, "{length}");
        }
    }

    #[test]
    fn links_stay_within_the_first_component() {
        assert!(link_flaw("goroot/a/b", "../c").is_none());
        assert!(link_flaw("goroot/a/b", "c/../../d").is_none());
        for bad in [
            "",
            "/etc/passwd",
            "../../c",
            "../../../etc",
            "c/../../../d",
            "a\0",
            "./../../c",
            ".//../../c",
        ] {
            assert!(link_flaw("goroot/a/b", bad).is_some(), "{bad:?}");
        }
        assert!(link_flaw("goroot", "..").is_some());
    }
}
