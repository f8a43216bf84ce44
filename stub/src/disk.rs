//! Writing, opening and removing so that a crash leaves the old or the new, and a planted link leads nowhere.

pub mod beneath;
pub mod durable;
pub(crate) mod lossless;
pub mod removal;

use payloads::sentences::unpack;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use voice::Context as _;

#[cfg(test)]
pub mod scratch;

/// Files become writable for their owner; links stay links.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<()> {
    let step = || unpack::creating_member(&to.display());
    let data = from.symlink_metadata().context(step)?;
    if data.is_symlink() {
        let target = std::fs::read_link(from).context(step)?;
        return std::os::unix::fs::symlink(target, to).context(step);
    }
    if data.is_file() {
        std::fs::copy(from, to).context(step)?;
        let mode = data.permissions().mode() | 0o200;
        return std::fs::set_permissions(to, std::fs::Permissions::from_mode(mode)).context(step);
    }
    std::fs::create_dir(to).context(step)?;
    for entry in std::fs::read_dir(from).context(step)? {
        let name = entry.context(step)?.file_name();
        copy_tree(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}
