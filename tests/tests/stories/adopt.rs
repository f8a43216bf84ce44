//! A goenv that was made by hand, as guides teach: taken in where that was asked for, kept, and given back.

use nix::errno::Errno;
use nix::libc;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tests::words::{adopt as words, install, switch};
use tests::{Call, Home, Invocation, Outcome, Supervisor, Verdict};
use voice::Exit;
use voice::Text;

/// What section 4.1 of the guide says, for two versions, with a Go that says which one it is.
const BY_HAND: &str = r#"
set -eu
for version in 1.20.3 1.21.0; do
    mkdir -p ~/goenv/v$version/goroot/bin ~/goenv/v$version/gopath/bin
    printf 'go%s\ntime 2023-08-04T20:14:06Z\n' $version > ~/goenv/v$version/goroot/VERSION
    printf '#!/bin/sh\necho go version go%s linux\n' $version > ~/goenv/v$version/goroot/bin/go
    printf '#!/bin/sh\necho tool of %s\n' $version > ~/goenv/v$version/gopath/bin/tool
    chmod +x ~/goenv/v$version/goroot/bin/go ~/goenv/v$version/gopath/bin/tool
done
ln -sf ~/goenv/v1.21.0/goroot ~/goenv/current-goroot
ln -sf ~/goenv/v1.21.0/gopath ~/goenv/current-gopath
"#;

fn by_hand() -> Home {
    let home = Home::empty();
    home.write(".bashrc", b"alias ll='ls -l'\n");
    script(&home, BY_HAND);
    home
}

/// Runs a script of the user's.
fn script(home: &Home, script: &str) {
    let outcome = home.run(Path::new("/bin/bash")).args(["-c", script]).run();
    assert!(outcome.is_success(), "{outcome}");
}

fn install(home: &Home, options: &[&str]) -> Outcome {
    let file = home.mini();
    home.run(&file).arg("install").args(options).run()
}

/// What `current-goroot/bin/go version` says.
fn go(home: &Home) -> String {
    Invocation::of(home.prefix().join("current-goroot/bin/go")).arg("version").run().stdout
}

fn link(home: &Home, name: &str) -> PathBuf {
    std::fs::read_link(home.prefix().join(name)).unwrap()
}

#[test]
fn without_being_asked_to_it_leaves_it_alone_and_says_what_to_do() {
    let home = by_hand();
    let before = home.tree();
    let outcome = install(&home, &["-y"]);
    outcome.ends_with(Exit::Destination).says(&[&words::by_hand, &words::by_hand_help]);
    assert!(outcome.stderr.contains("v1.20.3, v1.21.0"), "{outcome}");
    home.is_still(&before, &outcome);
    let outcome = install(&home, &["-y", "--adopt", "--dry-run"]);
    outcome.ends_with(Exit::Done);
    assert!(outcome.stdout.contains("state/adopted.json"), "{outcome}");
    home.is_still(&before, &outcome);
}

#[test]
fn it_asks_first_and_no_leaves_everything() {
    let home = by_hand();
    let (file, before) = (home.mini(), home.tree());
    let talk =
        home.run(&file).args(["install", "--adopt"]).on_a_terminal(&[(install::go_on.en, "n")]);
    talk.outcome.ends_with(Exit::Declined);
    assert!(talk.screen.contains("v1.20.3, v1.21.0"), "{}", talk.screen);
    home.is_still(&before, &talk.screen);
}

#[test]
fn taken_in_it_stays_in_use_and_uninstall_gives_it_back_byte_for_byte() {
    let home = by_hand();
    let before = home.tree();
    let theirs = ["current-goroot", "current-gopath"].map(|name| link(&home, name));
    let outcome = install(&home, &["-y", "--adopt"]);
    outcome.ends_with(Exit::Done).says(&[&words::will_adopt, &words::will_relink, &words::adopted]);
    home.go_works();
    assert_eq!(link(&home, "current-goroot"), Path::new("current/goroot"));
    assert_eq!(link(&home, "current-gopath"), theirs[1], "their GOPATH stays theirs");
    // Both ways to name it, and back.
    for (typed, version) in [("v1.21.0", "1.21.0"), ("1.20.3", "1.20.3"), ("go1.21.0", "1.21.0")] {
        home.goferry().args(["use", typed]).run().ends_with(Exit::Done).says(&[&switch::used]);
        assert_eq!(go(&home), format!("go version go{version} linux\n"), "{typed}");
    }
    home.goferry().args(["use", "1.27.3"]).run().ends_with(Exit::Done);
    home.go_works();
    home.goferry().arg("rollback").run().ends_with(Exit::Done);
    assert_eq!(link(&home, "current"), Path::new("v1.21.0"));
    let listed = home.goferry().args(["versions", "--json"]).run().stdout;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let row = |name: &str| {
        listed.as_array().unwrap().iter().find(|row| row["release"] == name).unwrap().clone()
    };
    assert_eq!(
        (&row("v1.21.0")["current"], &row("v1.21.0")["by_hand"]),
        (&true.into(), &true.into())
    );
    assert_eq!(
        (&row("v1.20.3")["current"], &row("v1.20.3")["by_hand"]),
        (&false.into(), &true.into())
    );
    // Nothing of it goes.
    home.goferry().args(["use", "1.27.3"]).run().ends_with(Exit::Done);
    home.goferry().args(["prune", "--keep", "1"]).run().ends_with(Exit::Done);
    home.goferry().args(["uninstall", "-y", "v1.20.3"]).run().ends_with(Exit::Usage);
    home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
    home.goferry().arg("doctor").run().ends_with(Exit::Done);
    home.goferry().args(["repair", "-y"]).run().ends_with(Exit::Done);
    assert_eq!(link(&home, "current-gopath"), theirs[1], "nothing to mend");
    let outcome = home.goferry().args(["uninstall", "--all", "-y", "--purge"]).run();
    outcome.ends_with(Exit::Done).says(&[&words::given_back]);
    home.is_still(&before, &outcome);
}

#[test]
fn it_can_be_given_back_while_a_version_made_by_hand_is_current() {
    let home = by_hand();
    let before = home.tree();
    install(&home, &["-y", "--adopt"]).ends_with(Exit::Done);
    home.goferry().args(["use", "1.20.3"]).run().ends_with(Exit::Done);
    let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Done);
    home.is_still(&before, &outcome);
    assert_eq!(go(&home), "go version go1.21.0 linux\n");
}

#[test]
fn a_second_installation_needs_not_be_asked_again() {
    let home = by_hand();
    install(&home, &["-y", "--adopt"]).ends_with(Exit::Done);
    let next = tests::Release::mini().with_stub().counting(2).build(home.workshop());
    let next = home.lay("next.run", &next);
    home.run(&next).args(["install", "-y"]).run().ends_with(Exit::Done);
    home.goferry().args(["audit", "verify"]).run().ends_with(Exit::Done);
    let log = std::fs::read_to_string(home.prefix().join("state/audit.jsonl")).unwrap();
    assert_eq!(log.matches("\"action\":\"adopt\"").count(), 2, "begun and ended, once: {log}");
}

#[test]
fn links_that_lead_nowhere_are_taken_in_and_given_back_as_they_were() {
    let home = by_hand();
    script(
        &home,
        "ln -sfn ~/goenv/v1.19.9/goroot ~/goenv/current-goroot; ln -sfn /nowhere ~/goenv/current-gopath",
    );
    let before = home.tree();
    install(&home, &["-y", "--adopt"]).ends_with(Exit::Done);
    home.go_works();
    assert_eq!(link(&home, "current-gopath"), Path::new("gopath"), "theirs was nowhere");
    home.goferry().args(["use", "1.21.0"]).run().ends_with(Exit::Done);
    let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
    outcome.ends_with(Exit::Done);
    home.is_still(&before, &outcome);
}

#[test]
fn a_home_that_is_reached_by_two_names_is_recognised() {
    let home = by_hand();
    let other = home.beside("other-name");
    std::os::unix::fs::symlink(home.path(), &other).unwrap();
    let goroot = home.prefix().join("current-goroot");
    std::fs::remove_file(&goroot).unwrap();
    std::os::unix::fs::symlink(other.join("goenv/v1.20.3/goroot"), &goroot).unwrap();
    let before = home.tree();
    install(&home, &["-y", "--adopt"]).ends_with(Exit::Done);
    home.goferry().arg("rollback").run().ends_with(Exit::Done);
    assert_eq!(go(&home), "go version go1.20.3 linux\n");
    let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
    home.is_still(&before, &outcome);
}

#[test]
fn what_cannot_be_taken_in_is_refused_with_words_and_left_as_it_is() {
    let rows: [(&str, &Text, &Text); 7] = [
        (
            "mkdir -p ~/goenv/v1.22.0/goroot ~/goenv/v1.22.0/gopath",
            &words::no_tree,
            &words::no_tree_help,
        ),
        ("mkdir ~/goenv/v1.22.0", &words::no_tree, &words::no_tree_help),
        (
            "echo something else > ~/goenv/v1.21.0/goroot/VERSION",
            &words::no_tree,
            &words::no_tree_help,
        ),
        ("rm ~/goenv/v1.21.0/goroot/bin/go", &words::no_tree, &words::no_tree_help),
        ("echo export X=1 > ~/goenv/env", &words::in_the_way, &words::in_the_way_help),
        (
            "rm ~/goenv/current-gopath; mkdir ~/goenv/current-gopath",
            &words::in_the_way,
            &words::in_the_way_help,
        ),
        ("mkdir ~/go; ln -sfn ~/go ~/goenv/current-goroot", &words::outside, &words::outside_help),
    ];
    for (change, said, help) in rows {
        let home = by_hand();
        script(&home, change);
        let before = home.tree();
        let outcome = install(&home, &["-y", "--adopt"]);
        outcome.ends_with(Exit::Destination).says(&[said, help]);
        home.is_still(&before, &outcome);
        assert!(!outcome.stderr.contains("(os error"), "{outcome}");
    }
}

/// Where the switch to the new release fails, after everything else was done.
#[test]
fn an_installation_that_fails_in_the_end_gives_it_back() {
    let home = by_hand();
    let before = home.tree();
    let file = home.mini();
    for (first, last) in [(1, 1), (2, 2), (3, 3), (1, 99), (2, 99), (3, 99)] {
        let mut seen = 0;
        let mut supervisor = Supervisor::new(|call: &Call| {
            let path = match call.number {
                libc::SYS_symlink => call.text(1),
                libc::SYS_symlinkat => call.text(2),
                _ => return Verdict::Pass,
            };
            seen += usize::from(path.contains("/.current"));
            match path.contains("/.current") && (first..=last).contains(&seen) {
                true => Verdict::Fail(Errno::EIO),
                false => Verdict::Pass,
            }
        });
        let outcome = home
            .run(&file)
            .args(["install", "-y", "--adopt", "--no-gate"])
            .supervised(&mut supervisor);
        outcome.ends_with(Exit::SwitchFailed);
        assert!(supervisor.fired() > 0, "{first}");
        // The last one has no link left to give back with.
        if (first, last) != (3, 99) {
            home.is_still(&before, &outcome);
        }
        assert_eq!(go(&home), "go version go1.21.0 linux\n", "{first}: {outcome}");
    }
    // With the disk well again the next run takes it in, and it can be given back.
    install(&home, &["-y", "--adopt"]).ends_with(Exit::Done);
    home.go_works();
    let outcome = home.goferry().args(["uninstall", "--all", "-y"]).run();
    home.is_still(&before, &outcome);
}

#[test]
fn a_damaged_record_of_it_stops_whoever_needs_it() {
    let home = by_hand();
    install(&home, &["-y", "--adopt"]).ends_with(Exit::Done);
    std::fs::write(home.prefix().join("state/adopted.json"), "{").unwrap();
    let next = tests::Release::mini().with_stub().counting(2).build(home.workshop());
    let next = home.lay("next.run", &next);
    let before = home.tree();
    let outcome = home.run(&next).args(["install", "-y", "--no-gate"]).run();
    outcome.ends_with(Exit::State).says(&[&words::reading]);
    home.is_still(&before, &outcome);
    home.go_works();
}
