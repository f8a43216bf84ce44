//! Section H, faults: a supervisor fails single system calls of the shipped goferry. Each test asserts
//! that its fault was met.

use nix::errno::Errno;
use nix::libc;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use tests::words::{container, install};
use tests::{Anatomy, Call, Home, Outcome, Release, Supervisor, Verdict, Workshop};
use voice::Exit;

fn next(home: &Home) -> PathBuf {
    home.lay("next.run", &Release::mini().counting(2).with_stub().build(Workshop::shared()))
}

/// Installs the next release with the n-th call that `of_interest` says yes to failing; `None` where
/// there were fewer.
fn failing_nth(
    home: &Home,
    n: usize,
    errno: Errno,
    of_interest: impl Fn(&Call) -> bool,
) -> Option<Outcome> {
    let mut seen = 0;
    let mut supervisor = Supervisor::new(|call| {
        let hit = of_interest(call);
        seen += usize::from(hit);
        if hit && seen == n + 1 { Verdict::Fail(errno) } else { Verdict::Pass }
    });
    let outcome = home.install(&home.beside("next.run")).supervised(&mut supervisor);
    (supervisor.fired() > 0).then_some(outcome)
}

fn writes_below(home: &Home, call: &Call) -> bool {
    matches!(call.number, libc::SYS_write | libc::SYS_writev | libc::SYS_pwrite64)
        && call.descriptor(0).starts_with(&*home.prefix().join(".staging-").to_string_lossy())
}

#[test]
fn a_disk_that_fills_up_leaves_the_old_release() {
    let home = Home::with_previous();
    next(&home);
    let before = home.tree();
    for errno in [Errno::ENOSPC, Errno::EDQUOT] {
        for n in 0..6 {
            let outcome =
                failing_nth(&home, n, errno, |call| writes_below(&home, call)).expect("a write");
            outcome.ends_with(Exit::NoSpace);
            home.withstood(&before, &outcome);
        }
    }
}

#[test]
fn an_error_of_the_disk_is_final() {
    let home = Home::with_previous();
    next(&home);
    let before = home.tree();
    let outcome =
        failing_nth(&home, 2, Errno::EIO, |call| writes_below(&home, call)).expect("a write");
    outcome.ends_with(Exit::Io);
    home.withstood(&before, &outcome);
    let syncs = |call: &Call| {
        matches!(call.number, libc::SYS_fsync | libc::SYS_syncfs | libc::SYS_fdatasync)
    };
    let mut hit = 0;
    // Every one before the switch, until one is met after it, where the new release already counts.
    for n in 0.. {
        let Some(outcome) = failing_nth(&home, n, Errno::EIO, syncs) else { break };
        hit += 1;
        outcome.is_calm();
        if !before.differences(&home.tree()).is_empty() {
            home.go_works();
            outcome.does_not_say(&[&install::not_installed]);
            break;
        }
        // Once the release is whole in staging, what fails is the switch.
        assert!([16, 31].contains(&outcome.status.code().unwrap()), "{outcome}");
        home.withstood(&before, &outcome);
    }
    assert!(hit > 3, "only {hit} syncs");
}

#[test]
fn a_medium_that_fails_is_named() {
    let home = Home::with_previous();
    let file = next(&home);
    let before = home.tree();
    let name = file.to_string_lossy().into_owned();
    let reads = |call: &Call| call.number == libc::SYS_pread64 && call.descriptor(0) == name;
    let mut hit = 0;
    for n in 0.. {
        let Some(outcome) = failing_nth(&home, n, Errno::EIO, reads) else { break };
        hit += 1;
        outcome.ends_with(Exit::Medium).says(&[&container::medium_failed]);
        home.withstood(&before, &outcome);
        if n > 40 {
            break;
        }
    }
    assert!(hit > 8, "only {hit} reads");
}

#[test]
fn a_file_swapped_while_it_is_read_is_noticed() {
    let home = Home::with_previous();
    let file = next(&home);
    let before = home.tree();
    let good = std::fs::read(&file).unwrap();
    let at = Anatomy::of(&good);
    // Verified whole, and changed when the first directory of staging is made.
    for place in [at.frames.start + 40, at.index.start + 20, at.stub.start + 5000] {
        std::fs::write(&file, &good).unwrap();
        let writable = std::fs::File::options().write(true).open(&file).unwrap();
        let mut swapped = false;
        let mut supervisor = Supervisor::new(|call| {
            let makes = matches!(call.number, libc::SYS_mkdir | libc::SYS_mkdirat);
            if makes && !swapped {
                writable.write_all_at(&[good[place] ^ 1], place as u64).unwrap();
                swapped = true;
            }
            Verdict::Pass
        });
        let outcome = home.install(&file).supervised(&mut supervisor);
        drop(supervisor);
        assert!(swapped, "it made no directory: {outcome}");
        outcome.ends_with(Exit::Damaged).says(&[&container::chunk_differs]);
        home.withstood(&before, &outcome);
    }
}

#[test]
fn a_file_system_without_locks_or_links_is_refused() {
    let links = [libc::SYS_symlink, libc::SYS_symlinkat];
    for (calls, errno) in
        [(&[libc::SYS_flock, libc::SYS_fcntl][..1], Errno::ENOLCK), (&links[..], Errno::EPERM)]
    {
        let home = Home::with_previous();
        let file = next(&home);
        let before = home.tree();
        let mut supervisor = Supervisor::failing(calls, errno);
        let outcome = home.install(&file).supervised(&mut supervisor);
        assert!(supervisor.fired() > 0, "no such call: {outcome}");
        outcome.ends_with(Exit::Destination);
        home.withstood(&before, &outcome);
    }
}

#[test]
fn an_old_kernel_suffices() {
    let calls = [
        ("openat2", libc::SYS_openat2),
        ("renameat2", libc::SYS_renameat2),
        ("statx", libc::SYS_statx),
        ("copy_file_range", libc::SYS_copy_file_range),
        ("memfd_create", libc::SYS_memfd_create),
        ("getrandom", libc::SYS_getrandom),
        ("clone3", libc::SYS_clone3),
        ("rseq", libc::SYS_rseq),
        ("faccessat2", libc::SYS_faccessat2),
        ("close_range", libc::SYS_close_range),
    ];
    let mut made = Vec::new();
    for (name, number) in calls {
        let home = Home::with_previous();
        let file = next(&home);
        let numbers = [number];
        let mut supervisor = Supervisor::failing(&numbers, Errno::ENOSYS);
        let outcome = home.install(&file).supervised(&mut supervisor);
        outcome.ends_with(Exit::Done);
        home.go_works();
        if supervisor.fired() > 0 {
            made.push(name);
        }
    }
    // The others are never asked for, so there is no fallback of theirs to prove.
    assert_eq!(made, ["openat2", "getrandom", "faccessat2"]);
}
