//! A release's tree, and what of it is to be restored. What is missing is laid down and synced beside the tree,
//! then each file takes its place by one rename: nothing is ever written in place, where it may have a second
//! name in another release.

use super::rebuilt;
use crate::change::step::Step;
use crate::disk::beneath;
use crate::disk::removal;
use crate::findings::{Donor, Tree};
use crate::prefix::Installation;
use crate::prefix::layout::Layout;
use crate::prefix::staging::{self, Staging};
use crate::process::Context;
use crate::process::signals;
use crate::releases::copies::{Copies, Way};
use crate::releases::installed::{Bytes, Depth, Difference, Expected, RECEIPT, What};
use crate::words::install;
use nix::fcntl::{AT_FDCWD, renameat};
use nix::sys::stat::{FchmodatFlags, Mode, fchmodat, mkdirat};
use payloads::container::index::MemberKind;
use payloads::inspect;
use payloads::interruption::asked_again;
use payloads::sentences::unpack as unpacking;
use payloads::unpack::{self, Selection};
use std::collections::HashSet;
use std::fs::Permissions;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use voice::{Context as _, Said};

impl Tree {
    /// Makes the tree what it should be. Gives the paths that no copy was found of; they are as they were.
    pub(super) fn restore(
        &self,
        donor: Option<&Donor>,
        at: Installation<'_>,
    ) -> anyhow::Result<Vec<PathBuf>> {
        let place = at.layout.release(&self.kept.name);
        let opened;
        let tree = match self.open_directories(&place)? {
            false => self,
            // What was in a directory that could not be read is known only now.
            true => {
                opened = Tree::look(Rc::clone(&self.kept), Depth::Contents, at)?;
                &opened
            }
        };
        let mut staging = Staging::of(at.layout);
        staging.make()?;
        let lost = tree.stage(staging.path(), donor, at)?;
        staging::sync(staging.path())?;
        tree.put(staging.path(), &lost, &place)?;
        tree.write_receipt(lost.is_empty(), at)?;
        staging::sync(&place)?;
        staging.remove()?;
        Ok(lost)
    }

    /// What is said of [`restore`](Self::restore), file by file.
    pub(super) fn steps(&self, layout: &Layout) -> Vec<Step> {
        let place = layout.release(&self.kept.name);
        let mut steps = Vec::new();
        for difference in &self.differences {
            let path = place.join(&difference.path);
            let expected = self.expected_at(&difference.path).map(|e| &e.member.kind);
            if goes_first(difference.what, expected, &path) {
                steps.push(Step::Remove(path.clone()));
            }
            steps.push(match (difference.what, expected) {
                (What::Mode { .. }, _) => Step::SetMode(path),
                (_, None) => continue,
                (_, Some(MemberKind::Dir)) => Step::CreateDirectory(path),
                (_, Some(MemberKind::File { .. })) => Step::WriteFile(path),
                (_, Some(MemberKind::Link { target })) => {
                    Step::Link { path, target: target.clone() }
                }
            });
        }
        steps
    }

    /// Sets the modes of directories; whether any was wrong.
    fn open_directories(&self, place: &Path) -> anyhow::Result<bool> {
        let mut any = false;
        for difference in &self.differences {
            let path = place.join(&difference.path);
            let is_directory = path.symlink_metadata().is_ok_and(|data| data.is_dir());
            if let (What::Mode { expected, .. }, true) = (difference.what, is_directory) {
                std::fs::set_permissions(&path, Permissions::from_mode(expected))
                    .context(|| writing(&path))?;
                any = true;
            }
        }
        Ok(any)
    }

    /// What has to be laid down anew. A mode is set on the file only where that has no second name.
    fn wanted<'a>(&'a self, place: &'a Path) -> impl Iterator<Item = &'a Expected> {
        let anew = move |difference: &&Difference| match difference.what {
            What::Extra => false,
            What::Mode { .. } => is_shared(&place.join(&difference.path)),
            _ => true,
        };
        self.differences.iter().filter(anew).filter_map(|d| self.expected_at(&d.path))
    }

    /// Lays down in `staging` whatever is wanted. Gives the paths that no copy was found of.
    fn stage(
        &self,
        staging: &Path,
        donor: Option<&Donor>,
        at: Installation<'_>,
    ) -> anyhow::Result<Vec<PathBuf>> {
        let place = at.layout.release(&self.kept.name);
        let copies = Copies::of(&self.kept.name, at);
        let (mut left, mut lost) = (HashSet::new(), Vec::new());
        for Expected { member, bytes } in self.wanted(&place) {
            signals::check()?;
            let to = staging.join(&member.path);
            let parent = to.parent().unwrap_or(staging);
            std::fs::create_dir_all(parent).context(|| writing(parent))?;
            match (&member.kind, bytes) {
                (MemberKind::Dir, _) | (_, Bytes::Any) => {}
                (MemberKind::Link { target }, _) => {
                    symlink(target, &to).context(|| writing(&to))?;
                }
                (MemberKind::File { .. }, Bytes::Carried) => {
                    if !copies.place(Way::Copy, member, &to) {
                        left.insert(member.path.clone());
                    }
                }
                (MemberKind::File { executable, .. }, Bytes::Written) => {
                    match rebuilt::written(&member.path, &self.kept, donor, at.layout)? {
                        Some(bytes) => {
                            let mode = if *executable { 0o755 } else { 0o644 };
                            crate::disk::durable::write(&to, mode, &bytes)?;
                        }
                        None => lost.push(PathBuf::from(&member.path)),
                    }
                }
            }
        }
        match donor.filter(|donor| donor.trusted.identity() == self.kept.trusted.identity()) {
            Some(donor) if !left.is_empty() => self.unpack(&left, staging, donor, at.context)?,
            _ => lost.extend(left.into_iter().map(PathBuf::from)),
        }
        Ok(lost)
    }

    fn unpack(
        &self,
        left: &HashSet<String>,
        staging: &Path,
        donor: &Donor,
        context: &Context,
    ) -> anyhow::Result<()> {
        let verified = inspect::verified(&donor.source, &donor.trusted, &context.voice)?;
        let plan = unpack::Plan::new(&verified, Selection::all(self.kept.cpu()))?;
        let plan = plan.only(|member| left.contains(&member.path));
        let progress = context.voice.progress(&install::unpacking(), plan.total());
        let tree = unpack::Tree::open(staging)?;
        unpack::unpack(&verified, &plan, &tree, unpack::threads(), &progress)?;
        progress.done();
        Ok(())
    }

    /// Moves what was laid down into its place, after what is in the way there was removed.
    fn put(&self, staging: &Path, lost: &[PathBuf], place: &Path) -> anyhow::Result<()> {
        let top = beneath::start(place).context(|| writing(place))?;
        for Difference { path, what } in &self.differences {
            signals::check()?;
            let at = place.join(path);
            if lost.contains(path) {
                continue;
            }
            let expected = self.expected_at(path);
            if goes_first(*what, expected.map(|e| &e.member.kind), &at) {
                removal::tree(&at)?;
            }
            let Some(expected) = expected else { continue };
            match (&expected.member.kind, what) {
                (MemberKind::Dir, What::Missing | What::Type) => {
                    let (parent, name) = parent(&top, path).context(|| writing(&at))?;
                    let mode = Mode::from_bits_truncate(0o755);
                    mkdirat(&parent, name, mode)
                        .and_then(|()| {
                            let follow = FchmodatFlags::FollowSymlink;
                            asked_again(|| fchmodat(&parent, name, mode, follow))
                        })
                        .context(|| writing(&at))?;
                }
                (MemberKind::File { .. }, What::Mode { expected, .. }) if !is_shared(&at) => {
                    let (parent, name) = parent(&top, path).context(|| writing(&at))?;
                    let mode = Mode::from_bits_truncate(*expected);
                    asked_again(|| fchmodat(&parent, name, mode, FchmodatFlags::NoFollowSymlink))
                        .context(|| writing(&at))?;
                }
                (MemberKind::Dir, _) => {}
                _ if expected.bytes == Bytes::Any => {}
                _ => {
                    let (parent, name) = parent(&top, path).context(|| writing(&at))?;
                    let from = staging.join(path);
                    // Modified and of another mode, it has been moved already.
                    if from.symlink_metadata().is_ok() {
                        renameat(AT_FDCWD, &from, &parent, name).context(|| writing(&at))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A receipt that was lost, or says something of a file that was not restored to what it says.
    fn write_receipt(&self, whole: bool, at: Installation<'_>) -> anyhow::Result<()> {
        let touches = |path: &str| self.differences.iter().any(|d| d.path == Path::new(path));
        if touches(RECEIPT) || touches(rebuilt::GO_ENV) {
            rebuilt::receipt(&self.kept, whole, at)?.write(&at.layout.release(&self.kept.name))?;
        }
        Ok(())
    }
}

/// Whether what is at `path` has to be removed: a rename takes the place of all but directories.
fn goes_first(what: What, expected: Option<&MemberKind>, path: &Path) -> bool {
    let is_directory = || path.symlink_metadata().is_ok_and(|data| data.is_dir());
    match what {
        What::Extra => true,
        What::Type => expected == Some(&MemberKind::Dir) || is_directory(),
        _ => false,
    }
}

/// The directory `path` lies in, below `top` and not through a link, and its name there.
fn parent<'a>(top: &OwnedFd, path: &'a Path) -> Result<(OwnedFd, &'a Path), nix::errno::Errno> {
    let name = Path::new(path.file_name().unwrap_or_default());
    let parent = path.parent().unwrap_or(Path::new(""));
    let opened = beneath::below(top, parent, beneath::DIRECTORY, Mode::empty())?;
    Ok((opened, name))
}

/// Whether the file has another name, too.
fn is_shared(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|data| data.is_file() && data.nlink() > 1)
}

fn writing(path: &Path) -> Said {
    unpacking::writing_member(&path.display())
}
