//! The files of the record, and how a line gets into them.

use super::chain::{Head, Record};
use super::line::{Line, Link, Phase};
use crate::disk::durable;
use crate::prefix::layout::Layout;
use crate::words::audit as words;
use nix::errno::Errno;
use payloads::digest::Both;
use payloads::interruption::asked_again;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::PathBuf;
use voice::Exit;
use voice::{Context as _, Fact, Said};

/// The record, its last link, and the lock of those who write them: names in the state directory.
pub const NAMES: [&str; 3] = ["audit.jsonl", "audit.head", "audit.lock"];
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

    /// Everything in the record; `None` where there is none.
    ///
    /// # Errors
    /// The disk's; [`Exit::State`] for what is no file.
    pub(crate) fn read(&self) -> anyhow::Result<Option<Vec<u8>>> {
        self.contents(NAMES[0])
    }

    /// The last link, as noted beside the record; `None` where it is not there or not to be understood. To be asked
    /// for before the record is read: an operation that adds a line renews it afterwards.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    pub(crate) fn head(&self) -> anyhow::Result<Option<Head>> {
        Ok(self.contents(NAMES[1])?.and_then(|bytes| Head::parse(&bytes)))
    }

    fn contents(&self, name: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        match self.opened(name, File::options().read(true))? {
            Some(mut file) => file.read_to_end(&mut bytes).context(|| self.reading(name))?,
            None => return Ok(None),
        };
        Ok(Some(bytes))
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
        let link = tail.next(self.head()?);
        let text = line.render(&link);
        let written = self.write(&mut file, &tail, &text, link.seq);
        if written.is_err() {
            // As far as it goes: a line cut short is known for what it is.
            drop(file.set_len(length).map(|()| durable::synced(&file)));
        }
        written?;
        let this = Some(u64::from(std::process::id()));
        let is_noted = |begun: &Record| matches!(line.phase, Phase::Begun) && begun.pid != this;
        let cut_off = tail.open.into_iter().find(is_noted);
        Ok(Appended { seq: link.seq, cut_off })
    }

    fn write(&self, file: &mut File, tail: &Tail, text: &str, seq: u64) -> anyhow::Result<()> {
        let line = format!("{}{text}\n", if tail.is_torn { "\n" } else { "" });
        file.write_all(line.as_bytes())?;
        durable::synced(file)?;
        let head = Head { seq, digests: Both::of(text.as_bytes()) };
        durable::write(&self.state.join(NAMES[1]), MODE, head.render().as_bytes())
    }

    /// Not for others to open: whoever can hold it can keep every operation waiting.
    fn locked(&self) -> anyhow::Result<File> {
        let mut how = File::options();
        how.write(true).create(true).truncate(false).mode(0o600);
        let file = self.opened(NAMES[2], &mut how)?.ok_or(Errno::ENOENT)?;
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
            tail.last = Head { seq: record.link.seq, digests: Both::of(line) };
            tail.open.retain(|begun| !record.ends(begun));
            if record.phase == "begun" {
                // Another process has noted what was open before it.
                tail.open.retain(|begun| begun.pid == record.pid);
                tail.open.push(record);
            }
        }
        Ok(tail)
    }

    /// Where the next line belongs. A head that is further than the last line shows that lines are missing, one
    /// that differs that the last one was changed: the chain goes on from the head, so that it can be seen for ever.
    fn next(&self, head: Option<Head>) -> Link {
        let before = head.filter(|head| head.seq >= self.last.seq).unwrap_or(self.last);
        Link { seq: before.seq + 1, previous: before.digests }
    }
}

/// Waits for the lock. A signal that is held back may come meanwhile.
fn wait_for(file: File) -> std::io::Result<File> {
    let raw = |e: std::io::Error| Errno::from_raw(e.raw_os_error().unwrap_or_default());
    asked_again(|| file.lock().map_err(raw))?;
    Ok(file)
}
