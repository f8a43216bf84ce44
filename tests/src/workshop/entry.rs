//! One member of a container: its line in INDEX and its bytes in a frame, which need not agree.

use payloads::container::index::{Member, MemberKind};
use payloads::container::tar_header;
use payloads::digest::Sha256;
use serde_json::{Value, json};
use tar::{EntryType, Header};

/// mtime of every honest member, seconds since 1970.
pub(crate) const BUILD_TIME: u64 = 1_767_225_600;

/// A member as INDEX tells it and as the tar in the frame holds it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where honest INDEXes have it.
    pub(super) path: String,
    pub(super) line: Option<Vec<u8>>,
    pub(crate) tar: Vec<u8>,
}

impl Entry {
    /// An honest directory.
    pub fn dir(path: &str) -> Entry {
        Entry::honest(path, MemberKind::Dir, b"")
    }

    /// An honest file of mode 0644.
    pub fn file(path: &str, contents: &[u8]) -> Entry {
        Entry::of_file(path, contents, false)
    }

    /// An honest file of mode 0755.
    pub fn program(path: &str, contents: &[u8]) -> Entry {
        Entry::of_file(path, contents, true)
    }

    /// An honest symbolic link.
    pub fn link(path: &str, target: &str) -> Entry {
        Entry::honest(path, MemberKind::Link { target: target.to_owned() }, b"")
    }

    fn of_file(path: &str, contents: &[u8], executable: bool) -> Entry {
        let (size, sha256) = (contents.len() as u64, Sha256::of(contents));
        Entry::honest(path, MemberKind::File { executable, size, sha256 }, contents)
    }

    fn honest(path: &str, kind: MemberKind, contents: &[u8]) -> Entry {
        let member = Member { path: path.to_owned(), frame: 0, kind };
        let mut tar = tar_header::render(&member, BUILD_TIME).expect("a header");
        tar.extend(contents);
        tar.resize(tar.len() + tar_header::padding(contents.len() as u64), 0);
        let line = Some(member.render().expect("a line"));
        Entry { path: path.to_owned(), line, tar }
    }

    /// The same bytes in the frame, and in INDEX a line with some keys set otherwise (`null` takes a
    /// key away).
    pub fn told(mut self, changes: Value) -> Entry {
        let line = self.line.as_deref().unwrap_or(b"{}\n");
        let mut value: Value = serde_json::from_slice(line).expect("an honest line");
        for (key, new) in changes.as_object().expect("an object of changes") {
            match new {
                Value::Null => value.as_object_mut().expect("a line").remove(key),
                new => value.as_object_mut().expect("a line").insert(key.clone(), new.clone()),
            };
        }
        let mut line = keys::canonical::render(&value);
        line.push(b'\n');
        self.line = Some(line);
        self
    }

    /// These very bytes as the line in INDEX.
    pub fn told_raw(mut self, line: &[u8]) -> Entry {
        self.line = Some(line.to_vec());
        self
    }

    /// The honest line, with its bytes changed.
    pub fn retold(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Entry {
        self.line = self.line.map(change);
        self
    }

    /// In the frame, but not in INDEX.
    pub fn untold(mut self) -> Entry {
        self.line = None;
        self
    }

    /// In INDEX, but these bytes in the frame.
    pub fn held(mut self, tar: Vec<u8>) -> Entry {
        self.tar = tar;
        self
    }

    /// The honest line, and in the frame a header that `change` has had its way with; its checksum
    /// is right.
    pub fn with_header(mut self, change: impl FnOnce(&mut Header)) -> Entry {
        let mut header = Header::new_old();
        header.as_mut_bytes().copy_from_slice(&self.tar[..tar_header::BLOCK]);
        change(&mut header);
        header.set_cksum();
        self.tar[..tar_header::BLOCK].copy_from_slice(header.as_bytes());
        self
    }

    /// As [`with_header`](Self::with_header), on the bare bytes and without a new checksum.
    pub fn with_header_bytes(mut self, change: impl FnOnce(&mut [u8])) -> Entry {
        change(&mut self.tar[..tar_header::BLOCK]);
        self
    }

    /// Preceded in the frame by an extension member of `kind` with these contents.
    pub fn after(mut self, kind: EntryType, contents: &[u8]) -> Entry {
        let mut before = extension(kind, contents);
        before.append(&mut self.tar);
        self.tar = before;
        self
    }

    /// The path of an honest file's line, changed: what a plain hostile path is made of.
    pub fn at(path: &str) -> Entry {
        let mut entry =
            Entry::file("goroot/placeholder", b"hostile\n").told(json!({ "path": path }));
        entry.path = path.to_owned();
        entry
    }

    /// As INDEX sorts it.
    pub fn sorted_as(mut self, path: &str) -> Entry {
        self.path = path.to_owned();
        self
    }
}

/// A tar member of any type: header, contents, padding.
pub(crate) fn extension(kind: EntryType, contents: &[u8]) -> Vec<u8> {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_path("extension").expect("a short path");
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(BUILD_TIME);
    header.set_size(contents.len() as u64);
    header.set_cksum();
    let mut tar = header.as_bytes().to_vec();
    tar.extend(contents);
    tar.resize(tar.len() + tar_header::padding(contents.len() as u64), 0);
    tar
}
