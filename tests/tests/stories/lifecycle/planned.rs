//! The plan against what the kernel sees: every path that is changed was named, and what is named is changed.

use super::{release, with};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tests::{Home, Invocation, Traced, require_tool};
use voice::Exit;

/// A step that a plan names.
#[derive(Debug)]
struct Step {
    name: String,
    path: PathBuf,
}

fn plan_of(planned: Invocation, prefix: &Path) -> Vec<Step> {
    let outcome = planned.args(["--dry-run", "--json"]).run();
    let told: serde_json::Value =
        serde_json::from_str(&outcome.ends_with(Exit::Done).stdout).unwrap();
    let step = |step: &serde_json::Value| Step {
        name: step["step"].as_str().unwrap().to_owned(),
        path: settled(step["path"].as_str().unwrap().as_ref(), prefix, None),
    };
    told["plan"].as_array().unwrap().iter().map(step).collect()
}

/// A path by the name it will have: without the names that things have on their way there or away.
fn settled(path: &Path, prefix: &Path, new_release: Option<&Path>) -> PathBuf {
    let mut settled = PathBuf::new();
    for component in path.components() {
        let name = component.as_os_str().to_str().unwrap();
        let release = new_release.filter(|_| name.starts_with(".staging-"));
        let aside = [".removing-", ".old-"].iter().find_map(|begin| name.strip_prefix(begin));
        // A profile's name begins with a dot already.
        let on_its_way = name.split_once(".goferry-").map(|(name, _)| {
            let plain = name.trim_start_matches('.');
            if settled.starts_with(prefix) || prefix.ends_with(plain) { plain } else { name }
        });
        settled.push(match release {
            Some(release) => release.file_name().unwrap().to_str().unwrap(),
            None => aside.or(on_its_way).unwrap_or(name),
        });
    }
    settled
}

/// Whether `step` is about a whole tree.
fn is_of_a_tree(step: &Step) -> bool {
    ["unpack", "share", "run-gate", "move", "remove"].contains(&step.name.as_str())
}

#[track_caller]
fn the_plan_holds(home: &Home, verb: Invocation) {
    let plan = plan_of(verb.clone(), &home.prefix());
    assert!(!plan.is_empty());
    let (outcome, calls) = verb.traced();
    outcome.ends_with(Exit::Done);
    let unpacked = plan.iter().find(|step| step.name == "unpack").map(|step| step.path.clone());
    // What is restored is staged, too, and then shows by the name it is given.
    let staged = |path: &PathBuf| path.to_str().unwrap().contains("/.staging-");
    let ours =
        |path: &PathBuf| path.starts_with(home.path()) && (unpacked.is_some() || !staged(path));
    let changed: Vec<PathBuf> = calls
        .iter()
        .filter(|call| call.succeeded())
        .flat_map(Traced::changes)
        .filter(ours)
        .map(|path| settled(&path, &home.prefix(), unpacked.as_deref()))
        .collect();
    let names = |step: &Step, path: &Path| match is_of_a_tree(step) {
        true => path.starts_with(&step.path),
        false => path == step.path,
    };
    let unnamed: BTreeSet<&PathBuf> =
        changed.iter().filter(|path| !plan.iter().any(|step| names(step, path))).collect();
    assert!(unnamed.is_empty(), "{outcome}\nnot in the plan: {unnamed:#?}");
    let idle: Vec<&PathBuf> =
        plan.iter().map(|step| &step.path).filter(|path| !changed.contains(path)).collect();
    assert!(idle.is_empty(), "{outcome}\nin the plan alone: {idle:#?}");
    // What is told is done in this order: after each step comes the next one.
    let mut left = &changed[..];
    for step in &plan {
        let done = left.iter().position(|path| names(step, path));
        let done =
            done.unwrap_or_else(|| panic!("{outcome}\n{step:?} is not done here: {left:#?}"));
        left = &left[done..];
    }
}

#[test]
fn an_installation_changes_what_its_plan_names_and_nothing_else() {
    require_tool("strace");
    let home = Home::empty();
    home.write(".bashrc", b"alias ll='ls -l'\n");
    let file = home.mini();
    the_plan_holds(&home, home.run(&file).args(["install", "-y", "--no-gate"]));
    home.go_works();
    let next = release(&home, 2);
    the_plan_holds(&home, home.install(&next));
    the_plan_holds(&home, home.install(&next).arg("--force"));
}

#[test]
fn an_adoption_and_what_clears_up_after_a_kill_change_what_their_plan_names_and_nothing_else() {
    require_tool("strace");
    let home = Home::empty();
    home.write("goenv/v1.21.0/goroot/VERSION", b"go1.21.0\n");
    home.write("goenv/v1.21.0/goroot/bin/go", b"");
    home.write("goenv/v1.21.0/gopath/bin/tool", b"");
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, home.prefix().join(at)).unwrap();
    link("v1.21.0/goroot", "current-goroot");
    link("v1.21.0/gopath", "current-gopath");
    let file = home.mini();
    the_plan_holds(&home, home.run(&file).args(["install", "-y", "--no-gate", "--adopt"]));
    home.write("goenv/.old-v9/goroot/VERSION", b"");
    home.write("goenv/.removing-v8/goroot/VERSION", b"");
    the_plan_holds(&home, home.goferry().args(["use", "1.21.0"]));
    std::fs::remove_dir_all(home.prefix().join("v9")).unwrap();
    the_plan_holds(&home, home.goferry().args(["uninstall", "--all", "-y"]));
}

#[test]
fn what_manages_releases_changes_what_its_plan_names_and_nothing_else() {
    require_tool("strace");
    let (home, names) = with(4);
    let [first, second, third] = [0, 1, 2].map(|n| names[n].to_str().unwrap());
    let verbs: [&[&str]; 7] = [
        &["use", first],
        &["rollback"],
        &["pin", first],
        &["unpin", first],
        &["uninstall", "-y", second],
        &["use", third],
        &["prune", "--keep", "1"],
    ];
    for verb in verbs {
        the_plan_holds(&home, home.goferry().args(verb));
    }
    home.go_works();
}

#[test]
fn a_full_uninstall_changes_what_its_plan_names_and_nothing_else() {
    require_tool("strace");
    let (home, _) = with(2);
    home.write("goenv/gopath/bin/tool", b"mine\n");
    the_plan_holds(&home, home.goferry().args(["uninstall", "--all", "-y", "--purge"]));
}

#[test]
fn repair_upgrade_self_and_trust_change_what_their_plans_name_and_nothing_else() {
    require_tool("strace");
    let (home, names) = with(2);
    let of = |release: usize, name: &str| home.prefix().join(&names[release]).join(name);
    std::fs::remove_file(of(0, "goroot/src/main.go")).unwrap();
    std::fs::write(of(1, "goroot/VERSION"), "go0\n").unwrap();
    std::fs::write(of(1, "goroot/src/extra.go"), "package main\n").unwrap();
    std::fs::remove_file(home.prefix().join("current-goroot")).unwrap();
    std::fs::write(home.prefix().join("state/releases.json"), "{").unwrap();
    the_plan_holds(&home, home.goferry().args(["repair", "-y"]));
    home.go_works();
    std::fs::write(home.prefix().join("bin/goferry"), "").unwrap();
    let file = home.mini();
    let upgrade = home.run(&file).args(["upgrade-self", "--prefix"]).arg(home.prefix());
    the_plan_holds(&home, upgrade);
    let root = super::tests_root(&home);
    the_plan_holds(&home, home.goferry().args(["trust", "confirm", &root]));
}
