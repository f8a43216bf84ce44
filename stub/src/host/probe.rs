//! Whether a program that is put into a directory starts there. Mount options, security modules and file systems that
//! keep no permissions forbid it each in its own way, and no flag tells of all of them: so one is put there and started.

use crate::words::host as words;
use crate::words::install;
use nix::errno::Errno;
use nix::sys::statvfs::{FsFlags, statvfs};
use payloads::platform::Cpu;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::process::Command;
use voice::{Context as _, Exit, Fact, Said, best_effort};

/// Where it is loaded, as far from zero as any kernel asks for.
const BASE: u64 = 0x40_0000;
/// The headers before its code: one of the file, one of its only segment (elf(5)).
const HEADERS: usize = 64 + 56;

/// A program that ends with 0 and does nothing else, and says so by nothing.
fn program(cpu: Cpu) -> Option<Vec<u8>> {
    // exit(0), as each CPU calls its kernel (syscall(2)).
    let (flags, code): (u32, &[u8]) = match cpu {
        Cpu::X86_64 => (0, b"\x31\xff\xb8\x3c\0\0\0\x0f\x05"),
        Cpu::Arm64 => (0, b"\0\0\x80\xd2\xa8\x0b\x80\xd2\x01\0\0\xd4"),
        Cpu::Mips64el => (0x2000_0004, b"\xc2\x13\x02\x24\x25\x20\0\0\x0c\0\0\0"),
        Cpu::Loong64 => (0x43, b"\x04\0\x80\x02\x0b\x74\x81\x03\0\0\x2b\0"),
        // How it calls its kernel nothing public says.
        Cpu::Sw64 => return None,
    };
    let length = (HEADERS + code.len()) as u64;
    let mut file = b"\x7fELF\x02\x01\x01".to_vec();
    file.resize(16, 0);
    let half = |numbers: &[u16]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    let words = |numbers: &[u32]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    let wide = |numbers: &[u64]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    // An executable of version 1; where it begins; its program headers behind this one, no sections.
    file.extend([half(&[2, cpu.elf_machine()]), words(&[1])].concat());
    file.extend(wide(&[BASE + HEADERS as u64, 64, 0]));
    file.extend([words(&[flags]), half(&[64, 56, 1, 0, 0, 0])].concat());
    // All of the file is loaded, to be read and executed, on pages of any size.
    file.extend([words(&[1, 5]), wide(&[0, BASE, BASE, length, length, 0x1_0000])].concat());
    file.extend_from_slice(code);
    Some(file)
}

/// Puts a program into `directory`, which is on its way to become part of `place`, starts it, and takes it away. Where a
/// limit leaves no room for another process nothing is known, and nothing refused; nor is a CPU without a program.
///
/// # Errors
/// [`Exit::Destination`]: the file system forbids it; [`Exit::SecurityModule`]: the host does; the disk's.
pub(crate) fn starts_in(directory: &Path, place: &Path) -> anyhow::Result<()> {
    let Some(program) = Cpu::host().and_then(program) else { return Ok(()) };
    let path = directory.join("probe");
    let put = || -> std::io::Result<File> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o700).open(&path)?;
        file.write_all(&program)?;
        Ok(file)
    };
    // Closed again before it is started: nobody may be writing then.
    put().map(drop).context(|| install::preparing(&path.display()))?;
    let started = Command::new(&path).env_clear().status();
    let judged = match started {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(forbidden(place, &status)),
        Err(error) => judged(place, &path, &error),
    };
    best_effort("it goes with its directory", std::fs::remove_file(&path));
    judged.map_err(anyhow::Error::from)
}

/// By what execve(2) says of a program that must not be started, or cannot be.
fn judged(place: &Path, path: &Path, error: &std::io::Error) -> Result<(), Fact> {
    let unusable =
        |said: Said| Err(Fact::new(Exit::Destination, said).help(install::other_prefix()));
    let is = |flag| statvfs(path).is_ok_and(|volume| volume.flags().contains(flag));
    let mode = path.metadata().map_or(0o700, |data| data.permissions().mode());
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EACCES | Errno::EPERM) if is(FsFlags::ST_NOEXEC) => {
            unusable(install::noexec(&place.display()))
        }
        Some(Errno::EACCES | Errno::EPERM) if mode & 0o100 == 0 => {
            unusable(words::keeps_no_mode(&place.display()))
        }
        Some(Errno::EACCES | Errno::EPERM | Errno::ENOEXEC) => Err(forbidden(place, error)),
        _ => Ok(()),
    }
}

fn forbidden(place: &Path, why: &dyn std::fmt::Display) -> Fact {
    let said = words::may_not_start(&place.display(), &why);
    let modules = at_work(Path::new("/"));
    let help = match modules.is_empty() {
        true => words::may_not_start_help(),
        false => words::may_not_start_by(&modules.join(", ")),
    };
    Fact::new(Exit::SecurityModule, said).help(help)
}

/// The security modules that are at work below `root`, as far as they can be seen without their tools and without root.
fn at_work(root: &Path) -> Vec<&'static str> {
    let text = |path: &str| std::fs::read_to_string(root.join(path)).unwrap_or_default();
    let is_there = |path: &str| root.join(path).exists();
    let seen = [
        ("KYSEC", is_there("sys/kernel/security/kysec") || is_there("etc/kysec")),
        ("SELinux", text("sys/fs/selinux/enforce").trim() == "1"),
        ("AppArmor", text("proc/self/attr/current").contains("(enforce)")),
        ("fapolicyd", is_there("etc/fapolicyd")),
        ("IMA", text("proc/cmdline").contains("ima_appraise=enforce")),
    ];
    seen.into_iter().filter_map(|(name, is_at_work)| is_at_work.then_some(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::Scratch;

    #[test]
    fn each_cpu_has_a_program_of_one_segment() {
        for cpu in Cpu::BUILT {
            let file = program(cpu).unwrap();
            assert!(file.len() <= 132, "{cpu}: {}", file.len());
            let end = u64::from_le_bytes(file[96..104].try_into().unwrap());
            assert_eq!(end, file.len() as u64);
            assert_eq!(Cpu::of_elf_machine(u16::from_le_bytes([file[18], file[19]])), Some(cpu));
        }
    }

    #[test]
    fn it_starts_here_and_nothing_of_it_stays() {
        let place = Scratch::new("probe");
        starts_in(&place, &place).unwrap();
        assert_eq!(std::fs::read_dir(&*place).unwrap().count(), 0);
    }

    #[test]
    fn what_is_at_work_is_named() {
        let root = Scratch::new("modules");
        assert!(at_work(&root).is_empty());
        let put = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        put("sys/fs/selinux/enforce", "0");
        put("proc/self/attr/current", "unconfined\n");
        put("proc/cmdline", "quiet ima_appraise=log\n");
        assert!(at_work(&root).is_empty());
        put("sys/fs/selinux/enforce", "1");
        put("proc/self/attr/current", "go (enforce)\n");
        put("proc/cmdline", "quiet ima_appraise=enforce\n");
        put("etc/kysec/x", "");
        put("etc/fapolicyd/x", "");
        assert_eq!(at_work(&root), ["KYSEC", "SELinux", "AppArmor", "fapolicyd", "IMA"]);
    }
}
