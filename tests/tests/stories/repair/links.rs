//! The links by which a release is current.

use super::{repaired, state, with_two};
use std::fs;
use std::os::unix::fs::symlink;
use tests::Tree;
use tests::words::repair;
use voice::Exit;

#[test]
fn links_are_made_again() {
    let home = with_two();
    let before = state(&home);
    let prefix = home.prefix();
    let relink = |name: &str, target: &str| {
        fs::remove_file(prefix.join(name)).unwrap();
        symlink(target, prefix.join(name)).unwrap();
    };
    let current = home.current();
    let damages: [(&'static voice::Text, &dyn Fn()); 8] = [
        (&repair::link_missing, &|| fs::remove_file(prefix.join("current-gopath")).unwrap()),
        (&repair::link_wrong, &|| relink("current-goroot", "/usr/lib/go")),
        (&repair::link_loop, &|| relink("current-goroot", "current-goroot")),
        (&repair::no_link, &|| {
            fs::remove_file(prefix.join("current-goroot")).unwrap();
            fs::create_dir(prefix.join("current-goroot")).unwrap();
        }),
        (&repair::link_dangling, &|| relink("current", "v1.0.0-00000000")),
        (&repair::link_loop, &|| relink("current", "current")),
        (&repair::link_foreign, &|| relink("current", "/usr")),
        (&repair::link_missing, &|| fs::remove_file(prefix.join("current")).unwrap()),
    ];
    for (said, damage) in damages {
        damage();
        // The installed goferry may not be reached through `current`, but it is there.
        let doctor = home.goferry().arg("doctor").run();
        doctor.ends_with(Exit::State).says(&[said, &tests::words::doctor::repair_help]);
        let outcome = repaired(&home);
        outcome.ends_with(Exit::Done).says(&[said]);
        home.go_works();
        let now = home.current();
        assert!(home.prefix().join(&now).join("goroot/bin/go").is_file());
        // Which of the two was current only the link knew.
        if now != current {
            home.goferry().arg("use").arg(&current).run().ends_with(Exit::Done);
        }
        let plain = |tree: Tree| tree.without(|path| path.ends_with("state/releases.json"));
        let left = plain(before.clone()).differences(&plain(state(&home)));
        assert_eq!(left, "", "{outcome}");
    }
    // What is not ours is not taken away.
    fs::remove_file(prefix.join("current")).unwrap();
    fs::create_dir(prefix.join("current")).unwrap();
    fs::write(prefix.join("current/mine"), "mine").unwrap();
    let outcome = repaired(&home);
    outcome.ends_with(Exit::State).says(&[&repair::no_link, &repair::no_link_help]);
    assert!(prefix.join("current/mine").is_file());
}
