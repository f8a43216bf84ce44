//! Where passphrases come from: the terminal, a file or an open descriptor; never an argument or the
//! environment, which other users of the machine can read.

use crate::words::build as words;
use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use voice::Exit;
use voice::{Context as _, Fact, Lang, Said};

/// Longest passphrase, in bytes.
const LONGEST: u64 = 4096;

/// What the command line says about passphrases.
#[derive(Clone, Debug)]
pub enum Source {
    /// Ask on the terminal, in this language.
    Terminal(Lang),
    /// The first line of this file; `/dev/fd/N` for an open descriptor.
    File(PathBuf),
}

impl Source {
    /// The passphrase that opens the key at `path`.
    ///
    /// # Errors
    /// [`Exit::Usage`]: there is no terminal to ask on, or the file cannot be read.
    pub fn existing(&self, path: &Path) -> anyhow::Result<Vec<u8>> {
        match self {
            Source::File(file) => first_line_of(file),
            Source::Terminal(lang) => {
                let mut terminal = SilentTerminal::open(path)?;
                terminal.ask(&words::passphrase(&path.display()).render(*lang))
            }
        }
    }

    /// A passphrase for each of the new keys at `paths`: asked for twice on a terminal; in a file one
    /// line for all of them, or a line for each.
    ///
    /// # Errors
    /// As [`existing`](Self::existing); [`Exit::Usage`] where the two differ, one is empty, or the
    /// file has another number of lines.
    pub fn fresh(&self, paths: &[PathBuf]) -> anyhow::Result<Vec<Vec<u8>>> {
        let all = match self {
            Source::File(file) => lines_for(file, paths.len())?,
            Source::Terminal(lang) => {
                paths.iter().map(|path| asked_twice(path, *lang)).collect::<anyhow::Result<_>>()?
            }
        };
        if all.iter().any(Vec::is_empty) {
            let fact = Fact::new(Exit::Usage, words::empty_passphrase());
            return Err(fact.help(words::empty_passphrase_help()).into());
        }
        Ok(all)
    }
}

fn asked_twice(path: &Path, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let mut terminal = SilentTerminal::open(path)?;
    let word = terminal.ask(&words::new_passphrase(&path.display()).render(lang))?;
    if word != terminal.ask(&words::again().render(lang))? {
        return Err(refused(words::passphrases_differ()));
    }
    Ok(word)
}

fn refused(said: Said) -> anyhow::Error {
    Fact::new(Exit::Usage, said).into()
}

fn first_line_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    let reading = || words::reading_passphrase(&file.display());
    let open = File::open(file).exit_with(Exit::Usage, reading)?;
    first_line(BufReader::new(open)).exit_with(Exit::Usage, reading)
}

/// `count` lines; a single one stands for all.
fn lines_for(file: &Path, count: usize) -> anyhow::Result<Vec<Vec<u8>>> {
    let reading = || words::reading_passphrase(&file.display());
    let mut open = BufReader::new(File::open(file).exit_with(Exit::Usage, reading)?);
    let mut lines = vec![first_line(&mut open).exit_with(Exit::Usage, reading)?];
    while !open.fill_buf().exit_with(Exit::Usage, reading)?.is_empty() && lines.len() <= count {
        lines.push(first_line(&mut open).exit_with(Exit::Usage, reading)?);
    }
    match lines.len() {
        1 => Ok(vec![lines.swap_remove(0); count]),
        found if found == count => Ok(lines),
        _ => {
            let said = words::passphrase_lines(&file.display(), &count);
            Err(refused(said))
        }
    }
}

fn first_line(from: impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut line = Vec::new();
    from.take(LONGEST).read_until(b'\n', &mut line)?;
    let end = line.iter().rposition(|b| !b"\r\n".contains(b)).map_or(0, |last| last + 1);
    line.truncate(end);
    Ok(line)
}

/// A line as it is typed, key by key, since the terminal itself would end this program on `^C` and
/// leave its echo off; `None` where the user gave up.
fn typed_line(from: impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    for key in BufReader::with_capacity(1, from).bytes() {
        match key? {
            0x03 | 0x1c => return Ok(None),
            b'\n' | b'\r' | 0x04 => break,
            0x08 | 0x7f => drop(line.pop()),
            0x15 => line.clear(),
            key => line.push(key),
        }
    }
    Ok(Some(line))
}

/// The controlling terminal with its echo off; on again when this goes. `rpassword` does not stand in for
/// it: every byte that is not UTF-8 becomes the same character there, and terminals in GB18030 send such.
struct SilentTerminal {
    file: File,
    before: Termios,
}

impl SilentTerminal {
    fn open(key: &Path) -> anyhow::Result<SilentTerminal> {
        let none = || {
            let said = words::no_passphrase(&key.display());
            Fact::new(Exit::Usage, said).help(words::no_passphrase_help())
        };
        let file = File::options().read(true).write(true).open("/dev/tty").map_err(|_| none())?;
        let before = tcgetattr(&file).map_err(|_| none())?;
        let mut silent = before.clone();
        silent.local_flags.remove(LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::ISIG);
        tcsetattr(&file, SetArg::TCSAFLUSH, &silent).map_err(|_| none())?;
        Ok(SilentTerminal { file, before })
    }

    fn ask(&mut self, question: &str) -> anyhow::Result<Vec<u8>> {
        self.file.write_all(question.as_bytes())?;
        let line = typed_line(&self.file)?;
        self.file.write_all(b"\n")?;
        line.ok_or_else(|| Fact::new(Exit::Interrupt, words::interrupted()).into())
    }
}

impl Drop for SilentTerminal {
    fn drop(&mut self) {
        // A terminal that went away needs no echo.
        tcsetattr(&self.file, SetArg::TCSAFLUSH, &self.before).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_counts_without_its_end() {
        let line = |bytes: &[u8]| first_line(bytes).unwrap();
        assert_eq!(line(b"open sesame\nmore\n"), b"open sesame");
        assert_eq!(line(b"with spaces \r\n"), b"with spaces ");
        assert_eq!(line(b"no end"), b"no end");
        assert_eq!(line(b""), b"");
    }

    #[test]
    fn typing_can_be_corrected_and_given_up() {
        let line = |keys: &[u8]| typed_line(keys).unwrap();
        assert_eq!(line(b"opn\x7fen\nmore"), Some(b"open".to_vec()));
        assert_eq!(line(b"wrong\x15right\r"), Some(b"right".to_vec()));
        assert_eq!(line(b"half\x03"), None);
    }

    #[test]
    fn a_file_has_one_line_for_all_new_keys_or_one_for_each() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("words");
        let fresh = |text: &str| {
            std::fs::write(&file, text).unwrap();
            Source::File(file.clone()).fresh(&["x".into(), "y".into(), "z".into()])
        };
        assert_eq!(fresh("a b\n").unwrap(), [b"a b", b"a b", b"a b"]);
        assert_eq!(fresh("a\nb\r\nc").unwrap(), [b"a", b"b", b"c"]);
        for bad in ["", "a\nb\n", "a\n\nc\n", "a\nb\nc\nd\n"] {
            assert!(fresh(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_empty_new_passphrase_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("word");
        std::fs::write(&file, "\n").unwrap();
        let source = Source::File(file);
        assert!(source.fresh(&["x".into()]).is_err());
        assert_eq!(source.existing(Path::new("x")).unwrap(), b"");
    }
}
