//! What goes wrong between the medium and the start, and what is said then.

use crate::SHELLS;
use crate::stick::{SPEAKER, Stick};
use payloads::digest::Sha256;
use payloads::platform::Cpu;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use tests::words::chooser as words;
use tests::{Invocation, require_root, require_tool};
use voice::Exit;
use voice::Lang;

const NOBODY: u32 = 65534;

#[test]
fn another_file_is_not_run() {
    let other = "#!/bin/sh\necho forged\n";
    for shell in SHELLS {
        let stick = Stick::ours();
        std::fs::write(stick.file(), other).unwrap();
        let before = stick.tree();
        for lang in [Lang::En, Lang::Zh] {
            let outcome = stick.run(shell).lang(lang).arg("-q").run();
            outcome.ends_with(Exit::Damaged).says(&[&words::DAMAGED, &words::DAMAGED_HELP]);
            for text in [other, SPEAKER] {
                let digest = Sha256::of(text.as_bytes()).to_string();
                assert!(outcome.stderr.contains(&digest), "{outcome}");
            }
            assert_eq!(outcome.stdout, "", "{outcome}");
            assert_eq!(before.differences(&stick.tree()), "", "{outcome}");
        }
    }
}

/// The script in dash, which finds `tools` and no other.
fn with_only(stick: &Stick, tools: &[&str]) -> Invocation {
    let directory = stick.home.beside("tools");
    std::fs::create_dir_all(&directory).unwrap();
    for tool in tools {
        require_tool(tool);
        symlink(Path::new("/usr/bin").join(tool), directory.join(tool)).ok();
    }
    let path = format!("PATH={}", directory.display());
    stick.run(&["/usr/bin/dash"]).wrapped(["env", &path])
}

const NEEDED: [&str; 9] = ["cat", "chmod", "cp", "mktemp", "od", "readlink", "rm", "sed", "uname"];

#[test]
fn each_tool_finds_the_digest() {
    for tool in ["sha256sum", "shasum", "openssl", "busybox"] {
        let stick = Stick::ours();
        let run = || with_only(&stick, &[&NEEDED[..], &[tool]].concat()).run();
        let outcome = run();
        outcome.ends_with(Exit::Declined).does_not_say(&[&words::NO_TOOL]);
        std::fs::write(stick.file(), "#!/bin/sh\n").unwrap();
        run().ends_with(Exit::Damaged);
    }
}

#[test]
fn without_such_a_tool_the_file_has_to_check_itself() {
    let stick = Stick::ours();
    for lang in [Lang::En, Lang::Zh] {
        let outcome = with_only(&stick, &NEEDED).lang(lang).arg("-q").run();
        outcome.ends_with(Exit::Declined).says(&[&words::NO_TOOL]);
    }
}

#[test]
fn without_od_hexdump_reads_the_header() {
    let stick = Stick::ours();
    let tools = NEEDED.map(|tool| if tool == "od" { "hexdump" } else { tool });
    let outcome = with_only(&stick, &tools).arg("--print").run();
    outcome.ends_with(Exit::Done);
    assert!(outcome.stdout.contains("x86_64, 64-bit, little-endian"), "{outcome}");
}

#[test]
fn a_medium_that_cannot_be_read_is_named_as_the_culprit() {
    for shell in SHELLS {
        let stick = Stick::ours();
        // Reading this at its begin gives EIO: no page is mapped there.
        std::fs::remove_file(stick.file()).unwrap();
        symlink("/proc/self/mem", stick.file()).unwrap();
        let before = stick.home.tree();
        for lang in [Lang::En, Lang::Zh] {
            let outcome = stick.run(shell).lang(lang).run();
            outcome.ends_with(Exit::Medium).says(&[&words::MEDIUM, &words::MEDIUM_HELP]);
            stick.home.is_still(&before, &outcome);
        }
    }
}

#[test]
fn a_file_that_others_may_not_read_is_the_mediums_fault_too() {
    require_root();
    let stick = Stick::ours();
    std::fs::set_permissions(stick.file(), std::fs::Permissions::from_mode(0o400)).unwrap();
    let outcome = stick.run(&["dash"]).user(NOBODY).run();
    outcome.ends_with(Exit::Medium).says(&[&words::MEDIUM]);
}

#[test]
fn a_file_that_the_system_does_not_start_is_not_called_damaged() {
    // 126 and 127: an interpreter that may not be run, and one that is not there.
    for interpreter in ["/etc/passwd", "/nonexistent"] {
        let program = format!("#!{interpreter}\n");
        for shell in SHELLS {
            let stick = Stick::empty().with(Cpu::X86_64, None, program.as_bytes());
            let before = stick.tree();
            for lang in [Lang::En, Lang::Zh] {
                let outcome = stick.run(shell).lang(lang).run();
                outcome.ends_with(Exit::SecurityModule);
                outcome.says(&[&words::NOT_STARTED, &words::NOT_STARTED_HELP]);
                assert_eq!(before.differences(&stick.tree()), "", "{outcome}");
            }
        }
    }
}

#[test]
fn no_variable_takes_the_check_away() {
    let stick = Stick::ours();
    std::fs::write(stick.file(), "#!/bin/sh\n").unwrap();
    let names =
        ["found", "digest", "tool", "name", "quiet", "asked", "made", "copy", "world", "cpu"];
    let run = names.iter().fold(stick.run(&["dash"]), |run, name| run.env(name, "x"));
    run.run().ends_with(Exit::Damaged);
}
