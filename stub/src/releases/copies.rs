//! Files that another release of the same prefix has already: shared with it where the file system can, so
//! that an upgrade costs only what is new, and a place to repair from.
//!
//! A copy counts by the digest of what arrived, never by its name or by what its release says of it: an
//! edited tree does not spread.

use crate::prefix::Installation;
use crate::process::CloneFile;
use crate::process::signals;
use crate::releases::installed;
use crate::releases::installed::InstalledRelease;
use crate::trust::TrustPolicy;
use clap::ValueEnum;
use nix::libc::{O_CLOEXEC, O_NOFOLLOW, O_NONBLOCK};
use payloads::container::index::{Member, MemberKind};
use payloads::digest::Sha256;
use payloads::interruption::asked_again;
use payloads::unpack::{self, Plan};
use payloads::workers;
use std::collections::HashSet;
use std::fs::{File, Permissions};
use std::io::ErrorKind::AlreadyExists;
use std::io::{Result, Seek};
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use voice::best_effort;

/// What may be done with a file that another release has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sharing {
    /// Blocks are shared until one of the two is written (FICLONE); nothing where the file system cannot.
    #[default]
    #[value(name = "auto", alias = "reflink")]
    Reflink,
    /// One file with two names: an edit through one is seen through both.
    #[value(name = "hardlink")]
    HardLink,
    /// Nothing.
    #[value(name = "none")]
    Nothing,
}

/// How much was shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Lays down in `tree`, the staging directory of `release` with nothing but its directories, what `plan` wants and
/// other releases of `at` have. Gives the plan of what is left to unpack, and how much was shared.
///
/// # Errors
/// A signal that ends the run. Whatever else goes wrong with a file leaves it to be unpacked.
pub fn share(
    plan: Plan,
    release: &str,
    tree: &Path,
    sharing: Sharing,
    at: Installation<'_>,
) -> anyhow::Result<(Plan, Shared)> {
    let way = match sharing {
        Sharing::Reflink => Way::Reflink,
        Sharing::HardLink => Way::HardLink,
        Sharing::Nothing => return Ok((plan, Shared::default())),
    };
    let copies = Copies::of(release, at);
    let known: Vec<&Member> = plan.wanted().filter(|member| copies.knows(member)).collect();
    if known.is_empty() || !copies.can(way, &known, tree) {
        return Ok((plan, Shared::default()));
    }
    let placed = placed(&copies, way, &known, tree)?;
    let bytes = known.iter().filter(|m| placed.contains(&m.path)).map(|m| m.size()).sum();
    let shared = Shared { files: placed.len() as u64, bytes };
    Ok((plan.only(|member| !placed.contains(&member.path)), shared))
}

/// The paths of those that were laid down. It is the reading back that takes time: on all cores.
fn placed(
    copies: &Copies,
    way: Way,
    members: &[&Member],
    tree: &Path,
) -> anyhow::Result<HashSet<String>> {
    let placed = workers::each(unpack::threads(), members, (), |(), member| {
        signals::check()?;
        let done = copies.place(way, member, &tree.join(&member.path));
        Ok(done.then(|| member.path.clone()))
    })?;
    signals::check()?;
    Ok(placed.into_iter().flatten().collect())
}

/// A way to lay a file down from a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Shared blocks, or a copy where this one file has none to share.
    Reflink,
    /// Another name.
    HardLink,
    /// Other bytes on the disk: shared blocks where that can be, for they are never written in place.
    Copy,
}

/// Where files with a known digest lie.
#[derive(Debug)]
pub struct Copies {
    /// Ascending by digest.
    known: Vec<(Sha256, PathBuf)>,
    clone_file: CloneFile,
}

impl Copies {
    /// Those of the releases of `at`, without `except`. A release whose record does not hold has none.
    pub fn of(except: &str, at: Installation<'_>) -> Copies {
        let mut known = Vec::new();
        let trust_policy = TrustPolicy::of(at);
        let others = installed::names(at.layout).unwrap_or_default();
        for name in others.iter().filter(|name| *name != except) {
            let kept = trust_policy
                .as_ref()
                .ok()
                .map(|trust_policy| InstalledRelease::read(name, trust_policy, at));
            let members = kept.and_then(|kept| kept.ok()?.members().ok()).unwrap_or_default();
            let place = at.layout.release(name);
            known.extend(members.iter().filter_map(|member| match member.kind {
                MemberKind::File { sha256, .. } => Some((sha256, place.join(&member.path))),
                _ => None,
            }));
        }
        known.sort_unstable();
        Copies { known, clone_file: at.context.process.kernel.clone_file }
    }

    fn of_digest(&self, sha256: Sha256) -> impl Iterator<Item = &PathBuf> {
        let from = self.known.partition_point(|(known, _)| *known < sha256);
        let same = self.known[from..].iter().take_while(move |(known, _)| *known == sha256);
        same.map(|(_, path)| path)
    }

    fn knows(&self, member: &Member) -> bool {
        match member.kind {
            MemberKind::File { sha256, .. } => self.of_digest(sha256).next().is_some(),
            _ => false,
        }
    }

    /// Whether this file system has `way`: one file is tried.
    fn can(&self, way: Way, members: &[&Member], tree: &Path) -> bool {
        // Beside it, where the next run removes it if this one cannot.
        let trial = tree.with_extension("sharing");
        let tried = members.iter().find(|member| member.size() > 0).is_some_and(|member| {
            let MemberKind::File { sha256, executable, .. } = member.kind else { return false };
            let mut copies = self.of_digest(sha256);
            copies.any(|from| match way {
                Way::HardLink => std::fs::hard_link(from, &trial).is_ok(),
                _ => self.cloned(from, &trial, executable).is_ok(),
            })
        });
        best_effort("the next run removes it", remove_file(&trial));
        tried
    }

    /// Lays `member` down at `to`, where nothing is, if any copy has its digest. False leaves nothing of it there; what
    /// another member of the same name to this file system is stays what it is.
    pub fn place(&self, way: Way, member: &Member, to: &Path) -> bool {
        let MemberKind::File { sha256, executable, .. } = member.kind else { return false };
        self.of_digest(sha256).any(|from| {
            let laid = match way {
                Way::HardLink => linked(from, to, executable),
                Way::Reflink | Way::Copy => self.cloned(from, to, executable).or_else(|error| {
                    if error.kind() == AlreadyExists {
                        return Err(error);
                    }
                    // What is left of the attempt is no other member of that name.
                    remove_file(to)?;
                    copied(from, to, executable)
                }),
            };
            if laid.as_ref().is_err_and(|error| error.kind() == AlreadyExists) {
                return false;
            }
            let right = laid
                .is_ok_and(|mut file| Sha256::of_all(&mut file).is_ok_and(|found| found == sha256));
            if !right {
                best_effort("unpacking says what is in the way", remove_file(to));
            }
            right
        })
    }

    fn cloned(&self, from: &Path, to: &Path, executable: bool) -> Result<File> {
        let (source, into) = (opened(from)?, made(to, executable)?);
        (self.clone_file)(source.as_fd(), into.as_fd())?;
        Ok(into)
    }
}

/// Though a signal comes between: what is left there would be taken for a member of that name.
fn remove_file(path: &Path) -> Result<()> {
    Ok(asked_again(|| nix::unistd::unlink(path))?)
}

fn copied(from: &Path, to: &Path, executable: bool) -> Result<File> {
    let (mut source, mut into) = (opened(from)?, made(to, executable)?);
    std::io::copy(&mut source, &mut into)?;
    into.rewind()?;
    Ok(into)
}

/// Another name for the file, if its mode is right: the mode is shared, too.
fn linked(from: &Path, to: &Path, executable: bool) -> Result<File> {
    std::fs::hard_link(from, to)?;
    let file = opened(to)?;
    let mode = if executable { 0o755 } else { 0o644 };
    match file.metadata()?.mode() & 0o7777 == mode {
        true => Ok(file),
        false => Err(std::io::ErrorKind::PermissionDenied.into()),
    }
}

fn opened(path: &Path) -> Result<File> {
    let flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    let file = File::options().read(true).custom_flags(flags).open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(std::io::ErrorKind::InvalidInput.into()),
    }
}

fn made(path: &Path, executable: bool) -> Result<File> {
    let mode = if executable { 0o755 } else { 0o644 };
    let file = File::options().read(true).write(true).create_new(true).mode(mode).open(path)?;
    file.set_permissions(Permissions::from_mode(mode))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;
    use nix::errno::Errno;

    fn member(contents: &[u8], executable: bool) -> Member {
        let (size, sha256) = (contents.len() as u64, Sha256::of(contents));
        let kind = MemberKind::File { executable, size, sha256 };
        Member { path: "goroot/x".to_owned(), frame: 0, kind }
    }

    #[test]
    fn only_a_copy_with_the_right_bytes_is_laid_down_and_nothing_is_left_of_a_wrong_one() {
        let scratch = Scratch::new("copies");
        let at = |name: &str| scratch.join(name);
        std::fs::write(at("edited"), b"evil").unwrap();
        std::fs::write(at("good"), b"good").unwrap();
        std::os::unix::fs::symlink("good", at("link")).unwrap();
        let copies = |names: &[&str]| Copies {
            known: names.iter().map(|name| (Sha256::of(b"good"), at(name))).collect(),
            clone_file: |_, _| Err(Errno::EOPNOTSUPP),
        };
        let to = at("to");
        for way in [Way::Copy, Way::Reflink, Way::HardLink] {
            for wrong in [&["edited"][..], &["link"], &["gone"], &[]] {
                assert!(!copies(wrong).place(way, &member(b"good", false), &to), "{wrong:?}");
                assert!(to.symlink_metadata().is_err(), "{wrong:?}");
            }
            assert!(copies(&["edited", "good"]).place(way, &member(b"good", false), &to));
            assert_eq!(std::fs::read(&to).unwrap(), b"good");
            remove_file(&to).unwrap();
        }
        std::fs::write(&to, b"twin").unwrap();
        for way in [Way::Copy, Way::Reflink, Way::HardLink] {
            assert!(!copies(&["good"]).place(way, &member(b"good", false), &to));
            assert_eq!(std::fs::read(&to).unwrap(), b"twin", "{way:?}");
        }
        remove_file(&to).unwrap();
        // A second name has the first one's mode.
        assert!(!copies(&["good"]).place(Way::HardLink, &member(b"good", true), &to));
        assert!(copies(&["good"]).place(Way::Copy, &member(b"good", true), &to));
        assert_eq!(to.metadata().unwrap().mode() & 0o777, 0o755);
    }
}
