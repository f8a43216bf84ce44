//! Installing again: what is there already, what lies there unused, what is to be laid down anew, and what a run
//! that failed leaves.

use nix::errno::Errno;
use nix::libc;
use serde_json::Value;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use tests::words::{install, plan};
use tests::{Call, Entry, Home, Release, Supervisor, Tree, Verdict, Workshop};
use voice::Exit;

/// The second release, beside the home: 2 MiB of it as in the third, and a file of its own.
fn second(home: &Home) -> PathBuf {
    release(home, "second.run", 2)
}

fn third(home: &Home) -> PathBuf {
    release(home, "third.run", 3)
}

fn release(home: &Home, name: &str, counter: u32) -> PathBuf {
    let own = format!("package main // {counter}\n");
    let release = Release::mini()
        .with_stub()
        .counting(counter)
        .with(Entry::file("goroot/src/same.txt", &[b'=', b'\n'].repeat(1 << 20)))
        .with(Entry::file("goroot/src/own.go", own.as_bytes()));
    home.lay(name, &release.build(Workshop::shared()))
}

/// The home without what tells of each run.
fn without_record(home: &Home) -> Tree {
    home.tree().without(|path| path.starts_with("goenv/state"))
}

fn leftovers(home: &Home) -> Vec<PathBuf> {
    let is_one = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with('.') && (name.contains(".goferry-") || path.starts_with("goenv"))
    };
    home.tree().paths().filter(|path| is_one(path)).map(Path::to_owned).collect()
}

fn inode(path: PathBuf) -> u64 {
    path.symlink_metadata().unwrap().ino()
}

#[test]
fn a_release_that_lies_there_intact_is_only_switched_to() {
    let home = Home::with_previous();
    let old = home.current();
    home.install(&second(&home)).run().ends_with(Exit::Done);
    let go = home.prefix().join(&old).join("goroot/bin/go");
    let (before, new) = (inode(go.clone()), home.current());
    let again = || home.install(&home.mini()).arg("--allow-downgrade");
    again().run().ends_with(Exit::Done).says(&[&install::will_reuse, &install::standing]);
    assert_eq!((home.current(), inode(go)), (old, before));
    home.go_works();
    let told = home.install(&second(&home)).arg("--json").run();
    let told: Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    assert_eq!((&told["changed"], &told["unpacked"]), (&true.into(), &false.into()));
    assert_eq!(home.current(), new);
    assert_eq!(leftovers(&home), Vec::<PathBuf>::new());
}

#[test]
fn a_release_that_lies_there_edited_is_laid_down_again() {
    let damages: [fn(&Path); 4] = [
        |release| std::fs::write(release.join("goroot/src/main.go"), "package evil\n").unwrap(),
        |release| std::fs::remove_file(release.join("goroot/VERSION")).unwrap(),
        |release| std::fs::write(release.join("goroot/src/more.go"), "package more\n").unwrap(),
        |release| std::fs::write(release.join("meta/manifest.json"), "{}").unwrap(),
    ];
    for damage in damages {
        let home = Home::with_previous();
        let old = home.current();
        home.install(&second(&home)).run().ends_with(Exit::Done);
        let place = home.prefix().join(&old);
        let receipt = |path: &Path| path.ends_with("receipt.json");
        let before = Tree::of(&place).without(receipt);
        damage(&place);
        let outcome = home.install(&home.mini()).arg("--allow-downgrade").run();
        outcome.ends_with(Exit::Done).says(&[&install::not_intact, &install::replaced]);
        assert_eq!(before.differences(&Tree::of(&place).without(receipt)), "", "{outcome}");
        assert_eq!(home.current(), old);
        assert_eq!(leftovers(&home), Vec::<PathBuf>::new());
        home.go_works();
    }
}

#[test]
fn force_lays_the_current_release_down_again_with_and_without_an_exchange_of_names() {
    for refused in [None, Some(Errno::ENOSYS), Some(Errno::EINVAL)] {
        let home = Home::with_previous();
        let file = home.mini();
        let (current, untouched) = (home.current(), without_record(&home));
        let place = home.prefix().join(&current);
        let before = inode(place.clone());
        std::fs::write(place.join("goroot/src/main.go"), "package evil\n").unwrap();
        home.install(&file).run().ends_with(Exit::Done).says(&[&install::already_current]);
        let mut exchanges = 0;
        let mut supervisor = Supervisor::new(|call| match refused {
            Some(errno) if call.number == libc::SYS_renameat2 => Verdict::Fail(errno),
            _ => {
                exchanges += usize::from(call.number == libc::SYS_renameat2);
                Verdict::Pass
            }
        });
        let outcome = home.install(&file).arg("--force").supervised(&mut supervisor);
        let fired = supervisor.fired();
        drop(supervisor);
        outcome.ends_with(Exit::Done).says(&[&install::replaced]);
        assert_eq!((fired, exchanges), if refused.is_some() { (1, 0) } else { (0, 1) });
        assert_ne!(inode(place), before);
        let receipt = |path: &Path| path.ends_with("receipt.json");
        let after = without_record(&home).without(receipt);
        assert_eq!(untouched.without(receipt).differences(&after), "", "{outcome}");
        home.go_works();
    }
}

/// Installs the second release where the calls that `fails` says yes to fail. Whether there were any.
fn failing(home: &Home, fails: impl Fn(&Call) -> bool) -> bool {
    let recorded = home.prefix().exists();
    let seen = |home: &Home| home.tree().without(|p| recorded && p.starts_with("goenv/state"));
    let (file, before) = (second(home), seen(home));
    let mut supervisor = Supervisor::new(|call| match fails(call) {
        true => Verdict::Fail(Errno::EIO),
        false => Verdict::Pass,
    });
    let program = if recorded { home.prefix().join("bin/goferry") } else { file.clone() };
    let outcome = home.run(&program).args(["install", "-y", "--no-gate"]).arg(&file);
    let outcome = outcome.supervised(&mut supervisor);
    let fired = supervisor.fired() > 0;
    drop(supervisor);
    if fired {
        outcome.ends_with(Exit::SwitchFailed).does_not_say(&[&install::completing]);
        assert_eq!(before.differences(&seen(home)), "", "{outcome}");
    }
    fired
}

/// Where a call renames from and to, or what a link is to say and where it is made.
fn names(call: &Call) -> Option<(String, String)> {
    let at = match call.number {
        libc::SYS_rename | libc::SYS_symlink => [0, 1],
        libc::SYS_renameat | libc::SYS_renameat2 => [1, 3],
        libc::SYS_symlinkat => [0, 2],
        _ => return None,
    };
    Some((call.text(at[0]), call.text(at[1])))
}

#[test]
fn a_fault_between_the_move_and_the_switch_leaves_the_old_release_alone_or_nothing_at_all() {
    let is_staging = |path: &str| path.rsplit('/').next().unwrap().starts_with(".staging-");
    let moves = |call: &Call| names(call).is_some_and(|(from, _)| is_staging(&from));
    let links = |name: &'static str| {
        let sibling = format!("/.{name}.goferry-");
        move |call: &Call| names(call).is_some_and(|(_, to)| to.contains(&sibling))
    };
    let switches = |call: &Call| names(call).is_some_and(|(_, to)| to.ends_with("goenv/current"));
    for home in [Home::with_previous, Home::empty] {
        assert!(failing(&home(), moves));
        assert!(failing(&home(), links("current")));
        assert!(failing(&home(), switches));
    }
    assert!(failing(&Home::empty(), links("current-goroot")));
    assert!(failing(&Home::empty(), links("current-gopath")));
}

#[test]
fn a_dry_run_changes_nothing_and_tells_what_the_run_then_does() {
    let home = Home::empty();
    let (file, before) = (home.mini(), home.tree());
    let plain = home.run(&file).args(["install", "--dry-run"]).run();
    plain.ends_with(Exit::Done).says(&[&plan::heading, &plan::dry_run, &plan::unpack]);
    home.is_still(&before, &plain);
    let told = home.run(&file).args(["install", "--dry-run", "--json"]).run();
    let told: Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    home.is_still(&before, &plain);
    let outcome = home.run(&file).args(["install", "-y", "--explain"]).run();
    outcome.ends_with(Exit::Done).says(&[&plan::heading]).does_not_say(&[&plan::dry_run]);
    let steps = told["plan"].as_array().unwrap();
    let named: Vec<&str> = steps.iter().map(|step| step["path"].as_str().unwrap()).collect();
    for path in &named {
        assert!(Path::new(path).symlink_metadata().is_ok(), "{path} of {named:#?}");
    }
    // Every path the run changed lies at or below one that was named.
    let differences = before.differences(&home.tree());
    for line in differences.lines().filter(|line| !line.starts_with(": ")) {
        let path = home.path().join(line.split(": ").next().unwrap());
        assert!(named.iter().any(|named| path.starts_with(named)), "{line}, of {named:#?}");
    }
    let again = home.goferry().args(["install", "--dry-run"]).arg(&file).run();
    again.ends_with(Exit::Done).says(&[&plan::nothing]);
    let current = home.current();
    let second = home.install(&second(&home)).arg("--dry-run").run();
    second.ends_with(Exit::Done).says(&[&plan::switch]);
    assert_eq!(home.current(), current);
}

#[test]
fn what_a_killed_run_left_goes_with_the_next_one_even_where_that_has_nothing_to_do() {
    let home = Home::with_previous();
    let before = without_record(&home);
    let current = home.current();
    let name = current.display();
    for left in [".staging-77/goroot/x", ".removing-v1.0.0-00000000/meta/receipt.json"] {
        home.write(&format!("goenv/{left}"), b"half\n");
    }
    home.write(&format!("goenv/.old-{name}/goroot/VERSION"), b"go1.27.3\n");
    home.write(&format!("goenv/{name}/meta/.receipt.json.goferry-77"), b"{");
    home.write("goenv/.env.goferry-77", b"PATH");
    let outcome = home.install(&home.mini()).run();
    outcome.ends_with(Exit::Done).says(&[&install::already_current]);
    assert_eq!(before.differences(&without_record(&home)), "", "{outcome}");
    // Cut off between the two renames of a kernel that cannot exchange names: the old one comes back.
    let place = home.prefix().join(&current);
    std::fs::rename(&place, home.prefix().join(format!(".old-{name}"))).unwrap();
    home.install(&second(&home)).run().ends_with(Exit::Done);
    assert!(place.join("goroot/bin/go").is_file());
    assert_eq!(leftovers(&home), Vec::<PathBuf>::new());
}

#[test]
fn a_prefix_that_a_killed_run_was_making_goes_with_the_next_install() {
    let home = Home::empty();
    let (file, before) = (home.mini(), home.tree());
    home.write(".goenv.goferry-77/state/lock", b"");
    home.run(&file).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Done);
    home.is_still(&before, &outcome);
}

#[test]
fn a_receipt_with_what_this_program_does_not_know_is_read_all_the_same() {
    let home = Home::with_previous();
    let receipt = home.prefix().join(home.current()).join("meta/receipt.json");
    for path in [receipt, home.prefix().join("state/environment.json")] {
        let mut value: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(value["schema"], 1);
        value["schema"] = 2.into();
        value["of_the_future"] = serde_json::json!({ "deep": [1, 2, 3] });
        std::fs::write(&path, value.to_string()).unwrap();
    }
    home.install(&home.mini()).run().ends_with(Exit::Done).says(&[&install::already_current]);
    home.goferry().arg("versions").run().ends_with(Exit::Done);
    home.install(&second(&home)).run().ends_with(Exit::Done);
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    assert!(!home.prefix().exists());
}

#[test]
fn two_installs_of_one_release_at_once_both_end_well() {
    let home = Home::empty();
    let file = home.mini();
    let install = || home.run(&file).args(["install", "-y", "--no-gate"]).run();
    let outcomes = std::thread::scope(|scope| {
        let runs = [scope.spawn(install), scope.spawn(install)];
        runs.map(|run| run.join().unwrap())
    });
    for outcome in &outcomes {
        outcome.ends_with(Exit::Done);
    }
    home.go_works();
    assert_eq!(leftovers(&home), Vec::<PathBuf>::new());
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    assert!(!home.prefix().exists());
}

#[test]
fn an_upgrade_shares_what_did_not_change_and_says_what_that_saves() {
    let home = Home::with_previous();
    home.install(&second(&home)).run().ends_with(Exit::Done);
    let old = home.prefix().join(home.current());
    let outcome = home.install(&third(&home)).args(["--share", "hardlink"]).run();
    outcome.ends_with(Exit::Done).says(&[&install::shared]);
    let new = home.prefix().join(home.current());
    let at = |release: &Path, name: &str| inode(release.join("goroot/src").join(name));
    assert_eq!(at(&old, "same.txt"), at(&new, "same.txt"));
    assert_ne!(at(&old, "own.go"), at(&new, "own.go"));
    let told = home.install(&third(&home)).args(["--force", "--share=none", "--json"]).run();
    let told: Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    assert_eq!(told["shared"]["files"], 0);
    assert_ne!(at(&old, "same.txt"), at(&home.prefix().join(home.current()), "same.txt"));
    let told = home.install(&third(&home)).args(["--force", "--share=hardlink", "--json"]).run();
    let told: Value = serde_json::from_str(&told.ends_with(Exit::Done).stdout).unwrap();
    assert!(told["shared"]["bytes"].as_u64().unwrap() >= 2 << 20, "{told}");
}

#[test]
fn an_edited_file_is_not_shared() {
    let home = Home::with_previous();
    home.install(&second(&home)).run().ends_with(Exit::Done);
    let edited = home.prefix().join(home.current()).join("goroot/src/same.txt");
    let mut bytes = std::fs::read(&edited).unwrap();
    bytes[17] ^= 1;
    std::fs::write(&edited, bytes).unwrap();
    home.install(&third(&home)).args(["--share", "hardlink"]).run().ends_with(Exit::Done);
    let new = home.prefix().join(home.current()).join("goroot/src/same.txt");
    assert_eq!(std::fs::read(new).unwrap(), [b'=', b'\n'].repeat(1 << 20));
}
