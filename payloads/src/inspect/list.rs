//! `list`: the members, streamed from INDEX.

use super::{Members, grouped};
use crate::container::index::{Member, MemberKind};
use crate::container::{Source, Trusted};
use crate::words::inspect as words;
use clap::Args;
use serde_json::{Value, json};
use voice::{Voice, printable};

/// How much `list` shows of each member.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub struct List {
    #[arg(long, help = words::long())]
    long: bool,
}

impl List {
    /// Shows a line for each member; with `--json` an array, an object a line. Each line of INDEX was
    /// checked against the signed manifest before it is shown.
    ///
    /// # Errors
    /// [`voice::Exit::Damaged`] where INDEX does not hold, [`voice::Exit::Newer`],
    /// [`voice::Exit::WrongCpu`].
    pub fn run(
        &self,
        source: &Source,
        trusted: &Trusted,
        members: &Members,
        voice: &Voice,
    ) -> anyhow::Result<()> {
        let payload = &trusted.manifest()?.payload;
        let selection = members.of(payload, source.name())?;
        let mut lines = Lines { voice, long: self.long, shown: 0, pending: String::new() };
        for member in trusted.index(source)? {
            let member = member?;
            if payload.serves(selection.cpu, member.frame) && selection.wants(&member.path) {
                lines.show(&member)?;
            }
        }
        lines.end()?;
        super::warn(trusted, voice);
        match lines.shown {
            0 if !selection.globs.is_empty() => {
                Err(super::extract::nothing_matches(&selection).into())
            }
            _ => Ok(()),
        }
    }
}

/// Shows lines, many at a time.
struct Lines<'a> {
    voice: &'a Voice,
    long: bool,
    shown: u64,
    pending: String,
}

impl Lines<'_> {
    fn show(&mut self, member: &Member) -> anyhow::Result<()> {
        if self.voice.is_json() {
            self.pending += if self.shown == 0 { "[\n" } else { ",\n" };
            self.pending += &object(member).to_string();
        } else {
            self.pending += if self.pending.is_empty() { "" } else { "\n" };
            self.pending += &line(member, self.long);
        }
        self.shown += 1;
        if self.pending.len() > 32 << 10 { self.flush() } else { Ok(()) }
    }

    fn end(&mut self) -> anyhow::Result<()> {
        if self.voice.is_json() {
            self.pending += if self.shown == 0 { "[]" } else { "\n]" };
        }
        if self.pending.is_empty() { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        self.voice.output(&std::mem::take(&mut self.pending))
    }
}

/// As `ls -l` shows it: type and mode, size, digest if asked for, path.
fn line(member: &Member, long: bool) -> String {
    let (mode, size, digest, arrow) = match &member.kind {
        MemberKind::Dir => ("drwxr-xr-x", 0, String::new(), String::new()),
        MemberKind::Link { target } => ("lrwxrwxrwx", 0, String::new(), format!(" -> {target}")),
        MemberKind::File { executable, size, sha256 } => {
            let mode = if *executable { "-rwxr-xr-x" } else { "-rw-r--r--" };
            (mode, *size, sha256.to_string(), String::new())
        }
    };
    let digest = if long { format!("{digest:64}  ") } else { String::new() };
    format!("{mode} {:>11}  {digest}{}", grouped(size), printable(&(member.path.clone() + &arrow)))
}

fn object(member: &Member) -> Value {
    match &member.kind {
        MemberKind::Dir => json!({ "path": member.path, "type": "dir", "mode": "0755" }),
        MemberKind::Link { target } => {
            json!({ "path": member.path, "type": "link", "target": target })
        }
        MemberKind::File { executable, size, sha256 } => json!({
            "path": member.path,
            "type": "file",
            "mode": if *executable { "0755" } else { "0644" },
            "size": size,
            "sha256": sha256,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Sha256;

    fn member(kind: MemberKind) -> Member {
        Member { path: "goroot/bin/go\u{202e}".to_owned(), frame: 0, kind }
    }

    #[test]
    fn a_line_shows_type_mode_size_and_a_path_that_cannot_drive_the_terminal() {
        let file = MemberKind::File { executable: true, size: 12_345_678, sha256: Sha256::of(b"") };
        assert_eq!(
            line(&member(file.clone()), false),
            "-rwxr-xr-x  12,345,678  goroot/bin/go\\u{202e}"
        );
        assert!(line(&member(file), true).contains(" e3b0c44298fc"));
        let link = MemberKind::Link { target: "x".to_owned() };
        assert!(line(&member(link), false).ends_with("goroot/bin/go\\u{202e} -> x"));
    }
}
