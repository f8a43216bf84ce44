//! Profiles for every user of a host: files of our own in the directories that its shells read.

use super::shell::Shell;
use super::shells::Edit;
use super::{exists, lossy};
use payloads::environment::{Prefix, profile_line, source_line};

use crate::words::profile;
use std::path::Path;
use voice::Said;

/// The files for `prefix` on the host whose root directory is `root`: `/`, or that of an image being
/// built. Symbolic links below `root` are not followed, for an image's may point out of it.
pub fn plan_system(prefix: &Prefix, root: &Path) -> Vec<Edit> {
    let edit = |shell: Shell, path: &str, otherwise: Option<&str>| Edit {
        path: root.join(path),
        below: root.to_path_buf(),
        shell,
        line: profile_line(prefix, shell.syntax()),
        otherwise: otherwise.map(|path| root.join(path)),
        directory_mode: 0o755,
    };
    let mut edits = vec![
        edit(Shell::Sh, "etc/profile.d/goferry.sh", None),
        edit(Shell::Csh, "etc/profile.d/goferry.csh", None),
        // On an image-based host /usr is read-only.
        edit(
            Shell::Fish,
            "usr/share/fish/vendor_conf.d/goferry.fish",
            Some("etc/fish/conf.d/goferry.fish"),
        ),
    ];
    // Debian's csh reads this directory and not profile.d.
    if exists(&root.join("etc/csh/cshrc.d")) {
        edits.push(edit(Shell::Csh, "etc/csh/cshrc.d/goferry", None));
    }
    edits
}

/// What the administrator should know: Debian's zsh reads no directory where a file of ours could
/// be, and its own files belong to its package.
pub fn notes_system(prefix: &Prefix, root: &Path) -> Vec<Said> {
    let zshenv = root.join("etc/zsh/zshenv");
    if !exists(&zshenv) || exists(&root.join("etc/zprofile")) {
        return Vec::new();
    }
    let (directory, line) = (root.join("etc/profile.d"), source_line(prefix, Shell::Zsh.syntax()));
    vec![profile::zsh_system(&directory.display(), &zshenv.display(), &lossy(&line))]
}
