//! What a program asked of the kernel, as strace saw it.

use crate::{Invocation, Outcome};
use std::path::{Path, PathBuf};

/// One system call of any of its threads or children.
#[derive(Clone, Debug)]
pub struct Traced {
    /// Who made it.
    pub thread: u32,
    /// `openat`.
    pub name: String,
    /// As strace shows them: `5</dev/shm/x>, "goroot/VERSION", O_WRONLY|O_CREAT`.
    pub arguments: String,
    /// `0`, `-1 ENOENT (No such file or directory)`; empty where the program did not live to see it.
    pub result: String,
}

impl Invocation {
    /// Runs to its end under strace; gives the calls in the order in which they were begun.
    pub fn traced(self) -> (Outcome, Vec<Traced>) {
        let kept = tempfile::NamedTempFile::new().expect("a file for the trace");
        let path = kept.path().as_os_str();
        let strace =
            ["strace", "-f", "-y", "-s", "4096", "--signal=none", "-o"].map(std::ffi::OsStr::new);
        let outcome =
            self.wrapped(strace.into_iter().chain([path, std::ffi::OsStr::new("--")])).run();
        let text =
            String::from_utf8_lossy(&std::fs::read(kept.path()).expect("the trace")).into_owned();
        (outcome, parse(&text))
    }
}

impl Traced {
    /// Whether it did what it was to do.
    pub fn succeeded(&self) -> bool {
        !self.result.is_empty() && !self.result.starts_with("-1") && !self.result.starts_with('?')
    }

    /// The `n`-th argument that is a string, as bytes of text.
    pub fn string(&self, n: usize) -> Option<String> {
        strings(&self.arguments).into_iter().nth(n).map(|(_, text)| text)
    }

    /// The number that stands alone as the `n`-th last argument.
    pub fn number_from_end(&self, n: usize) -> Option<u64> {
        self.arguments.rsplit(", ").nth(n)?.parse().ok()
    }

    /// What its first argument, a descriptor, names.
    pub fn descriptor(&self) -> Option<&str> {
        let first = self.arguments.split(", ").next()?;
        let (_, path) = first.split_once('<')?;
        path.strip_suffix('>')
    }

    /// The paths it changes: creates, opens for writing, renames, removes, or changes the mode of.
    pub fn changes(&self) -> Vec<PathBuf> {
        let opens_to_write = || {
            ["O_CREAT", "O_WRONLY", "O_RDWR", "O_TRUNC"]
                .iter()
                .any(|flag| self.arguments.contains(flag))
        };
        let strings = strings(&self.arguments);
        let chosen: Vec<&(String, String)> = match self.name.as_str() {
            "open" | "openat" | "openat2" if !opens_to_write() => Vec::new(),
            // The target of a link is text.
            "symlink" | "symlinkat" => strings.iter().skip(1).collect(),
            "open" | "openat" | "openat2" | "creat" | "mkdir" | "mkdirat" | "mknod" | "mknodat"
            | "rename" | "renameat" | "renameat2" | "link" | "linkat" | "unlink" | "unlinkat"
            | "rmdir" | "truncate" | "chmod" | "fchmodat" | "chown" | "lchown" | "fchownat"
            | "utimensat" | "utimes" | "setxattr" | "lsetxattr" => strings.iter().collect(),
            _ => Vec::new(),
        };
        chosen.into_iter().map(resolved).collect()
    }
}

/// Calls that another thread's interrupted come in two lines: `<unfinished ...>`, `<... NAME resumed>`.
fn parse(text: &str) -> Vec<Traced> {
    let mut calls: Vec<Traced> = Vec::new();
    for line in text.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let (Ok(thread), rest) = (thread.parse(), rest.trim_start()) else { continue };
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let begun =
                calls.iter_mut().rev().find(|call| call.thread == thread && call.result.is_empty());
            if let (Some(call), Some((_, tail))) = (begun, resumed.split_once(" resumed>")) {
                let whole = format!("{}{tail}", call.arguments);
                (call.arguments, call.result) = halves(&whole);
            }
        } else if let Some((name, tail)) = rest.split_once('(') {
            let (arguments, result) = match tail.strip_suffix(" <unfinished ...>") {
                Some(begun) => (begun.to_owned(), String::new()),
                None => halves(tail),
            };
            calls.push(Traced { thread, name: name.to_owned(), arguments, result });
        }
    }
    calls
}

fn halves(tail: &str) -> (String, String) {
    match tail.rsplit_once(" = ") {
        Some((arguments, result)) => {
            (arguments.trim_end().trim_end_matches(')').to_owned(), result.to_owned())
        }
        None => (tail.to_owned(), "?".to_owned()),
    }
}

/// A path below the descriptor that stands before it, where one does.
fn resolved((before, path): &(String, String)) -> PathBuf {
    let below = before.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>'));
    below.map_or(PathBuf::from(path), |(directory, _)| Path::new(directory).join(path))
}

/// What stands in quotes, without them, and what stands before each; bytes that strace escapes stay
/// escaped but for quotes.
fn strings(arguments: &str) -> Vec<(String, String)> {
    let (mut found, mut open, mut escaped) = (Vec::new(), None::<String>, false);
    let mut before = String::new();
    for c in arguments.chars() {
        match (&mut open, c) {
            (None, '"') => open = Some(String::new()),
            (None, _) => before.push(c),
            (Some(text), _) if escaped => {
                text.push(c);
                escaped = false;
            }
            (Some(_), '\\') => escaped = true,
            (Some(_), '"') => {
                found.extend(open.take().map(|text| (std::mem::take(&mut before), text)))
            }
            (Some(text), _) => text.push(c),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_cut_in_two_are_whole_again_and_paths_are_found() {
        let calls = parse(concat!(
            "7 openat(5</a b>, \"x/y\", O_WRONLY|O_CREAT <unfinished ...>\n",
            "8 mkdir(\"/c\", 0777) = 0\n",
            "7 <... openat resumed>, 0644) = 6</a b/x/y>\n",
            "8 open(\"/etc/passwd\", O_RDONLY) = 3</etc/passwd>\n",
            "8 +++ exited with 0 +++\n",
            "7 rename(\"/c/1\", \"/c/\\\"2\\\"\") = -1 ENOENT (No such file or directory)\n",
            "7 renameat(5</a b>, \"x\", 6</c>, \"y\") = 0\n",
            "7 pread64(3</f>, \"ab = (\", 6, 4096) = 6\n",
        ));
        let changed: Vec<Vec<PathBuf>> = calls.iter().map(Traced::changes).collect();
        let expected: [&[&str]; 6] =
            [&["/a b/x/y"], &["/c"], &[], &["/c/1", "/c/\"2\""], &["/a b/x", "/c/y"], &[]];
        assert_eq!(
            changed,
            expected.map(|paths| paths.iter().map(PathBuf::from).collect::<Vec<_>>())
        );
        assert!(calls[0].succeeded() && !calls[3].succeeded());
        assert_eq!((calls[5].number_from_end(0), calls[5].result.as_str()), (Some(4096), "6"));
        assert_eq!(calls[5].descriptor(), Some("/f"));
    }
}
