//! Which releases running programs are of, as far as this user may see that in /proc.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// The processes that run from, or stand in, the releases of a prefix.
#[derive(Clone, Debug, Default)]
pub struct InUse(Vec<(PathBuf, u32)>);

impl InUse {
    /// Looks at the program, the working directory and the mapped files of every process.
    pub fn below(prefix: &Path) -> InUse {
        let mut seen = InUse::default();
        // /proc has resolved every link; without a prefix nothing can be in use.
        let Ok(prefix) = prefix.canonicalize() else { return seen };
        for process in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let number = process.file_name().to_str().and_then(|name| name.parse().ok());
            let Some(number) = number else { continue };
            for path in paths(&process.path()) {
                if let Some(release) = path.strip_prefix(&prefix).ok().and_then(|p| p.iter().next())
                {
                    seen.0.push((release.into(), number));
                }
            }
        }
        seen.0.sort_unstable();
        seen.0.dedup();
        seen
    }

    /// The processes that use `release`, ascending by number.
    pub fn by(&self, release: &str) -> Vec<u32> {
        let uses =
            |(name, number): &(PathBuf, u32)| (name == Path::new(release)).then_some(*number);
        self.0.iter().filter_map(uses).collect()
    }
}

/// What a process runs, stands in and has mapped: `/proc/PID/{exe,cwd,maps}` (proc(5)).
fn paths(process: &Path) -> Vec<PathBuf> {
    let links =
        ["exe", "cwd"].into_iter().filter_map(|name| std::fs::read_link(process.join(name)).ok());
    let maps = std::fs::read(process.join("maps")).unwrap_or_default();
    let mapped = maps.split(|byte| *byte == b'\n').filter_map(|line| {
        let path = line.iter().position(|byte| *byte == b'/')?;
        Some(PathBuf::from(OsStr::from_bytes(line.get(path..)?)))
    });
    links.chain(mapped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;

    #[test]
    fn a_program_that_runs_from_a_release_or_stands_in_it_uses_it() {
        let scratch = Scratch::new("in-use");
        for name in ["v1-a/bin", "v1-b", "v1-c"] {
            std::fs::create_dir_all(scratch.join(name)).unwrap();
        }
        let program = scratch.join("v1-a/bin/cat");
        std::fs::copy("/bin/cat", &program).unwrap();
        let start = |program: &Path, place: &str| {
            let mut command = std::process::Command::new(program);
            command.current_dir(scratch.join(place)).stdin(std::process::Stdio::piped());
            command.spawn().unwrap()
        };
        let mut started = [start(&program, "."), start(Path::new("/bin/cat"), "v1-b")];
        let seen = InUse::below(&scratch);
        assert_eq!(seen.by("v1-a"), [started[0].id()]);
        assert_eq!(seen.by("v1-b"), [started[1].id()]);
        assert!(seen.by("v1-c").is_empty() && seen.by("v1").is_empty());
        for child in &mut started {
            drop(child.stdin.take());
            child.wait().unwrap();
        }
    }
}
