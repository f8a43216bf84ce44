//! A file system of a kind of its own, in a file, mounted where only the test sees it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::{Namespace, require_tool};

/// A mounted volume; unmounted with this value.
pub struct Volume(PathBuf);

impl Volume {
    /// An empty `kind` of `mib` MiB in the file `image`, mounted at `place`.
    pub fn new(_: &Namespace, kind: &str, image: &Path, place: &Path, mib: u64) -> Volume {
        let mkfs = format!("mkfs.{kind}");
        require_tool(&mkfs);
        File::create(image).and_then(|file| file.set_len(mib << 20)).unwrap();
        run(Command::new(&mkfs).arg("-q").arg(image));
        run(Command::new("mount").args(["-t", kind, "-o", "loop"]).args([image, place]));
        // ext4's own directory belongs to root and has mode 0700; the test's home has none.
        drop(std::fs::remove_dir(place.join("lost+found")));
        Volume(place.to_owned())
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // Somebody may still be in it where a test failed; the namespace goes with the thread then.
        nix::mount::umount2(&self.0, nix::mount::MntFlags::MNT_DETACH).ok();
    }
}

/// Bytes in use, once everything has reached the disk.
pub fn used(place: &Path) -> u64 {
    let directory = File::open(place).unwrap();
    nix::unistd::syncfs(&directory).unwrap();
    let volume = nix::sys::statvfs::statvfs(place).unwrap();
    (volume.blocks() - volume.blocks_free()) * volume.fragment_size()
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
