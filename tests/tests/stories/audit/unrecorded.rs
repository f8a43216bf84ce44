//! What happens where the record cannot be written, or ends too early.

use super::{log, next, put, verify};
use nix::errno::Errno;
use nix::libc;
use tests::words::audit as words;
use tests::{Call, Home, Invocation, Namespace, Supervisor, Verdict};
use voice::Exit;

/// Ends the record just before the end of a page, so that its next line needs another one: also on a full disk there
/// is room in a page that is there. A refusal is recorded with the release that was named, however long that is.
fn fill_the_page(home: &Home) {
    const PAGE: usize = 4096;
    let refused = |name: &str| {
        home.goferry().args(["use", name]).run().ends_with(Exit::Usage);
        log(home).len()
    };
    let before = log(home).len();
    let after = refused("x");
    let next = after + (after - before);
    let length = refused(&"x".repeat(1 + (2 * PAGE - 16 - next % PAGE) % PAGE));
    assert!(length % PAGE > PAGE - 20, "{length}");
}

#[test]
fn nothing_is_changed_where_it_cannot_be_recorded_but_room_can_be_made() {
    let namespace = Namespace::enter();
    let home = Home::with_previous();
    let old = home.current();
    let file = next(&home, 2);
    let prefix = home.prefix();
    let saved = home.beside("saved");
    Invocation::of("cp").arg("-a").arg(&prefix).arg(&saved).run().ends_with(Exit::Done);
    namespace.tmpfs(&prefix, "mode=755,size=192m");
    Invocation::of("cp").arg("-a").arg(saved.join(".")).arg(&prefix).run().ends_with(Exit::Done);
    home.run(&file).args(["install", "-y"]).run().ends_with(Exit::Done);
    fill_the_page(&home);
    let (new, before) = (home.current(), log(&home));
    let filler = prefix.join("gopath/filler");
    Invocation::of("dd").arg("if=/dev/zero").arg(format!("of={}", filler.display())).run();
    let name = old.display().to_string();
    let outcome = home.goferry().args(["use", &name]).run();
    outcome.ends_with(Exit::NoSpace).says(&[&words::recording]);
    assert_eq!((home.current(), log(&home)), (new, before.clone()), "{outcome}");
    let outcome = home.goferry().args(["uninstall", "-y", &name]).run();
    outcome.ends_with(Exit::Done).says(&[&words::not_recorded]);
    assert!(!prefix.join(&old).exists());
    assert!(log(&home).len() > before.len(), "there is room for its end: {outcome}");
    verify(&home).ends_with(Exit::Done);
}

/// Fails the calls of `number` on the log, from the `first` one on.
fn failing<'a>(number: i64, first: usize, errno: Errno) -> Supervisor<'a> {
    let mut seen = 0;
    Supervisor::new(move |call: &Call| {
        if call.number != number || !call.descriptor(0).ends_with("/state/audit.jsonl") {
            return Verdict::Pass;
        }
        seen += 1;
        if seen > first { Verdict::Fail(errno) } else { Verdict::Pass }
    })
}

#[test]
fn a_line_that_does_not_reach_the_disk_before_stops_everything_and_after_is_a_warning() {
    let home = Home::with_previous();
    let current = home.current().display().to_string();
    let before = home.tree();
    let rows = [
        (libc::SYS_write, Errno::ENOSPC, Exit::NoSpace),
        (libc::SYS_write, Errno::EDQUOT, Exit::NoSpace),
        (libc::SYS_write, Errno::EIO, Exit::Io),
        (libc::SYS_fsync, Errno::EIO, Exit::Io),
        (libc::SYS_fsync, Errno::ENOSPC, Exit::NoSpace),
    ];
    for (number, errno, exit) in rows {
        let text = log(&home);
        let mut supervisor = failing(number, 0, errno);
        let outcome = home.goferry().args(["pin", &current]).supervised(&mut supervisor);
        outcome.ends_with(exit).says(&[&words::recording]);
        assert!(supervisor.fired() > 0);
        home.is_still(&before, &outcome);
        assert_eq!(log(&home), text, "{errno:?}: the line is taken back");
        verify(&home).ends_with(Exit::Done);
    }
    for ((number, errno, _), verb) in rows.into_iter().zip(["pin", "unpin"].into_iter().cycle()) {
        let mut supervisor = failing(number, 1, errno);
        let outcome = home.goferry().args([verb, &current]).supervised(&mut supervisor);
        outcome.ends_with(Exit::Done).says(&[&words::not_recorded]);
        assert!(supervisor.fired() > 0);
        verify(&home).ends_with(Exit::Done).says(&[&words::unfinished]);
    }
}

#[test]
fn an_operation_that_was_cut_off_is_told_of_once() {
    let home = Home::with_previous();
    let current = home.current().display().to_string();
    home.goferry().args(["pin", &current]).run().ends_with(Exit::Done);
    // What kill -9 leaves: the beginning.
    let text = log(&home);
    let mut lines: Vec<&str> = text.lines().collect();
    lines.pop();
    put(&home, &lines);
    verify(&home).ends_with(Exit::Done).says(&[&words::unfinished]);
    let outcome = home.goferry().args(["unpin", &current]).run();
    outcome.ends_with(Exit::Done).says(&[&words::cut_off]);
    let outcome = home.goferry().args(["pin", &current]).run();
    outcome.ends_with(Exit::Done).does_not_say(&[&words::cut_off]);
    verify(&home).ends_with(Exit::Done).says(&[&words::unfinished]);
}
