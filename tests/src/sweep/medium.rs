//! A stick that is pulled: the installer lies on a file system whose device ends, from some MiB on, while
//! it is mounted. Reads from there on fail as those of a stick that is gone; what the kernel has read
//! already it keeps.

use super::ground::Ground;
use super::power::Disk;
use crate::{Invocation, Namespace, Outcome, Supervisor, Tree, Verdict, require_tool};
use nix::fcntl::{FallocateFlags, PosixFadviseAdvice, fallocate, posix_fadvise};
use nix::libc;
use payloads::Exit;
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who reads the installer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The goferry that is installed.
    Installed,
    /// The installer itself, run from the stick; of use only from where its own program is whole.
    Itself,
}

/// A stick with an installer on it.
#[derive(Debug)]
pub struct Stick {
    disk: Disk,
    image: PathBuf,
    whole: PathBuf,
    place: PathBuf,
    length: u64,
    /// Where each MiB of the installer begins on the device.
    starts: Vec<u64>,
}

const MIB: u64 = 1 << 20;

impl Stick {
    /// One with `installer`, mounted for the calling thread.
    pub fn with(installer: &Path, namespace: &Namespace, ground: &Ground) -> Stick {
        let length = std::fs::metadata(installer).expect("an installer").len();
        let [image, whole, place] =
            ["stick", "stick-whole", "media"].map(|name| ground.beside(name));
        std::fs::create_dir(&place).expect("a fresh directory");
        let disk = Disk::stick(namespace, &image, &place, length.div_ceil(MIB) + 24);
        lay_in_one_piece(installer, &place.join(NAME), length);
        disk.unmount();
        disk.keep(&whole);
        let starts = starts(&image, length);
        Stick { disk, image, whole, place, length, starts }
    }

    /// The installer on it.
    pub fn file(&self) -> PathBuf {
        self.place.join(NAME)
    }

    /// How many MiB it has, a begun one included.
    pub fn mebibytes(&self) -> usize {
        self.starts.len()
    }

    /// Runs what `run` makes of the installer's path, with all from `mebibyte` on gone.
    pub fn pulled_at(&self, mebibyte: usize, run: impl FnOnce(&Path) -> Invocation) -> Outcome {
        self.disk.put_back(&self.whole);
        self.disk.mount();
        self.pull(self.starts[mebibyte]);
        let outcome = run(&self.file()).run();
        self.disk.unmount();
        outcome
    }

    /// Runs what `run` makes of the installer's path; at its read `n` of it, counted from 0, all is gone that
    /// was not read by then. `None` where it reads less often.
    pub fn pulled_at_read(
        &self,
        n: usize,
        run: impl FnOnce(&Path) -> Invocation,
    ) -> Option<Outcome> {
        self.disk.put_back(&self.whole);
        self.disk.mount();
        let file = self.file().to_string_lossy().into_owned();
        let mut reads = 0;
        let mut supervisor = Supervisor::new(|call| {
            let reading = matches!(call.number, libc::SYS_pread64 | libc::SYS_read);
            if reading && call.descriptor(0) == file {
                if reads == n {
                    let device = File::options().write(true).open(&self.image);
                    device.and_then(|device| device.set_len(0)).expect("a file of ours");
                }
                reads += 1;
            }
            Verdict::Pass
        });
        let outcome = run(&self.file()).supervised(&mut supervisor);
        drop(supervisor);
        self.disk.unmount();
        (reads > n).then_some(outcome)
    }

    /// The device ends at `start`; what the kernel has of the file it forgets, but for pages of a program
    /// that runs.
    fn pull(&self, start: u64) {
        let device = File::options().write(true).open(&self.image).expect("a file of ours");
        device.set_len(start).expect("files can be cut");
        let file = File::open(self.file()).expect("its name is still known");
        let all = i64::try_from(self.length).expect("a length");
        posix_fadvise(&file, 0, all, PosixFadviseAdvice::POSIX_FADV_DONTNEED).expect("advice");
    }
}

const NAME: &str = "go.run";

/// What must not be, where `installer` is pulled at each of the MiB that `chosen` says yes to; a text each.
///
/// # Panics
/// Without root.
pub fn pull(
    installer: &Path,
    reader: Reader,
    chosen: impl Fn(usize) -> bool,
) -> (usize, Vec<String>) {
    let (namespace, ground) = (Namespace::enter(), Ground::new());
    ground.make_home();
    let stick = Stick::with(installer, &namespace, &ground);
    let before = Tree::of(&ground.home());
    let (mut pulls, mut broken) = (0, Vec::new());
    let from = reader.from(installer);
    for mebibyte in (from..stick.mebibytes()).filter(|mebibyte| chosen(*mebibyte)) {
        pulls += 1;
        let outcome = stick.pulled_at(mebibyte, |file| reader.install(file, &ground));
        let differences = before.differences(&Tree::of(&ground.home()));
        let ended = outcome.status.code() == Some(i32::from(Exit::Medium.code()));
        if !ended || !differences.is_empty() {
            broken.push(format!("pulled at {mebibyte} MiB: {differences}{outcome}"));
        }
    }
    (pulls, broken)
}

/// What must not be, where `installer` is pulled at each of its reads that `chosen` says yes to, a text each.
/// What was read by then the kernel still knows: with all of it read, an installation goes through.
///
/// # Panics
/// Without root.
pub fn pull_while_read(
    installer: &Path,
    reader: Reader,
    chosen: impl Fn(usize) -> bool,
) -> (usize, Vec<String>) {
    let (namespace, ground) = (Namespace::enter(), Ground::new());
    let stick = Stick::with(installer, &namespace, &ground);
    let (mut pulls, mut broken) = (0, Vec::new());
    for n in (0..).filter(|n| chosen(*n)) {
        ground.make_home();
        let before = Tree::of(&ground.home());
        let run = |file: &Path| reader.install(file, &ground);
        let Some(outcome) = stick.pulled_at_read(n, run) else { break };
        pulls += 1;
        let differences = before.differences(&Tree::of(&ground.home()));
        let refused = outcome.status.code() == Some(i32::from(Exit::Medium.code()));
        let withstood = outcome.is_success() || (refused && differences.is_empty());
        if !withstood {
            broken.push(format!("pulled at read {n}: {differences}{outcome}"));
        }
    }
    (pulls, broken)
}

impl Reader {
    /// The first MiB of `installer` without which it can be read.
    fn from(self, installer: &Path) -> usize {
        match self {
            Reader::Installed => 0,
            Reader::Itself => program_end(installer).div_ceil(MIB) as usize,
        }
    }

    fn install(self, file: &Path, ground: &Ground) -> Invocation {
        let words = ["install", "-y", "--no-gate"];
        match self {
            Reader::Installed => ground.goferry().args(words).arg(file),
            Reader::Itself => ground.program(file).args(words),
        }
    }
}

/// Where the program in front ends. System V gABI: e_phoff, e_phentsize, e_phnum; p_offset, p_filesz.
fn program_end(installer: &Path) -> u64 {
    let file = std::fs::read(installer).expect("an installer");
    let number = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().expect("8 bytes"));
    let half = |at: usize| usize::from(u16::from_le_bytes([file[at], file[at + 1]]));
    let headers = (0..half(56)).map(|n| number(32) as usize + n * half(54));
    headers.map(|at| number(at + 8) + number(at + 32)).max().expect("a program has segments")
}

/// With its place reserved first.
fn lay_in_one_piece(installer: &Path, stick: &Path, length: u64) {
    let mut file = File::options().write(true).create_new(true).mode(0o755).open(stick);
    let file = file.as_mut().expect("an empty stick");
    let length = i64::try_from(length).expect("a length");
    fallocate(&*file, FallocateFlags::empty(), 0, length).expect("room on the stick");
    std::io::copy(&mut File::open(installer).expect("an installer"), file).expect("room");
}

/// debugfs(8) names the blocks of a file one by one.
fn starts(image: &Path, length: u64) -> Vec<u64> {
    require_tool("debugfs");
    const BLOCK: u64 = 4096;
    let mut command = Command::new("debugfs");
    let output = command.args(["-R", &format!("blocks /{NAME}")]).arg(image).output();
    let output = output.expect("debugfs starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let blocks: Vec<u64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    assert_eq!(blocks.len() as u64, length.div_ceil(BLOCK), "{command:?}: {text}");
    // Truncation takes all that lies behind: only where the file lies in one direction is that the rest.
    assert!(blocks.is_sorted(), "the file lies in pieces");
    blocks.iter().step_by((MIB / BLOCK) as usize).map(|block| block * BLOCK).collect()
}
