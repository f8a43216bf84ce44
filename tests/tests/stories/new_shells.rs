//! Section L, new shells: `doctor` starts the shells of the account and tells what they find, whatever their profiles
//! say; and what it starts does not stay.

use std::fs;
use std::path::{Path, PathBuf};
use tests::words::{doctor, profile};
use tests::{Home, Outcome, prints, require_tool};
use voice::Exit;
use voice::Text;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "dash", "tcsh"];

const TROUBLES: [&Text; 4] = [
    &doctor::shell_finds_none,
    &doctor::shell_finds_other,
    &doctor::shell_gone,
    &doctor::shell_overdue,
];

fn installed(shell: &str, files: &[(&str, &str)]) -> Home {
    let home = Home::empty();
    for (name, text) in files {
        home.write(name, text.as_bytes());
    }
    let install = home.run(&home.mini()).env("SHELL", shell).args(["install", "-y", "--no-gate"]);
    install.run().ends_with(Exit::Done);
    home
}

fn asked(home: &Home, shell: &str) -> Outcome {
    let outcome = home.goferry().env("SHELL", shell).arg("doctor").run();
    outcome.ends_with(Exit::Done);
    outcome
}

/// The line that `outcome` prints for a profile.
fn line(outcome: &Outcome) -> String {
    let help = doctor::shell_help.en.split('{').next().unwrap();
    let line = outcome.stdout.lines().find_map(|line| line.split_once(help));
    line.unwrap_or_else(|| panic!("{outcome}")).1.to_owned()
}

#[test]
fn each_shell_that_an_install_prepared_finds_this_go() {
    for name in SHELLS {
        require_tool(name);
        let shell = format!("/usr/bin/{name}");
        asked(&installed(&shell, &[]), &shell).does_not_say(&TROUBLES);
    }
}

#[test]
fn a_profile_that_ends_in_another_shell_or_none_is_found_out() {
    require_tool("fish");
    let rows = [
        (".bashrc", "exec fish\n", &doctor::shell_finds_none),
        (".bashrc", "exec true\n", &doctor::shell_gone),
        (".profile", "return\n", &doctor::shell_finds_none),
        (".profile", "exit 3\n", &doctor::shell_gone),
    ];
    for (name, text, said) in rows {
        let home = installed("/bin/bash", &[(name, text)]);
        let told = asked(&home, "/bin/bash");
        told.says(&[said, &doctor::shell_help]);
        if said.name == doctor::shell_gone.name {
            continue;
        }
        // What it prints is a remedy.
        home.write(name, format!("{}\n{text}", line(&told)).as_bytes());
        asked(&home, "/bin/bash").does_not_say(&TROUBLES);
    }
}

#[test]
fn another_go_that_comes_first_in_a_new_shell_is_named() {
    let home = installed("/bin/bash", &[]);
    let other = home.beside("other");
    fs::create_dir(&other).unwrap();
    home.lay("other/go", &prints(tests::host(), "go version go1.2 linux/amd64\n"));
    let mut bashrc = fs::read_to_string(home.path().join(".bashrc")).unwrap();
    bashrc += &format!("PATH={}:$PATH\n", other.display());
    home.write(".bashrc", bashrc.as_bytes());
    let told = asked(&home, "/bin/bash");
    told.says(&[&doctor::shell_finds_other, &doctor::shell_other_help]);
    assert!(told.stdout.contains(&other.join("go").display().to_string()), "{told}");
}

#[test]
fn a_profile_that_never_ends_is_ended_with_all_that_it_started() {
    let home = installed("/bin/bash", &[]);
    let hangs = "setsid sleep 1000 >/dev/null 2>&1 & echo $! >>~/children; sleep 1000\n";
    home.write(".bashrc", hangs.as_bytes());
    asked(&home, "/bin/bash").says(&[&doctor::shell_overdue]);
    let children = fs::read_to_string(home.path().join("children")).unwrap();
    assert!(!children.is_empty());
    for child in children.lines() {
        let stat = fs::read_to_string(format!("/proc/{child}/stat"));
        assert!(stat.as_ref().is_err() || stat.unwrap().contains(") Z "), "{child} is left");
    }
}

#[test]
fn what_is_told_of_an_unknown_shell_is_there() {
    let home = Home::empty();
    let file = home.mini();
    let install = home.run(&file).env("SHELL", "/usr/bin/nu").args(["install", "-y", "--no-gate"]);
    let told = install.run();
    told.ends_with(Exit::Done).says(&[&profile::unknown_shell]);
    let mut words = told.stderr.split_whitespace().map(PathBuf::from);
    let go = words.find(|word| word.ends_with("bin/go") && word.is_absolute()).unwrap();
    assert!(home.run(&go).arg("version").run().is_success(), "{told}");
    let wrapper = home.run(&file).args(["install", "-y", "--no-gate", "--env", "wrapper"]);
    wrapper.run().ends_with(Exit::Done);
    let wrapper: &Path = &home.prefix().join("bin/go");
    assert!(home.run(wrapper).arg("version").run().is_success());
}
