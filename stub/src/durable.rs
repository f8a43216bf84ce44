//! Writing so that a crash leaves the old bytes or the new ones: a sibling, fsync, rename, fsync.

use payloads::say;
use payloads::words::{Doing, unpack as words};
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Replaces the file at `path`, whatever the umask.
///
/// # Errors
/// The disk's; the old file is then intact.
pub fn write(path: &Path, mode: u32, bytes: &[u8]) -> anyhow::Result<()> {
    let step = || say!(words::WRITING_MEMBER, path = path.display());
    let sibling = sibling(path);
    let written = fresh(&sibling, mode, bytes).and_then(|()| std::fs::rename(&sibling, path));
    if written.is_err() {
        // The error on its way is the one that matters.
        drop(std::fs::remove_file(&sibling));
    }
    written.doing(step)?;
    sync_parent(path)
}

fn fresh(path: &Path, mode: u32, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::options().write(true).create_new(true).mode(mode).open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(mode))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the symbolic link `path` point to `target`, by one rename.
///
/// # Errors
/// The disk's; the old link is then intact.
pub fn link(path: &Path, target: &str) -> anyhow::Result<()> {
    let sibling = sibling(path);
    let made =
        std::os::unix::fs::symlink(target, &sibling).and_then(|()| std::fs::rename(&sibling, path));
    if made.is_err() {
        drop(std::fs::remove_file(&sibling));
    }
    made.doing(|| say!(words::CREATING_MEMBER, path = path.display()))?;
    sync_parent(path)
}

/// Makes what was renamed or created in `path`'s directory survive a power cut.
///
/// # Errors
/// The disk's.
pub fn sync_parent(path: &Path) -> anyhow::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("/"));
    let step = || say!(words::WRITING_MEMBER, path = parent.display());
    File::open(parent).and_then(|directory| directory.sync_all()).doing(step)
}

/// A name beside `path` that nothing of the user's has.
fn sibling(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(format!(".{name}.goferry-{}", std::process::id()))
}
