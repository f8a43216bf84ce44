//! Paths as words of a shell's language, and as URLs.

use super::Syntax;
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// `path` as one word that the shell reads back as exactly these bytes; below `home` it begins with
/// `$HOME`. Without line breaks, which [`Prefix`](super::Prefix) refuses.
pub(super) fn word(syntax: Syntax, path: &Path, home: Option<&Path>) -> Vec<u8> {
    let below_home = home.and_then(|home| path.strip_prefix(home).ok());
    let (start, rest): (&[u8], Vec<u8>) = match below_home {
        Some(tail) if tail.as_os_str().is_empty() => (b"$HOME", Vec::new()),
        Some(tail) => (b"$HOME", [b"/", tail.as_os_str().as_bytes()].concat()),
        None => (b"", path.as_os_str().as_bytes().to_vec()),
    };
    if rest.iter().all(|b| is_plain(*b)) {
        return [b"\"", start, &rest, b"\""].concat();
    }
    let quoted = quoted(syntax, &rest);
    if start.is_empty() { quoted } else { [b"\"$HOME\"", quoted.as_slice()].concat() }
}

/// Means itself between double quotes in every shell.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/._-+,=".contains(&byte)
}

/// `bytes` between single quotes, and what these cannot hold outside them.
fn quoted(syntax: Syntax, bytes: &[u8]) -> Vec<u8> {
    match syntax {
        Syntax::Posix => single(bytes, |b| (b == b'\'').then_some("'\\''")),
        Syntax::Csh => single(bytes, |b| match b {
            b'\'' => Some("'\\''"),
            // csh looks for its history even between single quotes.
            b'!' => Some("\\!"),
            _ => None,
        }),
        Syntax::Fish if std::str::from_utf8(bytes).is_err() => fish_bytes(bytes),
        Syntax::Fish => single(bytes, |b| match b {
            b'\'' => Some("\\'"),
            b'\\' => Some("\\\\"),
            _ => None,
        }),
    }
}

fn single(bytes: &[u8], escape: impl Fn(u8) -> Option<&'static str>) -> Vec<u8> {
    let mut out = vec![b'\''];
    for &byte in bytes {
        match escape(byte) {
            Some(escaped) => out.extend_from_slice(escaped.as_bytes()),
            None => out.push(byte),
        }
    }
    out.push(b'\'');
    out
}

/// fish reads its files in the locale's encoding, so bytes that are not UTF-8 are spelled out.
fn fish_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 4);
    for &byte in bytes {
        if is_plain(byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("\\X{byte:02x}").as_bytes());
        }
    }
    out
}

/// The absolute `path` as a `file://` URL (RFC 8089): all but unreserved bytes are spelled `%XX`, so
/// no comma or bar in it can be taken for the next entry of a GOPROXY list.
pub(super) fn file_url(path: &Path) -> String {
    let mut url = String::from("file://");
    for &byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url
}

/// The path that [`file_url`] made `url` of.
pub(super) fn path_of_url(url: &str) -> Option<PathBuf> {
    let mut rest = url.strip_prefix("file://")?.bytes();
    let mut path = Vec::new();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            path.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        path.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    Some(OsString::from_vec(path).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStringExt;
    use std::process::Command;

    /// What the real shell makes of the word.
    fn read_back(syntax: Syntax, word: &[u8], home: &Path) -> Vec<u8> {
        let (shell, arguments, printing): (_, &[&str], _) = match syntax {
            Syntax::Posix => ("dash", &["-c"], "/usr/bin/printf %s "),
            Syntax::Fish => ("fish", &["--no-config", "-c"], "/usr/bin/printf %s "),
            Syntax::Csh => ("tcsh", &["-f", "-c"], "/usr/bin/printf %s "),
        };
        let script = OsString::from_vec([printing.as_bytes(), word].concat());
        let mut command = Command::new(shell);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", home);
        let output = command.args(arguments).arg(script).output().expect(shell);
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    #[test]
    fn real_shells_read_back_every_byte() {
        let hard: [&[u8]; 8] = [
            b"/opt/goenv",
            b"/opt/it's \"here\"",
            b"/opt/$HOME `id` $(id) \\ \\\\ ; & | < > * ? [a] {b,c} ~ # % ^",
            b"/opt/hi!there !! !$",
            "/opt/用户 目录/goenv".as_bytes(),
            b"/opt/\xd3\xc3\xbb\xa7 \x81\x5c/goenv",
            b"/opt/trailing\\",
            b"/opt/tab\there",
        ];
        for syntax in [Syntax::Posix, Syntax::Fish, Syntax::Csh] {
            for path in hard {
                let word = word(syntax, Path::new(OsStr::from_bytes(path)), None);
                let back = read_back(syntax, &word, Path::new("/"));
                assert_eq!(back, path, "{syntax:?} {}", String::from_utf8_lossy(&word));
            }
        }
    }

    #[test]
    fn below_home_the_home_of_the_moment_counts() {
        for syntax in [Syntax::Posix, Syntax::Fish, Syntax::Csh] {
            for tail in ["goenv", "go's env", "环境"] {
                let path = Path::new("/home/li").join(tail);
                let word = word(syntax, &path, Some(Path::new("/home/li")));
                let back = read_back(syntax, &word, Path::new("/tmp/new home"));
                assert_eq!(back, format!("/tmp/new home/{tail}").as_bytes(), "{syntax:?}");
            }
        }
    }
}
