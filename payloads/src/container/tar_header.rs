//! The one tar header a member may have. Writer and reader both build it from the INDEX line; the
//! reader compares instead of parsing, so there is no tar parser to attack.

use super::index::{Member, MemberKind};
use crate::words::container as words;
use tar::{EntryType, Header};
use voice::Said;

/// Bytes of a tar block.
pub const BLOCK: usize = 512;

/// Everything before a member's contents: its header, preceded by `L` or `K` members where path or
/// link target are longer than 100 bytes. `mtime` in seconds since 1970.
///
/// # Errors
/// None for a member that came through [`IndexReader`](super::index::IndexReader).
pub fn render(member: &Member, mtime: u64) -> anyhow::Result<Vec<u8>> {
    let path = match member.kind {
        MemberKind::Dir => format!("{}/", member.path),
        _ => member.path.clone(),
    };
    let mut out = Vec::with_capacity(BLOCK);
    if let MemberKind::Link { target } = &member.kind
        && target.len() > 100
    {
        long(&mut out, EntryType::GNULongLink, target)?;
    }
    if path.len() > 100 {
        long(&mut out, EntryType::GNULongName, &path)?;
    }
    let mut header = plain(mtime);
    name(&mut header, &path);
    match &member.kind {
        MemberKind::Dir => {
            header.set_entry_type(EntryType::Directory);
            header.set_mode(0o755);
        }
        MemberKind::File { executable, size, .. } => {
            header.set_entry_type(EntryType::Regular);
            header.set_mode(if *executable { 0o755 } else { 0o644 });
            header.set_size(*size);
        }
        MemberKind::Link { target } => {
            header.set_entry_type(EntryType::Symlink);
            header.set_mode(0o777);
            let field = &mut header.as_old_mut().linkname;
            let length = target.len().min(100);
            field[..length].copy_from_slice(&target.as_bytes()[..length]);
        }
    }
    header.set_cksum();
    out.extend_from_slice(header.as_bytes());
    Ok(out)
}

/// Zero bytes after contents of `size` bytes.
pub fn padding(size: u64) -> usize {
    (BLOCK - (size % BLOCK as u64) as usize) % BLOCK
}

/// tar's two end blocks: the contents of the `end` frame.
pub fn end_blocks() -> Vec<u8> {
    vec![0; 2 * BLOCK]
}

/// What a header that was not the expected one says of itself.
pub(crate) fn describe(bytes: &[u8]) -> Said {
    let Some(block) = bytes.get(..BLOCK).and_then(|b| <&[u8; BLOCK]>::try_from(b).ok()) else {
        return words::member_found(&"-", &"-", &bytes.len(), &"-");
    };
    let mut header = Header::new_old();
    header.as_mut_bytes().copy_from_slice(block);
    let number = |n: std::io::Result<u64>| n.map_or_else(|_| "?".to_owned(), |n| n.to_string());
    let mode = header.mode().map_or_else(|_| "?".to_owned(), |mode| format!("{mode:04o}"));
    let kind = char::from(header.entry_type().as_byte()).to_string();
    let path = String::from_utf8_lossy(&header.path_bytes()).into_owned();
    words::member_found(&kind, &path, &number(header.entry_size()), &mode)
}

fn plain(mtime: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_mtime(mtime);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(0);
    header
}

fn name(header: &mut Header, path: &str) {
    let length = path.len().min(100);
    header.as_old_mut().name[..length].copy_from_slice(&path.as_bytes()[..length]);
}

/// An `L` or `K` member: the whole text and a NUL, padded (GNU tar manual, "Basic Tar Format").
fn long(out: &mut Vec<u8>, kind: EntryType, text: &str) -> anyhow::Result<()> {
    let mut header = plain(0);
    name(&mut header, "././@LongLink");
    header.set_entry_type(kind);
    header.set_mode(0o644);
    let size = text.len() as u64 + 1;
    header.set_size(size);
    header.set_cksum();
    out.extend_from_slice(header.as_bytes());
    out.extend_from_slice(text.as_bytes());
    out.resize(out.len() + 1 + padding(size), 0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Sha256;

    #[test]
    fn names_of_up_to_a_hundred_bytes_need_one_block_and_a_directory_ends_in_a_slash() {
        let blocks = |length: usize, kind: MemberKind| {
            let member = Member { path: "x".repeat(length), frame: 0, kind };
            render(&member, 0).unwrap().len() / BLOCK
        };
        let link = |length: usize| MemberKind::Link { target: "y".repeat(length) };
        assert_eq!([99, 100].map(|length| blocks(length, MemberKind::Dir)), [1, 3]);
        assert_eq!([100, 101].map(|length| blocks(length, link(1))), [1, 3]);
        assert_eq!([100, 101].map(|length| blocks(1, link(length))), [1, 3]);
        let member = Member { path: "goroot".to_owned(), frame: 0, kind: MemberKind::Dir };
        assert!(render(&member, 0).unwrap().starts_with(b"goroot/\0"));
    }

    #[test]
    fn the_tar_crate_reads_back_what_is_rendered() {
        let long = format!("goroot/{}/x", "directory/".repeat(20));
        let file = |path: &str| Member {
            path: path.to_owned(),
            frame: 0,
            kind: MemberKind::File { executable: true, size: 3, sha256: Sha256::of(b"abc") },
        };
        let link = Member {
            path: long.clone() + "l",
            frame: 0,
            kind: MemberKind::Link { target: "y/".repeat(80) + "z" },
        };
        let mut archive = Vec::new();
        for member in [file("goroot/a"), file(&long)] {
            archive.extend(render(&member, 1_700_000_000).unwrap());
            archive.extend(b"abc");
            archive.resize(archive.len() + padding(3), 0);
        }
        archive.extend(render(&link, 0).unwrap());
        archive.extend(end_blocks());
        let mut archive = tar::Archive::new(&archive[..]);
        let entries: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|e| {
                let e = e.unwrap();
                let link = e.link_name().unwrap().map(|l| l.display().to_string());
                (e.path().unwrap().display().to_string(), e.header().mode().unwrap(), link)
            })
            .collect();
        assert_eq!(entries[0], ("goroot/a".into(), 0o755, None));
        assert_eq!(entries[1], (long.clone(), 0o755, None));
        assert_eq!(entries[2], (long + "l", 0o777, Some("y/".repeat(80) + "z")));
    }
}
