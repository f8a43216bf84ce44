//! What can happen to a release, and what it is mended from.

use super::{release, repaired, set_mode, state, verify, with_two};
use payloads::Exit;
use payloads::words::{installed, repair};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use tests::Tree;

fn replace(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

type Damage = (&'static str, &'static payloads::words::Text, fn(&Path));

/// What can happen to a release, each with what is said of it.
const DAMAGES: [Damage; 21] = [
    ("a byte more", &installed::MODIFIED, |r| {
        fs::write(r.join("goroot/VERSION"), "go1.27.3\n\n").unwrap();
    }),
    ("other bytes of the same length", &installed::MODIFIED, |r| {
        fs::write(r.join("goroot/src/main.go"), "package evil\n").unwrap();
    }),
    ("an empty program", &installed::MODIFIED, |r| fs::write(r.join("goroot/bin/go"), "").unwrap()),
    ("no file", &installed::MISSING, |r| fs::remove_file(r.join("goroot/VERSION")).unwrap()),
    ("no link", &installed::MISSING, |r| fs::remove_file(r.join("goroot/bin/gofmt")).unwrap()),
    ("no directory", &installed::MISSING, |r| fs::remove_dir_all(r.join("goroot")).unwrap()),
    ("a file more", &installed::EXTRA, |r| fs::write(r.join("goroot/src/evil.go"), "").unwrap()),
    ("a closed directory more", &installed::EXTRA, |r| {
        fs::create_dir_all(r.join("goroot/x/y")).unwrap();
        fs::write(r.join("goroot/x/y/z"), "").unwrap();
        set_mode(&r.join("goroot/x/y"), 0o555);
    }),
    ("a link more, to the outside", &installed::EXTRA, |r| {
        symlink("../../../../notes", r.join("goroot/src/notes")).unwrap();
    }),
    ("a program that cannot be started", &installed::MODE, |r| {
        set_mode(&r.join("goroot/bin/go"), 0o644)
    }),
    ("a file anybody may write", &installed::MODE, |r| set_mode(&r.join("goroot/VERSION"), 0o666)),
    ("a directory of one's own", &installed::MODE, |r| set_mode(&r.join("goroot/src"), 0o700)),
    ("a directory for a file", &installed::TYPE, |r| {
        fs::remove_file(r.join("goroot/VERSION")).unwrap();
        fs::create_dir_all(r.join("goroot/VERSION/x")).unwrap();
    }),
    ("a link for a file", &installed::TYPE, |r| {
        fs::remove_file(r.join("goroot/VERSION")).unwrap();
        symlink("/etc/passwd", r.join("goroot/VERSION")).unwrap();
    }),
    ("a link for a directory", &installed::TYPE, |r| {
        fs::remove_dir_all(r.join("goroot/src")).unwrap();
        symlink("../../../notes", r.join("goroot/src")).unwrap();
    }),
    ("a file for a link", &installed::TYPE, |r| {
        replace_link(&r.join("goroot/bin/gofmt"));
    }),
    ("a link to elsewhere", &installed::TARGET, |r| {
        fs::remove_file(r.join("goroot/bin/gofmt")).unwrap();
        symlink("/bin/true", r.join("goroot/bin/gofmt")).unwrap();
    }),
    ("another go.env", &installed::MODIFIED, |r| {
        fs::write(r.join("goroot/go.env"), "GOPROXY=direct\n").unwrap();
    }),
    ("another kept program", &installed::MODIFIED, |r| {
        fs::write(r.join("meta/goferry"), "#!/bin/sh\n").unwrap();
    }),
    ("a receipt of nonsense", &installed::MODIFIED, |r| {
        fs::write(r.join("meta/receipt.json"), "{").unwrap();
    }),
    ("a receipt with another counter", &installed::MODIFIED, |r| {
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
    verify(&home).ends_with(Exit::Done).says(&[&installed::INTACT]);
    let notes = fs::read(home.path().join("notes/todo.txt")).unwrap();
    for (what, said, damage) in DAMAGES {
        damage(&release(&home));
        let damaged = state(&home);
        let outcome = verify(&home);
        outcome.ends_with(Exit::Modified).says(&[said, &installed::DIFFERS_HELP]);
        assert_eq!(damaged.differences(&state(&home)), "", "{what}: {outcome}");
        let outcome = repaired(&home);
        outcome.ends_with(Exit::Done).says(&[said, &repair::REPAIRED]);
        // A receipt that was made anew does not know all that was known.
        let receipts = |tree: &Tree| tree.clone().without(|path| path.ends_with("receipt.json"));
        let (left, right) = match what.contains("receipt") || what.contains("go.env") {
            true => (receipts(&before), receipts(&state(&home))),
            false => (before.clone(), state(&home)),
        };
        assert_eq!(left.differences(&right), "", "{what}: {outcome}");
        verify(&home).ends_with(Exit::Done);
        home.go_works();
        repaired(&home).ends_with(Exit::Done).says(&[&repair::NOTHING]);
        if what.contains("receipt") {
            let listed = home.goferry().args(["versions", "--json"]).run();
            assert!(listed.stdout.matches("complete").count() >= 2, "{listed}");
        }
    }
    assert_eq!(fs::read(home.path().join("notes/todo.txt")).unwrap(), notes);
}
