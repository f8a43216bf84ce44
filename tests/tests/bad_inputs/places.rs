//! Sections H and I, the places goferry works in: whose they are, what is planted in them, and who holds
//! their lock.

use nix::errno::Errno;
use nix::libc;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::OnceLock;
use tests::words::home as words;
use tests::{
    Home, Invocation, Outcome, Release, Supervisor, Tree, Verdict, Workshop, require_root,
};
use voice::Exit;
use voice::Lang;

/// Somebody who is not root.
const NOBODY: u32 = 65534;

fn next(home: &Home) -> PathBuf {
    static NEXT: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes =
        NEXT.get_or_init(|| Release::mini().with_stub().counting(2).build(Workshop::shared()));
    home.lay("next.run", bytes)
}

/// A home with two releases.
fn with_two() -> Home {
    let home = Home::with_previous();
    let next = next(&home);
    home.install(&next).run().ends_with(Exit::Done);
    home
}

/// Each kind of verb that changes something, for the two releases of `home`.
fn changing(home: &Home) -> Vec<Invocation> {
    vec![
        home.install(&next(home)).arg("--force"),
        home.goferry().arg("rollback"),
        home.goferry().args(["prune", "--keep", "1"]),
        home.goferry().arg("pin").arg(home.current()),
        home.goferry().args(["uninstall", "--all", "-y"]),
    ]
}

/// Asserts that every changing verb is refused with 14, saying `said`, and that nothing was touched, in the home
/// or beside it.
#[track_caller]
fn all_refuse(home: &Home, said: &[&'static voice::Text]) {
    let invocations = changing(home);
    let before = Tree::of(&home.beside(""));
    for invocation in invocations {
        for lang in [Lang::En, Lang::Zh] {
            let outcome = invocation.clone().lang(lang).run();
            outcome.ends_with(Exit::Destination).says(said);
            assert_eq!(before.differences(&Tree::of(&home.beside(""))), "", "{outcome}");
        }
    }
}

#[test]
fn a_home_that_is_not_the_accounts_is_taken_with_a_warning() {
    require_root();
    let home = Home::empty();
    let file = home.mini();
    let outcome = home.run(&file).args(["install", "-y"]).run();
    outcome.ends_with(Exit::Done).says(&[&words::home_differs]);
    assert_eq!(outcome.stderr.matches("the password file says").count(), 1, "{outcome}");
    assert!(outcome.stderr.contains(&home.path().display().to_string()), "{outcome}");
    home.go_works();
    // An account whose home does not exist has no other.
    let home = Home::empty().given_to(NOBODY);
    let outcome = home.run(&file).args(["install", "-y"]).user(NOBODY).run();
    outcome.ends_with(Exit::Done).does_not_say(&[&words::home_differs]);
}

#[test]
fn a_prefix_of_somebody_else_is_refused_and_so_is_one_that_others_may_write() {
    require_root();
    let home = with_two();
    let owned = |id: u32| {
        let chown = Command::new("chown").args(["-R", &id.to_string()]).arg(home.prefix()).status();
        assert!(chown.unwrap().success());
    };
    owned(NOBODY);
    all_refuse(&home, &[&words::foreign, &words::foreign_help]);
    owned(0);
    for name in ["", "state", "bin"] {
        for mode in [0o775, 0o757, 0o1777] {
            let path = home.prefix().join(name);
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            all_refuse(&home, &[&words::writable, &words::chmod_help]);
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        }
    }
    std::fs::set_permissions(home.path(), PermissionsExt::from_mode(0o777)).unwrap();
    all_refuse(&home, &[&words::above_writable, &words::chmod_help]);
    // As in /tmp, where nobody can rename what is not theirs.
    std::fs::set_permissions(home.path(), PermissionsExt::from_mode(0o1777)).unwrap();
    let next = next(&home);
    home.install(&next).run().ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn a_link_planted_in_our_own_tree_is_not_followed() {
    for name in ["state", "bin"] {
        let home = Home::with_previous();
        let theirs = home.beside("theirs");
        std::fs::rename(home.prefix().join(name), &theirs).unwrap();
        symlink(&theirs, home.prefix().join(name)).unwrap();
        // The program is started where it lies, as its path leads through the link.
        let program = match name {
            "bin" => theirs.join("goferry"),
            _ => home.prefix().join("bin/goferry"),
        };
        let invocations = [
            home.run(&program).args(["install", "-y", "--no-gate"]).arg(next(&home)),
            home.run(&program).args(["uninstall", "--all", "-y"]),
        ];
        let before = Tree::of(&home.beside(""));
        for invocation in invocations {
            let outcome = invocation.run();
            outcome.ends_with(Exit::Destination).says(&[&words::planted, &words::planted_help]);
            assert_eq!(before.differences(&Tree::of(&home.beside(""))), "", "{name}: {outcome}");
        }
        home.go_works();
    }
}

#[test]
fn a_link_on_the_way_from_the_home_to_the_prefix_is_not_followed() {
    let home = Home::empty();
    let elsewhere = home.beside("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, home.path().join("data")).unwrap();
    let (file, before) = (home.mini(), Tree::of(&home.beside("")));
    for prefix in ["data/goenv", "data/deeper/goenv"] {
        let prefix = home.path().join(prefix);
        let outcome = home.run(&file).args(["install", "-y", "--prefix"]).arg(&prefix).run();
        outcome.ends_with(Exit::Destination).says(&[&words::planted]);
        assert!(
            outcome.stderr.contains(&home.path().join("data").display().to_string()),
            "{outcome}"
        );
        assert_eq!(before.differences(&Tree::of(&home.beside(""))), "", "{outcome}");
    }
    // Said in full, the same place is fine.
    let prefix = elsewhere.join("goenv");
    home.run(&file).args(["install", "-y", "--prefix"]).arg(&prefix).run().ends_with(Exit::Done);
}

#[test]
fn kernels_and_filters_without_the_newer_calls_suffice_for_every_verb() {
    let newer = [libc::SYS_openat2, libc::SYS_renameat2, libc::SYS_statx, libc::SYS_faccessat2];
    for errno in [Errno::ENOSYS, Errno::EPERM] {
        // Only openat2 is what filters of containers forbid with EPERM.
        let calls = if errno == Errno::ENOSYS { &newer[..] } else { &newer[..1] };
        let mut fired = 0;
        let mut done = |invocation: Invocation| {
            let mut supervisor = Supervisor::failing(calls, errno);
            let outcome = invocation.supervised(&mut supervisor);
            outcome.ends_with(Exit::Done);
            fired += supervisor.fired();
        };
        let home = Home::empty();
        home.write(".bashrc", b"alias ll='ls -l'\n");
        let before = home.tree();
        let file = home.mini();
        done(home.run(&file).args(["install", "-y", "--no-gate"]));
        let (old, next) = (home.current(), next(&home));
        done(home.install(&next));
        done(home.install(&next).arg("--force"));
        done(home.goferry().arg("use").arg(&old));
        done(home.goferry().arg("rollback"));
        done(home.goferry().arg("repair"));
        done(home.goferry().args(["prune", "--keep", "1"]));
        home.go_works();
        done(home.goferry().args(["uninstall", "--all", "-y"]));
        home.is_still(&before, &errno);
        assert!(fired > 0, "openat2 was never asked for");
    }
}

#[test]
fn a_file_system_without_locks_is_refused_and_nothing_stays() {
    for errno in [Errno::ENOLCK, Errno::ENOSYS, Errno::EOPNOTSUPP] {
        for is_first in [true, false] {
            let home = if is_first { Home::empty() } else { Home::with_previous() };
            let file = if is_first { home.mini() } else { next(&home) };
            let before = home.tree().without(is_a_record);
            // The one on goferry's lock, not those on pipes and logs.
            let mut supervisor = Supervisor::new(|call| {
                let is_lock = call.number == libc::SYS_flock
                    && call.descriptor(0).ends_with("goenv/state/lock");
                if is_lock { Verdict::Fail(errno) } else { Verdict::Pass }
            });
            let invocation = home.run(&file).args(["install", "-y", "--no-gate"]);
            let outcome = invocation.supervised(&mut supervisor);
            assert!(supervisor.fired() > 0, "{outcome}");
            outcome.ends_with(Exit::Destination).says(&[&words::no_locks, &words::no_locks_help]);
            let after = home.tree().without(is_a_record);
            assert_eq!(before.differences(&after), "", "{outcome}");
        }
    }
}

/// Another program that holds the lock of `home`; ended with this value.
struct Holder(Child);

impl Holder {
    fn of(home: &Home) -> Holder {
        let lock = home.prefix().join("state/lock");
        let mut command = Command::new("flock");
        let child = command.args(["--no-fork", "-x"]).arg(&lock).args(["sleep", "1000"]).spawn();
        let holder = Holder(child.unwrap());
        // It holds it as soon as it has become the other program.
        let name = || std::fs::read_to_string(format!("/proc/{}/comm", holder.0.id()));
        while name().unwrap() != "sleep\n" {
            std::thread::yield_now();
        }
        holder
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.0.id().to_string()]).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// How many programs have the lock of `home` open: its holder, and who waits for it.
pub fn programs_at_the_lock(home: &Home) -> usize {
    let lock = home.prefix().join("state/lock");
    let has_it_open = |process: &std::fs::DirEntry| {
        let open = std::fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
        open.filter_map(|fd| std::fs::read_link(fd.path()).ok()).any(|path| path == lock)
    };
    std::fs::read_dir("/proc").unwrap().flatten().filter(has_it_open).count()
}

#[test]
fn a_stopped_holder_is_named_after_a_wait() {
    let home = Home::with_previous();
    let holder = Holder::of(&home);
    let before = home.tree().without(is_a_record);
    let pid = holder.0.id().to_string();
    let refused = |stopped: bool| {
        let started = std::time::Instant::now();
        let outcome = home.goferry().arg("pin").arg(home.current()).run();
        assert!((9..40).contains(&started.elapsed().as_secs()), "{outcome}");
        let (who, help) = match stopped {
            true => (&words::holder_stopped, &words::busy_stopped_help),
            false => (&words::holder, &words::busy_help),
        };
        outcome.ends_with(Exit::Busy).says(&[&words::waiting, &words::busy, who, help]);
        assert!(outcome.stderr.contains(&format!("process {pid}")), "{outcome}");
        let after = home.tree().without(is_a_record);
        assert_eq!(before.differences(&after), "", "{outcome}");
    };
    refused(false);
    holder.signal("-STOP");
    refused(true);
}

fn is_a_record(path: &Path) -> bool {
    path.to_string_lossy().contains("goenv/state/audit.")
}

#[test]
fn a_killed_holder_lets_the_one_that_waits_in() {
    let home = Home::with_previous();
    let holder = Holder::of(&home);
    let outcome: Outcome = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| home.goferry().arg("pin").arg(home.current()).run());
        while programs_at_the_lock(&home) < 2 {
            std::thread::yield_now();
        }
        holder.signal("-KILL");
        waiting.join().unwrap()
    });
    outcome.ends_with(Exit::Done);
    home.goferry().arg("unpin").arg(home.current()).run().ends_with(Exit::Done);
}

/// Lays something at the first path that leads to the second.
type Planted = fn(&Path, &Path);

#[test]
fn what_is_planted_in_the_place_of_the_lock_is_refused_at_once() {
    let plants: [(&str, Planted); 4] = [
        ("a FIFO", |lock, _| nix::unistd::mkfifo(lock, nix::sys::stat::Mode::S_IRWXU).unwrap()),
        ("a directory", |lock, _| std::fs::create_dir(lock).unwrap()),
        ("a link to nothing", |lock, theirs| symlink(theirs.join("new"), lock).unwrap()),
        ("a link to a file", |lock, theirs| symlink(theirs.join("file"), lock).unwrap()),
    ];
    for (what, plant) in plants {
        let home = with_two();
        let theirs = home.beside("theirs");
        std::fs::create_dir(&theirs).unwrap();
        std::fs::write(theirs.join("file"), "theirs\n").unwrap();
        let lock = home.prefix().join("state/lock");
        std::fs::remove_file(&lock).unwrap();
        plant(&lock, &theirs);
        let invocations = changing(&home);
        let before = Tree::of(&home.beside("")).without(is_a_record);
        for invocation in invocations {
            let outcome = invocation.taking_at_most(8).run();
            outcome.ends_with(Exit::Destination).says(&[&words::planted, &words::planted_help]);
            let after = Tree::of(&home.beside("")).without(is_a_record);
            assert_eq!(before.differences(&after), "", "{what}: {outcome}");
        }
        home.go_works();
    }
}

#[test]
fn what_is_planted_in_the_place_of_staging_is_taken_away_and_not_followed() {
    let home = Home::with_previous();
    let theirs = home.beside("theirs");
    std::fs::create_dir(&theirs).unwrap();
    std::fs::write(theirs.join("file"), "theirs\n").unwrap();
    let plant = |name: &str| home.prefix().join(name);
    symlink(&theirs, plant(".staging-1")).unwrap();
    symlink(&theirs, plant(".removing-v1.27.3-00000000")).unwrap();
    nix::unistd::mkfifo(&plant(".staging-2"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    std::fs::create_dir_all(plant(".staging-3/goroot")).unwrap();
    symlink(&theirs, plant(".staging-3/goroot/bin")).unwrap();
    let next = next(&home);
    home.install(&next).run().ends_with(Exit::Done);
    home.go_works();
    let hidden = std::fs::read_dir(home.prefix()).unwrap().flatten();
    let hidden: Vec<_> = hidden
        .map(|entry| entry.file_name())
        .filter(|name| name.to_string_lossy().starts_with('.'))
        .collect();
    assert_eq!(hidden, [""; 0]);
    assert_eq!(std::fs::read(theirs.join("file")).unwrap(), b"theirs\n");
}
