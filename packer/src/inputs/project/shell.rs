//! Words of a shell, for commands that are shown to be copied, and names that are not UTF-8.

use encoding_rs::GB18030;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// `text` as one word of a POSIX shell.
pub(super) fn word(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-+,=@%:".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// `path` as one word of bash, zsh and ksh; bytes that are not UTF-8 are spelled out.
pub(super) fn path_word(path: &Path) -> String {
    match path.to_str() {
        Some(text) if !text.chars().any(char::is_control) => word(text),
        _ => spelled(path.as_os_str().as_bytes()),
    }
}

fn spelled(bytes: &[u8]) -> String {
    let mut out = "$'".to_owned();
    for byte in bytes {
        match byte {
            b'\'' | b'\\' => out.extend(['\\', char::from(*byte)]),
            b' '..=b'~' => out.push(char::from(*byte)),
            // Writing to a string cannot fail; three octal digits are read alike everywhere.
            other => drop(write!(out, "\\{other:03o}")),
        }
    }
    out + "'"
}

/// How the bytes of a name read in GB 18030, which holds GBK and GB 2312; `None` where they do not.
pub(super) fn in_gb18030(name: &OsStr) -> Option<String> {
    let text = GB18030.decode_without_bom_handling_and_without_replacement(name.as_bytes())?;
    (!text.chars().any(char::is_control)).then(|| text.into_owned())
}

/// `path` for people: each part that is not UTF-8 as it reads in GB 18030, where it does.
pub(super) fn readable(path: &Path) -> String {
    if let Some(text) = path.to_str() {
        return text.to_owned();
    }
    let mut out = String::new();
    for part in path.components() {
        let name = part.as_os_str();
        let read = name.to_str().map(str::to_owned).or_else(|| in_gb18030(name));
        if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out += &read.unwrap_or_else(|| name.to_string_lossy().into_owned());
    }
    out
}

/// The command that gives the entry at `path` the name that it has in GB 18030.
pub(super) fn renaming(path: &Path, name: &str) -> String {
    let renamed = path.with_file_name(name);
    let target = match renamed.to_str() {
        Some(text) => word(text),
        None => spelled(renamed.as_os_str().as_bytes()),
    };
    format!("mv -T -- {} {target}", path_word(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_word_reads_back_as_its_bytes() {
        for bytes in [&b"a b"[..], b"it's", b"\xd6\xd0'\\ 1.txt", b"-n", b"\n\x01\xff7"] {
            let path = Path::new(OsStr::from_bytes(bytes));
            let script = format!("printf %s {}", path_word(path));
            let output = Command::new("bash").args(["-c", &script]).output().unwrap();
            assert_eq!(output.stdout, bytes, "{script}");
        }
        assert_eq!(word("demo/certs/a.pem"), "demo/certs/a.pem");
    }

    #[test]
    fn names_read_in_gb_18030_where_they_do() {
        let read = |bytes: &[u8]| in_gb18030(OsStr::from_bytes(bytes));
        assert_eq!(read(b"\xd6\xd0\xce\xc4.txt").as_deref(), Some("中文.txt"));
        // Four bytes, which GBK lacks.
        assert_eq!(read(b"\x81\x39\xee\x39").as_deref(), Some("㐀"));
        assert_eq!(read(b"\xff.txt"), None);
        let path = Path::new(OsStr::from_bytes(b"/d/\xd6\xd0/x"));
        assert_eq!(readable(path), "/d/中/x");
    }
}
