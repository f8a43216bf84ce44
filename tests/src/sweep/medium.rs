//! A stick that is pulled: the installer lies on a file system whose device ends, from some MiB on, while
//! it is mounted. Reads from there on fail as those of a stick that is gone; what the kernel has read
//! already it keeps.

use super::ground::Ground;
use super::power::Disk;
use crate::{Call, Invocation, Namespace, Outcome, Supervisor, Tree, Verdict, require_tool};
use nix::fcntl::{FallocateFlags, PosixFadviseAdvice, fallocate, posix_fadvise};
use nix::libc;
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use voice::Exit;
use voice::Lang;

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
        self.cut(self.starts[mebibyte]);
        self.forget();
        let outcome = run(&self.file()).run();
        self.disk.unmount();
        outcome
    }

    /// Runs what `run` makes of the installer's path; before its read `n` of it, counted from 0, all is gone.
    /// `None` where it reads less often.
    pub fn pulled_at_read(
        &self,
        n: usize,
        run: impl FnOnce(&Path) -> Invocation,
    ) -> Option<Outcome> {
        let file = self.file().to_string_lossy().into_owned();
        let mut reads = 0;
        let nth = |call: &Call| {
            let reading = matches!(call.number, libc::SYS_pread64 | libc::SYS_read);
            let of_it = reading && call.descriptor(0) == file;
            reads += usize::from(of_it);
            of_it && reads == n + 1
        };
        let outcome = self.pulled_before(nth, run);
        (reads > n).then_some(outcome)
    }

    /// Runs what `run` makes of the installer's path, which begins with its own program; all is gone as soon as
    /// the program can say so.
    pub fn pulled_at_start(&self, run: impl FnOnce(&Path) -> Invocation) -> Outcome {
        // It locks the page of its handler, then that of the C library's system calls.
        let second_lock = |call: &Call| call.number == libc::SYS_mlock && call.before == 1;
        self.pulled_before(second_lock, run)
    }

    /// Runs what `run` makes of the installer's path; before the call that `chosen` says yes to all is gone.
    fn pulled_before(
        &self,
        mut chosen: impl FnMut(&Call) -> bool,
        run: impl FnOnce(&Path) -> Invocation,
    ) -> Outcome {
        self.disk.put_back(&self.whole);
        self.disk.mount();
        let mut supervisor = Supervisor::new(|call| {
            if chosen(call) {
                self.cut(0);
                self.forget();
            }
            Verdict::Pass
        });
        let outcome = run(&self.file()).supervised(&mut supervisor);
        drop(supervisor);
        self.disk.unmount();
        outcome
    }

    /// The device ends at `start`.
    fn cut(&self, start: u64) {
        let device = File::options().write(true).open(&self.image).expect("a file of ours");
        device.set_len(start).expect("files can be cut");
    }

    /// What the kernel has of the file it forgets, but for pages of a program that runs.
    fn forget(&self) {
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
/// With all of it read, an installation goes through.
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

/// What becomes of `installer`, whose program has only begun, with `words` after its name and in `lang`; and of its
/// home.
///
/// # Panics
/// Without root.
pub fn pull_at_start(installer: &Path, words: &[&str], lang: Lang) -> (Outcome, String) {
    let (namespace, ground) = (Namespace::enter(), Ground::new());
    ground.make_home();
    let stick = Stick::with(installer, &namespace, &ground);
    let before = Tree::of(&ground.home());
    let outcome = stick.pulled_at_start(|file| ground.program(file).args(words).lang(lang));
    (outcome, before.differences(&Tree::of(&ground.home())))
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
