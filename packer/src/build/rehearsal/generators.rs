//! What `go generate` would run on the far side: programs of the module itself, which `go mod vendor` does not look at
//! where they are left out of the build, and programs that are fetched.

use super::{Cgo, Packages, Stage, packages};
use crate::inputs::tree::{Contents, Kind};
use crate::words::rehearsal as words;
use payloads::platform::Cpu;
use voice::{Context as _, Said};

/// A file of the module's own that is given to `go run`, or a directive of it.
#[derive(Debug, PartialEq, Eq)]
enum Generator {
    /// A file that the build leaves out, `//go:build ignore`.
    Ignored(String),
    /// `go run PACKAGE`, with the line it stands in.
    Package(String, String),
    /// `go tool NAME`, with the line it stands in.
    Tool(String, String),
    /// `go run PACKAGE@VERSION` or `go install`, with the line it stands in.
    Fetched(String, String),
}

/// What of it cannot run there, in words.
///
/// # Errors
/// Go cannot be started, a member cannot be read.
pub(super) fn missing(stage: &Stage<'_>) -> anyhow::Result<Vec<Said>> {
    let Some(host) = Cpu::host() else { return Ok(Vec::new()) };
    let mut told = Vec::new();
    for (member, text) in sources(stage)? {
        for generator in generators(member, &text) {
            told.extend(generator.missing(stage, host)?);
        }
    }
    Ok(told)
}

impl Generator {
    /// Why it cannot run.
    fn missing(&self, stage: &Stage<'_>, host: Cpu) -> anyhow::Result<Option<Said>> {
        let name = &stage.project.name;
        let (at, what, cause) = match self {
            Generator::Fetched(at, command) => {
                return Ok(Some(words::generator_fetched(name, at, command)));
            }
            Generator::Ignored(file) => {
                let own = file.rsplit('/').next().unwrap_or(file);
                (file, format!("go run {own}"), unresolved(stage, host, file, own)?)
            }
            Generator::Package(at, package) => {
                (at, format!("go run {package}"), unresolved(stage, host, at, package)?)
            }
            Generator::Tool(at, tool) => {
                let run = stage.go(host, Cgo::Off, &["tool", "-n", tool])?;
                (at, format!("go tool {tool}"), run.failure(&stage.directory()))
            }
        };
        Ok(cause.map(|cause| words::generator(name, at, &what, &cause)))
    }
}

/// Go sources of the module itself.
fn sources<'a>(stage: &Stage<'a>) -> anyhow::Result<Vec<(&'a str, String)>> {
    let mut sources = Vec::new();
    for (path, entry) in stage.project.tree.iter() {
        let Kind::File(contents) = &entry.kind else { continue };
        if is_source(path) {
            let bytes = Contents::bytes(contents)?;
            sources.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(sources)
}

/// cmd/go passes over what begins with a dot or an underscore, and over `testdata`.
fn is_source(path: &str) -> bool {
    let passed_over = |part: &str| part.starts_with(['.', '_']) || part == "testdata";
    path.ends_with(".go") && !path.starts_with("vendor/") && !path.split('/').any(passed_over)
}

/// Why `package`, a file or a path, does not resolve in the directory of `member`.
fn unresolved(
    stage: &Stage<'_>,
    host: Cpu,
    member: &str,
    package: &str,
) -> anyhow::Result<Option<String>> {
    let parent = member.rsplit_once('/').map_or("", |(directory, _)| directory);
    let arguments = [&["list", "-e", "-deps"], packages::FIELDS, &[package]].concat();
    let directory = stage.directory();
    let run = stage.go_in(&directory.join(parent), host, Cgo::Off, &arguments)?;
    let packages =
        Packages::read(&run, &directory).context(|| words::listing(&stage.project.name))?;
    let errors = packages.errors(&directory);
    Ok((!errors.is_empty()).then(|| errors.join(" | ")))
}

fn generators(member: &str, text: &str) -> Vec<Generator> {
    let mut all = Vec::new();
    let before_package = text.lines().take_while(|line| !line.starts_with("package "));
    let is_ignored =
        |line: &str| line.strip_prefix("//go:build ").is_some_and(|tags| tags.trim() == "ignore");
    if before_package.into_iter().any(is_ignored) {
        all.push(Generator::Ignored(member.to_owned()));
    }
    for (number, line) in text.lines().enumerate() {
        let Some(command) = line.strip_prefix("//go:generate ") else { continue };
        let at = format!("{member}:{}", number + 1);
        let words: Vec<&str> = command.split_whitespace().collect();
        let ["go", verb, arguments @ ..] = words.as_slice() else { continue };
        let Some(first) = arguments.iter().find(|word| !word.starts_with('-')) else { continue };
        match *verb {
            "run" | "install" if first.contains('@') => {
                all.push(Generator::Fetched(at, format!("go {verb} {first}")));
            }
            // Files were looked at where they stand.
            "run" if !first.ends_with(".go") => {
                all.push(Generator::Package(at, (*first).to_owned()));
            }
            "tool" => all.push(Generator::Tool(at, (*first).to_owned())),
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_generate_runs_is_told_by_its_kind() {
        let text = "//go:build ignore\n\npackage main\n\n\
            //go:generate go run example.org/gen@v1.0.0 -x\n\
            //go:generate go run -tags=a example.org/gen -x\n\
            //go:generate go tool stringer -type=Pill\n\
            //go:generate go run gen.go\n\
            //go:generate stringer\n";
        let (fetched, package, tool) = ("d/a.go:5", "d/a.go:6", "d/a.go:7");
        let wanted = [
            Generator::Ignored("d/a.go".to_owned()),
            Generator::Fetched(fetched.to_owned(), "go run example.org/gen@v1.0.0".to_owned()),
            Generator::Package(package.to_owned(), "example.org/gen".to_owned()),
            Generator::Tool(tool.to_owned(), "stringer".to_owned()),
        ];
        assert_eq!(generators("d/a.go", text), wanted);
    }

    #[test]
    fn only_the_modules_own_sources_are_looked_at() {
        for (path, is) in [
            ("a.go", true),
            ("x/y_test.go", true),
            ("vendor/a/a.go", false),
            ("x/testdata/a.go", false),
            ("_x/a.go", false),
            (".x/a.go", false),
            ("a.txt", false),
        ] {
            assert_eq!(is_source(path), is, "{path}");
        }
    }
}
