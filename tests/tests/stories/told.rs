//! What is told, and to whom it can be told: the exit code is that of the work, whoever listens.

use tests::words::terms;
use tests::{Home, Invocation, Outcome};
use voice::Exit;

/// `goferry` with its output going through `shell`, as in `{ goferry ...; echo $? >code; } | head -1`.
fn through(goferry: &str, reader: &str, home: &Home) -> (Outcome, Option<i32>) {
    let code = home.beside("code");
    let line = format!("{{ {goferry}; echo $? >{}; }} | {reader}", code.display());
    let outcome = Invocation::of("bash").env("HOME", home.path()).args(["-c", &line]).run();
    let code = std::fs::read_to_string(code).ok().and_then(|code| code.trim().parse().ok());
    (outcome, code)
}

#[test]
fn a_reader_that_leaves_changes_nothing_about_what_is_done() {
    for lines in 0..8 {
        let home = Home::with_previous();
        let (before, current) = (home.tree(), home.current());
        let goferry = home.prefix().join("bin/goferry");
        let command =
            format!("{} install -y --no-gate {}", goferry.display(), home.next().display());
        // Whoever has read enough is gone before the next line is written.
        let (outcome, code) = through(&command, &format!("head -{lines}"), &home);
        home.go_works();
        match code {
            Some(0) => assert_ne!(home.current(), current, "{lines}: {outcome}"),
            code => {
                assert_eq!(code, Some(i32::from(Exit::Io.code())), "{lines}: {outcome}");
                home.is_still(&before, &outcome);
                outcome.says(&[&terms::writing_output]);
            }
        }
    }
}

#[test]
fn a_full_disk_under_the_log_is_an_error_in_words_before_the_work_and_a_warning_after() {
    let home = Home::with_previous();
    let (before, file) = (home.tree(), home.next());
    let install = home.install(&file).redirected(">/dev/full </dev/null").run();
    install.ends_with(Exit::NoSpace).says(&[&terms::writing_output]);
    home.is_still(&before, &install);
    home.install(&file).run().ends_with(Exit::Done);
    let back = home.goferry().arg("rollback").redirected(">/dev/full </dev/null").run();
    back.ends_with(Exit::Done).says(&[&terms::output_lost]);
    home.go_works();
}

#[test]
fn a_pipe_that_does_not_block_gets_every_line() {
    let home = Home::with_previous();
    let goferry = home.prefix().join("bin/goferry");
    // A reader that sleeps, behind a pipe that takes no more than one page and does not block.
    let script = format!(
        "import fcntl, os, subprocess, sys, time\n\
         r, w = os.pipe()\n\
         fcntl.fcntl(w, 1031, 4096)\n\
         fcntl.fcntl(w, fcntl.F_SETFL, fcntl.fcntl(w, fcntl.F_GETFL) | os.O_NONBLOCK)\n\
         p = subprocess.Popen([{:?}, 'licenses'], stdout=w)\n\
         os.close(w)\n\
         time.sleep(0.3)\n\
         n = len(os.fdopen(r, 'rb').read())\n\
         print(n)\n\
         sys.exit(p.wait())\n",
        goferry.display().to_string()
    );
    let whole = home.goferry().arg("licenses").run();
    let read = Invocation::of("python3").env("HOME", home.path()).args(["-c", &script]).run();
    assert!(read.is_success(), "{read}");
    assert_eq!(read.stdout.trim(), whole.stdout.len().to_string());
}
