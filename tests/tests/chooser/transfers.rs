//! What a transfer makes of names and of line ends.

use crate::SHELLS;
use crate::stick::Stick;
use payloads::platform::Cpu;
use std::path::{Path, PathBuf};
use tests::words::chooser as words;
use tests::{Workshop, require_tool};
use voice::Exit;
use voice::Lang;

/// Puts a CR at the end of each line, as a transfer in text mode does.
fn to_text_mode(script: &Path) {
    let text = std::fs::read_to_string(script).unwrap();
    std::fs::write(script, text.replace('\n', "\r\n")).unwrap();
}

#[test]
fn a_script_whose_lines_end_with_cr_lf_works_and_says_so() {
    for shell in SHELLS {
        let stick = Stick::ours();
        to_text_mode(&stick.script());
        let before = stick.tree();
        for lang in [Lang::En, Lang::Zh] {
            let arguments = ["-q", "--prefix", "a  b", "", "*", "$HOME"];
            let outcome = stick.run(shell).lang(lang).args(arguments).run();
            outcome.ends_with(Exit::Declined).says(&[&words::TEXT_MODE]);
            let expected =
                format!("<{}> in {}/", arguments.join("><"), stick.home.path().display());
            assert!(outcome.stdout.contains(&expected), "{outcome}");
            assert_eq!(outcome.stderr.lines().count(), 1, "{outcome}");
            let outcome = stick.shell(shell).arg("install.sh").within(&stick.directory).lang(lang);
            outcome.arg("--print").run().ends_with(Exit::Done).says(&[&words::CHOICE]);
            assert_eq!(before.differences(&stick.tree()), "");
        }
        std::fs::write(stick.file(), "#!/bin/sh\r\nexit 0\r\n").unwrap();
        let outcome = stick.run(shell).run();
        outcome.ends_with(Exit::Damaged).says(&[&words::TEXT_MODE, &words::DAMAGED]);
    }
}

#[test]
fn the_standard_input_of_a_script_in_cr_lf_is_that_of_the_file() {
    let stick = Stick::empty().with(Cpu::X86_64, None, b"#!/bin/sh\ncat\nexit 31\n");
    to_text_mode(&stick.script());
    let asked = stick.home.write("asked", b"y\n");
    let input = format!("<'{}'", asked.display());
    for shell in SHELLS {
        let outcome = stick.run(shell).redirected(&input).run();
        assert_eq!(outcome.ends_with(Exit::SwitchFailed).stdout, "y\n", "{outcome}");
    }
}

#[test]
fn a_script_in_cr_lf_that_cannot_be_mended_is_no_success() {
    let stick = Stick::ours();
    to_text_mode(&stick.script());
    require_tool("dash");
    let outcome = stick.run(&["/usr/bin/dash"]).wrapped(["env", "PATH=/nonexistent"]).run();
    assert!(!outcome.is_success() && outcome.stdout.is_empty(), "{outcome}");
    assert!(outcome.stderr.contains("sed"), "{outcome}");
}

/// A stick with a real installer, which gets the name `name`; beside it lie a program and a text.
fn renamed(name: &str) -> (Stick, PathBuf) {
    let stick = Stick::empty().with(Cpu::X86_64, None, Workshop::shared().mini());
    let renamed = stick.directory.join(name);
    std::fs::rename(stick.file(), &renamed).unwrap();
    std::fs::copy("/bin/true", stick.directory.join("another program.run")).unwrap();
    std::fs::write(stick.directory.join("README"), "go1.27.3\n").unwrap();
    (stick, renamed)
}

#[test]
fn a_file_that_was_renamed_is_known_by_its_digest() {
    for shell in SHELLS {
        for name in ["go (1).run", "GO1_27~1.RUN", "-n", "安装"] {
            let (stick, renamed) = renamed(name);
            let before = stick.tree();
            for lang in [Lang::En, Lang::Zh] {
                let outcome = stick.run(shell).lang(lang).arg("verify").run();
                outcome.ends_with(Exit::Done).says(&[&words::RENAMED, &words::TAKING]);
                let outcome = stick.run(shell).lang(lang).arg("--print").run();
                outcome.ends_with(Exit::Done).says(&[&words::CHOICE]);
                assert!(outcome.stdout.contains(renamed.to_str().unwrap()), "{outcome}");
                assert_eq!(before.differences(&stick.tree()), "", "{outcome}");
            }
        }
    }
}

#[test]
fn a_renamed_file_installs_itself() {
    let (stick, _) = renamed("go (1).run");
    stick.run(&["dash"]).arg("-y").run().ends_with(Exit::Done).says(&[&words::RENAMED]);
    stick.home.go_works();
}

#[test]
fn a_renamed_file_with_another_digest_is_not_taken() {
    let (stick, renamed) = renamed("go (1).run");
    let mut bytes = std::fs::read(&renamed).unwrap();
    bytes.push(0);
    std::fs::write(&renamed, bytes).unwrap();
    for shell in SHELLS {
        for lang in [Lang::En, Lang::Zh] {
            let outcome = stick.run(shell).lang(lang).arg("verify").run();
            outcome.ends_with(Exit::WrongCpu);
            outcome.says(&[&words::NOT_BESIDE, &words::NOT_BESIDE_HELP]);
            outcome.does_not_say(&[&words::RENAMED]);
        }
    }
}
