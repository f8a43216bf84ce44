//! A disk that is full: a tmpfs that shrinks under a running operation, so that the kernel itself says no.

use super::course::{Course, Finding};
use super::ground::Ground;
use super::judge::{Picture, Stand};
use super::operation::Operation;
use super::report::Row;
use super::tracer::Act;
use crate::{Namespace, Outcome};
use nix::mount::{MsFlags, mount};
use nix::sys::statvfs::statvfs;
use std::path::Path;
use std::time::Instant;
use voice::Exit;

/// What there is too little of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scarce {
    /// Pages of 4 KiB.
    Pages,
    /// Inodes.
    Inodes,
}

/// Runs `operation` with 0, `step`, 2 `step` ... pages or inodes free from its first change on, until
/// that is enough: the points of the row. Each other run ended with 13, or with 31 at the switch.
///
/// # Panics
/// Without root.
pub fn exhaust(operation: Operation, scarce: Scarce, step: usize) -> Row {
    let begun = Instant::now();
    let namespace = Namespace::enter();
    let ground = Ground::new();
    let home = ground.home();
    std::fs::create_dir(&home).expect("a fresh directory");
    namespace.tmpfs(&home, &format!("{ROOM},mode=755"));
    let course = Course::on(ground, operation);
    let mut row = Row::of(&format!("{operation:?}, {scarce:?}"));
    for left in (0..MOST).step_by(step) {
        let because =
            |Finding(what)| Finding(format!("{operation:?}, {left} {scarce:?} left: {what}"));
        let mut shrunk = false;
        let run = course.run(|call| {
            // What is said before is no change yet, and the room is looked at meanwhile.
            if !shrunk && call.path().starts_with(&home) {
                shrunk = true;
                shrink(&home, scarce, left);
            }
            Act::Pass
        });
        assert!(shrunk, "it changed nothing: {}", run.outcome);
        let judged = judge(&course, &run.outcome);
        remount(&home, ROOM);
        row.count(judged.and_then(|stand| course.recover(stand).map(|()| stand)).map_err(because));
        if run.outcome.is_success() {
            row.points = left as usize;
            row.seconds = begun.elapsed().as_secs_f64();
            return row;
        }
    }
    row.findings.push(Finding(format!("{operation:?}: {MOST} {scarce:?} are not enough")));
    row
}

/// More than any of the small releases takes.
const MOST: u64 = 4096;
const ROOM: &str = "size=1g,nr_inodes=100000";

fn judge(course: &Course, outcome: &Outcome) -> Result<Stand, Finding> {
    let stand = course.stand()?;
    if outcome.is_success() {
        return match stand {
            Stand::New => Ok(stand),
            _ => Err(Finding(format!("said to be done, and is not: {outcome}"))),
        };
    }
    let codes = [Exit::NoSpace, Exit::SwitchFailed].map(|exit| i32::from(exit.code()));
    if !outcome.status.code().is_some_and(|code| codes.contains(&code)) {
        return Err(Finding(format!("{codes:?} expected of {outcome}")));
    }
    let left: Vec<String> = Picture::of(course.ground())
        .leftovers()
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    match left.is_empty() {
        true => Ok(stand),
        false => Err(Finding(format!("left {} after {outcome}", left.join(", ")))),
    }
}

/// So that `left` pages or inodes are free.
fn shrink(home: &Path, scarce: Scarce, left: u64) {
    let volume = statvfs(home).expect("a mounted file system");
    let options = match scarce {
        Scarce::Pages => {
            let blocks = volume.blocks() - volume.blocks_free() + left;
            format!("size={}", blocks * volume.fragment_size())
        }
        Scarce::Inodes => format!("nr_inodes={}", volume.files() - volume.files_free() + left),
    };
    remount(home, &options);
}

fn remount(home: &Path, options: &str) {
    mount(None::<&str>, home, None::<&str>, MsFlags::MS_REMOUNT, Some(options)).expect("a tmpfs");
}
