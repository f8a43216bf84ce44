//! Sections G and H, the way back: records that were damaged are made again, and what that costs is said.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tests::words::{install, repair, trust};
use tests::{Home, Invocation, Release, Workshop, require_root};
use voice::Exit;
use voice::Lang;

/// Somebody who is not root.
const NOBODY: u32 = 65534;

/// What was damaged, where, and how `repair` ends.
type Row = (&'static str, &'static str, fn(&Path), Exit);

fn cut(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

fn newer(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, text.replacen("\"schema\":1", "\"schema\":99", 1)).unwrap();
}

fn directory(path: &Path) {
    fs::remove_file(path).unwrap();
    fs::create_dir(path).unwrap();
    std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
}

fn closed(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
}

fn roots(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::chown(path, Some(0), Some(0)).unwrap();
}

#[test]
fn a_damaged_state_is_mended_by_repair_alone() {
    require_root();
    let (trusted, environment) = ("state/trust.json", "state/environment.json");
    let rows: [Row; 13] = [
        ("empty", trusted, |path| fs::write(path, "").unwrap(), Exit::Done),
        ("cut", trusted, cut, Exit::Done),
        ("garbage", trusted, |path| fs::write(path, [0xff; 100]).unwrap(), Exit::Done),
        ("a newer schema", trusted, newer, Exit::Newer),
        ("a directory", trusted, directory, Exit::Done),
        ("mode 0000", trusted, closed, Exit::Done),
        ("root's", trusted, roots, Exit::Done),
        ("empty", environment, |path| fs::write(path, "").unwrap(), Exit::Done),
        ("cut", environment, cut, Exit::Done),
        ("garbage", environment, |path| fs::write(path, [0xff; 100]).unwrap(), Exit::Done),
        ("a directory", environment, directory, Exit::Done),
        ("mode 0000", environment, closed, Exit::Done),
        ("root's", environment, roots, Exit::Done),
    ];
    for (what, name, damage, exit) in rows {
        let home = Home::with_previous().given_to(NOBODY);
        let next = home.lay("next.run", &Release::mini().counting(2).build(Workshop::shared()));
        let path = home.prefix().join(name);
        let whole = fs::read(&path).unwrap();
        damage(&path);
        let nobody = |invocation: Invocation| invocation.user(NOBODY).run();
        nobody(home.install(&next)).ends_with(Exit::State);
        // Not by the way, and not without being asked for.
        nobody(home.goferry().arg("repair")).ends_with(match exit {
            Exit::Newer => Exit::Newer,
            _ => Exit::Usage,
        });
        let outcome = nobody(home.goferry().args(["repair", "-y"]));
        outcome.ends_with(exit);
        if exit == Exit::Newer {
            outcome.says(&[&repair::trust_newer, &repair::newer_help]);
            home.go_works();
            continue;
        }
        if what == "mode 0000" {
            // What it said is not lost.
            assert_eq!(fs::read(&path).unwrap(), whole, "{name}: {outcome}");
            outcome.says(&[&repair::unreadable]).does_not_say(&[&repair::trust_reset]);
        } else if name == trusted {
            outcome.says(&[&repair::trust_lost, &repair::trust_reset]);
        }
        home.go_works();
        let stranger = home.lay("stranger.run", &Release::mini().build(&Workshop::new()));
        nobody(home.install(&stranger)).ends_with(Exit::Untrusted);
        nobody(home.install(&next)).ends_with(Exit::Done);
        home.go_works();
        nobody(home.goferry().args(["uninstall", "--all", "-y"])).ends_with(Exit::Done);
        let left = fs::read(home.path().join(".bashrc")).unwrap();
        assert_eq!(left, b"alias ll='ls -l'\n", "{name} {what}");
        assert!(!home.prefix().exists(), "{name} {what}");
    }
}

#[test]
fn a_corrupt_latest_time_is_reset_with_a_question_and_lowers_nothing_in_silence() {
    for corrupt in ["\"yesterday\"", "-1", "1152921504606846976"] {
        let home = Home::with_previous();
        let path = home.prefix().join("state/trust.json");
        let confirmed = fs::read_to_string(&path).unwrap();
        let from = confirmed.find("\"latest_known_time\":").unwrap() + 20;
        let to = from + confirmed[from..].find(',').unwrap();
        let damaged = format!("{}{corrupt}{}", &confirmed[..from], &confirmed[to..]);
        fs::write(&path, &damaged).unwrap();
        let next = home.lay("next.run", &Release::mini().counting(2).build(Workshop::shared()));
        home.install(&next).run().ends_with(Exit::State).says(&[&install::reading_trust]);
        home.install(&next).run().says(&[&trust::repair]);
        for lang in [Lang::En, Lang::Zh] {
            let refused = home.goferry().arg("repair").lang(lang).run();
            refused.ends_with(Exit::Usage).says(&[&repair::trust_lost, &repair::trust_reset]);
            assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
        }
        home.goferry().args(["repair", "-y"]).run().ends_with(Exit::Done);
        let state: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(state["roots"][0]["mode"], "tofu", "{state}");
        // The counter of what is installed still counts.
        let older = home.lay("older.run", &Release::mini().counting(0).build(Workshop::shared()));
        home.install(&older).run().ends_with(Exit::Policy);
        home.install(&next).run().ends_with(Exit::Done);
    }
}
