//! Checksum files beside a finished file, as `sha256sum` and `openssl dgst` users expect them:
//! `SHA256SUMS` and `SM3SUMS`, one `HEX  NAME` a line, several files side by side.

use crate::beside::unsign;
use crate::words::project as words;
use payloads::digest::{Both, BothHasher};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use voice::Exit;
use voice::{Context as _, Fact};

/// The name of the file with SHA-256 digests.
pub const SHA256SUMS: &str = "SHA256SUMS";
/// The name of the file with SM3 digests.
pub const SM3SUMS: &str = "SM3SUMS";

/// Both digests of the file at `path`, read once from begin to end.
///
/// # Errors
/// [`Exit::Medium`] where it cannot be read.
pub fn of_file(path: &Path) -> anyhow::Result<Both> {
    let reading = || words::reading(&path.display());
    let mut file = File::open(path).exit_with(Exit::Medium, reading)?;
    let mut hasher = BothHasher::default();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(length) => hasher.update(&buffer[..length]),
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e).exit_with(Exit::Medium, reading),
        }
    }
}

/// Puts the digests of the file called `name` into `SHA256SUMS` and `SM3SUMS` of the directory `dir`.
/// Lines about other files stay; each file is replaced whole, so that a reader never sees half of it.
///
/// # Errors
/// [`Exit::Usage`] for a name that no line can hold, or where a file there is no checksum file;
/// otherwise the write error.
pub fn record(dir: &Path, name: &str, digests: &Both) -> anyhow::Result<()> {
    change(&dir.join(SHA256SUMS), name, Some(&digests.sha256.to_string()))?;
    change(&dir.join(SM3SUMS), name, Some(&digests.sm3.to_string()))
}

/// Removes the lines about the file called `name`, as [`record`] puts them there.
///
/// # Errors
/// Those of [`record`].
pub fn forget(dir: &Path, name: &str) -> anyhow::Result<()> {
    change(&dir.join(SHA256SUMS), name, None)?;
    change(&dir.join(SM3SUMS), name, None)
}

/// Puts a line into a checksum file or takes it out. Signatures of the file as it was go first: never
/// does one lie beside lines that it does not cover.
fn change(path: &Path, name: &str, hex: Option<&str>) -> anyhow::Result<()> {
    let text = match fs::read_to_string(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => String::new(),
        other => other.exit_with(Exit::Medium, || words::reading(&path.display()))?,
    };
    let merged = merge(&text, name, hex).map_err(|flaw| match flaw {
        Flaw::Name => Fact::new(Exit::Usage, words::sums_name(&name)),
        Flaw::Line(line, text) => {
            Fact::new(Exit::Usage, words::sums_line(&line, &path.display(), &text))
        }
    })?;
    if merged == text {
        return Ok(());
    }
    unsign(path)?;
    replace(path, &merged).context(|| words::writing(&path.display()))
}

/// Why a checksum file cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The name holds a line break or a backslash, which `sha256sum` writes in an escaped form.
    Name,
    /// A line, counted from 1, that is not `HEX  NAME`.
    Line(usize, String),
}

/// `text` with exactly one line for `name`, in the order of names; without `hex` with none.
///
/// # Errors
/// See [`Flaw`].
pub fn merge(text: &str, name: &str, hex: Option<&str>) -> Result<String, Flaw> {
    if name.is_empty() || name.contains(['\n', '\r', '\\', '/']) {
        return Err(Flaw::Name);
    }
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        lines.push(parse(line).ok_or_else(|| Flaw::Line(number + 1, line.to_owned()))?);
    }
    lines.retain(|(_, other)| *other != name);
    let at = lines.iter().position(|(_, other)| *other > name).unwrap_or(lines.len());
    lines.splice(at..at, hex.map(|hex| (hex, name)));
    Ok(lines.iter().map(|(hex, name)| format!("{hex}  {name}\n")).collect())
}

/// `HEX  NAME`, or `HEX *NAME` as binary mode writes it.
fn parse(line: &str) -> Option<(&str, &str)> {
    let (hex, name) = line.split_at_checked(64)?;
    let name = name.strip_prefix("  ").or_else(|| name.strip_prefix(" *"))?;
    (hex.bytes().all(|b| b.is_ascii_hexdigit()) && !name.is_empty()).then_some((hex, name))
}

fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    let beside = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().permissions(readable()).tempfile_in(beside)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// The mode that any file gets, before the umask; `tempfile` would make it private.
fn readable() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o666)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    const OLD: &str = "0000000000000000000000000000000000000000000000000000000000000000";

    #[test]
    fn real_tools_accept_what_is_recorded() {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in [("go1.run", &b"one"[..]), ("go2.run", &[7; 3_000_000])] {
            fs::write(dir.path().join(name), bytes).unwrap();
            let digests = of_file(&dir.path().join(name)).unwrap();
            assert_eq!(digests, Both::of(bytes));
            record(dir.path(), name, &digests).unwrap();
        }
        let checked = Command::new("sha256sum")
            .args(["-c", "--strict", SHA256SUMS])
            .current_dir(dir.path())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&checked.stdout), "go1.run: OK\ngo2.run: OK\n");
        let sm3 = Command::new("openssl")
            .args(["dgst", "-sm3", "-r", "go1.run", "go2.run"])
            .current_dir(dir.path())
            .output()
            .unwrap();
        let sums = fs::read_to_string(dir.path().join(SM3SUMS)).unwrap();
        assert_eq!(String::from_utf8_lossy(&sm3.stdout).replace(" *", "  "), sums);
    }

    #[test]
    fn a_second_build_replaces_its_own_line_only() {
        let new = OLD.replace('0', "a");
        let text = format!("{OLD}  a.run\n{OLD} *b.run\n");
        assert_eq!(
            merge(&text, "b.run", Some(&new)).unwrap(),
            format!("{OLD}  a.run\n{new}  b.run\n")
        );
        assert_eq!(
            merge(&text, "aa.run", Some(&new)).unwrap(),
            format!("{OLD}  a.run\n{new}  aa.run\n{OLD}  b.run\n")
        );
        assert_eq!(merge("", "a", Some(&new)).unwrap(), format!("{new}  a\n"));
    }

    #[test]
    fn lines_that_end_with_cr_lf_get_their_own_ends_back() {
        let text = format!("{OLD}  a.run\r\n{OLD} *b.run\r\n");
        let merged = format!("{OLD}  a.run\n{OLD}  b.run\n{OLD}  c.run\n");
        assert_eq!(merge(&text, "c.run", Some(OLD)).unwrap(), merged);
    }

    #[test]
    fn a_changed_checksum_file_loses_its_signatures_and_an_unchanged_one_keeps_them() {
        let dir = tempfile::tempdir().unwrap();
        let signatures = || {
            let all = [".asc", ".sm2sig"].into_iter().flat_map(|suffix| {
                [SHA256SUMS, SM3SUMS].map(|name| dir.path().join(format!("{name}{suffix}")))
            });
            all.collect::<Vec<_>>()
        };
        let sign = || signatures().iter().for_each(|path| fs::write(path, "signature").unwrap());
        let kept = || signatures().iter().filter(|path| path.exists()).count();
        sign();
        record(dir.path(), "a.run", &Both::of(b"one")).unwrap();
        assert_eq!(kept(), 0);
        sign();
        record(dir.path(), "a.run", &Both::of(b"one")).unwrap();
        forget(dir.path(), "b.run").unwrap();
        assert_eq!(kept(), 4);
        forget(dir.path(), "a.run").unwrap();
        assert_eq!(kept(), 0);
        assert_eq!(fs::read_to_string(dir.path().join(SM3SUMS)).unwrap(), "");
    }

    #[test]
    fn what_is_no_checksum_file_is_not_overwritten() {
        assert_eq!(merge("hello\n", "a", Some(OLD)), Err(Flaw::Line(1, "hello".to_owned())));
        assert_eq!(merge("", "a\nb", Some(OLD)), Err(Flaw::Name));
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(SHA256SUMS), "hello\n").unwrap();
        assert!(record(dir.path(), "a", &Both::of(b"")).is_err());
        assert_eq!(fs::read_to_string(dir.path().join(SHA256SUMS)).unwrap(), "hello\n");
    }
}
