//! Values of options, read as what they mean.

use crate::session::Session;
use crate::session::when;
use crate::signing::passphrase::Source;
use crate::words::build as words;
use clap::ArgMatches;
use payloads::platform::Cpu;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use voice::Exit;
use voice::Fact;
use voice::command_line::bad_value;

/// An option's value, if it was given.
pub fn given<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a OsString> {
    matches.try_get_one(name).ok().flatten()
}

/// An option's value as a path.
pub fn path<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a Path> {
    given(matches, name).map(Path::new)
}

/// Every value of a repeatable option or argument.
pub fn all<'a>(matches: &'a ArgMatches, name: &str) -> impl Iterator<Item = &'a OsString> {
    matches.get_many::<OsString>(name).into_iter().flatten()
}

/// A required value as text.
///
/// # Errors
/// Exit code 2: it is not UTF-8.
pub fn text<'a>(matches: &'a ArgMatches, name: &str) -> Result<&'a str, Fact> {
    let value = given(matches, name).map(|value| value.to_str().ok_or_else(|| bad(name, value)));
    value.transpose().map(Option::unwrap_or_default)
}

/// A value as text, where it was given.
///
/// # Errors
/// Exit code 2: it is not UTF-8.
pub fn optional<'a>(matches: &'a ArgMatches, name: &str) -> Result<Option<&'a str>, Fact> {
    given(matches, name).map(|_| text(matches, name)).transpose()
}

/// A number, where it was given.
///
/// # Errors
/// Exit code 2: it is none.
pub fn number<T: FromStr>(matches: &ArgMatches, name: &str) -> Result<Option<T>, Fact> {
    let Some(value) = optional(matches, name)? else { return Ok(None) };
    value.parse().map(Some).map_err(|_| bad_value(&format!("--{name}"), value))
}

/// A point in time: the option's, else `SOURCE_DATE_EPOCH`, else now.
///
/// # Errors
/// Exit code 2: it is none.
pub fn time(matches: &ArgMatches, name: &str, session: &Session) -> anyhow::Result<u64> {
    match optional(matches, name)? {
        Some(value) => {
            Ok(when::point(value).ok_or_else(|| bad_value(&format!("--{name}"), value))?)
        }
        None => Ok(session.source_date_epoch()?.unwrap_or(session.now)),
    }
}

/// The CPUs of `--arch`; this machine's where it was not given.
///
/// # Errors
/// Exit code 2: one is unknown or there twice.
pub fn arches(matches: &ArgMatches) -> anyhow::Result<Vec<Cpu>> {
    match optional(matches, "arch")? {
        Some(words) => Ok(cpus(words)?),
        None => Ok(vec![Cpu::host().unwrap_or(Cpu::X86_64)]),
    }
}

fn cpus(list: &str) -> Result<Vec<Cpu>, Fact> {
    let mut cpus = Vec::new();
    for word in list.split(',') {
        let unknown = || Fact::new(Exit::Usage, words::arches(&word));
        let cpu = Cpu::parse(word).ok_or_else(unknown)?;
        if cpus.contains(&cpu) {
            return Err(Fact::new(Exit::Usage, words::arch_twice(&cpu)));
        }
        cpus.push(cpu);
    }
    Ok(cpus)
}

/// Where passphrases come from.
///
/// # Errors
/// Exit code 2: `--passphrase-fd` is no number.
pub fn passphrases(matches: &ArgMatches, session: &Session) -> anyhow::Result<Source> {
    let given = source(matches, "passphrase-file", "passphrase-fd")?;
    Ok(given.unwrap_or_else(|| Source::Terminal(session.voice.lang())))
}

/// The file or descriptor that one of two options names.
///
/// # Errors
/// Exit code 2: the descriptor is no number.
pub fn source(matches: &ArgMatches, file: &str, fd: &str) -> anyhow::Result<Option<Source>> {
    if let Some(fd) = number::<u32>(matches, fd)? {
        return Ok(Some(Source::File(PathBuf::from(format!("/dev/fd/{fd}")))));
    }
    Ok(path(matches, file).map(|file| Source::File(file.to_owned())))
}

fn bad(name: &str, value: &OsString) -> Fact {
    bad_value(&format!("--{name}"), value.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpus_have_aliases_and_none_comes_twice() {
        let four = cpus("amd64,aarch64,mips64le,loongarch64").unwrap();
        assert_eq!(four, Cpu::BUILT);
        assert_eq!(cpus("loong64,x86_64,mips64el,arm64").unwrap().len(), 4);
        for bad in ["", "arm64,", "arm64,aarch64", "riscv64"] {
            assert_eq!(cpus(bad).unwrap_err().exit, Exit::Usage, "{bad}");
        }
    }
}
