//! What a run leaves to luck. ext4 writes more than it is asked to: one fsync takes all earlier changes with
//! it, so that cutting its power never shows a directory that was not synced. Here the calls of a run are held
//! against a disk that keeps its word and no more: contents last from the file's own fsync on, names from that
//! of their directory.

use super::course::Finding;
use super::ground::Ground;
use super::operation::Operation;
use crate::{Traced, Tree};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use voice::Exit;

/// Runs `operation` and says what would not have lasted: when the link to the release is made, when a file gets
/// its name, at the end.
pub fn left_to_luck(operation: Operation) -> Vec<Finding> {
    let ground = Ground::new();
    operation.prepare(&ground);
    let (outcome, calls) = operation.run(&ground).traced();
    outcome.ends_with(Exit::Done);
    let mut disk = Disk { home: ground.home(), ..Disk::default() };
    disk.there = existing(&calls, &ground);
    calls.iter().filter(|call| call.succeeded()).for_each(|call| disk.sees(call));
    disk.all_lasts("at the end");
    disk.findings.into_iter().map(|what| Finding(format!("{operation:?}: {what}"))).collect()
}

/// What was there before: what is there now and was not made, and what was removed.
fn existing(calls: &[Traced], ground: &Ground) -> BTreeSet<PathBuf> {
    let home = ground.home();
    let made: BTreeSet<PathBuf> = calls
        .iter()
        .filter(|call| call.succeeded() && call.arguments.contains("O_EXCL"))
        .flat_map(Traced::changes)
        .collect();
    let now = Tree::of(&home);
    now.paths().map(|path| home.join(path)).filter(|path| !made.contains(path)).collect()
}

#[derive(Default)]
struct Disk {
    home: PathBuf,
    there: BTreeSet<PathBuf>,
    /// Files whose contents are not on the disk.
    contents: BTreeSet<PathBuf>,
    /// Directories whose names are not.
    names: BTreeSet<PathBuf>,
    findings: Vec<String>,
}

impl Disk {
    fn sees(&mut self, call: &Traced) {
        let paths: Vec<PathBuf> =
            call.changes().into_iter().filter(|path| path.starts_with(&self.home)).collect();
        match (call.name.as_str(), paths.as_slice()) {
            ("write" | "writev" | "pwrite64" | "ftruncate", _) => {
                let file = call.descriptor().map(PathBuf::from);
                self.contents.extend(file.filter(|path| path.starts_with(&self.home)));
            }
            ("fsync" | "fdatasync", _) => {
                let synced = call.descriptor().map(PathBuf::from).unwrap_or_default();
                self.contents.remove(&synced);
                self.names.remove(&synced);
            }
            ("syncfs" | "sync", _) => {
                self.contents.clear();
                self.names.clear();
            }
            ("rename" | "renameat" | "renameat2", [from, to]) => self.renamed(from, to),
            ("unlink" | "unlinkat" | "rmdir", [path]) => {
                self.contents.retain(|other| !other.starts_with(path));
                self.names.retain(|other| !other.starts_with(path));
                self.named(path);
            }
            ("open" | "openat" | "openat2", [path])
                if call.arguments.contains("O_CREAT") && !self.there.contains(path) =>
            {
                self.named(path);
            }
            ("mkdir" | "mkdirat" | "link" | "linkat", [.., path]) => self.named(path),
            ("symlink" | "symlinkat", [path]) => {
                if name(path).starts_with(".current.") && !self.leads_by_hand(call) {
                    self.all_lasts("when the link to the release was made");
                }
                self.named(path);
            }
            _ => {}
        }
    }

    fn renamed(&mut self, from: &Path, to: &Path) {
        if self.contents.contains(from) {
            self.findings.push(format!("{} got its name before its contents", to.display()));
        }
        for set in [&mut self.contents, &mut self.names, &mut self.there] {
            let (moved, kept) =
                std::mem::take(set).into_iter().partition(|path| path.starts_with(from));
            *set = kept;
            let moved: BTreeSet<PathBuf> = moved;
            set.extend(moved.iter().map(|path| match path.strip_prefix(from) {
                Ok(below) if below.as_os_str().is_empty() => to.to_owned(),
                Ok(below) => to.join(below),
                Err(_) => path.clone(),
            }));
        }
        self.named(from);
        self.named(to);
    }

    /// The directory of `path` has another name in it, or one less.
    fn named(&mut self, path: &Path) {
        self.there.insert(path.to_owned());
        // Locks mean nothing to the next start of the machine.
        if !matches!(&*name(path), "lock" | "audit.lock") {
            self.names.extend(path.parent().map(Path::to_owned));
        }
    }

    /// To a version that no run of ours laid down, and that no run of ours can lose.
    fn leads_by_hand(&self, call: &Traced) -> bool {
        let target = call.arguments.split('"').nth(1).unwrap_or_default();
        let release = self.home.join("goenv").join(target);
        self.there.contains(&release) && !self.there.contains(&release.join("meta"))
    }

    fn all_lasts(&mut self, when: &str) {
        let contents =
            self.contents.iter().map(|path| format!("the contents of {}", path.display()));
        let names = self.names.iter().map(|path| format!("the names in {}", path.display()));
        let open: Vec<String> = contents.chain(names).collect();
        if !open.is_empty() {
            self.findings.push(format!("not on the disk {when}: {}", open.join(", ")));
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
