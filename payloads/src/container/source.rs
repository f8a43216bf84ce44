//! Where a container's bytes come from: one descriptor, opened once, read by position, never mapped
//! (a pulled stick is EIO for `pread` and SIGBUS for `mmap`).

use crate::words::container as words;
use std::fs::File;
use std::os::unix::fs::{FileExt, FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use voice::{Context as _, Exit, Fact};

/// An open container file.
#[derive(Debug)]
pub struct Source {
    file: File,
    length: u64,
    name: PathBuf,
}

impl Source {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// [`Exit::Usage`] where it does not exist, cannot be read or is no regular file.
    pub fn open(path: &Path) -> anyhow::Result<Source> {
        let file = File::options()
            .read(true)
            .custom_flags(nix::libc::O_NONBLOCK | nix::libc::O_CLOEXEC)
            .open(path)
            .exit_with(Exit::Usage, || words::opening(&path.display()))?;
        Source::from_file(file, path)
    }

    /// The program's own file, through `/proc/self/exe`, else the path it was started with.
    ///
    /// # Errors
    /// [`Exit::Usage`] where neither can be opened: the file's mode or a missing /proc; `--self` helps.
    pub fn own(started_as: &Path) -> anyhow::Result<Source> {
        let own = Path::new("/proc/self/exe");
        let name = std::fs::read_link(own).unwrap_or_else(|_| started_as.to_owned());
        match File::open(own) {
            Ok(file) => Source::from_file(file, &name),
            Err(_) => Source::open(started_as).fact(|| {
                Fact::new(Exit::Usage, words::own_file(&started_as.display()))
                    .help(words::own_file_help())
            }),
        }
    }

    fn from_file(file: File, name: &Path) -> anyhow::Result<Source> {
        let data = file.metadata().context(|| words::opening(&name.display()))?;
        let kind = data.file_type();
        if !kind.is_file() {
            let what = match () {
                () if kind.is_dir() => words::a_directory(),
                () if kind.is_fifo() => words::a_fifo(),
                () => words::a_device(),
            };
            let said = words::not_a_file(&name.display(), &&what);
            return Err(Fact::new(Exit::Usage, said).into());
        }
        Ok(Source { file, length: data.size(), name: name.to_owned() })
    }

    /// The file's length when it was opened, in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The path the user gave, for messages.
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Exactly `length` bytes at `offset`.
    ///
    /// # Errors
    /// [`Exit::Medium`] where the medium fails, [`Exit::Damaged`] where the file ends earlier.
    pub fn read(&self, offset: u64, length: usize) -> anyhow::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.read_into(offset, &mut bytes)?;
        Ok(bytes)
    }

    /// Fills `bytes` from `offset` on; errors as [`read`](Self::read).
    pub(crate) fn read_into(&self, offset: u64, bytes: &mut [u8]) -> anyhow::Result<()> {
        match self.file.read_exact_at(bytes, offset) {
            Ok(()) => Ok(()),
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
                Err(Fact::new(Exit::Damaged, words::shrank(&offset))
                    .help(words::copy_again())
                    .into())
            }
            Err(e) => Err(e).exit_with(Exit::Medium, || words::medium_failed(&offset)),
        }
    }
}
