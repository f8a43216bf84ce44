//! An installed tree against INDEX: every path below the release, its kind, mode, target and bytes.

use super::{Difference, InstalledRelease, What};
use crate::prefix::go_defaults::GoDefaults;
use crate::prefix::layout::Layout;
use crate::words::installed as words;
use payloads::container::index::{Member, MemberKind};
use payloads::digest::Sha256;
use payloads::unpack;
use payloads::workers;
use std::fs::{File, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use voice::{Context as _, Progress};

/// How far a comparison goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Kinds, modes, targets and lengths, and the bytes of what an installation writes itself.
    Shape,
    /// And every byte.
    Contents,
}

/// What should be at a path.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Path and kind.
    pub member: Member,
    /// How much is known of a file's bytes.
    pub bytes: Bytes,
}

/// How much is known of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bytes {
    /// Length and digest, by INDEX or by what was signed beside it: a file of the container.
    Carried,
    /// Length and digest; the container does not hold it, an installation writes it.
    Written,
    /// Nothing: a file that nobody signed.
    Any,
}

/// All that should be in the release, by path.
///
/// # Errors
/// Those of [`InstalledRelease::members`].
pub fn expected(kept: &InstalledRelease, layout: &Layout) -> anyhow::Result<Vec<Expected>> {
    let carried = |member| Expected { member, bytes: Bytes::Carried };
    let mut all: Vec<Expected> = kept.members()?.into_iter().map(carried).collect();
    let written = written(kept, layout)?;
    all.retain(|carried| written.iter().all(|other| other.member.path != carried.member.path));
    all.extend(written);
    all.sort_unstable_by(|a, b| Path::new(&a.member.path).cmp(Path::new(&b.member.path)));
    Ok(all)
}

/// What an installation puts beside the members.
fn written(kept: &InstalledRelease, layout: &Layout) -> anyhow::Result<Vec<Expected>> {
    let file = |path: &str, contents: &[u8]| {
        (path.to_owned(), false, contents.len() as u64, Sha256::of(contents))
    };
    let trusted = &kept.trusted;
    let known = vec![
        file("meta/manifest.json", trusted.authentic().manifest()),
        file("meta/signatures", trusted.signatures()),
        file("meta/roots", trusted.roots()),
        file("meta/index.zst", kept.index()),
    ];
    let expected = |(path, executable, size, sha256), bytes| Expected {
        member: Member { path, frame: 0, kind: MemberKind::File { executable, size, sha256 } },
        bytes,
    };
    let mut all: Vec<Expected> =
        known.into_iter().map(|file| expected(file, Bytes::Written)).collect();
    all.push(Expected {
        member: Member { path: "meta".to_owned(), frame: 0, kind: MemberKind::Dir },
        bytes: Bytes::Written,
    });
    let nothing = Sha256::of(b"");
    all.push(expected((RECEIPT.to_owned(), false, 0, nothing), Bytes::Any));
    if let Some(stub) = kept.stub() {
        all.push(expected((PROGRAM.to_owned(), true, stub.length, stub.sha256), Bytes::Written));
    }
    if kept.has_go()? {
        all.push(go_env(kept, layout)?);
    }
    Ok(all)
}

/// `goroot/go.env` as this program writes it, by whatever name it calls the prefix; where another version wrote it, as
/// its receipt has it.
fn go_env(kept: &InstalledRelease, layout: &Layout) -> anyhow::Result<Expected> {
    let path = "goroot/go.env".to_owned();
    let of = |size, sha256| MemberKind::File { executable: false, size, sha256 };
    let defaults = GoDefaults::of(kept.trusted.manifest()?, kept.components(), layout);
    let there = std::fs::read(layout.release(&kept.name).join(&path)).ok();
    let there = there.filter(|there| defaults.are(there));
    let is_ours = there.is_some();
    let ours = there.unwrap_or_else(|| defaults.file());
    let theirs = kept.receipt.as_ref().filter(|r| r.installed_by != env!("CARGO_PKG_VERSION"));
    let kind = match theirs.and_then(|receipt| receipt.go_env_sha256).filter(|_| !is_ours) {
        Some(digest) => of(ANY_LENGTH, digest),
        None => of(ours.len() as u64, Sha256::of(&ours)),
    };
    Ok(Expected { member: Member { path, frame: 0, kind }, bytes: Bytes::Written })
}

/// Where the receipt lies.
pub const RECEIPT: &str = "meta/receipt.json";
/// Where the program lies that the release came with.
pub const PROGRAM: &str = "meta/goferry";
/// A length that only the digest says.
const ANY_LENGTH: u64 = u64::MAX;

/// Every difference between the release and what should be there, by path.
///
/// # Errors
/// [`voice::Exit::Io`] where the disk fails.
pub fn compare(
    kept: &InstalledRelease,
    expected: &[Expected],
    layout: &Layout,
    depth: Depth,
    progress: &Progress,
) -> anyhow::Result<Vec<Difference>> {
    let top = layout.release(&kept.name);
    let mut walk = Walk {
        top: &top,
        expected,
        seen: vec![false; expected.len()],
        found: Vec::new(),
        depth,
        to_read: Vec::new(),
    };
    walk.top()?;
    let Walk { seen, mut found, to_read, .. } = walk;
    let missing = expected.iter().zip(&seen).filter(|(_, seen)| !**seen);
    found.extend(missing.map(|(expected, _)| Difference {
        path: PathBuf::from(&expected.member.path),
        what: What::Missing,
    }));
    let receipt = Path::new(RECEIPT);
    if kept.receipt.is_none() && found.iter().all(|difference| difference.path != receipt) {
        found.push(Difference { path: receipt.to_owned(), what: What::Modified });
    }
    found.extend(modified(&top, &to_read, progress)?);
    found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

struct Walk<'a> {
    top: &'a Path,
    expected: &'a [Expected],
    seen: Vec<bool>,
    found: Vec<Difference>,
    /// Whose bytes are compared.
    depth: Depth,
    /// Files whose bytes are left to compare.
    to_read: Vec<(&'a Path, u64, Sha256)>,
}

impl<'a> Walk<'a> {
    fn top(&mut self) -> anyhow::Result<()> {
        let data = self.top.symlink_metadata().context(|| reading(self.top))?;
        self.mode(Path::new(""), &data, 0o755);
        self.directory(Path::new(""))
    }

    fn directory(&mut self, path: &Path) -> anyhow::Result<()> {
        let place = self.top.join(path);
        let entries = match std::fs::read_dir(&place) {
            Ok(entries) => entries,
            // Its mode was wrong, and is named; what is in it cannot be known.
            Err(e) if e.kind() == ErrorKind::PermissionDenied => {
                self.skip(path);
                return Ok(());
            }
            Err(e) => return Err(e).context(|| reading(&place)),
        };
        for entry in entries {
            let entry = entry.context(|| reading(&place))?;
            self.entry(&path.join(entry.file_name()))?;
        }
        Ok(())
    }

    fn skip(&mut self, path: &Path) {
        for (expected, seen) in self.expected.iter().zip(&mut self.seen) {
            *seen |= Path::new(&expected.member.path).starts_with(path);
        }
    }

    fn entry(&mut self, path: &Path) -> anyhow::Result<()> {
        let place = self.top.join(path);
        let data = place.symlink_metadata().context(|| reading(&place))?;
        let known = self.expected;
        let at = known.binary_search_by(|known| Path::new(&known.member.path).cmp(path));
        let Ok(at) = at else {
            self.add(path, What::Extra);
            return Ok(());
        };
        self.seen[at] = true;
        let expected = &known[at];
        match &expected.member.kind {
            MemberKind::Dir if data.is_dir() => {
                self.mode(path, &data, 0o755);
                self.directory(path)?;
            }
            MemberKind::File { executable, size, sha256 } if data.is_file() => {
                self.mode(path, &data, if *executable { 0o755 } else { 0o644 });
                match expected.bytes {
                    Bytes::Any => {}
                    _ if ![data.len(), ANY_LENGTH].contains(size) => self.add(path, What::Modified),
                    Bytes::Carried if self.depth == Depth::Shape => {}
                    _ => self.to_read.push((Path::new(&expected.member.path), data.len(), *sha256)),
                }
            }
            MemberKind::Link { target } if data.is_symlink() => {
                if std::fs::read_link(&place).is_ok_and(|found| found != Path::new(target)) {
                    self.add(path, What::Target);
                }
            }
            _ => self.add(path, What::Type),
        }
        Ok(())
    }

    fn mode(&mut self, path: &Path, data: &Metadata, expected: u32) {
        let found = data.mode() & 0o7777;
        if found != expected {
            self.add(path, What::Mode { found, expected });
        }
    }

    fn add(&mut self, path: &Path, what: What) {
        self.found.push(Difference { path: path.to_owned(), what });
    }
}

/// Those of `files` whose bytes have another digest. Read on all cores, for it is the disk that takes its time.
fn modified(
    top: &Path,
    files: &[(&Path, u64, Sha256)],
    progress: &Progress,
) -> anyhow::Result<Vec<Difference>> {
    let found = workers::each(unpack::threads(), files, (), |(), (path, length, sha256)| {
        let same = is(&top.join(path), *sha256)?;
        progress.add(*length);
        Ok((!same).then(|| Difference { path: path.to_path_buf(), what: What::Modified }))
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// Whether the file at `path` has this digest. One that may not be read is not known to have it.
fn is(path: &Path, sha256: Sha256) -> anyhow::Result<bool> {
    let flags = nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK | nix::libc::O_CLOEXEC;
    let mut file = match File::options().read(true).custom_flags(flags).open(path) {
        Err(e) if e.kind() == ErrorKind::PermissionDenied => return Ok(false),
        other => other.context(|| reading(path))?,
    };
    Ok(Sha256::of_all(&mut file).context(|| reading(path))? == sha256)
}

fn reading(path: &Path) -> voice::Said {
    words::reading(&path.display())
}
