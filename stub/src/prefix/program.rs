//! The installed program: which version it is, and which of two versions is the older one.

use crate::prefix::layout::Layout;
use crate::words::{gate, upgrade_self as words};
use std::cmp::Ordering;
use std::path::Path;
use std::process::{Command, Stdio};
use voice::Exit;
use voice::Fact;

/// The version of the goferry that is installed at `layout`; `None` where it does not say one: it is damaged, or
/// for another CPU. Where it is the program that asks, nothing is started.
pub fn version(layout: &Layout) -> Option<String> {
    if is_this(layout) {
        return Some(OWN.to_owned());
    }
    says(&layout.program()).ok().and_then(|said| said.strip_prefix("goferry ").map(str::to_owned))
}

/// The version of the program that is running, where it is the one installed at `layout` and newer than `version`.
pub fn newer_than(version: &str, layout: &Layout) -> Option<&'static str> {
    (is_this(layout) && compare(version, OWN) == Ordering::Less).then_some(OWN)
}

const OWN: &str = env!("CARGO_PKG_VERSION");

fn is_this(layout: &Layout) -> bool {
    let own = std::fs::read_link("/proc/self/exe").ok();
    own.is_some_and(|own| layout.program().canonicalize().is_ok_and(|path| path == own))
}

/// Whether the program at `path` starts here and says that it is goferry `version`.
///
/// # Errors
/// [`Exit::Smoke`]; [`Exit::SecurityModule`] where the host forbids it to start.
pub fn is_version(path: &Path, version: &str) -> anyhow::Result<()> {
    let expected = format!("goferry {version}");
    match says(path) {
        Ok(found) if found == expected => Ok(()),
        Ok(found) => {
            let said = words::another(&found, &expected);
            Err(Fact::new(Exit::Smoke, said).into())
        }
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {
            let fact = Fact::new(Exit::SecurityModule, words::start_failed());
            Err(fact.help(gate::forbidden_help()).over(e))
        }
        Err(e) => Err(Fact::new(Exit::Smoke, words::start_failed()).over(e)),
    }
}

/// What it answers to `--version`, alone: no variable of the user's.
fn says(path: &Path) -> std::io::Result<String> {
    // An image that is being built may have no /dev/null yet: a pipe that is closed does as well.
    let output = Command::new(path).arg("--version").env_clear().stdin(Stdio::piped()).output()?;
    let said = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    Ok(if output.status.success() { said } else { format!("{said} ({})", output.status) })
}

/// Orders versions as Semantic Versioning does (11): numbers as numbers, a pre-release before its release, and
/// what follows `+` does not count.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (parts(a), parts(b));
    a.0.cmp(&b.0).then_with(|| match (a.1, b.1) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => identifiers(a).cmp(&identifiers(b)),
    })
}

fn parts(version: &str) -> (Vec<Identifier<'_>>, Option<&str>) {
    let version = version.split_once('+').map_or(version, |(version, _)| version);
    let (release, pre) = match version.split_once('-') {
        Some((release, pre)) => (release, Some(pre)),
        None => (version, None),
    };
    let mut numbers = identifiers(release);
    while numbers.last().is_some_and(|last| *last == Identifier::Number(0)) {
        numbers.pop();
    }
    (numbers, pre)
}

/// Numbers come before words.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identifier<'a> {
    Number(u64),
    Word(&'a str),
}

fn identifiers(text: &str) -> Vec<Identifier<'_>> {
    let read = |word| match str::parse(word) {
        Ok(number) => Identifier::Number(number),
        Err(_) => Identifier::Word(word),
    };
    text.split('.').map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_semantic_versioning_says() {
        let ascending = [
            "0.1.0-alpha",
            "0.1.0-alpha.1",
            "0.1.0-alpha.beta",
            "0.1.0-beta.2",
            "0.1.0-beta.11",
            "0.1.0-rc.1",
            "0.1.0",
            "0.1.1",
            "0.2.0",
            "0.10.0",
            "1.0.0",
            "10.0.0",
        ];
        for (n, a) in ascending.iter().enumerate() {
            for (m, b) in ascending.iter().enumerate() {
                assert_eq!(compare(a, b), n.cmp(&m), "{a} {b}");
            }
        }
        assert_eq!(compare("1.0.0+a", "1.0.0+b"), Ordering::Equal);
        assert_eq!(compare("1.0", "1.0.0"), Ordering::Equal);
    }
}
