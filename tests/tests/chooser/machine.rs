//! Another machine, as far as a script can see it: a root directory with its own `uname`, its own
//! /proc and its own loaders. The shell and its tools are those of this one.

use crate::stick::Stick;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::{Invocation, require_root};

/// What tells machines apart; nothing is there at first.
#[derive(Clone, Copy, Default)]
pub struct Machine<'a> {
    /// What `uname -m` says.
    pub uname: &'a str,
    /// `EI_CLASS`, `EI_DATA`, `e_machine` and the lowest byte of `e_flags` of its programs.
    pub elf: Option<(u8, u8, u16, u8)>,
    /// How many signals its kernel knows; without /proc it cannot be asked.
    pub signals: Option<usize>,
    /// The loaders that are installed.
    pub loaders: &'a [&'a str],
}

/// The root directory beside a stick's home, and the stick, whose scratch directory it lies in.
pub struct Root {
    directory: PathBuf,
    stick: Stick,
}

const TOOLS: [&str; 12] = [
    "sh",
    "cat",
    "chmod",
    "cp",
    "hexdump",
    "mktemp",
    "od",
    "openssl",
    "readlink",
    "rm",
    "sed",
    "sha256sum",
];

impl Root {
    /// One with a shell and tools, and the stick's directory at `/media`.
    pub fn with(stick: Stick) -> Root {
        require_root();
        let root = Root { directory: stick.home.beside("root"), stick };
        for directory in ["bin", "dev", "lib64", "media", "proc/self", "root", "tmp", "var/tmp"] {
            std::fs::create_dir_all(root.at(directory)).unwrap();
        }
        let null = Command::new("mknod").arg(root.at("dev/null")).args(["c", "1", "3"]).status();
        assert!(null.unwrap().success());
        // The shell of Debian's busybox takes its own `uname` before that in PATH, dash does not.
        for program in ["/bin/busybox", "/bin/dash"] {
            root.take(Path::new(program));
        }
        for library in libraries(Path::new("/bin/dash")) {
            root.take(&library);
        }
        for tool in TOOLS {
            symlink("busybox", root.at("bin").join(tool)).unwrap();
        }
        for entry in std::fs::read_dir(&root.stick.directory).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), root.at("media").join(entry.file_name())).unwrap();
        }
        root
    }

    /// A path in it, from outside.
    pub fn at(&self, path: &str) -> PathBuf {
        self.directory.join(path)
    }

    /// Makes it that machine.
    pub fn becomes(&self, machine: Machine<'_>) {
        let uname = self.at("bin/uname");
        std::fs::write(&uname, format!("#!/bin/sh\necho '{}'\n", machine.uname)).unwrap();
        std::fs::set_permissions(&uname, std::fs::Permissions::from_mode(0o755)).unwrap();
        let [exe, status] = ["proc/self/exe", "proc/self/status"].map(|path| self.at(path));
        for old in [&exe, &status] {
            std::fs::remove_file(old).ok();
        }
        if let Some((class, order, number, flags)) = machine.elf {
            std::fs::write(exe, header(class, order, number, flags)).unwrap();
        }
        if let Some(signals) = machine.signals {
            let digits = "0".repeat(signals / 4);
            let text = format!("Name:\tsed\nShdPnd:\t{digits}\nSigBlk:\t{digits}\n");
            std::fs::write(status, text).unwrap();
        }
        for name in ["ld.so.1", "ld-linux-loongarch-lp64d.so.1"] {
            std::fs::remove_file(self.at("lib64").join(name)).ok();
        }
        for name in machine.loaders {
            std::fs::write(self.at("lib64").join(name), b"").unwrap();
        }
    }

    /// The script there, in dash.
    pub fn run(&self) -> Invocation {
        let shell = Invocation::of("/bin/dash").rooted(&self.directory).within(&self.directory);
        shell.env("HOME", "/root").arg("/media/install.sh")
    }

    fn take(&self, path: &Path) {
        let inside = self.directory.join(path.strip_prefix("/").unwrap());
        std::fs::create_dir_all(inside.parent().unwrap()).unwrap();
        std::fs::copy(path, inside).unwrap();
    }
}

/// The first 64 bytes of a program (System V gABI, "ELF Header").
fn header(class: u8, order: u8, machine: u16, flags: u8) -> [u8; 64] {
    let mut header = [0; 64];
    header[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', class, order]);
    let machine = if order == 1 { machine.to_le_bytes() } else { machine.to_be_bytes() };
    header[18..20].copy_from_slice(&machine);
    header[48] = flags;
    header
}

fn libraries(program: &Path) -> Vec<PathBuf> {
    let output = Command::new("ldd").arg(program).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().filter(|word| word.starts_with('/')).map(PathBuf::from).collect()
}
