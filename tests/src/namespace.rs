//! Mounts that only this test sees: made in a mount namespace of the test's own thread, gone with it.

use crate::programs::{require_root, require_tool};
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use nix::sys::fanotify::{
    EventFFlags, Fanotify, FanotifyResponse, InitFlags, MarkFlags, MaskFlags, Response,
};
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// The test's own view of the file systems. Programs started from the same thread share it.
#[derive(Debug)]
pub struct Namespace(());

impl Namespace {
    /// Takes the calling thread into a mount namespace of its own.
    ///
    /// # Panics
    /// Without root.
    pub fn enter() -> Namespace {
        require_root();
        unshare(CloneFlags::CLONE_NEWNS).expect("this test needs mount namespaces");
        let private = MsFlags::MS_REC | MsFlags::MS_PRIVATE;
        mount(None::<&str>, "/", None::<&str>, private, None::<&str>)
            .expect("mounts can be made private");
        Namespace(())
    }

    /// A tmpfs at `place`, with `options` as mount(8) takes them: `size=4m,nr_inodes=20`.
    pub fn tmpfs(&self, place: &Path, options: &str) -> &Self {
        mount(Some("tmpfs"), place, Some("tmpfs"), MsFlags::empty(), Some(options)).expect("tmpfs");
        self
    }

    /// An empty tmpfs over `place`, so that nothing of it is left to see.
    pub fn hide(&self, place: &str) -> &Self {
        self.tmpfs(Path::new(place), "size=1m,mode=755")
    }

    /// `place` as it is, under other flags: read-only, noexec.
    pub fn remount(&self, place: &Path, flags: MsFlags) -> &Self {
        let bind = Some(place);
        mount(bind, place, None::<&str>, MsFlags::MS_BIND, None::<&str>).expect("bind");
        let flags = MsFlags::MS_BIND | MsFlags::MS_REMOUNT | flags;
        mount(None::<&str>, place, None::<&str>, flags, None::<&str>).expect("remount");
        self
    }

    /// `from` at `place`, too.
    pub fn bind(&self, from: &Path, place: &Path) -> &Self {
        mount(Some(from), place, None::<&str>, MsFlags::MS_BIND, None::<&str>).expect("bind");
        self
    }

    /// `place` as it is, through FUSE.
    pub fn fuse(&self, place: &Path) -> &Self {
        require_tool("bindfs");
        let status = Command::new("bindfs").args([place, place]).status();
        assert!(status.is_ok_and(|status| status.success()), "this test needs /dev/fuse");
        self
    }

    /// An empty NTFS of `mib` MiB at `place`, in the file `image`, that takes names for others that differ in case.
    pub fn folding(&self, image: &Path, place: &Path, mib: u64) -> &Self {
        require_tool("mkntfs");
        require_tool("lowntfs-3g");
        let made = File::create(image).and_then(|file| file.set_len(mib << 20));
        made.expect("room for an image");
        let make = Command::new("mkntfs").args(["-F", "-Q", "-q"]).arg(image).output();
        assert!(make.is_ok_and(|made| made.status.success()), "mkntfs makes a file system");
        let options = ["-o", "ignore_case,permissions"];
        let status = Command::new("lowntfs-3g").args(options).args([image, place]).status();
        assert!(status.is_ok_and(|status| status.success()), "this test needs /dev/fuse");
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(place, private).expect("chmod");
        self
    }

    /// An overlay at `place` over its own contents; `work` is an empty directory for its layers.
    pub fn overlay(&self, place: &Path, work: &Path) -> &Self {
        self.tmpfs(work, "mode=755");
        let [upper, inner] = ["upper", "inner"].map(|name| work.join(name));
        for layer in [&upper, &inner] {
            std::fs::create_dir(layer).expect("a directory on a fresh tmpfs");
        }
        let data = std::fs::metadata(place).expect("the place exists");
        std::os::unix::fs::chown(&upper, Some(std::os::unix::fs::MetadataExt::uid(&data)), None)
            .expect("chown");
        let (lower, upper, inner) = (place.display(), upper.display(), inner.display());
        let options = format!("lowerdir={lower},upperdir={upper},workdir={inner}");
        mount(Some("overlay"), place, Some("overlay"), MsFlags::empty(), Some(options.as_str()))
            .expect("overlay");
        self
    }
}

/// Keeps programs from starting on a mount (fanotify(7), FAN_OPEN_EXEC_PERM), as fapolicyd does, for as long as it is
/// there.
#[derive(Debug)]
pub struct Forbidding {
    is_over: Arc<AtomicBool>,
    judge: Option<JoinHandle<()>>,
}

impl Forbidding {
    /// All programs on the mount at `place`.
    ///
    /// # Panics
    /// Where the kernel does not let this process decide.
    pub fn programs_on(place: &Path) -> Forbidding {
        let flags = InitFlags::FAN_CLASS_CONTENT | InitFlags::FAN_NONBLOCK | InitFlags::FAN_CLOEXEC;
        let group = Fanotify::init(flags, EventFFlags::O_RDONLY).expect("this test needs fanotify");
        let marks = MarkFlags::FAN_MARK_ADD | MarkFlags::FAN_MARK_MOUNT;
        group
            .mark(marks, MaskFlags::FAN_OPEN_EXEC_PERM, nix::fcntl::AT_FDCWD, Some(place))
            .expect("a mount that can be watched");
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let judge = std::thread::spawn(move || {
            while !ends.load(Ordering::Relaxed) {
                for event in group.read_events().unwrap_or_default() {
                    let Some(fd) = event.fd() else { continue };
                    let no = FanotifyResponse::new(fd, Response::FAN_DENY);
                    group.write_response(no).expect("an answer");
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        Forbidding { is_over, judge: Some(judge) }
    }
}

impl Drop for Forbidding {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.judge.take().map(JoinHandle::join);
    }
}

/// Takes away what this thread's namespace has mounted below `directory`, so that it can be removed.
pub(crate) fn unmount_below(directory: &Path) {
    // Mountinfo: proc(5); the fifth word is the place, with blanks and the like as octal digits.
    let mounts = std::fs::read_to_string("/proc/thread-self/mountinfo").unwrap_or_default();
    let places = mounts.lines().filter_map(|line| line.split(' ').nth(4));
    let places: Vec<&str> =
        places.filter(|place| Path::new(place).starts_with(directory)).collect();
    for place in places.iter().rev() {
        nix::mount::umount2(*place, nix::mount::MntFlags::MNT_DETACH).ok();
    }
}
