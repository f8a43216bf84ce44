//! A disk that is full: a tmpfs that shrinks under a running operation, so that the kernel itself says no.

use super::course::{Course, Finding};
use super::ground::Ground;
use super::judge::{Picture, Stand};
use super::operation::Operation;
use super::tracer::Act;
use crate::{Namespace, Outcome};
use nix::mount::{MsFlags, mount};
use nix::sys::statvfs::statvfs;
use payloads::Exit;
use std::path::Path;

/// What there is too little of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scarce {
    /// Pages of 4 KiB.
    Pages,
    /// Inodes.
    Inodes,
}

/// What came of one operation with less and less lacking.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Runs that ended with 13 and left everything as it was.
    pub unchanged: usize,
    /// Runs that ended with 13 after the switch: what is current is new and whole, the rest followed with
    /// the next run.
    pub switched: usize,
    /// The first amount with which it went through.
    pub enough: u64,
    /// What must not be.
    pub findings: Vec<Finding>,
}

/// Runs `operation` with 0, `step`, 2 `step` ... pages or inodes free from its first change on, until
/// that is enough.
///
/// # Panics
/// Without root.
pub fn exhaust(operation: Operation, scarce: Scarce, step: usize) -> Tally {
    let namespace = Namespace::enter();
    let ground = Ground::new();
    let home = ground.home();
    std::fs::create_dir(&home).expect("a fresh directory");
    namespace.tmpfs(&home, &format!("{ROOM},mode=755"));
    let course = Course::on(ground, operation);
    let mut tally = Tally::default();
    for left in (0..MOST).step_by(step) {
        let because =
            |Finding(what)| Finding(format!("{operation:?}, {left} {scarce:?} left: {what}"));
        let run = course.run(|call| {
            if call.index == 1 {
                shrink(&home, scarce, left);
            }
            Act::Pass
        });
        let judged = judge(&course, &run.outcome);
        remount(&home, ROOM);
        match judged.and_then(|stand| course.recover().map(|()| stand)).map_err(because) {
            Ok(_) if run.outcome.is_success() => {
                tally.enough = left;
                return tally;
            }
            Ok(Stand::Old) => tally.unchanged += 1,
            Ok(Stand::Between | Stand::New) => tally.switched += 1,
            Err(finding) => tally.findings.push(finding),
        }
    }
    tally.findings.push(Finding(format!("{operation:?}: {MOST} {scarce:?} are not enough")));
    tally
}

/// More than any of the small releases takes.
const MOST: u64 = 4096;
const ROOM: &str = "size=1g,nr_inodes=100000";

fn judge(course: &Course, outcome: &Outcome) -> Result<Stand, Finding> {
    let stand = course.stand()?;
    let code = i32::from(Exit::NoSpace.code());
    if outcome.is_success() {
        return match stand {
            Stand::New => Ok(stand),
            _ => Err(Finding(format!("said to be done, and is not: {outcome}"))),
        };
    }
    if outcome.status.code() != Some(code) {
        return Err(Finding(format!("{code} expected of {outcome}")));
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
