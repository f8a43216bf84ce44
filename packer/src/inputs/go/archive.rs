//! An official archive, `goVERSION.linux-ARCH.tar.gz`: everything below `go/`.

use crate::inputs::tree::{Contents, Entry, Kind, MAX_EXPANDED, Tree};
use crate::words::go as words;
use anyhow::Result;
use flate2::read::GzDecoder;
use std::io::{self, Read};
use tar::{Archive, EntryType};
use voice::Exit;
use voice::{Context as _, Fact, Said};

/// Reads all of the archive and checks gzip's own checksum. `name` is for messages.
///
/// # Errors
/// [`Exit::Damaged`]: it is cut or damaged; [`Exit::Usage`]: a member that has no business there.
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Tree> {
    let early = || words::ends_early(&name);
    let mut archive = Archive::new(GzDecoder::new(bytes));
    let mut tree = Tree::new();
    let mut left = MAX_EXPANDED;
    for member in archive.entries().exit_with(Exit::Damaged, early)? {
        let mut member = member.exit_with(Exit::Damaged, early)?;
        let path = member_path(&member, name)?;
        left = left
            .checked_sub(member.size())
            .ok_or_else(|| refused(words::too_large(&name, &MAX_EXPANDED)))?;
        let entry = entry(&mut member, name)?;
        if !path.is_empty() {
            tree.insert(&path, entry)?;
        }
    }
    // tar stops at its end blocks; gzip's checksum comes after them.
    io::copy(&mut archive.into_inner(), &mut io::sink()).exit_with(Exit::Damaged, early)?;
    Ok(tree)
}

/// The version by a VERSION file near the beginning, which a truncated archive may still have; only
/// good for finding what it should be compared with.
pub(super) fn claimed_version(bytes: &[u8]) -> Option<String> {
    let mut archive = Archive::new(GzDecoder::new(bytes));
    for member in archive.entries().ok()?.take(64) {
        let member = member.ok()?;
        if &*member.path_bytes() == b"go/VERSION" {
            let mut text = String::new();
            member.take(256).read_to_string(&mut text).ok()?;
            return Some(text.split_whitespace().next()?.strip_prefix("go")?.to_owned());
        }
    }
    None
}

type Member<'a, 'b> = tar::Entry<'a, GzDecoder<&'b [u8]>>;

/// The path below `go/`; empty for `go/` itself.
fn member_path(member: &Member<'_, '_>, name: &str) -> Result<String> {
    let full = String::from_utf8_lossy(&member.path_bytes()).into_owned();
    let path = full.strip_prefix("./").unwrap_or(&full);
    let path = path.strip_suffix('/').unwrap_or(path);
    match path.strip_prefix("go/") {
        _ if path == "go" => Ok(String::new()),
        Some(path) => Ok(path.to_owned()),
        None => {
            let said = words::foreign_member(&name, &full, &"go/");
            Err(refused(said))
        }
    }
}

fn entry(member: &mut Member<'_, '_>, name: &str) -> Result<Entry> {
    let early = || words::ends_early(&name);
    let executable = member.header().mode().is_ok_and(|mode| mode & 0o100 != 0);
    match member.header().entry_type() {
        EntryType::Directory => Ok(Entry { kind: Kind::Dir, executable: false }),
        EntryType::Regular => {
            let mut contents = Vec::with_capacity(usize::try_from(member.size())?);
            member.read_to_end(&mut contents).exit_with(Exit::Damaged, early)?;
            Ok(Entry { kind: Kind::File(Contents::Bytes(contents.into())), executable })
        }
        EntryType::Symlink => {
            let target = member.link_name_bytes().unwrap_or_default();
            let target = String::from_utf8_lossy(&target).into_owned();
            Ok(Entry { kind: Kind::Symlink { target }, executable: false })
        }
        _ => {
            let path = String::from_utf8_lossy(&member.path_bytes()).into_owned();
            Err(refused(words::bad_member(&name, &path)))
        }
    }
}

fn refused(said: Said) -> anyhow::Error {
    Fact::new(Exit::Usage, said).into()
}

#[cfg(test)]
mod tests {
    use super::super::fake;
    use super::*;
    use payloads::platform::Cpu;
    use voice::exit_of;

    #[test]
    fn an_archive_becomes_the_same_tree_as_the_module() {
        let bytes = fake::archive("1.27.0", Cpu::Loong64);
        assert_eq!(read(&bytes, "x").unwrap(), fake::tree("1.27.0", Cpu::Loong64));
        assert_eq!(claimed_version(&bytes).as_deref(), Some("1.27.0"));
    }

    #[test]
    fn an_archive_cut_anywhere_is_damaged() {
        let bytes = fake::archive("1.27.0", Cpu::X86_64);
        for length in (20..bytes.len()).step_by(7) {
            let error = read(&bytes[..length], "x").unwrap_err();
            assert_eq!(exit_of(&error), Exit::Damaged, "{length}: {error:?}");
        }
    }

    #[test]
    fn hard_links_and_foreign_paths_are_refused() {
        for (path, kind) in [("go/x", EntryType::Link), ("etc/x", EntryType::Regular)] {
            let bytes = fake::gzip(&fake::tar_member(path, kind));
            assert_eq!(exit_of(&read(&bytes, "x").unwrap_err()), Exit::Usage, "{path}");
        }
    }
}
