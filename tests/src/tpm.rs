//! A TPM 2.0 of this test alone: swtpm at `/dev/tpmrm0`, where the kernel has a real one, so that the
//! stock tools reach it by their own device driver interface and nothing has to be told about it.
//!
//! swtpm speaks on one end of a pseudo-terminal; the other end, raw, is the device. What is at
//! `/dev/tpmrm0` is seen in the test's own mount namespace only.

use crate::{Invocation, Namespace, Outcome, require_tool};
use nix::mount::{MsFlags, mount};
use nix::pty::openpty;
use nix::sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr};
use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Where programs look for it.
pub const DEVICE: &str = "/dev/tpmrm0";

/// A running TPM. It goes with the value.
#[derive(Debug)]
pub struct Tpm {
    swtpm: Child,
    /// Held open: with the last one closed swtpm would see a hang-up.
    _device: OwnedFd,
    _namespace: Namespace,
    scratch: TempDir,
}

impl Tpm {
    /// A new TPM, in a mount namespace of the calling thread, which needs root.
    pub fn start() -> Tpm {
        ["swtpm", "tpm2_nvread"].into_iter().for_each(require_tool);
        let namespace = Namespace::enter();
        // Not in memory, where tests with the official Go work: that is below /dev.
        let scratch = tempfile::tempdir_in(std::env::temp_dir()).expect("a scratch directory");
        let (swtpm, device) = swtpm(scratch.path());
        lay_device(&namespace, scratch.path(), &device);
        Tpm { swtpm, _device: device, _namespace: namespace, scratch }
    }

    /// Defines an NV index of `size` bytes with these attributes, and writes `contents` if there are any.
    pub fn define(&self, index: u32, size: usize, attributes: &str, contents: &[u8]) -> &Self {
        let (index, size) = (format!("{index:#x}"), size.to_string());
        self.tool("tpm2_nvdefine", &["-C", "o", "-s", &size, "-a", attributes, &index]);
        if !contents.is_empty() {
            let file = tempfile::NamedTempFile::new().expect("a file");
            std::fs::write(file.path(), contents).expect("room for a file");
            let path = file.path().to_str().expect("a path of ASCII");
            self.tool("tpm2_nvwrite", &["-C", "o", "-i", path, &index]);
        }
        self
    }

    /// Takes an NV index away.
    pub fn undefine(&self, index: u32) -> &Self {
        self.tool("tpm2_nvundefine", &["-C", "o", &format!("{index:#x}")]);
        self
    }

    /// Runs one of the tools, which has to succeed.
    pub fn tool(&self, name: &str, words: &[&str]) -> Outcome {
        let outcome = self.try_tool(name, words);
        assert!(outcome.is_success(), "{outcome}");
        outcome
    }

    /// Runs one of the tools.
    pub fn try_tool(&self, name: &str, words: &[&str]) -> Outcome {
        let device = format!("device:{DEVICE}");
        Invocation::of(PathBuf::from(name)).args(["-T", &device]).args(words).run()
    }

    /// Ends it: the device is still there, and nobody answers.
    pub fn stop(&mut self) {
        self.swtpm.kill().expect("it runs");
        self.swtpm.wait().expect("a child can be waited for");
    }
}

impl Drop for Tpm {
    fn drop(&mut self) {
        self.swtpm.kill().ok();
        self.swtpm.wait().ok();
        crate::namespace::unmount_below(self.scratch.path());
    }
}

fn swtpm(scratch: &Path) -> (Child, OwnedFd) {
    let ends = openpty(None, None).expect("a pseudo-terminal");
    let mut settings = tcgetattr(&ends.slave).expect("settings");
    cfmakeraw(&mut settings);
    tcsetattr(&ends.slave, SetArg::TCSANOW, &settings).expect("a raw terminal");
    let state = format!("dir={}", scratch.display());
    // It takes no descriptor below 3.
    let mut command = Command::new("sh");
    command.args(["-c", "exec swtpm \"$@\" 3<&0 </dev/null", "sh", "chardev", "--tpm2"]);
    command.args(["--fd", "3", "--flags", "not-need-init,startup-clear", "--tpmstate", &state]);
    let log = File::create(scratch.join("log")).expect("a log");
    let child = command.stdin(Stdio::from(ends.master)).stdout(Stdio::null()).stderr(log).spawn();
    (child.expect("swtpm runs"), ends.slave)
}

/// Binds the terminal to [`DEVICE`] in a `/dev` of this namespace's own, in which the memory is as it was.
fn lay_device(namespace: &Namespace, scratch: &Path, device: &OwnedFd) {
    let terminal = nix::unistd::ttyname(device).expect("a name");
    let memory = Path::new("/dev/shm");
    let [kept, layers, shm] = ["terminal", "layers", "shm"].map(|name| scratch.join(name));
    File::create(&kept).expect("a file to mount on");
    for directory in [&layers, &shm] {
        std::fs::create_dir(directory).expect("a directory");
    }
    bind(&terminal, &kept);
    bind(memory, &shm);
    namespace.overlay(Path::new("/dev"), &layers);
    bind(&shm, memory);
    File::create(DEVICE).expect("a file to mount on");
    bind(&kept, Path::new(DEVICE));
}

fn bind(from: &Path, to: &Path) {
    mount(Some(from), to, None::<&str>, MsFlags::MS_BIND, None::<&str>).expect("bind");
}
