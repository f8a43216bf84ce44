//! Where the copy goes: not every place lets programs run, and not every place has room.

use crate::SHELLS;
use crate::machine::{Machine, Root};
use crate::stick::{SPEAKER, Stick};
use nix::mount::MsFlags;
use payloads::platform::Cpu;
use std::path::Path;
use tests::words::chooser as words;
use tests::{Namespace, Workshop};
use voice::Exit;
use voice::Lang;

const THIS: Machine<'_> =
    Machine { uname: "x86_64", elf: Some((2, 1, 62, 0)), signals: Some(64), loaders: &[] };

/// A [`SPEAKER`] of half a megabyte.
fn long_speaker() -> Vec<u8> {
    let mut speaker = SPEAKER.as_bytes().to_vec();
    speaker.resize(512 << 10, b'\n');
    speaker
}

#[test]
fn a_real_file_is_installed_from_a_stick_where_nothing_runs() {
    let namespace = Namespace::enter();
    for shell in SHELLS {
        let stick = Stick::empty();
        namespace.tmpfs(&stick.directory, "size=16m");
        let stick = stick.with(Cpu::X86_64, None, Workshop::shared().mini());
        let flags = MsFlags::MS_NOEXEC | MsFlags::MS_NOSUID | MsFlags::MS_RDONLY;
        namespace.remount(&stick.directory, flags);
        stick.run(shell).arg("-y").run().ends_with(Exit::Done);
        stick.home.go_works();
    }
}

#[test]
fn a_home_where_nothing_runs_is_passed_over() {
    let namespace = Namespace::enter();
    let stick = Stick::ours();
    namespace.remount(stick.home.path(), MsFlags::MS_NOEXEC);
    let scratch = stick.home.beside("scratch dir");
    std::fs::create_dir(&scratch).unwrap();
    let before = stick.tree();
    for shell in SHELLS {
        for lang in [Lang::En, Lang::Zh] {
            let outcome = stick.run(shell).lang(lang).env("TMPDIR", &scratch).run();
            outcome.ends_with(Exit::Declined).says(&[&words::PASSED_OVER, &words::NOEXEC]);
            assert!(outcome.stdout.contains(&format!(" in {}/", scratch.display())), "{outcome}");
            assert_eq!(before.differences(&stick.tree()), "", "{outcome}");
        }
    }
}

#[test]
fn without_a_home_the_copy_goes_to_var_tmp() {
    let stick = Stick::ours();
    for run in [
        stick.run(&["dash"]).without_env("HOME"),
        stick.run(&["dash"]).env("HOME", "").env("TMPDIR", "not/absolute"),
        stick.run(&["dash"]).env("HOME", "/nonexistent"),
    ] {
        let outcome = run.run();
        outcome.ends_with(Exit::Declined);
        assert!(outcome.stdout.contains(" in /var/tmp/.goferry."), "{outcome}");
    }
}

#[test]
fn where_nothing_runs_anywhere_each_place_is_named() {
    let namespace = Namespace::enter();
    let root = Root::with(Stick::ours());
    root.becomes(THIS);
    for place in ["root", "tmp", "var/tmp"] {
        namespace.remount(&root.at(place), MsFlags::MS_NOEXEC);
    }
    for lang in [Lang::En, Lang::Zh] {
        let outcome = root.run().lang(lang).env("TMPDIR", "/media").run();
        // A stick with room and leave to run programs is as good as any place.
        outcome.ends_with(Exit::Declined).says(&[&words::PASSED_OVER]);
        let outcome = root.run().lang(lang).run();
        outcome.ends_with(Exit::Destination).says(&[&words::NO_PLACE, &words::NOEXEC]);
        for place in ["/root: ", "/tmp: ", "/var/tmp: "] {
            assert!(outcome.stderr.contains(place), "{place}: {outcome}");
        }
    }
}

#[test]
fn where_nothing_can_be_written_each_place_is_named() {
    let namespace = Namespace::enter();
    let root = Root::with(Stick::ours());
    root.becomes(THIS);
    namespace.remount(&root.at(""), MsFlags::MS_RDONLY);
    for lang in [Lang::En, Lang::Zh] {
        let outcome = root.run().lang(lang).arg("-q").run();
        outcome.ends_with(Exit::Destination);
        outcome.says(&[&words::NO_PLACE, &words::NOT_WRITABLE, &words::NO_PLACE_HELP]);
    }
}

#[test]
fn a_place_without_room_is_passed_over() {
    let namespace = Namespace::enter();
    let stick = Stick::empty().with(Cpu::X86_64, None, &long_speaker());
    namespace.tmpfs(stick.home.path(), "size=64k");
    for shell in SHELLS {
        let outcome = stick.run(shell).run();
        outcome.ends_with(Exit::Declined).says(&[&words::PASSED_OVER, &words::NO_SPACE]);
        assert!(outcome.stdout.contains(" in /var/tmp/.goferry."), "{outcome}");
        assert_eq!(std::fs::read_dir(stick.home.path()).unwrap().count(), 0);
    }
}

#[test]
fn where_there_is_no_room_anywhere_that_is_the_answer() {
    let namespace = Namespace::enter();
    let root = Root::with(Stick::empty().with(Cpu::X86_64, None, &long_speaker()));
    root.becomes(THIS);
    for place in ["root", "tmp", "var/tmp"] {
        namespace.tmpfs(&root.at(place), "size=64k");
    }
    for lang in [Lang::En, Lang::Zh] {
        let outcome = root.run().lang(lang).run();
        outcome.ends_with(Exit::NoSpace).says(&[&words::NO_PLACE, &words::NO_SPACE]);
    }
    for place in ["root", "tmp", "var/tmp"] {
        let left = std::fs::read_dir(root.at(place)).unwrap().count();
        assert_eq!(left, 0, "{place}");
        nix::mount::umount(&root.at(place)).unwrap();
    }
    namespace.tmpfs(&root.at("root"), "size=4k,nr_inodes=2");
    let outcome = root.run().run();
    outcome.ends_with(Exit::Declined).says(&[&words::PASSED_OVER]);
    assert!(Path::new(&root.at("tmp")).is_dir());
}
