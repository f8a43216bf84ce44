//! Our lines in the user's profiles: gone, told of by `doctor`, and put back by `repair`.

use nix::errno::Errno;
use nix::libc;
use std::fs;
use std::path::PathBuf;
use tests::words::{audit, doctor, install, plan, profile, repair};
use tests::{Call, Home, Outcome, Supervisor, Tree, Verdict};
use voice::Exit;
use voice::Lang;

const PROFILES: [(&str, &[u8]); 2] =
    [(".bashrc", b"alias ll='ls -l'\n"), (".profile", b"umask 022\n")];

/// Takes our lines out, as a user does who restores an old profile.
fn without_lines(home: &Home) {
    for (name, bytes) in PROFILES {
        home.write(name, bytes);
    }
}

fn repaired(home: &Home) -> Outcome {
    home.goferry().args(["repair", "-y"]).run()
}

fn profiles(home: &Home) -> [PathBuf; 2] {
    PROFILES.map(|(name, _)| home.path().join(name))
}

#[test]
fn lines_that_are_gone_are_put_back_to_the_byte_and_an_uninstall_takes_them_out_again() {
    let home = Home::with_previous();
    let good = home.tree();
    for lang in [Lang::En, Lang::Zh] {
        without_lines(&home);
        let bare = home.tree();
        let told = home.goferry().arg("doctor").lang(lang).run();
        told.ends_with(Exit::Done).says(&[&doctor::line_gone, &doctor::repair_help]);
        told.does_not_say(&[&doctor::line_gone_help]);
        let planned = home.goferry().args(["repair", "--dry-run"]).lang(lang).run();
        planned.ends_with(Exit::Done).says(&[&doctor::line_gone, &plan::edit_profile]);
        for path in profiles(&home) {
            assert!(planned.stdout.contains(path.to_str().unwrap()), "{planned}");
        }
        home.is_still(&bare, &planned);
        let outcome = home.goferry().args(["repair", "-y"]).lang(lang).run();
        outcome.ends_with(Exit::Done).says(&[&profile::profile_edited, &repair::repaired]);
        home.is_still(&good, &outcome);
        repaired(&home).ends_with(Exit::Done).says(&[&repair::nothing]);
    }
    let log = fs::read_to_string(home.prefix().join("state/audit.jsonl")).unwrap();
    assert_eq!(log.lines().filter(|line| line.contains("\"repair\"")).count(), 4, "{log}");
    home.goferry().args(["audit", "verify"]).run().ends_with(Exit::Done).says(&[&audit::whole]);
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    for ((_, bytes), path) in PROFILES.into_iter().zip(profiles(&home)) {
        assert_eq!(fs::read(path).unwrap(), bytes);
    }
}

#[test]
fn a_profile_that_is_gone_altogether_is_made_again_and_goes_again() {
    let home = Home::with_previous();
    let bashrc = home.path().join(".bashrc");
    fs::remove_file(&bashrc).unwrap();
    repaired(&home).ends_with(Exit::Done).says(&[&profile::profile_created]);
    assert!(bashrc.is_file());
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    assert!(!bashrc.exists() && home.path().join(".profile").is_file());
}

#[test]
fn where_profiles_were_not_to_be_edited_none_is() {
    for option in ["--no-modify-profile", "--env=wrapper"] {
        let home = Home::empty();
        without_lines(&home);
        let file = home.mini();
        home.run(&file).args(["install", "-y", option]).run().ends_with(Exit::Done);
        let before = home.tree();
        let outcome = repaired(&home);
        outcome.ends_with(Exit::Done).says(&[&repair::nothing]);
        home.is_still(&before, &outcome);
    }
}

#[test]
fn a_profile_that_is_somebody_elses_matter_by_now_stays_that() {
    let home = Home::with_previous();
    let bashrc = home.path().join(".bashrc");
    fs::remove_file(&bashrc).unwrap();
    home.write("dotfiles/bashrc", b"# mine\n");
    std::os::unix::fs::symlink("dotfiles/bashrc", &bashrc).unwrap();
    let before = home.tree();
    let told = home.goferry().arg("doctor").run();
    told.ends_with(Exit::Done).says(&[&doctor::line_gone, &doctor::line_gone_help]);
    let outcome = repaired(&home);
    outcome.ends_with(Exit::Done).says(&[&repair::nothing]);
    home.is_still(&before, &outcome);
}

#[test]
fn what_cannot_be_written_is_said_and_tried_again() {
    let home = Home::with_previous();
    let good = home.tree();
    without_lines(&home);
    let full = |call: &Call| {
        let renames = [libc::SYS_renameat, libc::SYS_renameat2];
        match renames.contains(&call.number) && call.text(3) == ".bashrc" {
            true => Verdict::Fail(Errno::ENOSPC),
            false => Verdict::Pass,
        }
    };
    let mut supervisor = Supervisor::new(full);
    let outcome = home.goferry().args(["repair", "-y"]).supervised(&mut supervisor);
    outcome.ends_with(Exit::Profile).says(&[&profile::left_alone, &install::profile_failed]);
    assert!(supervisor.fired() > 0, "{outcome}");
    repaired(&home).ends_with(Exit::Done).says(&[&profile::profile_edited]);
    let plain = |tree: Tree| tree.without(|path| path.ends_with("state/environment.json"));
    assert_eq!(plain(good).differences(&plain(home.tree())), "", "{outcome}");
}
