//! What was written down about an installation: edited, lost, and made again.

use super::{release, repaired, state, with_two};
use std::fs;
use std::os::unix::fs::symlink;
use tests::words::{install, installed, repair};
use tests::{Home, Release, Tree, Workshop};
use voice::Exit;

#[test]
fn an_edited_record_does_not_vouch_for_an_edited_tree() {
    let home = Home::with_previous();
    let (file, before) = (home.mini(), state(&home));
    let stranger = Workshop::new();
    let forged = home.lay("forged.run", &Release::mini().with_stub().build(&stranger));
    let theirs = Home::empty();
    theirs.run(&forged).args(["install", "-y", "--no-gate"]).run().ends_with(Exit::Done);
    let theirs_meta = release(&theirs).join("meta");
    let meta = |home: &Home, name: &str| release(home).join("meta").join(name);
    let damages: [(&str, &dyn Fn()); 6] = [
        ("edited", &|| {
            let path = meta(&home, "manifest.json");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replacen("\"counter\":1", "\"counter\":9", 1)).unwrap();
        }),
        ("gone", &|| fs::remove_file(meta(&home, "manifest.json")).unwrap()),
        ("all of it gone but the receipt", &|| {
            for name in ["manifest.json", "signatures", "roots", "index.zst"] {
                fs::remove_file(meta(&home, name)).unwrap();
            }
        }),
        ("another index", &|| fs::write(meta(&home, "index.zst"), "x").unwrap()),
        ("a link", &|| {
            let path = meta(&home, "signatures");
            fs::rename(&path, home.beside("signatures")).unwrap();
            symlink(home.beside("signatures"), path).unwrap();
        }),
        ("signed by somebody else", &|| {
            for name in ["manifest.json", "signatures", "roots", "index.zst"] {
                fs::copy(theirs_meta.join(name), meta(&home, name)).unwrap();
            }
        }),
    ];
    for (what, damage) in damages {
        damage();
        let outcome = home.goferry().args(["verify", "--installed"]).run();
        outcome.ends_with(Exit::Modified).says(&[&installed::meta_refused, &installed::meta_help]);
        outcome.does_not_say(&[&installed::intact]);
        repaired(&home).ends_with(Exit::Modified).says(&[&installed::meta_refused]);
        let mended = home.goferry().args(["repair", "-y", "--from"]).arg(&file).run();
        mended.ends_with(Exit::Done);
        assert_eq!(before.differences(&state(&home)), "", "{what}: {mended}");
        home.goferry().args(["verify", "--installed"]).run().ends_with(Exit::Done);
    }
}

#[test]
fn damaged_records_are_made_again() {
    let home = with_two();
    let file = home.mini();
    let prefix = home.prefix();
    let before = state(&home);
    for (path, contents) in [
        ("state/environment.json", "{"),
        ("state/environment.json", ""),
        ("env", "export GOROOT=/evil\n"),
        ("env.fish", ""),
        ("bin/goferry", "#!/bin/sh\nexit 0\n"),
        ("bin/goferry", ""),
    ] {
        fs::write(prefix.join(path), contents).unwrap();
        let outcome = home.run(&file).args(["repair", "-y"]).run();
        outcome.ends_with(Exit::Done).says(&[&repair::repaired]);
        let plain = |tree: Tree| tree.without(|p| p.ends_with("state/environment.json"));
        let left = plain(before.clone()).differences(&plain(state(&home)));
        assert_eq!(left, "", "{path}: {outcome}");
        home.goferry().arg("doctor").run().ends_with(Exit::Done);
    }
    fs::remove_file(prefix.join("bin/goferry")).unwrap();
    fs::remove_file(prefix.join("env.csh")).unwrap();
    home.run(&file).args(["repair", "-y"]).run().ends_with(Exit::Done);
    fs::write(prefix.join("state/releases.json"), "[").unwrap();
    home.goferry().arg("doctor").run().ends_with(Exit::State);
    repaired(&home).ends_with(Exit::Done);
    home.goferry().arg("doctor").run().ends_with(Exit::Done);
    // The profiles are known again, too.
    home.goferry().args(["uninstall", "--all", "-y"]).run().ends_with(Exit::Done);
    assert_eq!(fs::read(home.path().join(".bashrc")).unwrap(), b"alias ll='ls -l'\n");
    assert!(!prefix.exists());
}

#[test]
fn a_lost_trust_state_is_made_again_as_on_first_use_and_says_so() {
    let home = with_two();
    let trust = home.prefix().join("state/trust.json");
    let good = fs::read(&trust).unwrap();
    let stranger = home.lay("stranger.run", &Release::mini().with_stub().build(&Workshop::new()));
    let next = Release::mini().with_stub().counting(3).build(Workshop::shared());
    let next = home.lay("third.run", &next);
    let schema = |n| String::from_utf8(good.clone()).unwrap().replace("\"schema\":1", n);
    for bad in [String::new(), "{".to_owned(), "\u{0}\u{0}".to_owned(), schema("\"schema\":0")] {
        fs::write(&trust, &bad).unwrap();
        home.install(&next).run().ends_with(Exit::State).says(&[&install::reading_trust]);
        home.goferry().arg("doctor").run().ends_with(Exit::State);
        let unasked = home.goferry().arg("repair").run();
        unasked.ends_with(Exit::Usage).says(&[&repair::trust_lost, &repair::trust_reset]);
        assert_eq!(fs::read(&trust).unwrap(), bad.as_bytes());
        let outcome = repaired(&home);
        outcome.ends_with(Exit::Done).says(&[&repair::trust_lost, &repair::trust_reset]);
        let shown = home.goferry().args(["trust", "show", "--json"]).run();
        assert!(shown.stdout.contains("tofu"), "{shown}");
        // The root is known still, and so are the counters: neither a stranger nor an old file comes in.
        home.install(&stranger).run().ends_with(Exit::Untrusted);
        assert!(!fs::read(&trust).unwrap().is_empty());
    }
    let newer = schema("\"schema\":2");
    fs::write(&trust, &newer).unwrap();
    repaired(&home).ends_with(Exit::Newer).says(&[&repair::trust_newer, &repair::newer_help]);
    assert_eq!(fs::read(&trust).unwrap(), newer.as_bytes());
    fs::write(&trust, "").unwrap();
    let talk = home.goferry().arg("repair").on_a_terminal(&[(repair::ask.en, "n")]);
    talk.outcome.ends_with(Exit::Declined);
    assert_eq!(fs::read(&trust).unwrap(), b"");
    let talk = home.goferry().arg("repair").on_a_terminal(&[(repair::ask.en, "y")]);
    talk.outcome.ends_with(Exit::Done);
    home.install(&next).run().ends_with(Exit::Done);
}
