//! The file of the record, and how a line gets into it.

use super::chain::{Chain, Head, Record};
use super::line::{Line, Phase};
use crate::disk::durable;
use crate::prefix::layout::Layout;
use crate::words::audit as words;
use nix::errno::Errno;
use payloads::interruption::asked_again;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::PathBuf;
use voice::Exit;
use voice::{Context as _, Fact, Said, best_effort};

/// The record, and the lock of those who write it: names in the state directory.
pub const NAMES: [&str; 2] = ["audit.jsonl", "audit.lock"];
/// Readable for everyone: the program that ships logs is often another user. It holds no secrets, only what was
/// done to a tree that others may read, too.
const MODE: u32 = 0o644;
/// How far from its end the file is looked at: 256 KiB, some hundred lines.
const WINDOW: u64 = 256 << 10;

/// The record of an installation.
pub(crate) struct Log {
    state: PathBuf,
}

impl Log {
    /// That of the installation at `layout`.
    pub(crate) fn of(layout: &Layout) -> Log {
        Log { state: layout.state() }
    }

    /// The file with the lines.
    pub(crate) fn path(&self) -> PathBuf {
        self.state.join(NAMES[0])
    }

    /// The record, walked from its first line to its last.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    pub(crate) fn chain(&self) -> anyhow::Result<Chain> {
        Ok(Chain::read(&self.read()?))
    }

    /// Everything in the record.
    ///
    /// # Errors
    /// [`Exit::State`] where there is nothing, or no file; the disk's.
    pub(crate) fn read(&self) -> anyhow::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if let Some(mut file) = self.opened(NAMES[0], File::options().read(true))? {
            file.read_to_end(&mut bytes).context(|| self.reading(NAMES[0]))?;
        }
        if bytes.is_empty() {
            let said = words::no_log(&self.state.display());
            return Err(Fact::new(Exit::State, said).help(words::no_log_help()).into());
        }
        Ok(bytes)
    }

    /// Adds a line, on the disk before this returns. Gives its number, and the operation that was cut off before
    /// it. Without `create` nothing is added to a record that is gone.
    ///
    /// # Errors
    /// The disk's, and the record is then as it was.
    pub(crate) fn append(&self, line: &Line<'_>, create: bool) -> anyhow::Result<Appended> {
        let path = self.path();
        let step = || words::recording(&path.display());
        self.append_under_lock(line, create).context(step)
    }

    fn append_under_lock(&self, line: &Line<'_>, create: bool) -> anyhow::Result<Appended> {
        if !create && !self.path().exists() {
            return Ok(Appended::default());
        }
        let _lock = self.locked()?;
        let mut how = File::options();
        how.read(true).append(true).create(create).mode(MODE);
        let Some(mut file) = self.opened(NAMES[0], &mut how)? else {
            return Ok(Appended::default());
        };
        let length = file.metadata()?.len();
        let tail = Tail::read(&mut file, length)?;
        let written = self.write(&mut file, &tail, &line.render(&tail.last));
        if written.is_err() {
            let taken_back = file.set_len(length).map(|()| durable::synced(&file));
            best_effort("a line cut short is known for what it is", taken_back);
        }
        written?;
        let this = Some(u64::from(std::process::id()));
        let is_noted = |begun: &Record| matches!(line.phase, Phase::Begun) && begun.pid != this;
        let cut_off = tail.open.into_iter().find(is_noted);
        Ok(Appended { seq: tail.last.seq + 1, cut_off })
    }

    fn write(&self, file: &mut File, tail: &Tail, text: &str) -> anyhow::Result<()> {
        let line = format!("{}{text}\n", if tail.is_torn { "\n" } else { "" });
        file.write_all(line.as_bytes())?;
        durable::synced(&*file)?;
        match tail.last.seq {
            // The file may be as new as its line.
            0 => durable::sync_parent(&self.path()),
            _ => Ok(()),
        }
    }

    /// Not for others to open: whoever can hold it can keep every operation waiting.
    fn locked(&self) -> anyhow::Result<File> {
        let mut how = File::options();
        how.write(true).create(true).truncate(false).mode(0o600);
        let file = self.opened(NAMES[1], &mut how)?.ok_or(Errno::ENOENT)?;
        let held = wait_for(file)?;
        // An uninstall that ended meanwhile took it away, and all that it was for.
        match held.metadata()?.nlink() {
            0 => Err(Errno::ENOENT.into()),
            _ => Ok(held),
        }
    }

    /// Opens one of the files, not through a link; `None` where it is not there.
    fn opened(&self, name: &str, how: &mut OpenOptions) -> anyhow::Result<Option<File>> {
        let flags = nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK;
        let file = match how.custom_flags(flags).open(self.state.join(name)) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) if e.raw_os_error() == Some(nix::libc::ELOOP) => {
                return Err(self.no_file(name).into());
            }
            Err(e) => return Err(e).context(|| self.reading(name)),
        };
        match file.metadata()?.is_file() {
            true => Ok(Some(file)),
            false => Err(self.no_file(name).into()),
        }
    }

    fn reading(&self, name: &str) -> Said {
        words::reading(&self.state.join(name).display())
    }

    fn no_file(&self, name: &str) -> Fact {
        let said = words::no_file(&self.state.join(name).display());
        Fact::new(Exit::State, said).help(words::no_file_help())
    }
}

/// What became of a line.
#[derive(Default)]
pub(crate) struct Appended {
    /// Its number.
    pub(crate) seq: u64,
    /// The operation before it that has no end.
    pub(crate) cut_off: Option<Record>,
}

/// The end of the record.
struct Tail {
    last: Head,
    /// Its last line has no end: a power cut, or a full disk.
    is_torn: bool,
    /// Operations without an end that nobody has noted.
    open: Vec<Record>,
}

impl Tail {
    fn read(file: &mut File, length: u64) -> anyhow::Result<Tail> {
        file.seek(SeekFrom::Start(length.saturating_sub(WINDOW)))?;
        let mut bytes = Vec::new();
        file.take(WINDOW).read_to_end(&mut bytes)?;
        let is_torn = bytes.last().is_some_and(|last| *last != b'\n');
        let mut tail = Tail { last: Head::none(), is_torn, open: Vec::new() };
        for line in bytes.split(|byte| *byte == b'\n') {
            let Some(record) = Record::parse(line) else { continue };
            tail.last = Head::of(record.seq, line);
            tail.open.retain(|begun| !record.ends(begun));
            if record.phase == "begun" {
                // Another process has noted what was open before it.
                tail.open.retain(|begun| begun.pid == record.pid);
                tail.open.push(record);
            }
        }
        Ok(tail)
    }
}

/// Waits for the lock. A signal that is held back may come meanwhile.
fn wait_for(file: File) -> std::io::Result<File> {
    let raw = |e: std::io::Error| Errno::from_raw(e.raw_os_error().unwrap_or_default());
    asked_again(|| file.lock().map_err(raw))?;
    Ok(file)
}
