//! What can happen to a release, and what it is mended from.

use super::{release, repaired, set_mode, state, verify, with_two};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use tests::Tree;
use tests::words::{installed, repair};
use voice::Exit;

fn replace(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

pub(super) type Damage = (&'static str, &'static voice::Text, fn(&Path));

/// What can happen to a release, each with what is said of it.
pub(super) const DAMAGES: [Damage; 21] = [
    ("a byte more", &installed::modified, |r| {
        fs::write(r.join("goroot/VERSION"), "go1.27.3\n\n").unwrap();
    }),
    ("other bytes of the same length", &installed::modified, |r| {
        fs::write(r.join("goroot/src/main.go"), "package evil\n").unwrap();
    }),
    ("an empty program", &installed::modified, |r| fs::write(r.join("goroot/bin/go"), "").unwrap()),
    ("no file", &installed::missing, |r| fs::remove_file(r.join("goroot/VERSION")).unwrap()),
    ("no link", &installed::missing, |r| fs::remove_file(r.join("goroot/bin/gofmt")).unwrap()),
    ("no directory", &installed::missing, |r| fs::remove_dir_all(r.join("goroot")).unwrap()),
    ("a file more", &installed::extra, |r| fs::write(r.join("goroot/src/evil.go"), "").unwrap()),
    ("a closed directory more", &installed::extra, |r| {
        fs::create_dir_all(r.join("goroot/x/y")).unwrap();
        fs::write(r.join("goroot/x/y/z"), "").unwrap();
        set_mode(&r.join("goroot/x/y"), 0o555);
    }),
    ("a link more, to the outside", &installed::extra, |r| {
        symlink("../../../../notes", r.join("goroot/src/notes")).unwrap();
    }),
    ("a program that cannot be started", &installed::mode, |r| {
        set_mode(&r.join("goroot/bin/go"), 0o644)
    }),
    ("a file anybody may write", &installed::mode, |r| set_mode(&r.join("goroot/VERSION"), 0o666)),
    ("a directory of one's own", &installed::mode, |r| set_mode(&r.join("goroot/src"), 0o700)),
    ("a directory for a file", &installed::kind, |r| {
        fs::remove_file(r.join("goroot/VERSION")).unwrap();
        fs::create_dir_all(r.join("goroot/VERSION/x")).unwrap();
    }),
    ("a link for a file", &installed::kind, |r| {
        fs::remove_file(r.join("goroot/VERSION")).unwrap();
        symlink("/etc/passwd", r.join("goroot/VERSION")).unwrap();
    }),
    ("a link for a directory", &installed::kind, |r| {
        fs::remove_dir_all(r.join("goroot/src")).unwrap();
        symlink("../../../notes", r.join("goroot/src")).unwrap();
    }),
    ("a file for a link", &installed::kind, |r| {
        replace_link(&r.join("goroot/bin/gofmt"));
    }),
    ("a link to elsewhere", &installed::target, |r| {
        fs::remove_file(r.join("goroot/bin/gofmt")).unwrap();
        symlink("/bin/true", r.join("goroot/bin/gofmt")).unwrap();
    }),
    ("another go.env", &installed::modified, |r| {
        fs::write(r.join("goroot/go.env"), "GOPROXY=direct\n").unwrap();
    }),
    ("another kept program", &installed::modified, |r| {
        fs::write(r.join("meta/goferry"), "#!/bin/sh\n").unwrap();
    }),
    ("a receipt of nonsense", &installed::modified, |r| {
        fs::write(r.join("meta/receipt.json"), "{").unwrap();
    }),
    ("a receipt with another counter", &installed::modified, |r| {
        let path = r.join("meta/receipt.json");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\"counter\": 2", "\"counter\": 9")).unwrap();
    }),
];

fn replace_link(path: &Path) {
    replace(path, b"#!/bin/sh\n");
    set_mode(path, 0o755);
}

#[test]
fn every_damage_is_named_and_mended_from_another_release() {
    let home = with_two();
    let before = state(&home);
    verify(&home).ends_with(Exit::Done).says(&[&installed::intact]);
    let notes = fs::read(home.path().join("notes/todo.txt")).unwrap();
    for (what, said, damage) in DAMAGES {
        damage(&release(&home));
        let damaged = state(&home);
        let outcome = verify(&home);
        outcome.ends_with(Exit::Modified).says(&[said, &installed::differs_help]);
        assert_eq!(damaged.differences(&state(&home)), "", "{what}: {outcome}");
        let outcome = repaired(&home);
        outcome.ends_with(Exit::Done).says(&[said, &repair::repaired]);
        // A receipt that was made anew does not know all that was known.
        let receipts = |tree: &Tree| tree.clone().without(|path| path.ends_with("receipt.json"));
        let (left, right) = match what.contains("receipt") || what.contains("go.env") {
            true => (receipts(&before), receipts(&state(&home))),
            false => (before.clone(), state(&home)),
        };
        assert_eq!(left.differences(&right), "", "{what}: {outcome}");
        verify(&home).ends_with(Exit::Done);
        home.go_works();
        repaired(&home).ends_with(Exit::Done).says(&[&repair::nothing]);
        if what.contains("receipt") {
            let listed = home.goferry().args(["versions", "--json"]).run();
            assert!(listed.stdout.matches("complete").count() >= 2, "{listed}");
        }
    }
    assert_eq!(fs::read(home.path().join("notes/todo.txt")).unwrap(), notes);
}
