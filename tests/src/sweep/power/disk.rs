//! An ext4 whose power can be cut, and whose medium can be pulled: in a file, through a loop device.

use crate::{Namespace, require_tool};
use nix::errno::Errno;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// What of the unwritten is lost with the power (Linux, `FS_IOC_SHUTDOWN`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The journal is written first: names, sizes and links stay, contents that were never synced are lost.
    KeepingNames,
    /// Nothing more is written: the last moments are lost, names too.
    LosingNames,
}

/// No program takes nearly as long to start.
const PATIENCE: Duration = Duration::from_secs(10);

impl Cut {
    /// Both.
    pub const ALL: [Cut; 2] = [Cut::KeepingNames, Cut::LosingNames];
}

/// A file system in a file, mounted where only the calling thread and its programs see it.
#[derive(Debug)]
pub struct Disk {
    image: PathBuf,
    place: PathBuf,
    options: &'static str,
}

impl Disk {
    /// An empty one of `mib` MiB in the file `image`, mounted at `place`, an empty directory. Without ext4's
    /// guesses at what programs forgot to sync (`noauto_da_alloc`), and without a journal that is written in
    /// the background.
    pub fn new(_: &Namespace, image: &Path, place: &Path, mib: u64) -> Disk {
        Disk::made(image, place, mib, "has_journal", "loop,noauto_da_alloc,commit=600")
    }

    /// Such a one without a journal: nothing lies between the blocks of a large file.
    pub fn stick(_: &Namespace, image: &Path, place: &Path, mib: u64) -> Disk {
        Disk::made(image, place, mib, "^has_journal", "loop")
    }

    fn made(image: &Path, place: &Path, mib: u64, features: &str, options: &'static str) -> Disk {
        require_tool("mkfs.ext4");
        File::create(image).and_then(|file| file.set_len(mib << 20)).expect("room for an image");
        let lazy = "lazy_itable_init=0,root_owner=0:0,nodiscard";
        run(Command::new("mkfs.ext4")
            .args(["-q", "-F", "-b", "4096", "-m", "0", "-O", features, "-E", lazy])
            .arg(image));
        let disk = Disk { image: image.to_owned(), place: place.to_owned(), options };
        disk.mount();
        std::fs::remove_dir(place.join("lost+found")).expect("it is empty");
        disk
    }

    /// Mounts it.
    pub fn mount(&self) {
        run(Command::new("mount")
            .args(["-t", "ext4", "-o", self.options])
            .args([&self.image, &self.place]));
    }

    /// Unmounts it. A program that another thread is just starting may hold a descriptor until it begins.
    pub fn unmount(&self) {
        let end = Instant::now() + PATIENCE;
        while let Err(errno) = nix::mount::umount(&self.place) {
            assert!(
                errno == Errno::EBUSY && Instant::now() < end,
                "{}: {errno}",
                self.place.display()
            );
            std::thread::yield_now();
        }
    }

    /// From now on nothing reaches the disk; until it is mounted again, nothing can be done on it.
    pub fn cut(&self, how: Cut) {
        let directory = File::open(&self.place).expect("a mounted file system");
        super::shutdown::shut_down(&directory, how).expect("ext4 can be shut down");
    }

    /// Unmounts it and mounts it again, as after the next start of the machine.
    pub fn restart(&self) {
        self.unmount();
        self.mount();
    }

    /// Keeps it as it is under another name; it is not mounted.
    pub fn keep(&self, name: &Path) {
        copy(&self.image, name);
    }

    /// Puts back what was kept; it is not mounted.
    pub fn put_back(&self, name: &Path) {
        copy(name, &self.image);
    }
}

/// With the holes.
fn copy(from: &Path, to: &Path) {
    run(Command::new("cp").arg("--sparse=always").args([from, to]));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}, {said}", output.status);
}
