//! Section H, the process: what it is denied when it starts, and where its file lies.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::words::{container, install};
use tests::{Anatomy, Home, Namespace, Release, Workshop, require_root, require_tool};
use voice::Exit;
use voice::Lang;

const NOBODY: u32 = 65534;

#[test]
fn modes_are_exact_under_any_umask() {
    let modes = |mask: &str| {
        let home = Home::empty();
        home.write(".bashrc", b"\n");
        let file = home.mini();
        home.run(&file).args(["install", "-y"]).umask(mask).run().ends_with(Exit::Done);
        home.go_works();
        let release = home.current();
        let tree = home.tree();
        let named = tree.modes().map(|(path, mode)| {
            (path.to_string_lossy().replace(&*release.to_string_lossy(), "RELEASE"), mode)
        });
        named.collect::<Vec<_>>()
    };
    let usual = modes("0022");
    assert!(usual.iter().any(|(path, mode)| path.ends_with("goroot/bin/go") && *mode == 0o755));
    assert!(usual.iter().all(|(_, mode)| [0o755, 0o644, 0o600, 0o700].contains(mode)), "{usual:?}");
    for mask in ["0000", "0277", "0777"] {
        assert_eq!(modes(mask), usual, "umask {mask}");
    }
}

/// The modes below the prefix, after an installation into a home that `prepare` had its way with.
fn modes_below(prepare: impl FnOnce(&Home)) -> Vec<(String, u32)> {
    let home = Home::empty();
    home.write(".bashrc", b"\n");
    prepare(&home);
    let file = home.mini();
    home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
    home.go_works();
    for verb in [&["verify", "--installed"][..], &["doctor"]] {
        let path = format!("{}/goenv/bin:/usr/bin:/bin", home.path().display());
        home.goferry().args(verb).env("PATH", path).run().ends_with(Exit::Done);
    }
    let tree = home.tree().below(Path::new("goenv"));
    tree.modes().map(|(path, mode)| (path.display().to_string(), mode)).collect()
}

#[test]
fn directories_have_the_modes_that_are_meant_in_a_setgid_home() {
    let usual = modes_below(|_| ());
    let setgid = modes_below(|home| {
        std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o2755)).unwrap();
    });
    assert_eq!(setgid, usual);
}

#[test]
fn modes_are_those_that_are_meant_under_a_default_access_control_list() {
    require_tool("setfacl");
    let usual = modes_below(|_| ());
    for list in ["u:65534:rwx,g::rwx,o::---", "u::rwx,g::---,o::---", "g::rwx,o::rwx"] {
        let listed = modes_below(|home| {
            let set = Command::new("setfacl").args(["-d", "-m", list]).arg(home.path()).status();
            assert!(set.is_ok_and(|set| set.success()), "this test needs access control lists");
        });
        assert_eq!(listed, usual, "{list}");
    }
}

#[test]
fn a_file_size_limit_is_no_space_and_no_death() {
    let home = Home::with_previous();
    let (file, before) = (home.next(), home.tree());
    for limit in ["--fsize=100", "--fsize=100000", "--fsize=1000000"] {
        let outcome = home.install(&file).limited(limit).run();
        outcome.ends_with(Exit::NoSpace);
        home.withstood(&before, &outcome);
    }
}

#[test]
fn few_descriptors_little_memory_and_no_threads_suffice() {
    require_root();
    for limit in ["--nofile=16", "--as=134217728", "--nproc=1"] {
        let home = Home::with_previous().given_to(NOBODY);
        let file = home.next();
        let old = home.current();
        let outcome = home.install(&file).limited(limit).user(NOBODY).run();
        outcome.ends_with(Exit::Done);
        home.go_works();
        assert_ne!(home.current(), old, "{limit}");
    }
}

#[test]
fn a_small_cgroup_suffices() {
    require_root();
    let home = Home::with_previous();
    let file = home.next();
    let group = Cgroup::with_memory(64 << 20);
    let enter = format!("echo $$ >{} && exec \"$@\"", group.0.join("cgroup.procs").display());
    home.install(&file).wrapped(["sh", "-c", &enter, "sh"]).run().ends_with(Exit::Done);
    home.go_works();
}

/// A control group of version 1 or 2, gone with this value.
struct Cgroup(PathBuf);

impl Cgroup {
    fn with_memory(bytes: u64) -> Cgroup {
        let root = Path::new("/sys/fs/cgroup");
        let (parent, limit) = match root.join("memory").is_dir() {
            true => (root.join("memory"), "memory.limit_in_bytes"),
            false => (root.to_owned(), "memory.max"),
        };
        let group = parent.join(format!("goferry-test-{}", std::process::id()));
        std::fs::create_dir(&group).expect("this test makes a control group");
        let group = Cgroup(group);
        std::fs::write(group.0.join(limit), bytes.to_string())
            .expect("the memory controller is at hand");
        group
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        drop(std::fs::remove_dir(&self.0));
    }
}

#[test]
fn no_proc_dev_or_sys_is_needed() {
    let namespace = Namespace::enter();
    let home = Home::empty();
    let file = home.mini();
    let outside = home.beside("");
    // A root with nothing in it but the home and the file; HOME is a path in there.
    let run = |file: &str| home.run(Path::new(file)).env("HOME", "/home").rooted(&outside);
    run("/mini.run").args(["install", "-y"]).run().ends_with(Exit::Done);
    home.go_works();
    let old = home.current();
    let next = home.next();
    for place in ["/proc", "/dev", "/sys"] {
        namespace.hide(place);
    }
    let outcome = home.install(&next).redirected("").run();
    outcome.ends_with(Exit::Done);
    assert_ne!(home.current(), old);
    assert!(file.is_file());
}

#[test]
fn descriptors_that_are_closed_or_full_end_truthfully() {
    let plain = {
        let home = Home::with_previous();
        let file = home.next();
        home.install(&file).run().ends_with(Exit::Done);
        without_times(&home)
    };
    for redirections in [
        "<&-",
        ">&- </dev/null",
        "2>&- </dev/null",
        "<&- >&- 2>&-",
        ">/dev/full </dev/null",
        "2>/dev/full </dev/null",
    ] {
        let home = Home::with_previous();
        let (file, before, old) = (home.next(), home.tree(), home.current());
        let outcome = home.install(&file).redirected(redirections).run();
        outcome.is_calm();
        home.go_works();
        match outcome.is_success() {
            // Nothing that was meant for a closed descriptor may have landed in a file.
            true => assert_eq!(
                plain.differences(&without_times(&home)),
                "",
                "{redirections}: {outcome}"
            ),
            false => {
                assert!(
                    redirections.contains(">/dev/full") && !redirections.starts_with('2'),
                    "{redirections}: {outcome}"
                );
                assert_eq!(home.current(), old);
                home.is_still(&before, &outcome);
            }
        }
    }
    let home = Home::with_previous();
    let outcome =
        home.goferry().arg("verify").arg(home.next()).redirected(">/dev/full </dev/null").run();
    assert!(!outcome.is_success(), "a verdict nobody could read: {outcome}");
}

/// The home without what differs between two runs: paths and times in receipts and state.
fn without_times(home: &Home) -> tests::Tree {
    let varies =
        ["receipt.json", "trust.json", "environment.json", "manifest.json", "signatures", "roots"];
    home.tree()
        .without(|path| path.file_name().is_some_and(|name| varies.iter().any(|v| name == *v)))
}

#[test]
fn a_terminal_is_not_needed() {
    let home = Home::with_previous();
    let file = home.next();
    home.install(&file).wrapped(["setsid", "--wait"]).run().ends_with(Exit::Done);
    home.go_works();
    let before = home.tree();
    let third = home.lay("third.run", &Release::mini().counting(3).build(Workshop::shared()));
    for lang in [Lang::En, Lang::Zh] {
        let outcome = home.goferry().arg("install").arg(&third).lang(lang).run();
        outcome.ends_with(Exit::Usage).says(&[&install::cannot_ask, &install::cannot_ask_help]);
        home.withstood(&before, &outcome);
    }
}

#[test]
fn a_file_that_cannot_read_itself_says_so() {
    require_root();
    let home = Home::empty().given_to(NOBODY);
    let (file, before) = (home.mini(), home.tree());
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o111)).unwrap();
    for lang in [Lang::En, Lang::Zh] {
        let outcome = home.run(&file).args(["install", "-y"]).user(NOBODY).lang(lang).run();
        outcome.ends_with(Exit::Usage).says(&[&container::own_file, &container::own_file_help]);
        home.is_still(&before, &outcome);
    }
    let readable = home.lay("readable.run", Workshop::shared().mini());
    home.run(&file)
        .args(["install", "-y", "--self"])
        .arg(readable)
        .user(NOBODY)
        .run()
        .ends_with(Exit::Done);
    home.go_works();
}

#[test]
fn a_file_that_was_renamed_linked_or_removed_still_installs_itself() {
    let install = |how: &dyn Fn(&Home, PathBuf) -> tests::Invocation| {
        let home = Home::empty();
        let file = home.mini();
        how(&home, file).run().ends_with(Exit::Done);
        home.go_works();
    };
    install(&|home, file| {
        let link = home.beside("link");
        symlink(&file, &link).unwrap();
        home.run(&link).args(["install", "-y"])
    });
    install(&|home, file| {
        let renamed = home.beside("renamed without ending");
        std::fs::rename(file, &renamed).unwrap();
        home.run(&renamed).args(["install", "-y"])
    });
    install(&|home, file| {
        // Gone before its first instruction: the shell removes what its descriptor still names.
        let script = "exec 9<\"$0\"; rm \"$0\"; exec /proc/self/fd/9 \"$@\"";
        home.run(&file).args(["install", "-y"]).wrapped(["sh", "-c", script])
    });
    install(&|home, _| {
        home.run(Path::new("./mini.run")).args(["install", "-y"]).within(&home.beside(""))
    });
    let home = Home::empty();
    let whole = Workshop::shared().mini();
    let half = home.lay("copying.run", &whole[..Anatomy::of(whole).frames.start + 1]);
    let before = home.tree();
    let outcome = home.run(&half).args(["install", "-y"]).run();
    outcome.ends_with(Exit::Damaged).says(&[&container::cut_short, &container::copy_again]);
    home.is_still(&before, &outcome);
}
