//! An upgrade on file systems that can share blocks: what did not change takes no room, and stays what it is.

use crate::volume::{Volume, used};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tests::words::installed;
use tests::{Entry, Home, Namespace, Real, Release, Workshop};
use voice::Exit;

/// Bytes that no compression makes smaller, the same for the same seed (xorshift64).
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(next).flatten().take(length).collect()
}

const MIB: usize = 1 << 20;
/// What both releases have, bytes.
const SAME: usize = 48 * MIB;

/// A release with a large file that all have, a small one, an empty one, and one of its own.
fn release(counter: u32) -> Vec<u8> {
    Release::mini()
        .with_stub()
        .counting(counter)
        .with(Entry::file("goroot/src/same", &noise(1, SAME)))
        .with(Entry::file("goroot/src/small", b"one line\n"))
        .with(Entry::file("goroot/src/empty", b""))
        .with(Entry::file("goroot/src/own", &noise(u64::from(counter) + 7, MIB)))
        .build(Workshop::shared())
}

fn installed_on(volume: &'static str) -> (Namespace, Home, Volume, PathBuf) {
    let namespace = Namespace::enter();
    let home = Home::empty();
    let volume = Volume::new(&namespace, volume, &home.beside("image"), home.path(), 600);
    let first = home.lay("first.run", &release(1));
    home.run(&first).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    let old = home.prefix().join(home.current());
    (namespace, home, volume, old)
}

fn shares_blocks(kind: &'static str) {
    let (_namespace, home, _volume, old) = installed_on(kind);
    fs::write(old.join("goroot/src/small"), "another line\n").unwrap();
    let next = home.lay("next.run", &release(2));
    let before = used(home.path());
    let upgrade = home.install(&next).run();
    upgrade.ends_with(Exit::Done);
    let grown = used(home.path()) - before;
    let program = fs::metadata(tests::stub()).unwrap().len();
    let new = home.prefix().join(home.current());
    assert!(new != old, "{upgrade}");
    let own = MIB as u64 + 2 * program;
    assert!(
        grown < own + 4 * MIB as u64,
        "{kind}: {grown} bytes more, {own} are its own\n{upgrade}"
    );
    // What was edited did not spread.
    assert_eq!(fs::read(new.join("goroot/src/small")).unwrap(), b"one line\n");
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
    // An edit through one name is seen there only.
    let edit = |path: &Path| fs::write(path, "edited").unwrap();
    edit(&new.join("goroot/src/same"));
    assert!(fs::read(old.join("goroot/src/same")).unwrap() == noise(1, SAME));
    let verify = home.goferry().args(["verify", "--installed", "--all"]).run();
    verify.ends_with(Exit::Modified).says(&[&installed::modified]);
    // Both are mended from each other, and nothing is unpacked.
    let repair = home.goferry().args(["repair", "-y"]).run();
    repair.ends_with(Exit::Done);
    home.goferry().args(["verify", "--installed", "--all"]).run().ends_with(Exit::Done);
    let grown = used(home.path()) - before;
    assert!(grown < own + 4 * MIB as u64, "{kind}: {grown} bytes more after a repair\n{repair}");
}

#[test]
fn blocks_are_shared_on_xfs() {
    shares_blocks("xfs");
}

#[test]
fn blocks_are_shared_on_btrfs() {
    shares_blocks("btrfs");
}

#[test]
fn nothing_is_shared_where_that_is_not_wanted() {
    let (_namespace, home, _volume, old) = installed_on("xfs");
    let next = home.lay("next.run", &release(2));
    let before = used(home.path());
    home.install(&next).args(["--share", "none"]).run().ends_with(Exit::Done);
    assert!(used(home.path()) - before > SAME as u64);
    assert!(old.is_dir());
}

#[test]
fn a_file_system_without_shared_blocks_gets_files_of_its_own() {
    let (_namespace, home, _volume, old) = installed_on("ext4");
    let next = home.lay("next.run", &release(2));
    let before = used(home.path());
    home.install(&next).run().ends_with(Exit::Done);
    assert!(used(home.path()) - before > SAME as u64);
    let (one, other) = (old.join("goroot/src/same"), home.prefix().join(home.current()));
    let inode = |path: &Path| std::os::unix::fs::MetadataExt::ino(&fs::metadata(path).unwrap());
    assert_ne!(inode(&one), inode(&other.join("goroot/src/same")));
    home.goferry().args(["verify", "--installed", "--all"]).run().ends_with(Exit::Done);
}

#[test]
fn an_upgrade_of_the_official_go_shares_what_did_not_change() {
    let namespace = Namespace::enter();
    let home = Real::home();
    let _volume = Volume::new(&namespace, "xfs", &home.beside("image"), home.path(), 1500);
    let install = |file: &Path, share: &str| {
        let before = (used(home.path()), Instant::now());
        let arguments = ["install", "-y", "--no-gate", "--share", share];
        home.run(file).args(arguments).run().ends_with(Exit::Done);
        (used(home.path()) - before.0, before.1.elapsed())
    };
    let (whole, _) = install(&Real::shared().file(), "none");
    let (unshared, long) = install(&Real::shared().next(), "none");
    let next = home.current();
    home.goferry().args(["use", "-q"]).arg(first_but(&home, &next)).run().ends_with(Exit::Done);
    home.goferry().args(["uninstall", "-y"]).arg(&next).run().ends_with(Exit::Done);
    let (shared, short) = install(&Real::shared().next(), "reflink");
    println!("first {whole}, next {unshared} in {long:?}, next sharing {shared} in {short:?}");
    assert!(shared < unshared / 4, "{shared} of {unshared} bytes");
    home.goferry().args(["verify", "--installed", "--all"]).run().ends_with(Exit::Done);
}

/// The release that is installed beside `other`.
fn first_but(home: &Home, other: &Path) -> PathBuf {
    let names = fs::read_dir(home.prefix()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut releases = names
        .map(PathBuf::from)
        .filter(|name| name != other && home.prefix().join(name).join("meta").is_dir());
    releases.next().unwrap()
}
