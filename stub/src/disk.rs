//! Writing, opening and removing so that a crash leaves the old or the new, and a planted link leads nowhere.

pub mod beneath;
pub mod durable;
pub(crate) mod lossless;
pub mod removal;

use payloads::sentences::unpack;
use payloads::unpack::one_name;
use std::ffi::OsString;
use std::fs::File;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use voice::Context as _;

#[cfg(test)]
pub mod scratch;

/// Whether `line` stands in the file at `path`, however that is reached.
pub(crate) fn has_line(path: &Path, line: &[u8]) -> bool {
    let bytes = std::fs::read(path).unwrap_or_default();
    bytes.split(|b| *b == b'\n').any(|text| text.trim_ascii_end() == line)
}

/// Files and directories become writable for their owner; links stay links. Nothing that is there is written over.
///
/// # Errors
/// [`voice::Exit::Destination`] where two names are one there; the disk's.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<()> {
    let step = || unpack::creating_member(&to.display());
    let data = from.symlink_metadata().context(step)?;
    if data.is_symlink() {
        let target = std::fs::read_link(from).context(step)?;
        return std::os::unix::fs::symlink(target, to).context(step);
    }
    if data.is_file() {
        let mut into = File::create_new(to).context(step)?;
        std::io::copy(&mut File::open(from).context(step)?, &mut into).context(step)?;
        let mode = data.permissions().mode() | 0o200;
        return std::fs::set_permissions(to, std::fs::Permissions::from_mode(mode)).context(step);
    }
    std::fs::create_dir(to).context(step)?;
    let mode = data.permissions().mode() | 0o700;
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(mode)).context(step)?;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(from).context(step)? {
        let name = entry.context(step)?.file_name();
        if let Some(there) = inode(&to.join(&name)) {
            let is_it = |other: &&OsString| inode(&to.join(other)) == Some(there);
            let other = names.iter().find(is_it).unwrap_or(&name).to_string_lossy();
            return Err(one_name(to, &other, &name.to_string_lossy()).into());
        }
        copy_tree(&from.join(&name), &to.join(&name))?;
        names.push(name);
    }
    Ok(())
}

fn inode(path: &Path) -> Option<(u64, u64)> {
    path.symlink_metadata().ok().map(|data| (data.dev(), data.ino()))
}
