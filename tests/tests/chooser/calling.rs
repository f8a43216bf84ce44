//! How the script is called, what it hands on, and what it says itself.

use crate::SHELLS;
use crate::stick::{SPEAKER, Stick, name};
use payloads::platform::Cpu;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::symlink;
use tests::words::chooser as words;
use tests::{Home, Workshop};
use voice::Exit;
use voice::Lang;

#[test]
fn every_word_and_the_exit_code_pass_through_every_shell() {
    for shell in SHELLS {
        let stick = Stick::ours();
        let before = stick.tree();
        let arguments = ["-y", "--prefix", "a  b", "", "*", "$HOME", "--", "--print", "-h"];
        let outcome = stick.run(shell).args(arguments).run();
        outcome.ends_with(Exit::Declined).says(&[&words::TAKING]);
        let expected = format!("<{}> in {}/", arguments.join("><"), stick.home.path().display());
        assert!(outcome.stdout.contains(&expected), "{outcome}");
        assert_eq!(before.differences(&stick.tree()), "", "{outcome}");
    }
}

#[test]
fn each_exit_code_is_that_of_the_file() {
    for code in [0, 2, 20, 70, 130] {
        let program = format!("#!/bin/sh\nexit {code}\n");
        let stick = Stick::empty().with(Cpu::X86_64, None, program.as_bytes());
        let outcome = stick.run(&["dash"]).run();
        assert_eq!(outcome.status.code(), Some(code), "{outcome}");
    }
}

#[test]
fn the_files_are_found_wherever_the_script_is_called_from() {
    let odd = [b"-n".to_vec(), b"a b\n".to_vec(), b"\xd3\xc3 *$(id)".to_vec(), b"'\"\\".to_vec()];
    for directory in odd.map(OsString::from_vec) {
        let stick = Stick::named(&directory);
        let stick = stick.with(Cpu::X86_64, None, SPEAKER.as_bytes());
        let within = OsString::from_vec([directory.as_bytes(), b"/install.sh"].concat());
        let media = stick.directory.parent().unwrap();
        for shell in SHELLS {
            let from = |place, called: &OsStr| {
                // After `-` alone, options end: the script's name may begin with a dash.
                let end: &[&str] = if called.as_bytes()[0] == b'-' { &["--"] } else { &[] };
                stick.shell(shell).args(end).arg(called).within(place).run()
            };
            let runs = [
                from(media, stick.script().as_os_str()),
                from(&stick.directory, OsStr::new("install.sh")),
                from(&stick.directory, OsStr::new("./install.sh")),
                from(media, &within),
            ];
            for outcome in runs {
                outcome.ends_with(Exit::Declined);
                assert!(outcome.stdout.starts_with(&name(Cpu::X86_64, None)), "{outcome}");
            }
        }
    }
}

#[test]
fn links_lead_to_the_files() {
    let stick = Stick::ours();
    let home = stick.home.path();
    symlink("../media/stick/install.sh", home.join("relative")).unwrap();
    symlink(home.join("relative"), home.join("absolute")).unwrap();
    symlink("absolute", home.join("-n")).unwrap();
    symlink(&stick.directory, home.join("directory")).unwrap();
    for shell in SHELLS {
        for link in ["relative", "./absolute", "./-n", "directory/install.sh"] {
            stick.shell(shell).arg(link).within(home).run().ends_with(Exit::Declined);
        }
    }
    let program = stick.home.run(&home.join("absolute"));
    program.run().ends_with(Exit::Declined);
}

#[test]
fn help_comes_in_both_languages_from_every_shell() {
    let stick = Stick::ours();
    for shell in SHELLS {
        for lang in [Lang::En, Lang::Zh] {
            for option in ["-h", "--help"] {
                let outcome = stick.run(shell).lang(lang).args(["-y", option]).run();
                outcome.ends_with(Exit::Done).says(&[&words::HELP]);
                assert_eq!(outcome.stderr, "", "{outcome}");
            }
        }
    }
}

#[test]
fn help_that_nobody_can_read_installs_nothing() {
    let stick = Stick::ours();
    let outcome = stick.run(&["dash"]).arg("--help").redirected(">/dev/full").run();
    assert!(!outcome.is_success() && outcome.stdout.is_empty(), "{outcome}");
    outcome.does_not_say(&[&words::TAKING]);
}

#[test]
fn the_language_is_that_of_the_locale_unless_one_is_named() {
    let stick = Stick::ours();
    let run = || stick.run(&["dash"]).arg("--print");
    let rows = [
        (run().env("LANG", "zh_CN.GB18030"), Lang::Zh),
        (run().env("LANG", "zh_CN").env("LC_ALL", "C"), Lang::En),
        (run().env("LANG", "zh_CN").env("LC_ALL", ""), Lang::Zh),
        (run().env("LANG", "en_US").env("LC_MESSAGES", "zh_CN"), Lang::Zh),
        (run().args(["--lang", "zh"]), Lang::Zh),
        (run().args(["--lang=zh", "--prefix", "en"]), Lang::Zh),
        (run().args(["--lang", "en"]).env("LANG", "zh_CN"), Lang::En),
        (run(), Lang::En),
    ];
    for (run, lang) in rows {
        let mut outcome = run.run();
        outcome.lang = lang;
        outcome.ends_with(Exit::Done).says(&[&words::CHOICE]);
    }
    let outcome = stick.run(&["dash"]).args(["--lang", "zh", "verify"]).run();
    assert!(outcome.stdout.contains("<--lang><zh><verify>"), "{outcome}");
}

#[test]
fn behind_a_verb_or_two_dashes_help_is_that_of_the_file() {
    let stick = Stick::ours();
    for arguments in [["install", "--help"], ["verify", "--print"], ["--", "--help"]] {
        let outcome = stick.run(&["dash"]).args(arguments).run();
        assert!(outcome.stdout.contains(&format!("<{}>", arguments.join("><"))), "{outcome}");
        outcome.ends_with(Exit::Declined).does_not_say(&[&words::HELP]);
    }
}

#[test]
fn print_runs_nothing() {
    let stick = Stick::ours();
    let before = stick.tree();
    let outcome = stick.run(&["dash"]).arg("--print").run();
    outcome.ends_with(Exit::Done).says(&[&words::CHOICE]);
    assert!(!outcome.stdout.contains('<') && outcome.stderr.is_empty(), "{outcome}");
    assert_eq!(before.differences(&stick.tree()), "", "{outcome}");
}

#[test]
fn quiet_leaves_the_word_to_the_file() {
    let stick = Stick::ours();
    for option in ["-q", "--quiet"] {
        let outcome = stick.run(&["dash"]).arg(option).run();
        assert_eq!(outcome.stderr, "", "{outcome}");
    }
}

#[test]
fn the_umask_and_standard_input_of_the_file_are_those_of_the_caller() {
    let stick = Stick::empty().with(Cpu::X86_64, None, b"#!/bin/sh\numask\ncat\n");
    let asked = stick.home.write("asked", b"y\n");
    let input = format!("<'{}'", asked.display());
    let outcome = stick.run(&["dash"]).umask("0027").redirected(&input).run();
    assert_eq!(outcome.stdout, "0027\ny\n", "{outcome}");
}

#[test]
fn a_real_file_installs_itself() {
    let mini = Workshop::shared().mini();
    for shell in SHELLS {
        let stick = Stick::empty().with(Cpu::X86_64, None, mini);
        stick.run(shell).arg("-y").run().ends_with(Exit::Done);
        stick.home.go_works();
        let outcome = stick.run(shell).args(["--json", "install", "-y"]).run();
        outcome.ends_with(Exit::Done);
        serde_json::from_str::<serde_json::Value>(&outcome.stdout).unwrap();
        let copies = |home: &Home| {
            let entries = std::fs::read_dir(home.path()).unwrap();
            entries
                .filter(|e| e.as_ref().unwrap().file_name().as_bytes().starts_with(b".goferry"))
                .count()
        };
        assert_eq!(copies(&stick.home), 0);
    }
}
