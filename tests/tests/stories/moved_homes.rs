//! Section L, places: a home is reached through a link, moves, is copied; cron knows of none. An installation stays
//! whose it is, and what it did to profiles is undone where they are now.

use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::words::{doctor, home as words, install, repair};
use tests::{Home, Invocation, Namespace, Tree, require_tool};
use voice::Exit;

/// Somebody who is not root.
const NOBODY: u32 = 65534;

/// A home with profiles that end in every way, and how it looked before goferry came.
fn fresh() -> (Home, Tree) {
    let home = Home::empty();
    home.write(".bashrc", b"alias ll='ls -l'");
    home.write(".profile", b"umask 022\r\n");
    let before = home.tree();
    (home, before)
}

fn installed(home: &Home, as_home: &Path) {
    let install = home.run(&home.mini()).env("HOME", as_home).args(["install", "-y", "--no-gate"]);
    install.run().ends_with(Exit::Done);
}

/// The goferry in the home at `place`, whatever HOME is.
fn goferry(home: &Home, place: &Path) -> Invocation {
    home.run(&place.join("goenv/bin/goferry")).env("HOME", place)
}

#[track_caller]
fn is_well(run: Invocation) {
    let outcome = run.clone().arg("doctor").run();
    outcome.ends_with(Exit::Done).says(&[&doctor::well]);
    outcome.does_not_say(&[&doctor::line_gone, &doctor::file_differs]);
    run.args(["repair", "-y"]).run().ends_with(Exit::Done).says(&[&repair::nothing]);
}

#[track_caller]
fn goes(run: Invocation, place: &Path, before: &Tree) {
    let gone = run.args(["uninstall", "--all", "-y"]).run();
    gone.ends_with(Exit::Done);
    assert_eq!(before.differences(&Tree::of(place)), "", "{gone}");
}

/// The receipt as the first programs wrote it: every path absolute, and no word of the prefix.
fn as_of_old(place: &Path) {
    let path = place.join("goenv/state/environment.json");
    let mut receipt: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let absolute = |path: &mut Value| *path = place.join(path.as_str().unwrap()).to_str().into();
    receipt.as_object_mut().unwrap().remove("prefix");
    receipt["created"].as_array_mut().unwrap().iter_mut().for_each(absolute);
    for change in receipt["changes"].as_array_mut().unwrap() {
        absolute(&mut change["path"]);
        change["below"] = place.to_str().into();
    }
    fs::write(path, receipt.to_string()).unwrap();
}

#[test]
fn a_home_behind_a_link_is_one_home_from_either_side() {
    for (installs, uses) in [("link", "link"), ("link", "home"), ("home", "link")] {
        let (home, before) = fresh();
        symlink("home", home.beside("link")).unwrap();
        installed(&home, &home.beside(installs));
        let there = home.beside(uses);
        is_well(goferry(&home, &there));
        is_well(goferry(&home, &there).args(["--prefix".into(), there.join("goenv")]));
        goes(goferry(&home, &there), home.path(), &before);
    }
}

#[test]
fn a_home_that_moved_is_well_where_it_is_and_is_left_as_it_was() {
    for is_old in [false, true] {
        let (home, before) = fresh();
        installed(&home, home.path());
        if is_old {
            as_of_old(home.path());
            is_well(home.goferry());
        }
        let there = home.beside("moved");
        fs::rename(home.path(), &there).unwrap();
        is_well(goferry(&home, &there));
        goes(goferry(&home, &there), &there, &before);
        fs::create_dir(home.path()).unwrap();
    }
}

#[test]
fn without_home_a_verb_finds_the_installation_it_was_started_from() {
    let (home, before) = fresh();
    installed(&home, home.path());
    for run in [home.goferry().without_env("HOME"), home.goferry().env("HOME", "/nowhere")] {
        is_well(run.clone());
        run.clone().arg("versions").run().ends_with(Exit::Done);
        let file = home.next();
        let again = run.args(["install", "-y", "--no-gate"]).arg(file).run();
        again.ends_with(Exit::Done);
    }
    goes(home.goferry().without_env("HOME"), home.path(), &before);
}

fn copied(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").args([from, to]).status();
    assert!(status.unwrap().success());
}

#[test]
fn what_is_done_in_a_copy_of_a_home_leaves_the_original_alone() {
    for is_old in [false, true] {
        let (home, before) = fresh();
        installed(&home, home.path());
        if is_old {
            as_of_old(home.path());
        }
        let original = Tree::of(home.path());
        let inside = |name: &str| home.beside(name);
        for (n, as_home) in [Some("copy"), Some("home"), None].into_iter().enumerate() {
            // By an older receipt alone nobody can tell whose copy it is.
            if is_old && as_home != Some("copy") {
                continue;
            }
            let there = inside(if n == 0 { "copy" } else { "another" });
            copied(home.path(), &there);
            let run = goferry(&home, &there);
            let run = match as_home {
                Some(name) => run.env("HOME", inside(name)),
                None => run.without_env("HOME"),
            };
            is_well(run.clone());
            goes(run, &there, &before);
            assert_eq!(original.differences(&Tree::of(home.path())), "", "{as_home:?}");
            fs::remove_dir_all(there).unwrap();
        }
        goes(home.goferry(), home.path(), &before);
    }
}

#[test]
fn a_copy_of_an_installation_outside_the_home_takes_no_line_of_the_original_out() {
    let (home, before) = fresh();
    let (prefix, copy) = (home.beside("data"), home.beside("copy"));
    let install = home.run(&home.mini()).args(["install", "-y", "--no-gate", "--prefix"]);
    install.arg(&prefix).run().ends_with(Exit::Done);
    let with_lines = home.tree();
    copied(&prefix, &copy);
    let run = |prefix: &Path| home.run(&prefix.join("bin/goferry"));
    run(&copy).args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    home.is_still(&with_lines, &"the copy went");
    run(&prefix).args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    home.is_still(&before, &"the original went");
}

#[test]
fn a_profile_outside_the_home_is_named_and_left_alone() {
    let (home, before) = fresh();
    let dots = home.beside("dots");
    fs::create_dir(&dots).unwrap();
    fs::write(dots.join(".zshrc"), "# shared\n").unwrap();
    let run = |run: Invocation| run.env("ZDOTDIR", &dots).env("SHELL", "/usr/bin/zsh");
    let install = run(home.run(&home.mini())).args(["install", "-y", "--no-gate"]).run();
    install.ends_with(Exit::Done).says(&[&tests::words::profile::why_outside]);
    assert_eq!(fs::read(dots.join(".zshrc")).unwrap(), b"# shared\n");
    goes(run(home.goferry()), home.path(), &before);
}

#[test]
fn the_hosts_installation_is_sound_to_each_of_its_users() {
    let home = Home::empty();
    let prefix = of_the_host(&home);
    let home = home.given_to(NOBODY);
    let told = home.run(&prefix.join("bin/goferry")).arg("doctor").user(NOBODY).run();
    told.ends_with(Exit::Done).says(&[&doctor::well]).does_not_say(&[&words::foreign]);
    // That it is not his to change is still said.
    let told = home.run(&prefix.join("bin/goferry")).args(["uninstall", "--all", "-y"]);
    let told = told.user(NOBODY).run();
    told.ends_with(Exit::Destination).says(&[&words::foreign]);
}

#[test]
fn what_a_removed_installation_of_the_host_left_in_our_own_files_goes_with_the_next() {
    let home = Home::empty();
    let prefix = of_the_host(&home);
    fs::remove_dir_all(&prefix).unwrap();
    let drop_ins = ["/etc/profile.d/goferry.sh", "/etc/profile.d/goferry.csh"];
    assert!(drop_ins.iter().all(|path| Path::new(path).exists()));
    let install = home.run(&home.mini()).args(["install", "-y", "--no-gate", "--system"]);
    install.arg("--prefix").arg(&prefix).run().ends_with(Exit::Done);
    let goferry = home.run(&prefix.join("bin/goferry")).args(["uninstall", "--all", "-y"]);
    goferry.run().ends_with(Exit::Done);
    let fish = "/usr/share/fish/vendor_conf.d/goferry.fish";
    for path in drop_ins.iter().chain(&[fish]) {
        assert!(!Path::new(path).exists(), "{path}");
    }
}

#[test]
fn a_goroot_that_is_read_only_ends_no_login() {
    require_tool("dash");
    let home = Home::empty();
    home.write(".profile", b"export GOROOT=/nowhere\nreadonly GOROOT\n");
    installed(&home, home.path());
    for shell in ["/bin/dash", "/bin/bash"] {
        let login = home.run(Path::new(shell)).args(["-l", "-c", "echo begun; command -v go"]);
        let told = login.run();
        let go = home.prefix().join("current-goroot/bin/go");
        assert_eq!(told.stdout, format!("begun\n{}\n", go.display()), "{told}");
    }
}

/// An installation for all users at a place of the administrator's choice, of whose shells nobody else hears.
fn of_the_host(home: &Home) -> PathBuf {
    let namespace = Namespace::enter();
    ["/etc/profile.d", "/usr/share/fish"]
        .iter()
        .filter(|place| Path::new(place).is_dir())
        .for_each(|place| {
            namespace.hide(place);
        });
    let prefix = home.beside("usr-local-goenv");
    let install = home.run(&home.mini()).args(["install", "-y", "--no-gate", "--system"]);
    install.arg("--prefix").arg(&prefix).run().ends_with(Exit::Done);
    prefix
}

#[test]
fn an_installation_of_the_host_stays_the_hosts_whatever_is_asked_of_it() {
    let home = Home::empty();
    let prefix = of_the_host(&home);
    let scripts =
        || ["env", "env.fish", "env.csh"].map(|name| fs::read(prefix.join(name)).unwrap());
    let written = scripts();
    let goferry = |more: &[&str]| home.run(&prefix.join("bin/goferry")).args(more);
    let named = |more: &[&str]| goferry(more).arg("--prefix").arg(&prefix);
    goferry(&["repair", "-y"]).run().ends_with(Exit::Done).says(&[&repair::nothing]);
    named(&["repair", "-y"]).run().ends_with(Exit::Done).says(&[&repair::nothing]);
    let next = named(&["install", "-y", "--no-gate"]).arg(home.next()).run();
    next.ends_with(Exit::Done).says(&[&install::installed]);
    assert_eq!(scripts(), written);
    let receipt = prefix.join("state/environment.json");
    for lost in [|path: &Path| fs::remove_file(path), |path: &Path| fs::write(path, "{")] {
        lost(&receipt).unwrap();
        named(&["repair", "-y"]).run().ends_with(Exit::Done);
        assert_eq!(scripts(), written);
        let known: Value = serde_json::from_slice(&fs::read(&receipt).unwrap()).unwrap();
        assert_eq!(known["system"], true);
    }
    goferry(&["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    assert!(!prefix.exists() && !home.prefix().exists());
}
