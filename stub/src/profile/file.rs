//! Reading and replacing one file of the user's, without following a symbolic link.
//!
//! Everything goes through a descriptor of the file's directory, reached one component at a time. A
//! file is replaced by a finished, synced sibling in one rename: old or new, never a mix. Only where a sibling could
//! not have what the file has (an access control list, an owner, a mount on it), the file itself is written.

use crate::disk::beneath;
use crate::disk::durable::synced;
use crate::process::Extended;
use nix::errno::Errno;
use nix::fcntl::{AtFlags, OFlag, open, readlinkat, renameat};
use nix::libc::{S_IFMT, S_IFREG, nlink_t};
use nix::sys::stat::{FileStat, Mode, fchmod, fstat, mkdirat};
use nix::unistd::{AccessFlags, Gid, Uid, UnlinkatFlags, faccessat, fchown, geteuid, unlinkat};
use payloads::interruption::asked_again;

use crate::words::profile;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use voice::{Said, best_effort};

/// A profile larger than this is left alone, in bytes.
const LARGEST: u64 = 64 << 20;

/// The sibling a new version is written into; one left by a crash is replaced by the next run.
const NEW: &str = ".goferry-new";

/// A name in an open directory.
pub(super) struct Place {
    directory: OwnedFd,
    name: OsString,
    path: PathBuf,
}

/// A regular file as it was read.
pub(super) struct Existing {
    pub(super) bytes: Vec<u8>,
    pub(super) attributes: Attributes,
    links: nlink_t,
    writable: bool,
}

/// What a new version of a file takes over from the old one.
#[derive(Clone, Debug)]
pub(super) struct Attributes {
    /// Permission bits.
    pub(super) mode: u32,
    owner: Uid,
    group: Gid,
}

impl Place {
    /// The place of `path`; none where its directory does not exist. Symbolic links are followed up
    /// to `below`, and refused after it; so is what is not below it.
    pub(super) fn open(path: &Path, below: &Path) -> Result<Option<Self>, Said> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(profile::why_not_a_file());
        };
        if !path.starts_with(below) {
            return Err(profile::why_outside(&below.display()));
        }
        match open_directory(parent, below) {
            Ok(Some(directory)) => {
                Ok(Some(Place { directory, name: name.to_owned(), path: path.to_owned() }))
            }
            Ok(None) => Ok(None),
            Err(said) => Err(said),
        }
    }

    /// The file; none where there is nothing.
    pub(super) fn read(&self) -> Result<Option<Existing>, Said> {
        // Not to wait for the other end of a FIFO.
        let flags = OFlag::O_RDONLY | OFlag::O_NONBLOCK;
        let fd = match beneath::below(&self.directory, &self.name, flags, Mode::empty()) {
            Ok(fd) => fd,
            Err(Errno::ENOENT) => return Ok(None),
            Err(Errno::ELOOP) => return Err(why_link(&self.directory, &self.name, &self.path)),
            Err(Errno::ENXIO | Errno::ENODEV) => return Err(profile::why_not_a_file()),
            Err(errno) => return Err(why(errno)),
        };
        let stat = fstat(&fd).map_err(why)?;
        require_regular(&stat)?;
        let mut bytes = Vec::new();
        let read = File::from(fd).take(LARGEST).read_to_end(&mut bytes);
        read.map_err(|error| why(Errno::from_raw(error.raw_os_error().unwrap_or_default())))?;
        let access = AccessFlags::W_OK;
        let writable =
            faccessat(&self.directory, self.name.as_os_str(), access, AtFlags::AT_EACCESS);
        Ok(Some(Existing {
            bytes,
            attributes: Attributes {
                mode: stat.st_mode & 0o7777,
                owner: Uid::from_raw(stat.st_uid),
                group: Gid::from_raw(stat.st_gid),
            },
            links: stat.st_nlink,
            writable: stat.st_mode & 0o222 != 0 && writable.is_ok(),
        }))
    }

    /// 0644, and the directory's owner where root works in a home of somebody else's.
    pub(super) fn attributes_of_new(&self) -> Result<Attributes, Said> {
        let stat = fstat(&self.directory).map_err(why)?;
        let (owner, group) = owner_of_new(&stat);
        Ok(Attributes { mode: 0o644, owner, group })
    }

    /// The file becomes `bytes`, by one rename; where another file could not be all that it is, in its place.
    pub(super) fn write(
        &self,
        bytes: &[u8],
        attributes: &Attributes,
        extended: Extended,
    ) -> Result<(), Said> {
        self.clear_leftovers();
        let written = self.write_new(bytes, attributes, extended).and_then(|()| {
            renameat(
                &self.directory,
                self.new_name().as_os_str(),
                &self.directory,
                self.name.as_os_str(),
            )
        });
        if let Err(errno) = written {
            self.clear_leftovers();
            return match errno {
                // Attributes that a new file has not, an owner or a directory that is not ours, a mount point.
                Errno::EOPNOTSUPP | Errno::EPERM | Errno::EACCES | Errno::EBUSY | Errno::EXDEV => {
                    self.write_in_place(bytes).unwrap_or(Err(errno)).map_err(why)
                }
                _ => Err(why(errno)),
            };
        }
        synced(&self.directory).map_err(why)
    }

    /// The file itself becomes `bytes`: what they have in common with it at their beginning stays untouched, which is
    /// all of it where a line is added. `None` where it cannot be written to.
    fn write_in_place(&self, bytes: &[u8]) -> Option<Result<(), Errno>> {
        let flags = OFlag::O_RDWR | OFlag::O_NONBLOCK;
        let file = beneath::below(&self.directory, &self.name, flags, Mode::empty()).ok()?;
        require_regular(&fstat(&file).ok()?).ok()?;
        let file = File::from(file);
        let mut before = Vec::new();
        (&file).take(LARGEST).read_to_end(&mut before).ok()?;
        let common = before.iter().zip(bytes).take_while(|(old, new)| old == new).count();
        let written = file.write_all_at(&bytes[common..], common as u64);
        let whole = written.and_then(|()| file.set_len(bytes.len() as u64));
        if whole.is_err() && common == before.len() {
            best_effort("the error on its way says more", file.set_len(common as u64));
        }
        let errno =
            |error: std::io::Error| Errno::from_raw(error.raw_os_error().unwrap_or_default());
        Some(whole.map_err(errno).and_then(|()| synced(&file)))
    }

    /// The file goes.
    pub(super) fn remove(&self) -> Result<(), Said> {
        unlinkat(&self.directory, self.name.as_os_str(), UnlinkatFlags::NoRemoveDir)
            .map_err(why)?;
        synced(&self.directory).map_err(why)
    }

    /// What a run that was killed may have left beside the file goes.
    pub(super) fn clear_leftovers(&self) {
        // Usually there is none; one that cannot be removed is met again when writing.
        unlinkat(&self.directory, self.new_name().as_os_str(), UnlinkatFlags::NoRemoveDir)
            .unwrap_or_default();
    }

    fn new_name(&self) -> OsString {
        let mut name = self.name.clone();
        name.push(NEW);
        name
    }

    fn write_new(
        &self,
        bytes: &[u8],
        attributes: &Attributes,
        extended: Extended,
    ) -> Result<(), Errno> {
        let flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL;
        let mode = Mode::S_IRUSR | Mode::S_IWUSR;
        let mut file = File::from(beneath::below(&self.directory, self.new_name(), flags, mode)?);
        file.write_all(bytes)
            .map_err(|error| Errno::from_raw(error.raw_os_error().unwrap_or_default()))?;
        let stat = fstat(&file)?;
        let (owner, group) = (attributes.owner, attributes.group);
        if (stat.st_uid, stat.st_gid) != (owner.as_raw(), group.as_raw()) {
            fchown(&file, Some(owner), Some(group))?;
        }
        asked_again(|| fchmod(&file, Mode::from_bits_truncate(attributes.mode)))?;
        if self.has_other_attributes_than(&file, extended) {
            return Err(Errno::EOPNOTSUPP);
        }
        synced(&file)
    }

    /// Whether the file has access control lists or the like that `new` lacks, or the other way round.
    fn has_other_attributes_than(&self, new: &File, extended: Extended) -> bool {
        let flags = OFlag::O_RDONLY | OFlag::O_NONBLOCK;
        match beneath::below(&self.directory, &self.name, flags, Mode::empty()) {
            Ok(old) => {
                let old = extended(old.as_fd());
                old.is_none() || old != extended(new.as_fd())
            }
            Err(_) => false,
        }
    }
}

impl Existing {
    /// Whether replacing it takes nothing from the user that they meant to keep.
    ///
    /// # Errors
    /// It is read-only, or it has other names.
    pub(super) fn require_editable(&self) -> Result<(), Said> {
        if self.links > 1 {
            return Err(profile::why_hard_link(&self.links));
        }
        if !self.writable {
            return Err(profile::why_read_only());
        }
        Ok(())
    }
}

/// The directories that do not exist between `below` and `path`, outermost first.
pub(super) fn missing_directories(path: &Path, below: &Path) -> Vec<PathBuf> {
    let between = path.ancestors().skip(1).take_while(|directory| *directory != below);
    let mut missing: Vec<PathBuf> =
        between.filter(|directory| !super::exists(directory)).map(Path::to_path_buf).collect();
    missing.reverse();
    missing
}

/// Makes each of `directories` (outermost first) with these permission bits, whatever the umask.
pub(super) fn make_directories(
    directories: &[PathBuf],
    below: &Path,
    mode: u32,
) -> Result<(), Said> {
    for directory in directories {
        let place = Place::open(directory, below)?.ok_or_else(|| why(Errno::ENOENT))?;
        place.make_directory(Mode::from_bits_truncate(mode)).map_err(why)?;
    }
    Ok(())
}

impl Place {
    fn make_directory(&self, mode: Mode) -> Result<(), Errno> {
        let (owner, group) = owner_of_new(&fstat(&self.directory)?);
        mkdirat(&self.directory, self.name.as_os_str(), Mode::S_IRWXU)?;
        let made = beneath::below(&self.directory, &self.name, beneath::DIRECTORY, Mode::empty())?;
        if geteuid().is_root() {
            fchown(&made, Some(owner), Some(group))?;
        }
        asked_again(|| fchmod(&made, mode))?;
        synced(&self.directory)
    }
}

/// Removes a directory of ours, unless something is in it.
pub(super) fn remove_if_empty(directory: &Path) {
    best_effort("it is not empty when others use it by now", std::fs::remove_dir(directory));
}

/// Why a file is left alone, by the system's answer.
pub(super) fn why(errno: Errno) -> Said {
    match errno {
        Errno::EACCES | Errno::EPERM => profile::why_forbidden(),
        Errno::EROFS => profile::why_read_only_disk(),
        Errno::ENOSPC | Errno::EDQUOT => profile::why_no_space(),
        Errno::EISDIR | Errno::ENOTDIR => profile::why_not_a_file(),
        other => profile::why_system(&format!("{other:?}")),
    }
}

fn why_link(directory: &OwnedFd, name: &OsStr, path: &Path) -> Said {
    let target = readlinkat(directory, name).unwrap_or_default();
    profile::why_symlink(&path.display(), &target.display())
}

fn require_regular(stat: &FileStat) -> Result<(), Said> {
    if stat.st_mode & S_IFMT != S_IFREG {
        return Err(profile::why_not_a_file());
    }
    let size = u64::try_from(stat.st_size).unwrap_or_default();
    if size > LARGEST {
        return Err(profile::why_too_large(&(size >> 20), &(LARGEST >> 20)));
    }
    Ok(())
}

/// Root making a file in somebody's home makes it theirs.
fn owner_of_new(directory: &FileStat) -> (Uid, Gid) {
    if geteuid().is_root() {
        return (Uid::from_raw(directory.st_uid), Gid::from_raw(directory.st_gid));
    }
    (geteuid(), nix::unistd::getegid())
}

/// Opens `path`; links are followed up to `below`, refused after it. None where it does not exist.
fn open_directory(path: &Path, below: &Path) -> Result<Option<OwnedFd>, Said> {
    let flags = OFlag::O_RDONLY | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC;
    let fd = match asked_again(|| open(below, flags, Mode::empty())) {
        Ok(fd) => fd,
        Err(Errno::ENOENT) => return Ok(None),
        Err(errno) => return Err(why(errno)),
    };
    let rest = path.strip_prefix(below).unwrap_or(Path::new(""));
    match beneath::below(&fd, rest, beneath::DIRECTORY, Mode::empty()) {
        Ok(fd) => Ok(Some(fd)),
        Err(Errno::ENOENT) => Ok(None),
        Err(errno) => {
            let on_the_way: Vec<&Path> =
                path.ancestors().take_while(|reached| *reached != below).collect();
            let link = on_the_way.into_iter().rev().find(|reached| reached.is_symlink());
            Err(link.map_or_else(|| why(errno), |link| why_link(&fd, link.as_os_str(), link)))
        }
    }
}
